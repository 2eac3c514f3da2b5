"""Secrets that are made once and kept in a file only the hall can read."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4


def once_made(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's bytes; on the first call ever it is made, durably. Two processes starting together agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{uuid4().hex}")
        write_durably(draft, make())
        try:
            os.link(draft, path)  # fails when another process was first: theirs counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        sync_folder(path.parent)
    return path.read_bytes()


def write_durably(path: Path, data: bytes) -> None:
    """A new file, mode 600, on the disk before this returns; raises `FileExistsError`."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename or link in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
