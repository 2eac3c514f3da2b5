"""Signed packs of the catalogue on this terminal's disk: the one in force and its neighbour (domain 2.8).

A pack is a file named by the day it holds from, the order it came in, and its version. The name only finds it: what is
used is checked against the hall's signature each time it is read.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract import pack
from contract.catalogue import files_of
from contract.pack import BadPack, Delta, Pack
from offline_queue.blobs import sync_folder

_KEPT = 2
_SUFFIX = ".pack"
_INSTALLED = Pack(files=files_of(), token="")


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One pack on the disk; the newest compares greatest."""

    day: date
    order: int
    version: str

    @property
    def name(self) -> str:
        """Its file's name."""
        return f"{self.day.isoformat()}_{self.order:06d}_{self.version}{_SUFFIX}"


class Packs:
    """The folder. Every call does file work; none belongs on the Qt thread."""

    def __init__(self, folder: Path, key: Ed25519PublicKey) -> None:
        self._folder, self._key = folder, key
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def held(self) -> list[Held]:
        """What lies there, oldest first; a file that is none of ours is passed over."""
        found = (_of_name(path.name) for path in self._folder.glob(f"*{_SUFFIX}"))
        return sorted(one for one in found if one is not None)

    def in_force(self, today: date) -> Held | None:
        """The newest that holds today."""
        return max((one for one in self.held() if one.day <= today), default=None)

    def versions(self) -> list[str]:
        """What a delta may start from, newest first: packs, and what this terminal was installed with."""
        return [one.version for one in reversed(self.held())] + [_INSTALLED.version]

    def read(self, held: Held) -> Pack:
        """A pack as the hall signed it; raises `BadPack` for a file that was altered or cannot be read."""
        try:
            found = pack.read((self._folder / held.name).read_bytes())
        except OSError as error:
            raise BadPack(f"{held.version[:12]}: {error.strerror}") from error
        if not isinstance(found, Pack):
            raise BadPack(f"{held.version[:12]}: no whole pack")
        if (pack.check(found, self._key), found.version) != (held.day, held.version):
            raise BadPack(f"{held.version[:12]}: the file is not what its name says")
        return found

    def unpack(self, version: str, raw: bytes) -> Pack:
        """What the hall answered when asked for `version`, whole and checked; raises `BadPack`."""
        said = pack.read(raw)
        whole = pack.applied(self._base(said), said, self._key) if isinstance(said, Delta) else said
        pack.check(whole, self._key)
        if whole.version != version:
            raise BadPack("it is another version than was asked for")
        return whole

    def _base(self, said: Delta) -> Pack:
        if said.base == _INSTALLED.version:
            return _INSTALLED
        found = next((one for one in self.held() if one.version == said.base), None)
        if found is None:
            raise BadPack("the delta follows from a pack that is not here")
        return self.read(found)

    def keep(self, whole: Pack, wanted: Iterable[str]) -> None:
        """Write a checked pack durably; then only `wanted` and the newest others stay, two in all."""
        order = max((one.order for one in self.held()), default=0) + 1
        kept = Held(pack.check(whole, self._key), order, whole.version)
        path = self._folder / kept.name
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(whole.model_dump_json().encode())
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(self._folder)
        chosen = set(wanted)
        by_use = sorted(self.held(), key=lambda one: (one.version in chosen, one), reverse=True)
        for one in by_use[_KEPT:]:
            self.forget(one)

    def forget(self, held: Held) -> None:
        """Delete one; gone already is good."""
        (self._folder / held.name).unlink(missing_ok=True)


def _of_name(name: str) -> Held | None:
    day, _, rest = name.removesuffix(_SUFFIX).partition("_")
    order, _, version = rest.partition("_")
    try:
        return Held(date.fromisoformat(day), int(order), version)
    except ValueError:
        return None
