"""Resumable uploads on disk: bytes first, durably, then the offset in the database; a crash between costs one chunk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contract.envelope import digest
from hall.errors import ApiError
from hall.fleet.models import Terminal
from hall.intake.models import Upload
from hall.secret_files import sync_folder, write_durably

MAX_BYTES = 64 * 1024 * 1024  # one sealed paper; scans of one material stay far below
MAX_OPEN = 200  # a terminal's unfinished or unclaimed uploads
KEPT = timedelta(days=14)


def path_of(upload_id: UUID) -> Path:
    """Where an upload's bytes lie."""
    folder: Path = settings.HALL_DATA / "uploads"
    return folder / upload_id.hex


def create(terminal: Terminal, length: int, metadata: str) -> Upload:
    """Make room for `length` bytes; raises `ApiError` 413 when that is too many, 429 when too many are open."""
    if length > MAX_BYTES:
        raise ApiError(413, "too_large", f"at most {MAX_BYTES} bytes")
    if Upload.objects.filter(terminal=terminal).count() >= MAX_OPEN:
        raise ApiError(429, "too_many_uploads", f"at most {MAX_OPEN} at a time; come again later")
    upload = Upload(terminal=terminal, length=length, metadata=metadata)
    path = path_of(upload.id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(path, b"")
    sync_folder(path.parent)
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
    path = path_of(upload.id)
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    upload.offset, upload.touched_at = offset + len(chunk), timezone.now()
    if upload.offset == upload.length:
        upload.sha256 = digest(path.read_bytes())
    upload.save()


def find(terminal: Terminal, sha256: str) -> Upload | None:
    """A complete upload of this terminal by its digest."""
    return Upload.objects.filter(terminal=terminal, sha256=sha256).order_by("created_at").first() if sha256 else None


def read(upload: Upload) -> bytes:
    """All bytes of a complete upload."""
    return path_of(upload.id).read_bytes()


def discard(upload_id: UUID) -> None:
    """Remove an upload's bytes, after its row is gone."""
    path_of(upload_id).unlink(missing_ok=True)


def discard_stale(now: datetime) -> int:
    """Remove uploads nobody has touched or claimed for long; returns how many."""
    stale = [upload.id for upload in Upload.objects.filter(touched_at__lt=now - KEPT)]
    for upload_id in stale:
        Upload.objects.filter(pk=upload_id, touched_at__lt=now - KEPT).delete()
        discard(upload_id)
    return len(stale)
