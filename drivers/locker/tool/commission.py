"""The command `commission`: from an unknown line to the bank's part of the settings, with a person at the doors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.locker.bank import Line
from drivers.locker.family import family, family_names
from drivers.locker.tool import doorwalk, layout, search
from drivers.locker.tool.console import Ended, ask, number, ranges, say, yes
from drivers.locker.tool.layout import Layout, Taken
from drivers.locker.tool.lines import CannotUse, candidates, must_be_free


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line; empty and None mean: find out or ask."""

    out: Path
    line: str | None = None
    families: tuple[str, ...] = ()
    bauds: tuple[int, ...] = ()
    addresses: tuple[int, ...] = ()
    add: bool = False
    force: bool = False
    devices: Path = Path("/dev")


def run(wish: Wish) -> int:
    """The whole conversation; 0 when the file was written, 1 when it stopped before. Raises CannotUse, LockerError."""
    _may_write(wish)
    taken = Taken.of(wish.out) if wish.add else Taken()
    kept = layout.unfinished(wish.out)
    try:
        found = _resumed(kept) or _begun(wish, taken)
        if found is None:
            return 1
        found.save(kept)
        _walk(found, taken, kept)
    except (Ended, KeyboardInterrupt):
        say()
        if kept.exists():
            say(f"Stopped. What is known so far is in {kept}: the same command goes on from there.")
        return 1
    return _finish(found, taken, wish, kept)


def _may_write(wish: Wish) -> None:
    if wish.add and not wish.out.is_file():
        raise CannotUse(f"{wish.out} is not there to be added to; begin it with --out")
    if not wish.add and wish.out.exists() and not wish.force:
        raise CannotUse(f"{wish.out} exists: choose another --out, --add-to it, or --force to replace it")
    if not wish.out.absolute().parent.is_dir():
        raise CannotUse(f"there is no folder {wish.out.absolute().parent}")


def _resumed(kept: Path) -> Layout | None:
    if not kept.exists():
        return None
    found = Layout.load(kept)
    say(f"{kept} holds a commissioning of {found.line.path}: {len(found.doors)} of {len(found.places)} doors known.")
    if not yes("Go on with it?", default=True):
        return None
    must_be_free([found.line])
    return found


def _begun(wish: Wish, taken: Taken) -> Layout | None:
    """Line, family, speed, boards, locks, and what one door teaches about the switches."""
    path = wish.line or _chosen_line(wish.devices)
    if path in taken.ports:
        raise CannotUse(f"{path} is already in {wish.out}")
    must_be_free([Line("line", path, family_names()[0])])
    known = search.find_family(path, wish.families, wish.bauds, wish.addresses)
    if known is None:
        say("No board answers. Check its power, A and B of the line (swap them), and its address switches.")
        return None
    declared = family(known.family)
    say(f"Found: {declared.title} at {known.baud} baud; board {known.board} answers.")
    baud = None if known.baud == declared.baud else known.baud
    line = Line(taken.free_name(), path, known.family, baud)
    boards = search.find_boards(line, wish.addresses, known.board)
    found = Layout(line, {board: _locks(line, board) for board in boards})
    say(f"{len(boards)} boards, {len(found.places)} locks.")
    doorwalk.learn(found)
    return found


def _chosen_line(devices: Path) -> str:
    paths = candidates(devices)
    for place, path in enumerate(paths, 1):
        target = path.resolve()
        say(f"{place:3}  {path}{'' if path == target else f'  ({target.name})'}")
    if not paths:
        say(f"There is no serial port under {devices}.")
    while True:
        said = ask("Which line? A number of the list, or a path:")
        if said.isdecimal() and 1 <= int(said) <= len(paths):
            return str(paths[int(said) - 1])
        if said.startswith("/"):
            return said


def _locks(line: Line, board: int) -> int:
    told, most = search.count_locks(line, board), family(line.family).locks[-1]
    say(f"Board {board} tells of {told} locks; boards often tell of more than are wired.")
    return number(
        "How many doors hang on it?",
        told or None,
        lambda count: "" if 1 <= count <= most else f"between 1 and {most}",
    )


def _walk(found: Layout, taken: Taken, kept: Path) -> None:
    """Every door that nobody has spoken about, one after another or by rule."""
    if not found.left():
        return
    say()
    say(f"{len(found.left())} doors are not numbered yet. Each can be opened in turn, to read its painted number,")
    say("or they can be numbered in the order of boards and locks without opening any.")
    if yes("Open one after another?", default=True):
        doorwalk.walk(found, taken, lambda: found.save(kept))
        return
    first = number(
        "Number painted on the first of them?", _next_number(found, taken), lambda one: "" if one else "from 1"
    )
    numbers = (one for one in range(first, first + 10_000) if one not in taken.numbers | _numbers(found))
    for (board, lock), painted in zip(found.left(), numbers, strict=False):
        found.doors.append(layout.FoundDoor(painted, board, lock, closed_when=found.closed_when, sensor=found.sensor))
    say("All are size S in column 0: correct sizes, columns and low doors in the file.")
    found.save(kept)


def _next_number(found: Layout, taken: Taken) -> int:
    return max((*taken.numbers, *_numbers(found), 0)) + 1


def _numbers(found: Layout) -> frozenset[int]:
    return frozenset(door.number for door in found.doors)


def _finish(found: Layout, taken: Taken, wish: Wish, kept: Path) -> int:
    """Check, write, and say what is left to do; 1 while doors are missing."""
    if not found.doors:
        say("No door is known: nothing is written.")
        return 1
    _warn("numbers that no door carries", found.gaps())
    _warn("locks left out", [lock for _, lock in found.passed])
    if wish.add:
        twice = sorted(taken.numbers & _numbers(found))
        if twice:
            raise CannotUse(f"{wish.out} already has doors {ranges(twice)}; what is known stays in {kept}")
        name = found.line.name if found.line.name not in taken.names else taken.free_name()
        layout.add_to(wish.out, replace_line(found, name).toml())
    else:
        layout.write_new(wish.out, found.toml())
    kept.unlink(missing_ok=True)
    said = ranges(_numbers(found))
    say(f"Wrote {wish.out}: line {found.line.name}, {len(found.boards)} boards, doors {said}.")
    say("Next: put it into the terminal's settings, then  python -m drivers.locker doors --config FILE")
    return 0


def replace_line(found: Layout, name: str) -> Layout:
    """The same under another name of the line."""
    return replace(found, line=replace(found.line, name=name))


def _warn(what: str, numbers: Iterable[int] | Sequence[int]) -> None:
    shown = ranges(numbers)
    if shown:
        say(f"Note: {what}: {shown}")
