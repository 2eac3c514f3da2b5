"""A bank of compartments, numbered as painted on the doors: the `Locker` of the terminal."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.frame import Values
from drivers.link import Link, SerialLink
from drivers.locker.bus import Bus
from drivers.locker.errors import (
    BadAnswer,
    BoardSilent,
    BusDown,
    LockerError,
    NotSent,
    OutcomeUnknown,
    UnknownCompartment,
)
from drivers.locker.family import FAMILIES, Exchange, Family, family
from drivers.locker.turn import Urgency
from drivers.locker.wiring import Channel, Line, door_of, flag, numbered
from drivers.roles import Door, Opening

READ_TRIES = 3
SPRING_S = 1.0  # a released door springs open; people's time to pull is the kiosk's concern
LOOK_EVERY_S = 0.1

__all__ = ["Bank", "Channel", "Line", "numbered", "serial_link"]

MakeLink = Callable[[str, int], Link]
Told = Callable[[int, Door], None]

_log = logging.getLogger(__name__)


def serial_link(path: str, baud: int) -> Link:
    """A serial link whose trace shows bytes: lock frames say nothing about people."""
    return SerialLink(path, baud, shows_bytes=True)


@dataclass(slots=True)
class _Board:
    """What is remembered of a board: since when it has which trouble, and how many questions in a row failed."""

    bus: Bus
    address: int
    trouble: LockerError | None = None
    since: float = 0.0
    failed: int = 0


class Bank:
    """A `Locker` over any number of lines. Safe from several threads: on a line, unlocking goes first.

    `clock` gives wall-clock seconds for the facts of an `Opening`; `tell` hears doors that boards report by
    themselves, on whatever thread is asking at that moment.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        compartments: Sequence[Channel],
        *,
        clock: Callable[[], float] = time.time,
        make_link: MakeLink = serial_link,
        tell: Told | None = None,
        families: Path = FAMILIES,
    ) -> None:
        self._clock = clock
        self._tell = tell
        self._channels = {channel.compartment: channel for channel in compartments}
        if len(self._channels) != len(compartments):
            raise ValueError("two channels carry the same compartment number")
        self._buses = {line.name: self._bus(line, make_link, families) for line in lines}
        self._boards: dict[tuple[str, int], _Board] = {}
        for channel in compartments:
            bus = self._buses.get(channel.line)
            if bus is None:
                raise ValueError(f"compartment {channel.compartment}: no line {channel.line!r}")
            bus.family.address(channel.board, channel.lock)
            self._boards.setdefault((channel.line, channel.board), _Board(bus, channel.board))

    def open(self, compartment: int) -> Opening:
        """Pulse one lock once and look at its door for about a second.

        Raises NotSent when provably nothing left; OutcomeUnknown when the pulse may have left and neither the
        board nor the door could be asked; UnknownCompartment.
        """
        channel, board = self._place(compartment)
        place = board.bus.family.address(channel.board, channel.lock)
        left_at: list[float] = []
        acknowledged_at = None
        try:
            if board.bus.pulse(place, lambda: left_at.append(self._clock())) is not None:
                acknowledged_at = self._clock()
        except BusDown as error:
            self._note(board, error)
            if not error.accepted:
                raise NotSent(f"compartment {compartment}: {error}") from error
            if not left_at:
                raise OutcomeUnknown(f"compartment {compartment}: the line went in mid-pulse: {error}") from error
            _log.warning("compartment %d: the line went after the pulse: %s", compartment, error)
        time.sleep(board.bus.family.timing.pulse_s)
        seen_open_at, looked = self._watched(channel, board)
        can_tell = channel.sensor or board.bus.family.open.reply is not None
        if acknowledged_at is None and can_tell and not looked:
            raise OutcomeUnknown(f"compartment {compartment}: pulse sent, nothing heard since")
        return Opening(compartment, left_at[0], acknowledged_at, seen_open_at)

    def doors(self) -> Mapping[int, Door]:
        """Every door by its painted number; doors of a silent board or a dead line are UNKNOWN. Never raises."""
        found = {number: Door.UNKNOWN for number in sorted(self._channels)}
        down: set[Bus] = set()
        for board in self._boards.values():
            if board.bus in down:
                continue
            try:
                answer = self._ask(board)
            except BusDown:
                down.add(board.bus)
            except (BoardSilent, BadAnswer) as error:
                _log.debug("doors of board %d: %s", board.address, error)
            else:
                declared = board.bus.family
                for number, channel in self._channels.items():
                    if self._place(number)[1] is board:
                        found[number] = door_of(channel, declared, flag(answer, "contacts", channel.lock))
        return found

    def door(self, compartment: int) -> Door:
        """One door; UNKNOWN when it cannot be told. Raises UnknownCompartment."""
        return self._looked(*self._place(compartment))

    def occupied(self, compartment: int) -> bool | None:
        """Whether something lies inside; None when the board does not see that or does not answer."""
        channel, board = self._place(compartment)
        if not board.bus.family.sees_objects:
            return None
        try:
            return flag(self._ask(board), "objects", channel.lock)
        except LockerError as error:
            _log.debug("compartment %d: %s", compartment, error)
            return None

    def status(self) -> Mapping[str, str]:
        """Asks every board once; an entry a line, and an entry a board: "ok" or its trouble and for how long."""
        found: dict[str, str] = {}
        for name, bus in self._buses.items():
            boards = {}
            for (line, address), board in self._boards.items():
                if line == name:
                    boards[f"{name}/{address}"] = self._health(board)
            echo = {True: "echo", False: "no echo", None: "no answer yet"}[bus.echoes]
            found[name] = f"{bus.family.title}, {bus.link.path}, {echo}"
            found.update(boards)
        return found

    def close(self) -> None:
        """Let go of the lines; later reads are UNKNOWN and later pulses NotSent."""
        for bus in self._buses.values():
            bus.close()

    def _bus(self, line: Line, make_link: MakeLink, families: Path) -> Bus:
        declared = family(line.family, families)
        link = make_link(line.path, line.baud or declared.baud)
        return Bus(link, declared, lambda values: self._reported(line.name, declared, values))

    def _place(self, compartment: int) -> tuple[Channel, _Board]:
        channel = self._channels.get(compartment)
        if channel is None:
            raise UnknownCompartment(f"no compartment {compartment}")
        return channel, self._boards[channel.line, channel.board]

    def _ask(
        self,
        board: _Board,
        exchange: Exchange | None = None,
        place: Values | None = None,
        *,
        tries: int = READ_TRIES,
        urgency: Urgency = Urgency.POLL,
    ) -> Values:
        """Read, by default the whole board; again after silence or rubbish, but not where a board seems dead."""
        if board.failed >= READ_TRIES:
            tries = 1  # do not let one dead board slow the others down (lock-board facts 7.6)
        declared = board.bus.family
        question = place or declared.address(board.address)
        while True:
            tries -= 1
            try:
                answer = board.bus.read(exchange or declared.read_all, question, urgency)
            except BusDown as error:
                self._note(board, error)
                raise
            except (BoardSilent, BadAnswer) as error:
                board.failed += 1
                if tries > 0:
                    continue
                self._note(board, error)
                raise
            board.failed = 0
            self._note(board, None)
            return answer

    def _looked(
        self, channel: Channel, board: _Board, tries: int = READ_TRIES, urgency: Urgency = Urgency.POLL
    ) -> Door:
        """What the switch of one door says now, by the shortest question the family has."""
        if not channel.sensor:
            return Door.UNKNOWN
        declared = board.bus.family
        try:
            if declared.read_one is None:
                answer = self._ask(board, tries=tries, urgency=urgency)
                return door_of(channel, declared, flag(answer, "contacts", channel.lock))
            place = declared.address(channel.board, channel.lock)
            answer = self._ask(board, declared.read_one, place, tries=tries, urgency=urgency)
            return door_of(channel, declared, bool(answer["status"]))
        except LockerError as error:
            _log.debug("compartment %d: %s", channel.compartment, error)
            return Door.UNKNOWN

    def _watched(self, channel: Channel, board: _Board) -> tuple[float | None, bool]:
        """When the door was seen open, within about a second; and whether it could be read at all."""
        looked, times = False, 0
        until_s = time.monotonic() + SPRING_S
        while channel.sensor:
            times += 1
            door = self._looked(channel, board, tries=1, urgency=Urgency.UNLOCK)
            if door is Door.OPEN:
                return self._clock(), True
            looked = looked or door is Door.CLOSED
            if time.monotonic() >= until_s and (looked or times >= READ_TRIES):
                break
            time.sleep(LOOK_EVERY_S)
        return None, looked

    def _note(self, board: _Board, trouble: LockerError | None) -> None:
        if type(trouble) is not type(board.trouble):
            board.since = self._clock()
            _log.warning("board %d: %s", board.address, trouble or "answers again")
        board.trouble = trouble

    def _health(self, board: _Board) -> str:
        try:
            self._ask(board, tries=1, urgency=Urgency.MAINTENANCE)
        except LockerError as error:
            return f"{type(error).__name__} for {self._clock() - board.since:.0f} s: {error}"
        return "ok"

    def _reported(self, line: str, declared: Family, values: Values) -> None:
        """A board reported a door by itself; one that is not configured is only logged."""
        for channel in self._channels.values():
            board = self._boards[channel.line, channel.board]
            same = declared.address(channel.board, channel.lock).items() <= values.items()
            if channel.line == line and board.bus.family is declared and same:
                door = door_of(channel, declared, bool(values["status"]))
                _log.info("compartment %d reports %s", channel.compartment, door.value)
                if self._tell is not None:
                    self._tell(channel.compartment, door)
                return
        _log.info("%s: report about no compartment of ours: %s", line, values)
