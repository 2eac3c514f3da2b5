"""When something happened, as receipts and screens print it: both times where terminal and hall differ (case 9)."""

from datetime import datetime, timedelta

from contract.text import Text
from kiosk.clock import stamp
from kiosk.custody.bounded_clock import DIFFERS_S
from kiosk.screens.screen import Row
from kiosk.step import Here

_BY_THE_HALL = Text(zh="按大厅时间", en="By the hall's time")


def time_rows(here: Here, label: Text, moment: datetime) -> list[Row]:
    """`moment` (of `custody.times.now`) as this terminal's clock showed it, and the bounded time when that is another.

    A minute is let pass: the hall's answer takes its way, and people read minutes.
    """
    ahead_s = here.terminal.custody.times.skew_s()
    if abs(ahead_s) <= DIFFERS_S:
        return [Row(here.visit.t(label), stamp(moment))]
    shown = stamp(moment + timedelta(seconds=ahead_s))
    return [Row(here.visit.t(label), shown), Row(here.visit.t(_BY_THE_HALL), stamp(moment), tone="warn")]
