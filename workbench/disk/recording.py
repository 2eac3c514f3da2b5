"""Running a command with every write below one folder written down, and reading that record back."""

import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from functools import cache
from pathlib import Path

_HEAD = struct.Struct("=cQQQ")
_SOURCE = Path(__file__).with_name("watch.c")


@unique
class Op(Enum):
    """What happened; the letters are those of `watch.c`."""

    CREATED = b"C"
    WRITTEN = b"W"
    CUT = b"T"
    SYNCED = b"S"
    UNLINKED = b"U"
    RENAMED = b"R"
    FOLDER = b"K"
    SAID = b"N"


@dataclass(frozen=True, slots=True)
class Event:
    """One call: `number` is the offset of a write or the size of a cut; of a rename `data` is the new name."""

    op: Op
    path: str
    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything below `root` that a run changed, in order, between the lines it said."""

    root: Path
    events: tuple[Event, ...]
    status: int

    def said(self, until: int) -> list[str]:
        """The lines the run had said when the first `until` events had happened."""
        text = b"".join(event.data for event in self.events[:until] if event.op is Op.SAID).decode()
        return text.splitlines()


def record(
    command: Sequence[str],
    root: Path,
    *,
    environment: Mapping[str, str] | None = None,
    full_from: int = 0,
    read_only_from: int = 0,
) -> Recording:
    """Run `command` to its end; everything it changes below `root` is in the recording.

    `full_from`, `read_only_from`: from that write on (counted from 1) the disk has no space left, or takes no change
    at all; 0 = never. Raises CalledProcessError when the watching library cannot be compiled (gcc is needed).
    """
    with tempfile.TemporaryDirectory(prefix="disk-") as folder:
        log = Path(folder) / "log"
        watched = {"LD_PRELOAD": str(_library()), "DISK_ROOT": str(root), "DISK_LOG": str(log)}
        if full_from:
            watched["DISK_FULL_FROM"] = str(full_from)
        if read_only_from:
            watched["DISK_READ_ONLY_FROM"] = str(read_only_from)
        done = subprocess.run(
            command, env={**os.environ, **(environment or {}), **watched}, stdout=subprocess.DEVNULL, check=False
        )
        return Recording(root, tuple(_events(log.read_bytes())), done.returncode)


@cache
def _library() -> Path:
    """`watch.c`, compiled once a process."""
    library = Path(tempfile.mkdtemp(prefix="disk-")) / "watch.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl"], check=True)
    return library


def _events(log: bytes) -> Iterator[Event]:
    at = 0
    while at < len(log):
        op, number, path_length, length = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        path = log[at : at + path_length].decode()
        at += path_length
        yield Event(Op(op), path, number, log[at : at + length])
        at += length
