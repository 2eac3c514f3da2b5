"""Lock files of serial ports, as UUCP, minicom and their kind have kept them: who owns a port, by process number.

They tell foreign programs what TIOCEXCL cannot tell root, and flock not those who do not ask (lock-board facts 9).
Among ourselves flock decides, so a file is taken only by whoever already holds the port.
"""

import contextlib
import logging
import os
from pathlib import Path

FOLDERS = (Path("/run/lock"), Path("/var/lock"))

_log = logging.getLogger(__name__)


class Held(Exception):
    """A living process says that the port is its own."""

    def __init__(self, path: Path, pid: int) -> None:
        super().__init__(f"{path} belongs to process {pid}")
        self.pid = pid


class LockFile:
    """A lock file that is ours until `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def release(self) -> None:
        """Remove the file, if it is still ours; never raises."""
        with contextlib.suppress(OSError):
            if _owner(self.path) == os.getpid():
                self.path.unlink()


def take(device: str, folders: tuple[Path, ...] = FOLDERS) -> LockFile | None:
    """Claim `device` (the node itself, not a link to it) in the first folder that can be written.

    The file of a process that is dead or has no such port open, or one without a number, is taken over. None when no
    folder can be written: the port is then guarded by flock and TIOCEXCL only. Raises Held.
    """
    name = "LCK.." + device.removeprefix("/dev/").replace("/", "_")
    for folder in folders:
        fresh = folder / f".{name}.{os.getpid()}"
        try:
            fresh.write_text(f"{os.getpid():10}\n", encoding="ascii")
        except OSError as error:
            _log.debug("no lock file in %s: %s", folder, error)
            continue
        try:
            return _placed(fresh, folder / name, device)
        except OSError as error:  # somebody else's old file in a sticky folder
            _log.warning("%s: %s", folder / name, error)
            return None
        finally:
            fresh.unlink(missing_ok=True)
    return None


def _placed(fresh: Path, path: Path, device: str) -> LockFile:
    """Give the written file its name, which only one process can; raises Held, OSError."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        pid = _owner(path)
        if pid is not None and pid != os.getpid() and _alive(pid) and _has_open(pid, device):
            raise Held(path, pid) from None
        _log.info("%s: taking over from process %s, which is gone or has let go", path, pid)
        path.unlink(missing_ok=True)
        os.link(fresh, path)
    return LockFile(path)


def _owner(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii", errors="replace"))
    except (OSError, ValueError):
        return None


def _has_open(pid: int, device: str) -> bool:
    """Whether the process has the port open; True as well where the system does not let us look.

    A port that was unplugged under its owner leaves the file behind, and the next one may get its name.
    """
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return True
    return any(_leads_to(one, device) for one in descriptors)


def _leads_to(descriptor: Path, device: str) -> bool:
    try:
        return os.readlink(descriptor) == device
    except FileNotFoundError:
        return False  # closed meanwhile
    except OSError:
        return True


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # alive, somebody else's
    return True
