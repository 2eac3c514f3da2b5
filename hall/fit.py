"""Whether values from the wire fit their columns: PostgreSQL would refuse late, SQLite would not at all."""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from hall.errors import Unfit

_RANGES = BaseDatabaseOperations.integer_field_ranges  # PostgreSQL's; SQLite takes any 64 bits
_YEARS = range(2000, 2200)  # a terminal's clock may be wrong, but not by centuries


_Row = TypeVar("_Row", bound=models.Model)


def fit(row: _Row) -> _Row:
    """The row itself; raises `Unfit` naming the column when a text is too long, a number too large, a date absurd."""
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if value is None or column.is_relation or isinstance(column, models.JSONField | models.BinaryField):
            continue
        if isinstance(value, datetime):
            fit_moment(value, column.name)
        low, high = _RANGES.get(column.get_internal_type(), (value, value))
        if not low <= value <= high:
            raise Unfit("does_not_fit", f"{column.name}: outside {low} to {high}")
        try:
            column.run_validators(value)
        except ValidationError as error:
            raise Unfit("does_not_fit", f"{column.name}: {'; '.join(error.messages)}") from error
    return row


def fit_moment(moment: datetime, name: str) -> None:
    """Raises `Unfit` for an absurd date, which cannot even be counted with."""
    if moment.year not in _YEARS:
        raise Unfit("does_not_fit", f"{name}: year {moment.year}")
