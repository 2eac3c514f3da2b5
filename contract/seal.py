"""Sealing to the hall: HPKE (RFC 9180) with ML-KEM-768 + X25519, HKDF-SHA256 and AES-256-GCM.

What waits on the terminal's disk is sealed with the hall's public key, so the terminal itself cannot read it
back (design rule 10). The *bound* bytes (case id, kind, envelope id) are authenticated but not secret: a sealed
body cannot be moved to another case. HPKE's `info` carries them, as RFC 9180 section 8.1 asks of single-shot use.
"""

import hashlib
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MLKEM_PUBLIC_LENGTH = 1184
_MLKEM_SEED_LENGTH = 64


class SealBroken(Exception):
    """The sealed bytes were altered, bound to something else, or sealed to another key."""


class HallPublicKey:
    """The hall's sealing key as the terminal keeps it: 1184 bytes ML-KEM-768, then 32 bytes X25519."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != _MLKEM_PUBLIC_LENGTH + 32:
            raise ValueError(f"a hall key has {_MLKEM_PUBLIC_LENGTH + 32} bytes, not {len(raw)}")
        self.raw = raw
        self._key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_LENGTH]),
            X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_LENGTH:]),
        )

    @property
    def key_id(self) -> str:
        """Sixteen hex digits naming this key, sent with every sealed body so that keys can be changed."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal `plain` so that only the hall can read it, bound to `bound`."""
        return _SUITE.encrypt(plain, self._key, info=bound)


class HallPrivateKey:
    """The hall's half: 64 bytes ML-KEM seed, then 32 bytes X25519."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != _MLKEM_SEED_LENGTH + 32:
            raise ValueError(f"a hall private key has {_MLKEM_SEED_LENGTH + 32} bytes, not {len(raw)}")
        self.raw = raw
        self._mlkem = MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED_LENGTH])
        self._x25519 = X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED_LENGTH:])
        self._key = MLKEM768X25519PrivateKey(self._mlkem, self._x25519)

    @classmethod
    def generate(cls) -> "HallPrivateKey":
        """A new random key."""
        seed = MLKEM768PrivateKey.generate().private_bytes_raw()
        x25519 = X25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return cls(seed + x25519)

    @cached_property
    def public(self) -> HallPublicKey:
        """The half that terminals are given."""
        return HallPublicKey(
            self._mlkem.public_key().public_bytes_raw()
            + self._x25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        )

    def unseal(self, sealed: bytes, bound: bytes) -> bytes:
        """The plain bytes; raises `SealBroken`."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=bound)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("the seal does not open") from error
