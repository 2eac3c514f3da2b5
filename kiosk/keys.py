"""The terminal's own key and what the hall gave it at enrolment; files readable by this user alone."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contract.envelope import Enrolled
from contract.seal import HallPublicKey


class NotEnrolled(Exception):
    """The hall does not know this terminal yet: `python -m kiosk enrol`."""


@dataclass(frozen=True)
class Keys:
    """Everything needed to talk to the hall and to know its people and codes."""

    own: Ed25519PrivateKey
    seal: HallPublicKey
    hall: Ed25519PublicKey
    person_key: bytes


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The terminal's signing key, made at first use."""
    path = folder / "terminal.key"
    if not path.exists():
        _write(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes given to the hall."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def keep(folder: Path, enrolled: Enrolled) -> None:
    """Store the hall's answer."""
    values = {name: b64encode(getattr(enrolled, name)).decode() for name in ("seal_key", "hall_key", "person_key")} | {
        "terminal": enrolled.terminal,
        "site": enrolled.site,
    }
    _write(folder / "enrolled.json", json.dumps(values).encode())


def load(folder: Path) -> Keys:
    """Raises `NotEnrolled`."""
    path = folder / "enrolled.json"
    if not path.exists():
        raise NotEnrolled(f"no enrolment under {folder}")
    values = json.loads(path.read_text())
    return Keys(
        own=own_key(folder),
        seal=HallPublicKey(b64decode(values["seal_key"])),
        hall=Ed25519PublicKey.from_public_bytes(b64decode(values["hall_key"])),
        person_key=b64decode(values["person_key"]),
    )


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, mode 0600."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
