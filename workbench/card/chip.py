"""What every simulated chip has in common: it answers APDUs, has the habits of T=0, and can be faulty.

It has no socket: `workbench.card.slot` puts it at the wire, unit tests call `answer` directly.
"""

import threading
from enum import Enum, unique


@unique
class Fault(Enum):
    """What can be wrong with a chip. The first group fits every chip, the second a person's card."""

    MUTE = "mute"
    SLOW = "slow"
    REMOVED = "removed"
    ENDLESS_61 = "endless_61"
    ENDLESS_6C = "endless_6c"
    GARBAGE = "garbage"
    SHORT = "short"

    NOT_SSC = "not_ssc"
    BLOCKED = "blocked"
    CLOSED = "closed"
    WRONG_LE = "wrong_le"
    KEY_REFUSES = "key_refuses"
    KEY_BLOCKED = "key_blocked"
    KEY_MISSING = "key_missing"
    STALE_CHALLENGE = "stale_challenge"
    STALE_ONCE = "stale_once"


GARBAGE_WORDS = (0x0000, 0xFFFF, 0x1234, 0x9F00, 0x6FFF, 0x6100, 0x6C00, 0x6300)
"""Status words no specification promises."""


class Pulled(Exception):
    """The chip leaves the reader instead of answering."""


class Chip:
    """`fault` may be changed while it is in. REMOVED, ENDLESS_61, ENDLESS_6C, GARBAGE and SHORT begin at the `at`-th
    APDU (from 0) after a reset; SLOW delays every answer by `delay_s`.

    `commands` keeps the headers of all APDUs received since the last reset, `ever` those of its whole life, `resets`
    counts the resets.
    """

    t0 = True

    def __init__(self, *, fault: Fault | None = None, at: int = 0, delay_s: float = 0.2) -> None:
        self.fault = fault
        self.at = at
        self.delay_s = delay_s
        self.commands: list[str] = []
        self.ever: list[str] = []
        self.released = threading.Event()
        self.resets = -1
        self._waiting = b""
        self.reset()

    @property
    def atr(self) -> bytes:
        """Answer to reset. A mute chip's is too long for any reader, which is how vpcd can show a mute one."""
        return bytes(64) if self.fault is Fault.MUTE else self._atr()

    def _atr(self) -> bytes:
        raise NotImplementedError

    def reset(self) -> None:
        """Power on or reset: nothing is selected, nothing is waiting."""
        self.commands = []
        self.resets += 1
        self._waiting = b""
        self._forget()

    def _forget(self) -> None:
        """What a reset makes this chip forget."""
        raise NotImplementedError

    def answer(self, command: bytes) -> bytes:
        """The chip's answer, status word last. Raises `Pulled` where the fault says so."""
        count = len(self.commands)
        if self.fault is Fault.REMOVED and count >= self.at:
            raise Pulled
        self.commands.append(command[:4].hex().upper())
        self.ever.append(self.commands[-1])
        if self.fault is Fault.SLOW:
            self.released.wait(self.delay_s)
        if count >= self.at and (spoilt := self._spoilt(command, count)) is not None:
            return spoilt
        if len(command) < 4:
            return b"\x67\x00"
        if command[:2] == b"\x00\xc0" and self.t0:
            return self._get_response(command)
        return self._obey(command)

    def _obey(self, command: bytes) -> bytes:
        raise NotImplementedError

    def _spoilt(self, command: bytes, count: int) -> bytes | None:
        """The answer of a chip that does not keep to any protocol, None = it does."""
        match self.fault:
            case Fault.ENDLESS_61:
                return b"\xaa\x61\x01" if command[1:2] == b"\xc0" else b"\x61\x01"
            case Fault.ENDLESS_6C:
                return bytes((0x6C, count & 0xFF or 1))
            case Fault.GARBAGE:
                return GARBAGE_WORDS[count % len(GARBAGE_WORDS)].to_bytes(2, "big")
            case Fault.SHORT:
                return b"\x90"
        return None

    def _give(self, data: bytes) -> bytes:
        """The answer to a command that carried data: under T=0 it waits to be fetched."""
        if not self.t0:
            return data + b"\x90\x00"
        self._waiting = data
        return bytes((0x61, len(data)))

    def _give_exactly(self, data: bytes, length: int) -> bytes:
        """Under T=0 only the true length is answered, any other gets 6Cxx (card facts 2.2)."""
        if length == len(data) or (length == 0 and not self.t0):
            return data + b"\x90\x00"
        return bytes((0x6C, len(data)))

    def _get_response(self, command: bytes) -> bytes:
        if not self._waiting:
            return b"\x6f\x00"
        length = command[4] if len(command) > 4 else 0
        if length == 0 or length > len(self._waiting):
            return bytes((0x6C, len(self._waiting)))
        part, self._waiting = self._waiting[:length], self._waiting[length:]
        return part + (bytes((0x61, len(self._waiting))) if self._waiting else b"\x90\x00")

    def _data(self, command: bytes) -> bytes | None:
        """The data of a command that carries some; None when its length is wrong for the protocol."""
        length = command[4] if len(command) > 4 else 0
        data = command[5 : 5 + length]
        if len(data) != length or len(command) > (5 if self.t0 else 6) + length:
            return None
        return data
