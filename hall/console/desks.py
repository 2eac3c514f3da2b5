"""Which cases lie on whose desk, and what an officer may do with one case now."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from django.db.models import Q, QuerySet

from contract.life import ENDED, CaseState, Role
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.cases.issuing import issuable
from hall.cases.models import Case, CaseItem
from hall.console.lamps import Lamp, lamp_of

DESKS: dict[Role, frozenset[CaseState]] = {
    Role.ACCEPTOR: frozenset({CaseState.RECEIVED}),
    Role.APPROVER: frozenset({CaseState.ACCEPTED}),
    Role.ISSUER: frozenset({CaseState.GRANTED, CaseState.REFUSED}),
}
_SORTED_AT_MOST = 2000  # open cases of one hall that are put in order in memory; more are cut by age


@unique
class Tab(StrEnum):
    """The queue's views."""

    MINE = "mine"  # on a desk of one of the officer's roles
    OPEN = "open"  # every case that is not ended
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its lamp."""

    case: Case
    lamp: Lamp


@dataclass(frozen=True, slots=True)
class Offer:
    """What this officer may do with this case now; `own` when the officer accepted it and so may not decide it."""

    accept: bool = False
    decide: bool = False
    own: bool = False
    pack: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is any button to show."""
        return self.accept or self.decide or self.pack


def states_of(officer: Officer) -> frozenset[CaseState]:
    """The states whose next move is this officer's."""
    return frozenset(state for role in officer.roles for state in DESKS.get(role, ()))


def cases_of(tab: Tab, officer: Officer) -> QuerySet[Case]:
    """The cases of one view, not yet ordered."""
    ended = Q(state__in=ENDED)
    if tab is Tab.ENDED:
        return Case.objects.filter(ended)
    if tab is Tab.OPEN:
        return Case.objects.exclude(ended)
    states = states_of(officer)
    mine = Q(state__in=states - {CaseState.ACCEPTED})
    if CaseState.ACCEPTED in states:
        mine |= Q(state=CaseState.ACCEPTED, pk__in=_tasks_of(officer).values("case"))
    if Role.ISSUER in officer.roles:
        mine |= Q(pk__in=issuable(Case.objects.all()).values("pk"))
    return Case.objects.filter(mine)


def to_decide(case: Case, officer: Officer) -> list[CaseItem]:
    """The tasks of a case this officer may decide now, as far as department and state go."""
    return list(_tasks_of(officer).filter(case=case)) if Role.APPROVER in officer.roles else []


def _tasks_of(officer: Officer) -> QuerySet[CaseItem]:
    working = CaseItem.objects.filter(state=TaskState.WORKING)
    own = [grant.authority for grant in officer.departments.all()]
    return working.filter(department__in=own) if own else working


def found(words: str) -> QuerySet[Case]:
    """Cases by (part of) their number, their provisional number, or a parcel's barcode."""
    parcel = Q(originals_parcel__iexact=words) | Q(parcels__barcode__iexact=words)
    number = Q(number__icontains=words) | Q(provisional_number__icontains=words)
    return Case.objects.filter(number | parcel).distinct()


def by_deadline(cases: QuerySet[Case]) -> list[Row]:
    """Rows with the most urgent first; cases without a clock come last, oldest first."""
    rows = [Row(case, lamp_of(case)) for case in _with_items(cases.order_by("received_at"))[:_SORTED_AT_MOST]]
    return sorted(rows, key=lambda row: (row.lamp.due or date.max, row.case.received_at))


def by_change(cases: QuerySet[Case]) -> list[Row]:
    """Rows with the last changed first."""
    return [Row(case, lamp_of(case)) for case in _with_items(cases.order_by("-updated_at"))[:_SORTED_AT_MOST]]


def offer(case: Case, officer: Officer) -> Offer:
    """What the page offers; the services decide again when it is used."""
    state, roles = CaseState(case.state), officer.roles
    can = {role: role in roles and state in DESKS[role] for role in DESKS}
    return Offer(
        accept=can[Role.ACCEPTOR],
        decide=can[Role.APPROVER],
        own=can[Role.APPROVER] and case.accepted_by_id == officer.id,
        pack=can[Role.ISSUER] or (Role.ISSUER in roles and issuable(Case.objects.filter(pk=case.pk)).exists()),
    )


def _with_items(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.prefetch_related("items").select_related("terminal")
