"""The holder's e-certificates by kind; with a form open, one touch puts one into it (domain 2.3, key function)."""

from contract.coverage import Consent
from contract.covered import Covered
from contract.envelope import new_id
from contract.my_card import MyCardFound
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.ask_offices_state import ask_of, keep_one
from kiosk.steps.my_card_state import identity_of
from kiosk.steps.my_certificates_screen import Asked, certificates_screen, slot_of


class ShowCertificates(Step):
    """`for_form`: begun in the middle of an application, whose slots they may fill."""

    def __init__(self, for_form: bool = False) -> None:
        self._for_form = for_form
        self._asked = Asked.NOT

    def enter(self, here: Here) -> None:
        offices, number = here.terminal.offices_in_reach, identity_of(here).id_number
        if here.visit.my_card is not None:
            self._asked = Asked.TOLD
        elif offices is not None:
            self._asked, key = Asked.ASKING, here.terminal.keys.seal
            here.run("told", "offices", lambda: offices.my_card(new_id(), number, key))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("told", MyCardFound() as told):
                self._asked, here.visit.my_card = Asked.TOLD, told
            case Done("put", list() as found):
                return self._put(found, here)
            case Failed("told" | "put", error):
                here.terminal.note_error(error)
                self._asked = Asked.NOT if here.visit.my_card is None else Asked.REFUSED
                return Stay()
            case Said("use", {"number": str(number)}) if self._for_form and self._asked is not Asked.PUTTING:
                self._use(number, here)
            case Said("use") if not self._for_form:
                self._asked = Asked.NO_FORM
            case Said("back") if self._asked is not Asked.PUTTING:
                return Back()
        return None

    def _use(self, number: str, here: Here) -> None:
        """The hall grants it for this case: what it has not granted closes no slot."""
        held = here.visit.my_card.certificates if here.visit.my_card else []
        chosen = next((one for one in held if one.number == number and slot_of(one, here)), None)
        offices = here.terminal.offices
        if chosen is None or offices is None:
            self._asked = Asked.REFUSED
            return
        case_id = here.visit.application.case_id = here.visit.application.case_id or new_id()
        ask, key = ask_of(Consent.ONE, here, chosen.number), here.terminal.keys.seal
        self._asked = Asked.PUTTING
        here.run("put", "offices", lambda: offices.ask(case_id, ask, key))

    def _put(self, found: list[Covered], here: Here) -> Outcome:
        self._asked = Asked.TOLD if keep_one(found, here) else Asked.REFUSED
        return Next(True) if self._asked is Asked.TOLD else Stay()

    def screen(self, here: Here) -> Screen:
        return certificates_screen(self._asked, self._for_form, here)
