"""Before the camera: which papers other offices, the library or an earlier hand-in already have (domain 2.2, 2.5)."""

from contract import coverage
from contract.coverage import Consent, CoverageAsk
from contract.covered import Covered, Way
from contract.envelope import Applicant, new_id
from contract.hand_in import Need
from contract.question import answers_of
from contract.source import LookUpAnswer
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens import Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.ask_offices_screen import found_screen, offer_screen


def askable(here: Here) -> tuple[Need, ...]:
    """The slots that need not be the resident's to fill, by the answers so far."""
    catalogue, application = here.terminal.catalogue, here.visit.application
    return coverage.askable([catalogue.items[item] for item in application.items], catalogue, application.answers)


class AskOffices(Step):
    """The resident agrees, the hall asks, and the page says where each closed slot came from.

    Without the network it is passed over, and the camera says that everything has to be shown.
    """

    title = "capture"

    def __init__(self) -> None:
        self._asking = self._told = False

    def skip(self, here: Here) -> bool:
        application, needs = here.visit.application, askable(here)
        if application.covered_for != _asked_for(here):
            application.covered, application.covered_for = [], ()  # asked about another form than this
        elif application.covered_for:
            return not any(_wrong(one) for one in application.covered)
        away = here.terminal.offices is None or not here.terminal.online
        application.not_looked_up = bool(needs) and away
        return away or not needs

    def enter(self, here: Here) -> None:
        self._told = bool(here.visit.application.covered_for)

    def never_idle(self, here: Here) -> bool:
        return self._asking

    def on(self, event: Event, here: Here) -> Outcome | None:
        application = here.visit.application
        match event:
            case Said("agree" | "offices_only" as said) if not self._asking and not self._told:
                self._ask(Consent.ALL if said == "agree" else Consent.VERIFICATION, here)
            case Done("asked", list() as found):
                return self._take(found, here)
            case Failed("asked", error):
                here.terminal.note_error(error)
                application.not_looked_up = True
                return Next()
            case Said("dispute", {"material": str(material)}) if self._told:
                application.covered = [
                    one.model_copy(update={"disputed": True}) if one.material == material and _wrong(one) else one
                    for one in application.covered
                ]
            case Said("next") if self._told:
                return Next()
            case Said("back") if not self._asking:
                return Back()
        return None

    def _ask(self, consent: Consent, here: Here) -> None:
        """Everything goes along sealed; the case's id is settled here, for the look-ups are made for that case."""
        application, offices, identity = here.visit.application, here.terminal.offices, here.visit.identity
        if offices is None or identity is None:
            raise RuntimeError("only a signed-in resident at an enrolled terminal can ask")
        case_id = application.case_id = application.case_id or new_id()
        applicant = Applicant(name=identity.name, id_number=identity.id_number, mobile="")
        ask = CoverageAsk(
            items=application.items,
            applicant=applicant,
            answers=application.answers,
            consent=consent,
            consented_at=here.clock.now(),
        )
        key = here.terminal.keys.seal
        self._asking = True
        here.run("asked", "offices", lambda: offices.ask(case_id, ask, key))

    def _take(self, found: list[Covered], here: Here) -> Outcome:
        """What was asked for counts and nothing else the hall may say; pages of a closed slot go."""
        application, catalogue = here.visit.application, here.terminal.catalogue
        open_to = {need.use.material: coverage.electronic(need, catalogue) for need in askable(here)}
        self._asking, self._told = False, True
        application.covered = [one for one in found if one.way in open_to.get(one.material, ())]
        application.covered_for = _asked_for(here)
        for one in application.covered:
            application.pages.pop(one.material, None)
        return Stay() if application.covered else Next()

    def screen(self, here: Here) -> Screen:
        if self._told:
            return found_screen(here)
        return offer_screen(askable(here), self._asking, here)


def _wrong(one: Covered) -> bool:
    """An answer the resident may call wrong."""
    return one.way is Way.VERIFICATION and one.answer is LookUpAnswer.NO and not one.disputed


def _asked_for(here: Here) -> tuple[tuple[str, str], ...]:
    """The slots and questions of the present form: when they change, the offices are asked anew."""
    materials, answers = here.terminal.catalogue.materials, here.visit.application.answers
    asked = []
    for need in askable(here):
        verify = materials[need.use.material].verify
        question = verify.asked(answers_of(need.items[0], answers)) if verify else None
        asked.append((need.use.material, question or ""))
    return tuple(asked)
