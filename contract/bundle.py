"""What is carried by hand when there is no network: a bundle of envelopes to the hall, its receipts back.

A bundle is an uncompressed ZIP: `manifest.json`, signed by the terminal; `envelopes/<id>.json`, each as it would have
been posted; `blobs/<sha256>`, the sealed papers. Everything personal in it is sealed to the hall. The receipts are one
JSON file signed by the hall. The receiver checks signature, digests and sizes before it believes a word of either.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, Base64Bytes, Field, ValidationError

from contract.envelope import Receipt
from contract.message import Message

MANIFEST = "manifest.json"
_Signed = TypeVar("_Signed", bound=Message)


class BadBundle(Exception):
    """The bundle or the receipts cannot be believed; nothing of it may be taken. The text names no person."""


class Bundled(Message):
    """One envelope of a bundle, in the order of delivery; `sha256` of its JSON file, `blob` its paper if it has one."""

    id: UUID
    sha256: str
    blob: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    blob_bytes: int = Field(default=0, ge=0)


class BundleManifest(Message):
    """What a bundle holds and whose it is."""

    bundle: UUID
    terminal: str
    made_at: AwareDatetime
    envelopes: list[Bundled]


class Untaken(Message):
    """An envelope the hall did not take: for good, or `later` because something it stands on is missing."""

    envelope_id: UUID
    code: str
    later: bool


class BundleReceipts(Message):
    """The hall's answer to a bundle."""

    bundle: UUID
    terminal: str
    made_at: AwareDatetime
    taken: list[Receipt]
    untaken: list[Untaken]


class _Letter(Message):
    """A model's JSON and the Ed25519 signature over it."""

    body: str
    signature: Base64Bytes


def sign(body: BundleManifest | BundleReceipts, key: Ed25519PrivateKey) -> bytes:
    """The body as a signed JSON file."""
    text = body.model_dump_json()
    signature = key.sign(_bound(type(body), text))
    return _Letter.model_construct(body=text, signature=signature).model_dump_json().encode()


def read(data: bytes, model: type[_Signed], key: Ed25519PublicKey) -> _Signed:
    """The body of a signed file; raises `BadBundle` unless `key` signed exactly this."""
    letter = _letter(data)
    try:
        key.verify(letter.signature, _bound(model, letter.body))
        return model.model_validate_json(letter.body)
    except InvalidSignature as error:
        raise BadBundle("the signature is not the one that belongs here") from error
    except ValidationError as error:
        raise BadBundle(f"no {model.__name__} of this version: {error.error_count()} errors") from error


def claimed_terminal(data: bytes) -> str:
    """Whose manifest it says it is, unverified: only to find the key. Raises `BadBundle`."""
    try:
        return BundleManifest.model_validate_json(_letter(data).body).terminal
    except ValidationError as error:
        raise BadBundle("not a bundle's manifest") from error


def _letter(data: bytes) -> _Letter:
    try:
        return _Letter.model_validate_json(data)
    except ValidationError as error:
        raise BadBundle("not a signed file") from error


def _bound(model: type[Message], text: str) -> bytes:
    """A signature for one kind of file is worth nothing under another."""
    return f"yiguitong {model.__name__}\n{text}".encode()


def envelope_name(id_: UUID) -> str:
    """Where an envelope lies in the ZIP."""
    return f"envelopes/{id_}.json"


def blob_name(sha256: str) -> str:
    """Where a sealed paper lies in the ZIP."""
    return f"blobs/{sha256}"


def bundle_file(terminal: str, made_at: datetime) -> str:
    """A file name that sorts by time."""
    return f"bundle-{terminal}-{made_at:%Y%m%dT%H%M%SZ}.zip"


def receipts_file(bundle_name: str) -> str:
    """The name of the receipts beside their bundle."""
    return f"receipts-{bundle_name.removesuffix('.zip').removeprefix('bundle-')}.json"
