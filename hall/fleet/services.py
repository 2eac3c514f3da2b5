"""Letting terminals in and out, and the people who sign in at them."""

import re
import secrets
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contract import pickup
from contract.bodies import DoorAlarm
from contract.life import Role
from contract.orders import Enrolled, Enrolment
from hall.errors import ApiError, Unfit
from hall.fleet.models import (
    STAFF_ROLES,
    Counter,
    DoorAlarmRow,
    EnrolmentCode,
    FleetEvent,
    StaffMember,
    Terminal,
    TerminalEvent,
)
from hall.fleet.serials import first_free
from hall.keys import hall_keys

CODE_LIFE = timedelta(hours=24)
_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_GROUPS, _GROUP = 5, 4  # 20 characters of 32: 100 bits
PIN_DIGITS = 6


_DISTRICT = re.compile(r"[0-9]{6}")


class BadDistrict(ValueError):
    """Not the division code of a district."""


@dataclass(frozen=True, slots=True)
class By:
    """Who changes the fleet, and from where: an officer at the console, or whoever has the server's command line."""

    name: str
    device: str


OPERATOR = By("operator", "server")


def is_district(code: str) -> bool:
    """Whether it has the shape of a division code."""
    return bool(_DISTRICT.fullmatch(code))


def is_id(text: str) -> bool:
    """Whether slips and barcodes can carry it: one to six of A-Z and 0-9, with a letter."""
    return 1 <= len(text) <= 6 and text.isascii() and text.isalnum() and text.isupper()


@transaction.atomic
def add_terminal(terminal_id: str, site: str, by: By = OPERATOR, district: str = "") -> str:
    """Plan a terminal (or let a known one in again) and return its one-time enrolment code, kept only as a hash.

    `district`: its division code; empty leaves what was said before. Raises `BadDistrict`, and ValueError for an id
    that fits no barcode.
    """
    if district and not is_district(district):
        raise BadDistrict(f"{district!r}: a district is its division code, six digits such as 440103")
    if not is_id(terminal_id) or Counter.objects.filter(pk=terminal_id).exists():
        raise ValueError("a terminal's id is one to six characters of A-Z and 0-9, with a letter, and no counter's")
    terminal, new = Terminal.objects.get_or_create(
        id=terminal_id, defaults={"site": site, "person_key": secrets.token_bytes(32)}
    )
    terminal.site, terminal.district, terminal.revoked_at = site, district or terminal.district, None
    terminal.save(update_fields=["site", "district", "revoked_at"])
    _log(terminal, FleetEvent.PLANNED if new else FleetEvent.PLANNED_AGAIN, by)
    letters = ["".join(secrets.choice(_CODE_ALPHABET) for _ in range(_GROUP)) for _ in range(_CODE_GROUPS)]
    code, salt = "-".join(letters), secrets.token_bytes(16)
    EnrolmentCode.objects.create(
        terminal=terminal,
        salt=salt,
        code_hash=pickup.hash_secret(code, salt),
        expires_at=timezone.now() + CODE_LIFE,
    )
    return code


@transaction.atomic
def revoke(terminal: Terminal, by: By = OPERATOR) -> None:
    """Shut a terminal out, from its next request on; one already shut out stays so, and nothing is written."""
    shut = Terminal.objects.filter(pk=terminal.pk, revoked_at=None).update(revoked_at=timezone.now())
    EnrolmentCode.objects.filter(terminal=terminal, used_at=None).update(used_at=timezone.now())
    if shut:
        _log(terminal, FleetEvent.REVOKED, by)


def _log(terminal: Terminal, event: FleetEvent, by: By) -> None:
    TerminalEvent.objects.create(terminal=terminal, event=event.value, actor=by.name, device=by.device)


@transaction.atomic
def enrol(wish: Enrolment) -> Enrolled:
    """Trade a one-time code for the hall's keys; every refusal is the same, so nothing can be probed."""
    if len(wish.public_key) != 32:
        raise Unfit("bad_key", "an Ed25519 public key has 32 bytes")
    Ed25519PublicKey.from_public_bytes(wish.public_key)
    terminal = Terminal.objects.select_for_update().filter(pk=wish.terminal, revoked_at=None).first()
    code = _open_code(terminal, wish.code) if terminal else None
    if terminal is None or code is None:
        raise ApiError(403, "bad_code", "the code is wrong, used or out of date")
    terminal.serials_from = first_free(terminal)
    code.used_at = terminal.enrolled_at = terminal.last_seen_at = timezone.now()
    code.save(update_fields=["used_at"])
    terminal.public_key = wish.public_key
    terminal.save(update_fields=["public_key", "serials_from", "enrolled_at", "last_seen_at"])
    _log(terminal, FleetEvent.ENROLLED, By(terminal.id, "terminal"))
    keys = hall_keys()
    return Enrolled(
        terminal=terminal.id,
        seal_key=b64encode(keys.sealing.public.raw),
        hall_key=b64encode(keys.signing_public),
        person_key=b64encode(bytes(terminal.person_key)),
        site=terminal.site,
        serials_from=terminal.serials_from,
    )


def _open_code(terminal: Terminal, said: str) -> EnrolmentCode | None:
    waiting = terminal.codes.filter(used_at=None, expires_at__gt=timezone.now())
    matching = [c for c in waiting if pickup.secret_matches(said, bytes(c.salt), bytes(c.code_hash))]
    return matching[0] if matching else None


def add_staff(number: str, name: str, role: Role, pin: str, terminals: Iterable[Terminal] = ()) -> StaffMember:
    """Someone who signs in at terminals; with no terminal named, at every one. An existing number gets the new PIN."""
    if role not in STAFF_ROLES:
        raise ValueError(f"{role} does not sign in at a terminal")
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_DIGITS):
        raise ValueError(f"a PIN has {PIN_DIGITS} digits")
    salt = secrets.token_bytes(16)
    member, _ = StaffMember.objects.update_or_create(
        number=number,
        defaults={
            "name": name,
            "role": role.value,
            "pin_salt": salt,
            "pin_hash": pickup.hash_secret(pin, salt),
            "active": True,
        },
    )
    member.terminals.set(terminals)
    return member


def new_pin() -> str:
    """A random PIN."""
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def doors_in_alarm() -> list[DoorAlarmRow]:
    """The last word about every door that is not known to be shut again, newest first."""
    last = DoorAlarmRow.objects.order_by().values("terminal", "compartment").annotate(last=Max("id")).values("last")
    return list(DoorAlarmRow.objects.filter(id__in=last).exclude(event=DoorAlarm.SHUT_AGAIN).select_related("terminal"))
