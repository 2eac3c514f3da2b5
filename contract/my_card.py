"""What only the hall knows of a holder: what is activated, and the e-certificates in the library (domain 2.3)."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.certificate import Standing
from contract.envelope import MAX_BODY_BYTES
from contract.message import Message


class MyCardWish(Message):
    """Asked by a terminal for the person whose card it has read; sealed is a `contract.looked_up.SealedPerson`."""

    id: UUID
    key_id: str = Field(max_length=64)
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES)


class NameDiffers(Message):
    """The sealed body of a wish: the card whose name is not that of its holder's identity card. No name is told."""

    id_number: str = Field(repr=False, min_length=1, max_length=18)
    card_number: str = Field(repr=False, max_length=12)


class NameDiffersWish(MyCardWish):
    """Sent by a terminal that has read both; sealed is a `NameDiffers`."""


class HeldCertificate(Message):
    """One e-certificate of the holder, by its kind; what stands in it is not told."""

    number: str
    kind: str
    issuer: str
    issued_at: AwareDatetime
    valid_until: date | None
    standing: Standing


class MyCardFound(Message):
    """What was activated, and the certificates, the newest first. No name, no number of a person.

    `activation`: by code, of those applications of which activations are reported to this hall at all.
    """

    activation: dict[str, bool]
    certificates: list[HeldCertificate]


def bound(id_: UUID) -> bytes:
    """What the sealed body of a wish is tied to."""
    return f"my-card|{id_}".encode()


def bound_name(id_: UUID) -> bytes:
    """What the sealed body of a `NameDiffersWish` is tied to."""
    return f"my-card-name|{id_}".encode()
