"""Proof that a request comes from an enrolled terminal, and a receipt or refusal from the hall: short EdDSA tokens.

A request carries `Authorization: Terminal <JWT>`; the token names the terminal and binds method, path, the body's
SHA-256, the time and a one-time id, in the manner of DPoP (RFC 9449). The body of a tus PATCH is bound too.
"""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.envelope import Envelope, Receipt, digest

MAX_SKEW = timedelta(minutes=10)
SCHEME = "Terminal"


class BadProof(Exception):
    """The token does not prove what it should; the reason is for the log, not for the caller."""


class ClocksApart(BadProof):
    """Rightly signed, but at a time more than `MAX_SKEW` from the hall's: the terminal's clock must be set."""


def prove(key: Ed25519PrivateKey, terminal: str, method: str, path: str, body: bytes, now: datetime) -> str:
    """The Authorization header's value for one request; `path` without host, with query."""
    claims = {
        "iss": terminal,
        "iat": now,
        "jti": str(uuid4()),
        "htm": method.upper(),
        "htu": path,
        "bsh": digest(body),
    }
    return f"{SCHEME} " + jwt.encode(claims, key, algorithm="EdDSA")


def claimed_terminal(header: str) -> str:
    """Whom the header claims to come from, unverified: only to find the key. Raises `BadProof`."""
    claims = _token(header).split(".")[1:2]
    try:
        return str(json.loads(urlsafe_b64decode(claims[0] + "=="))["iss"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadProof("unreadable token") from error


def check(header: str, key: Ed25519PublicKey, method: str, path: str, body: bytes, now: datetime) -> str:
    """Verify a request; returns the token's one-time id, which the caller must refuse when seen before."""
    options = {"verify_iat": False, "require": ["iss", "iat", "jti", "htm", "htu", "bsh"]}
    try:
        claims = jwt.decode(_token(header), key, algorithms=["EdDSA"], options=options)  # type: ignore[arg-type]
    except jwt.PyJWTError as error:
        raise BadProof(str(error)) from error
    if not isinstance(claims["iat"], int | float):
        raise BadProof("the time is not a number")
    if not abs(now.timestamp() - claims["iat"]) <= MAX_SKEW.total_seconds():  # so that NaN is refused as well
        raise ClocksApart("the clocks are too far apart")
    if (claims["htm"], claims["htu"], claims["bsh"]) != (method.upper(), path, digest(body)):
        raise BadProof("the token is for another request")
    return str(claims["jti"])


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme != SCHEME or not token:
        raise BadProof("no token")
    return token


def sign_receipt(key: Ed25519PrivateKey, envelope: Envelope, case_number: str | None, now: datetime) -> Receipt:
    """The hall's signed word that it has this very envelope."""
    claims = {"sub": str(envelope.id), "dig": digest(envelope.sealed), "num": case_number or "", "iat": now}
    token = jwt.encode(claims, key, algorithm="EdDSA")
    return Receipt(envelope_id=envelope.id, taken_at=now, case_number=case_number, token=token)


def check_receipt(receipt: Receipt, envelope_id: UUID, sealed: bytes, key: Ed25519PublicKey) -> None:
    """Raises `BadProof` unless the hall itself signed for this envelope's bytes, this case number and this time."""
    if check_receipt_of(receipt, key) != digest(sealed) or receipt.envelope_id != envelope_id:
        raise BadProof("the receipt is for something else")


def check_receipt_of(receipt: Receipt, key: Ed25519PublicKey) -> str:
    """The digest of the sealed bytes this receipt was signed for; raises `BadProof` unless it holds together."""
    claims = _claims(receipt.token, key)
    said = (str(receipt.envelope_id), receipt.case_number or "", int(receipt.taken_at.timestamp()))
    if (claims.get("sub"), claims.get("num"), claims.get("iat")) != said:
        raise BadProof("the receipt is for something else")
    return str(claims.get("dig"))


def asked(method: str, path: str, header: str) -> str:
    """What a refusal is bound to: this very request, whose Authorization header is used once. `path` as in `prove`."""
    return digest(f"{method.upper()} {path} {header}".encode())


def sign_refusal(key: Ed25519PrivateKey, request: str, status: int, code: str) -> str:
    """The hall's signed word that it refused the request `asked` names, and why; goes into `REFUSAL_HEADER`."""
    return jwt.encode({"use": _REFUSAL, "req": request, "st": status, "code": code}, key, algorithm="EdDSA")


def check_refusal(token: str, request: str, status: int, key: Ed25519PublicKey) -> str:
    """The code of a refusal; raises `BadProof` unless the hall itself signed it for this request and status."""
    claims = _claims(token, key)
    if (claims.get("use"), claims.get("req"), claims.get("st")) != (_REFUSAL, request, status):
        raise BadProof("the refusal is of something else")
    return str(claims.get("code"))


REFUSAL_HEADER = "Hall-Refusal"
"""A header, not a part of the body: the answer to a HEAD has none."""
_REFUSAL = "refusal"


def sign_seal_key(key: Ed25519PrivateKey, raw: bytes, generation: int) -> str:
    """The hall's signed word that terminals shall seal to this public key from now on; the same each time."""
    return jwt.encode({"use": _SEAL_KEY, "key": raw.hex(), "gen": generation}, key, algorithm="EdDSA")


def check_seal_key(token: str, key: Ed25519PublicKey) -> tuple[bytes, int]:
    """(raw public key, its generation, from 1); raises `BadProof` unless the hall itself signed it."""
    claims = _claims(token, key)
    raw, generation = claims.get("key"), claims.get("gen")
    if claims.get("use") != _SEAL_KEY or not isinstance(raw, str) or not isinstance(generation, int):
        raise BadProof("the token names no sealing key")
    try:
        return bytes.fromhex(raw), generation
    except ValueError as error:
        raise BadProof("the sealing key is no key") from error


_SEAL_KEY = "seal-key"


def _claims(token: str, key: Ed25519PublicKey) -> dict[str, Any]:
    try:
        return jwt.decode(token, key, algorithms=["EdDSA"], options={"verify_iat": False})
    except jwt.PyJWTError as error:
        raise BadProof(str(error)) from error
