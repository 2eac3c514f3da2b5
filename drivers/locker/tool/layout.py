"""What a commissioning has found so far: on disk after every door, and in the end as the terminal's settings.

`FILE.unfinished` beside the wanted file holds what is known while somebody walks along the doors; it goes when the
file itself is written.
"""

import json
import os
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path

from drivers.locker.bank import Line
from drivers.locker.tool.lines import CannotUse

SIZES = ("S", "M", "L")
HEIGHTS = {"S": 1.0, "M": 1.6, "L": 2.4}  # in small doors, for the map on the screen


@dataclass(frozen=True, slots=True)
class FoundDoor:
    """One wired lock as the settings want it; `closed_when` None takes the family's usual wiring."""

    number: int
    board: int
    channel: int
    size: str = "S"
    column: int = 0
    low: bool = False
    closed_when: int | None = None
    sensor: bool = True


@dataclass(slots=True)
class Layout:
    """One line, its boards (address -> locks) and the doors known so far."""

    line: Line
    boards: dict[int, int]
    closed_when: int | None = None
    sensor: bool = True
    doors: list[FoundDoor] = field(default_factory=list)
    passed: list[tuple[int, int]] = field(default_factory=list)  # locks that were left out on purpose

    @property
    def places(self) -> list[tuple[int, int]]:
        """Every (board, lock) there is, in order."""
        return [(board, lock) for board in sorted(self.boards) for lock in range(1, self.boards[board] + 1)]

    def left(self) -> list[tuple[int, int]]:
        """Places that nobody has said anything about yet."""
        known = {(door.board, door.channel) for door in self.doors} | set(self.passed)
        return [place for place in self.places if place not in known]

    def gaps(self) -> list[int]:
        """Painted numbers missing between the least and the greatest."""
        numbers = {door.number for door in self.doors}
        return sorted(set(range(min(numbers), max(numbers) + 1)) - numbers) if numbers else []

    def save(self, path: Path) -> None:
        """Everything known, whole or not at all."""
        _replace(path, json.dumps(asdict(self), indent=1))

    @classmethod
    def load(cls, path: Path) -> "Layout":
        """What `save` wrote; raises CannotUse."""
        try:
            raw = json.loads(path.read_text("utf-8"))
            return cls(
                Line(**raw["line"]),
                {int(board): int(locks) for board, locks in raw["boards"].items()},
                raw["closed_when"],
                raw["sensor"],
                [FoundDoor(**door) for door in raw["doors"]],
                [(int(board), int(lock)) for board, lock in raw["passed"]],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CannotUse(f"{path} cannot be read ({error}); remove it to begin anew") from error

    def toml(self) -> str:
        """The settings' own words: one [[locker.lines]] and its [[locker.compartments]]."""
        line = self.line
        rows = ["[[locker.lines]]", f"name = {_text(line.name)}", f"port = {_text(line.path)}"]
        rows += [f"family = {_text(line.family)}", *([] if line.baud is None else [f"baud = {line.baud}"])]
        for door in sorted(self.doors, key=lambda one: one.number):
            rows += ["", "[[locker.compartments]]", f"number = {door.number}", f"line = {_text(line.name)}"]
            rows += [f"board = {door.board}", f"channel = {door.channel}", f"size = {_text(door.size)}"]
            rows += [f"column = {door.column}", f"height = {HEIGHTS[door.size]}", f"low = {_bool(door.low)}"]
            rows += [] if door.closed_when is None else [f"closed_when = {door.closed_when}"]
            rows += [] if door.sensor else ["sensor = false"]
        return "\n".join(rows) + "\n"


@dataclass(frozen=True, slots=True)
class Taken:
    """What another file already uses: names of lines, painted numbers, ports."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    ports: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: Path) -> "Taken":
        """The lockers of a settings file; raises CannotUse."""
        try:
            part = tomllib.loads(path.read_text("utf-8")).get("locker", {})
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise CannotUse(f"{path} cannot be added to: {error}") from error
        lines, doors = part.get("lines", []), part.get("compartments", [])
        return cls(
            frozenset(one.get("name", "") for one in lines),
            frozenset(one.get("number", 0) for one in doors),
            frozenset(one.get("port", "") for one in lines),
        )

    def free_name(self) -> str:
        """The first letter that no line is named by."""
        return next(letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in self.names)


def unfinished(path: Path) -> Path:
    """Where a commissioning that will become `path` keeps what it knows."""
    return path.with_name(path.name + ".unfinished")


def write_new(path: Path, text: str) -> None:
    """A file of its own."""
    _replace(path, "# Made by python -m drivers.locker commission: belongs into the terminal's settings.\n\n" + text)


def add_to(path: Path, text: str) -> None:
    """Behind what is already in the file."""
    _replace(path, path.read_text("utf-8").rstrip("\n") + "\n\n" + text)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        fresh.chmod(path.stat().st_mode & 0o777)
    fresh.replace(path)


def _text(text: str) -> str:
    """A basic string: escaped as in JSON, and DEL besides, which TOML does not take as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _bool(flag: bool) -> str:
    return "true" if flag else "false"
