"""A bank of compartments, numbered as painted on the doors: the `Locker` of the terminal."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drivers.fields import Values
from drivers.link import Link, SerialLink
from drivers.locker.board import Board, Reading
from drivers.locker.bus import Bus
from drivers.locker.clockwork import Clockwork
from drivers.locker.errors import BusDown, LockerError, NotSent, OutcomeUnknown, Rejected, UnknownCompartment
from drivers.locker.family import FAMILIES, LOOK_EVERY_S, READ_TRIES, Family, family
from drivers.locker.turn import Urgency
from drivers.locker.wiring import Channel, Line, door_of, numbered, occupied_of
from drivers.roles import Capabilities, Door, Opening

__all__ = ["Bank", "Channel", "Line", "numbered", "serial_link"]

MakeLink = Callable[[str, int], Link]
Told = Callable[[int, Door], None]

_log = logging.getLogger(__name__)


def serial_link(path: str, baud: int) -> Link:
    """A serial link whose trace shows bytes: lock frames say nothing about people."""
    return SerialLink(path, baud, shows_bytes=True)


class Bank:
    """A `Locker` over any number of lines. Safe from several threads: on a line, unlocking goes first.

    `clock` gives wall-clock seconds for the facts of an `Opening`; `tell` hears doors that boards report by
    themselves, on whatever thread is asking at that moment; lines are read side by side, so that may be several.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        compartments: Sequence[Channel],
        *,
        clock: Callable[[], float] = time.time,
        clockwork: Clockwork | None = None,
        make_link: MakeLink = serial_link,
        tell: Told | None = None,
        families: Path = FAMILIES,
    ) -> None:
        self._clock = clock
        self._clockwork = clockwork or Clockwork()
        self._tell = tell
        self._channels = {channel.compartment: channel for channel in compartments}
        if len(self._channels) != len(compartments):
            raise ValueError("two channels carry the same compartment number")
        self._buses = {line.name: self._bus(line, make_link, families) for line in lines}
        for channel in compartments:
            bus = self._buses.get(channel.line)
            if bus is None:
                raise ValueError(f"compartment {channel.compartment}: no line {channel.line!r}")
            bus.family.address(channel.board, channel.lock)
        self._boards = {place: self._board(*place) for place in dict.fromkeys((c.line, c.board) for c in compartments)}

    def open(self, compartment: int) -> Opening:
        """Pulse one lock once and look at its door for a while, `Family.open_limit_s` at most in all.

        Raises NotSent when provably nothing left (CoilResting when the coil must cool); Rejected when the board
        refused and the door was not seen open; OutcomeUnknown when the pulse may have left and neither the board
        nor the door could be asked; UnknownCompartment.
        """
        channel, board = self._place(compartment)
        left_at: list[float] = []
        acknowledged_at = refusal = None
        try:
            if board.bus.pulse(channel.board, channel.lock, lambda: left_at.append(self._clock())) is not None:
                acknowledged_at = self._clock()
        except Rejected as error:
            refusal = error
        except BusDown as error:
            self._line_went(compartment, board, error, left=bool(left_at))
        declared = board.bus.family
        self._clockwork.sleep(declared.timing.pulse_s)
        seen_open_at, looked = self._watched(channel, board)
        if refusal is not None and seen_open_at is None:
            raise refusal
        can_tell = channel.sensor or declared.open.reply is not None
        if acknowledged_at is None and can_tell and not looked:
            raise OutcomeUnknown(f"compartment {compartment}: pulse sent, nothing heard since")
        return Opening(compartment, left_at[0], acknowledged_at, seen_open_at)

    def doors(self) -> Mapping[int, Door]:
        """Every door by its painted number; doors of a silent board or a dead line are UNKNOWN. Never raises."""
        found = dict.fromkeys(sorted(self._channels), Door.UNKNOWN)
        for board, reading in self._readings():
            for number, channel in self._of(board):
                found[number] = door_of(channel, board.bus.family, reading.contacts.get(channel.lock))
        return found

    def door(self, compartment: int) -> Door:
        """One door; UNKNOWN when it cannot be told. Raises UnknownCompartment."""
        return self._looked(*self._place(compartment))

    def occupancy(self) -> Mapping[int, bool | None]:
        """Whether something lies in each compartment; None where no sensor sees it or none answers. Never raises."""
        found: dict[int, bool | None] = dict.fromkeys(sorted(self._channels))
        for board, reading in self._readings(lambda board: board.bus.family.sees_objects):
            for number, channel in self._of(board):
                found[number] = occupied_of(channel, reading.objects.get(channel.lock))
        return found

    def occupied(self, compartment: int) -> bool | None:
        """Whether something lies inside; None when the board does not see that or does not answer."""
        channel, board = self._place(compartment)
        if not board.bus.family.sees_objects:
            return None
        try:
            return occupied_of(channel, board.read().objects.get(channel.lock))
        except LockerError as error:
            _log.debug("compartment %d: %s", compartment, error)
            return None

    def capabilities(self, compartment: int) -> Capabilities:
        """What this compartment's board and wiring can tell; raises UnknownCompartment."""
        channel, board = self._place(compartment)
        declared = board.bus.family
        return Capabilities(
            sees_door=channel.sensor,
            sees_objects=declared.sees_objects and channel.occupancy_polarity is not None,
            acknowledges=declared.open.reply is not None,
            reports_itself=bool(declared.unsolicited) and channel.sensor,
        )

    def status(self) -> Mapping[str, str]:
        """Asks every board once; an entry a line, and an entry a board: "ok" or its trouble and for how long."""
        found: dict[str, str] = {}
        for name, bus in self._buses.items():
            health = {f"{line}/{board.address}": board.health() for board, line in self._named() if board.bus is bus}
            echo = {True: "echo", False: "no echo", None: "no answer yet"}[bus.echoes]
            found[name] = f"{bus.family.title}, {bus.link.path}, {echo}"
            found.update(health)
        return found

    def versions(self) -> Mapping[str, str]:
        """Firmware versions, an entry a board as in `status`, "" where unknown; a maintenance question, asked once."""
        return {f"{line}/{board.address}": board.ask_version() for board, line in self._named()}

    def close(self) -> None:
        """Let go of the lines; later reads are UNKNOWN and later pulses NotSent."""
        for bus in self._buses.values():
            bus.close()

    def _bus(self, line: Line, make_link: MakeLink, families: Path) -> Bus:
        declared = family(line.family, families)
        link = make_link(line.path, line.baud or declared.baud)
        heard = lambda values: self._reported(line.name, declared, values)  # noqa: E731
        return Bus(link, declared, heard, baud=line.baud, clockwork=self._clockwork)

    def _board(self, line: str, address: int) -> Board:
        locks = [c.lock for c in self._channels.values() if (c.line, c.board) == (line, address)]
        return Board(self._buses[line], address, locks, clock=self._clock, clockwork=self._clockwork)

    def _place(self, compartment: int) -> tuple[Channel, Board]:
        channel = self._channels.get(compartment)
        if channel is None:
            raise UnknownCompartment(f"no compartment {compartment}")
        return channel, self._boards[channel.line, channel.board]

    def _of(self, board: Board) -> Iterable[tuple[int, Channel]]:
        return ((number, c) for number, c in self._channels.items() if self._boards[c.line, c.board] is board)

    def _named(self) -> Iterable[tuple[Board, str]]:
        return ((board, line) for (line, _), board in self._boards.items())

    def _readings(self, wanted: Callable[[Board], bool] = lambda board: True) -> list[tuple[Board, Reading]]:
        """A reading of every wanted board that answers; the lines side by side, so that none waits for another."""
        rows = [[b for b in self._boards.values() if b.bus is bus and wanted(b)] for bus in self._buses.values()]
        if len(rows) < 2:
            return [pair for row in rows for pair in _read_row(row)]
        with ThreadPoolExecutor(len(rows), "locker-line") as pool:
            return [pair for read in pool.map(_read_row, rows) for pair in read]

    def _looked(self, channel: Channel, board: Board, tries: int = READ_TRIES, urgency: Urgency = Urgency.POLL) -> Door:
        """What the switch of one door says now."""
        if not channel.sensor:
            return Door.UNKNOWN
        try:
            contact = board.contact(channel.lock, tries=tries, urgency=urgency)
        except LockerError as error:
            _log.debug("compartment %d: %s", channel.compartment, error)
            return Door.UNKNOWN
        return door_of(channel, board.bus.family, contact)

    def _watched(self, channel: Channel, board: Board) -> tuple[float | None, bool]:
        """When the door was seen open, within about a second; and whether it could be read at all."""
        looked, times = False, 0
        until_s = self._clockwork.now_s() + board.bus.family.timing.spring_s
        while channel.sensor:
            times += 1
            door = self._looked(channel, board, tries=1, urgency=Urgency.UNLOCK)
            if door is Door.OPEN:
                return self._clock(), True
            looked = looked or door is Door.CLOSED
            if self._clockwork.now_s() >= until_s and (looked or times >= READ_TRIES):
                break
            self._clockwork.sleep(LOOK_EVERY_S)
        return None, looked

    def _line_went(self, compartment: int, board: Board, error: BusDown, *, left: bool) -> None:
        """The line failed around the pulse: raises unless the pulse had wholly left and the door may still tell."""
        board.note(error)
        if not error.accepted:
            raise NotSent(f"compartment {compartment}: {error}") from error
        if not left:
            raise OutcomeUnknown(f"compartment {compartment}: the line went in mid-pulse: {error}") from error
        _log.warning("compartment %d: the line went after the pulse: %s", compartment, error)

    def _reported(self, line: str, declared: Family, values: Values) -> None:
        """A board reported a door by itself; one that is not configured is only logged."""
        for channel in self._channels.values():
            same = declared.address(channel.board, channel.lock).items() <= values.items()
            if channel.line != line or not same:
                continue
            contact = values["contact"]
            door = door_of(channel, declared, contact if isinstance(contact, bool) else None)
            _log.info("compartment %d reports %s", channel.compartment, door.value)
            if self._tell is not None:
                self._tell(channel.compartment, door)
            return
        _log.info("%s: report about no compartment of ours: %s", line, values)


def _read_row(boards: Sequence[Board]) -> list[tuple[Board, Reading]]:
    """Read the boards of one line one after another; silent ones are skipped, a dead line ends it."""
    found = []
    for board in boards:
        if board.resting:
            continue
        try:
            found.append((board, board.read()))
        except BusDown:
            break
        except LockerError as error:
            _log.debug("board %d: %s", board.address, error)
    return found
