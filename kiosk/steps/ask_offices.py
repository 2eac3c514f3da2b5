"""Before the camera: which papers other offices, the library or an earlier hand-in already have (domain 2.2, 2.5)."""

from contract.coverage import Consent
from contract.envelope import new_id
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.ask_offices_screen import found_screen, offer_screen
from kiosk.steps.ask_offices_state import ask_of, askable, asked_for, differs, dispute, keep


class AskOffices(Step):
    """The resident agrees, the hall asks, and the page says where each closed slot came from.

    Without the network it is passed over, and the camera says that everything has to be shown.
    """

    title = "capture"

    def __init__(self) -> None:
        self._asking = self._told = False

    def skip(self, here: Here) -> bool:
        application, needs = here.visit.application, askable(here)
        if application.covered_for != asked_for(here):
            application.covered, application.covered_for = [], ()  # asked about another form than this
        elif application.covered_for:
            return not any(differs(one) for one in application.covered)
        away = here.terminal.offices_in_reach is None
        application.not_looked_up = bool(needs) and away
        return away or not needs

    def enter(self, here: Here) -> None:
        self._told = bool(here.visit.application.covered_for)

    def never_idle(self, here: Here) -> bool:
        return self._asking

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("agree" | "offices_only" as said) if not self._asking and not self._told:
                self._ask(Consent.ALL if said == "agree" else Consent.VERIFICATION, here)
            case Done("asked", list() as found):
                keep(found, here)
                self._asking, self._told = False, True
                return Stay() if here.visit.application.covered else Next()
            case Failed("asked", error):
                here.terminal.note_error(error)
                here.visit.application.not_looked_up = True
                return Next()
            case Said("dispute", {"material": str(material)}) if self._told:
                dispute(material, here)
            case Said("next") if self._told:
                return Next()
            case Said("back") if not self._asking:
                return Back()
        return None

    def _ask(self, consent: Consent, here: Here) -> None:
        """The case's id is settled here, for the look-ups are made for that case."""
        application, offices = here.visit.application, here.terminal.offices
        if offices is None:
            raise RuntimeError("only an enrolled terminal can ask")
        case_id = application.case_id = application.case_id or new_id()
        ask, key = ask_of(consent, here), here.terminal.keys.seal
        self._asking = True
        here.run("asked", "offices", lambda: offices.ask(case_id, ask, key))

    def screen(self, here: Here) -> Screen:
        if self._told:
            return found_screen(here)
        return offer_screen(askable(here), self._asking, here)
