"""The red, amber and green lamp of a case: how much of its time is left, in working days (domain 2.0, clocks)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique
from functools import lru_cache

from django.utils import timezone

from contract.life import CaseState
from contract.workdays import CalendarEnds, add_workdays, count_start, is_workday
from hall.cases.models import Case

ANSWER_WORKDAYS = 5
"""What is missing is told within five days of receipt, else it counts as accepted (domain 2.0, to be verified)."""
AMBER_WORKDAYS = 2  # ours: from here on the queue shows amber
_FAR_WORKDAYS = 400  # a limit nobody promises; stops the count for a wrong date

ON_THE_DESK = frozenset({CaseState.ACCEPTED, CaseState.GRANTED, CaseState.REFUSED})
"""Where the promised day counts."""


@unique
class Colour(StrEnum):
    """The lamp; the page always says it in words and shape as well."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    OFF = "off"  # no clock runs for us


@dataclass(frozen=True, slots=True)
class Lamp:
    """`left` is working days until `due` (negative: days over); both None when no clock runs or none can be told."""

    colour: Colour
    due: date | None = None
    left: int | None = None


OFF = Lamp(Colour.OFF)


def due_of(case: Case) -> date | None:
    """The day by which we must have acted; None when it is not our move or the calendar has no table for that year."""
    state = CaseState(case.state)
    if state is CaseState.RECEIVED:
        return answer_due(case.received_at)
    return case.promised_by if state in ON_THE_DESK else None


def answer_due(received_at: datetime) -> date | None:
    """The day by which what came in then is accepted or not; None past the table of working days."""
    try:
        return add_workdays(count_start(received_at), ANSWER_WORKDAYS - 1)
    except CalendarEnds:
        return None


def lamp_of(case: Case, today: date | None = None) -> Lamp:
    """The lamp of `case` on `today` (default: the city's date now)."""
    due = due_of(case)
    if due is None:
        return OFF
    try:
        left = workdays_between(today or timezone.localdate(), due)
    except CalendarEnds:
        return Lamp(Colour.OFF, due)
    if left < 0 or (left == 0 and due < (today or timezone.localdate())):
        return Lamp(Colour.RED, due, left)
    return Lamp(Colour.RED if left == 0 else Colour.AMBER if left <= AMBER_WORKDAYS else Colour.GREEN, due, left)


@lru_cache(maxsize=1024)  # a queue of thousands has a few dozen days
def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before. Raises `CalendarEnds`."""
    if last < first:
        return -workdays_between(last, first)
    ordinals = range(first.toordinal() + 1, min(last.toordinal(), first.toordinal() + _FAR_WORKDAYS) + 1)
    return sum(is_workday(date.fromordinal(ordinal)) for ordinal in ordinals)
