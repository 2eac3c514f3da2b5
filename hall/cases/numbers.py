"""Counting case numbers: an item and a day have one counter, which everybody who hands in that service waits for.

On PostgreSQL a number is counted at once and for good, over a connection of its own, so that nobody waits while
another's case is written and reaches the disk (decision 054). It need not reach the disk by itself: the log is in
order, and a case that has is behind its number. What fails after its number was counted leaves a gap. On SQLite there
is one writer anyway, and the number is part of its transaction.
"""

from datetime import date

from django.db import OperationalError, connection, connections

from contract import numbers
from hall.errors import ApiError
from hall.rows import first

_COUNT = (
    "INSERT INTO cases_daycounter (item_code, day, last) VALUES (%s, %s, 1) "
    "ON CONFLICT (item_code, day) DO UPDATE SET last = cases_daycounter.last + 1 RETURNING last"
)
_COUNT_AT_ONCE = _COUNT.replace("VALUES (%s, %s, 1)", "SELECT %s, %s, 1 FROM soon").replace(
    "INSERT", "WITH soon AS (SELECT set_config('synchronous_commit', 'off', true)) INSERT", 1
)


def next_number(item_code: str, day: date) -> str:
    """The next case number of an item on a day; raises `ApiError` 503 when the day has no more."""
    (last,) = (_counted_at_once if connection.vendor == "postgresql" else _counted)(item_code, day) or (0,)
    try:
        return numbers.case_number(item_code, day, last)
    except ValueError as error:
        raise ApiError(503, "numbers_used_up", f"no case number left for this item on {day}") from error


def _counted(item_code: str, day: date) -> tuple[int, ...] | None:
    return first(_COUNT, item_code, day)


def _counted_at_once(item_code: str, day: date) -> tuple[int, ...] | None:
    try:
        return first(_COUNT_AT_ONCE, item_code, day, planned=True, by="counter")
    except OperationalError:  # the database was away since this connection was last used, and is back
        connections["counter"].close()
        return first(_COUNT_AT_ONCE, item_code, day, planned=True, by="counter")
