"""The hall's own counters: opening and closing them, and the numbers their slips and envelopes carry."""

from django.db import transaction
from django.utils import timezone

from contract.numbers import MAX_COUNTER, provisional_number
from contract.parcel import ParcelKind, barcode
from hall.fleet.models import Counter, Terminal
from hall.fleet.services import BadDistrict, is_district, is_id


class NotAnId(ValueError):
    """An id that fits no slip, or one that a terminal or another counter has."""


@transaction.atomic
def add(counter_id: str, site: str, terminal: Terminal, district: str = "") -> Counter:
    """Open a counter, or open a closed one again under its own id; results of its cases go to `terminal`'s locker.

    `district`: its division code; without it that of the terminal. Raises `BadDistrict`, `NotAnId`.
    """
    if district and not is_district(district):
        raise BadDistrict(f"{district!r}: a district is its division code, six digits such as 440103")
    if not is_id(counter_id) or Terminal.objects.filter(pk=counter_id).exists():
        raise NotAnId("a counter's id is one to six characters of A-Z and 0-9, with a letter, and no terminal's")
    counter, _new = Counter.objects.update_or_create(
        pk=counter_id,
        defaults={
            "site": site,
            "terminal": terminal,
            "district": district or terminal.district,
            "closed_at": None,
        },
    )
    return counter


def close(counter: Counter) -> None:
    """Nothing more is taken there; its cases go on."""
    counter.closed_at = timezone.now()
    counter.save(update_fields=["closed_at"])


def all_open() -> list[Counter]:
    """Those where something can be handed in now."""
    return list(Counter.objects.filter(closed_at=None).select_related("terminal").order_by("pk"))


def next_slip(counter: Counter) -> str:
    """The next provisional number. In the caller's transaction, which waits here for the others of this counter."""
    row = Counter.objects.select_for_update().get(pk=counter.pk)
    row.slips_given += 1
    row.save(update_fields=["slips_given"])
    return provisional_number(row.pk, (row.slips_given - 1) % MAX_COUNTER + 1)


def next_barcode(counter: Counter) -> str:
    """The barcode of the next envelope of originals; likewise."""
    row = Counter.objects.select_for_update().get(pk=counter.pk)
    row.parcels_made += 1
    row.save(update_fields=["parcels_made"])
    return barcode(ParcelKind.ORIGINALS, row.pk, row.parcels_made)
