"""Doors one by one with a person beside them: what each switch says, which number is painted, how large it is.

A door opens only when the person has asked for that very door. Its switch is read shut, open and shut again; what
changes between them is its polarity, and what never changes is no switch (lock-board facts 2.3).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, unique

from drivers.locker.bank import Bank, Channel
from drivers.locker.errors import LockerError
from drivers.locker.tool.console import Ended, ask, choose, number, say, yes
from drivers.locker.tool.layout import SIZES, FoundDoor, Layout, Taken
from drivers.roles import Door

_RAW = True  # read with "contact closed = shut": CLOSED then means contact made, OPEN contact broken
_ONE = 1
MOST_PULSES, REST_S = 3, 3.0


@unique
class Switch(Enum):
    """What reading a door shut, open and shut again has shown."""

    MADE_WHEN_SHUT = "contact made when shut"
    BROKEN_WHEN_SHUT = "contact broken when shut"
    NONE = "never changes: no switch, or its wire is broken"
    UNCLEAR = "changes, but not with the door"

    @property
    def closed_when(self) -> int | None:
        """For the settings."""
        return {Switch.MADE_WHEN_SHUT: 1, Switch.BROKEN_WHEN_SHUT: 0}.get(self)


def judged(before: Door, opened: Door, after: Door) -> Switch:
    """The switch by three raw readings; UNKNOWN among them is unclear."""
    if Door.UNKNOWN in (before, opened, after) or before is not after:
        return Switch.UNCLEAR
    if before is opened:
        return Switch.NONE
    return Switch.MADE_WHEN_SHUT if before is Door.CLOSED else Switch.BROKEN_WHEN_SHUT


@dataclass(frozen=True, slots=True)
class _Place:
    board: int
    lock: int

    def __str__(self) -> str:
        return f"board {self.board} lock {self.lock}"


@contextmanager
def _bank(found: Layout, place: _Place) -> Iterator[Bank]:
    bank = Bank([found.line], [Channel(_ONE, found.line.name, place.board, place.lock, _RAW)])
    try:
        yield bank
    finally:
        bank.close()


def learn(found: Layout) -> None:
    """One door teaches how the bank's switches are wired; kept in `found`. Tries others until one is clear."""
    say()
    say("One door shows how the switches are wired. It will be opened: its lock gets one pulse.")
    for board, lock in found.places:
        place = _Place(board, lock)
        if choose(f"Use {place}? It must be shut and empty.", ("yes", "other"), "yes") == "other":
            continue
        switch = _tried(found, place)
        if switch in (None, Switch.UNCLEAR):
            say("That door taught nothing; take another one.")
            continue
        _take(found, switch)
        return
    say("No door taught anything: the family's usual wiring is written. Check it with `doors`, door by door.")


def _take(found: Layout, switch: Switch | None) -> None:
    assert switch is not None  # noqa: S101 (asked by the caller)
    say(f"The switch: {switch.value}.")
    found.closed_when, found.sensor = switch.closed_when, switch is not Switch.NONE
    if not found.sensor:
        say("Doors without a switch are never seen open or shut; the terminal cannot use them well.")


def _tried(found: Layout, place: _Place) -> Switch | None:
    """Read, open, read, have it shut, read; None when the door did not open."""
    with _bank(found, place) as bank:
        before = bank.door(_ONE)
        if not _pulsed(bank, place):
            return None
        opened = bank.door(_ONE)
        ask("Push it shut until it clicks, then press Enter:")
        after = bank.door(_ONE)
    shown = {Door.CLOSED: "made", Door.OPEN: "broken", Door.UNKNOWN: "no answer"}
    say(f"  contact shut, open, shut: {shown[before]}, {shown[opened]}, {shown[after]}")
    return judged(before, opened, after)


def _pulsed(bank: Bank, place: _Place) -> bool:
    """One pulse, and the person's word on what it did. A pulse is never repeated by itself."""
    try:
        bank.open(_ONE)
    except LockerError as error:
        say(f"  {type(error).__name__}: {error}")
    return yes(f"Did a door open ({place})?", default=True)


def walk(found: Layout, taken: Taken, save: Callable[[], None]) -> None:
    """Every door not spoken about yet; saved after each. Ends early when the person stops."""
    left = found.left()
    column = found.doors[-1].column if found.doors else 0
    for done, (board, lock) in enumerate(left, 1):
        place = _Place(board, lock)
        said = choose(
            f"({done} of {len(left)}) {place}: open it, skip it, or stop here?", ("open", "skip", "stop"), "open"
        )
        if said == "stop":
            say(f"{len(left) - done + 1} doors are still without a number.")
            raise Ended
        if said == "skip":
            found.passed.append((board, lock))
        else:
            door = _met(found, taken, place, column)
            found.passed += [(board, lock)] if door is None else []
            found.doors += [] if door is None else [door]
            column = column if door is None else door.column
        save()


def _met(found: Layout, taken: Taken, place: _Place, column: int) -> FoundDoor | None:
    """Open one door and take down what the person reads on it; None when it did not open and is left out."""
    with _bank(found, place) as bank:
        before = bank.door(_ONE)
        if not _opened(bank, place):
            return None
        opened = bank.door(_ONE)
        painted = number("  Number painted on it?", _free(found, taken), lambda one: _objection(found, taken, one))
        size = choose("  Size?", SIZES, SIZES[0])
        low = yes("  Can it be reached from a wheelchair (low)?", default=False)
        where = number("  Column, from 0 on the left?", column, lambda one: "")
        ask("  Push it shut until it clicks, then press Enter:")
        switch = judged(before, opened, bank.door(_ONE))
    if switch.closed_when != found.closed_when:
        say(f"  Note: this door's switch is different: {switch.value}.")
    closed_when = found.closed_when if switch is Switch.UNCLEAR else switch.closed_when
    return FoundDoor(painted, place.board, place.lock, size, where, low, closed_when, switch is not Switch.NONE)


def _opened(bank: Bank, place: _Place) -> bool:
    """A pulse, and at most two more when the person asks for them, the coil resting between (lock-board facts 7.7)."""
    for pulse in range(1, MOST_PULSES + 1):
        pulsed_at = time.monotonic()
        if _pulsed(bank, place):
            return True
        more = ("again", "out") if pulse < MOST_PULSES else ("out",)
        if choose("  Pulse it once more, or leave it out?", more, "out") == "out":
            break
        time.sleep(max(0.0, REST_S - (time.monotonic() - pulsed_at)))
    return False


def _objection(found: Layout, taken: Taken, painted: int) -> str:
    if painted < 1:
        return "numbers begin at 1"
    if painted in taken.numbers:
        return f"{painted} is already in the file that is added to"
    other = next((door for door in found.doors if door.number == painted), None)
    return f"{painted} is already {_Place(other.board, other.channel)}" if other else ""


def _free(found: Layout, taken: Taken) -> int:
    used = taken.numbers | {door.number for door in found.doors}
    return max(used, default=0) + 1
