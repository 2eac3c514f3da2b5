"""What a resident prepares on the web, kept for the counter under a code of twelve characters.

Nobody is signed in there, and nothing of it is believed: it is a filled-in form, no more. It is sealed with a key made
from the code, and the hall keeps a keyed hash of that: without the code neither its officers nor its database can read
it. A code opens once, at a counter, and dies after a week (decision 053).
"""

import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Network

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from pydantic import ValidationError

from hall.accounts.tries import Wrong, address_of, trying
from hall.counter.begun import Begun
from hall.counter.models import Prepared

KEPT = timedelta(days=7)
MOST_BYTES = 32_000  # the largest form of the catalogue has some 3,000
MOST_AN_HOUR = 20  # from one address
MOST_WAITING = 50_000  # in all: some 2 GB at worst
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # as enrolment codes: none is taken for another
_CHARACTERS, _GROUP = 12, 4  # 60 bits
_SCRYPT_COST = 2**14
_NONCE = bytes(12)  # each key seals one text only
_BOUND = b"yiguitong prepared 1"


class TooLarge(Exception):
    """More than `MOST_BYTES` was filled in."""


class TooMany(Exception):
    """The address has kept `MOST_AN_HOUR` within an hour."""


class Full(Exception):
    """The hall holds `MOST_WAITING`."""


def keep(request: HttpRequest, begun: Begun) -> str:
    """Seal it and return its code, three groups of four, shown this once. Raises `TooLarge`, `TooMany`, `Full`."""
    plain, now = begun.model_dump_json().encode(), timezone.now()
    if len(plain) > MOST_BYTES:
        raise TooLarge
    tag = salted_hmac("hall.counter.prepared", _network(address_of(request)), algorithm="sha256").hexdigest()
    if Prepared.objects.filter(from_tag=tag, made_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooMany
    if Prepared.objects.count() >= MOST_WAITING:
        raise Full
    code, salt = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS)), secrets.token_bytes(16)
    Prepared.objects.create(
        locator=_locator(code),
        salt=salt,
        sealed=AESGCM(_key(code, salt)).encrypt(_NONCE, plain, _BOUND),
        from_tag=tag,
        made_at=now,
        expires_at=now + KEPT,
    )
    return "-".join(code[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP))


def _network(address: str) -> str:
    """Whose an address is: one user of IPv6 has all of a /64; anything that is no such address counts as it is."""
    try:
        return str(IPv6Network(f"{address}/64", strict=False))
    except ValueError:
        return address


def take(request: HttpRequest, officer: str, code: str) -> Begun | None:
    """Open it, once: it is gone with the answer. None for a code that opens nothing.

    In the caller's transaction, which keeps what it was opened for. Raises `hall.errors.TooManyTries`: wrong codes are
    counted for the officer and the address they come from.
    """
    try:
        with trying(request, "prepared", officer):
            return _take(_read(code))
    except Wrong:
        return None


def forget_prepared(now: datetime) -> int:
    """Delete what nobody came for; returns how many."""
    return Prepared.objects.filter(expires_at__lte=now).delete()[0]


def _take(code: str) -> Begun:
    with transaction.atomic():
        row = Prepared.objects.select_for_update().filter(locator=_locator(code), expires_at__gt=timezone.now()).first()
        if row is None:
            raise Wrong
        try:
            plain = AESGCM(_key(code, bytes(row.salt))).decrypt(_NONCE, bytes(row.sealed), _BOUND)
            begun = Begun.model_validate_json(plain)
        except (InvalidTag, ValidationError) as error:
            raise Wrong from error
        row.delete()
    return begun


def _read(code: str) -> str:
    """As people write it: any case, with or without strokes and blanks."""
    return "".join(sign for sign in code.upper() if sign in _ALPHABET)[: _CHARACTERS + 1]


def _locator(code: str) -> bytes:
    return salted_hmac("hall.counter.prepared.code", code, algorithm="sha256").digest()


def _key(code: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_SCRYPT_COST, r=8, p=1).derive(code.encode())
