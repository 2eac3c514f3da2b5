"""Staff sign in with number and PIN; what they may do follows from their role."""

from datetime import datetime

from contract.failures import ENTRIES, Failure
from contract.text import Text
from kiosk import rows
from kiosk.clock import stamp
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.screen import Screen
from kiosk.screens.staff import SignIn
from kiosk.staff import SignInLocked, SignInRefused
from kiosk.step import Become, End, Here, Outcome, Stay, Step
from kiosk.visit import Who

_LOCKED_UNTIL = Text(zh="{0} 以后可以再试。", en="It works again after {0}.")


class SignInStaff(Step):
    """The screen never says which of the two was wrong."""

    def __init__(self) -> None:
        self._refused = False
        self._locked_until: datetime | None = None
        self._asking = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("sign_in", {"number": number, "pin": pin}) if not self._asking:
                self._asking = True
                now, staff = here.clock.now(), here.terminal.staff
                here.visit.staff_number = str(number)
                here.run("who", "queue", lambda: staff.sign_in(str(number), str(pin), now))
            case Done("who", Who() as who):
                here.visit.who = who
                here.terminal.audit("signed_in", role=who.value, number=here.visit.staff_number)
                return Become(rows.HOMES[who])
            case Failed("who", SignInRefused() as refused):
                here.terminal.note_error(refused)
                self._asking, self._refused, self._locked_until = False, True, None
                return Stay()
            case Failed("who", SignInLocked() as locked):
                here.terminal.note_error(locked)
                self._asking, self._refused, self._locked_until = False, False, locked.until
                return Stay()
            case Said("cancel"):
                return End(silent=True)
        return None

    def screen(self, here: Here) -> Screen:
        t, until = here.visit.t, self._locked_until
        locked = ""
        if until:
            locked = f"{t(ENTRIES[Failure.SIGN_IN_LOCKED].sentence)} {t(_LOCKED_UNTIL).format(stamp(until)[-5:])}"
        return SignIn(error=t(ENTRIES[Failure.SIGN_IN_WRONG].sentence) if self._refused else "", locked=locked)
