"""The wire: a pty that paces bytes at the line's speed, checks the speed asked for, hangs up and comes back."""

import contextlib
import fcntl
import heapq
import itertools
import os
import select
import tempfile
import termios
import threading
import time
import tty
from collections.abc import Callable
from functools import partial
from pathlib import Path

SPEEDS = {baud: getattr(termios, f"B{baud}") for baud in (4800, 9600, 19200, 38400, 57600, 115200)}
BITS_A_BYTE = 10
TICK_S = 0.05


class Wire:
    """One pty under a steady name (a symlink, as udev's by-id names are) and the thread that serves it.

    `arrived` gets what the other side sent, no earlier than a real line would deliver it; `at` and `send` may be
    called from any thread; everything scheduled runs on the wire's thread.
    """

    def __init__(self, baud: int, arrived: Callable[[bytes], None], name: Path | None = None) -> None:
        self.baud = baud
        self.byte_s = BITS_A_BYTE / baud
        self.bytes_at_wrong_speed = 0
        self._arrived = arrived
        self._home = tempfile.TemporaryDirectory(prefix="line-") if name is None else None
        self.path = str(Path(self._home.name) / "line" if self._home else name)
        self._ends: tuple[int, int] | None = None
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._lock = threading.RLock()
        self._closing = False
        self._wake_out, self._wake_in = os.pipe()
        self.line_free_at_s = 0.0
        self._all_in_at_s = 0.0
        os.set_blocking(self._wake_in, False)
        self.plug()
        self._thread = threading.Thread(target=self._serve, name="wire", daemon=True)
        self._thread.start()

    def plug(self) -> None:
        """(Again) a new pty, usually under another /dev/pts number, and the name points at it."""
        with self._lock:
            if self._ends is not None:
                return
            self._ends = os.openpty()
            tty.setraw(self._ends[1])
            os.set_blocking(self._ends[0], False)
            fresh = f"{self.path}.new"
            os.symlink(os.ttyname(self._ends[1]), fresh)
            os.replace(fresh, self.path)
        self._wake()

    def unplug(self) -> None:
        """Hang up: the holder's handle is dead and the name is gone; what was under way is lost."""
        if threading.current_thread() is self._thread or not self._thread.is_alive():
            self._hang_up()
            return
        # A select on the wire's thread would keep the far end alive a moment longer than the caller believes.
        done = threading.Event()
        self.at(0.0, lambda: (self._hang_up(), done.set())[1])  # type: ignore[func-returns-value]
        done.wait(5)

    def _hang_up(self) -> None:
        with self._lock:
            if self._ends is None:
                return
            for fd in self._ends:
                os.close(fd)
            self._ends = None
            os.unlink(self.path)

    def at(self, moment_s: float, call: Callable[[], None]) -> None:
        """Run `call` on the wire's thread once `time.monotonic()` reaches the moment."""
        self._plan([(moment_s, call)])

    def send(self, data: bytes, still: Callable[[], bool] = lambda: True) -> None:
        """Put bytes on the line behind what is already queued, one byte time each, as long as `still` holds."""
        with self._lock:
            ends = self._ends
            begin_s = max(time.monotonic(), self.line_free_at_s)
            puts = [partial(self._put, bytes([byte]), ends, still) for byte in data]
            self._plan([(begin_s + count * self.byte_s, put) for count, put in enumerate(puts, 1)])
            self.line_free_at_s = begin_s + len(data) * self.byte_s

    def close(self) -> None:
        """Hang up for good and end the thread."""
        self._closing = True
        self._wake()
        self._thread.join(5)
        self.unplug()
        os.close(self._wake_in)
        os.close(self._wake_out)
        if self._home is not None:
            self._home.cleanup()

    def _plan(self, calls: list[tuple[float, Callable[[], None]]]) -> None:
        with self._lock:
            for moment_s, call in calls:
                heapq.heappush(self._due, (moment_s, next(self._count), call))
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full of calls to wake already
            os.write(self._wake_in, b".")

    def _put(self, data: bytes, ends: tuple[int, int] | None, still: Callable[[], bool]) -> None:
        """One byte leaves, unless the adapter it was meant for was pulled out meanwhile or its sender has died."""
        with self._lock, contextlib.suppress(BlockingIOError):  # nobody reads: a real line loses bytes too
            if ends is not None and ends is self._ends and still():
                os.write(ends[0], data)

    def _serve(self) -> None:
        while not self._closing:
            self._wait()
            self._run_due()
            data = self._taken()
            if data and self._speed_is_right():
                self._all_in_at_s = max(time.monotonic(), self._all_in_at_s) + len(data) * self.byte_s
                self.at(self._all_in_at_s, partial(self._arrived, data))
            elif data:
                self.bytes_at_wrong_speed += len(data)

    def _wait(self) -> None:
        with self._lock:
            fds = [self._wake_out] + ([self._ends[0]] if self._ends else [])
            due_s = self._due[0][0] - time.monotonic() if self._due else TICK_S
        with contextlib.suppress(OSError, ValueError):  # unplugged by another thread meanwhile
            if self._wake_out in select.select(fds, [], [], max(0.0, min(due_s, TICK_S)))[0]:
                os.read(self._wake_out, 4096)

    def _run_due(self) -> None:
        while True:
            with self._lock:
                if not self._due or self._due[0][0] > time.monotonic():
                    return
                call = heapq.heappop(self._due)[2]
            call()

    def _taken(self) -> bytes:
        with self._lock:
            if self._ends is None:
                return b""
            master, slave = self._ends
            # A real port forgets TIOCEXCL when its last holder dies; a pty whose other end lives does not.
            fcntl.ioctl(slave, termios.TIOCNXCL)
            if not select.select([master], [], [], 0)[0]:
                return b""
            return os.read(master, 4096)

    def _speed_is_right(self) -> bool:
        with self._lock:
            return self._ends is not None and termios.tcgetattr(self._ends[0])[4] == SPEEDS[self.baud]
