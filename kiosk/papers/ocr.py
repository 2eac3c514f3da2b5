"""Reading what stands on a page, offline, in a process of its own (kiosk requirements L-15, L-16).

Calls block, as a driver's do; the terminal's `ocr` worker makes them. The page goes through a pipe, never over a disk.
"""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kiosk.papers.ocr_worker import ANSWER, HEAD
from kiosk.papers.page import Image
from kiosk.papers.reading import Line

PAGE_LIMIT_S = 30.0  # a full A4 takes 2 to 4 s; a new process 2 s more, a busy machine a few times that
_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-B", "-m", "kiosk.papers.ocr_worker")


class OcrError(Exception):
    """A page was not read; it can be handed in all the same."""


class OcrTimeout(OcrError):
    """The reader was ended because it took too long over one page."""


class OcrCrashed(OcrError):
    """The reader died over this page, and the fresh one that was started died, too."""


class PageGone(OcrError):
    """The page was deleted, or its visit ended, before it was read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read on one page, from top to bottom."""

    lines: tuple[Line, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)  # Code 128 and QR


class PageReader:
    """Owns the reading process: starts it with the first page, and anew whenever it has gone."""

    def __init__(self, limit_s: float = PAGE_LIMIT_S, command: tuple[str, ...] = _COMMAND) -> None:
        self._limit_s, self._command = limit_s, command
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()

    @property
    def process_id(self) -> int | None:
        """Of the process now alive; None between two."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def read(self, page: Image) -> Reading:
        """Read a BGR page; one thread at a time. Raises `OcrTimeout` and `OcrCrashed`."""
        for _ in range(2):  # the first death may be nobody's fault: killed, or ended by itself a moment ago
            answer = self._ask(page)
            if answer is not None:
                return _reading(answer)
        raise OcrCrashed("the reading process ended twice over one page")

    def close(self) -> None:
        """End the process, also in the middle of a page; from any thread, for good."""
        self._closed.set()
        if process := self._process:
            process.kill()
            process.wait()

    def _ask(self, page: Image) -> bytes | None:
        """One page to the process; None when it ended meanwhile."""
        if self._closed.is_set():
            raise OcrError("the reader is closed")
        process = self._alive()
        late = threading.Event()
        alarm = threading.Timer(self._limit_s, _give_up, (late, process))
        alarm.start()
        try:
            answer = _exchange(process, page)
        finally:
            alarm.cancel()
        if answer is None:
            self._end()
            if late.is_set():
                raise OcrTimeout(f"a page was not read within {self._limit_s:g} s")
        return answer

    def _alive(self) -> "subprocess.Popen[bytes]":
        if self.process_id is None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603  (our own module)
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT
            )
            if self._closed.is_set():  # close() came between the question above and this start
                self._process.kill()
        assert self._process is not None  # noqa: S101  (made above)
        return self._process

    def _end(self) -> None:
        if (process := self._process) is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _shut(pipe)
        self._process = None


def _give_up(late: threading.Event, process: "subprocess.Popen[bytes]") -> None:
    late.set()
    process.kill()


def _exchange(process: "subprocess.Popen[bytes]", page: Image) -> bytes | None:
    """The process's answer; None when a pipe broke, which only its end does."""
    assert process.stdin is not None  # noqa: S101  (asked for)
    assert process.stdout is not None  # noqa: S101  (asked for)
    try:
        process.stdin.write(HEAD.pack(*page.shape))
        process.stdin.write(memoryview(page).cast("B") if page.flags.c_contiguous else page.tobytes())
        process.stdin.flush()
    except BrokenPipeError:
        return None
    head = process.stdout.read(ANSWER.size)
    if len(head) < ANSWER.size:
        return None
    (length,) = ANSWER.unpack(head)
    answer = process.stdout.read(length)
    return answer if len(answer) == length else None


def _shut(pipe: IO[Any]) -> None:
    """Close a pipe whose buffer may hold the rest of a page nobody will read."""
    with suppress(BrokenPipeError):
        pipe.close()


def _reading(answer: bytes) -> Reading:
    told = json.loads(answer)
    lines = tuple(Line(text, score, tuple((x, y) for x, y in box)) for text, score, box in told["lines"])
    return Reading(lines, tuple(told["codes"]))
