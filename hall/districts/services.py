"""A district sends back, once, what was sent on to it; the city settles who handles it (domain 2.9).

The promised date does not move: the clock runs on, whoever is right. The result comes back to the terminal it was
handed in at, whichever district decides.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contract.life import CaseState, MoveRefused, Role
from contract.scope import CITY, DISTRICTS, district_name
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.hands import NotYourRole, SamePerson, locked, require, said_reasons
from hall.cases.models import Case, CaseItem
from hall.cases.story import at_desk
from hall.districts.models import Ruling, SentBack
from hall.notices.services import notify

MOST_REASON = 300  # characters


class OtherDistrict(NotYourRole):
    """The officer's desk is not of the district, or not the city's, that this needs."""


class SentBackBefore(MoveRefused):
    """It was sent back once already: who handles it is settled."""


class NoSuchDistrict(ValueError):
    """Not a district of this city."""


@transaction.atomic
def send_back(task: CaseItem, officer: Officer, reason: str) -> SentBack:
    """An acceptor of the deciding district refuses what another district took; the city has to settle it.

    Raises `NotYourRole` (and of it `OtherDistrict`), `SamePerson` for who took or accepted it, `ReasonMissing`,
    `SentBackBefore`, `MoveRefused` when the district does not have it, or it was handed in there.
    """
    require(officer, Role.ACCEPTOR)
    case = locked(task.case)
    task = CaseItem.objects.select_for_update().get(pk=task.pk)
    if not task.district or officer.district != task.district:
        raise OtherDistrict(f"{officer.label} is not of the district of {task.item}")
    if officer.id in case.hands_before:
        raise SamePerson(f"{officer.label} took or accepted {case.number}")
    (said,) = said_reasons([reason])
    if SentBack.objects.filter(task=task).exists():
        raise SentBackBefore(f"{task.item} of {case.number} was sent back before")
    if case.state != CaseState.ACCEPTED or case.accepted_by is None or not inbound(case, task):
        raise MoveRefused(f"{task.item} of {case.number} is {task.state}, handed in at {case.terminal_id}")
    row = SentBack.objects.create(
        task=task,
        case=case,
        district=task.district,
        by=officer,
        accepted_by=case.accepted_by,
        reason=said[:MOST_REASON],
    )
    _moved(case, task, TaskState.SENT_BACK, officer, "sent_back", row.reason)
    notify(case, "sent_back")
    return row


@transaction.atomic
def rule(row: SentBack, officer: Officer, district: str, reason: str) -> Ruling:
    """A city desk's acceptor says which district handles it, with the reason; it cannot be sent back again.

    Raises `NotYourRole` (and of it `OtherDistrict`), `SamePerson` for who took, accepted or sent it back,
    `NoSuchDistrict`, `ReasonMissing`, `MoveRefused` when a colleague was quicker.
    """
    require(officer, Role.ACCEPTOR)
    case = locked(row.case)
    task = CaseItem.objects.select_for_update().get(pk=row.task_id)
    if officer.district != CITY:
        raise OtherDistrict(f"{officer.label} is not of the city's desk")
    if officer.id in case.hands_before | {row.by_id}:
        raise SamePerson(f"{officer.label} had {case.number} in hand")
    if district not in DISTRICTS:
        raise NoSuchDistrict(district)
    (said,) = said_reasons([reason])
    if Ruling.objects.filter(sent_back=row).exists() or task.state != TaskState.SENT_BACK:
        raise MoveRefused(f"{task.item} of {case.number} is {task.state}")
    ruling = Ruling.objects.create(
        sent_back=row,
        district=district,
        by=officer,
        sent_back_by=row.by,
        accepted_by=row.accepted_by,
        reason=said[:MOST_REASON],
    )
    task.district = district
    _moved(case, task, TaskState.WORKING, officer, "ruled", ruling.reason)
    notify(case, "ruled", place=district_name(district))
    return ruling


def inbound(case: Case, task: CaseItem) -> bool:
    """Whether a task lies with a district that did not take it itself."""
    return task.state == TaskState.WORKING and bool(task.district) and case.taken_in != task.district


def unsettled() -> QuerySet[SentBack]:
    """What waits for the city."""
    return SentBack.objects.filter(ruling=None, task__state=TaskState.SENT_BACK)


def _moved(case: Case, task: CaseItem, to: TaskState, officer: Officer, action: str, reason: str) -> None:
    """The task's new state and district with a line in the story; no date moves, so none is written."""
    before = CaseItem.objects.get(pk=task.pk)
    task.state = to
    task.save(update_fields=["state", "district"])
    case.updated_at = timezone.now()
    case.save(update_fields=["updated_at"])
    told = {"item": task.item, "task": to.value, "district": task.district}
    was = {"task": before.state, "district": before.district}
    story.write(case, action, at_desk(officer, Role.ACCEPTOR), was, told, reason)
