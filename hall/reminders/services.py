"""What one person is reminded of by what the hall has: cases, results, certificates (domain 2.7).

No list of persons is kept and nothing is made ahead: it is worked out when the person has signed on. Nobody tells this
hall that somebody has died or moved away, since no source of a household's register is connected; a person who signs
on with a card is shown what their own cases and certificates say.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from contract.bodies import Unwanted
from contract.certificate import Standing
from contract.due import held_until
from contract.item import Item
from contract.life import ENDED
from contract.parcel import Holder, ParcelKind
from contract.prereview import add_months
from contract.reminder import Renewal
from contract.reminding import CORRECTION_DAYS, LAST_DAYS, MOST_TOLD, Duty, RemindersFound, Told, rule_of
from contract.text import Text
from hall import persons
from hall.cases.models import CaseItem, Correction
from hall.catalogues.services import of_today
from hall.certificates.models import Certificate
from hall.fleet.models import Counter, Terminal
from hall.parcels.models import Parcel
from hall.reminders.models import UnwantedReminder

_CORRECT = Text(
    zh="请在 {terminal} 补正,{day} 前交齐", en="Something is missing: please hand it in at {terminal}, by {day}"
)
_RESULT = Text(zh="结果已在 {terminal} 柜中,保管到 {day}", en="Your result lies at {terminal}, kept until {day}")
_LAST_DAY = Text(
    zh="结果在 {terminal} 柜中,{day} 到期后须到街道窗口领取",
    en="Your result lies at {terminal}; after {day} it has to be fetched at the street's window",
)


def of_person(id_number: str, now: datetime) -> RemindersFound:
    """Everything due, the most urgent first, without what is not wanted; and what that is."""
    number, tag = id_number.upper(), persons.tag_of(id_number)
    unwanted = list(UnwantedReminder.objects.filter(person_tag=tag).order_by("id").values_list("reminder", flat=True))
    today = timezone.localdate(now)
    every = [*_results(number, now), *_corrections(number, today), *_renewals(number, tag, today)]
    order = list(Duty)
    wanted = [one for one in every if one.id not in unwanted]
    return RemindersFound(told=sorted(wanted, key=lambda one: order.index(one.duty))[:MOST_TOLD], unwanted=unwanted)


def unwanted(said: Unwanted) -> None:
    """Keep that a person wants no more of it; said twice it counts once. In the caller's transaction."""
    UnwantedReminder.objects.get_or_create(
        person_tag=persons.tag_of(said.id_number),
        reminder=said.reminder,
        defaults={"rule": rule_of(said.reminder), "why": said.why.value, "day": said.on},
    )


def counted() -> list[tuple[str, str, int]]:
    """How often each rule was not wanted, and why; the most often first."""
    rows = UnwantedReminder.objects.values_list("rule", "why").annotate(times=Count("pk"))
    return [(rule, why, times) for rule, why, times in rows.order_by("-times", "rule", "why")]


def _results(number: str, now: datetime) -> Iterator[Told]:
    """From the day it was loaded on; on the last day that it will not lie there for long."""
    lying = Parcel.objects.filter(
        kind=ParcelKind.RESULT, holder=Holder.BOX, frozen=False, case__applicant_id_number=number
    )
    for parcel in lying.select_related("case", "terminal").prefetch_related("case__items").order_by("loaded_at"):
        dies_at = parcel.dies_at
        if dies_at is None or dies_at <= now:
            continue
        duty, text = (
            (Duty.LAST_DAY, _LAST_DAY) if dies_at - now <= timedelta(days=LAST_DAYS) else (Duty.RESULT, _RESULT)
        )
        yield Told(
            id=f"{duty}:{parcel.barcode}",
            duty=duty,
            title=_title(list(parcel.case.items.all())),
            text=_worded(text, timezone.localdate(dies_at), _place(parcel.terminal)),
            case_id=parcel.case_id,
            terminal=parcel.terminal_id,
        )


def _corrections(number: str, today: date) -> Iterator[Told]:
    last = today + timedelta(days=CORRECTION_DAYS)
    asked = Correction.objects.filter(
        ended_on=None, until__gte=today, until__lte=last, case__applicant_id_number=number
    ).exclude(case__state__in=ENDED)
    for row in (
        asked.select_related("case__terminal", "case__counter").prefetch_related("case__items").order_by("until", "id")
    ):
        yield Told(
            id=f"{Duty.CORRECTION}:{row.id}",
            duty=Duty.CORRECTION,
            title=_title(list(row.case.items.all())),
            text=_worded(_CORRECT, row.until, _place(row.case.counter or row.case.terminal)),
            case_id=row.case_id,
            terminal=row.case.terminal_id,
        )


def _renewals(number: str, tag: str, today: date) -> Iterator[Told]:
    """Within the months before each full year, unless a case of that service is under way."""
    under_way = CaseItem.objects.filter(case__applicant_id_number=number).exclude(case__state__in=ENDED)
    asked = set(under_way.values_list("item", flat=True))
    for item in of_today().items.values():
        for renewal in item.renewals:
            until = _held_until(tag, renewal)
            if until and item.id not in asked and add_months(until, -renewal.months_before) <= today <= until:
                yield _renewal(item, renewal, until)


def _held_until(tag: str, renewal: Renewal) -> date | None:
    """None for who holds none, or whose last one was revoked."""
    mine = Certificate.objects.filter(holder_tag=tag, kind=renewal.certificate).order_by("valid_from", "id")
    held = list(mine.prefetch_related("events"))
    if not held or any(event.event == Standing.REVOKED for event in held[-1].events.all()):
        return None
    return held_until([row.valid_from for row in held], renewal.months_before)


def _renewal(item: Item, renewal: Renewal, until: date) -> Told:
    return Told(
        id=f"{Duty.RENEWAL}:{item.id}",
        duty=Duty.RENEWAL,
        title=item.short,
        text=_worded(renewal.text, until),
        item=item.id,
    )


def _place(where: Terminal | Counter) -> str:
    return f"{where.id} {where.site}"


def _title(items: list[CaseItem]) -> Text:
    return Text(zh=" + ".join(one.title_zh for one in items), en=" + ".join(one.title_en for one in items))


def _worded(text: Text, day: date, terminal: str = "") -> Text:
    said = {"day": day.isoformat(), "terminal": terminal}
    return Text(zh=text.zh.format(**said), en=text.en.format(**said))
