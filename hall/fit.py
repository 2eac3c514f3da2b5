"""Whether values from the wire fit their columns: PostgreSQL would refuse late, SQLite would not at all."""

from datetime import datetime
from functools import cache
from typing import TypeVar

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from hall.errors import Unfit

_RANGES = BaseDatabaseOperations.integer_field_ranges  # PostgreSQL's; SQLite takes any 64 bits
_YEARS = range(2000, 2200)  # a terminal's clock may be wrong, but not by centuries


_Row = TypeVar("_Row", bound=models.Model)


def fit(row: _Row) -> _Row:
    """The row itself; raises `Unfit` naming the column when a text is too long, a number too large, a date absurd."""
    for name, attribute, longest, numbers in _bounded(type(row)):
        value = getattr(row, attribute)
        if value is None:
            continue
        if longest is not None:
            if len(value) > longest:
                raise Unfit("does_not_fit", f"{name}: more than {longest} characters")
        elif numbers is not None:
            if not numbers[0] <= value <= numbers[1]:
                raise Unfit("does_not_fit", f"{name}: outside {numbers[0]} to {numbers[1]}")
        else:
            fit_moment(value, name)
    return row


@cache
def _bounded(table: type[models.Model]) -> tuple[tuple[str, str, int | None, tuple[int, int] | None], ...]:
    """The columns that can be too small for a value: the most characters, the least and largest number, or a moment."""
    found = []
    for column in table._meta.concrete_fields:
        numbers = None if column.is_relation else _RANGES.get(column.get_internal_type())
        longest = column.max_length if isinstance(column, models.CharField) else None
        if longest is not None or numbers is not None or isinstance(column, models.DateTimeField):
            found.append((column.name, column.attname, longest, numbers))
    return tuple(found)


def fit_moment(moment: datetime, name: str) -> None:
    """Raises `Unfit` for an absurd date, which cannot even be counted with."""
    if moment.year not in _YEARS:
        raise Unfit("does_not_fit", f"{name}: year {moment.year}")
