"""Frames give bytes a shape: declared as rows of fields, decoded and encoded purely.

A frame never reads a port and never waits; it says how many bytes it used, and 0 means "more, please".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Protocol

Value = int | tuple[bool, ...]
Values = Mapping[str, Value]

MORE = 0
SLIDE = 1


def xor8(data: bytes) -> bytes:
    """XOR of all bytes, one byte; blind to swapped bytes (lock-board facts 2.4)."""
    return bytes([reduce(xor, data, 0)])


def sum8(data: bytes) -> bytes:
    """Sum of all bytes modulo 256, one byte (lock-board facts 3.1)."""
    return bytes([sum(data) & 0xFF])


CHECKSUMS: Mapping[str, Callable[[bytes], bytes]] = {"xor8": xor8, "sum8": sum8}


class Field(Protocol):
    """One cell of a frame: `least..most` bytes long."""

    @property
    def least(self) -> int:
        """Fewest bytes."""

    @property
    def most(self) -> int:
        """Most bytes; only a Mask may have more than `least`."""

    def parse(self, part: bytes, before: bytes) -> Values | None:
        """What `part` says, given the frame's bytes before it; None when it cannot be this field."""

    def build(self, values: Values, before: bytes) -> bytes:
        """Bytes of this field; raises ValueError when a value is missing or out of bounds."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that are always the same."""

    data: bytes

    @property
    def least(self) -> int:
        return len(self.data)

    @property
    def most(self) -> int:
        return len(self.data)

    def parse(self, part: bytes, before: bytes) -> Values | None:
        return {} if part == self.data else None

    def build(self, values: Values, before: bytes) -> bytes:
        return self.data


@dataclass(frozen=True, slots=True)
class UInt:
    """A big-endian number of `width` bytes, low..high; `among` narrows it to a few values."""

    name: str
    width: int = 1
    low: int = 0
    high: int | None = None
    among: tuple[int, ...] = ()

    @property
    def least(self) -> int:
        return self.width

    @property
    def most(self) -> int:
        return self.width

    def _allows(self, number: int) -> bool:
        high = (1 << 8 * self.width) - 1 if self.high is None else self.high
        return self.low <= number <= high and (not self.among or number in self.among)

    def parse(self, part: bytes, before: bytes) -> Values | None:
        number = int.from_bytes(part, "big")
        return {self.name: number} if self._allows(number) else None

    def build(self, values: Values, before: bytes) -> bytes:
        number = _number(values, self.name)
        if not self._allows(number):
            raise ValueError(f"{self.name} {number} is out of bounds")
        return number.to_bytes(self.width, "big")


@dataclass(frozen=True, slots=True)
class Nibbles:
    """One byte holding two numbers 0..15, such as board and lock (lock-board facts 3.1); `low` may be a constant."""

    high: str
    low: str | int
    least: int = 1
    most: int = 1

    def parse(self, part: bytes, before: bytes) -> Values | None:
        high, low = part[0] >> 4, part[0] & 0x0F
        if isinstance(self.low, int):
            return {self.high: high} if low == self.low else None
        return {self.high: high, self.low: low}

    def build(self, values: Values, before: bytes) -> bytes:
        high = _number(values, self.high)
        low = self.low if isinstance(self.low, int) else _number(values, self.low)
        if not (0 <= high <= 15 and 0 <= low <= 15):
            raise ValueError(f"{self.high} {high} or {self.low} {low} does not fit four bits")
        return bytes([high << 4 | low])


@dataclass(frozen=True, slots=True)
class Mask:
    """`least..most` bytes of flags; the value is a tuple of bool, the first one bit 0 of the lowest group."""

    name: str
    least: int
    most: int
    highest_first: bool = False

    def parse(self, part: bytes, before: bytes) -> Values | None:
        groups = part[::-1] if self.highest_first else part
        return {self.name: tuple(bool(group >> bit & 1) for group in groups for bit in range(8))}

    def build(self, values: Values, before: bytes) -> bytes:
        bits = values.get(self.name)
        if not isinstance(bits, tuple) or len(bits) % 8 or not self.least <= len(bits) // 8 <= self.most:
            raise ValueError(f"{self.name} needs {self.least}..{self.most} whole bytes of flags")
        groups = bytes(sum(bit << i for i, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))
        return groups[::-1] if self.highest_first else groups


@dataclass(frozen=True, slots=True)
class Check:
    """A checksum by its name in CHECKSUMS over the frame's bytes before it, from byte `start` on."""

    kind: str
    start: int = 0

    @property
    def least(self) -> int:
        return len(CHECKSUMS[self.kind](b""))

    @property
    def most(self) -> int:
        return self.least

    def parse(self, part: bytes, before: bytes) -> Values | None:
        return {} if part == CHECKSUMS[self.kind](before[self.start :]) else None

    def build(self, values: Values, before: bytes) -> bytes:
        return CHECKSUMS[self.kind](before[self.start :])


def _number(values: Values, name: str) -> int:
    number = values.get(name)
    if not isinstance(number, int):
        raise ValueError(f"{name} is missing or not a number")
    return number


class Frame:
    """A row of fields under a name; at most one of them may vary in length."""

    def __init__(self, name: str, *fields: Field) -> None:
        if sum(field.least != field.most for field in fields) > 1:
            raise ValueError(f"frame {name}: two fields of varying length cannot be told apart")
        self.name = name
        self.fields = fields
        self.least = sum(field.least for field in fields)
        self.most = sum(field.most for field in fields)

    def encode(self, values: Values) -> bytes:
        """Bytes of the frame; raises ValueError when a value is missing or out of bounds."""
        data = b""
        for field in self.fields:
            data += field.build(values, data)
        return data

    def decode(self, data: bytes, *, ended: bool = False) -> tuple[Values | None, int]:
        """The frame at the start of `data` and its length; (None, MORE) or (None, SLIDE) when there is none.

        Of several lengths that would fit the longest wins, so a frame of varying length is complete only at
        its greatest length or when `ended` says that nothing more is coming (the line went quiet).
        """
        if len(data) < self.most and not ended:
            return None, MORE if self._may_begin(data) else SLIDE
        for length in range(min(self.most, len(data)), self.least - 1, -1):
            values = self._parsed(data[:length])
            if values is not None:
                return values, length
        return None, SLIDE

    def _may_begin(self, data: bytes) -> bool:
        """False when the fields of fixed place that are already there contradict the frame."""
        at = 0
        for field in self.fields:
            if field.least != field.most:
                return True
            part = data[at : at + field.least]
            if len(part) < field.least:
                return not isinstance(field, Literal) or field.data.startswith(part)
            if field.parse(part, data[:at]) is None:
                return False
            at += field.least
        return True

    def _parsed(self, data: bytes) -> Values | None:
        spare = len(data) - self.least
        at = 0
        values: dict[str, Value] = {}
        for field in self.fields:
            width = field.least + (spare if field.most > field.least else 0)
            found = field.parse(data[at : at + width], data[:at])
            if found is None:
                return None
            values.update(found)
            at += width
        return values
