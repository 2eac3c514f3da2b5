"""A simulated social-security card: its two files, its keys, its PIN (card facts 2, 3, 4)."""

import secrets
from dataclasses import dataclass

from workbench.card import keys, layout
from workbench.card.chip import Chip, Fault
from workbench.card.people import SSF33, BankCard, Resident

PIN = "271828"
"""The simulated cards' PIN; no real card is issued with it."""

_KEY_FAULTS = {Fault.KEY_BLOCKED: 0x6983, Fault.KEY_MISSING: 0x6A88, Fault.STALE_CHALLENGE: 0x6984}


@dataclass(frozen=True, slots=True)
class Habits:
    """How a card differs from the usual: which reads it knows, whether its T=0 shows 61xx and 6Cxx."""

    t0: bool = True
    block_reads: bool = True
    tag_reads: bool = True
    select_p1: tuple[int, ...] = (0x00, 0x02)
    bare_select: bool = False
    number_closed: bool = False  # EF05's card number wants authentication as well (card facts 1, conflict)


class VirtualCard(Chip):
    """One card; `files` replaces what is written on it.

    A `clone` has the right data and other keys, and opens to anybody's cryptogram, as a forger would have it. Counters
    of keys and PIN last as long as the object, authentication until the next reset.
    """

    def __init__(
        self,
        holder: Resident | BankCard,
        *,
        fault: Fault | None = None,
        at: int = 0,
        delay_s: float = 0.2,
        habits: Habits | None = None,
        files: layout.Files | None = None,
        clone: bool = False,
        pin: str | None = PIN,
        pin_tries: int = 3,
    ) -> None:
        self.holder = holder
        self.habits = habits or Habits()
        self.t0 = self.habits.t0
        self.clone = clone
        self.pin = pin
        self.pin_tries = self.pin_tries_max = pin_tries
        self._files = files or (holder.files if isinstance(holder, Resident) else {})
        self.ring = _ring(holder, clone) if isinstance(holder, Resident) else None
        self._stale = 0
        super().__init__(fault=fault, at=at, delay_s=delay_s)

    def _atr(self) -> bytes:
        return self.holder.atr if self.t0 else layout.contactless_atr(self.holder.atr[4:])

    def _forget(self) -> None:
        self._application = False
        self._file: int | None = None
        self._challenge = b""
        self._granted: set[int] = set()

    def _obey(self, command: bytes) -> bytes:
        if self.fault is Fault.BLOCKED:
            return b"\x6a\x81"
        if command[0] != 0x00:
            return b"\x6e\x00"
        match command[1]:
            case 0x20:
                return self._verify(command)
            case 0x82:
                return self._external(command)
            case 0x84:
                return self._get_challenge(command)
            case 0x88:
                return self._internal(command)
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read_record(command)
            case _:
                return b"\x6d\x00"

    # --- files --------------------------------------------------------------------------------------------

    def _select(self, command: bytes) -> bytes:
        data = self._data(command)
        if data is None:
            return b"\x67\x00"
        if command[2] == 0x04:
            return self._select_application(data)
        if command[2] not in self.habits.select_p1:
            return b"\x6a\x86"
        fid = int.from_bytes(data, "big")
        if not self._application or fid not in self._files:
            return b"\x6a\x82"
        self._file = fid
        return b"\x90\x00"

    def _select_application(self, name: bytes) -> bytes:
        if name != layout.SSSE_NAME or self.fault is Fault.NOT_SSC or not isinstance(self.holder, Resident):
            return b"\x6a\x82"
        self._forget()
        self._application = True
        if self.habits.bare_select:
            return b"\x90\x00"
        return self._give(layout.fci(self.holder.algorithm))

    def _read_record(self, command: bytes) -> bytes:
        if self._file is None:
            return b"\x69\x86"
        if self._closed(command):
            return b"\x69\x82"
        length = command[4] if len(command) > 4 else 0
        if self.fault is Fault.WRONG_LE and length:
            return b"\x67\x00"
        found = self._records(command[2], command[3])
        if isinstance(found, int):
            return found.to_bytes(2, "big")
        return self._give_exactly(found, length)

    def _closed(self, command: bytes) -> bool:
        """Whether this read wants RKSSSE first: EF06 of a 3.0 card does (card facts 1)."""
        if self.fault is Fault.CLOSED:
            return True
        third = isinstance(self.holder, Resident) and self.holder.third_generation
        if not third or keys.RKSSSE in self._granted:
            return False
        number = self.habits.number_closed and command[2:4] in (b"\x07\x00", b"\x07\x04", b"\x01\x05")
        return self._file == 0xEF06 or number

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

    # --- keys and PIN ---------------------------------------------------------------------------------------

    def _get_challenge(self, command: bytes) -> bytes:
        if command[4:] not in (b"\x08", b"\x00"):
            return b"\x67\x00"
        if command[4] == 0 and self.t0:
            return b"\x6c\x08"
        self._challenge = secrets.token_bytes(8)
        return self._challenge + b"\x90\x00"

    def _internal(self, command: bytes) -> bytes:
        data = self._data(command)
        if data is None or len(data) != 16:
            return b"\x67\x00"
        if self.ring is None or not self._application or keys.IRK not in self.ring.keys:
            return b"\x6a\x88"
        return self._give(keys.cryptogram(self.ring.algorithm, self.ring.keys[keys.IRK], data[:8], data[8:]))

    def _external(self, command: bytes) -> bytes:
        data = self._data(command)
        if data is None or len(data) != 16:
            return b"\x67\x00"
        challenge, self._challenge = self._challenge, b""
        if self.fault is Fault.STALE_ONCE and not self._stale:
            self._stale, challenge = 1, b""
        if self.fault in _KEY_FAULTS:
            return _KEY_FAULTS[self.fault].to_bytes(2, "big")
        if not challenge:
            return b"\x69\x84"
        if self.ring is None or not self._application:
            return b"\x6a\x88"
        number = command[3]
        given = bytes(8) if self.fault is Fault.KEY_REFUSES else data[:8]
        status = 0x9000 if self.clone else self.ring.check(number, challenge, data[8:], given)
        if status == 0x9000:
            self._granted.add(number)
        return status.to_bytes(2, "big")

    def _verify(self, command: bytes) -> bytes:
        """With Lc=0 it only tells what is left (card facts 4)."""
        data = self._data(command)
        if data is None:
            return b"\x67\x00"
        if self.pin is None:
            return b"\x90\x00"
        if not self.pin_tries:
            return b"\x69\x83"
        if not data:
            return bytes((0x63, 0xC0 | self.pin_tries))
        if data.hex().upper().rstrip("F") == self.pin:
            self.pin_tries = self.pin_tries_max
            return b"\x90\x00"
        self.pin_tries -= 1
        return bytes((0x63, 0xC0 | self.pin_tries))


def _ring(holder: Resident, clone: bool) -> keys.KeyRing | None:
    """The keys of a card; none for SSF33, whose cipher is not published."""
    beijing = holder.algorithm is None and holder.area.startswith("11")
    if holder.algorithm == SSF33 or beijing:
        return None
    master = keys.FORGED if clone else keys.MASTER
    return keys.KeyRing.of(holder.algorithm or keys.DES_ID, master, holder.area, holder.atr[4:])
