"""The tasks of a case: one a department, all under one number (domain 2.11, handled in parallel).

Acceptance opens every task that waits for no other; each result opens, or stops, what stands on it; the case itself is
decided when its last task has ended.
"""

from django.db import transaction
from django.utils import timezone

from contract.life import CaseState, MoveRefused, Role
from contract.plan import After, Edge
from contract.task import OPEN_TASKS, TaskState
from hall.accounts.models import Officer
from hall.cases import clocks, story
from hall.cases.hands import AlreadyDecided, TaskNotSaid, of_own_department, said_reasons
from hall.cases.models import Case, CaseItem, Suspension
from hall.cases.moves import move
from hall.cases.story import SYSTEM, Actor, at_desk
from hall.certificates.services import issue_for
from hall.verification.desk import check_verified
from hall.verification.gone import check_papers

_STOPS = frozenset({TaskState.REFUSED, TaskState.DROPPED, TaskState.LAPSED})


def fan_out(case: Case, officer: Officer) -> list[CaseItem]:
    """Give every department its task; the case (locked) was just accepted by `officer`. The caller saves the case.

    Returns the tasks that began, for `tell` once the story says that the case was accepted.
    """
    case.items.update(accepted_by=officer)
    begun = proceed(case)
    clocks.set_dates(case)
    return begun


@transaction.atomic
def decide(task: CaseItem, officer: Officer, granted: bool, reason: str = "") -> Case:
    """Grant or refuse one task; a refusal needs its reason.

    Raises `SamePerson` for the officer who accepted the case, `OtherDepartment`, `AlreadyDecided` for the slower of
    two, `NotVerified` while a fact is not settled, `PaperGone` when what closed a slot no longer stands, `MoveRefused`
    while its clock stands still or another task's result is waited for.
    """
    case, task = of_own_department(task, officer)
    _open_to_decision(case, task)
    if granted:
        check_verified(case, task, timezone.now())
        check_papers(case, task)
    reasons = said_reasons([reason]) if not granted else [reason.strip()] if reason.strip() else []
    task.state = TaskState.GRANTED if granted else TaskState.REFUSED
    task.decided_by, task.reasons = officer, reasons
    actor = at_desk(officer, Role.APPROVER)
    end(case, task, actor, reason)
    if granted:
        issue_for(case, task)
    return case


def theirs(case: Case, officer: Officer) -> CaseItem:
    """The one task of a case that this officer can mean; raises `TaskNotSaid` when there are several or none."""
    own = [task for task in case.items.all() if officer.decides_for(task.department, task.district)]
    workable = [task for task in own if task.state == TaskState.WORKING] or own or list(case.items.all())
    if len(workable) != 1:
        raise TaskNotSaid(f"{len(workable)} tasks of {case.number}")
    return workable[0]


def end(case: Case, task: CaseItem, actor: Actor, note: str) -> None:
    """A task has got its last state: write it down, let others follow, and decide the case with the last of them."""
    before = CaseItem.objects.get(pk=task.pk).state
    task.ended_at = timezone.now()
    task.save()
    followed = proceed(case)
    if case.items.count() > 1:  # else the case's own line says it
        after = {"item": task.item, "task": task.state, "reasons": list(task.reasons)}
        story.write(case, f"task_{task.state}", actor, {"task": before}, after, note)
    tell(case, followed)
    if case.items.filter(state__in=OPEN_TASKS).exists():
        case.updated_at = timezone.now()
        case.save(update_fields=["updated_at"])
    else:
        _decided(case, actor, note)


def proceed(case: Case) -> list[CaseItem]:
    """Open every task whose time has come and stop those whose ground is gone, until nothing changes any more.

    Returns those, in the order of their change; the caller has them told.
    """
    tasks = {task.item: task for task in case.items.all()}
    moved: list[CaseItem] = []
    while changed := [task for task in tasks.values() if _advanced(task, tasks)]:
        for task in changed:
            task.save()
        moved += changed
    return moved


def tell(case: Case, moved: list[CaseItem]) -> None:
    """A line in the story for each task that `proceed` opened or stopped; of a single one the case's line says it."""
    if case.items.count() > 1:
        for task in moved:
            after = {"item": task.item, "task": task.state}
            story.write(case, f"task_{task.state}", SYSTEM, {"task": TaskState.PENDING.value}, after)


def _advanced(task: CaseItem, tasks: dict[str, CaseItem]) -> bool:
    if task.state != TaskState.PENDING:
        return False
    before = [(edge, tasks[edge.item]) for edge in task.edges if edge.item in tasks]
    if any(edge.kind is Edge.RESULT and one.state in _STOPS for edge, one in before):
        task.state, task.ended_at = TaskState.DROPPED, timezone.now()
        return True
    if all(_met(edge, one) for edge, one in before):
        task.state, task.opened_on = TaskState.WORKING, timezone.localdate()
        task.due_by = clocks.own_due(task)
        return True
    return False


def _met(edge: After, one: CaseItem) -> bool:
    if edge.kind is Edge.RESULT:
        return one.state == TaskState.GRANTED
    return edge.kind is Edge.BETTER_FIRST or one.opened_on is not None


def _open_to_decision(case: Case, task: CaseItem) -> None:
    if task.decided_by is not None:
        raise AlreadyDecided(task.item, task.decided_by.label)
    if task.state != TaskState.WORKING:
        raise MoveRefused(f"{task.item} of {case.number} is {task.state}")
    if Suspension.objects.filter(item=task, until=None).exists():
        raise MoveRefused(f"a special procedure of {task.item} of {case.number} is not over")


def _decided(case: Case, actor: Actor, note: str) -> None:
    """Granted when anything was, refused when anything was refused, else withdrawn: nobody corrected what was asked."""
    tasks = list(case.items.all())
    states = {TaskState(task.state) for task in tasks}
    if not states & {TaskState.GRANTED, TaskState.REFUSED}:
        move(case, CaseState.WITHDRAWN, SYSTEM, "withdrawn", note, rule=Role.APPLICANT)
        return
    target = CaseState.GRANTED if TaskState.GRANTED in states else CaseState.REFUSED
    reasons = [reason for task in tasks for reason in task.reasons]
    said = note if len(tasks) == 1 else ""
    move(case, target, actor, target.value, said, rule=Role.APPROVER, decided_at=timezone.now(), reasons=reasons)
