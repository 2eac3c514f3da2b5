"""What the technician's page shows of a report."""

from contract.text import Text
from kiosk.clock import stamp
from kiosk.diagnosis import Report
from kiosk.screens.screen import Row, Screen
from kiosk.screens.staff import DeviceCard, Technician
from kiosk.step import Here

_ALL_GOOD = Text(zh="全部正常", en="Everything passes")
_BAD = Text(zh="{0} 项不正常", en="{0} not passing")
_TEST_PRINT = Text(zh="打印测试页", en="Print a test slip")
_TONES = {"PASS": "good", "FAIL": "bad", "WARN": "warn"}


def technician_screen(report: Report, here: Here) -> Screen:
    """One card a device, in the report's order."""
    t = here.visit.t
    bad = sum(check.result == "FAIL" for check in report.checks)
    return Technician(
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
