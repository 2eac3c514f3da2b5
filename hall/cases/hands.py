"""Whose hand may do what, and on which row: shared by everything that is done to a case (domain 2.0, roles)."""

from collections.abc import Sequence

from django.db.models import Q

from contract.life import MoveRefused, Role
from hall.accounts.models import Officer
from hall.cases.models import Case, CaseItem
from hall.districts.models import SentBack


class NotYourRole(Exception):
    """The officer does not have the role this needs."""


class OtherDepartment(NotYourRole):
    """The task is another department's to decide (domain 2.11)."""


class TaskNotSaid(MoveRefused):
    """The case has several tasks this officer could mean; one has to be named."""


class AlreadyDecided(MoveRefused):
    """A colleague was quicker; `by` is who."""

    def __init__(self, item: str, by: str) -> None:
        super().__init__(f"{item} was decided by {by}")
        self.by = by


class SamePerson(Exception):
    """The officer accepted this case or took it at a counter, and so may not decide it (受理审批监管相分离)."""


class ReasonMissing(Exception):
    """A refusal, a correction or a suspension needs at least one written reason."""


def locked(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def require(officer: Officer, *roles: Role) -> Role:
    """The first of `roles` that the officer has; raises `NotYourRole`."""
    for role in roles:
        if role in officer.roles:
            return role
    raise NotYourRole(f"{officer.label} is not {' or '.join(roles)}")


def said_reasons(reasons: Sequence[str]) -> list[str]:
    """The reasons that say something; raises `ReasonMissing` when none does."""
    said = [reason.strip() for reason in reasons if reason.strip()]
    if not said:
        raise ReasonMissing
    return said


def of_own_department(task: CaseItem, officer: Officer) -> tuple[Case, CaseItem]:
    """The case and the task as they are now, locked, for an approver of its department who had no hand in taking it.

    Raises `NotYourRole` (and of it `OtherDepartment`), `SamePerson`.
    """
    require(officer, Role.APPROVER)
    case = locked(task.case)
    task = CaseItem.objects.select_for_update().get(pk=task.pk)
    if officer.id in case.hands_before or had_in_quarrel(task, officer):
        raise SamePerson(f"{officer.label} accepted {case.number}, took it at a counter, sent it back or settled it")
    if not officer.decides_for(task.department, task.district):
        raise OtherDepartment(f"{task.item} is not for the department or district of {officer.label}")
    return case, task


def had_in_quarrel(task: CaseItem, officer: Officer) -> bool:
    """Whether the officer sent this task back, or settled for the city who handles it."""
    return SentBack.objects.filter(Q(by=officer) | Q(ruling__by=officer), task=task).exists()
