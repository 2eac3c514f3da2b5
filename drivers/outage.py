"""How a port fails, and when it is tried again (lock-board facts 8 and 9)."""

import errno
import logging
import os
from collections.abc import Callable, Mapping

from drivers.roles import DeviceError

TRIES_AN_OUTAGE = 5
COOL_DOWN_S = 10.0

_log = logging.getLogger(__name__)


class LinkError(DeviceError):
    """A link failed; `accepted` is how many bytes of the failed write the port took (0 = none left).

    `number` is the system's error number; `again`: nothing was tried, the port is left alone after the last failure.
    """

    def __init__(self, message: str, *, number: int | None = None, accepted: int = 0, again: bool = False) -> None:
        super().__init__(message)
        self.number = number
        self.accepted = accepted
        self.again = again


class LinkLost(LinkError):
    """The port is gone, hung up or stuck: worth trying again later."""


class LinkDenied(LinkError):
    """The port is there and refuses us (rights, or another owner): a person must act, do not loop."""


KINDS: Mapping[int, type[LinkError]] = {
    errno.ENOENT: LinkLost,  # the node is away: unplugged, or not there yet
    errno.ENXIO: LinkLost,  # the node is there, its device is not
    errno.ENODEV: LinkLost,
    errno.EIO: LinkLost,  # hung up
    errno.EBADF: LinkLost,
    errno.ENOTTY: LinkLost,  # a file, not a port
    errno.EINVAL: LinkLost,  # a speed the adapter cannot do
    errno.EACCES: LinkDenied,  # not in the port's group
    errno.EPERM: LinkDenied,
    errno.EBUSY: LinkDenied,  # another owner holds it by TIOCEXCL
    errno.EAGAIN: LinkDenied,  # another owner holds it by flock
}
"""What an error number means for the next try (lock-board facts 8); one not listed counts as LinkLost."""


HINTS: Mapping[int, str] = {
    errno.EACCES: "this user may not use the port: it must be in the port's group",
    errno.EPERM: "this user may not use the port: it must be in the port's group",
    errno.EBUSY: "another program holds the port",
    errno.EAGAIN: "another program holds the port",
}


def translated(error: Exception, path: str) -> LinkError:
    """The link's own error for whatever the system or pyserial raised."""
    if isinstance(error, LinkError):
        return error
    number = getattr(error, "errno", None)
    if number is None and error.args and isinstance(error.args[0], int):
        number = error.args[0]  # termios.error keeps it there
    kind = KINDS.get(number or 0, LinkLost)
    hint = HINTS.get(number or 0, "")
    return kind(f"{path}: {error}{hint and '; '}{hint}", number=number)


class Outage:
    """Failures of one port since it last worked, and how long it is left alone for them."""

    def __init__(self, path: str, monotonic: Callable[[], float]) -> None:
        self._path = path
        self._monotonic = monotonic
        self._node: tuple[int, ...] | None = None
        self._last: LinkError | None = None
        self._tries = 0
        self._until_s = 0.0

    def check(self) -> None:
        """Raises the last error again while the port is left alone and its node is still the same."""
        if self._last is None:
            return
        if self._seen() != self._node:
            self.over()
            return
        left_s = self._until_s - self._monotonic()
        if left_s > 0:
            told = f"{self._last}; not tried again for {left_s:.0f} s"
            raise type(self._last)(told, number=self._last.number, again=True)

    def failed(self, error: LinkError) -> None:
        """Count a failure; it is told plainly once when the port is left alone for it."""
        self._node = self._seen()
        self._last = error
        self._tries += 1
        if isinstance(error, LinkDenied) or self._tries >= TRIES_AN_OUTAGE:
            self._until_s = self._monotonic() + COOL_DOWN_S
            _log.warning("%s: left alone for %.0f s: %s", self._path, COOL_DOWN_S, error)

    def over(self) -> None:
        """The port works, or is another one."""
        self._last, self._tries = None, 0

    def _seen(self) -> tuple[int, ...] | None:
        try:
            node = os.stat(self._path)
        except OSError:
            return None
        return node.st_rdev, node.st_ino, node.st_ctime_ns
