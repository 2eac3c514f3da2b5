"""The headline rates by service and month, each with the rows that stand behind it (domain 2.1).

Counted is one service of one case, under the month in which it was handed in. Everything handed in at a terminal was
begun online; what counters took is only known as the number they report (`CounterCases`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contract.item import Here, Item
from contract.life import CaseState
from contract.parcel import ParcelEvent
from contract.workdays import CHINA
from hall.cases.models import CaseItem
from hall.catalogues.services import of_today
from hall.oversight.models import CounterCases
from hall.parcels.models import ParcelEventRow

GOOD_FROM = 4  # of five
_YEARS = range(2000, 2200)  # what a month may be asked of; the calendar itself ends at 9999
_ONLINE = frozenset({Here.WHOLE, Here.UP_TO_LOCKER})
_DONE = (CaseState.COLLECTED, CaseState.CLOSED)
_OURS = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.GRANTED, CaseState.REFUSED)


@unique
class Rate(StrEnum):
    """What is measured."""

    AVAILABLE = "available"  # services with an online path, of all services
    USED = "used"  # begun online, of all
    FINISHED = "finished"  # ended without a visit, of all begun online
    SATISFIED = "satisfied"  # rated four or five, of those rated
    OVERDUE = "overdue"  # past the promised day and still on a desk, of all begun online


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with what it is made of."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.part + other.part, self.whole + other.whole)

    @property
    def missing(self) -> int:
        """What is not in the part."""
        return self.whole - self.part

    @property
    def percent(self) -> str:
        """Two decimals, cut and not rounded, so that only the whole reads 100.00; empty of nothing."""
        if not self.whole:
            return ""
        hundredths = self.part * 10_000 // self.whole
        return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class Line:
    """One service (or all: item "") in one month; not accepted and withdrawn stay in the wholes and are told apart."""

    item: str
    figures: dict[Rate, Figure]
    not_accepted: int = 0
    withdrawn: int = 0


def first_of(text: str, today: date) -> date:
    """The first day of a month written `2026-11`; the present month for anything else."""
    try:
        month = date.fromisoformat(f"{text}-01").replace(day=1)
    except ValueError:
        month = today.replace(day=1)
    return month if month.year in _YEARS else today.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def lines(month: date) -> list[Line]:
    """One line a service of the catalogue, in its order; then those that were retired since."""
    known = of_today().items
    counted = _counted(month)
    reported = dict(CounterCases.objects.filter(month=month).values_list("item", "cases"))
    return [
        _line(item, known[item].here if item in known else None, counted.get(item, {}), reported.get(item, 0))
        for item in dict.fromkeys([*known, *counted, *reported])
    ]


def total(all_lines: list[Line]) -> Line:
    """All services together."""
    summed = Line("", dict.fromkeys(Rate, Figure()))
    for line in all_lines:
        figures = {rate: summed.figures[rate] + line.figures[rate] for rate in Rate}
        more = (summed.not_accepted + line.not_accepted, summed.withdrawn + line.withdrawn)
        summed = replace(summed, figures=figures, not_accepted=more[0], withdrawn=more[1])
    return summed


def rows(rate: Rate, month: date, item: str, inside: bool) -> QuerySet[CaseItem]:
    """The cases counted in the part (`inside`) or missing from it; of services themselves see `without_path`."""
    found = _of_month(month).filter(item=item) if item else _of_month(month)
    if rate is Rate.SATISFIED:
        found = found.exclude(case__rating=None)
    counted = _condition(rate)
    chosen = found.filter(counted) if inside else found.exclude(pk__in=found.filter(counted).values("pk"))
    return chosen.select_related("case").order_by("case__submitted_at", "pk")


def services(inside: bool, item: str = "") -> Iterator[Item]:
    """The services with an online path (`inside`) or without one."""
    for entry in of_today().items.values():
        if (entry.here in _ONLINE) is inside and item in ("", entry.id):
            yield entry


def needs_visit(item: str) -> bool:
    """Whether the catalogue itself asks for a visit at some step of this service."""
    entry = of_today().items.get(item)
    return entry is None or entry.here is not Here.WHOLE


def _line(item: str, here: Here | None, row: Mapping[str, int], reported: int) -> Line:
    cases = row.get("cases", 0)
    figures = {
        Rate.AVAILABLE: Figure(int(here in _ONLINE), int(here is not None)),
        Rate.USED: Figure(cases, cases + reported),
        Rate.FINISHED: Figure(row.get("finished", 0), cases),
        Rate.SATISFIED: Figure(row.get("satisfied", 0), row.get("rated", 0)),
        Rate.OVERDUE: Figure(row.get("overdue", 0), cases),
    }
    return Line(item, figures, row.get("not_accepted", 0), row.get("withdrawn", 0))


def _counted(month: date) -> dict[str, dict[str, int]]:
    """Numbers of a month by service, in one query."""
    counts: dict[str, Count] = {
        "cases": Count("pk"),
        "finished": Count("pk", filter=_condition(Rate.FINISHED)),
        "rated": Count("case__rating"),
        "satisfied": Count("pk", filter=_condition(Rate.SATISFIED)),
        "overdue": Count("pk", filter=_condition(Rate.OVERDUE)),
        "not_accepted": Count("pk", filter=Q(case__state=CaseState.NOT_ACCEPTED)),
        "withdrawn": Count("pk", filter=Q(case__state=CaseState.WITHDRAWN)),
    }
    found = _of_month(month).order_by().values_list("item").annotate(**counts)
    return {item: dict(zip(counts, numbers, strict=True)) for item, *numbers in found}


def _condition(rate: Rate) -> Q:
    """Which services of cases are in the part of a rate."""
    if rate is Rate.FINISHED:
        given = ParcelEventRow.objects.filter(parcel__case=OuterRef("case"), event=ParcelEvent.GIVEN, applied=True)
        whole = [entry.id for entry in of_today().items.values() if entry.here is Here.WHOLE]
        return Q(case__state__in=_DONE, item__in=whole) & ~Q(Exists(given))
    if rate is Rate.SATISFIED:
        return Q(case__rating__gte=GOOD_FROM)
    if rate is Rate.OVERDUE:
        return Q(case__state__in=_OURS, case__promised_by__lt=timezone.localdate())
    return Q()  # used: every hand-in at a terminal was begun online


def _of_month(month: date) -> QuerySet[CaseItem]:
    begin, end = (datetime.combine(day, time(), CHINA) for day in (month, next_month(month)))
    return CaseItem.objects.filter(case__submitted_at__gte=begin, case__submitted_at__lt=end)
