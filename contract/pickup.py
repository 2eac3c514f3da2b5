"""Opening a box for the right person without the network: codes, signed QR, and people known by a keyed hash."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CODE_DIGITS = 8
MAX_TRIES = 5
LOCK_MINUTES = 10
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_SCRYPT_COST = 2**12  # about 10 ms on the terminal: five tries a lock make guessing 10^8 codes hopeless anyway


MAX_TOKEN_CHARS = 512
"""A token is about 250 characters; whatever is longer is not ours and is not looked at."""


class BadQr(Exception):
    """The QR was not made by the hall: forged, altered, or something else altogether."""


class QrElsewhere(BadQr):
    """Made by the hall, but for another terminal's bank; `terminal` says which."""

    def __init__(self, terminal: str) -> None:
        super().__init__(f"for terminal {terminal}")
        self.terminal = terminal


class QrExpired(BadQr):
    """Made by the hall for this terminal, but its keeping time is over."""


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
    """A signed pick-up token for one parcel at one terminal, for the resident's phone; no personal data in it."""
    claims = {"sub": parcel, "aud": terminal, "exp": until}
    return jwt.encode(claims, key, algorithm="EdDSA")


def looks_like_qr(text: str) -> bool:
    """Whether `text` has the shape of a token (three base64url parts): anything else under the camera is let pass."""
    return len(text) <= MAX_TOKEN_CHARS and _TOKEN.fullmatch(text) is not None


def read_qr(token: str, terminal: str, now: datetime, key: Ed25519PublicKey) -> str:
    """The parcel a token opens, checked offline by the hall's public key; time comes from the caller.

    Raises `BadQr`, and of it `QrElsewhere` and `QrExpired`: those two only for a token the hall did sign.
    """
    options = {"verify_exp": False, "verify_iat": False, "verify_aud": False, "require": ["sub", "aud", "exp"]}
    if not looks_like_qr(token):
        raise BadQr("not a token")
    try:
        claims = jwt.decode(token, key, algorithms=["EdDSA"], options=options)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError) as error:  # ValueError: parts that are no JSON
        raise BadQr(str(error)) from error
    parcel, audience, until = claims["sub"], claims["aud"], claims["exp"]
    if not (isinstance(parcel, str) and isinstance(audience, str) and isinstance(until, int)):
        raise BadQr("a claim has a wrong type")
    if audience != terminal:
        raise QrElsewhere(audience)
    if now.timestamp() >= until:
        raise QrExpired(parcel)
    return parcel
