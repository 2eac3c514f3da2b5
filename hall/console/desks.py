"""Which cases lie on whose desk, and what an officer may do with one case now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contract.life import ENDED, CaseState, Role
from contract.numbers import is_case_number
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.cases.issuing import issuable
from hall.cases.models import Case, CaseItem, History
from hall.console.lamps import Lamp, lamp_of

DESKS: dict[Role, frozenset[CaseState]] = {
    Role.ACCEPTOR: frozenset({CaseState.RECEIVED}),
    Role.APPROVER: frozenset({CaseState.ACCEPTED}),
    Role.ISSUER: frozenset({CaseState.GRANTED, CaseState.REFUSED}),
}
_SORTED_AT_MOST = 2000  # open cases of one hall that are put in order in memory; more are cut by age
_SORTED_BY = ("id", "state", "received_at", "promised_by")
_COUNTED_AT_MOST = 9999


@unique
class Tab(StrEnum):
    """The queue's views."""

    MINE = "mine"  # on a desk of one of the officer's roles
    OPEN = "open"  # every case that is not ended
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its lamp; `urged` when a supervisor has pressed for it since it last moved."""

    case: Case
    lamp: Lamp

    @property
    def urged(self) -> bool:
        """Whether a supervisor waits for it."""
        return bool(getattr(self.case, "urged", False))


@dataclass(frozen=True, slots=True)
class Offer:
    """What this officer may do with this case now; `own` when the officer accepted it and so may not decide it."""

    accept: bool = False
    decide: bool = False
    own: bool = False
    pack: bool = False
    urge: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is any button to show."""
        return self.accept or self.decide or self.pack or self.urge


def states_of(officer: Officer) -> frozenset[CaseState]:
    """The states whose next move is this officer's."""
    return _states(officer.roles)


def _states(roles: frozenset[Role]) -> frozenset[CaseState]:
    return frozenset(state for role in roles for state in DESKS.get(role, ()))


def cases_of(tab: Tab, officer: Officer) -> QuerySet[Case]:
    """The cases of one view, not yet ordered."""
    if tab is Tab.ENDED:
        return Case.objects.filter(state__in=ENDED)
    if tab is Tab.OPEN:
        return Case.objects.filter(state__in=set(CaseState) - ENDED)  # named one by one: an index finds no "not in"
    roles = officer.roles
    states = _states(roles)
    mine = Q(state__in=states - {CaseState.ACCEPTED})
    if CaseState.ACCEPTED in states:
        mine |= Q(state=CaseState.ACCEPTED, pk__in=_tasks_of(officer).values("case"))
    if Role.ISSUER in roles:
        ready = issuable(Case.objects.all()).values("pk")
        mine |= Q(state=CaseState.ACCEPTED, pk__in=ready)  # said twice: without a state of its own no index serves
    return Case.objects.filter(mine)


def to_decide(case: Case, officer: Officer) -> list[CaseItem]:
    """The tasks of a case this officer may decide now, as far as department and state go."""
    return list(_tasks_of(officer).filter(case=case)) if Role.APPROVER in officer.roles else []


def _tasks_of(officer: Officer) -> QuerySet[CaseItem]:
    working = CaseItem.objects.filter(state=TaskState.WORKING)
    own = [grant.authority for grant in officer.departments.all()]
    return working.filter(department__in=own) if own else working


def count(cases: QuerySet[Case]) -> str:
    """How many, as far as anybody reads it: a city's ended cases would be counted for longer than the page may take."""
    number = cases.order_by().values("pk")[: _COUNTED_AT_MOST + 1].count()
    return str(number) if number <= _COUNTED_AT_MOST else f"{_COUNTED_AT_MOST}+"


def found(words: str) -> QuerySet[Case]:
    """Cases by (part of) their number, their provisional number, or a parcel's barcode."""
    if is_case_number(words.upper()):
        return Case.objects.filter(number=words.upper())
    parcel = Q(originals_parcel__iexact=words) | Q(parcels__barcode__iexact=words)
    number = Q(number__icontains=words) | Q(provisional_number__icontains=words)
    return Case.objects.filter(number | parcel).distinct()


def by_deadline(cases: QuerySet[Case]) -> list[Row]:
    """Rows with the most urgent first, not `whole` yet; cases without a clock come last, oldest first."""
    today = timezone.localdate()
    rows = [
        Row(case, lamp_of(case, today)) for case in cases.only(*_SORTED_BY).order_by("received_at")[:_SORTED_AT_MOST]
    ]
    return sorted(rows, key=lambda row: (row.lamp.due or date.max, row.case.received_at))


def by_change(cases: QuerySet[Case]) -> list[Row]:
    """Rows with the last changed first, not `whole` yet."""
    today = timezone.localdate()
    return [
        Row(case, lamp_of(case, today)) for case in cases.only(*_SORTED_BY).order_by("-updated_at")[:_SORTED_AT_MOST]
    ]


def whole(rows: Sequence[Row]) -> list[Row]:
    """The rows of one page with everything the page shows of them."""
    cases = _with_items(Case.objects.all()).in_bulk([row.case.pk for row in rows])
    return [Row(cases[row.case.pk], row.lamp) for row in rows if row.case.pk in cases]


def offer(case: Case, officer: Officer) -> Offer:
    """What the page offers; the services decide again when it is used."""
    state, roles = CaseState(case.state), officer.roles
    can = {role: role in roles and state in DESKS[role] for role in DESKS}
    return Offer(
        accept=can[Role.ACCEPTOR],
        decide=can[Role.APPROVER],
        own=can[Role.APPROVER] and case.accepted_by_id == officer.id,
        pack=can[Role.ISSUER] or (Role.ISSUER in roles and issuable(Case.objects.filter(pk=case.pk)).exists()),
        urge=Role.SUPERVISOR in roles and state not in ENDED and not any(can.values()),
    )


def _with_items(cases: QuerySet[Case]) -> QuerySet[Case]:
    urged = History.objects.filter(case=OuterRef("pk"), action="urged", at__gte=OuterRef("updated_at"))
    return cases.annotate(urged=Exists(urged)).prefetch_related("items").select_related("terminal")
