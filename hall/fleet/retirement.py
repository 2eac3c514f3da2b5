"""When an old sealing key is needed by nobody, and taking it off the disk (decision 044)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from contract.seal import HallPrivateKey, SealBroken
from contract.sealed_to import SealedTo
from hall.certificates.models import Certificate
from hall.certificates.signing import opens
from hall.fleet.models import KeyRetired, KeysHeld, Terminal
from hall.fleet.services import OPERATOR, By
from hall.keys import HallKeys, destroy, hall_keys, replaced_at
from hall.notices.models import Notice
from hall.parcels.models import Parcel

YOUNGEST = timedelta(days=30)
"""How long a key has been replaced before it may go; ours. Longer than a bundle lies in somebody's drawer."""
SETTLED = timedelta(days=2)
"""How long a terminal has to seal to a newer key: it looks through what it holds once a day."""
_SAID_AGAIN = timedelta(minutes=30)


class StillNeeded(Exception):
    """Something may still be sealed to the key; `why` has a line each."""

    def __init__(self, why: list[str]) -> None:
        super().__init__("; ".join(why))
        self.why = why


def said(terminal: Terminal, word: SealedTo) -> None:
    """Keep what a terminal says; the same again is written now and then only."""
    now, row = timezone.now(), KeysHeld.objects.filter(terminal=terminal).first()
    if row is None:
        row = KeysHeld(terminal=terminal, since=now)
    elif (row.seals_to, row.held) == (word.now, list(word.held)) and now - row.said_at < _SAID_AGAIN:
        return
    if row.seals_to != word.now:
        row.seals_to, row.since = word.now, now
    row.held, row.said_at = list(word.held), now
    row.save()


def retire(number: int, lost: Collection[str] = (), by: By = OPERATOR) -> str:
    """Destroy one earlier sealing key; its id. `lost`: terminals that will never come back, by id.

    Raises `StillNeeded`, and ValueError for a number that is the present key's or nobody's.
    """
    keys = hall_keys()
    if number not in keys.numbers[:-1]:
        raise ValueError(f"{number} is the present sealing key, or there is none of that number")
    key = keys.generations[keys.numbers.index(number)]
    why = needed_by(keys, number, lost, timezone.now())
    if why:
        raise StillNeeded(why)
    key_id = key.public.key_id
    with transaction.atomic():
        for model in (Parcel, Notice):
            for row in model.objects.exclude(code_sealed=None).iterator():
                _seal_anew(keys, key, row)
        KeyRetired.objects.get_or_create(
            key_id=key_id,
            defaults={"number": number, "actor": by.name, "device": by.device, "lost": sorted(lost)},
        )
    destroy(number)
    return key_id


def needed_by(keys: HallKeys, number: int, lost: Collection[str], now: datetime) -> list[str]:
    """Why the key may not go yet, a line each; empty when nobody can hold anything that only it opens."""
    key, why = keys.generations[keys.numbers.index(number)], []
    if now - replaced_at(number) < YOUNGEST:
        why.append(f"it was replaced less than {YOUNGEST.days} days ago")
    newer = {one.public.key_id for one, its in zip(keys.generations, keys.numbers, strict=True) if its > number}
    for terminal in Terminal.objects.exclude(enrolled_at=None).exclude(id__in=list(lost)).order_by("id"):
        word = KeysHeld.objects.filter(terminal=terminal).first()
        if (reason := _holds(word, key.public.key_id, newer)) is not None:
            why.append(f"terminal {terminal.id} {reason}")
    count = sum(opens(key, row) for row in Certificate.objects.iterator())
    if count:
        why.append(f"{count} certificates in the hall, which are written once, are sealed to it")
    return why


def _holds(word: KeysHeld | None, key_id: str, newer: Collection[str]) -> str | None:
    if word is None:
        return "has never said which keys it holds something for"
    if word.seals_to not in newer:
        return "does not seal to a newer key yet"
    if word.said_at - word.since < SETTLED:
        return f"has sealed to a newer key for less than {SETTLED.days} days"
    return "still holds something sealed to it" if key_id in word.held else None


def _seal_anew(keys: HallKeys, key: HallPrivateKey, row: Any) -> None:
    """A pick-up code that this key opens, sealed to the hall's own."""
    model: type[models.Model] = type(row)
    parcel, sealed = row.parcel if isinstance(row, Notice) else row.barcode, bytes(row.code_sealed)
    try:
        code = keys.open_code(sealed, parcel, key)
    except SealBroken:
        return
    model._default_manager.filter(pk=row.pk).update(code_sealed=keys.seal_code(code, parcel))
