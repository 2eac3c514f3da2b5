"""What links over a file descriptor share: writing with a stall guard, reading to a deadline, hang-ups translated."""

import errno
import logging
import math
import os
import select
import time

from drivers.link import READ_MOST_BYTES, TRACE_LEVEL, LinkDenied, LinkError, LinkLost

DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY})
EMPTY_READ_PAUSE_S = 0.01

_log = logging.getLogger(__name__)


class StreamLink:
    """The `Link` over a non-blocking descriptor; a subclass opens it, closes it and knows what waits in it.

    `stall_s`: a write is given up when no byte leaves for that long. Only lengths are traced: slips pass here.
    """

    hangs_up = True  # reading nothing although ready means that the far side is gone

    def __init__(self, path: str, stall_s: float) -> None:
        self._path, self._stall_s = path, stall_s
        self._fd: int | None = None
        self._opened_count = 0

    @property
    def path(self) -> str:
        """Name of the wire, for people."""
        return self._path

    @property
    def opened_count(self) -> int:
        """How often it was opened so far."""
        return self._opened_count

    def open(self) -> None:
        """Open if closed; raises LinkLost or LinkDenied."""
        self._handle()

    def close(self) -> None:
        """Discard what has not left yet and let go; never raises."""
        fd, self._fd = self._fd, None
        if fd is not None:
            try:
                self._release(fd)
            except OSError as error:
                _log.debug("closing %s: %s", self._path, error)

    def write(self, data: bytes) -> None:
        """Send all of `data` and wait until it left; raises LinkLost or LinkDenied with `accepted` filled."""
        accepted = 0
        try:
            fd = self._handle()
            _log.log(TRACE_LEVEL, "%s -> %d bytes", self._path, len(data))
            while accepted < len(data):
                accepted += self._pushed(fd, data[accepted:])
            self._drain(fd)
        except (LinkError, OSError) as error:
            self.close()
            raise self._translated(error, accepted) from error

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        """1..max_bytes as soon as any are there; b"" once `time.monotonic()` has passed `deadline_s`."""
        try:
            fd = self._handle()
            while _ready(fd, select.POLLIN, max(0.0, deadline_s - time.monotonic())):
                try:
                    data = os.read(fd, max_bytes)
                except BlockingIOError:
                    data = None
                if data:
                    _log.log(TRACE_LEVEL, "%s <- %d bytes", self._path, len(data))
                    return data
                if data is not None and self.hangs_up:
                    raise LinkLost(f"{self._path}: hung up", number=errno.EIO)
                if time.monotonic() >= deadline_s:
                    break
                time.sleep(EMPTY_READ_PAUSE_S)
        except (LinkError, OSError) as error:
            self.close()
            raise self._translated(error, 0) from error
        return b""

    def waiting(self) -> bytes:
        """Take, without waiting, everything that already arrived."""
        taken = bytearray()
        while len(taken) < READ_MOST_BYTES and (part := self.read(READ_MOST_BYTES - len(taken), 0.0)):
            taken += part
        return bytes(taken)

    # --- what a kind of link says of itself -------------------------------------------------------------

    def _opened(self) -> int:
        """A fresh non-blocking descriptor; OSError when there is none."""
        raise NotImplementedError

    def _release(self, fd: int) -> None:
        """Close it, dropping what has not left."""
        os.close(fd)

    def _queued(self, fd: int) -> int:
        """Bytes taken by the kernel that have not left; 0 where it cannot be asked."""
        return 0

    # -----------------------------------------------------------------------------------------------------

    def _handle(self) -> int:
        if self._fd is None:
            try:
                self._fd = self._opened()
            except OSError as error:
                raise self._translated(error, 0) from error
            self._opened_count += 1
        return self._fd

    def _pushed(self, fd: int, data: bytes) -> int:
        """How many bytes left now; waits as long as the stall guard allows."""
        deadline_s = time.monotonic() + self._stall_s
        while _ready(fd, select.POLLOUT, max(0.0, deadline_s - time.monotonic())):
            try:
                return os.write(fd, data)
            except BlockingIOError:  # an lp device says it is ready while its last transfer still runs
                time.sleep(EMPTY_READ_PAUSE_S)
            if time.monotonic() >= deadline_s:
                break
        raise LinkLost(f"{self._path}: no byte left for {self._stall_s} s")

    def _drain(self, fd: int) -> None:
        left, moved_at = self._queued(fd), time.monotonic()
        while left:
            if time.monotonic() - moved_at > self._stall_s:
                raise LinkLost(f"{self._path}: {left} bytes stuck for {self._stall_s} s")
            time.sleep(EMPTY_READ_PAUSE_S)
            now_left = self._queued(fd)
            if now_left < left:
                moved_at = time.monotonic()
            left = now_left

    def _translated(self, error: Exception, accepted: int) -> LinkError:
        if isinstance(error, LinkError):
            error.accepted = accepted
            return error
        number = getattr(error, "errno", None)
        kind = LinkDenied if number in DENIED else LinkLost
        return kind(f"{self._path}: {error}", number=number, accepted=accepted)


def _ready(fd: int, event: int, timeout_s: float) -> bool:
    """Whether the event, a hang-up or an error came in time."""
    poller = select.poll()
    poller.register(fd, event)
    return bool(poller.poll(math.ceil(timeout_s * 1000)))
