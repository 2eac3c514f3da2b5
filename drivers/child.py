"""A program run as a child: in a process group of its own, read within a time and a size, killed for certain.

Foreign code that looks at foreign bytes (a scanner's back-end, a PDF renderer) crashes, hangs and swells outside of
the terminal. What it says comes through pipes, never through a file.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

_PIECE_BYTES = 256 * 1024
_STDERR_BYTES = 16 * 1024
_LOOK_UP_S = 0.2
_GRACE_S = 2.0
_ENVIRONMENT = ("PATH", "HOME", "SANE_CONFIG_DIR", "LD_LIBRARY_PATH")


class ChildError(Exception):
    """Root of what running a child may raise; the child is gone by then."""


class ChildMissing(ChildError):
    """The program is not installed or cannot be started."""


class ChildHung(ChildError):
    """It said nothing for too long, or did not come to its end."""


class ChildTooLoud(ChildError):
    """It said more bytes than were asked for."""


class ChildCancelled(ChildError):
    """We no longer want it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel grants a child: bytes of memory, seconds of processor, and no byte into any file."""

    memory_bytes: int
    cpu_s: int

    @property
    def command(self) -> list[str]:
        """The words before the child's own (util-linux prlimit): set before a byte of foreign code runs."""
        return ["prlimit", f"--as={self.memory_bytes}", f"--cpu={self.cpu_s}", "--fsize=0", "--core=0", "--"]


class Child:
    """One run of `argv`. Use as a context: leaving it ends the whole process group, however it is going."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        stdin: int = subprocess.DEVNULL,
        limits: Limits | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Starts it; raises `ChildMissing`."""
        self._cancelled = cancelled
        words = [*(limits.command if limits else []), *argv]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"LC_ALL": "C"}
        self._said = bytearray()
        self.stdout, out = os.pipe()
        self._stderr, err = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                words, stdin=stdin, stdout=out, stderr=err, start_new_session=True, env=environment
            )
        except OSError as error:
            self._close()
            raise ChildMissing(f"{words[0]}: {error.strerror}") from error
        finally:
            os.close(out)
            os.close(err)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int:
        """Its process number, which is that of its group as well."""
        return self._process.pid

    @property
    def complaints(self) -> str:
        """What it has said on its error stream so far, the first 16 KiB."""
        return self._said.decode("utf-8", "replace")

    def read(self, source: int, *, most: int, quiet_s: float, until: float = float("inf")) -> bytes:
        """All bytes of `source` (its stdout, or a FIFO it writes to) up to its end; empty when it exits without any.

        `until` is a moment of `time.monotonic()`. Raises `ChildHung`, `ChildTooLoud`, `ChildCancelled`.
        """
        data = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            with suppress(KeyError, ValueError):
                selector.register(self._stderr, selectors.EVENT_READ)
            heard = time.monotonic()
            while True:
                ready = {key.fd for key, _ in selector.select(_LOOK_UP_S)}
                if self._stderr in ready and not self._listen():
                    selector.unregister(self._stderr)
                if source in ready:
                    piece = os.read(source, _PIECE_BYTES)
                    if not piece:
                        return bytes(data)
                    data += piece
                    heard = time.monotonic()
                elif not ready and self._process.poll() is not None:
                    return bytes(data)
                self._refuse(len(data) > most, heard + quiet_s, until)

    def wait(self, within_s: float) -> int:
        """Its exit status, negative for the signal that ended it; raises `ChildHung`."""
        end = time.monotonic() + within_s
        os.set_blocking(self._stderr, False)
        while (status := self._process.poll()) is None:
            with suppress(BlockingIOError):
                self._listen()
            self._refuse(False, end, end)
            time.sleep(0.01)
        with suppress(BlockingIOError):
            while self._listen():
                pass
        return status

    def _listen(self) -> bool:
        """Take what stands on the error stream; False at its end."""
        piece = os.read(self._stderr, _PIECE_BYTES)
        self._said += piece[: max(0, _STDERR_BYTES - len(self._said))]
        return bool(piece)

    def _refuse(self, too_loud: bool, quiet_until: float, until: float) -> None:
        now = time.monotonic()
        if self._cancelled():
            raise ChildCancelled("no longer wanted")
        if too_loud:
            raise ChildTooLoud("more bytes than it may say")
        if now > quiet_until or now > until:
            raise ChildHung("nothing came in time")

    def _end(self) -> None:
        """Asked to stop, so that a scanner can bring its lamp home; then killed, with all it has started."""
        if self._process.poll() is None:
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE_S)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._close()

    def _close(self) -> None:
        os.close(self.stdout)
        os.close(self._stderr)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
