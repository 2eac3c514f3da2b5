"""Signing a certificate as its issuer, and checking it: Ed25519 over canonical JSON, a key an issuer."""

import hashlib
import json
from datetime import UTC
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from contract.envelope import digest
from contract.seal import HallPrivateKey, SealBroken
from hall.certificates.models import Certificate
from hall.keys import hall_keys
from hall.secret_files import once_made


class Forged(Exception):
    """A certificate is not what its issuer signed; the message says in what."""


def issuer_key(issuer: str) -> Ed25519PrivateKey:
    """The issuer's key, made on its first certificate; the file's name is a hash, as issuers have Chinese names."""
    name = hashlib.sha256(issuer.encode()).hexdigest()[:16]
    path = settings.HALL_DATA / "keys" / "issuers" / name
    return Ed25519PrivateKey.from_private_bytes(
        once_made(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    )


def key_id_of(key: Ed25519PrivateKey) -> str:
    """Sixteen hex digits that name the public half."""
    return digest(key.public_key().public_bytes_raw())[:16]


def sign(row: Certificate, fields: dict[str, Any]) -> Certificate:
    """Seal the fields, sign everything; the row is not saved."""
    key, payload = issuer_key(row.issuer), payload_of(row, fields)
    plain = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
    row.fields_sealed = hall_keys().own.public.seal(plain, _bound(row))
    row.payload_sha256, row.signature, row.key_id = digest(payload), key.sign(payload), key_id_of(key)
    return row


def verify(row: Certificate) -> dict[str, Any]:
    """The structured fields of a certificate that is as its issuer signed it; raises `Forged`."""
    fields, key = _fields_of(row), issuer_key(row.issuer)
    payload = payload_of(row, fields)
    if key_id_of(key) != row.key_id:
        raise Forged(f"{row.number}: signed by a key that is not the issuer's")
    if digest(payload) != row.payload_sha256:
        raise Forged(f"{row.number}: differs from what was signed")
    try:
        key.public_key().verify(bytes(row.signature), payload)
    except InvalidSignature as error:
        raise Forged(f"{row.number}: the signature is false") from error
    return fields


def payload_of(row: Certificate, fields: dict[str, Any]) -> bytes:
    """What the issuer signs: everything but the seal, as canonical JSON."""
    said = {
        "number": row.number,
        "kind": row.kind,
        "holder": row.holder_tag,
        "issuer": row.issuer,
        "issued_at": row.issued_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "valid": [row.valid_from.isoformat(), row.valid_until.isoformat() if row.valid_until else None],
        "trust": row.trust,
        "fields": fields,
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def opens(key: HallPrivateKey, row: Certificate) -> bool:
    """Whether this key of the hall is the one that a certificate's fields are sealed to."""
    try:
        key.unseal(bytes(row.fields_sealed), _bound(row))
    except SealBroken:
        return False
    return True


def _fields_of(row: Certificate) -> dict[str, Any]:
    for key in hall_keys().openers:
        try:
            read: dict[str, Any] = json.loads(key.unseal(bytes(row.fields_sealed), _bound(row)))
        except SealBroken:
            continue
        return read
    raise Forged(f"{row.number}: no key of the hall opens its fields")


def _bound(row: Certificate) -> bytes:
    return f"certificate|{row.number}|{row.holder_tag}".encode()
