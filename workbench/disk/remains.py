"""What a power cut leaves: of everything not yet synced, each write survives, is lost or is torn by itself."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from pathlib import Path, PurePosixPath

from workbench.disk.recording import Event, Op, Recording

SECTOR_BYTES = 512
"""What a disk writes whole or not at all."""


@unique
class NameModel(Enum):
    """When a file's name is safe: ext4 commits all names made so far with any sync; POSIX promises less, a name
    only with a sync of its folder."""

    EXT4 = "ext4"
    POSIX = "posix"


@unique
class Fate(Enum):
    """How the cut treats what was not synced."""

    ALL_LOST = "all lost"
    LAST_LOST = "last lost"
    SOME_LOST = "some lost"
    TORN = "torn"


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    loose: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class _Volume:
    """Files as the running process sees them (`live`), the names that are safe, and those that are not yet."""

    model: NameModel
    live: dict[str, _File] = field(default_factory=dict)
    safe: dict[str, _File] = field(default_factory=dict)
    loose: list[tuple[Event, _File | None]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Follow one event of the recording."""
        match event.op:
            case Op.CREATED:
                self.live[event.path] = _File()
                self.loose.append((event, self.live[event.path]))
            case Op.WRITTEN | Op.CUT:
                if event.path in self.live:
                    self.live[event.path].loose.append(event)
            case Op.UNLINKED:
                if self.live.pop(event.path, None) is not None:
                    self.loose.append((event, None))
            case Op.RENAMED:
                moved = self.live.pop(event.path)
                self.live[event.data.decode()] = moved
                self.loose.append((event, moved))
            case Op.SYNCED:
                self._sync(event.path)

    def _sync(self, path: str) -> None:
        file = self.live.get(path)
        if file is not None:
            for change in file.loose:
                _apply(file.safe, change)
            file.loose = []
        if self.model is NameModel.EXT4:
            self.settle(len(self.loose))
        elif file is None:  # a folder: its own names are safe now
            here = [one for one in self.loose if str(PurePosixPath(_named(one[0])).parent) == path.rstrip("/")]
            self.loose = [one for one in self.loose if one not in here]
            for change, moved in here:
                self._rename(change, moved)

    def settle(self, count: int) -> None:
        """Make the first `count` loose names safe."""
        now, self.loose = self.loose[:count], self.loose[count:]
        for change, file in now:
            self._rename(change, file)

    def _rename(self, change: Event, file: _File | None) -> None:
        if change.op is Op.UNLINKED or change.op is Op.RENAMED:
            self.safe.pop(change.path, None)
        if file is not None:
            self.safe[_named(change)] = file


def remains(recording: Recording, cut: int, seed: int, into: Path, model: NameModel = NameModel.EXT4) -> Fate:
    """Build below `into` one disk that a power cut after the first `cut` events could have left; same seed, same
    disk. Shared-memory files of SQLite are left out, as a restart finds none."""
    dice = random.Random(seed)
    volume = _Volume(model)
    into.mkdir(parents=True)
    for event in recording.events[:cut]:
        volume.take(event)
        if event.op is Op.FOLDER:
            (into / Path(event.path).relative_to(recording.root)).mkdir(parents=True, exist_ok=True)
    volume.settle(dice.randint(0, len(volume.loose)))
    fate = dice.choice(list(Fate))
    for path, file in volume.safe.items():
        place = into / Path(path).relative_to(recording.root)
        if place.name.endswith("-shm"):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_survivors(file.safe, file.loose, fate, dice))
    return fate


def _survivors(safe: bytearray, loose: Sequence[Event], fate: Fate, dice: random.Random) -> bytes:
    content = bytearray(safe)
    for index, change in enumerate(loose):
        last = index == len(loose) - 1
        lost = {Fate.ALL_LOST: True, Fate.LAST_LOST: last}.get(fate, dice.random() < 0.5)
        if not lost:
            _apply(content, change, dice if fate is Fate.TORN else None)
    return bytes(content)


def _apply(content: bytearray, change: Event, torn: random.Random | None = None) -> None:
    """Do a write or a cut; with dice, each of its sectors by chance."""
    if change.op is Op.CUT:
        del content[change.number :]
        content.extend(bytes(change.number - len(content)))
        return
    begin, end = change.number, change.number + len(change.data)
    while begin < end:
        until = end if torn is None else min(end, (begin // SECTOR_BYTES + 1) * SECTOR_BYTES)
        if torn is None or torn.random() < 0.5:
            content.extend(bytes(max(0, until - len(content))))
            content[begin:until] = change.data[begin - change.number : until - change.number]
        begin = until


def _named(change: Event) -> str:
    """The name a change makes, or takes away."""
    return change.data.decode() if change.op is Op.RENAMED else change.path
