"""The pictures a correction is about (domain 2.12, case 16): asked for by the person at the terminal, kept nowhere.

They are the first pages of what was handed in before. Too large for the orders, which are polled; so they are had only
while the hall can be reached.
"""

from uuid import UUID

from pydantic import Base64Bytes, Field

from contract.envelope import MAX_BODY_BYTES
from contract.message import Message

MOST_PICTURES = 6
MOST_BYTES = 4_000_000
"""Of all pictures of one answer together; ours, well within what a terminal takes as one answer."""


class PicturesWish(Message):
    """Asked by a terminal for the person whose card it has read; `sealed` is a `contract.looked_up.SealedPerson`."""

    case_id: UUID
    key_id: str = Field(max_length=64)
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES)


class AskedPicture(Message):
    """One page, as JPEG, of one material that is asked for again."""

    material: str
    jpeg: Base64Bytes = Field(repr=False)


class PicturesFound(Message):
    """In the order in which the materials are asked for; empty when there is nothing to show to this person."""

    pictures: list[AskedPicture]


def bound(case_id: UUID) -> bytes:
    """What the sealed body of a wish is tied to."""
    return f"asked-pictures|{case_id}".encode()
