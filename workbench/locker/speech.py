"""How the simulated boards speak: own byte handling straight from the lock-board facts, nothing of the drivers'.

A speech finds whole requests in what arrived and builds the answers; what they mean is the bank's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Protocol


@unique
class Wish(Enum):
    """What a request asks for."""

    OPEN = "open"
    OPEN_ALL = "open all"
    READ_ONE = "read one"
    READ_ALL = "read all"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to a board; `lock` counts from 1, 0 = all."""

    wish: Wish
    board: int
    lock: int
    data: bytes


class Speech(Protocol):
    """One family's language."""

    baud: int
    answers_open: bool

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        """First request and how many bytes to drop; (None, 0) when more is needed."""

    def state(self, board: int, lock: int, contact: bool) -> bytes:
        """Answer about one lock after `Wish.READ_ONE`."""

    def opened(self, board: int, lock: int, contact: bool) -> bytes:
        """Answer to an open request, sent after the pulse."""

    def states(self, board: int, contacts: Sequence[bool], objects: Sequence[bool]) -> bytes:
        """Answer about all locks of a board."""

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        """Report nobody asked for; empty where the family has none."""

    def neighbour(self, data: bytes) -> bytes:
        """The same answer as the board with the next address would give it."""


def _xor(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total


def _groups(flags: Sequence[bool], least: int) -> list[int]:
    count = max(least, (len(flags) + 7) // 8)
    groups = [0] * count
    for index, flag in enumerate(flags):
        groups[index // 8] |= flag << (index % 8)
    return groups


class EightA:
    """The 8A board (section 2): five bytes, XOR, always at least three status bytes, highest group first."""

    baud = 9600
    answers_open = True

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if len(data) < 5:
            return None, 0
        head, board, lock, what, check = data[:5]
        if _xor(data[:4]) == check:
            if head == 0x8A and what == 0x11:
                return Request(Wish.OPEN if lock else Wish.OPEN_ALL, board, lock, data[:5]), 5
            if head == 0x80 and what == 0x33:
                return Request(Wish.READ_ONE if lock else Wish.READ_ALL, board, lock, data[:5]), 5
        return None, 1

    def state(self, board: int, lock: int, contact: bool) -> bytes:
        return self._sealed(0x80, board, lock, 0x11 if contact else 0x00)

    def opened(self, board: int, lock: int, contact: bool) -> bytes:
        return self._sealed(0x8A, board, lock, 0x11 if contact else 0x00)

    def states(self, board: int, contacts: Sequence[bool], objects: Sequence[bool]) -> bytes:
        return self._sealed(0x80, board, *reversed(_groups(contacts, 3)), 0x33)

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        return self._sealed(0x81, board, lock, 0x11 if contact else 0x00)

    def neighbour(self, data: bytes) -> bytes:
        return self._sealed(data[0], data[1] + 1, *data[2:-1])

    @staticmethod
    def _sealed(*data: int) -> bytes:
        return bytes((*data, _xor(bytes(data))))


class KerongCu16:
    """Kerong CU16 (section 3): STX, nibbles, command, ETX, sum; unlock is not answered, infrared is reported."""

    baud = 19200
    answers_open = False

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if data[:1] not in (b"", b"\x02"):
            return None, 1
        if len(data) < 5:
            return None, 0
        board, lock, what = data[1] >> 4, data[1] & 15, data[2]
        if data[3] != 3 or sum(data[:4]) & 255 != data[4]:
            return None, 1
        wishes = {0x30: Wish.READ_ALL, 0x31: Wish.OPEN, 0x33: Wish.OPEN_ALL}
        if what not in wishes:
            return None, 1
        return Request(wishes[what], board, lock + 1 if what == 0x31 else 0, data[:5]), 5

    def state(self, board: int, lock: int, contact: bool) -> bytes:
        return b""

    def opened(self, board: int, lock: int, contact: bool) -> bytes:
        return b""

    def states(self, board: int, contacts: Sequence[bool], objects: Sequence[bool]) -> bytes:
        hooks, infrared = _groups(contacts, 2)[:2], _groups(objects, 2)[:2]
        return self._sealed(2, board << 4, 0x35, *hooks, *infrared, 3)

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        return b""

    def neighbour(self, data: bytes) -> bytes:
        return self._sealed(data[0], data[1] + 0x10 & 255, *data[2:-1])

    @staticmethod
    def _sealed(*data: int) -> bytes:
        return bytes((*data, sum(data) & 255))


SPEECHES: dict[str, type[Speech]] = {"8a": EightA, "kerong_cu16": KerongCu16}
