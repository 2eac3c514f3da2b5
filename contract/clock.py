"""A limit in working days, legal or promised, that stands still during special procedures (domain 2.0, clocks).

Hearing, testing, appraisal and expert review stop the clock. A day on which it stands still is not counted: neither the
day it was stopped on nor any day before the one it runs again on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contract.workdays import add_workdays, is_workday

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `since` on and ran again on `until`; None: it stands still now."""

    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


def due(accepted_on: date, workdays: int, pauses: Sequence[Pause] = ()) -> date | None:
    """The last day of a limit whose day 1 is the working day after `accepted_on`; None while the clock stands still.

    Raises `contract.workdays.CalendarEnds`, and `ValueError` for a negative limit.
    """
    if not pauses:
        return add_workdays(accepted_on, workdays)
    if workdays < 0:
        raise ValueError("working days are counted forward")
    stopped_on = min((pause.since for pause in pauses if pause.until is None), default=None)
    day, left = accepted_on, workdays
    while left:
        day += _ONE_DAY
        if stopped_on is not None and day >= stopped_on:
            return None
        left -= is_workday(day) and not any(pause.holds(day) for pause in pauses)
    return day
