"""Links move bytes: the only module that knows pyserial, and the only place its errors are translated.

A `SerialLink` opens itself on first use and closes itself on any error, so the next call finds the adapter
again under whatever node its path now leads to (lock-board facts 8 and 9).
"""

import errno
import fcntl
import logging
import math
import os
import select
import struct
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import serial

from drivers import lock_file
from drivers.outage import LinkDenied, LinkError, LinkLost, Outage, translated

TRACE_LEVEL = 5  # one below DEBUG: bytes on the wire
READ_MOST_BYTES = 4096
DRAIN_POLL_S = 0.001

__all__ = ["Link", "LinkDenied", "LinkError", "LinkLost", "SerialLink"]

_log = logging.getLogger(__name__)


class Link(Protocol):
    """What a device driver may ask of a wire. Moments are `time.monotonic()` seconds."""

    @property
    def path(self) -> str:
        """Name of the wire, for people."""

    @property
    def opened_count(self) -> int:
        """How often the port was opened so far: a change means another connection."""

    def open(self) -> None:
        """Open if closed; raises LinkLost or LinkDenied. Every other call opens by itself."""

    def close(self) -> None:
        """Let go of the port; never raises, may be called twice."""

    def write(self, data: bytes) -> None:
        """Send all of `data` and wait until it left; raises LinkLost or LinkDenied with `accepted` filled."""

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        """1..max_bytes as soon as any are there, or b"" once the moment `deadline_s` has passed."""

    def waiting(self) -> bytes:
        """Take, without waiting, everything that already arrived (possibly nothing)."""


class _Port(serial.Serial):
    """pyserial's port that leaves DTR and RTS alone: they key or reset some adapters (lock-board facts 9)."""

    def _update_dtr_state(self) -> None:
        return

    def _update_rts_state(self) -> None:
        return


class SerialLink:
    """A serial port, 8N1, no flow control, for one owner at a time (flock, TIOCEXCL, lock file; lock-board facts 9).

    `stall_s`: a write is given up when no byte leaves for that long. `shows_bytes`: the trace (level 5) shows
    content; leave it off where slips or forms pass, then only lengths are traced. After five failures in a row, and
    at once when it is refused, the port is left alone for ten seconds (`monotonic`), so that a dead adapter costs its
    poller nothing; a node that changes (plugged in again, other rights) is tried at once.
    """

    def __init__(
        self,
        path: str,
        baud: int,
        *,
        stall_s: float = 2.0,
        shows_bytes: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        lock_folders: tuple[Path, ...] = lock_file.FOLDERS,
    ) -> None:
        self._path = path
        self._baud = baud
        self._stall_s = stall_s
        self._shows_bytes = shows_bytes
        self._port: _Port | None = None
        self._opened_count = 0
        self._outage = Outage(path, monotonic)
        self._lock_folders = lock_folders
        self._lock_file: lock_file.LockFile | None = None

    @property
    def path(self) -> str:
        """The path as configured, for example /dev/serial/by-id/..."""
        return self._path

    @property
    def baud(self) -> int:
        """Speed in bits a second."""
        return self._baud

    @property
    def is_open(self) -> bool:
        """True while a handle is held; says nothing about the cable."""
        return self._port is not None

    @property
    def opened_count(self) -> int:
        """How often the port was opened so far: a change means another connection."""
        return self._opened_count

    def open(self) -> None:
        """Open if closed; raises LinkLost (not there) or LinkDenied (rights, or another owner)."""
        try:
            self._handle()
        except (LinkError, OSError, termios.error, TypeError, ValueError) as error:
            raise self._failed(error, 0) from error

    def close(self) -> None:
        """Discard what has not left yet, give up exclusivity, close; never raises."""
        port, self._port = self._port, None
        claim, self._lock_file = self._lock_file, None
        if claim is not None:
            claim.release()
        if port is None:
            return
        for step in (
            # A lock pulse still in the kernel's buffer must not leave minutes later.
            lambda: termios.tcflush(port.fileno(), termios.TCOFLUSH),
            lambda: fcntl.ioctl(port.fileno(), termios.TIOCNXCL),
            port.close,
        ):
            try:
                step()
            except (OSError, termios.error, TypeError, ValueError) as error:
                _log.debug("closing %s: %s", self._path, error)

    def write(self, data: bytes) -> None:
        """Send all of `data` and wait until the kernel has passed it on; raises LinkLost or LinkDenied."""
        accepted = 0
        try:
            fd = self._handle()
            self._trace("->", data)
            while accepted < len(data):
                if not _ready(fd, select.POLLOUT, self._stall_s):
                    raise LinkLost(f"{self._path}: no byte left for {self._stall_s} s")
                accepted += os.write(fd, data[accepted:])
            self._drain(fd)
        except (LinkError, OSError, termios.error, TypeError, ValueError) as error:
            raise self._failed(error, accepted) from error
        self._outage.over()

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        """1..max_bytes as soon as any are there; b"" once `time.monotonic()` has passed `deadline_s`."""
        try:
            fd = self._handle()
            remaining_s = max(0.0, deadline_s - time.monotonic())
            if not _ready(fd, select.POLLIN, remaining_s):
                return b""
            data = os.read(fd, max_bytes)
            if not data:
                # Ready and yet empty is how a hang-up looks on a line with VMIN 0 (lock-board facts 9).
                raise LinkLost(f"{self._path}: hung up", number=errno.EIO)
        except (LinkError, OSError, termios.error, TypeError, ValueError) as error:
            raise self._failed(error, 0) from error
        self._trace("<-", data)
        return data

    def waiting(self) -> bytes:
        """Take everything that already arrived; raises LinkLost when the port is gone."""
        taken = bytearray()
        while len(taken) < READ_MOST_BYTES:
            part = self.read(READ_MOST_BYTES - len(taken), 0.0)
            if not part:
                break
            taken += part
        return bytes(taken)

    def _handle(self) -> int:
        """File descriptor of the open port; opens it, anew when the path now leads to another device."""
        if self._port is not None and self._moved(self._port.fileno()):
            _log.info("%s leads to another device now, opening it", self._path)
            self.close()
        if self._port is None:
            self._outage.check()
            self._port = self._opened()
        return self._port.fileno()

    def _opened(self) -> _Port:
        port: _Port | None = None
        try:
            port = _Port(self._path, self._baud, timeout=0, exclusive=True)
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
            self._lock_file = lock_file.take(os.path.realpath(self._path), self._lock_folders)
        except lock_file.Held as error:
            if port is not None:
                port.close()
            raise LinkDenied(f"{self._path}: {error}", number=errno.EBUSY) from error
        except (OSError, termios.error, TypeError, ValueError):
            if port is not None:
                port.close()
            raise
        self._opened_count += 1
        return port

    def _moved(self, fd: int) -> bool:
        """True when a by-id link was pointed elsewhere: a held handle does not follow it (facts 9)."""
        try:
            return os.stat(self._path).st_rdev != os.fstat(fd).st_rdev
        except OSError:
            return False  # the link is away for a moment; the handle itself will tell when it is dead

    def _drain(self, fd: int) -> None:
        """Wait until the output queue is empty; unlike tcdrain it cannot wait for ever."""
        left, moved_at = self._queued(fd), time.monotonic()
        while left:
            if time.monotonic() - moved_at > self._stall_s:
                raise LinkLost(f"{self._path}: {left} bytes stuck for {self._stall_s} s")
            time.sleep(DRAIN_POLL_S)
            now_left = self._queued(fd)
            if now_left < left:
                moved_at = time.monotonic()
            left = now_left

    @staticmethod
    def _queued(fd: int) -> int:
        return int(struct.unpack("i", fcntl.ioctl(fd, termios.TIOCOUTQ, b"\0\0\0\0"))[0])

    def _failed(self, error: Exception, accepted: int) -> LinkError:
        """Close, and the error to raise: a LinkError that says what was accepted."""
        self.close()
        told = translated(error, self._path)
        told.accepted = accepted
        if not told.again:
            self._outage.failed(told)
        return told

    def _trace(self, arrow: str, data: bytes) -> None:
        if _log.isEnabledFor(TRACE_LEVEL):
            shown = data.hex(" ") if self._shows_bytes else f"{len(data)} bytes"
            _log.log(TRACE_LEVEL, "%s %s %s", self._path, arrow, shown)


def _ready(fd: int, event: int, timeout_s: float) -> bool:
    """Whether the event, a hang-up or an error came in time; `select` would refuse descriptors over 1023."""
    poller = select.poll()
    poller.register(fd, event)
    return bool(poller.poll(math.ceil(timeout_s * 1000)))
