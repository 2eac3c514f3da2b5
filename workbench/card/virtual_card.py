"""A simulated social-security card: APDU in, APDU out, with the habits of T=0 and with faults by name.

It has no socket: `workbench.card.slot` puts it at the wire, unit tests call `answer` directly.
"""

import threading
from dataclasses import dataclass
from enum import Enum, unique

from workbench.card import layout
from workbench.card.people import BankCard, Resident


@unique
class Fault(Enum):
    """What can be wrong with a card."""

    MUTE = "mute"
    SLOW = "slow"
    REMOVED = "removed"
    NOT_SSC = "not_ssc"
    BLOCKED = "blocked"


class Pulled(Exception):
    """The card leaves the reader instead of answering."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a card differs from the usual: which reads it knows, whether its T=0 shows 61xx and 6Cxx."""

    t0: bool = True
    block_reads: bool = True
    tag_reads: bool = True
    select_p1: tuple[int, ...] = (0x00, 0x02)
    bare_select: bool = False


class VirtualCard:
    """One card. `fault` may be changed while it is in; REMOVED pulls it at the `at`-th APDU (from 0) after a
    reset, SLOW delays every answer by `delay_s`.

    `commands` keeps the headers of all APDUs received since the last reset, for tests.
    """

    def __init__(
        self,
        holder: Resident | BankCard,
        *,
        fault: Fault | None = None,
        at: int = 0,
        delay_s: float = 0.2,
        habits: Habits | None = None,
    ) -> None:
        self.holder = holder
        self.fault = fault
        self.at = at
        self.delay_s = delay_s
        self.habits = habits or Habits()
        self.commands: list[str] = []
        self.released = threading.Event()
        self._files = holder.files if isinstance(holder, Resident) else {}
        self.reset()

    @property
    def atr(self) -> bytes:
        """Answer to reset. A mute card's is too long for any reader, which is how vpcd can show a mute one."""
        if self.fault is Fault.MUTE:
            return bytes(64)
        if self.habits.t0:
            return self.holder.atr
        return layout.contactless_atr(self.holder.atr[4:])

    def reset(self) -> None:
        """Power on or reset: nothing is selected, nothing is waiting."""
        self.commands = []
        self._application = False
        self._file: int | None = None
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """The card's answer, status word last. Raises `Pulled` where the fault says so."""
        if self.fault is Fault.REMOVED and len(self.commands) >= self.at:
            raise Pulled
        self.commands.append(command[:4].hex().upper())
        if self.fault is Fault.SLOW:
            self.released.wait(self.delay_s)
        if len(command) < 4:
            return b"\x67\x00"
        if self.fault is Fault.BLOCKED:
            return b"\x6a\x81"
        if command[0] != 0x00:
            return b"\x6e\x00"
        match command[1]:
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read_record(command)
            case 0xC0 if self.habits.t0:
                return self._get_response(command)
            case _:
                return b"\x6d\x00"

    def _select(self, command: bytes) -> bytes:
        p1, length = command[2], command[4] if len(command) > 4 else 0
        data = command[5 : 5 + length]
        if len(data) != length or len(command) > (5 if self.habits.t0 else 6) + length:
            return b"\x67\x00"
        if p1 == 0x04:
            return self._select_application(data)
        if p1 not in self.habits.select_p1:
            return b"\x6a\x86"
        fid = int.from_bytes(data, "big")
        if not self._application or fid not in self._files:
            return b"\x6a\x82"
        self._file = fid
        return b"\x90\x00"

    def _select_application(self, name: bytes) -> bytes:
        if name != layout.SSSE_NAME or self.fault is Fault.NOT_SSC or not isinstance(self.holder, Resident):
            return b"\x6a\x82"
        self._application, self._file = True, None
        if self.habits.bare_select:
            return b"\x90\x00"
        found = layout.fci(self.holder.algorithm)
        if not self.habits.t0:
            return found + b"\x90\x00"
        self._waiting = found
        return bytes((0x61, len(found)))

    def _get_response(self, command: bytes) -> bytes:
        if not self._waiting:
            return b"\x6f\x00"
        length = command[4] if len(command) > 4 else 0
        if length == 0 or length > len(self._waiting):
            return bytes((0x6C, len(self._waiting)))
        part, self._waiting = self._waiting[:length], self._waiting[length:]
        return part + (bytes((0x61, len(self._waiting))) if self._waiting else b"\x90\x00")

    def _read_record(self, command: bytes) -> bytes:
        if self._file is None:
            return b"\x69\x86"
        if self._file == 0xEF06 and isinstance(self.holder, Resident) and self.holder.third_generation:
            return b"\x69\x82"
        found = self._records(command[2], command[3])
        if isinstance(found, int):
            return found.to_bytes(2, "big")
        return self._with_length(found, command[4] if len(command) > 4 else 0)

    def _records(self, p1: int, p2: int) -> bytes | int:
        """The bytes READ RECORD asks for, or the status word that refuses them."""
        records = self._files[self._file or 0]
        if p2 == 0x00 and self.habits.tag_reads:
            return next((record.whole for record in records if record.tag == p1), 0x6A83)
        if p2 == 0x04:
            return records[p1 - 1].whole if 1 <= p1 <= len(records) else 0x6A83
        if p2 == 0x05 and self.habits.block_reads:
            return b"".join(record.whole for record in records[p1 - 1 :]) if p1 else 0x6A83
        return 0x6A86

    def _with_length(self, data: bytes, length: int) -> bytes:
        """Under T=0 only the true length is answered, any other gets 6Cxx (card facts 2.2)."""
        if not self.habits.t0:
            return data + b"\x90\x00" if length in (0, len(data)) else bytes((0x6C, len(data)))
        return data + b"\x90\x00" if length == len(data) else bytes((0x6C, len(data)))
