"""What may be done to a case, for API and console alike: each in one transaction, each with a line in its story.

All raise `contract.life.MoveRefused` when the case is not in a state that allows it, and `NotYourRole` when the
officer may not do it at all.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from contract.life import ENDED, CaseState, MoveRefused, Role, check_move
from hall.accounts.models import Officer
from hall.cases import corrections, story, tasks
from hall.cases.hands import NotYourRole, ReasonMissing, SamePerson, locked, require, said_reasons
from hall.cases.models import Case, Correction
from hall.cases.moves import move
from hall.cases.story import SYSTEM, Actor, at_desk
from hall.notices.services import notify

__all__ = [
    "CLOSE_AFTER",
    "NotYourRole",
    "ReasonMissing",
    "SamePerson",
    "accept",
    "ask_correction",
    "close_if_done",
    "close_unrated",
    "decide",
    "locked",
    "move",
    "not_accept",
    "rate",
    "require",
    "urge",
]

CLOSE_AFTER = timedelta(days=7)  # a collected case nobody rates is closed after this; ours, not a rule of law


@transaction.atomic
def accept(case: Case, officer: Officer, note: str = "") -> Case:
    """受理. From this day the promised time runs, and every department has its task."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    check_move(CaseState(case.state), CaseState.ACCEPTED, Role.ACCEPTOR)
    case.accepted_by, case.accepted_at = officer, timezone.now()
    begun = tasks.fan_out(case, officer)
    move(
        case,
        CaseState.ACCEPTED,
        at_desk(officer, Role.ACCEPTOR),
        "accepted",
        note,
        accepted_by=officer,
        accepted_at=case.accepted_at,
        promised_by=case.promised_by,
        legal_by=case.legal_by,
        promise_note=case.promise_note,
    )
    tasks.tell(case, begun)
    return case


@transaction.atomic
def not_accept(case: Case, officer: Officer, reason: str) -> Case:
    """不予受理: not ours or not eligible, with the written reason."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    actor = at_desk(officer, Role.ACCEPTOR)
    move(case, CaseState.NOT_ACCEPTED, actor, "not_accepted", reason, reasons=said_reasons([reason]))
    notify(case, "not_accepted")
    return case


def ask_correction(
    case: Case, officer: Officer, words: Sequence[str], materials: Sequence[str] = (), fields: Sequence[str] = ()
) -> Correction:
    """补正: everything that is missing, told once, in one list; before acceptance (`hall.cases.corrections`)."""
    return corrections.ask_of_case(case, officer, words, materials, fields)


def decide(case: Case, officer: Officer, granted: bool, reason: str = "") -> Case:
    """Decide the one task of a case that is this officer's; raises `TaskNotSaid` and as `hall.cases.tasks.decide`."""
    require(officer, Role.APPROVER)
    return tasks.decide(tasks.theirs(case, officer), officer, granted, reason)


@transaction.atomic
def urge(case: Case, officer: Officer, words: str) -> Case:
    """督办: a supervisor presses for an open case, in words. It changes nothing but the story (domain 2.0, roles)."""
    require(officer, Role.SUPERVISOR)
    case = locked(case)
    if CaseState(case.state) in ENDED:
        raise MoveRefused(f"{case.number} has ended")
    (said,) = said_reasons([words])
    story.write(case, "urged", at_desk(officer, Role.SUPERVISOR), {}, {}, said)
    return case


def rate(case: Case, level: int | None, actor: Actor) -> Case:
    """The resident's rating (None: skipped), once; closes a collected case. The caller holds the lock."""
    if not case.rated:
        case.rated, case.rating, case.updated_at = True, level, timezone.now()
        case.save()
        story.write(case, "rated", actor, {}, {"rating": level})
    return close_if_done(case)


def close_if_done(case: Case) -> Case:
    """Close a case that is collected and rated (or its rating skipped). The caller holds the lock."""
    if case.state == CaseState.COLLECTED and case.rated:
        move(case, CaseState.CLOSED, SYSTEM, "closed")
    return case


def close_unrated(now: datetime) -> int:
    """Close what was collected long ago and never rated; returns how many."""
    waiting = Case.objects.filter(state=CaseState.COLLECTED, updated_at__lt=now - CLOSE_AFTER)
    closed = 0
    for waiting_case in waiting:
        with transaction.atomic():
            case = locked(waiting_case)
            if case.state == CaseState.COLLECTED:
                move(case, CaseState.CLOSED, SYSTEM, "closed", "not rated")
                closed += 1
    return closed
