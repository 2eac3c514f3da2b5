"""The hall's own keys: one to open what terminals seal, one to sign receipts and pick-up tokens.

The sealing key can be changed (`python -m hall keys rotate`): terminals learn the new public half from their next
orders, and the earlier private halves stay, since sealed envelopes may wait in a terminal for as long as the network
is gone, until every terminal has said that it holds nothing more for one (`hall.fleet.retirement`). The signing key
cannot be changed: it is what terminals believe the new sealing key by. What the hall seals for itself has a key of its
own, which no terminal knows.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from contract.proof import sign_seal_key
from contract.seal import HallPrivateKey, SealBroken
from hall.secret_files import once_made, sync_folder

_FIRST, _OWN = "sealing", "own"


@dataclass(frozen=True)
class HallKeys:
    """The private keys; never logged, never shown. `generations`: every sealing key still here, the present one last.

    `numbers` says which of all there have been each is, from 1; `own` seals what the hall keeps for itself.
    """

    generations: tuple[HallPrivateKey, ...]
    numbers: tuple[int, ...]
    own: HallPrivateKey
    signing: Ed25519PrivateKey

    @property
    def sealing(self) -> HallPrivateKey:
        """The key whose public half terminals seal to now."""
        return self.generations[-1]

    @property
    def generation(self) -> int:
        """How many sealing keys there have been, from 1."""
        return self.numbers[-1]

    @cached_property
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
        return self.own.public.seal(code.encode(), _code_bound(parcel))

    @property
    def openers(self) -> tuple[HallPrivateKey, ...]:
        """What may open that which the hall has sealed for itself, the likeliest first."""
        return (self.own, *reversed(self.generations))

    def open_code(self, sealed: bytes, parcel: str, by: HallPrivateKey | None = None) -> str:
        """The plain code, by any key the hall has, or by this one alone; raises `contract.seal.SealBroken`."""
        for key in (by,) if by else self.openers:
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
    raws: dict[int, bytes] = {}
    for number in count(1):
        path = _generation_path(folder, number)
        if _tombstone(folder, number).exists():
            _off_the_disk(path)  # `destroy` may have been interrupted
            continue
        if number == 1:
            once_made(path, lambda: HallPrivateKey.generate().raw)
        if not path.exists():
            break
        raws[number] = path.read_bytes()
    own = once_made(folder / _OWN, lambda: HallPrivateKey.generate().raw)
    signing = once_made(folder / "signing", _new_signing_key)
    keys = tuple(map(HallPrivateKey, raws.values()))
    return HallKeys(keys, tuple(raws), HallPrivateKey(own), Ed25519PrivateKey.from_private_bytes(signing))


def rotate() -> HallKeys:
    """Make a new sealing key, durably, beside the earlier ones; the keys from now on."""
    keys, folder = hall_keys(), settings.HALL_DATA / "keys"
    once_made(_generation_path(folder, keys.generation + 1), lambda: HallPrivateKey.generate().raw)
    return hall_keys()


def replaced_at(number: int) -> datetime:
    """When the sealing key after this one was made."""
    folder = settings.HALL_DATA / "keys"
    after = (_generation_path(folder, number + 1), _tombstone(folder, number + 1))
    return datetime.fromtimestamp(next(path for path in after if path.exists()).stat().st_mtime, UTC)


def destroy(number: int) -> None:
    """Take an earlier sealing key off the disk; a file in its place keeps its number from coming again."""
    keys, folder = hall_keys(), settings.HALL_DATA / "keys"
    if number not in keys.numbers[:-1]:
        raise ValueError(f"sealing key {number} is the present one, or is not there")
    path, gone = _generation_path(folder, number), _tombstone(folder, number)
    name = keys.generations[keys.numbers.index(number)].public.key_id
    once_made(gone, lambda: name.encode())
    _off_the_disk(path)


def _off_the_disk(path: Path) -> None:
    if path.exists():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def _tombstone(folder: Path, number: int) -> Path:
    return folder / f"{_FIRST}.{number}.retired"


def _generation_path(folder: Path, generation: int) -> Path:
    return folder / (_FIRST if generation == 1 else f"{_FIRST}.{generation}")


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
