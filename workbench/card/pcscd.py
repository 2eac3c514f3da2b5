"""A private pcscd with a simulated card slot and a SAM slot, which leaves the system's own pcscd and readers alone.

Three things are kept apart (card facts 7.3):
* The socket: pcscd takes it over as a socket-activated service does, at any path; clients find it by
  `PCSCLITE_CSOCK_NAME`. They stay in their own namespaces, network and all.
* pcscd's files under /run, and the USB drivers: hidden in a mount namespace.
* vpcd's TCP port, which it binds on every interface: shut into a network namespace without one. (vpcd can also
  connect outwards, but Debian 12's version 3.3 then aborts pcscd when a card is taken out.)
Namespaces need root or unprivileged user namespaces. Where neither is allowed, pcscd runs in the open on a free
port, and `isolated` is False; run as root it then also overwrites the process-id file of the system's pcscd.
"""

import atexit
import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.card.chip import Chip
from workbench.card.slot import Slot
from workbench.card.virtual_psam import SLOT
from workbench.ports import free_ports

READER = "Virtual PCD"
CARD_SLOT, SAM_SLOT = "Virtual PCD 00 00", SLOT
"""Names pcscd gives vpcd's two slots."""

_SOCKET_PATH_MAX = 107
_PORT_INSIDE = 35963
_DRIVERS = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
_CONFIG = """FRIENDLYNAME "{reader}"
DEVICENAME   /dev/null:{port:#x}
LIBPATH      {library}
CHANNELID    {port:#x}
"""

log = logging.getLogger("workbench.card")


def available() -> bool:
    """Whether pcscd and vpcd are installed (Debian: pcscd, vsmartcard-vpcd)."""
    return shutil.which("pcscd", path="/usr/sbin:/usr/bin") is not None and Path(_DRIVERS).exists()


@cache
def _unshare() -> tuple[str, ...]:
    """The command in front of the cell: `unshare` with what this user may do, () when it may nothing."""
    for flags in (("-m", "-n"), ("-U", "-r", "-m", "-n")):
        command = ("unshare", *flags)
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


class PrivatePcscd:
    """A pcscd of one's own; a context manager, or `start` and `stop` by hand.

    `directory` takes its configuration, log, and socket (unless `socket_path` says otherwise). A card stays in
    the slot while pcscd is killed and started again, as a real one would. Raises OSError when pcscd cannot be
    started.
    """

    def __init__(self, directory: Path, socket_path: Path | None = None) -> None:
        self._directory = directory
        self._cell: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._pid = 0
        self._card: Chip | None = None
        self._sam: Chip | None = None
        self._port = _PORT_INSIDE if _unshare() else free_ports(2)  # vpcd always opens two slots
        self._connecting = threading.Lock()
        self._slot = Slot(lambda: self._connect(0))
        self._sam_slot = Slot(lambda: self._connect(1))
        self._short = contextlib.ExitStack()
        self._socket_path = socket_path or directory / "pcscd.comm"
        if len(str(self._socket_path)) > _SOCKET_PATH_MAX:
            short = self._short.enter_context(tempfile.TemporaryDirectory(prefix="pcscd-"))
            self._socket_path = Path(short) / "pcscd.comm"

    @property
    def isolated(self) -> bool:
        """Whether it runs in namespaces of its own; if not, its card port is open to the network."""
        return bool(_unshare())

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process must have in its environment to reach this pcscd, before its first PC/SC call."""
        return {"PCSCLITE_CSOCK_NAME": str(self._socket_path)}

    @property
    def pid(self) -> int:
        """Process id of the running pcscd, 0 when there is none."""
        return self._pid

    @property
    def card(self) -> Chip | None:
        """The card in the slot, None when it is empty."""
        return self._slot.card

    @property
    def sam(self) -> Chip | None:
        """The module in the second slot, None when that is empty."""
        return self._sam_slot.card

    def start(self, *, reader: bool = True) -> None:
        """Start pcscd, with the reader plugged in or not; a card that was in is in again."""
        if self._cell is not None:
            raise RuntimeError("this pcscd is running")
        if not self.isolated:
            log.warning("no namespaces allowed here: the card port %d is open to the network", self._port)
        config = self._write_config(reader)
        self._socket_path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self._socket_path))
            listener.listen(16)
            self._launch(listener, config)
        if reader and self._card is not None:
            self._slot.insert(self._card)
        if reader and self._sam is not None:
            self._sam_slot.insert(self._sam)

    def stop(self) -> None:
        """Stop pcscd in good order."""
        self._end()

    def kill(self) -> None:
        """End pcscd as a crash would: its clients find their sockets cut."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
        self._end()

    def restart(self, *, reader: bool = True) -> None:
        """Kill and start again at the same socket path, without the reader if so wished."""
        self.kill()
        self.start(reader=reader)

    def insert(self, card: Chip) -> None:
        """Put a card in (taking out any other). Raises OSError when pcscd does not run."""
        self._card = card
        self._slot.insert(card)

    def remove(self) -> None:
        """Pull the card."""
        self._card = None
        self._slot.remove()

    def plug_sam(self, sam: Chip) -> None:
        """Put a security module into its slot. Raises OSError when pcscd does not run."""
        self._sam = sam
        self._sam_slot.insert(sam)

    def pull_sam(self) -> None:
        """Take the security module out."""
        self._sam = None
        self._sam_slot.remove()

    def close(self) -> None:
        """Stop, and remove the socket."""
        self.remove()
        self.pull_sam()
        self._end()
        self._short.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_config(self, reader: bool) -> Path:
        config = self._directory / ("readers" if reader else "no-readers")
        config.mkdir(parents=True, exist_ok=True)
        if reader:
            text = _CONFIG.format(reader=READER, port=self._port, library=_DRIVERS)
            (config / "vpcd").write_text(text, encoding="ascii")
        return config.absolute()

    def _launch(self, listener: socket.socket, config: Path) -> None:
        ours, theirs = socket.socketpair()
        cell = str(Path(__file__).with_name("cell.py"))
        descriptors = (theirs.fileno(), listener.fileno())
        mode = "isolated" if self.isolated else "open"
        arguments = [*map(str, descriptors), str(config), str(self._directory / "pcscd.log"), str(self._port), mode]
        with theirs:
            self._cell = subprocess.Popen(
                [*_unshare(), sys.executable, "-I", cell, *arguments], pass_fds=descriptors, stdin=subprocess.DEVNULL
            )
        self._control = ours
        reported = ours.recv(4)
        if len(reported) != 4:
            self._end()
            raise OSError(f"pcscd did not start, see {self._directory / 'pcscd.log'}")
        self._pid = int.from_bytes(reported, "big")

    def _end(self) -> None:
        self._slot.power_cut()
        self._sam_slot.power_cut()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._cell is not None:
            self._cell.wait()
            self._cell = None
        self._pid = 0
        self._socket_path.unlink(missing_ok=True)

    def _connect(self, slot: int) -> socket.socket:
        if self._control is None:
            raise ConnectionRefusedError("this pcscd is not running")
        with self._connecting:
            self._control.sendall(bytes((slot,)))
            answer, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        if answer != b"\x01" or not descriptors:
            raise ConnectionRefusedError("vpcd does not listen")
        wire = socket.socket(fileno=descriptors[0])
        wire.setblocking(True)
        return wire


_here = threading.Lock()


@cache
def _socket_of_this_process() -> Path:
    """One path for the whole life of the process: libpcsclite 1.9.9 keeps the first one it was told."""
    directory = tempfile.mkdtemp(prefix="pcscd-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory) / "pcscd.comm"


@contextlib.contextmanager
def pcscd_for_this_process(directory: Path) -> Iterator[PrivatePcscd]:
    """A running private pcscd that this process, and children it starts meanwhile, reach by their environment.

    As often as you like, but one at a time: RuntimeError otherwise. Nothing in the process may have used PC/SC
    with another socket before.
    """
    if not _here.acquire(blocking=False):
        raise RuntimeError("this process has a private pcscd already")
    try:
        with PrivatePcscd(directory, _socket_of_this_process()) as pcscd:
            os.environ.update(pcscd.environment)  # left there: the library remembers it anyway
            yield pcscd
    finally:
        _here.release()
