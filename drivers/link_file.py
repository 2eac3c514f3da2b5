"""A link over a character device that is no serial port: USB printers under /dev/usb/lp0 (kernel driver usblp)."""

import errno
import fcntl
import os
import stat

from drivers.link_stream import StreamLink


class FileLink(StreamLink):
    """The device at `path`, for one owner at a time (flock; usblp itself also refuses a second one).

    Not tried on a real usblp: tests open a pseudo-terminal. From the kernel's source (usblp.c, 6.1, one source): the
    device can be polled, a read may bring nothing without being at an end, a write may be refused while the last
    transfer runs, and a pulled plug fails every call with ENODEV.
    """

    hangs_up = False

    def __init__(self, path: str, *, stall_s: float = 2.0) -> None:
        super().__init__(path, stall_s)

    def _opened(self) -> int:
        fd = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            if not stat.S_ISCHR(os.fstat(fd).st_mode):
                raise OSError(errno.ENODEV, "not a device")  # a file made by mistake under the device's name
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(fd)
            raise OSError(errno.EBUSY, "another program has it open") from error
        except OSError:
            os.close(fd)
            raise
        return fd
