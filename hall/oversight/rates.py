"""The headline rates by service and month, each with the rows that stand behind it (domain 2.1).

Counted is one service of one case, under the month in which the hall received it: that never changes, while a second
hand-in (补正), or one kept at a terminal without a network, would move into or out of months long told. Everything
handed in at a terminal, or prepared on the web, was begun online; what was prepared on the web was finished at a
counter. What counters of other halls took is only known as the number they report (`CounterCases`).
A case is judged by the catalogue it was taken under, and which services a month had by those in force in it, so that
what is retired or changed afterwards leaves its figures as they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique

from django.db.models import Case as Choice
from django.db.models import Count, Q, QuerySet, When
from django.utils import timezone

from contract.catalogue import Catalogue
from contract.item import Here, Item
from contract.life import CaseState
from contract.parcel import ParcelEvent
from contract.workdays import CHINA
from hall.cases.models import Case, CaseItem, Channel
from hall.catalogues.services import NotKept, during, in_force, kept
from hall.oversight.models import CounterCases
from hall.parcels.models import ParcelEventRow

GOOD_FROM = 4  # of five
_YEARS = range(2000, 2200)  # what a month may be asked of; the calendar itself ends at 9999
_ONLINE = frozenset({Here.WHOLE, Here.UP_TO_LOCKER})
_BEGUN_ONLINE = Q(case__channel__in=[Channel.TERMINAL.value, Channel.WEB.value])
_DONE = (CaseState.COLLECTED, CaseState.CLOSED)
_OURS = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.GRANTED, CaseState.REFUSED)


@unique
class Rate(StrEnum):
    """What is measured."""

    AVAILABLE = "available"  # services with an online path, of all services
    USED = "used"  # begun online, of all
    FINISHED = "finished"  # ended without a visit, of all begun online; the visit may have been to hand it in
    SATISFIED = "satisfied"  # rated four or five, of those rated
    OVERDUE = "overdue"  # past the promised day and still on a desk, of all that were handed in


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
    """One line a service that was offered in the month, in the catalogue's order; then those only counters had."""
    known = _offered(month)
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
    if rate is Rate.FINISHED:
        found = found.filter(_BEGUN_ONLINE)
    if rate is Rate.SATISFIED:
        found = found.exclude(case__rating=None)
    found = found.alias(counted=Choice(When(_condition(rate, month), then=True), default=False)).filter(counted=inside)
    return found.select_related("case").order_by("case__received_at", "pk")


def services(month: date, inside: bool, item: str = "") -> Iterator[Item]:
    """The services of a month with an online path (`inside`) or without one."""
    for entry in _offered(month).values():
        if (entry.here in _ONLINE) is inside and item in ("", entry.id):
            yield entry


def needs_visit(row: CaseItem) -> bool:
    """Whether the catalogue the case was taken under itself asks for a visit at some step of this service."""
    try:
        known = kept(row.case.judged_by)
    except NotKept:
        known = in_force(timezone.localdate(row.case.received_at))
    entry = known.items.get(row.item)
    return entry is None or entry.here is not Here.WHOLE


def _catalogues(month: date) -> Sequence[tuple[date, Catalogue]]:
    """Those in force in a month, as far as it has passed."""
    return during(month, max(month, min(next_month(month) - timedelta(days=1), timezone.localdate())))


def _offered(month: date) -> dict[str, Item]:
    """The services of a month, each as it was last; one retired in mid-month was offered in it."""
    return {id_: item for _since, known in _catalogues(month) for id_, item in known.items.items()}


def _line(item: str, here: Here | None, row: Mapping[str, int], reported: int) -> Line:
    cases, online = row.get("cases", 0), row.get("online", 0)
    figures = {
        Rate.AVAILABLE: Figure(int(here in _ONLINE), int(here is not None)),
        Rate.USED: Figure(online, cases + reported),
        Rate.FINISHED: Figure(row.get("finished", 0), online),
        Rate.SATISFIED: Figure(row.get("satisfied", 0), row.get("rated", 0)),
        Rate.OVERDUE: Figure(row.get("overdue", 0), cases),
    }
    return Line(item, figures, row.get("not_accepted", 0), row.get("withdrawn", 0))


def _counted(month: date) -> dict[str, dict[str, int]]:
    """Numbers of a month by service, in one query."""
    counts: dict[str, Count] = {
        "cases": Count("case"),
        "online": Count("case", filter=_BEGUN_ONLINE),
        "finished": Count("case", filter=_condition(Rate.FINISHED, month)),
        "rated": Count("case__rating"),
        "satisfied": Count("case", filter=_condition(Rate.SATISFIED, month)),
        "overdue": Count("case", filter=_condition(Rate.OVERDUE, month)),
        "not_accepted": Count("case", filter=Q(case__state=CaseState.NOT_ACCEPTED)),
        "withdrawn": Count("case", filter=Q(case__state=CaseState.WITHDRAWN)),
    }
    found = _of_month(month).order_by().values_list("item").annotate(**counts)
    return {item: dict(zip(counts, numbers, strict=True)) for item, *numbers in found}


def _condition(rate: Rate, month: date) -> Q:
    """Which services of cases of a month are in the part of a rate."""
    if rate is Rate.FINISHED:
        given = ParcelEventRow.objects.filter(event=ParcelEvent.GIVEN, applied=True).values("parcel__case")
        done = Q(case__state__in=_DONE, case__channel=Channel.TERMINAL)
        return done & _without_a_visit(month) & ~Q(case__in=given)
    if rate is Rate.SATISFIED:
        return Q(case__rating__gte=GOOD_FROM)
    if rate is Rate.OVERDUE:
        return Q(case__state__in=_OURS, case__promised_by__lt=timezone.localdate())
    return _BEGUN_ONLINE


def _without_a_visit(month: date) -> Q:
    """The services that ask for no visit by the catalogue their case was taken under.

    It may be of the day before: who began before a change handed in what was asked then. Of a case whose version was
    never kept it is the one in force when the hall received it.
    """
    found, known = Q(pk__in=()), Q(pk__in=())
    for (rules, version), catalogue in _taken_under(month).items():
        these = Q(case__rules_version=rules, case__catalogue_version=version)
        found |= these & Q(item__in=_whole(catalogue))
        known |= these
    return found | (~known & _without_a_visit_by_day(month))


def _taken_under(month: date) -> dict[tuple[str, str], Catalogue]:
    """What the cases of a month name as their version, and the catalogue that is, where it was kept."""
    begin, end = _midnight(month), _midnight(next_month(month))
    cases = Case.objects.filter(received_at__gte=begin, received_at__lt=end).order_by()
    found = {}
    for rules, version in cases.values_list("rules_version", "catalogue_version").distinct():
        with suppress(NotKept):  # and then its day says it
            found[rules, version] = kept(Case(rules_version=rules, catalogue_version=version).judged_by)
    return found


def _whole(known: Catalogue) -> list[str]:
    return [entry.id for entry in known.items.values() if entry.here is Here.WHOLE]


def _without_a_visit_by_day(month: date) -> Q:
    held, found = _catalogues(month), Q(pk__in=())
    for (since, known), until in zip(held, [*(day for day, _known in held[1:]), next_month(month)], strict=True):
        found |= Q(
            item__in=_whole(known), case__received_at__gte=_midnight(since), case__received_at__lt=_midnight(until)
        )
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _of_month(month: date) -> QuerySet[CaseItem]:
    begin, end = _midnight(month), _midnight(next_month(month))
    return CaseItem.objects.filter(case__received_at__gte=begin, case__received_at__lt=end)
