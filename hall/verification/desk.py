"""What officers do with a look-up: ask anew, settle what no program can, write the official letter (domain 2.2)."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contract.coverage import askable
from contract.life import ENDED, CaseState, MoveRefused, Role
from contract.source import LookUpAnswer, Source
from contract.workdays import CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases.hands import OtherDepartment, ReasonMissing, require
from hall.cases.models import Case, CaseItem
from hall.cases.story import SYSTEM, at_desk
from hall.catalogues.services import readable
from hall.verification import gateway
from hall.verification.client import Subject
from hall.verification.models import Letter, LookUp, case_of, of_open_cases
from hall.verification.sources import connected

log = logging.getLogger(__name__)
HANDS = (Role.APPROVER, Role.ACCEPTOR)


class NotVerified(MoveRefused):
    """A fact of the case is not settled, or its answer is too old to decide by."""


def ask_anew(look_up: LookUp, officer: Officer, now: datetime) -> LookUp:
    """A new round, asked at once; the earlier answer counts until the new one is there. Not in a transaction.

    Raises `NotYourRole` (and of it `OtherDepartment`), `MoveRefused`.
    """
    case = _open_case(look_up)
    role = _hand(officer, look_up, case)
    subject = Subject(name=case.applicant_name, id_number=case.applicant_id_number)
    items = [row.item for row in case.items.all()]
    return gateway.ask(gateway.renewed(look_up), subject, items, now, at_desk(officer, role))


@transaction.atomic
def settle(look_up: LookUp, officer: Officer, found: LookUpAnswer, note: str, reference: str = "") -> LookUp:
    """What a person found out: by asking the office, or by its reply to the letter. Yes or no, and how it is known.

    Raises as `ask_anew`, `ReasonMissing` without a note, `MoveRefused` for a yes of the source that needs no settling.
    """
    role = _hand(officer, look_up, _open_case(look_up))
    row = LookUp.objects.select_for_update().get(pk=look_up.pk)
    if found not in (LookUpAnswer.YES, LookUpAnswer.NO) or not note.strip():
        raise ReasonMissing
    if row.answer == LookUpAnswer.YES and not row.disputed_at:
        raise MoveRefused("the source has answered this")
    row.settled_as, row.settled_note, row.settled_at = found.value, note.strip()[:300], timezone.now()
    row.settled_by, row.reference, row.next_try_at = officer, (reference.strip() or row.reference)[:80], None
    row.save()
    gateway.tell(row, at_desk(officer, role), "look_up_settled", row.settled_note)
    return row


def write_letters(now: datetime) -> int:
    """An official letter for every look-up unanswered for its source's n working days; returns how many."""
    waiting = of_open_cases().filter(answer=LookUpAnswer.SOURCE_UNAVAILABLE, letter=None)
    return sum(_write_letter(look_up, now) for look_up in waiting)


@transaction.atomic
def _write_letter(look_up: LookUp, now: datetime) -> bool:
    case, to = case_of(look_up), connected().get(Source(look_up.source))
    if case is None or to is None:
        return False
    try:
        day = add_workdays(timezone.localdate(look_up.first_asked_at), to.letter_after_workdays)
    except CalendarEnds as error:
        log.error("no letter for look-up %d: %s", look_up.pk, error)
        return False
    if timezone.localdate(now) < day:
        return False
    row = LookUp.objects.select_for_update().get(pk=look_up.pk)
    if Letter.objects.filter(look_up=row).exists():
        return False
    Letter.objects.create(look_up=row, number=f"HC{timezone.localdate(now):%Y%m%d}-{row.pk:06d}", at=now)
    gateway.tell(row, SYSTEM, "letter_written")
    return True


def settled(look_up: LookUp) -> bool:
    """Whether a decision may stand on it: the source said yes and nobody disputes it, or a person found out."""
    return bool(look_up.settled_at) or (look_up.answer == LookUpAnswer.YES and not look_up.disputed_at)


def tasks_on(look_up: LookUp, case: Case) -> list[CaseItem]:
    """The tasks of a case that stand on this fact; all of them for a fact that no item names (any more)."""
    tasks, known = list(case.items.all()), readable(case.judged_by)
    items = [known.items[task.item] for task in tasks if task.item in known.items]
    answers = {row.field: row.value for row in case.answers.all()}
    needs = (need for need in askable(items, known, answers) if need.use.material == look_up.material)
    named = {item for need in needs for item in need.items}
    return [task for task in tasks if task.item in named] or tasks


def check_verified(case: Case, task: CaseItem, now: datetime) -> None:
    """Before a task's grant: every fact it stands on settled, no answer older than 24 hours. Raises `NotVerified`."""
    for look_up in LookUp.objects.filter(case_id=case.pk, abandoned=False):
        if task not in tasks_on(look_up, case):
            continue
        if not settled(look_up) or look_up.settled_as == LookUpAnswer.NO:
            raise NotVerified(f"{look_up.question} is not settled")
        if not look_up.settled_at and not gateway.fresh(look_up, now):
            raise NotVerified(f"the answer about {look_up.question} is too old")


def hand_for(officer: Officer, look_up: LookUp, case: Case) -> Role | None:
    """As what an officer works on a fact: an approver of a task that stands on it, or an acceptor; None: not at all."""
    decides = any(officer.decides_for(task.department, task.district) for task in tasks_on(look_up, case))
    may = {Role.APPROVER: decides, Role.ACCEPTOR: True}
    return next((role for role in HANDS if role in officer.roles and may[role]), None)


def _hand(officer: Officer, look_up: LookUp, case: Case) -> Role:
    require(officer, *HANDS)
    role = hand_for(officer, look_up, case)
    if role is None:
        raise OtherDepartment(f"{look_up.question} is not for the department of {officer.label}")
    return role


def _open_case(look_up: LookUp) -> Case:
    case = case_of(look_up)
    if case is None or CaseState(case.state) in ENDED:
        raise MoveRefused("the case of this look-up is not open")
    return case
