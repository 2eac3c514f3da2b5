"""A catalogue on its way: a pack of files with a version, signed by the hall; or only what changed since another one.

A version is the digest of everything in the pack, so that a terminal that applies a delta knows it holds what the hall
signed, or that it does not. From when it is in force is signed with it (domain 2.8: published at a date).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from contract.part import Part

_USE = "catalogue"


class BadPack(Exception):
    """The pack is not what the hall signed, or does not follow from the one at hand; nothing of it may be used."""


class Pack(Part):
    """A whole catalogue: files by path (`contract.catalogue.files_of`, and `list/<id>.json` of the long list)."""

    files: dict[str, str]
    token: str  # JWT (EdDSA) by the hall over the version and the day

    @property
    def version(self) -> str:
        """SHA-256 over paths and contents."""
        return version_of(self.files)


class Delta(Part):
    """What makes the pack of version `base` into another: files that are new or other, paths that are gone."""

    base: str
    changed: dict[str, str]
    gone: tuple[str, ...]
    token: str  # that of the whole pack it leads to


def version_of(files: Mapping[str, str]) -> str:
    """The version of a pack of these files."""
    return hashlib.sha256(json.dumps(files, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def signed(files: Mapping[str, str], in_force: date, key: Ed25519PrivateKey) -> Pack:
    """A pack of these files, valid from the day on; the same pack each time."""
    claims = {"use": _USE, "ver": version_of(files), "day": in_force.isoformat()}
    return Pack(files=dict(files), token=jwt.encode(claims, key, algorithm="EdDSA"))


def check(pack: Pack, key: Ed25519PublicKey) -> date:
    """The day from which the pack is in force; raises `BadPack` unless the hall signed exactly these files."""
    try:
        claims = jwt.decode(pack.token, key, algorithms=["EdDSA"])
        day = date.fromisoformat(claims["day"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise BadPack(f"the hall's signature is missing: {error}") from error
    if (claims.get("use"), claims.get("ver")) != (_USE, pack.version):
        raise BadPack("the hall signed something else")
    return day


def delta(base: Pack, target: Pack) -> Delta:
    """What a terminal that holds `base` needs to hold `target`."""
    changed = {path: text for path, text in target.files.items() if base.files.get(path) != text}
    gone = tuple(sorted(set(base.files) - set(target.files)))
    return Delta(base=base.version, changed=changed, gone=gone, token=target.token)


def applied(base: Pack, change: Delta, key: Ed25519PublicKey) -> Pack:
    """The pack a delta leads to, checked as a whole; raises `BadPack`, and `base` stays what is used."""
    if change.base != base.version:
        raise BadPack("the delta follows from another version")
    files = {path: text for path, text in base.files.items() if path not in change.gone} | change.changed
    pack = Pack(files=files, token=change.token)
    check(pack, key)
    return pack


def read(raw: bytes) -> Pack | Delta:
    """A pack or a delta from its bytes; raises `BadPack`."""
    for model in (Pack, Delta):
        try:
            return model.model_validate_json(raw)
        except ValidationError:
            continue
    raise BadPack("neither a pack nor a delta")
