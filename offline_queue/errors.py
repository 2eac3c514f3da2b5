"""What can go wrong with the file on the terminal's own disk."""

import errno
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """Root of the store's errors; nothing of the failed transaction remains."""


class StoreFull(StoreError):
    """The disk (or the file-size limit) has no room; what was stored before is intact."""


class StoreBroken(StoreError):
    """The file or its disk is damaged or read-only."""


class StoreNewer(StoreBroken):
    """The file is sound, but was written by a newer version of the program: install that version."""


class RowUnwritable(StoreBroken):
    """One row cannot be changed: a page damaged beside it is enough. The transaction is lost, the row can be named."""

    def __init__(self, seq: int, code: str) -> None:
        super().__init__(f"row {seq} cannot be changed")
        self.seq, self.code = seq, code


class StoreBusy(StoreError):
    """Another process holds the file: a second terminal program was started by mistake."""


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK_BROKEN = frozenset({errno.EROFS, errno.EIO})
"""Of a file beside the database: Linux remounts a failing disk read-only, and a bad sector reads as EIO."""
_PRIMARY = 0xFF  # SQLite's extended codes carry the primary code in the low byte
_DAMAGED = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)


def _limited(path: Path) -> bool:
    """Whether the process's own file-size limit explains a failed write (SQLite reports EFBIG as an I/O error)."""
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit == resource.RLIM_INFINITY:
        return False
    files = (path, path.with_name(path.name + "-wal"))
    return any(file.exists() and file.stat().st_size + 64 * 1024 > limit for file in files)


def _crowded(path: Path) -> bool:
    """Whether the disk has no room for one more page and its log (SQLite then may only say that it cannot open)."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False  # the folder itself is not there: not a matter of room
    return disk.f_bavail * disk.f_frsize < 64 * 1024


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors about `path` into ours; anything else passes as it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except UnicodeDecodeError as error:  # of SQLite's own words, which repeat a garbled name
        raise StoreBroken(f"{path.name}: its schema is garbled") from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        no_room = code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and (_limited(path) or _crowded(path))
        if code == sqlite3.SQLITE_FULL or no_room:
            raise StoreFull(f"no room left for {path.name}") from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy(f"{path.name} is held by another process") from error
        if code in _DAMAGED:
            raise StoreBroken(f"{path.name}: {error}") from error
        raise
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreFull(f"no room left for {path.name}") from error
        if error.errno in _DISK_BROKEN:
            raise StoreBroken(f"{path.name}: {error.strerror}") from error
        raise
