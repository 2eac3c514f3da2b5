"""The hall's own keys: one to open what terminals seal, one to sign receipts and pick-up tokens.

The sealing key can be changed (`python -m hall keys rotate`): terminals learn the new public half from their next
orders, and the earlier private halves stay, since sealed envelopes may wait in a terminal for as long as the network
is gone. The signing key cannot be changed: it is what terminals believe the new sealing key by.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from contract.proof import sign_seal_key
from contract.seal import HallPrivateKey, SealBroken
from hall.secret_files import once_made

_FIRST = "sealing"


@dataclass(frozen=True)
class HallKeys:
    """The private keys; never logged, never shown. `generations`: every sealing key, the present one last."""

    generations: tuple[HallPrivateKey, ...]
    signing: Ed25519PrivateKey

    @property
    def sealing(self) -> HallPrivateKey:
        """The key whose public half terminals seal to now."""
        return self.generations[-1]

    @property
    def generation(self) -> int:
        """How many sealing keys there have been, from 1."""
        return len(self.generations)

    @property
    def seal_key_token(self) -> str:
        """The present public sealing key, signed, for the terminals' orders."""
        return sign_seal_key(self.signing, self.sealing.public.raw, self.generation)

    def opener(self, key_id: str) -> HallPrivateKey | None:
        """The key of this id, present or earlier."""
        return next((key for key in self.generations if key.public.key_id == key_id), None)

    @property
    def signing_public(self) -> bytes:
        """Ed25519 public key, 32 bytes."""
        return self.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def seal_code(self, code: str, parcel: str) -> bytes:
        """A pick-up code as it lies in the database: useless to whoever has the database but not the key file."""
        return self.sealing.public.seal(code.encode(), _code_bound(parcel))

    def open_code(self, sealed: bytes, parcel: str) -> str:
        """The plain code, sealed under any key the hall has had; raises `contract.seal.SealBroken`."""
        for key in reversed(self.generations):
            try:
                return key.unseal(sealed, _code_bound(parcel)).decode()
            except SealBroken:
                continue
        raise SealBroken("no key of the hall opens this code")


def _code_bound(parcel: str) -> bytes:
    return f"pick-up code|{parcel}".encode()


def hall_keys() -> HallKeys:
    """The keys of this hall, made on the first run. A key added by another process is there at the next call."""
    folder: Path = settings.HALL_DATA / "keys"
    names = tuple(sorted(os.listdir(folder))) if folder.is_dir() else ()
    return _load(folder, names)


@lru_cache(maxsize=2)
def _load(folder: Path, _names: tuple[str, ...]) -> HallKeys:
    raws = [once_made(folder / _FIRST, lambda: HallPrivateKey.generate().raw)]
    while (path := _generation_path(folder, len(raws) + 1)).exists():
        raws.append(path.read_bytes())
    signing = once_made(folder / "signing", _new_signing_key)
    return HallKeys(tuple(map(HallPrivateKey, raws)), Ed25519PrivateKey.from_private_bytes(signing))


def rotate() -> HallKeys:
    """Make a new sealing key, durably, beside the earlier ones; the keys from now on."""
    keys, folder = hall_keys(), settings.HALL_DATA / "keys"
    once_made(_generation_path(folder, keys.generation + 1), lambda: HallPrivateKey.generate().raw)
    return hall_keys()


def _generation_path(folder: Path, generation: int) -> Path:
    return folder / f"{_FIRST}.{generation}"


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
