"""What travels from terminal to hall, and the hall's answer to it.

An *envelope* is one thing the terminal took on itself to deliver. Its id (UUIDv7) is the idempotency key: the hall
takes one id once, however often it is sent. The body is sealed (`contract.seal`), so only the routing fields below
can be read on the way or on the terminal's disk; `contract.bodies` has what lies inside.
"""

import hashlib
from enum import StrEnum, unique
from os import urandom
from threading import Lock
from time import time_ns
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.message import Message

MAX_BODY_BYTES = 1_000_000
_RANDOM_BITS = 74
_newest = 0
_one_at_a_time = Lock()


def new_id() -> UUID:
    """A fresh UUIDv7: ordered by time, so that the newest rows of an index lie together.

    48 bits of Unix milliseconds and 74 of chance; a second one within a millisecond, or after the clock was set back,
    is the last one plus a random step (RFC 9562, 6.2, method 2): a process's ids only grow.
    """
    global _newest
    chance = int.from_bytes(urandom(10), "big")
    fresh = (time_ns() // 1_000_000 << _RANDOM_BITS) | (chance >> 6)
    with _one_at_a_time:
        if fresh >> _RANDOM_BITS <= _newest >> _RANDOM_BITS:
            fresh = _newest + 1 + (chance & 0xFFFFFFFF)
        _newest = fresh
    high, low = fresh >> 62, fresh & (1 << 62) - 1
    return UUID(int=(high >> 12) << 80 | 0x7000 << 64 | (high & 0xFFF) << 64 | 0b10 << 62 | low)


@unique
class Kind(StrEnum):
    """What an envelope carries; the body's model is the class of the same name in `contract.bodies`."""

    SUBMISSION = "submission"
    PAPER = "paper"
    CUSTODY = "custody"
    MANIFEST = "manifest"
    RATING = "rating"
    ALARM = "alarm"
    SUPPLEMENT = "supplement"
    UNWANTED = "unwanted"


class Envelope(Message):
    """One sealed message. `counter` grows by one an envelope a terminal, so gaps and repeats show."""

    id: UUID
    kind: Kind
    case_id: UUID | None
    terminal: str
    counter: int = Field(ge=1)
    created_at: AwareDatetime
    key_id: str
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES * 2)

    @property
    def bound(self) -> bytes:
        """The bytes the seal is bound to."""
        return bound(self.id, self.kind, self.case_id)


def bound(id_: UUID, kind: Kind, case_id: UUID | None) -> bytes:
    """What a sealed body is tied to: which envelope, which kind, which case."""
    return f"{id_}|{kind}|{case_id or '-'}".encode()


class Receipt(Message):
    """The hall's answer to an envelope, signed; asked for again it is the same."""

    envelope_id: UUID
    taken_at: AwareDatetime
    case_number: str | None = None
    token: str  # JWT (EdDSA) by the hall over envelope_id, digest of the sealed bytes and case_number


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
