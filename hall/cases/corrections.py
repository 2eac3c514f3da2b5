"""Asking for what is missing (补正), taking it, and the day after which it counts as withdrawn (domain 2.0, 2.11).

A correction of one task stops that task's clock and no other. Corrections that offices ask for on one day reach the
resident as one notice: the list at the terminal is always the whole of them.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone

from contract.correction import CORRECTION_WORKDAYS, MOST_WORDS, Asked, AskedOfOne, Wants
from contract.life import CaseState, MoveRefused, Role
from contract.task import TaskState
from contract.workdays import CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases import clocks, tasks
from hall.cases.hands import locked, of_own_department, require, said_reasons
from hall.cases.models import Case, CaseItem, Correction
from hall.cases.moves import move
from hall.cases.story import SYSTEM, Actor, at_desk
from hall.notices.services import notify

MOST_TIMES = 3
"""How often one office may ask for a case; ours. By law everything is told once; after this it has to decide."""
ON_ITS_WAY = timedelta(days=3)
"""How long the hall waits after the last day for what was handed in on it at a terminal without a network; ours."""
_CALENDAR_DAYS = 21  # instead of `CORRECTION_WORKDAYS` where the table of working days has ended


class TooMuchAsked(MoveRefused):
    """More than a list may hold, or asked more often than an office may ask."""


@transaction.atomic
def ask_of_case(
    case: Case, officer: Officer, words: Sequence[str], materials: Sequence[str] = (), fields: Sequence[str] = ()
) -> Correction:
    """Before acceptance, of the whole case. Raises `NotYourRole`, `ReasonMissing`, `TooMuchAsked`, `MoveRefused`."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    wants = _wants(words, materials, fields)
    _not_too_often(Correction.objects.filter(case=case, task=None))
    actor = at_desk(officer, Role.ACCEPTOR)
    move(case, CaseState.TO_CORRECT, actor, "correction_asked", reasons=list(wants.words))
    return asked_now(case, None, officer, wants)


@transaction.atomic
def ask_of_task(
    task: CaseItem, officer: Officer, words: Sequence[str], materials: Sequence[str] = (), fields: Sequence[str] = ()
) -> Correction:
    """After acceptance, by one department: only its own clock stops. Raises as `hall.cases.tasks.decide` besides."""
    case, task = of_own_department(task, officer)
    wants = _wants(words, materials, fields)
    _not_too_often(Correction.objects.filter(task=task))
    if task.state != TaskState.WORKING:
        raise MoveRefused(f"{task.item} of {case.number} is {task.state}")
    task.state = TaskState.TO_CORRECT
    task.save(update_fields=["state"])
    asked = asked_now(case, task, officer, wants)
    clocks.write(case, at_desk(officer, Role.APPROVER), "correction_asked", task, "; ".join(wants.words))
    return asked


def open_of(case: Case) -> AskedOfOne | None:
    """Everything that can be handed in now, whichever office asked for it; None when nothing can."""
    today = timezone.localdate()
    rows = [row for row in case.corrections.all() if row.ended_on is None and row.until >= today]
    return asked_of(rows) if rows else None


def asked_of(rows: Sequence[Correction]) -> AskedOfOne:
    """These lists of one case, in one; raises `ValueError` for none."""
    return AskedOfOne(lists=tuple(_asked(row) for row in rows))


def _asked(row: Correction) -> Asked:
    items = (row.task.item,) if row.task else tuple(task.item for task in row.case.items.all())
    return Asked(id=row.id, items=items, until=row.until, wants=Wants.model_validate(row.wants))


def answered(case: Case, row: Correction, actor: Actor) -> None:
    """One list was handed in: its clock runs on. The caller holds the lock and has stored what came."""
    row.ended_on, row.answered = timezone.localdate(), True
    row.save(update_fields=["ended_on", "answered"])
    if row.task is None:
        move(case, CaseState.RECEIVED, actor, "corrected", rule=Role.APPLICANT, verdict=case.verdict)
        return
    row.task.state = TaskState.WORKING
    row.task.save(update_fields=["state"])
    clocks.write(case, actor, "corrected", row.task, "")


def lapse(today: date) -> int:
    """What was not handed in by its day, nor is on its way, counts as withdrawn; returns how many lists that were."""
    late = Correction.objects.filter(ended_on=None, until__lt=today - ON_ITS_WAY).select_related("case")
    return sum(_lapsed(row, today) for row in late)


@transaction.atomic
def _lapsed(late: Correction, today: date) -> bool:
    case = locked(late.case)
    row = Correction.objects.select_for_update(of=("self",)).select_related("task").get(pk=late.pk)
    if row.ended_on is not None:
        return False
    row.ended_on = today
    row.save(update_fields=["ended_on"])
    if (row.task or case).state not in (CaseState.TO_CORRECT, TaskState.TO_CORRECT):
        return False  # the case ended in another way: nobody waits for this any more
    if row.task is None:
        move(case, CaseState.WITHDRAWN, SYSTEM, "correction_lapsed", rule=Role.APPLICANT)
    else:
        _task_lapsed(case, row.task, row, today)
    notify(case, "lapsed")
    return True


def _task_lapsed(case: Case, task: CaseItem, row: Correction, today: date) -> None:
    """A task ends with its list, and with it whatever stopped its clock: the case is promised for a day again."""
    task.suspensions.filter(until=None).update(until=today)
    clocks.set_dates(case)
    case.save()
    task.state = TaskState.LAPSED
    tasks.end(case, task, SYSTEM, f"until {row.until.isoformat()}")


def _wants(words: Sequence[str], materials: Sequence[str], fields: Sequence[str]) -> Wants:
    said = said_reasons(words)
    if max(len(said), len(materials), len(fields)) > MOST_WORDS:
        raise TooMuchAsked(f"{len(said)} sentences, {len(materials)} materials, {len(fields)} fields")
    return Wants(words=tuple(said), materials=tuple(materials), fields=tuple(fields))


def _not_too_often(asked: models.QuerySet[Correction]) -> None:
    if asked.count() >= MOST_TIMES:
        raise TooMuchAsked(f"asked {MOST_TIMES} times already")


def _until() -> date:
    today = timezone.localdate()
    try:
        return add_workdays(today, CORRECTION_WORKDAYS)
    except CalendarEnds:
        return today + timedelta(days=_CALENDAR_DAYS)


def asked_now(case: Case, task: CaseItem | None, officer: Officer, wants: Wants) -> Correction:
    """The list, and word of it once a day: what the resident finds at the terminal is always all that is open."""
    now = timezone.now()
    told = case.corrections.filter(ended_on=None, asked_at__date=timezone.localdate(now)).exists()
    said = wants.model_dump(mode="json")
    asked = Correction.objects.create(case=case, task=task, asked_by=officer, asked_at=now, until=_until(), wants=said)
    if not told:
        notify(case, "to_correct")
    return asked
