"""Wrong tries at a secret: after five the name and the address they came from are locked for ten minutes.

Kept in the database, so that neither a restart nor a second process forgets them. A try is counted before it is
checked and taken back when it was right: many at once gain nothing.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hall.accounts.models import WrongTries
from hall.errors import TooManyTries

log = logging.getLogger(__name__)
MOST = 5
LOCKED_FOR = timedelta(minutes=10)
_KEPT = timedelta(days=1)


class Wrong(Exception):
    """Raised inside `trying` to say that the try was wrong."""


@contextmanager
def trying(request: HttpRequest, what: str, name: str) -> Iterator[None]:
    """One try at the secret of `name`; only leaving it without an exception says that it was right.

    Raises `TooManyTries` before anything is checked while name or address is locked, the right secret included.
    """
    by_name, by_address = _key(what, "name", name), _key(what, "address", address_of(request))
    _count(sorted([by_name, by_address]), timezone.now())
    yield
    _take_back(by_name, by_address)


def authenticated(request: HttpRequest, name: str, password: str) -> User | None:
    """The user of this name and password, or None; raises `TooManyTries`."""
    try:
        with trying(request, "sign in", name):
            user = None if "\0" in name + password else authenticate(request, username=name, password=password)
            if not isinstance(user, User):
                raise Wrong
            return user
    except Wrong:
        return None


def address_of(request: HttpRequest) -> str:
    """Who connected; behind the TLS proxy (`HALL_HTTPS`), whom the proxy says it speaks for (its own, last entry)."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def forget_old_tries(now: datetime) -> int:
    """Drop what was last tried long ago; returns how many."""
    return WrongTries.objects.filter(last_at__lt=now - _KEPT).delete()[0]


def _key(what: str, kind: str, value: str) -> str:
    return salted_hmac("hall.accounts.tries", f"{what}|{kind}|{value}", algorithm="sha256").hexdigest()


@transaction.atomic
def _count(keys: list[str], now: datetime) -> None:
    rows = []
    for key in keys:
        WrongTries.objects.get_or_create(key=key)
        rows.append(WrongTries.objects.select_for_update().get(key=key))
    until = max((row.locked_until for row in rows if row.locked_until and row.locked_until > now), default=None)
    if until is not None:
        log.warning("a try was refused: %d wrong ones before it", MOST)
        raise TooManyTries(until, (until - now).total_seconds())
    for row in rows:
        row.count = row.count + 1 if row.last_at > now - LOCKED_FOR and row.locked_until is None else 1
        row.last_at, row.locked_until = now, now + LOCKED_FOR if row.count >= MOST else None
        row.save()


@transaction.atomic
def _take_back(by_name: str, by_address: str) -> None:
    """The try was right: the name begins anew, and the address has one wrong try less."""
    WrongTries.objects.filter(key=by_name).update(count=0, locked_until=None)
    row = WrongTries.objects.select_for_update().filter(key=by_address).first()
    if row is not None:
        row.count, row.locked_until = max(0, row.count - 1), None
        row.save()
