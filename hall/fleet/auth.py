"""Knowing a terminal by its signed request: 401 for whoever cannot prove it, 403 for who was shut out."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyHeader

from contract import proof
from hall.errors import ApiError
from hall.fleet.models import SeenProof, Terminal
from hall.rows import by_key, count

log = logging.getLogger(__name__)
_TERMINAL_ID = re.compile(r"[A-Z0-9]{1,6}")
_PROOF_ID = re.compile(r"[\x21-\x7e]{8,64}")


_UNPROVEN = "the request does not prove which terminal it comes from"
_KEEP = (
    "WITH heard AS (UPDATE fleet_terminal SET last_seen_at = %s "
    "WHERE id = %s AND revoked_at IS NULL AND public_key = %s RETURNING id) "
    "INSERT INTO fleet_seenproof (terminal_id, proof_id, seen_at) SELECT id, %s, %s FROM heard"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof that holds and works once: it has to be kept before the request has any effect."""

    terminal: Terminal
    proof_id: str
    at: datetime


class Replayed(ApiError):
    """401: this proof was kept before. The terminal's program learns no more than of any other bad proof."""

    def __init__(self) -> None:
        super().__init__(401, "bad_proof", _UNPROVEN)


class TerminalProof(APIKeyHeader):
    """The `Authorization: Terminal <JWT>` header of `contract.proof`; `request.auth` becomes the `Terminal`.

    `by_view`: the view keeps the proof (`shown_by`) in the transaction of what the request does, which saves one that
    would wait for the disk. What the view does not get to is kept with the refusal (`keep_with_refusal`).
    """

    param_name = "Authorization"

    def __init__(self, *, by_view: bool = False) -> None:
        super().__init__()
        self._by_view = by_view

    def authenticate(self, request: HttpRequest, key: str | None) -> Terminal:
        """The proven terminal; raises `ApiError` 401 or 403. The reason stays in the log."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ApiError(413, "too_large")
        now = timezone.now()
        try:
            shown = _proven(request, key or "", now)
            if self._by_view:
                cast(Any, request).shown = shown
            else:
                keep(shown)
            return shown.terminal
        except proof.ClocksApart as error:
            log.warning("refused a request to %s: %s", request.path, error)
            raise ApiError(401, "clocks_apart", "the clocks of terminal and hall are too far apart") from error
        except proof.BadProof as error:
            log.warning("refused a request to %s: %s", request.path, error)
            raise ApiError(401, "bad_proof", _UNPROVEN) from error


def shown_by(request: HttpRequest) -> Shown:
    """The proof of a request that its view has to keep."""
    return cast(Shown, cast(Any, request).shown)


class ShutOut(ApiError):
    """403: the hall wants nothing more of this terminal, or of who holds its former key."""

    def __init__(self) -> None:
        super().__init__(403, "revoked", "this terminal has been shut out")


def keep(shown: Shown) -> None:
    """Keep a proof, and that its terminal was heard; holds the terminal's row until the transaction ends.

    Raises `Replayed`, and `ShutOut` for a terminal that was shut out or enrolled anew since it was known.
    """
    try:
        kept = _keep_in_one(shown) if connection.vendor == "postgresql" else _keep(shown)
    except IntegrityError as error:
        log.warning("refused a request of %s: replayed", shown.terminal.pk)
        raise Replayed from error
    if not kept:
        log.warning("refused a request of %s: shut out, or enrolled anew, while it waited", shown.terminal.pk)
        raise ShutOut


def _keep_in_one(shown: Shown) -> bool:
    key = bytes(shown.terminal.public_key or b"")
    return count(_KEEP, shown.at, shown.terminal.pk, key, shown.proof_id, shown.at) > 0


def _keep(shown: Shown) -> bool:
    known = Terminal.objects.filter(pk=shown.terminal.pk, revoked_at=None, public_key=shown.terminal.public_key)
    with transaction.atomic():
        heard = known.update(last_seen_at=shown.at) > 0
        if heard:
            SeenProof.objects.create(terminal=shown.terminal, proof_id=shown.proof_id, seen_at=shown.at)
    return heard


def keep_with_refusal(request: HttpRequest) -> None:
    """What was refused before or while its view kept the proof: it is used up all the same. Raises as `keep`."""
    shown: Shown | None = getattr(request, "shown", None)
    if shown is not None:
        keep(shown)


def _proven(request: HttpRequest, header: str, now: datetime) -> Shown:
    claimed = proof.claimed_terminal(header)
    terminal = by_key(Terminal, claimed) if _TERMINAL_ID.fullmatch(claimed) else None
    if terminal is None or terminal.public_key is None:
        raise proof.BadProof("unknown terminal")
    key = Ed25519PublicKey.from_public_bytes(bytes(terminal.public_key))
    try:
        proof_id = proof.check(header, key, request.method or "", request.get_full_path(), request.body, now)
    except (TypeError, ValueError) as error:  # rightly signed, but a claim has a wrong type
        raise proof.BadProof(str(error)) from error
    if not _PROOF_ID.fullmatch(proof_id):
        raise proof.BadProof("unusable one-time id")
    if terminal.revoked_at is not None:
        log.warning("refused a request to %s: %s has been shut out", request.path, terminal.id)
        raise ShutOut
    return Shown(terminal, proof_id, now)


def forget_old_proofs(now: datetime) -> int:
    """Drop one-time ids whose clock window has passed on both sides; returns how many."""
    return SeenProof.objects.filter(seen_at__lt=now - 2 * proof.MAX_SKEW - timedelta(minutes=1)).delete()[0]
