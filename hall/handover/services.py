"""Opening an upload page, taking files in, giving them to the terminal, and forgetting them."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from contract.envelope import new_id
from contract.handover import KEPT_S, MAX_FILES, HandoverMade, HandoverWish, bound
from contract.picture import header_of
from contract.seal import HallPublicKey
from hall.errors import ApiError, Unfit
from hall.fleet.models import Terminal
from hall.handover.models import Handover, HandoverPage

_ROW_KEPT = timedelta(days=1)  # so that an old link is told that it is over
_TOKEN_BYTES = 32


class Over(Exception):
    """The upload page has expired or was closed."""


class Full(Exception):
    """As many files as one hand-over takes have come."""


def create(terminal: Terminal, wish: HandoverWish) -> HandoverMade:
    """A new upload page of this terminal; an earlier one is closed, for there is one visit at a time."""
    try:
        HallPublicKey(wish.seal_key)
    except ValueError as error:
        raise Unfit("bad_key", "not a sealing key") from error
    now, token = timezone.now(), secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        for earlier in Handover.objects.select_for_update().filter(terminal=terminal, closed_at=None):
            _close(earlier, now)
        made = Handover.objects.create(
            id=new_id(),
            terminal=terminal,
            token_sha256=_hashed(token),
            visit=wish.visit,
            seal_key=wish.seal_key,
            made_at=now,
            expires_at=now + timedelta(seconds=KEPT_S),
        )
    url = settings.HALL_PUBLIC_URL + reverse("handover", args=[token])
    return HandoverMade(id=made.id, url=url, expires_at=made.expires_at)


def of_token(token: str) -> Handover | None:
    """The hand-over a link leads to, open or not; None for a token we did not make. Raises `Over`."""
    found = Handover.objects.filter(token_sha256=_hashed(token)).first()
    if found is not None and not found.open_at(timezone.now()):
        raise Over
    return found


def receive(handover: Handover, data: bytes) -> None:
    """Keep one file, sealed. Raises `Over`, `Full`, and `NotAPage`, `TooManyPixels` of `contract.picture`."""
    type_ = header_of(data).type
    with transaction.atomic():
        row = Handover.objects.select_for_update().get(pk=handover.pk)
        if not row.open_at(timezone.now()):
            raise Over
        if row.count >= MAX_FILES:
            raise Full
        row.count += 1
        row.save(update_fields=["count"])
        sealed = HallPublicKey(bytes(row.seal_key)).seal(data, bound(row.id, row.visit, row.count))
        HandoverPage.objects.create(handover=row, position=row.count, type=type_.value, sealed=sealed)


def held(terminal: Terminal, id_: UUID) -> Handover:
    """The terminal's own open hand-over; 404 for another's, 410 when it is over."""
    found = Handover.objects.filter(pk=id_, terminal=terminal).first()
    if found is None:
        raise ApiError(404, "handover_unknown")
    if not found.open_at(timezone.now()):
        raise ApiError(410, "handover_over")
    return found


def close(handover: Handover) -> None:
    """The terminal needs no more: what was not taken is deleted."""
    with transaction.atomic():
        _close(handover, timezone.now())


def forget_handovers(now: datetime) -> int:
    """Delete files nobody took before the end, and the rows of old hand-overs; returns how many files."""
    over = Q(handover__expires_at__lte=now) | Q(handover__closed_at__isnull=False)
    gone = HandoverPage.objects.filter(over).delete()[0]
    Handover.objects.filter(expires_at__lt=now - _ROW_KEPT).delete()
    return gone


def _close(handover: Handover, now: datetime) -> None:
    HandoverPage.objects.filter(handover=handover).delete()
    handover.closed_at = now
    handover.save(update_fields=["closed_at"])


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
