"""What time alone brings about: reminders, the end of the keeping time, couriers who are late (`python -m hall daily`).

Safe to run as often as one likes: each thing is said once a parcel, and the case's story says that it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contract.parcel import FREEZING, REMIND_AFTER_DAYS, Holder, ParcelKind, last_cut_off
from contract.workdays import CHINA, CalendarEnds, add_workdays
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Case
from hall.cases.story import SYSTEM
from hall.notices.services import notify
from hall.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class Done:
    """How many parcels got which word today."""

    reminded: int
    kept_too_long: int
    late: int


def run(now: datetime | None = None) -> Done:
    """Look at every parcel once; each in its own transaction, so that one cannot hold up the others."""
    at = now or timezone.now()
    waiting = Parcel.objects.filter(kind=ParcelKind.RESULT, holder=Holder.BOX, frozen=False, loaded_at__isnull=False)
    said = [_remind(parcel, at) for parcel in waiting.select_related("case")]
    late = [_late(parcel, at) for parcel in late_with_couriers(at)]
    return Done(said.count("reminded"), said.count("kept_too_long"), sum(late))


def late_with_couriers(now: datetime) -> QuerySet[Parcel]:
    """Envelopes a courier has had since before the last cut-off: nobody has explained where they are."""
    late = Parcel.objects.filter(holder=Holder.COURIER, updated_at__lt=last_cut_off(now))
    return late.select_related("case", "terminal").order_by("updated_at")


def _remind(parcel: Parcel, now: datetime) -> str:
    """Day 3 and 6 a reminder; day 7 the end: code, QR and card are dead, and the resident is told (case 10)."""
    loaded_at, dies_at = parcel.loaded_at, parcel.dies_at
    if loaded_at is None or dies_at is None:
        return ""
    if parcel.events.filter(applied=True).order_by("-id").values_list("event", flat=True).first() in FREEZING:
        return ""  # said not to be there, and no staff has taken it out since
    if now >= dies_at:
        told = _once(parcel, "kept_too_long", "", lambda case: notify(case, "kept_too_long"))
        return "kept_too_long" if told else ""
    day = max((day for day in REMIND_AFTER_DAYS if now >= loaded_at + timedelta(days=day)), default=0)
    left = max((dies_at - now).days, 1)
    if day and _once(parcel, "reminded", f"day {day}", lambda case: notify(case, "reminder", days=left)):
        return "reminded"
    return ""


def _late(parcel: Parcel, now: datetime) -> bool:
    """A courier's leg missed the cut-off: the promised date the resident sees moves, visibly (case 17)."""
    since = parcel.updated_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return _once(parcel, "courier_late", f"since {since}", lambda case: _postpone(case, now))


def _postpone(case: Case, now: datetime) -> None:
    try:
        due = add_workdays(now.astimezone(CHINA).date(), 1)
        if case.promised_by is not None and case.promised_by < due:
            case.promise_note = f"moved from {case.promised_by.isoformat()}: the courier was late"
            case.promised_by, case.updated_at = due, now
            case.save(update_fields=["promised_by", "promise_note", "updated_at"])
        day = due.isoformat()
    except CalendarEnds:  # no day is better than a wrong one
        day = "-"
    notify(case, "delayed", day=day)


def _once(parcel: Parcel, action: str, note: str, tell: Callable[[Case], object]) -> bool:
    with transaction.atomic():
        case = cases.locked(parcel.case)
        said = f"{parcel.barcode} {note}".strip()
        if case.history.filter(action=action, note=said).exists():
            return False
        before = str(case.promised_by or "")
        tell(case)
        story.write(case, action, SYSTEM, {"promised_by": before}, {"promised_by": str(case.promised_by or "")}, said)
        return True
