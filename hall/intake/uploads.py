"""Resumable uploads: bytes first, durably, then the offset in the database; a crash between costs one chunk.

Each chunk lies in the store under the offset where it begins. Only what the row's offset covers counts: a chunk whose
row was never written is overwritten by the next one sent, and any process of the hall may take it.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from contract.envelope import digest
from hall import store
from hall.errors import ApiError
from hall.fleet.models import Terminal
from hall.intake.models import Upload

MAX_BYTES = 64 * 1024 * 1024  # one sealed paper; scans of one material stay far below
MAX_OPEN = 200  # a terminal's unfinished or unclaimed uploads
KEPT = timedelta(days=14)
_NAMED = "sha256 "  # how a terminal says in the metadata which paper it is
_DIGITS = len(str(MAX_BYTES))  # names of chunks sort as their offsets do


def folder_of(upload_id: UUID) -> str:
    """Where an upload's chunks lie in the store."""
    return f"uploads/{upload_id.hex}"


def create(terminal: Terminal, length: int, metadata: str) -> Upload:
    """Make room for `length` bytes; raises `ApiError` 413 when that is too many, 429 when too many are open.

    A paper that is begun anew gives back what room it had: its terminal has lost the place, or never heard of it.
    """
    if length > MAX_BYTES:
        raise ApiError(413, "too_large", f"at most {MAX_BYTES} bytes")
    if metadata.startswith(_NAMED):
        _drop(Upload.objects.filter(terminal=terminal, metadata=metadata, length=length, sha256=""))
    if Upload.objects.filter(terminal=terminal).count() >= MAX_OPEN:
        raise ApiError(429, "too_many_uploads", f"at most {MAX_OPEN} at a time; come again later")
    upload = Upload(terminal=terminal, length=length, metadata=metadata)
    if length == 0:
        upload.sha256 = digest(b"")
    upload.save(force_insert=True)
    return upload


@contextmanager
def held(terminal: Terminal, upload_id: UUID) -> Iterator[Upload]:
    """The terminal's own upload, locked; raises `ApiError` 404."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=upload_id, terminal=terminal).first()
        if upload is None:
            raise ApiError(404, "upload_unknown")
        yield upload


def append(upload: Upload, offset: int, chunk: bytes) -> None:
    """Add bytes to a held upload; raises `ApiError` 409 for another offset, 413 past the announced length."""
    if offset != upload.offset:
        raise ApiError(409, "wrong_offset", f"the upload is at {upload.offset}")
    if offset + len(chunk) > upload.length:
        raise ApiError(413, "too_large", "more bytes than announced")
    if chunk:
        store.put(f"{folder_of(upload.id)}/{offset:0{_DIGITS}d}", chunk)
    upload.offset, upload.touched_at = offset + len(chunk), timezone.now()
    if upload.offset == upload.length:
        upload.sha256 = digest(read(upload))
    upload.save()


def find(terminal: Terminal, sha256: str) -> Upload | None:
    """A complete upload of this terminal by its digest."""
    return Upload.objects.filter(terminal=terminal, sha256=sha256).order_by("created_at").first() if sha256 else None


def delivered(terminal: Terminal, sha256: str) -> None:
    """The paper of this digest is stored: whatever else was begun for it, finished or not, goes with the commit."""
    named = _NAMED + b64encode(sha256.encode()).decode()
    _drop(Upload.objects.filter(Q(sha256=sha256) | Q(metadata=named), terminal=terminal))


def _drop(found: "models.QuerySet[Upload]") -> None:
    with transaction.atomic():
        ids = list(found.select_for_update().values_list("pk", flat=True))
        Upload.objects.filter(pk__in=ids).delete()
        for upload_id in ids:
            transaction.on_commit(partial(discard, upload_id))


def read(upload: Upload) -> bytes:
    """All bytes of a complete upload."""
    folder = folder_of(upload.id)
    return b"".join(store.get(f"{folder}/{name}") for name in store.names(folder))


def discard(upload_id: UUID) -> None:
    """Remove an upload's bytes, after its row is gone."""
    store.drop(folder_of(upload_id))


def discard_stale(now: datetime) -> int:
    """Remove uploads nobody has touched or claimed for long; returns how many."""
    stale = [upload.id for upload in Upload.objects.filter(touched_at__lt=now - KEPT)]
    for upload_id in stale:
        Upload.objects.filter(pk=upload_id, touched_at__lt=now - KEPT).delete()
        discard(upload_id)
    return len(stale)
