"""The technician's page: every device PASS or FAIL with live values; the same report as `./run doctor`."""

from contract.failures import ENTRIES
from contract.text import Text
from kiosk import slips
from kiosk.clock import stamp
from kiosk.diagnosis import Report
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import End, Here, Outcome, Stay, Step
from kiosk.steps.technician_screen import technician_screen

_CHECKING = Text(zh="正在检查设备", en="Checking the devices")
_PRINTED = Text(zh="测试页已送出", en="Test slip sent")
_AGAIN_S = 5.0


class TechnicianStart(Step):
    """Checks on entry, every few seconds, and when asked."""

    def __init__(self) -> None:
        self._report: Report | None = None
        self._asking = False
        self._reports = 0

    def enter(self, here: Here) -> None:
        self._ask(here)

    def _ask(self, here: Here) -> None:
        """One report at a time, however often the button is pressed."""
        if not self._asking:
            self._asking = True
            here.run("report", "doctor", here.terminal.diagnose)

    def _asked(self, here: Here) -> None:
        """The next one follows this one only: what an earlier one had planned is over."""
        self._asking = False
        self._reports += 1
        here.later(_AGAIN_S, f"after {self._reports}")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("report", Report() as report):
                self._report = report
                self._asked(here)
            case Failed("report"):
                self._asked(here)
            case Said("refresh"):
                self._ask(here)
            case Elapsed(after) if after == f"after {self._reports}":
                self._ask(here)
            case Said("test", {"id": "printer"}):
                slip = slips.test(here.terminal, stamp(here.clock.now()))
                here.print("tested", slip)
            case Done("tested"):
                here.toast(here.visit.t(_PRINTED))
            case Failed("tested", error):
                here.toast(here.visit.t(ENTRIES[here.terminal.note_error(error)].sentence))
                return Stay()
            case Said("finish"):
                return End(silent=True)
        return None

    def screen(self, here: Here) -> Screen:
        if self._report is None:
            return Working(here.visit.t(_CHECKING))
        return technician_screen(self._report, here)
