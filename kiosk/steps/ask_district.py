"""In which district a person's household or home is, where it says who decides: asked before anything is filled in."""

from contract.item import Item
from contract.scope import DISTRICTS, OUTSIDE, Address
from contract.text import Text
from kiosk.districts import asked
from kiosk.events import Event, Said
from kiosk.screens.form import Form, Question
from kiosk.screens.screen import Choice, Screen
from kiosk.step import Back, Here, Next, Outcome, Step

_GROUP = Text(zh="先看看本机能不能办", en="First: can this terminal help?")
_ANSWER = Text(zh="请选择一项", en="Please choose one")
_CODES = (*DISTRICTS, OUTSIDE)
_OUTSIDE = Text(zh="不在广州市", en="Not in Guangzhou")
_QUESTIONS: dict[Address, Text] = {
    Address.HOUSEHOLD: Text(zh="申请人的户籍在哪个区?", en="In which district is the applicant's household?"),
    Address.HOME: Text(zh="申请人现在住在哪个区?", en="In which district does the applicant live?"),
}


class AskDistrict(Step):
    """One page; the answers live in the visit. Passed over when no service stands on an address."""

    def __init__(self) -> None:
        self._missing: set[Address] = set()

    def skip(self, here: Here) -> bool:
        return not asked(_items(here), here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        homes = here.visit.application.homes
        match event:
            case Said("edit", {"field": field, "value": value}) if field in list(Address) and value in _CODES:
                homes[Address(str(field))] = str(value)
                self._missing.discard(Address(str(field)))
            case Said("next"):
                self._missing = set(asked(_items(here), here)) - set(homes)
                if not self._missing:
                    return Next()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, homes = here.visit.t, here.visit.application.homes
        choices = [Choice(code, t(name)) for code, name in DISTRICTS.items()] + [Choice(OUTSIDE, t(_OUTSIDE))]
        questions = [
            Question(
                id=address.value,
                label=t(_QUESTIONS[address]),
                kind="choice",
                value=homes.get(address),
                required=True,
                read_only=False,
                choices=choices,
                error=t(_ANSWER) if address in self._missing else "",
            )
            for address in asked(_items(here), here)
        ]
        return Form(here.terminal.title_of(here.visit.application, here.visit.language), t(_GROUP), 1, 1, questions)


def _items(here: Here) -> list[Item]:
    application = here.visit.application
    return here.terminal.catalogue.asked(application.items, application.package)
