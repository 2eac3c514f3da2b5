"""What may be done to a case, for API and console alike: each in one transaction, each with a line in its story.

All raise `contract.life.MoveRefused` when the case is not in a state that allows it, and `NotYourRole` when the
officer may not do it at all.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contract.life import ENDED, CaseState, MoveRefused, Role, check_move
from hall.accounts.models import Officer
from hall.cases import clocks, story
from hall.cases.hands import NotYourRole, ReasonMissing, SamePerson, locked, require
from hall.cases.models import Case, Suspension
from hall.cases.story import SYSTEM, Actor, at_desk
from hall.certificates.services import issue_for
from hall.notices.services import notify
from hall.verification.desk import check_verified

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


def move(
    case: Case, target: CaseState, actor: Actor, action: str, note: str = "", rule: Role | None = None, **fields: Any
) -> Case:
    """Move a case (locked by the caller) and write it down; `fields` are set in the same breath.

    `rule` is whose move it is by the table when that is not the actor's own: a scan at the mail room moves the case
    by itself, but the story names the officer who scanned, in the officer's true role.
    """
    source = CaseState(case.state)
    check_move(source, target, rule or actor.role)
    for name, value in fields.items():
        setattr(case, name, value)
    case.state = target.value
    case.updated_at = timezone.now()
    case.save()
    story.write(case, action, actor, {"state": source.value}, {"state": target.value, **_plain(fields)}, note)
    return case


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, list | int | None) else str(value) for name, value in fields.items()}


@transaction.atomic
def accept(case: Case, officer: Officer, note: str = "") -> Case:
    """受理. From this day the promised time runs, in working days of the slowest item."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    now = timezone.now()
    dates = clocks.dates_of(case, timezone.localdate(now))
    return move(
        case,
        CaseState.ACCEPTED,
        at_desk(officer, Role.ACCEPTOR),
        "accepted",
        note,
        accepted_by=officer,
        accepted_at=now,
        promised_by=dates.promised_by,
        legal_by=dates.legal_by,
        promise_note=dates.note,
    )


@transaction.atomic
def not_accept(case: Case, officer: Officer, reason: str) -> Case:
    """不予受理: not ours or not eligible, with the written reason."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    actor = at_desk(officer, Role.ACCEPTOR)
    move(case, CaseState.NOT_ACCEPTED, actor, "not_accepted", reason, reasons=_reasons([reason]))
    notify(case, "not_accepted")
    return case


@transaction.atomic
def ask_correction(case: Case, officer: Officer, reasons: Sequence[str]) -> Case:
    """补正: everything that is missing, told once, in one list."""
    require(officer, Role.ACCEPTOR)
    case = locked(case)
    actor = at_desk(officer, Role.ACCEPTOR)
    move(case, CaseState.TO_CORRECT, actor, "correction_asked", reasons=_reasons(reasons))
    notify(case, "to_correct")
    return case


@transaction.atomic
def decide(case: Case, officer: Officer, granted: bool, reason: str = "") -> Case:
    """Grant or refuse; raises `SamePerson` for the officer who accepted. A refusal needs its reason."""
    require(officer, Role.APPROVER)
    case = locked(case)
    if case.accepted_by_id == officer.id:
        raise SamePerson(f"{officer.label} accepted {case.number}")
    if Suspension.objects.filter(item__case=case, until=None).exists():
        raise MoveRefused(f"a special procedure of {case.number} is not over")
    if granted:
        check_verified(case, timezone.now())
    reasons = _reasons([reason]) if not granted else [reason] if reason.strip() else []
    target = CaseState.GRANTED if granted else CaseState.REFUSED
    actor = at_desk(officer, Role.APPROVER)
    decided: dict[str, Any] = {"decided_by": officer, "decided_at": timezone.now(), "reasons": reasons}
    move(case, target, actor, target.value, reason, **decided)
    if granted:
        issue_for(case)
    return case


@transaction.atomic
def urge(case: Case, officer: Officer, words: str) -> Case:
    """督办: a supervisor presses for an open case, in words. It changes nothing but the story (domain 2.0, roles)."""
    require(officer, Role.SUPERVISOR)
    case = locked(case)
    if CaseState(case.state) in ENDED:
        raise MoveRefused(f"{case.number} has ended")
    (said,) = _reasons([words])
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


def _reasons(reasons: Sequence[str]) -> list[str]:
    said = [reason.strip() for reason in reasons if reason.strip()]
    if not said:
        raise ReasonMissing
    return said
