"""The result is in its person's hands: the service is rated or not, or the box is said to have been empty."""

from contract.text import Text
from kiosk.events import Done, Event, Said
from kiosk.screens.locker import Collected
from kiosk.screens.screen import Choice, Row, Screen
from kiosk.step import End, Here, Outcome, Stay, Step
from kiosk.steps.once_more import OnceMore
from kiosk.steps.times import time_rows

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


class Rate(Step):
    """The result is taken, door seen shut. Rating is one tap, and so is skipping."""

    keeps_card = False
    title = "done"

    def __init__(self) -> None:
        self._busy = False  # something is being written down: until it is, nothing may end the visit
        self._once_more = OnceMore()

    def enter(self, here: Here) -> None:
        self._once_more.ask(here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        row, task, terminal = here.visit.result, here.visit.door, here.terminal
        if row is None or task is None:
            return End()
        match event:
            case Said("rate" | "skip" | "dispute" | "reopen") if self._busy:
                return Stay(quiet=True)
            case Said("rate" | "skip", data):
                self._busy, level = True, data.get("level")
                here.run(
                    "rated", "queue", lambda: terminal.records.rate(row.parcel, None if level is None else int(level))
                )
            case Said("dispute"):
                self._busy = True
                self._once_more.withdraw()
                here.run("disputed", "locker", lambda: terminal.records.dispute(task))
            case Done("disputed"):
                self._busy = False
                here.toast(here.visit.t(_DISPUTED))
            case Done("rated"):
                return End()
        return self._once_more.on(event, here)

    def screen(self, here: Here) -> Screen:
        t, row = here.visit.t, here.visit.result
        lines = time_rows(here, _TIME, here.terminal.custody.times.now())
        if row and row.case_number:
            lines.insert(0, Row(t(_CASE), row.case_number))
        levels = [Choice(str(n), t(text)) for n, text in _LEVELS.items()]
        return Collected(t(_TAKEN), lines, levels, self._once_more.label(here))
