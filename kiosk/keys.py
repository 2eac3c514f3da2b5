"""The terminal's own key and what the hall gave it at enrolment; files readable by this user alone."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contract.orders import Enrolled
from contract.proof import check_seal_key
from contract.seal import HallPublicKey
from offline_queue.blobs import sync_folder

_ENROLLED = "enrolled.json"


class NotEnrolled(Exception):
    """The hall does not know this terminal yet: `python -m kiosk enrol`."""


@dataclass(frozen=True)
class Keys:
    """Everything needed to talk to the hall and to know its people and codes."""

    own: Ed25519PrivateKey
    seal: HallPublicKey
    hall: Ed25519PublicKey
    person_key: bytes
    folder: Path
    seal_generation: int = 0
    """Which sealing key of the hall `seal` is, from 1; 0 as enrolled, before any orders came."""
    serials_from: int = 1
    """The first number to give to slips and envelopes: what a lost disk had counted is not given again."""

    def renewed(self, token: str) -> "Keys":
        """The keys with the hall's signed new sealing key, kept durably; the same when it is not newer.

        Raises `BadProof` for a token the hall did not sign, ValueError for a key that is none.
        """
        raw, generation = check_seal_key(token, self.hall)
        if generation <= self.seal_generation:
            return self
        fresh = HallPublicKey(raw)
        path = self.folder / _ENROLLED
        values = json.loads(path.read_text()) | {"seal_key": b64encode(raw).decode(), "seal_generation": generation}
        _write(path, json.dumps(values).encode())
        return replace(self, seal=fresh, seal_generation=generation)


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
        "serials_from": enrolled.serials_from,
    }
    _write(folder / _ENROLLED, json.dumps(values).encode())


def load(folder: Path) -> Keys:
    """Raises `NotEnrolled`."""
    path = folder / _ENROLLED
    if not path.exists():
        raise NotEnrolled(f"no enrolment under {folder}")
    values = json.loads(path.read_text())
    return Keys(
        own=own_key(folder),
        seal=HallPublicKey(b64decode(values["seal_key"])),
        hall=Ed25519PublicKey.from_public_bytes(b64decode(values["hall_key"])),
        person_key=b64decode(values["person_key"]),
        folder=folder,
        seal_generation=int(values.get("seal_generation", 0)),
        serials_from=int(values.get("serials_from", 1)),
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
    sync_folder(path.parent)
