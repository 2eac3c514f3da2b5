"""What a bank's doors have been up to: readings go in, typed events come out.

Pure: it reads no port, asks no clock and has no thread. Whoever polls (facts: every 500 ms, a slower poll misses a
whole open-take-shut) hands over the readings with a steady time. The last known state is kept for two failed reads
and becomes UNKNOWN on the third (lock-board facts 4, measured once on real hardware).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from drivers.roles import Door, Locker, Opening


@dataclass(frozen=True, slots=True)
class WatchTimes:
    """Seconds; poll and ajar times from the facts (lock-board facts 4, kiosk requirements 4.3), the rest ours."""

    poll_s: float = 0.5
    ajar_s: tuple[float, ...] = (30.0, 60.0, 120.0)
    command_s: float = 180.0  # a pulsed door that stuck may still spring when somebody pulls at it
    bounce_s: float = 10.0  # a door of ours that was shut and did not latch is still the same opening
    lost_after: int = 3  # failed reads in a row


@dataclass(frozen=True, slots=True)
class Opened:
    """A door opened after a command of ours."""

    compartment: int


@dataclass(frozen=True, slots=True)
class Uncommanded:
    """A door known to be shut is open, and nothing of ours opened it. `unseen`: while its board was silent."""

    compartment: int
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class FoundOpen:
    """The first reading of a door ever: open. What happened before is for the journal to say."""

    compartment: int


@dataclass(frozen=True, slots=True)
class Ajar:
    """A door has stood open past the time number `step` (from 1); once each time and opening."""

    compartment: int
    step: int
    open_s: float


@dataclass(frozen=True, slots=True)
class Shut:
    """An open door reads shut again after `open_s`."""

    compartment: int
    open_s: float


@dataclass(frozen=True, slots=True)
class Silent:
    """Doors of one board cannot be read any more: the third failed reading."""

    board: str
    compartments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """Doors of a board that was silent can be read again."""

    board: str
    compartments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AllOpen:
    """The first whole reading says that every door is open: the polarity is probably set wrong (facts 8)."""


DoorEvent = Opened | Uncommanded | FoundOpen | Ajar | Shut | Silent | Back | AllOpen


@dataclass(slots=True)
class _Watched:
    """One door: its last reading, how many reads failed since, and whose doing its present opening is."""

    board: str
    door: Door = Door.UNKNOWN
    failed: int = 0
    pulsed_at: float | None = None
    opened_at: float = 0.0
    bounce_until: float | None = None
    ours: bool = False
    ajar_told: int = 0


class DoorWatch:
    """The doors of one bank. `boards` names the board of every compartment that has a door switch."""

    def __init__(self, boards: Mapping[int, str], times: WatchTimes | None = None) -> None:
        self.times = times or WatchTimes()
        self._doors = {number: _Watched(board) for number, board in sorted(boards.items())}
        self._whole_seen = False

    @property
    def compartments(self) -> tuple[int, ...]:
        """The doors that can be watched."""
        return tuple(self._doors)

    def commanded(self, compartment: int, now_s: float) -> None:
        """A pulse for this door is about to leave: what it does now is our doing."""
        if compartment in self._doors:
            self._doors[compartment].pulsed_at = now_s

    def accepted(self, compartment: int) -> None:
        """Somebody who knows better says that this opening is ours after all."""
        one = self._doors[compartment]
        one.ours, one.ajar_told = True, 0

    def door(self, compartment: int) -> Door:
        """The last known state; UNKNOWN from the third failed read on, and for doors without a switch."""
        one = self._doors.get(compartment)
        if one is None or one.failed >= self.times.lost_after:
            return Door.UNKNOWN
        return one.door

    def ajar(self, compartment: int) -> int:
        """How many of the ajar times this door has passed in its present opening."""
        one = self._doors.get(compartment)
        return one.ajar_told if one is not None and one.ours and one.door is Door.OPEN else 0

    def seen(self, readings: Mapping[int, Door], now_s: float) -> list[DoorEvent]:
        """Take readings of some or all doors; what they bring to light, in the order it should be told."""
        lost, back, moved = [], [], list[DoorEvent]()
        for number, one in self._doors.items():
            reading = readings.get(number)
            if reading is Door.UNKNOWN:
                one.failed += 1
                lost += [number] if one.failed == self.times.lost_after else []
            elif reading is not None:
                unseen = one.failed >= self.times.lost_after
                back += [number] if unseen else []
                one.failed = 0
                moved += self._moved(number, one, reading, now_s, unseen=unseen)
        if self._polarity_is_suspicious(readings):
            moved = [AllOpen()]
        return [*self._by_board(lost, Silent), *self._by_board(back, Back), *moved, *self._ajar(now_s)]

    def _moved(self, number: int, one: _Watched, reading: Door, now_s: float, *, unseen: bool) -> list[DoorEvent]:
        before, one.door = one.door, reading
        if reading is before:
            return []
        if reading is Door.CLOSED:
            if before is Door.UNKNOWN:
                return []
            # The command is used up: what opens this door later, other than a latch that did not catch, is not ours.
            one.bounce_until = now_s + self.times.bounce_s if one.ours else None
            one.pulsed_at = None
            return [Shut(number, now_s - one.opened_at)]
        pulsed = one.pulsed_at is not None and now_s - one.pulsed_at <= self.times.command_s
        bounced = one.bounce_until is not None and now_s <= one.bounce_until
        one.opened_at, one.ajar_told = now_s, 0
        one.ours = pulsed or bounced or before is Door.UNKNOWN
        if pulsed or bounced:
            return [Opened(number)]
        return [FoundOpen(number) if before is Door.UNKNOWN else Uncommanded(number, unseen)]

    def _polarity_is_suspicious(self, readings: Mapping[int, Door]) -> bool:
        """Asked once, of the first reading that tells every door."""
        told = [readings.get(number, Door.UNKNOWN) for number in self._doors]
        if self._whole_seen or Door.UNKNOWN in told:
            return False
        self._whole_seen = True
        if len(told) < 2 or Door.CLOSED in told or any(one.pulsed_at is not None for one in self._doors.values()):
            return False
        for one in self._doors.values():
            one.ours = False  # nobody is to be sent to doors that are probably shut
        return True

    def _ajar(self, now_s: float) -> list[DoorEvent]:
        events: list[DoorEvent] = []
        for number, one in self._doors.items():
            if one.door is not Door.OPEN or not one.ours or one.failed >= self.times.lost_after:
                continue
            open_s = now_s - one.opened_at
            while one.ajar_told < len(self.times.ajar_s) and open_s >= self.times.ajar_s[one.ajar_told]:
                one.ajar_told += 1
                events.append(Ajar(number, one.ajar_told, open_s))
        return events

    def _by_board(self, numbers: list[int], kind: type[Silent] | type[Back]) -> list[DoorEvent]:
        boards: dict[str, list[int]] = {}
        for number in numbers:
            boards.setdefault(self._doors[number].board, []).append(number)
        return [kind(board, tuple(found)) for board, found in boards.items()]


class _Commanded:
    def __init__(self, bank: Locker, commanded: Callable[[int], None], sprung: Callable[[int], None]) -> None:
        self._bank = bank
        self._commanded = commanded
        self._sprung = sprung

    def open(self, compartment: int) -> Opening:
        """Pulse one lock once; raises as the bank does."""
        self._commanded(compartment)
        opening = self._bank.open(compartment)
        if opening.seen_open_at is not None:
            self._sprung(compartment)
        return opening

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)


def telling_of_pulses(bank: Locker, commanded: Callable[[int], None], sprung: Callable[[int], None]) -> Locker:
    """The same bank, which tells of every pulse before it leaves, and of every door it sees spring open.

    Both get the compartment, on the caller's thread.
    """
    return cast(Locker, _Commanded(bank, commanded, sprung))
