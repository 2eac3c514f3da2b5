"""The result: found by card or by code, taken out, and the service rated or not."""

from datetime import datetime

from contract.pickup import CODE_DIGITS
from contract.text import Text
from kiosk import rows
from kiosk.clock import stamp
from kiosk.custody.words import Authority, BoxRow, CodeLocked, CodeWrong, Purpose
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens import Choice, Collected, PickupCode, Row, Screen, Working
from kiosk.step import Back, Become, End, Here, Next, Outcome, Stay, Step
from kiosk.visit import DoorTask

_FINDING = Text(zh="正在查找您的结果", en="Looking for your result")
_WRONG = Text(zh="取件码不对,还可以试 {0} 次", en="That code is not right; {0} tries left")
_LOCKED = Text(
    zh="取件码输错次数太多,{0} 以后再试。可以用社保卡取件,或拨打 12345。",
    en="Too many wrong codes. Try again after {0}, use your social-security card, or call 12345.",
)
_TAKEN = Text(zh="取件完成", en="You have your result")
_CASE = Text(zh="办件编号", en="Case number")
_TIME = Text(zh="取件时间", en="Collected at")
_LEVELS = {
    5: Text(zh="非常满意", en="Very satisfied"),
    4: Text(zh="满意", en="Satisfied"),
    3: Text(zh="基本满意", en="Fairly satisfied"),
    2: Text(zh="不满意", en="Unsatisfied"),
    1: Text(zh="非常不满意", en="Very unsatisfied"),
}
_DISPUTED = Text(zh="已记下,工作人员会尽快联系您", en="Noted: staff will look into it and contact you")


def _door_for(row: BoxRow, kind: str, actor: str, here: Here) -> None:
    here.visit.box.parcel, here.visit.box.compartment = row.parcel, row.compartment
    here.visit.result = row
    authority = Authority(kind, actor, row.parcel)
    here.visit.door = DoorTask(Purpose.TAKE, row.parcel, row.compartment, authority)


class FindByCard(Step):
    """The signed-in person's own results; the first one first."""

    keeps_card = False

    def enter(self, here: Here) -> None:
        tag = here.visit.person_tag
        here.run("found", "locker", lambda: here.terminal.custody.for_person(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("found", [first, *_]):
                _door_for(first, "resident-card", here.visit.person_tag, here)
                return Next()
            case Done("found"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_FINDING))


class AskCode(Step):
    """Eight digits; five wrong tries lock the panel, over restarts too."""

    def __init__(self) -> None:
        self._error = ""
        self._locked = ""

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("code", {"code": code}):
                now, custody = here.clock.now(), here.terminal.custody
                here.run("found", "locker", lambda: custody.for_code(str(code), now))
            case Done("found", row):
                _door_for(row, "pickup-code", f"code-{row.parcel}", here)
                return Next()
            case Failed("found", CodeWrong() as wrong):
                self._error = here.visit.t(_WRONG).format(wrong.tries_left)
                return Stay()
            case Failed("found", CodeLocked() as locked):
                until = stamp(datetime.fromisoformat(locked.until))[-5:]
                self._error, self._locked = "", here.visit.t(_LOCKED).format(until)
                return Stay()
            case Said("card"):
                return Become(rows.SIGN_ON)
            case Said("cancel"):
                return End(silent=True)
        return None

    def screen(self, here: Here) -> Screen:
        return PickupCode(CODE_DIGITS, self._error, self._locked)


class Rate(Step):
    """The result is taken, door seen shut. Rating is one tap, and so is skipping."""

    keeps_card = False
    title = "done"

    def on(self, event: Event, here: Here) -> Outcome | None:
        row, task, terminal = here.visit.result, here.visit.door, here.terminal
        if row is None or task is None:
            return End()
        match event:
            case Said("rate", {"level": level}):
                here.run("rated", "queue", lambda: terminal.rate(row.parcel, int(level)))
            case Said("skip"):
                here.run("rated", "queue", lambda: terminal.rate(row.parcel, None))
            case Said("dispute"):
                here.run("disputed", "locker", lambda: terminal.dispute(task))
            case Done("disputed"):
                here.toast(here.visit.t(_DISPUTED))
            case Done("rated"):
                return End()
        return None

    def screen(self, here: Here) -> Screen:
        t, row = here.visit.t, here.visit.result
        lines = [Row(t(_TIME), stamp(here.clock.now()))]
        if row and row.case_number:
            lines.insert(0, Row(t(_CASE), row.case_number))
        return Collected(t(_TAKEN), lines, [Choice(str(n), t(text)) for n, text in _LEVELS.items()])
