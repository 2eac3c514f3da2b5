"""Fields: the cells of a frame. Each knows its width, and how to read and write its own bytes; all of it pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Protocol

Value = int | bool | None | tuple[bool | None, ...] | bytes
Values = Mapping[str, Value]


def xor8(data: bytes) -> bytes:
    """XOR of all bytes, one byte; blind to swapped bytes (lock-board facts 2.4)."""
    return bytes([reduce(xor, data, 0)])


def sum8(data: bytes) -> bytes:
    """Sum of all bytes modulo 256, one byte (lock-board facts 3.1)."""
    return bytes([sum(data) & 0xFF])


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC = tuple(_crc_of(byte) for byte in range(256))


def crc16(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first (lock-board facts 4)."""
    rest = 0xFFFF
    for byte in data:
        rest = rest >> 8 ^ _CRC[(rest ^ byte) & 0xFF]
    return rest.to_bytes(2, "little")


CHECKSUMS: Mapping[str, Callable[[bytes], bytes]] = {"xor8": xor8, "sum8": sum8, "crc16": crc16}


class Field(Protocol):
    """One cell of a frame: `least..most` bytes long. `total` is the length of the whole frame, where it is known."""

    @property
    def least(self) -> int:
        """Fewest bytes."""

    @property
    def most(self) -> int:
        """Most bytes; a Mask, Codes and Raw may have more than `least`."""

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        """What `part` says, given the frame's bytes before it; None when it cannot be this field."""

    def build(self, values: Values, before: bytes, total: int) -> bytes:
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

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        return {} if part == self.data else None

    def build(self, values: Values, before: bytes, total: int) -> bytes:
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

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        number = int.from_bytes(part, "big")
        return {self.name: number} if self._allows(number) else None

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        number = _number(values, self.name)
        if not self._allows(number):
            raise ValueError(f"{self.name} {number} is out of bounds")
        return number.to_bytes(self.width, "big")


@dataclass(frozen=True, slots=True)
class Code:
    """One byte that stands for a meaning, such as a contact or the lack of one; other bytes are refused."""

    name: str
    meanings: Mapping[int, bool | None]
    least: int = 1
    most: int = 1

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        return {self.name: self.meanings[part[0]]} if part[0] in self.meanings else None

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        return bytes([_code(self.meanings, values.get(self.name, 0), self.name)])


@dataclass(frozen=True, slots=True)
class Codes:
    """`least..most` bytes, each a meaning as in `Code`, the lowest lock first; the value is a tuple."""

    name: str
    meanings: Mapping[int, bool | None]
    least: int
    most: int

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        if any(byte not in self.meanings for byte in part):
            return None
        return {self.name: tuple(self.meanings[byte] for byte in part)}

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        row = values.get(self.name)
        if not isinstance(row, tuple) or not self.least <= len(row) <= self.most:
            raise ValueError(f"{self.name} needs {self.least}..{self.most} entries")
        return bytes(_code(self.meanings, one, self.name) for one in row)


@dataclass(frozen=True, slots=True)
class Length:
    """One byte: the length of the whole frame less `less`. The first one of a frame tells where it ends."""

    less: int = 0
    least: int = 1
    most: int = 1

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        return {} if part[0] + self.less == total else None

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        return bytes([total - self.less])


@dataclass(frozen=True, slots=True)
class Raw:
    """`least..most` bytes whose meaning is not known well enough to take apart."""

    name: str
    least: int
    most: int

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        return {self.name: part}

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        data = values.get(self.name)
        if not isinstance(data, bytes) or not self.least <= len(data) <= self.most:
            raise ValueError(f"{self.name} needs {self.least}..{self.most} bytes")
        return data


@dataclass(frozen=True, slots=True)
class Nibbles:
    """One byte holding two numbers 0..15, such as board and lock (lock-board facts 3.1); `low` may be a constant."""

    high: str
    low: str | int
    least: int = 1
    most: int = 1

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        high, low = part[0] >> 4, part[0] & 0x0F
        if isinstance(self.low, int):
            return {self.high: high} if low == self.low else None
        return {self.high: high, self.low: low}

    def build(self, values: Values, before: bytes, total: int) -> bytes:
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

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        groups = part[::-1] if self.highest_first else part
        return {self.name: tuple(bool(group >> bit & 1) for group in groups for bit in range(8))}

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        bits = values.get(self.name)
        if not isinstance(bits, tuple) or len(bits) % 8 or not self.least <= len(bits) // 8 <= self.most:
            raise ValueError(f"{self.name} needs {self.least}..{self.most} whole bytes of flags")
        groups = bytes(sum(bool(bit) << i for i, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))
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

    def parse(self, part: bytes, before: bytes, total: int) -> Values | None:
        return {} if part == CHECKSUMS[self.kind](before[self.start :]) else None

    def build(self, values: Values, before: bytes, total: int) -> bytes:
        return CHECKSUMS[self.kind](before[self.start :])


def _number(values: Values, name: str) -> int:
    number = values.get(name)
    if not isinstance(number, int):
        raise ValueError(f"{name} is missing or not a number")
    return number


def _code(meanings: Mapping[int, bool | None], value: Value, name: str) -> int:
    for byte, meaning in meanings.items():
        if meaning is value:
            return byte
    raise ValueError(f"{name} {value!r} has no byte")
