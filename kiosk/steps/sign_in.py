"""Staff sign in with number and PIN; what they may do follows from their role."""

from contract.text import Text
from kiosk import rows
from kiosk.clock import stamp
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens import Screen, SignIn
from kiosk.staff import SignInLocked, SignInRefused
from kiosk.step import Become, End, Here, Outcome, Stay, Step
from kiosk.visit import Who

_REFUSED = Text(zh="工号或密码不对", en="Number or PIN is not right")
_LOCKED = Text(zh="输错次数太多,{0} 以后再试", en="Too many wrong tries: try again after {0}")


class SignInStaff(Step):
    """The screen never says which of the two was wrong."""

    def __init__(self) -> None:
        self._error = ""
        self._locked = ""

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("sign_in", {"number": number, "pin": pin}):
                now, staff = here.clock.now(), here.terminal.staff
                here.visit.staff_number = str(number)
                here.run("who", "queue", lambda: staff.sign_in(str(number), str(pin), now))
            case Done("who", Who() as who):
                here.visit.who = who
                here.terminal.audit("signed_in", role=who.value, number=here.visit.staff_number)
                return Become(rows.HOMES[who])
            case Failed("who", SignInRefused()):
                self._error = here.visit.t(_REFUSED)
                return Stay()
            case Failed("who", SignInLocked() as locked):
                self._error, self._locked = "", here.visit.t(_LOCKED).format(stamp(locked.until)[-5:])
                return Stay()
            case Said("cancel"):
                return End(silent=True)
        return None

    def screen(self, here: Here) -> Screen:
        return SignIn(self._error, self._locked)
