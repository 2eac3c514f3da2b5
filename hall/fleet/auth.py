"""Knowing a terminal by its signed request: 401 for whoever cannot prove it, 403 for who was shut out."""

import logging
import re
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyHeader

from contract import proof
from hall.errors import ApiError
from hall.fleet.models import SeenProof, Terminal

log = logging.getLogger(__name__)
_TERMINAL_ID = re.compile(r"[A-Z0-9]{1,6}")
_PROOF_ID = re.compile(r"[\x21-\x7e]{8,64}")


class TerminalProof(APIKeyHeader):
    """The `Authorization: Terminal <JWT>` header of `contract.proof`; `request.auth` becomes the `Terminal`."""

    param_name = "Authorization"

    def authenticate(self, request: HttpRequest, key: str | None) -> Terminal:
        """The proven terminal; raises `ApiError` 401 or 403. The reason stays in the log."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ApiError(413, "too_large")
        now = timezone.now()
        try:
            return _proven(request, key or "", now)
        except proof.ClocksApart as error:
            log.warning("refused a request to %s: %s", request.path, error)
            raise ApiError(401, "clocks_apart", "the clocks of terminal and hall are too far apart") from error
        except proof.BadProof as error:
            log.warning("refused a request to %s: %s", request.path, error)
            raise ApiError(401, "bad_proof", "the request does not prove which terminal it comes from") from error


def _proven(request: HttpRequest, header: str, now: datetime) -> Terminal:
    claimed = proof.claimed_terminal(header)
    terminal = Terminal.objects.filter(pk=claimed).first() if _TERMINAL_ID.fullmatch(claimed) else None
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
        raise ApiError(403, "revoked", "this terminal has been shut out")
    try:
        with transaction.atomic():
            SeenProof.objects.create(terminal=terminal, proof_id=proof_id, seen_at=now)
            Terminal.objects.filter(pk=terminal.pk).update(last_seen_at=now)
    except IntegrityError as error:
        raise proof.BadProof("replayed") from error
    return terminal


def forget_old_proofs(now: datetime) -> int:
    """Drop one-time ids whose clock window has passed on both sides; returns how many."""
    return SeenProof.objects.filter(seen_at__lt=now - 2 * proof.MAX_SKEW - timedelta(minutes=1)).delete()[0]
