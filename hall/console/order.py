"""The order of the queue, a page at a time: by deadline over indexes, whatever number of cases waits (decision 047).

Rows come from a few streams, each of which an index holds in its order; a page is the streams merged from one `Key` on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto, unique
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from contract.life import ENDED
from contract.workdays import CHINA, CalendarEnds, covers_from, covers_until
from hall.cases.models import Case
from hall.console.lamps import AMBER_WORKDAYS, answer_due, due_of, workdays_between

_SORTED_BY = ("id", "state", "received_at", "promised_by")
_ONE_DAY = timedelta(days=1)
COUNTED_AT_MOST = 999
_YEARS = range(2000, 9999)  # a moment of any of them can be told in every time zone


@unique
class By(Enum):
    """What a stream's order follows from."""

    RECEIPT = auto()  # the days to answer in count from receipt
    PROMISE = auto()
    NOTHING = auto()  # no clock runs: last, the oldest first


@dataclass(frozen=True, slots=True)
class Stream:
    """Cases of one state with the index that orders them."""

    cases: QuerySet[Case]
    by: By

    @property
    def of_it(self) -> QuerySet[Case]:
        """Its cases, in no order."""
        return self.cases.filter(promised_by__isnull=False) if self.by is By.PROMISE else self.cases


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A row's place in the queue; `due` is the last day there is where no clock runs."""

    due: date
    received_at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.due.isoformat()}~{self.received_at.isoformat()}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key a page was asked to go on after; None (the first page) for anything else."""
        try:
            due, received_at, pk = text.split("~")
            key = cls(date.fromisoformat(due), datetime.fromisoformat(received_at), UUID(pk))
        except ValueError:
            return None
        return key if _fit(key.received_at) else None


@dataclass(frozen=True, slots=True)
class EndedKey:
    """An ended case's place: by its last change."""

    changed_at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.changed_at.isoformat()}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "EndedKey | None":
        """As `Key.read`."""
        try:
            changed_at, pk = text.split("~")
            key = cls(datetime.fromisoformat(changed_at), UUID(pk))
        except ValueError:
            return None
        return key if _fit(key.changed_at) else None


def _fit(moment: datetime) -> bool:
    return moment.tzinfo is not None and moment.year in _YEARS


def key_of(case: Case) -> Key:
    """Where a case stands."""
    return Key(due_of(case) or date.max, case.received_at, case.pk)


def following(streams: Sequence[Stream], after: Key | None, rows: int) -> list[Case]:
    """Up to `rows` cases in order, from the one after `after`. Only what decides the order is read of them."""
    clocked = [list(part(stream, after)[:rows]) for stream in streams if stream.by is not By.NOTHING]
    found = _merged(clocked, rows)
    if len(found) < rows or due_of(found[-1]) is None:
        others = [list(part(stream, after)[:rows]) for stream in streams if stream.by is By.NOTHING]
        found = _merged(clocked + others, rows)
    return found


def ended_after(after: EndedKey | None, rows: int) -> list[Case]:
    """Up to `rows` ended cases, last changed first, from the one after `after`."""
    cases = Case.objects.filter(state__in=ENDED).only("id", "state", "updated_at").order_by("-updated_at", "-pk")
    if after is not None:
        cases = cases.filter(~Q(updated_at=after.changed_at, pk__gte=after.pk), updated_at__lte=after.changed_at)
    return list(cases[:rows])


def ended_key_of(case: Case) -> EndedKey:
    """Where an ended case stands."""
    return EndedKey(case.updated_at, case.pk)


def _merged(parts: list[list[Case]], rows: int) -> list[Case]:
    """A case that stands in two streams is shown once."""
    ordered = {case.pk: case for case in merge(*parts, key=key_of)}
    return list(islice(ordered.values(), rows))


def part(stream: Stream, after: Key | None) -> QuerySet[Case]:
    """A stream in its order, from the case after `after`."""
    cases = stream.of_it.only(*_SORTED_BY)
    if stream.by is By.PROMISE:
        cases = cases.order_by("promised_by", "received_at", "pk")
        if after is not None:
            passed = Q(promised_by=after.due) & (Q(received_at__lt=after.received_at) | _same_moment(after))
            cases = cases.filter(~passed, promised_by__gte=after.due)
        return cases
    cases = cases.order_by("received_at", "pk")
    if after is None:
        return cases
    first = _first_due(after.due) if stream.by is By.RECEIPT else datetime.min.replace(tzinfo=CHINA)
    past = None if after.due == date.max else _first_due(after.due + _ONE_DAY)
    if stream.by is By.NOTHING:
        return _from(cases, after) if past is None else cases
    if after.received_at < first:
        return cases.filter(received_at__gte=first)
    return _from(cases, after) if past is None or after.received_at < past else cases.filter(received_at__gte=past)


def _from(cases: QuerySet[Case], after: Key) -> QuerySet[Case]:
    return cases.filter(~_same_moment(after), received_at__gte=after.received_at)


def _same_moment(after: Key) -> Q:
    return Q(received_at=after.received_at, pk__lte=after.pk)


def _first_due(due: date) -> datetime:
    """The first moment of receipt whose answer is due on `due` or later; due dates never fall as receipts go on."""
    day = max(covers_from(), min(due, covers_until()))
    while day > covers_from() and _answer_by(day - _ONE_DAY) >= due:
        day -= _ONE_DAY
    return datetime.combine(day, time(), CHINA)


def _answer_by(day: date) -> date:
    return answer_due(datetime.combine(day, time(), CHINA)) or date.max


def lamps(streams: Sequence[Stream], today: date) -> Iterator[int]:
    """How many are red, amber and green; each stops at one more than `COUNTED_AT_MOST`."""
    before = date.min
    for until in (_last_day(today, 0), _last_day(today, AMBER_WORKDAYS), covers_until()):
        yield sum(_between(stream, before, until) for stream in streams if stream.by is not By.NOTHING)
        before = until


def _last_day(today: date, workdays: int) -> date:
    """The last day with so many working days left until it."""
    day = today
    try:
        while workdays_between(today, day + _ONE_DAY) <= workdays:
            day += _ONE_DAY
    except CalendarEnds:
        return day
    return day


def _between(stream: Stream, after: date, until: date) -> int:
    """How many of a stream are due after one day and up to another."""
    if stream.by is By.PROMISE:
        cases = stream.cases.filter(promised_by__gt=after, promised_by__lte=until)
    else:
        cases = stream.cases.filter(received_at__lt=_first_due(until + _ONE_DAY))
        cases = cases if after == date.min else cases.filter(received_at__gte=_first_due(after + _ONE_DAY))
    return counted(cases)


def counted(rows: QuerySet[Any]) -> int:
    """How many, as far as anybody reads it."""
    return rows.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()
