"""Pages of a long list: each goes on from the key of the row before it, over the index that holds the order (decision
047). There are no numbered pages, for the database would count past every row before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

PAGE_ROWS = 40
_YEARS = range(2000, 9999)  # a moment of any of them can be told in every time zone


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list, with the addresses of the first page and of the next one; "" where it is that, or none."""

    rows: Sequence[Any]
    first: str = ""
    further: str = ""


def page(request: HttpRequest, found: QuerySet[Any], by: str = "pk", name: str = "after", path: str = "") -> Rows:
    """The rows after the key that the address has under `name`, in the order of `by` (a moment, or "pk"; "-": falling).

    A key that cannot be read, or after which nothing stands any more, leads to the first rows. `path`: where the list
    is to be had, if not at the address that was asked.
    """
    after = request.GET.get(name, "")
    held = _from(found, by, after)
    rows = list(_ordered(found if held is None else held, by)[: PAGE_ROWS + 1])
    if not rows and held is not None:
        held, rows = None, list(_ordered(found, by)[: PAGE_ROWS + 1])
    further = _key(rows[PAGE_ROWS - 1], by) if rows[PAGE_ROWS:] else ""
    address = path or request.path
    return Rows(
        rows[:PAGE_ROWS],
        "" if held is None else f"{address}?{_asked(request, name, '')}",
        f"{address}?{_asked(request, name, further)}" if further else "",
    )


def _asked(request: HttpRequest, name: str, key: str) -> str:
    """What the address asks besides, with another place in this list."""
    asked = request.GET.copy()
    asked.pop(name, None)
    if key:
        asked[name] = key
    return asked.urlencode()


def _ordered(found: QuerySet[Any], by: str) -> QuerySet[Any]:
    falling = "-" if by.startswith("-") else ""
    return found.order_by(*dict.fromkeys((by, f"{falling}pk")))


def _key(row: Model, by: str) -> str:
    moment = by.lstrip("-")
    return str(row.pk) if moment == "pk" else f"{getattr(row, moment).isoformat()}~{row.pk}"


def _from(found: QuerySet[Any], by: str, after: str) -> QuerySet[Any] | None:
    """What stands after a key; None for a key that is none."""
    if not after:
        return None
    falling, column = by.startswith("-"), by.lstrip("-")
    beyond, onwards = ("lt", "lte") if falling else ("gt", "gte")
    passed = "gte" if falling else "lte"
    moment, _stroke, pk = after.rpartition("~")
    try:
        pk = found.model._meta.pk.to_python(pk)
        if column == "pk":
            return found.filter(**{f"pk__{beyond}": pk}) if not moment else None
        at = datetime.fromisoformat(moment)
    except (ValueError, ValidationError):
        return None
    if at.tzinfo is None or at.year not in _YEARS:
        return None
    return found.filter(~Q(**{column: at, f"pk__{passed}": pk}), **{f"{column}__{onwards}": at})
