"""A technician at a plain terminal: the tool as a child process on a real pty, read and typed at like any screen."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0
ENTER, CTRL_C = "\n", "\x03"


class Person:
    """Runs `python -m drivers.locker WORDS` with TERM=dumb; `sees` waits for text behind what was seen before."""

    def __init__(self, *words: str) -> None:
        self.seen = ""
        self._at = 0
        self._master, slave = os.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "drivers.locker", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "TERM": "dumb", "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            preexec_fn=lambda: _own_terminal(0),
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def sees(self, text: str) -> str:
        """Wait until `text` comes; what came up to its end."""
        deadline = time.monotonic() + PATIENCE_S
        while (found := self.seen.find(text, self._at)) < 0:
            if not self._more(deadline):
                raise AssertionError(f"never saw {text!r} in {self.seen[self._at :]!r}")
        part, self._at = self.seen[self._at : found + len(text)], found + len(text)
        return part

    def types(self, text: str, end: str = ENTER) -> None:
        """Type, with Enter behind it."""
        os.write(self._master, (text + end).encode())

    def answers(self, question: str, text: str = "") -> None:
        """Wait for a question and type the answer."""
        self.sees(question)
        self.types(text)

    def ends(self) -> int:
        """Wait for the end; the exit status. Everything that came is in `seen`."""
        deadline = time.monotonic() + PATIENCE_S
        while self._more(deadline):
            pass
        return self._process.wait(10)

    def hangs_up(self) -> None:
        """The ssh connection is cut."""
        self._process.kill()
        self._process.wait()

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"nothing more comes: {self.seen[-2000:]!r}")
        try:
            data = os.read(self._master, 4096)
        except OSError:  # the other side of a pty is closed
            return False
        self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


def _own_terminal(fd: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite in the background of a shell is started deaf to Ctrl-C
