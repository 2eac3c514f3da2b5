"""The one door to PC/SC: the only module that imports pyscard, and the one that translates its errors.

It uses pyscard's `smartcard.scard` functions, which return a result code. The object layer above them has two
unrelated exception families, a monitor that dies with pcscd, and destructors that print (card facts 5.2, 5.3);
all of those carry the same codes, so `error_for` is the whole translation.
"""

import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, unique
from types import TracebackType
from typing import Any, Self

from smartcard import scard

from drivers.card.errors import (
    AccessDenied,
    CardError,
    CardFault,
    CardMute,
    CardRemoved,
    NoCard,
    ReaderBusy,
    ReaderLost,
    ServiceDown,
)
from drivers.card.trace import log

PNP = "\\\\?PnP?\\Notification"
"""Pseudo reader that changes when a reader comes or goes; macOS has none (card facts 5.3)."""

_SAM_SLOT = re.compile(r"\bSAM\b", re.IGNORECASE)

REMOVAL_SEEN_S = 1.2
"""How long pcscd may need to notice a removal that a failed exchange noticed first (card facts 5.2)."""


@unique
class Code(IntEnum):
    """Result codes the driver tells apart, masked to 32 bits (card facts 5.2)."""

    OK = 0x00000000
    CANCELLED = 0x80100002
    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS = 0x8010002E
    UNRESPONSIVE = 0x80100066
    UNPOWERED = 0x80100067
    RESET = 0x80100068
    REMOVED = 0x80100069
    SECURITY_VIOLATION = 0x8010006A


_ERRORS: Mapping[Code, type[CardError]] = {
    Code.NO_SMARTCARD: NoCard,
    Code.REMOVED: CardRemoved,
    Code.UNRESPONSIVE: CardMute,
    Code.UNPOWERED: CardMute,
    Code.INVALID_HANDLE: ReaderLost,
    Code.UNKNOWN_READER: ReaderLost,
    Code.SHARING_VIOLATION: ReaderBusy,
    Code.COMM_ERROR: ReaderLost,
    Code.READER_UNAVAILABLE: ReaderLost,
    Code.NO_SERVICE: ServiceDown,
    Code.SERVICE_STOPPED: ServiceDown,
    Code.NO_READERS: ReaderLost,
    Code.SECURITY_VIOLATION: AccessDenied,
}


@unique
class Slot(Enum):
    """What is in a slot."""

    EMPTY = "empty"
    PRESENT = "present"
    MUTE = "mute"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SlotState:
    """State of one reader; `changes` counts insertions and removals, so that a fast swap shows (16 bits)."""

    slot: Slot
    changes: int
    raw: int


def error_for(result: int, doing: str) -> CardError:
    """The driver's error for a PC/SC result code, which may come signed."""
    code = result & 0xFFFFFFFF
    kind = _ERRORS.get(code, CardFault)  # type: ignore[call-overload]
    error: CardError = kind(f"{doing}: {scard.SCardGetErrorMessage(result)}")
    return error


def _check(result: int, doing: str) -> None:
    if result & 0xFFFFFFFF != Code.OK:
        raise error_for(result, doing)


class Connection:
    """An exclusively connected card; `close` takes its power away, which ends every security state."""

    def __init__(self, context: "Context", reader: str, handle: Any, protocol: int, atr: bytes) -> None:
        self._context = context
        self._reader = reader
        self._handle = handle
        self._protocol = protocol
        self.atr = atr

    @property
    def t0(self) -> bool:
        """True when T=0 was agreed, False for T=1."""
        return bool(self._protocol == scard.SCARD_PROTOCOL_T0)

    def transmit(self, command: bytes) -> bytes:
        """Send one APDU. Raises `CardRemoved`, `CardMute`, `ReaderLost`, `CardFault`."""
        header = scard.SCARD_PCI_T0 if self.t0 else scard.SCARD_PCI_T1
        result, answer = scard.SCardTransmit(self._handle, header, list(command))
        if result & 0xFFFFFFFF == Code.OK:
            if len(answer) < 2:  # no status word: what some readers make of a card pulled in mid-answer
                self._raise_if_gone()
            return bytes(answer)
        if result & 0xFFFFFFFF in (Code.NOT_TRANSACTED, Code.COMM_ERROR, Code.NO_SMARTCARD):
            self._raise_if_gone()
        raise error_for(result, "talking to the card")

    def _raise_if_gone(self) -> None:
        """A failed exchange notices a pulled card before pcscd does: wait for its verdict (card facts 5.2)."""
        deadline = time.monotonic() + REMOVAL_SEEN_S
        known = 0
        while (left := deadline - time.monotonic()) > 0:
            state = self._context.wait(self._reader, known, left)
            if state.slot is Slot.GONE:
                raise ReaderLost("the reader went away while the card was read")
            if state.slot is Slot.EMPTY:
                raise CardRemoved("the card was pulled while it was read")
            known = state.raw

    def close(self) -> None:
        """Disconnect and unpower; a card or a service already gone is logged, not raised."""
        result = scard.SCardDisconnect(self._handle, scard.SCARD_UNPOWER_CARD)
        if result & 0xFFFFFFFF not in (Code.OK, Code.REMOVED):
            log.debug("disconnecting: %s", error_for(result, "disconnect"))


class Context:
    """One PC/SC context: list readers, wait for changes, connect. Use from one thread, `cancel` from any.

    Raises `ReaderLost` when there is no PC/SC service. A context never comes back after pcscd was away:
    release it and make a new one (card facts 5.2).
    """

    def __init__(self) -> None:
        result, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check(result, "reaching the PC/SC service")
        self._readers_seen = 0  # pcsc-lite 2.3 and later count reader events in PNP's high word

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def readers(self) -> list[str]:
        """Names of all readers, [] when there is none."""
        result, names = scard.SCardListReaders(self._handle, [])
        if result & 0xFFFFFFFF == Code.NO_READERS:
            return []
        _check(result, "listing readers")
        return list(names)

    def find(self, pattern: str, avoid: Sequence[str] = ()) -> str | None:
        """The first reader whose name contains `pattern`, whatever the case, and none of `avoid`.

        By name, because a reader's SAM slots are readers too (card facts 5.3); one that calls itself SAM is taken
        last, unless `pattern` says SAM.
        """
        names = [name for name in self.readers() if pattern.casefold() in name.casefold()]
        names = [name for name in names if not any(other.casefold() in name.casefold() for other in avoid)]
        if not _SAM_SLOT.search(pattern):
            names.sort(key=lambda name: _SAM_SLOT.search(name) is not None)
        return names[0] if names else None

    def wait(self, reader: str, known: int, timeout_s: float) -> SlotState:
        """State of `reader` once it differs from `known` (a `SlotState.raw`, 0 = answer at once) or time is up.

        Returns as well when any reader comes or goes. Raises `ReaderLost` when the service is gone.
        """
        states = self._wait([(reader, known)], timeout_s)
        return _slot_state(states[0][1]) if states else SlotState(Slot.GONE, 0, known)

    def wait_for_readers(self, timeout_s: float) -> None:
        """Return when a reader comes or goes, or when time is up."""
        self._wait([], timeout_s)

    def _wait(self, watched: list[tuple[str, int]], timeout_s: float) -> list[tuple[str, int, list[int]]]:
        """Wait for `watched` and for readers coming or going; [] when a watched reader is not there."""
        if sys.platform != "darwin":
            watched = [*watched, (PNP, self._readers_seen)]
        timeout_ms = max(1, round(timeout_s * 1000))
        result, states = scard.SCardGetStatusChange(self._handle, timeout_ms, watched)
        code = result & 0xFFFFFFFF
        if code == Code.UNKNOWN_READER:
            return []
        if code not in (Code.OK, Code.TIMEOUT, Code.CANCELLED):
            raise error_for(result, "watching the reader")
        self._readers_seen = next((raw & 0xFFFF0000 for name, raw, *_ in states if name == PNP), 0)
        return list(states)

    def connect(self, reader: str) -> Connection:
        """Connect to the card for us alone, T=0 or T=1. Raises `NoCard`, `CardMute`, `ReaderLost`, `CardFault`."""
        wanted = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, handle, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, wanted)
        if result & 0xFFFFFFFF == Code.REMOVED:
            raise NoCard("connecting: no card in the slot")
        _check(result, "connecting to the card")
        result, _, _, _, atr = scard.SCardStatus(handle)
        connection = Connection(self, reader, handle, protocol, bytes(atr) if atr else b"")
        if result & 0xFFFFFFFF != Code.OK:
            connection.close()
            raise error_for(result, "asking for the answer to reset")
        return connection

    def cancel(self) -> None:
        """Wake a `wait` on another thread."""
        scard.SCardCancel(self._handle)

    def release(self) -> None:
        """Let go of the service; one already gone is logged, not raised."""
        result = scard.SCardReleaseContext(self._handle)
        if result & 0xFFFFFFFF != Code.OK:
            log.debug("releasing: %s", error_for(result, "release"))


def _slot_state(raw: int) -> SlotState:
    changes = raw >> 16 & 0xFFFF
    if raw & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
        return SlotState(Slot.GONE, changes, raw)
    if raw & scard.SCARD_STATE_MUTE:
        return SlotState(Slot.MUTE, changes, raw)
    if raw & scard.SCARD_STATE_PRESENT:
        return SlotState(Slot.PRESENT, changes, raw)
    return SlotState(Slot.EMPTY, changes, raw)
