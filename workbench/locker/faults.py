"""Faults by name: what may be wrong with a simulated board, door or line."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, unique


@unique
class Fault(Enum):
    """One way to misbehave. The comment says whose: a board's (or the whole line's), or one compartment's."""

    SILENT = "silent"  # board: hears and does nothing, as without power
    LOST = "lost"  # board: does what it is told, its answer never arrives
    LATE = "late"  # board: answers only after `late_s`
    TRUNCATED = "truncated"  # board: the last two bytes of the answer are missing
    SPLIT = "split"  # board: the answer comes in two parts, 0.1 s apart
    BIT_FLIP = "bit flip"  # board: one bit of the answer is turned
    BAD_CHECKSUM = "bad checksum"  # board
    GARBAGE_BEFORE = "garbage before"  # board
    GARBAGE_AFTER = "garbage after"  # board
    DUPLICATE = "duplicate"  # board: the answer comes twice
    WRONG_BOARD = "wrong board"  # board: answers under its neighbour's address
    ECHO = "echo"  # line: the adapter returns what it sends
    UNSOLICITED = "unsolicited"  # board: reports a door just before it answers, and every hand-closed door
    NOISE = "noise"  # line: random bytes without end after every question
    JAMMED = "jammed"  # compartment: acknowledged, but the door does not move
    SENSOR_DEAD = "sensor dead"  # compartment: the switch stays as it was when the fault came


ONE_DOOR = frozenset({Fault.JAMMED, Fault.SENSOR_DEAD})


@dataclass(slots=True)
class _Entry:
    fault: Fault
    board: int | None
    compartment: int | None
    left: int | None
    detail: int | None


class FaultBook:
    """Which faults are in force; the caller holds the bank's lock."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(
        self, fault: Fault, board: int | None, compartment: int | None, times: int | None, detail: int | None
    ) -> None:
        """Put a fault in force, for `times` uses or until cleared; raises ValueError when it names no door."""
        if (fault in ONE_DOOR) != (compartment is not None):
            raise ValueError(f"{fault.value}: give a compartment to door faults, a board or nothing to others")
        self._entries.append(_Entry(fault, board, compartment, times, detail))

    def clear(self, fault: Fault | None, compartment: int | None) -> None:
        """Lift one fault (everywhere, or of one compartment) or all."""
        self._entries = [
            entry
            for entry in self._entries
            if not (fault in (None, entry.fault) and compartment in (None, entry.compartment))
        ]

    def has(self, fault: Fault, *, board: int | None = None, compartment: int | None = None) -> bool:
        """Whether the fault is in force, without using it up."""
        return self._entry(fault, board, compartment) is not None

    def use(self, fault: Fault, *, board: int | None = None, compartment: int | None = None) -> bool:
        """Whether the fault is in force; one of its times is used up."""
        entry = self._entry(fault, board, compartment)
        if entry is None:
            return False
        if entry.left is not None:
            entry.left -= 1
            if not entry.left:
                self._entries.remove(entry)
        return True

    def detail(self, fault: Fault, board: int, default: int) -> int:
        """The number given with the fault (where to split, which bit to flip)."""
        entry = self._entry(fault, board, None)
        return default if entry is None or entry.detail is None else entry.detail

    def in_force(self) -> list[str]:
        """Names of what is in force, for the panel."""
        return [entry.fault.value + (f" {entry.compartment}" if entry.compartment else "") for entry in self._entries]

    def _entry(self, fault: Fault, board: int | None, compartment: int | None) -> _Entry | None:
        for entry in self._entries:
            if entry.fault is fault and entry.board in (None, board) and entry.compartment == compartment:
                return entry
        return None


def garbled(data: bytes, board: int, faults: FaultBook, neighbour: Callable[[bytes], bytes]) -> bytes:
    """An answer with those faults in force that change its bytes; `neighbour` forges the next board's address."""
    if faults.use(Fault.WRONG_BOARD, board=board):
        data = neighbour(data)
    if faults.has(Fault.BIT_FLIP, board=board):
        bit = faults.detail(Fault.BIT_FLIP, board, 19) % (8 * len(data))
        faults.use(Fault.BIT_FLIP, board=board)
        data = (int.from_bytes(data, "little") ^ 1 << bit).to_bytes(len(data), "little")
    if faults.use(Fault.BAD_CHECKSUM, board=board):
        data = data[:-1] + bytes([data[-1] ^ 0x5A])
    if faults.use(Fault.TRUNCATED, board=board):
        data = data[:-2]
    if faults.use(Fault.GARBAGE_BEFORE, board=board):
        data = random.randbytes(6) + data
    if faults.use(Fault.GARBAGE_AFTER, board=board):
        data += random.randbytes(6)
    return data * 2 if faults.use(Fault.DUPLICATE, board=board) else data
