"""The hall's own keys: one to open what terminals seal, one to sign receipts and pick-up tokens."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from contract.seal import HallPrivateKey
from hall.secret_files import once_made


@dataclass(frozen=True)
class HallKeys:
    """Both private keys; never logged, never shown."""

    sealing: HallPrivateKey
    signing: Ed25519PrivateKey

    @property
    def signing_public(self) -> bytes:
        """Ed25519 public key, 32 bytes."""
        return self.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def seal_code(self, code: str, parcel: str) -> bytes:
        """A pick-up code as it lies in the database: useless to whoever has the database but not the key file."""
        return self.sealing.public.seal(code.encode(), _code_bound(parcel))

    def open_code(self, sealed: bytes, parcel: str) -> str:
        """The plain code; raises `contract.seal.SealBroken`."""
        return self.sealing.unseal(sealed, _code_bound(parcel)).decode()


def _code_bound(parcel: str) -> bytes:
    return f"pick-up code|{parcel}".encode()


@cache
def hall_keys() -> HallKeys:
    """The keys of this hall, made on the first run."""
    folder: Path = settings.HALL_DATA / "keys"
    sealing = once_made(folder / "sealing", lambda: HallPrivateKey.generate().raw)
    signing = once_made(folder / "signing", _new_signing_key)
    return HallKeys(HallPrivateKey(sealing), Ed25519PrivateKey.from_private_bytes(signing))


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
