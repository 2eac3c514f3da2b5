"""What of a case is ready to be issued, and when results stop waiting for each other (统一出件, domain 2.11)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from contract.issuing import box_for, waits_no_longer
from contract.life import CaseState
from contract.task import DECIDED_TASKS, OPEN_TASKS, TaskState
from contract.text import Text
from contract.workdays import CalendarEnds
from hall.cases import story
from hall.cases.hands import locked
from hall.cases.models import Case, CaseItem
from hall.cases.story import SYSTEM
from hall.catalogues.services import readable

LETTER = Text(zh="书面答复", en="A written answer")
_LETTER_MM = 1


@dataclass(frozen=True, slots=True)
class Content:
    """One line of the packing list: of which task, what it is, how thick."""

    task: CaseItem
    what: Text
    thick_mm: int


def ready(case: Case) -> list[CaseItem]:
    """The tasks that have ended and whose result lies in no envelope yet."""
    return list(case.items.exclude(state__in=OPEN_TASKS).filter(issued_in=""))


def packing_list(case: Case) -> list[Content]:
    """What belongs into the next envelope: the result of what was granted, a letter for everything else."""
    return [_content(task) for task in ready(case)]


def size_of(contents: list[Content]) -> str:
    """The compartment these contents need; raises `contract.issuing.TooThick`."""
    return box_for(content.thick_mm for content in contents)


def issuable(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of open cases those whose results do not wait for each other and of which one is ready."""
    done = CaseItem.objects.filter(case=OuterRef("pk"), issued_in="").exclude(state__in=OPEN_TASKS)
    return cases.filter(Exists(done), state=CaseState.ACCEPTED, as_ready=True)


def switch_late(today: date) -> int:
    """Let what is ready be issued where the slowest task holds it up too long; returns how many cases."""
    waiting = Case.objects.filter(state=CaseState.ACCEPTED, as_ready=False, items__state__in=DECIDED_TASKS)
    return sum(_switched(case, today) for case in waiting.distinct())


@transaction.atomic
def _switched(waiting: Case, today: date) -> bool:
    case = locked(waiting)
    if case.state != CaseState.ACCEPTED or case.as_ready or not _too_long(case, today):
        return False
    case.as_ready, case.updated_at = True, timezone.now()
    case.save(update_fields=["as_ready", "updated_at"])
    story.write(case, "issued_as_ready", SYSTEM, {"as_ready": False}, {"as_ready": True})
    return True


def _too_long(case: Case, today: date) -> bool:
    """A case without a number of days has no promise to be over; it waits until all is done."""
    if any(task.promised_workdays is None for task in case.items.all()):
        return False
    try:
        return waits_no_longer(case.promised_by, today)
    except CalendarEnds:
        return False


def _content(task: CaseItem) -> Content:
    item = readable(task.case.judged_by).items.get(task.item)
    if task.state != TaskState.GRANTED or item is None:
        return Content(task, LETTER, _LETTER_MM)
    return Content(task, item.result, item.result_thick_mm)
