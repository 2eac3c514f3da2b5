"""Papers of the hall, named by their SHA-256: written once, never changed, checked when read."""

from contract.envelope import digest
from hall import store as stored


class FileDamaged(Exception):
    """The stored bytes no longer have the digest they are named by."""


def store(data: bytes) -> str:
    """Keep `data` durably and return its SHA-256 in hex; raises `hall.store.StoreAway`."""
    sha256 = digest(data)
    if not stored.exists(name_of(sha256)):
        stored.put(name_of(sha256), data)
    return sha256


def load(sha256: str) -> bytes:
    """The stored bytes; raises `FileNotFoundError`, `FileDamaged` or `hall.store.StoreAway`."""
    data = stored.get(name_of(sha256))
    if digest(data) != sha256:
        raise FileDamaged(sha256)
    return data


def name_of(sha256: str) -> str:
    """Where the file of this digest lies in the store."""
    return f"files/{sha256[:2]}/{sha256}"
