"""Papers on the hall's disk, named by their SHA-256: written once, never changed, checked when read."""

import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from contract.envelope import digest
from hall.secret_files import sync_folder, write_durably


class FileDamaged(Exception):
    """The stored bytes no longer have the digest they are named by."""


def path_of(sha256: str) -> Path:
    """Where the file of this digest lies."""
    folder: Path = settings.HALL_DATA / "files" / sha256[:2]
    return folder / sha256


def store(data: bytes) -> str:
    """Keep `data` durably (temporary file, fsync, rename, fsync of the folder) and return its SHA-256 in hex."""
    sha256 = digest(data)
    path = path_of(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{uuid4().hex}.part")
        write_durably(draft, data)
        os.rename(draft, path)
        sync_folder(path.parent)
    return sha256


def load(sha256: str) -> bytes:
    """The stored bytes; raises `FileNotFoundError` or `FileDamaged`."""
    data = path_of(sha256).read_bytes()
    if digest(data) != sha256:
        raise FileDamaged(sha256)
    return data
