"""A receipt printer that is not there: a pseudo-terminal the product opens like a serial port."""

import os
import pty
import re
import select
import threading
import tty
from collections.abc import Callable
from enum import Enum, unique
from pathlib import Path

from PIL import Image

from workbench.printer.interpreter import Interpreter, PrintedSlip

PIECE_BYTES = 1024
PORT_NAME = "printer.port"
_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])")


@unique
class PrinterFault(Enum):
    """What may be wrong with the printer; a hang-up is `hang_up` and `plug`."""

    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    SILENT = "silent"


STOPPING = frozenset({PrinterFault.PAPER_OUT, PrinterFault.COVER_OPEN})


class SimulatedPrinter:
    """Prints what arrives at `path` to `out_dir`/slip-001.png, slip-002.png ...; plain threads, until `close`.

    `path` is a link in `out_dir` that stays the same through `hang_up` and `plug`, as a udev name would.
    `on_slip` is called with each picture's path on the printer's thread.
    """

    def __init__(self, out_dir: Path | str, on_slip: Callable[[Path], None] | None = None) -> None:
        self._out_dir = Path(out_dir)
        self._out_dir.mkdir(parents=True, exist_ok=True)
        self._on_slip = on_slip
        self._changed = threading.Condition()
        self._faults: frozenset[PrinterFault] = frozenset()
        self._engine = Interpreter()
        self._later: tuple[int, tuple[PrinterFault, ...]] = (0, ())
        self._held = bytearray()  # received while stopped: a printer prints it once it may
        self._files: list[Path] = []
        self._master: int | None = None
        self._slave: int | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._closing = self._pulled = False
        self.plug()
        self._thread = threading.Thread(target=self._serve_for_ever, name="printer", daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """What to give the driver as its serial port."""
        return str(self._out_dir / PORT_NAME)

    @property
    def slips(self) -> list[PrintedSlip]:
        """Every slip cut so far, oldest first."""
        with self._changed:
            return list(self._engine.slips)

    @property
    def files(self) -> list[Path]:
        """The pictures of `slips`."""
        with self._changed:
            return list(self._files)

    @property
    def unknown(self) -> list[bytes]:
        """Commands that were not understood."""
        with self._changed:
            return list(self._engine.unknown)

    def wait_for_slips(self, count: int, timeout_s: float = 5.0) -> bool:
        """True once `count` slips are cut, within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._files) >= count, timeout_s)

    def set_faults(self, *faults: PrinterFault) -> None:
        """Exactly these faults from now on; none = healthy. What was held back is then printed."""
        with self._changed:
            self._faults = frozenset(faults)
            self._engine.paper_low = PrinterFault.PAPER_LOW in faults
        os.write(self._wake_write, b"f")

    def break_later(self, dots: int, *faults: PrinterFault) -> None:
        """These faults once `dots` of the next slip are out: the roll ends in the middle, say."""
        with self._changed:
            self._later = (dots, faults)

    def hang_up(self) -> None:
        """Pull the cable: the port hangs up and its name goes away. Not to be called from `on_slip`."""
        with self._changed:
            if self._master is None:
                return
            Path(self.path).unlink(missing_ok=True)
            self._held.clear()
            self._pulled = True
            os.write(self._wake_write, b"h")
            # The serving thread closes the ends: closed under its select, the kernel would keep them alive.
            self._changed.wait_for(lambda: self._master is None, 5)

    def plug(self) -> None:
        """Put the cable back: a new port under the same name."""
        with self._changed:
            if self._master is not None:
                return
            # The slave end stays open here, or the port would die with the first client that closes it.
            self._master, self._slave = pty.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            link, fresh = Path(self.path), Path(self.path + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(self._slave))
            fresh.replace(link)
        os.write(self._wake_write, b"p")

    def close(self) -> None:
        """End the thread and the port."""
        self.hang_up()
        self._closing = True
        os.write(self._wake_write, b"c")
        self._thread.join(5)
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _serve_for_ever(self) -> None:
        while not self._closing:
            watched = [self._wake_read] if self._master is None else [self._wake_read, self._master]
            ready = select.select(watched, [], [])[0]
            if self._wake_read in ready:
                os.read(self._wake_read, 64)
            with self._changed:
                if self._pulled:
                    self._close_ends()
                data = os.read(self._master, 65536) if self._master in ready and self._master is not None else b""
                new = self._work(data)
            if self._on_slip is not None:
                for path in new:
                    self._on_slip(path)

    def _close_ends(self) -> None:
        for end in (self._slave, self._master):
            if end is not None:
                os.close(end)
        self._master = self._slave = None
        self._pulled = False
        self._changed.notify_all()

    def _work(self, data: bytes) -> list[Path]:
        """Answer, print, and keep what is cut; the lock is held. Returns the new pictures."""
        if PrinterFault.SILENT in self._faults:
            return []
        for asked in _QUESTION.finditer(data):
            self._answer(bytes((self._status(asked[1][0]),)))
        self._held += _QUESTION.sub(b"", data)
        before = len(self._engine.slips)
        while self._held and not self._faults & (STOPPING | {PrinterFault.SILENT}):
            piece = bytes(self._held[:PIECE_BYTES])
            del self._held[:PIECE_BYTES]
            self._answer(self._engine.take(piece))
            self._break_when_due()
        return [self._kept(slip) for slip in self._engine.slips[before:]]

    def _break_when_due(self) -> None:
        dots, faults = self._later
        if faults and self._engine.dots_since_cut >= dots:
            self._faults, self._later = frozenset(faults), (0, ())

    def _status(self, which: int) -> int:
        """The byte DLE EOT `which` asks for."""
        faults = self._faults
        out, cover = PrinterFault.PAPER_OUT in faults, PrinterFault.COVER_OPEN in faults
        if which == 1:
            return 0x12 | (0x08 if out or cover else 0)
        if which == 2:
            return 0x12 | (0x04 if cover else 0) | (0x20 if out else 0)
        if which == 4:
            return 0x12 | (0x0C if out or PrinterFault.PAPER_LOW in faults else 0) | (0x60 if out else 0)
        return 0x12

    def _answer(self, data: bytes) -> None:
        if not data or self._master is None:
            return
        try:
            os.write(self._master, data)
        except BlockingIOError:
            return  # nobody reads: a real printer's answer is lost as well

    def _kept(self, slip: PrintedSlip) -> Path:
        path = self._out_dir / f"slip-{len(self._files) + 1:03d}.png"
        Image.fromarray(slip.image).save(path)
        self._files.append(path)
        self._changed.notify_all()
        return path
