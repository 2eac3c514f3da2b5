"""The simulated identity-card reader: the antenna, the security module's memory, and its answers on a wire."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, unique
from pathlib import Path

from workbench.idcard.people import IdCard
from workbench.idcard.speech import answer, take_request
from workbench.wire import Wire

FIND, SELECT, READ, READ_WITH_FINGER, MODULE_ID = b"\x20\x01", b"\x20\x02", b"\x30\x01", b"\x30\x10", b"\x12\xff"
MODULE_STATUS, RESET = b"\x11\xff", b"\x10\xff"
THINKING_S: Mapping[bytes, float] = {FIND: 0.02, SELECT: 0.02, READ: 0.1, READ_WITH_FINGER: 0.1}
MODULE = bytes.fromhex("05010000") + bytes(12)
PHOTO = bytes(range(256)) * 4
SPLIT_S = 0.1


@unique
class Fault(Enum):
    """One way to misbehave."""

    SILENT = "silent"  # hears, and answers nothing
    LATE = "late"  # answers only after `late_s`
    TRUNCATED = "truncated"  # the last two bytes are missing
    SPLIT = "split"  # the answer comes in two parts
    BIT_FLIP = "bit flip"  # one bit of the answer is turned
    BAD_CHECKSUM = "bad checksum"
    GARBAGE_BEFORE = "garbage before"  # begins like an answer that never comes
    GARBAGE_AFTER = "garbage after"
    WRONG_LENGTH = "wrong length"  # the length field counts too much; check byte right
    SHORT_TEXT = "short text"  # a whole answer, whose text is not 256 bytes
    REFUSE = "refuse"  # answers with the status given as detail


@dataclass(slots=True)
class _Entry:
    fault: Fault
    command: bytes | None
    left: int | None
    detail: int | None


class SimulatedIdReader:
    """A reader at `path`. A card that was read is not found again until it was lifted (card facts 8, one source).

    `name`: where to put the line's symlink; by default in a temporary folder. Safe from any thread.
    """

    def __init__(self, baud: int = 115200, *, late_s: float = 1.0, name: Path | None = None) -> None:
        self.late_s = late_s
        self.heard: list[tuple[float, bytes]] = []  # moment and command of every whole request
        self._card: IdCard | None = None
        self._text: bytes | None = None
        self._found = self._selected = self._done = False
        self._faults: list[_Entry] = []
        self._buffer = bytearray()
        self._free_at_s = 0.0
        self._lock = threading.RLock()
        self.wire = Wire(baud, self._arrived, name)

    @property
    def path(self) -> str:
        """The steady name of the line."""
        return self.wire.path

    @property
    def card(self) -> IdCard | None:
        """What lies on the reader."""
        return self._card

    def lay(self, card: IdCard, text: bytes | None = None) -> None:
        """Lay a card down; `text` instead of what it would say."""
        with self._lock:
            self._card, self._text = card, text
            self._found = self._selected = self._done = False

    def take(self) -> None:
        """Lift the card."""
        with self._lock:
            self._card = None
            self._found = self._selected = self._done = False

    def unplug(self) -> None:
        """Pull the cable: port and power go."""
        self.wire.unplug()

    def plug(self) -> None:
        """Plug it in again: usually another node under the same name; the module has forgotten everything."""
        with self._lock:
            self._found = self._selected = self._done = False
            self._buffer.clear()
        self.wire.plug()

    def fault(
        self, fault: Fault, *, command: bytes | None = None, times: int | None = None, detail: int | None = None
    ) -> None:
        """Put a fault in force, for every command or one, for `times` answers or until cleared."""
        with self._lock:
            self._faults.append(_Entry(fault, command, times, detail))

    def clear(self) -> None:
        """Lift all faults."""
        with self._lock:
            self._faults.clear()

    def count(self, command: bytes) -> int:
        """How often a command was heard."""
        return sum(one == command for _, one in self.heard)

    def close(self) -> None:
        """Take the line down."""
        self.wire.close()

    # --- the module ------------------------------------------------------------------------------

    def _arrived(self, data: bytes) -> None:
        self._buffer += data
        while (request := take_request(self._buffer)) is not None:
            if isinstance(request, int):
                self.wire.send(answer(request))
                continue
            self.heard.append((time.monotonic(), request))
            self.wire.at(time.monotonic() + THINKING_S.get(request, 0.005), lambda asked=request: self._reply(asked))  # type: ignore[misc]

    def _reply(self, request: bytes) -> None:
        with self._lock:
            refused = self._use(Fault.REFUSE, request)
            said = answer(refused.detail or 0x24) if refused else self._obey(request)
            if self._use(Fault.SILENT, request):
                return
            said = self._garbled(said, request)
            late = self._use(Fault.LATE, request)
            split = self._use(Fault.SPLIT, request)
            # One module, one thing at a time: a late answer holds up the next, it is never overtaken.
            at = self._free_at_s = max(self._free_at_s, time.monotonic() + (self.late_s if late else 0))
        if split:
            middle = len(said) // 2 if split.detail is None else split.detail
            self.wire.at(at, lambda: self.wire.send(said[:middle]))
            self.wire.at(at + SPLIT_S, lambda: self.wire.send(said[middle:]))
        else:
            self.wire.at(at, lambda: self.wire.send(said))

    def _obey(self, request: bytes) -> bytes:
        commands: dict[bytes, Callable[[], bytes]] = {
            FIND: self._find,
            SELECT: self._select,
            READ: lambda: self._read(b""),
            READ_WITH_FINGER: lambda: self._read(b"\x00\x00"),
            MODULE_ID: lambda: answer(0x90, MODULE),
            MODULE_STATUS: lambda: answer(0x90),
            RESET: self._reset,
        }
        return commands[request]() if request in commands else answer(0x21)

    def _reset(self) -> bytes:
        self._found = self._selected = self._done = False
        return answer(0x90)

    def _find(self) -> bytes:
        self._selected = False
        self._found = self._card is not None and not self._done
        return answer(0x9F, bytes(4)) if self._found else answer(0x80)

    def _select(self) -> bytes:
        self._selected = self._found
        return answer(0x90, bytes(8)) if self._selected else answer(0x81)

    def _read(self, finger: bytes) -> bytes:
        if self._card is None or not self._selected:
            return answer(0x41)
        self._done, self._found, self._selected = True, False, False
        text = self._card.text if self._text is None else self._text
        if self._use(Fault.SHORT_TEXT, READ):
            text = text[:-16]
        return answer(0x90, len(text).to_bytes(2, "big") + len(PHOTO).to_bytes(2, "big") + finger + text + PHOTO)

    # --- faults ----------------------------------------------------------------------------------

    def _use(self, fault: Fault, request: bytes) -> _Entry | None:
        for entry in self._faults:
            if entry.fault is fault and entry.command in (None, request):
                if entry.left is not None:
                    entry.left -= 1
                    if not entry.left:
                        self._faults.remove(entry)
                return entry
        return None

    def _garbled(self, said: bytes, request: bytes) -> bytes:
        flipped = self._use(Fault.BIT_FLIP, request)
        if flipped:
            bit = (67 if flipped.detail is None else flipped.detail) % (8 * len(said))
            said = (int.from_bytes(said, "little") ^ 1 << bit).to_bytes(len(said), "little")
        if self._use(Fault.BAD_CHECKSUM, request):
            said = said[:-1] + bytes([said[-1] ^ 0x5A])
        if self._use(Fault.WRONG_LENGTH, request):
            said = said[:6] + bytes([said[6] ^ 0x10]) + said[7:-1] + bytes([said[-1] ^ 0x10])
        if self._use(Fault.TRUNCATED, request):
            said = said[:-2]
        if self._use(Fault.GARBAGE_BEFORE, request):
            said = random.randbytes(5) + b"\xaa\xaa\xaa\x96\x69\x09\x00" + random.randbytes(5) + b"\xaa" + said
        if self._use(Fault.GARBAGE_AFTER, request):
            said += random.randbytes(6)
        return said
