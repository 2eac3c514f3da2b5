"""A receipt printer that is not there: a port the product opens like a real one, and everything that may be wrong.

One file on purpose: one device, its two ports and its whole protocol of status.
"""

import os
import re
import select
import threading
import time
from collections.abc import Callable
from enum import Enum, unique
from pathlib import Path

from PIL import Image

from workbench.printer.interpreter import Interpreter, PrintedSlip
from workbench.printer.ports import PtyPort, TcpPort

PIECE_BYTES = 1024
TICK_S = 0.01
PORT_NAME = "printer.port"
BAUD = 921600  # fast, so that tests and demo do not wait for a line; a real one is usually 115200
_AT_ONCE = re.compile(rb"\x10\x04([\x01-\x04])|(\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08)")
_LONGEST = 10


@unique
class PrinterFault(Enum):
    """What may be wrong with the printer; a hang-up is `hang_up` and `plug`, a power cut `power_cut`.

    SILENT takes nothing and says nothing, MUTE prints and says nothing, CHATTY sends its status unasked as well.
    """

    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    TOO_HOT = "too_hot"
    BROKEN = "broken"
    SILENT = "silent"
    MUTE = "mute"
    LATE = "late"
    GARBAGE_BEFORE = "garbage_before"
    GARBAGE_AFTER = "garbage_after"
    FLIPPED = "flipped"
    CHATTY = "chatty"
    XOFF = "xoff"
    STALLED = "stalled"


STOPPING = frozenset(
    {
        PrinterFault.PAPER_OUT, PrinterFault.COVER_OPEN, PrinterFault.CUTTER, PrinterFault.TOO_HOT,
        PrinterFault.BROKEN, PrinterFault.XOFF,
    }
)  # fmt: skip
_GARBAGE = b"\xff\x8a\x00\x95"


class SimulatedPrinter:
    """Prints what arrives at `path` to `out_dir`/slip-001.png, slip-002.png ...; plain threads, until `close`.

    Settings a test may change at any time: `answers` (which DLE EOT it knows), `late_s` (how long LATE takes),
    `flip_bit` (which bit FLIPPED turns in every second answer), `forgets` (whether it knows DLE DC4 8).
    Without a `baud` it is a USB printer device, to be named "lp:" and its path.
    `on_slip` is called with each picture's path on the printer's thread.
    """

    def __init__(
        self,
        out_dir: Path | str,
        on_slip: Callable[[Path], None] | None = None,
        *,
        baud: int | None = BAUD,
        tcp: bool = False,
    ) -> None:
        self._out_dir = Path(out_dir)
        self._out_dir.mkdir(parents=True, exist_ok=True)
        self._on_slip = on_slip
        self._prefix = "lp:" if baud is None else ""
        self.port = TcpPort() if tcp else PtyPort(self._out_dir / PORT_NAME, baud)
        self.answers, self.late_s, self.flip_bit, self.forgets = {1, 2, 3, 4}, 0.4, 0, True
        self._changed = threading.Condition()
        self._faults: frozenset[PrinterFault] = frozenset()
        self._engine = Interpreter()
        self._later: tuple[int, tuple[PrinterFault, ...]] = (0, ())
        self._held, self._recent = bytearray(), b""  # received while stopped; the last bytes received
        self._due: list[tuple[float, bytes]] = []
        self._answered = 0
        self._files: list[Path] = []
        self._wake_read, self._wake_write = os.pipe()
        self._closing = self._pulled = False
        self.plug()
        self._thread = threading.Thread(target=self._serve_for_ever, name="printer", daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """What to give the driver as its port."""
        return self._prefix + self.port.path

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
            self._have(frozenset(faults))
        os.write(self._wake_write, b"f")

    def break_later(self, dots: int, *faults: PrinterFault) -> None:
        """These faults once `dots` of the next slip are out: the roll ends in the middle, say."""
        with self._changed:
            self._later = (dots, faults)

    def hang_up(self) -> None:
        """Pull the cable: the port hangs up and its name goes away. Not to be called from `on_slip`."""
        with self._changed:
            if self.port.fd < 0:
                return
            self._held.clear()
            self._pulled = True
            os.write(self._wake_write, b"h")
            # The serving thread closes the ends: closed under its select, the kernel would keep them alive.
            self._changed.wait_for(lambda: self.port.fd < 0, 5)

    def plug(self) -> None:
        """Put the cable back: a new port under the same name."""
        with self._changed:
            if self.port.fd < 0:
                self.port.plug()
        os.write(self._wake_write, b"p")

    def power_cut(self) -> None:
        """Off and on again: what it had not printed is lost, and so is what it was in the middle of."""
        with self._changed:
            self._held.clear()
            self._recent = b""
            self._engine.power_cut()
            if isinstance(self.port, TcpPort):
                self.port.drop()
        os.write(self._wake_write, b"o")

    def close(self) -> None:
        """End the thread and the port."""
        self.hang_up()
        self._closing = True
        os.write(self._wake_write, b"c")
        self._thread.join(5)
        os.close(self._wake_read)
        os.close(self._wake_write)

    # --- the serving thread; every method below is called with the lock held --------------------------------

    def _serve_for_ever(self) -> None:
        while not self._closing:
            self._wait()
            with self._changed:
                if self._pulled:
                    self.port.unplug()
                    self._pulled = False
                    self._changed.notify_all()
                self._send_due()
                new = self._work(self._received())
            if self._on_slip is not None:
                for path in new:
                    self._on_slip(path)

    def _wait(self) -> None:
        """Until something may have come, something is due to be sent, or somebody changed something."""
        with self._changed:
            reading = self.port.fd >= 0 and PrinterFault.STALLED not in self._faults
            pause_s = self.port.due_s if reading else 0.0
            watched = [self._wake_read] + ([self.port.fd] if reading and not pause_s else [])
            wait_s = max(TICK_S, pause_s) if self._due or pause_s else None
        if self._wake_read in select.select(watched, [], [], wait_s)[0]:
            os.read(self._wake_read, 64)

    def _received(self) -> bytes:
        if self.port.fd < 0 or PrinterFault.STALLED in self._faults or self.port.due_s:
            return b""
        if not select.select([self.port.fd], [], [], 0)[0]:
            return b""
        return self.port.take()

    def _work(self, data: bytes) -> list[Path]:
        """Obey, answer, print, and keep what is cut. Returns the new pictures."""
        if PrinterFault.SILENT in self._faults:
            return []
        self._obey_at_once(data)
        before = len(self._engine.slips)
        while self._held and not self._faults & (STOPPING | {PrinterFault.SILENT}):
            piece = bytes(self._held[:PIECE_BYTES])
            del self._held[:PIECE_BYTES]
            self._answer(self._engine.take(piece))
            self._break_when_due()
        return [self._kept(slip) for slip in self._engine.slips[before:]]

    def _obey_at_once(self, data: bytes) -> None:
        """Real-time commands count wherever they stand; being data of the stream as well, they stay in it."""
        known = len(self._recent)
        whole, self._held = self._recent + data, self._held + data
        for found in _AT_ONCE.finditer(whole):
            if found.end() <= known:
                continue
            if found[1] and found[1][0] in self.answers:
                self._answer(bytes((self._status(found[1][0]),)))
            elif found[2] and self.forgets:
                self._held = bytearray(whole[found.end() :])
                self._engine.forget()
        self._recent = whole[-_LONGEST + 1 :]

    def _break_when_due(self) -> None:
        dots, faults = self._later
        if faults and self._engine.dots_since_cut >= dots:
            self._later = (0, ())
            self._have(frozenset(faults))

    def _have(self, faults: frozenset[PrinterFault]) -> None:
        before, self._faults = self._faults, faults
        self._engine.paper_low = PrinterFault.PAPER_LOW in faults
        stopped = PrinterFault.XOFF in faults
        if stopped != (PrinterFault.XOFF in before):
            self._put(b"\x13" if stopped else b"\x11")
        if PrinterFault.CHATTY in faults:
            self._put(self._automatic())

    def _status(self, which: int) -> int:
        """The byte DLE EOT `which` asks for."""
        faults = self._faults
        out, cover = PrinterFault.PAPER_OUT in faults, PrinterFault.COVER_OPEN in faults
        error = self._error()
        if which == 1:
            return 0x12 | (0x08 if out or cover or error else 0)
        if which == 2:
            return 0x12 | (0x04 if cover else 0) | (0x20 if out else 0) | (0x40 if error else 0)
        if which == 3:
            return 0x12 | error
        return 0x12 | (0x0C if out or PrinterFault.PAPER_LOW in faults else 0) | (0x60 if out else 0)

    def _error(self) -> int:
        bits = {PrinterFault.CUTTER: 0x08, PrinterFault.BROKEN: 0x20, PrinterFault.TOO_HOT: 0x40}
        return sum(bit for fault, bit in bits.items() if fault in self._faults)

    def _automatic(self) -> bytes:
        """The four bytes of an automatic status (GS a)."""
        cause, paper = self._status(2), self._status(4)
        first = 0x10 | (self._status(1) & 0x08) | (0x20 if cause & 0x04 else 0)
        return bytes((first, self._error(), (paper & 0x0C) >> 2 | (paper & 0x60) >> 3, 0x0F))

    def _answer(self, data: bytes) -> None:
        """Send it as the present faults would have it."""
        if not data:
            return
        faults = self._faults
        if PrinterFault.FLIPPED in faults:
            self._answered += 1
            if self._answered % 2:
                data = bytes((data[0] ^ 1 << self.flip_bit,)) + data[1:]
        if PrinterFault.GARBAGE_BEFORE in faults:
            data = _GARBAGE + data
        if PrinterFault.GARBAGE_AFTER in faults:
            data += _GARBAGE
        if PrinterFault.CHATTY in faults:
            data = self._automatic() + data + self._automatic()
        self._put(data)

    def _put(self, data: bytes) -> None:
        if PrinterFault.LATE in self._faults:
            self._due.append((time.monotonic() + self.late_s, data))
        elif self.port.fd >= 0 and PrinterFault.MUTE not in self._faults:
            self.port.put(data)

    def _send_due(self) -> None:
        now_s = time.monotonic()
        ready = [data for at_s, data in self._due if at_s <= now_s]
        self._due = [one for one in self._due if one[0] > now_s]
        for data in ready:
            if self.port.fd >= 0:
                self.port.put(data)

    def _kept(self, slip: PrintedSlip) -> Path:
        path = self._out_dir / f"slip-{len(self._files) + 1:03d}.png"
        Image.fromarray(slip.image).save(path)
        self._files.append(path)
        self._changed.notify_all()
        return path
