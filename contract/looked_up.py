"""Who looked up what about a person, when and for which case: shown to that person (domain 2.2, logs)."""

from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.envelope import MAX_BODY_BYTES
from contract.message import Message
from contract.source import LookUpAnswer
from contract.text import Text


class SealedPerson(Message):
    """The sealed body of a wish: whose look-ups."""

    id_number: str = Field(repr=False, min_length=1, max_length=18)


class LookedUpWish(Message):
    """Asked by a terminal for the person whose card it has read."""

    id: UUID
    key_id: str = Field(max_length=64)
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES)


class LookedUp(Message):
    """One look-up. `case`: the case's number, or the id of a hand-in that was never finished."""

    at: AwareDatetime
    source: Text
    question: str
    purpose: str
    case: str
    asked_by: str
    answer: LookUpAnswer
    basis: Text


class LookedUpList(Message):
    """Newest first."""

    look_ups: list[LookedUp]


def bound_of_wish(id_: UUID) -> bytes:
    """What the sealed body of a wish is tied to."""
    return f"looked-up|{id_}".encode()
