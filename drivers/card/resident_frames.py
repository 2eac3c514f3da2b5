"""Frames of the identity-card reader's serial protocol (SAM_V): request and answer. Pure: bytes in, bytes out.

Request: preamble, Len, command, parameter, data, XOR. Answer: preamble, Len, three status bytes, data, XOR. Len counts
what follows it; the XOR runs over Len and all but itself (card facts 8, four sources). An answer does not say which
command it answers: whether it fits is `Command.fits`.
"""

from dataclasses import dataclass, field
from enum import IntEnum, unique

from drivers.fields import xor8
from drivers.frame import MORE, SLIDE

PREAMBLE = bytes.fromhex("AAAAAA9669")
LEN_BYTES = 2
STATUS_BYTES = 3
SHORTEST = STATUS_BYTES + 1
"""Least value of an answer's Len: status and checksum, no data."""

LONGEST = 2400
"""Greatest Len believed; the longest known answer has 2321 bytes in all (card facts 8)."""


@unique
class Status(IntEnum):
    """Third status byte (card facts 8); the first two are zero in every source."""

    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    UNKNOWN_ERROR = 0x24
    CARD_REJECTS_READER = 0x31
    READER_REJECTS_CARD = 0x32
    NOT_VERIFIED = 0x33
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    NO_RANDOM = 0x47
    SELF_TEST = 0x60
    NO_LICENCE = 0x66
    NOT_FOUND = 0x80
    NOT_SELECTED = 0x81
    DONE = 0x90
    NO_CONTENT = 0x91
    FOUND = 0x9F


MISHEARD = frozenset({Status.BAD_CHECKSUM, Status.BAD_LENGTH, Status.BAD_COMMAND, Status.UNKNOWN_ERROR})
"""The reader did not understand the request: worth asking again."""

BROKEN = frozenset({Status.SELF_TEST, Status.NO_LICENCE})
"""The reader's security module does not work, whatever the card."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer; `data` may be a person's."""

    status: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """One request and what may come back: the good status and its data's length in bytes (None = not known)."""

    name: str
    code: int
    parameter: int
    good: Status
    data_bytes: int | None
    refusals: frozenset[Status]

    @property
    def frame(self) -> bytes:
        """The bytes to send; none of these commands carries data."""
        body = (SHORTEST - 1).to_bytes(LEN_BYTES, "big") + bytes((self.code, self.parameter))
        return PREAMBLE + body + xor8(body)

    def fits(self, answer: Answer) -> bool:
        """Whether the answer can be to this command, and not a late one to another."""
        if answer.status == self.good:
            return self.data_bytes in (None, len(answer.data))
        return answer.status in self.refusals | MISHEARD | BROKEN


_CARD = frozenset(
    {
        Status.CARD_REJECTS_READER,
        Status.READER_REJECTS_CARD,
        Status.NOT_VERIFIED,
        Status.WRONG_CARD,
        Status.READ_FAILED,
        Status.NO_RANDOM,
        Status.NO_CONTENT,
    }
)
TEXT_BYTES = 256
PHOTO_BYTES = 1024
_LENGTHS_BYTES = 4

FIND = Command("find", 0x20, 0x01, Status.FOUND, None, _CARD | {Status.NOT_FOUND})
SELECT = Command("select", 0x20, 0x02, Status.DONE, 8, _CARD | {Status.NOT_SELECTED})
READ = Command(
    "read",
    0x30,
    0x01,
    Status.DONE,
    _LENGTHS_BYTES + TEXT_BYTES + PHOTO_BYTES,
    _CARD,
)
MODULE_ID = Command("module id", 0x12, 0xFF, Status.DONE, None, frozenset())
MODULE_STATUS = Command("module status", 0x11, 0xFF, Status.DONE, None, frozenset())


def decode(data: bytes, *, ended: bool = False) -> tuple[Answer | None, int]:
    """The answer at the start of `data` and its length; (None, n) when the first n bytes belong to none.

    n is MORE (0) while an answer may still be coming. `ended`: nothing more comes, so what only looks like the
    beginning of an answer is slid over, and a whole answer behind it is found (empty data gives (None, 0)).
    """
    start = data.find(PREAMBLE)
    if start:  # not there (-1), or behind other bytes
        return None, start if start > 0 else len(data) if ended else len(data) - _may_begin(data)
    head = len(PREAMBLE) + LEN_BYTES
    length = int.from_bytes(data[len(PREAMBLE) : head], "big")
    if len(data) >= head and not SHORTEST <= length <= LONGEST:
        return None, SLIDE
    if len(data) < head or len(data) < head + length:
        return None, SLIDE if ended else MORE
    body, check = data[len(PREAMBLE) : head + length - 1], data[head + length - 1 : head + length]
    if xor8(body) != check or any(body[LEN_BYTES : LEN_BYTES + 2]):
        return None, SLIDE
    return Answer(body[LEN_BYTES + 2], body[LEN_BYTES + STATUS_BYTES :]), head + length


def _may_begin(data: bytes) -> int:
    """How many bytes at the end of `data` may be the first of a preamble."""
    return next((n for n in range(len(PREAMBLE) - 1, 0, -1) if data.endswith(PREAMBLE[:n])), 0)


def text_of(answer: Answer) -> bytes:
    """The 256 bytes of text in a good answer to READ; raises ValueError when its own lengths say otherwise.

    The photograph behind it is left alone: it needs a licensed decoder (card facts 8).
    """
    lengths = answer.data[:_LENGTHS_BYTES]
    if lengths != TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big"):
        raise ValueError(f"the answer counts its parts as {lengths.hex()}")
    return answer.data[_LENGTHS_BYTES : _LENGTHS_BYTES + TEXT_BYTES]
