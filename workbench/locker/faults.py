"""Faults by name: what may be wrong with a simulated board, door or line."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, unique

from workbench.locker.speech import Speech


@unique
class Of(Enum):
    """What a fault is given to."""

    LINE = "the line"
    BOARD = "a board, or all"
    DOOR = "a compartment"
    EITHER = "a board, all, or a compartment"


@unique
class Unasked(IntEnum):
    """`detail` of `Fault.UNSOLICITED`: where the report lands."""

    BEFORE = 0
    INSIDE = 1
    AFTER = 2
    IN_THE_GAP = 3


@unique
class Fault(Enum):
    """One way to misbehave: its name, whose it is, and what it means (`detail`: the number given with it).

    Every fault stays in force until cleared, or for a number of times. `suits` tells whether a family can show it; on
    another family it changes nothing.
    """

    _value_: str
    of: Of
    meaning: str

    SILENT = "silent", Of.BOARD, "hears and does nothing, as if it were not there"
    LOST = "lost", Of.BOARD, "does what it is told, but its answer never arrives"
    LATE = "late", Of.BOARD, "answers only after `late_s`; detail 1: together with the line's next request"
    TRUNCATED = "truncated", Of.BOARD, "the last bytes of the answer are missing; detail: how many (2)"
    SPLIT = "split", Of.BOARD, "the answer comes in two parts, 0.1 s apart; detail: length of the first (3)"
    BIT_FLIP = "bit flip", Of.BOARD, "one bit of the answer is turned; detail: which, from bit 0 of byte 0 (19)"
    BAD_CHECKSUM = "bad checksum", Of.BOARD, "the answer's last check byte is wrong"
    GARBAGE_BEFORE = "garbage before", Of.BOARD, "random bytes right before the answer; detail: how many (6)"
    GARBAGE_AFTER = "garbage after", Of.BOARD, "random bytes right behind the answer; detail: how many (6)"
    DUPLICATE = "duplicate", Of.BOARD, "the answer comes twice"
    WRONG_BOARD = "wrong board", Of.BOARD, "answers under its neighbour's address"
    TWO_BOARDS = (
        "two boards",
        Of.BOARD,
        "another board of the same address, its doors the other way round, answers at the same moment: bytes"
        " interleaved; detail 1: pulled low by either (ANDed)",
    )
    EXCEPTION = "exception", Of.BOARD, "refuses every request by an exception; detail: its code (2)"
    NEEDS_GAP = "needs a gap", Of.BOARD, "does not hear what comes sooner after other traffic; detail: ms (20)"
    POWER_CUT = (
        "power cut",
        Of.BOARD,
        "loses its pulses and all it knew but the doors, is silent while it boots, then is back by itself; detail: ms"
        " without power before that (0)",
    )
    ECHO = "echo", Of.LINE, "the adapter returns what it sends"
    NOISE = "noise", Of.LINE, "random bytes without end after every question"
    UNSOLICITED = (
        "unsolicited",
        Of.BOARD,
        "reports its first door unasked, and every door a hand shuts; detail: 0 right before the answer, 1 inside it,"
        " 2 right behind it, 3 in the gap that follows",
    )
    BUSY = "busy", Of.EITHER, "the coil must cool: refused in the family's words, or simply no pulse"
    JAMMED = "jammed", Of.DOOR, "pulsed and acknowledged, but the door does not move"
    SENSOR_DEAD = "sensor dead", Of.DOOR, "the switch stays as it was when the fault came"
    RELAY_STUCK = "relay stuck", Of.DOOR, "the coil stays on after its next pulse: the door cannot latch again"

    def __new__(cls, name: object, of: Of = Of.BOARD, meaning: str = "") -> "Fault":
        made = object.__new__(cls)
        made._value_ = str(name)
        made.of, made.meaning = of, meaning
        return made

    def suits(self, speech: Speech) -> bool:
        """Whether boards that speak so can show this fault."""
        if self is Fault.BAD_CHECKSUM:
            return speech.sealed
        if self is Fault.UNSOLICITED:
            return bool(speech.event(1, 1, True))
        return self is not Fault.EXCEPTION or speech.refuses


@dataclass(slots=True)
class _Entry:
    fault: Fault
    board: int | None
    compartment: int | None
    left: int | None
    detail: int | None

    def __str__(self) -> str:
        if self.compartment is not None:
            return f"{self.fault.value} {self.compartment}"
        return self.fault.value if self.board is None else f"{self.fault.value} on board {self.board}"


class FaultBook:
    """Which faults are in force; the caller holds the bank's lock."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(
        self, fault: Fault, board: int | None, compartment: int | None, times: int | None, detail: int | None
    ) -> None:
        """Put a fault in force, for `times` uses or until cleared; one already in force for the same thing is replaced.

        Raises ValueError when it is given to the wrong thing.
        """
        needs_door = fault.of is Of.DOOR or (fault.of is Of.EITHER and compartment is not None)
        if needs_door != (compartment is not None) or (board is not None and (needs_door or fault.of is Of.LINE)):
            raise ValueError(f"{fault.value} is given to {fault.of.value}: board or compartment does not fit")
        self._entries = [
            one for one in self._entries if (one.fault, one.board, one.compartment) != (fault, board, compartment)
        ]
        self._entries.append(_Entry(fault, board, compartment, times, detail))

    def clear(self, fault: Fault | None = None, board: int | None = None, compartment: int | None = None) -> None:
        """Lift one fault (everywhere, of one board, or of one compartment) or all."""
        self._entries = [
            entry
            for entry in self._entries
            if not (
                fault in (None, entry.fault)
                and board in (None, entry.board)
                and compartment in (None, entry.compartment)
            )
        ]

    def has(self, fault: Fault, *, board: int | None = None, compartment: int | None = None) -> bool:
        """Whether the fault is in force, without using it up."""
        return self._entry(fault, board, compartment) is not None

    def use(self, fault: Fault, *, board: int | None = None, compartment: int | None = None) -> bool:
        """Whether the fault is in force; one of its times is used up."""
        return self.used(fault, 0, board=board, compartment=compartment) is not None

    def used(
        self, fault: Fault, default: int, *, board: int | None = None, compartment: int | None = None
    ) -> int | None:
        """The number given with the fault, or `default`; None when it is not in force. One of its times is used up."""
        entry = self._entry(fault, board, compartment)
        if entry is None:
            return None
        if entry.left is not None:
            entry.left -= 1
            if entry.left <= 0:
                self._entries.remove(entry)
        return default if entry.detail is None else entry.detail

    def detail(self, fault: Fault, default: int, *, board: int | None = None) -> int | None:
        """As `used`, without using it up."""
        entry = self._entry(fault, board, None)
        return None if entry is None else default if entry.detail is None else entry.detail

    def in_force(self) -> list[str]:
        """Names of what is in force, each with its compartment or board, for the panel."""
        return [str(entry) for entry in self._entries]

    def _entry(self, fault: Fault, board: int | None, compartment: int | None) -> _Entry | None:
        for entry in self._entries:
            if entry.fault is fault and entry.board in (None, board) and entry.compartment in (None, compartment):
                return entry
        return None


def garbled(data: bytes, board: int, faults: FaultBook, neighbour: Callable[[bytes], bytes]) -> bytes:
    """An answer with those faults in force that change its bytes; `neighbour` forges the next board's address."""
    if faults.use(Fault.WRONG_BOARD, board=board):
        data = neighbour(data)
    if (bit := faults.used(Fault.BIT_FLIP, 19, board=board)) is not None:
        data = (int.from_bytes(data, "little") ^ 1 << bit % (8 * len(data))).to_bytes(len(data), "little")
    if faults.use(Fault.BAD_CHECKSUM, board=board):
        data = data[:-1] + bytes([data[-1] ^ 0x5A])
    if (missing := faults.used(Fault.TRUNCATED, 2, board=board)) is not None:
        data = data[: max(0, len(data) - missing)]
    if (extra := faults.used(Fault.GARBAGE_BEFORE, 6, board=board)) is not None:
        data = random.randbytes(extra) + data
    if (extra := faults.used(Fault.GARBAGE_AFTER, 6, board=board)) is not None:
        data += random.randbytes(extra)
    return data * 2 if faults.use(Fault.DUPLICATE, board=board) else data


def collided(data: bytes, twin: bytes, *, anded: bool) -> bytes:
    """What arrives when two boards answer at once: byte about byte, or every bit low that either pulls low."""
    if anded:
        longer, shorter = sorted((data, twin), key=len, reverse=True)
        shorter += b"\xff" * (len(longer) - len(shorter))  # an idle line is high
        return bytes(one & other for one, other in zip(longer, shorter, strict=True))
    both = [data[at : at + 1] + twin[at : at + 1] for at in range(max(len(data), len(twin)))]
    return b"".join(both)
