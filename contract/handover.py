"""Pages from a resident's phone: what terminal and hall tell each other about one hand-over.

The hall seals every page at once to a key that the terminal made for this hand-over alone and keeps in memory: what the
hall stores, nobody but that terminal in that visit can read.
"""

from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.message import Message
from contract.picture import PageType

MAX_FILE_BYTES = 8_000_000
MAX_FILES = 20
KEPT_S = 600


class HandoverWish(Message):
    """The terminal asks for an upload page; `visit` is a random word that names the visit and nobody in it."""

    visit: str = Field(pattern=r"^[0-9a-f]{32}$")
    seal_key: Base64Bytes  # as `contract.seal.HallPublicKey`, of this hand-over only


class HandoverMade(Message):
    """The page's address for the phone, and until when it lives."""

    id: UUID
    url: str = Field(max_length=300)
    expires_at: AwareDatetime


class WaitingPage(Message):
    """One file that the terminal has not taken yet."""

    position: int = Field(ge=1, le=MAX_FILES)
    type: PageType


class HandoverState(Message):
    """What waits, in the order it came."""

    pages: list[WaitingPage] = Field(max_length=MAX_FILES)


def bound(handover: UUID, visit: str, position: int) -> bytes:
    """What a sealed page is bound to: it opens as this file of this visit's hand-over and as nothing else."""
    return f"handover {handover} {visit} {position}".encode()
