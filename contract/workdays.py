"""Working days of the mainland's calendar with its swapped workdays (调休), from our own table (workdays.toml).

A year without a table raises `CalendarEnds`: a wrong promise is worse than none (kiosk requirements F-06).
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarEnds(Exception):
    """The working days of this year are not known yet; `year` says which table is missing."""

    def __init__(self, year: int) -> None:
        super().__init__(f"workdays.toml has no table for {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class _Year:
    off: frozenset[date]
    worked: frozenset[date]


def is_workday(day: date) -> bool:
    """Whether offices work on `day`. Raises `CalendarEnds`."""
    year = _years().get(day.year)
    if year is None:
        raise CalendarEnds(day.year)
    return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after `day` (n >= 0; 0 is `day` itself). Raises `CalendarEnds`, `ValueError` for n < 0."""
    if n < 0:
        raise ValueError("working days are counted forward")
    while n:
        day += _ONE_DAY
        n -= is_workday(day)
    return day


def count_start(moment: datetime) -> date:
    """Day 1 of the clock for something submitted at `moment` (aware): the next working day. Raises `CalendarEnds`."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return add_workdays(moment.astimezone(CHINA).date(), 1)


def covers_until() -> date:
    """The last day of the last year the table knows without a gap after it."""
    return date(max(_years()), 12, 31)


def covers_from() -> date:
    """The first day of the first year the table knows."""
    return date(min(_years()), 1, 1)


@cache
def _years() -> dict[int, _Year]:
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {int(year): _Year(frozenset(days["off"]), frozenset(days["worked"])) for year, days in content.items()}
