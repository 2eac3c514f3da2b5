"""Which cases lie on whose desk, and what an officer may do with one case now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from contract.life import ENDED, CaseState, Role
from contract.scope import CITY
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.cases.issuing import issuable
from hall.cases.models import Case, CaseItem, History
from hall.console import order
from hall.console.lamps import ON_THE_DESK, Lamp, lamp_of
from hall.console.order import By, EndedKey, Key, Stream, counted
from hall.districts.models import SentBack
from hall.districts.services import inbound, unsettled

DESKS: dict[Role, frozenset[CaseState]] = {
    Role.ACCEPTOR: frozenset({CaseState.RECEIVED}),
    Role.APPROVER: frozenset({CaseState.ACCEPTED}),
    Role.ISSUER: frozenset({CaseState.GRANTED, CaseState.REFUSED}),
}


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


def streams_of(tab: Tab, officer: Officer) -> list[Stream]:
    """The open cases of one view, as the streams that order them; of `Tab.ENDED` there are none."""
    if tab is Tab.ENDED:
        return []
    if tab is Tab.OPEN:
        return [stream for state in CaseState if state not in ENDED for stream in _of_state(state)]
    roles = officer.roles
    own = [stream for state in _states(roles) - {CaseState.ACCEPTED} for stream in _of_state(state)]
    accepted = Case.objects.filter(state=CaseState.ACCEPTED)
    if Role.APPROVER in roles:
        waiting = Exists(_tasks_of(officer).filter(case=OuterRef("pk")))
        own += _streams(accepted.filter(waiting))
        accepted = accepted.exclude(waiting)  # a case of both desks is one; "or" would have PostgreSQL read every task
    if Role.ISSUER in roles:
        own += _streams(issuable(accepted))
    return own


def _of_state(state: CaseState) -> list[Stream]:
    cases = Case.objects.filter(state=state)
    if state is CaseState.RECEIVED:
        return [Stream(cases, By.RECEIPT)]
    return _streams(cases) if state in ON_THE_DESK else [Stream(cases, By.NOTHING)]


def _streams(cases: QuerySet[Case]) -> list[Stream]:
    """Of cases with a promised day, where there is one."""
    return [Stream(cases, By.PROMISE), Stream(cases.filter(promised_by=None), By.NOTHING)]


def to_decide(case: Case, officer: Officer) -> list[CaseItem]:
    """The tasks of a case this officer may decide now, as far as department and state go."""
    return list(_tasks_of(officer).filter(case=case)) if Role.APPROVER in officer.roles else []


def to_send_back(case: Case, officer: Officer) -> list[CaseItem]:
    """The tasks of a case that an acceptor of their district may send back now."""
    desk = officer.district
    if Role.ACCEPTOR not in officer.roles or not desk or officer.id in case.hands_before:
        return []
    mine = case.items.filter(district=desk, sent_back=None)
    return [task for task in mine if inbound(case, task)]


def to_rule(case: Case, officer: Officer) -> list[SentBack]:
    """What of a case waits for this officer of the city's desk."""
    if Role.ACCEPTOR not in officer.roles or officer.district != CITY or officer.id in case.hands_before:
        return []
    return list(unsettled().filter(case=case).exclude(by=officer).select_related("task", "by__user"))


def _tasks_of(officer: Officer) -> QuerySet[CaseItem]:
    working = CaseItem.objects.filter(state=TaskState.WORKING)
    own = [grant.authority for grant in officer.departments.all()]
    mine = working.filter(department__in=own) if own else working
    return mine.filter(district__in=["", officer.district]) if officer.district else mine


def count(tab: Tab, officer: Officer) -> str:
    """How many, as far as anybody reads it: a city's cases would be counted for longer than the page may take."""
    if tab is Tab.ENDED:
        return said(counted(Case.objects.filter(state__in=ENDED)))
    if tab is Tab.OPEN:
        return said(counted(Case.objects.filter(state__in=set(CaseState) - ENDED)))  # an index finds no "not in"
    return said(sum(counted(stream.of_it) for stream in streams_of(tab, officer)))


def said(number: int) -> str:
    """A number that stopped counting somewhere says so."""
    return str(number) if number <= order.COUNTED_AT_MOST else f"{order.COUNTED_AT_MOST}+"


def page(tab: Tab, officer: Officer, after: str, rows: int) -> tuple[list[Row], str]:
    """One page of a view, and what to ask the next one with; "" when there is none."""
    if tab is Tab.ENDED:
        found = order.ended_after(EndedKey.read(after), rows + 1)
        keys: Callable[[Case], Key | EndedKey] = order.ended_key_of
    else:
        found, keys = order.following(streams_of(tab, officer), Key.read(after), rows + 1), order.key_of
    return whole(found[:rows]), str(keys(found[rows - 1])) if found[rows:] else ""


def whole(cases: Sequence[Case]) -> list[Row]:
    """The rows of one page with everything the page shows of them."""
    today, found = timezone.localdate(), _with_items(Case.objects.all()).in_bulk([case.pk for case in cases])
    return [Row(found[case.pk], lamp_of(found[case.pk], today)) for case in cases if case.pk in found]


def offer(case: Case, officer: Officer) -> Offer:
    """What the page offers; the services decide again when it is used."""
    state, roles = CaseState(case.state), officer.roles
    can = {role: role in roles and state in DESKS[role] for role in DESKS}
    return Offer(
        accept=can[Role.ACCEPTOR],
        decide=can[Role.APPROVER],
        own=can[Role.APPROVER] and officer.id in case.hands_before,
        pack=can[Role.ISSUER] or (Role.ISSUER in roles and issuable(Case.objects.filter(pk=case.pk)).exists()),
        urge=Role.SUPERVISOR in roles and state not in ENDED and not any(can.values()),
    )


def _with_items(cases: QuerySet[Case]) -> QuerySet[Case]:
    urged = History.objects.filter(case=OuterRef("pk"), action="urged", at__gte=OuterRef("updated_at"))
    return cases.annotate(urged=Exists(urged)).prefetch_related("items").select_related("terminal")
