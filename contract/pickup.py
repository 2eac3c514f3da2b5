"""Opening a box for the right person without the network: codes, signed QR, and people known by a keyed hash."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CODE_DIGITS = 8
MAX_TRIES = 5
LOCK_MINUTES = 10
_SCRYPT_COST = 2**12  # about 10 ms on the terminal: five tries a lock make guessing 10^8 codes hopeless anyway


class BadQr(Exception):
    """The QR was not made by the hall, is for another terminal, or is out of date."""


def new_code() -> str:
    """A random pick-up code, independent of case and person (domain 2.12, edge case 7)."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def hash_secret(secret: str, salt: bytes) -> bytes:
    """Salted, slow hash of a pick-up code or a staff PIN (32 bytes)."""
    return hashlib.scrypt(secret.encode(), salt=salt, n=_SCRYPT_COST, r=8, p=1, dklen=32)


def secret_matches(secret: str, salt: bytes, expected: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_secret(secret, salt), expected)


def person_tag(id_number: str, key: bytes) -> str:
    """Keyed hash by which one terminal recognises a person; useless without that terminal's key."""
    return hmac.new(key, id_number.upper().encode(), hashlib.sha256).hexdigest()[:32]


def new_qr(parcel: str, terminal: str, until: datetime, key: Ed25519PrivateKey) -> str:
    """A signed pick-up token for one parcel at one terminal, for the resident's phone."""
    claims = {"sub": parcel, "aud": terminal, "exp": until, "nbf": until - timedelta(days=60)}
    return jwt.encode(claims, key, algorithm="EdDSA")


def read_qr(token: str, terminal: str, now: datetime, key: Ed25519PublicKey) -> str:
    """The parcel a token opens; raises `BadQr`. Time comes from the caller, never from the machine."""
    options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": ["sub", "aud", "exp"]}
    try:
        claims = jwt.decode(token, key, algorithms=["EdDSA"], audience=terminal, options=options)  # type: ignore[arg-type]
    except jwt.PyJWTError as error:
        raise BadQr(str(error)) from error
    if now.timestamp() >= claims["exp"]:
        raise BadQr("out of date")
    return str(claims["sub"])
