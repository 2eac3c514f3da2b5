"""The result: found by card or by code, taken out, and the service rated or not."""

from datetime import datetime

from contract.failures import ENTRIES, Failure
from contract.pickup import CODE_DIGITS
from contract.text import Text
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.clock import stamp
from kiosk.custody.words import Authority, BoxRow, CodeLocked, CodeWrong, Purpose
from kiosk.events import CardMoved, CodeRead, Done, Elapsed, Event, Failed, Reader, Said
from kiosk.screens import Choice, Collected, PickupCode, Row, Screen, Working
from kiosk.step import Back, Become, End, Fail, Here, Next, Outcome, Stay, Step
from kiosk.steps.once_more import OnceMore
from kiosk.steps.times import time_rows
from kiosk.visit import DoorTask

_FINDING = Text(zh="正在查找您的结果", en="Looking for your result")
_TRIES_LEFT = Text(zh="还可以试 {0} 次", en="{0} tries left")
_LOCKED_UNTIL = Text(zh="{0} 以后可以再试。", en="Codes work again after {0}.")
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


def door_for(row: BoxRow, kind: str, actor: str, here: Here) -> None:
    """What the door step that follows is about: `row`, opened by the right `kind` of `actor`."""
    here.visit.box.parcel, here.visit.box.compartment = row.parcel, row.compartment
    here.visit.result = row
    authority = Authority(kind, actor, row.parcel)
    here.visit.door = DoorTask(Purpose.TAKE, row.parcel, row.compartment, authority)


def by_card(here: Here, reader: Reader | None = None) -> Outcome:
    """The card instead of a code. A paused terminal hands out what a code opens, and signs nobody on."""
    closed = here.terminal.closed_because
    if closed is None:
        here.visit.reader = reader
        return Become(rows.SIGN_ON)
    here.toast(here.visit.t(closed))
    return Stay(quiet=True)


class FindByCard(Step):
    """The signed-in person's own results; the first one first."""

    keeps_card = False

    def enter(self, here: Here) -> None:
        tag = here.visit.person_tag
        here.run("found", "locker", lambda: here.terminal.custody.for_person(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("found", []):
                return Back()
            case Done("found", [*found]):
                ready = [row for row in found if not row.frozen and not row.overdue]
                if not ready:
                    return Fail(Failure.PARCEL_FROZEN if found[0].frozen else Failure.CODE_EXPIRED)
                door_for(ready[0], "proxy-card" if ready[0].by_proxy else "resident-card", here.visit.person_tag, here)
                return Next()
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_FINDING))


class AskCode(Step):
    """Eight digits; five wrong tries lock the panel, over restarts too."""

    def __init__(self) -> None:
        self._tries_left: int | None = None
        self._locked_until: datetime | None = None
        self._asking = False

    def enter(self, here: Here) -> None:
        here.run("locked", "locker", here.terminal.custody.code_locked_until)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("code", {"code": code}):
                self._ask(str(code), here)
            case Done("found", row):
                door_for(row, "pickup-code", f"code-{row.parcel}", here)
                return Next()
            case Done("locked", until):
                self._locked_until, self._asking = until, False
                if until is not None:
                    here.terminal.note(Failure.CODE_LOCKED)
                    wait_s = max(1.0, (until - here.clock.now()).total_seconds())
                    here.later(wait_s, "unlocked")
            case Elapsed("unlocked"):
                self._tries_left, self._locked_until = None, None
            case Failed("found", CodeWrong() | CodeLocked() as error):
                here.terminal.note_error(error)
                self._asking, self._tries_left = False, getattr(error, "tries_left", 0)
                if not self._tries_left:
                    here.run("locked", "locker", here.terminal.custody.code_locked_until)
                return Stay()
            case CardMoved(CardEvent.INSERTED, reader):
                return by_card(here, reader)
            case Said("card"):
                return by_card(here)
            case CodeRead(text):
                here.visit.presented = text
                return Become(rows.PICKUP_BY_QR)
            case Said("qr"):
                return Become(rows.PICKUP_BY_QR)
            case Said("cancel"):
                return End(silent=True)
        return None

    def _ask(self, code: str, here: Here) -> None:
        """A whole code, once: half a code or a second tap must not cost a try."""
        if self._asking or len(code) != CODE_DIGITS:
            return
        self._asking = True
        custody = here.terminal.custody
        here.run("found", "locker", lambda: custody.for_code(code))

    def screen(self, here: Here) -> Screen:
        t, left = here.visit.t, self._tries_left
        if self._locked_until is not None:
            entry, until = ENTRIES[Failure.CODE_LOCKED], stamp(self._locked_until)[-5:]
            said = (t(entry.sentence), t(_LOCKED_UNTIL).format(until), t(entry.next_step))
            return PickupCode(CODE_DIGITS, locked=" ".join(said))
        wrong = f"{t(ENTRIES[Failure.CODE_WRONG].sentence)} {t(_TRIES_LEFT).format(left)}" if left else ""
        return PickupCode(CODE_DIGITS, error=wrong)


class Rate(Step):
    """The result is taken, door seen shut. Rating is one tap, and so is skipping."""

    keeps_card = False
    title = "done"

    def __init__(self) -> None:
        self._rated = False
        self._once_more = OnceMore()

    def enter(self, here: Here) -> None:
        self._once_more.ask(here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        row, task, terminal = here.visit.result, here.visit.door, here.terminal
        if row is None or task is None:
            return End()
        match event:
            case Said("rate" | "skip") if self._rated:
                return Stay(quiet=True)
            case Said("rate" | "skip", data):
                self._rated, level = True, data.get("level")
                here.run("rated", "queue", lambda: terminal.rate(row.parcel, None if level is None else int(level)))
            case Said("dispute"):
                self._once_more.withdraw()
                here.run("disputed", "locker", lambda: terminal.dispute(task))
            case Done("disputed"):
                here.toast(here.visit.t(_DISPUTED))
            case Done("rated"):
                return End()
            case Said("reopen") if self._rated:
                return Stay(quiet=True)
        return self._once_more.on(event, here)

    def screen(self, here: Here) -> Screen:
        t, row = here.visit.t, here.visit.result
        lines = time_rows(here, _TIME, here.terminal.custody.times.now())
        if row and row.case_number:
            lines.insert(0, Row(t(_CASE), row.case_number))
        levels = [Choice(str(n), t(text)) for n, text in _LEVELS.items()]
        return Collected(t(_TAKEN), lines, levels, self._once_more.label(here))
