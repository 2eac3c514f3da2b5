"""The two limits of a case, promised and legal, and the special procedures that stop them (domain 2.0, clocks).

The case's own dates are planned: the longest path through its tasks, moved only by what stopped a clock, so that an
office that is late cannot move what was promised. Each task has besides a clock of its own, from when it could begin.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from contract.clock import Pause, due
from contract.life import MoveRefused, Role
from contract.plan import Step, due_days
from contract.task import OPEN_TASKS, TaskState
from contract.workdays import CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.hands import ReasonMissing, of_own_department
from hall.cases.models import Case, CaseItem, Suspension
from hall.cases.story import Actor, at_desk
from hall.notices.services import notify

_STANDS_STILL = "a special procedure stops the clock"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the whole case; None where there is none, and then `note` says why of the promised one."""

    promised_by: date | None
    legal_by: date | None
    note: str


def dates_of(case: Case, accepted_on: date) -> Dates:
    """The dates of the longest path through the tasks, with what stopped their clocks."""
    items = list(case.items.prefetch_related("suspensions", "corrections"))
    try:
        promised = due_days([_step(item, item.promised_workdays) for item in items], accepted_on)
        by_law = [_step(item, _first(item.legal_workdays, item.promised_workdays)) for item in items]
        legal = due_days(by_law, accepted_on)
    except CalendarEnds as error:
        longest = max((item.promised_workdays for item in items if item.promised_workdays is not None), default=0)
        return Dates(None, None, f"{longest} working days, no date: {error}"[:200])
    with_limit = [legal[item.item] for item in items if item.legal_workdays is not None]
    if any(item.promised_workdays is None for item in items) or not items:
        return Dates(None, _last(with_limit), "an item has no promised number of working days")
    last = _last(list(promised.values()))
    return Dates(last, _last(with_limit), "" if last else _STANDS_STILL)


def set_dates(case: Case) -> Dates:
    """Work out the dates of a case (locked, accepted) and of its open tasks anew; the caller saves the case."""
    if case.accepted_at is None:
        raise MoveRefused(f"no clock of {case.number} runs")
    found = dates_of(case, timezone.localdate(case.accepted_at))
    case.promised_by, case.legal_by, case.promise_note = found.promised_by, found.legal_by, found.note
    for item in case.items.filter(state__in=OPEN_TASKS, opened_on__isnull=False):
        item.due_by = own_due(item)
        item.save(update_fields=["due_by"])
    return found


@transaction.atomic
def suspend(item: CaseItem, officer: Officer, reason: str, workdays: int) -> Suspension:
    """Stop one item's clock; the applicant is told in writing for how long. The other items go on.

    Raises `NotYourRole`, `SamePerson`, `ReasonMissing`, `MoveRefused` when nothing runs or it stands still already.
    """
    case, item = _held(item, officer)
    if not reason.strip() or workdays < 1:
        raise ReasonMissing
    if item.suspensions.filter(until=None).exists():
        raise MoveRefused(f"{item.item} of {case.number} stands still already")
    today = timezone.localdate()
    began = Suspension.objects.create(item=item, since=today, reason=reason.strip()[:200], expected_workdays=workdays)
    write(case, at_desk(officer, Role.APPROVER), "suspended", item, f"{began.reason} ({workdays})")
    notify(case, "suspended", days=workdays)
    return began


@transaction.atomic
def resume(item: CaseItem, officer: Officer) -> Suspension:
    """Let one item's clock run again; raises as `suspend`."""
    case, item = _held(item, officer)
    held = item.suspensions.filter(until=None).first()
    if held is None:
        raise MoveRefused(f"{item.item} of {case.number} does not stand still")
    held.until = timezone.localdate()
    held.save(update_fields=["until"])
    write(case, at_desk(officer, Role.APPROVER), "resumed", item, held.reason)
    notify(case, "resumed")
    return held


def expected_end(suspension: Suspension) -> date | None:
    """The day a special procedure was told to end on; None past the table of working days."""
    try:
        return add_workdays(suspension.since, suspension.expected_workdays)
    except CalendarEnds:
        return None


def write(case: Case, actor: Actor, action: str, item: CaseItem, note: str) -> None:
    """Something stopped a task's clock or let it run: the case's new dates, in the story with the old ones."""
    before = {"promised_by": str(case.promised_by or ""), "legal_by": str(case.legal_by or "")}
    set_dates(case)
    case.updated_at = timezone.now()
    case.save()
    after = {"item": item.item, "promised_by": str(case.promised_by or ""), "legal_by": str(case.legal_by or "")}
    story.write(case, action, actor, before, after, note)


def pauses_of(item: CaseItem) -> tuple[Pause, ...]:
    """What stopped a task's clock: special procedures, and corrections until they were handed in."""
    special = [Pause(one.since, one.until) for one in item.suspensions.all()]
    corrected = [Pause(timezone.localdate(one.asked_at), one.ended_on) for one in item.corrections.all()]
    return (*special, *corrected)


def _held(item: CaseItem, officer: Officer) -> tuple[Case, CaseItem]:
    case, task = of_own_department(item, officer)
    if task.state != TaskState.WORKING or case.accepted_at is None:
        raise MoveRefused(f"no clock of {task.item} of {case.number} runs")
    return case, task


def _step(item: CaseItem, workdays: int | None) -> Step:
    return Step(item.item, workdays, item.edges, pauses_of(item))


def own_due(item: CaseItem) -> date | None:
    """The last day by a task's own clock; None where it has none, stands still, or runs past the calendar."""
    if item.opened_on is None or item.promised_workdays is None:
        return None
    try:
        return due(item.opened_on, item.promised_workdays, pauses_of(item))
    except CalendarEnds:
        return None


def _first(*limits: int | None) -> int | None:
    return next((limit for limit in limits if limit is not None), None)


def _last(days: list[date | None]) -> date | None:
    """The last of the days; None when one of them is not known, or there is none."""
    known = [day for day in days if day is not None]
    return max(known, default=None) if len(known) == len(days) else None
