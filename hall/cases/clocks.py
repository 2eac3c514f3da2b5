"""The two limits of a case, promised and legal, and the special procedures that stop them (domain 2.0, clocks)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from contract.clock import Pause, due
from contract.life import CaseState, MoveRefused, Role
from contract.workdays import CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.hands import ReasonMissing, SamePerson, locked, require
from hall.cases.models import Case, CaseItem, Suspension
from hall.cases.story import at_desk
from hall.notices.services import notify

_STANDS_STILL = "a special procedure stops the clock"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the whole case; None where there is none, and then `note` says why of the promised one."""

    promised_by: date | None
    legal_by: date | None
    note: str


def dates_of(case: Case, accepted_on: date) -> Dates:
    """The dates of the slowest item, with what its special procedures took."""
    items = list(case.items.prefetch_related("suspensions"))
    try:
        promised = _latest(items, accepted_on, lambda item: item.promised_workdays)
        with_limit = [item for item in items if item.legal_workdays is not None]
        legal = _latest(with_limit, accepted_on, lambda item: item.legal_workdays)
    except CalendarEnds as error:
        longest = max((item.promised_workdays for item in items if item.promised_workdays is not None), default=0)
        return Dates(None, None, f"{longest} working days, no date: {error}"[:200])
    if any(item.promised_workdays is None for item in items) or not items:
        return Dates(None, legal, "an item has no promised number of working days")
    return Dates(promised, legal, "" if promised else _STANDS_STILL)


@transaction.atomic
def suspend(item: CaseItem, officer: Officer, reason: str, workdays: int) -> Suspension:
    """Stop one item's clock; the applicant is told in writing for how long. The other items go on.

    Raises `NotYourRole`, `SamePerson`, `ReasonMissing`, `MoveRefused` when nothing runs or it stands still already.
    """
    case = _held(item, officer)
    if not reason.strip() or workdays < 1:
        raise ReasonMissing
    if item.suspensions.filter(until=None).exists():
        raise MoveRefused(f"{item.item} of {case.number} stands still already")
    today = timezone.localdate()
    began = Suspension.objects.create(item=item, since=today, reason=reason.strip()[:200], expected_workdays=workdays)
    _write(case, officer, "suspended", item, f"{began.reason} ({workdays})")
    notify(case, "suspended", days=workdays)
    return began


@transaction.atomic
def resume(item: CaseItem, officer: Officer) -> Suspension:
    """Let one item's clock run again; raises as `suspend`."""
    case = _held(item, officer)
    held = item.suspensions.filter(until=None).first()
    if held is None:
        raise MoveRefused(f"{item.item} of {case.number} does not stand still")
    held.until = timezone.localdate()
    held.save(update_fields=["until"])
    _write(case, officer, "resumed", item, held.reason)
    notify(case, "resumed")
    return held


def expected_end(suspension: Suspension) -> date | None:
    """The day a special procedure was told to end on; None past the table of working days."""
    try:
        return add_workdays(suspension.since, suspension.expected_workdays)
    except CalendarEnds:
        return None


def _held(item: CaseItem, officer: Officer) -> Case:
    require(officer, Role.APPROVER)
    case = locked(item.case)
    if case.accepted_by_id == officer.id:
        raise SamePerson(f"{officer.label} accepted {case.number}")
    if case.state != CaseState.ACCEPTED or case.accepted_at is None:
        raise MoveRefused(f"no clock of {case.number} runs")
    return case


def _write(case: Case, officer: Officer, action: str, item: CaseItem, note: str) -> None:
    """The case's new dates, in the story with the old ones."""
    before = {"promised_by": str(case.promised_by or ""), "legal_by": str(case.legal_by or "")}
    if case.accepted_at is None:
        raise MoveRefused(f"no clock of {case.number} runs")
    found = dates_of(case, timezone.localdate(case.accepted_at))
    case.promised_by, case.legal_by, case.promise_note = found.promised_by, found.legal_by, found.note
    case.updated_at = timezone.now()
    case.save()
    after = {"item": item.item, "promised_by": str(case.promised_by or ""), "legal_by": str(case.legal_by or "")}
    story.write(case, action, at_desk(officer, Role.APPROVER), before, after, note)


def _latest(items: list[CaseItem], accepted_on: date, limit: Callable[[CaseItem], int | None]) -> date | None:
    """The last due day of the items that have this limit; None when one of them stands still, or none has it."""
    days = []
    for item in items:
        workdays = limit(item)
        if workdays is not None:
            pauses = [Pause(one.since, one.until) for one in item.suspensions.all()]
            days.append(due(accepted_on, workdays, pauses))
    return max((day for day in days if day), default=None) if all(days) else None
