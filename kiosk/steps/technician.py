"""The technician's page: every device PASS or FAIL with live values; the same report as `./run doctor`."""

from contract.failures import ENTRIES
from contract.text import Text
from kiosk import slips
from kiosk.clock import stamp
from kiosk.diagnosis import Report
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.screens import DeviceCard, Row, Screen, Working
from kiosk.screens import Technician as TechnicianScreen
from kiosk.step import End, Here, Outcome, Stay, Step

_CHECKING = Text(zh="正在检查设备", en="Checking the devices")
_ALL_GOOD = Text(zh="全部正常", en="Everything passes")
_BAD = Text(zh="{0} 项不正常", en="{0} not passing")
_TEST_PRINT = Text(zh="打印测试页", en="Print a test slip")
_PRINTED = Text(zh="测试页已送出", en="Test slip sent")
_AGAIN_S = 5.0
_TONES = {"PASS": "good", "FAIL": "bad", "WARN": "warn"}


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
        t, report = here.visit.t, self._report
        if report is None:
            return Working(t(_CHECKING))
        bad = sum(check.result == "FAIL" for check in report.checks)
        return TechnicianScreen(
            number=here.visit.staff_number,
            devices=[
                DeviceCard(
                    id=check.device,
                    title=check.title.in_(here.visit.language),
                    result=check.result,
                    tone=_TONES[check.result],
                    values=[Row(label, value) for label, value in check.values.items()],
                    advice=check.advice,
                    test=t(_TEST_PRINT) if check.device == "printer" else "",
                )
                for check in report.checks
            ],
            summary=t(_BAD).format(bad) if bad else t(_ALL_GOOD),
            tone="bad" if bad else "good",
            checked_at=stamp(report.at),
        )
