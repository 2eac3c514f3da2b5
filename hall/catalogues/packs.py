"""What terminals pull: whole packs, or what changed since one they hold (domain 2.8). Made once, given to thousands."""

import gzip
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from contract import catalogue, pack
from contract.pack import Pack
from hall.catalogues.models import KeptPack
from hall.catalogues.services import published


class NoPack(Exception):
    """The hall never published a pack of this version."""


def wanted(today: date) -> tuple[str, ...]:
    """The versions a terminal should hold: that in force, and the next one, if it is published already."""
    packs = published()
    now = next((version for since, _of, version in packs if since <= today), None)
    next_day = min((since for since, _of, _version in packs if since > today), default=None)
    later = next((version for since, _of, version in packs if since == next_day), None)
    return tuple(version for version in (now, later) if version is not None)


def answer(version: str, held: Sequence[str]) -> bytes:
    """A pack as JSON, gzipped: as a delta from the first of `held` that the hall knows, else whole.

    Raises `NoPack`.
    """
    return _answer(version, next((one for one in held if _known(one)), ""))


def _known(version: str) -> bool:
    try:
        _pack(version)
    except NoPack:
        return False
    return True


@lru_cache(maxsize=16)
def _answer(version: str, held: str) -> bytes:
    target = _pack(version)
    if not target.token:
        raise NoPack(version)
    sent = pack.delta(_pack(held), target) if held else target
    return gzip.compress(sent.model_dump_json().encode(), mtime=0)


@lru_cache(maxsize=4)
def _pack(version: str) -> Pack:
    """A pack of this version; unsigned, the one every terminal was installed with."""
    row = KeptPack.objects.filter(pk=version).first()
    if row is not None:
        return Pack(files=row.files, token=row.token)
    installed = Pack(files=catalogue.files_of(), token="")
    if installed.version != version:
        raise NoPack(version)
    return installed
