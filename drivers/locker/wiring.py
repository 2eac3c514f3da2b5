"""Which painted number is wired where, and what its feedback contact means."""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.locker.family import Family
from drivers.roles import Door


@dataclass(frozen=True, slots=True)
class Line:
    """A serial line: its name for people and channels, its port, the family of its boards, perhaps another speed."""

    name: str
    path: str
    family: str
    baud: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a painted number is wired: line name, board address, lock counted from 1.

    `contact_when_closed` None takes the family's default; `sensor` False: no feedback wire, the door is UNKNOWN.
    `occupancy_polarity`: the bit by which the objects sensor says that something lies inside, where the board has
    one; None: this compartment has no such sensor.
    """

    compartment: int
    line: str
    board: int
    lock: int
    contact_when_closed: bool | None = None
    sensor: bool = True
    occupancy_polarity: bool | None = True


def numbered(line: str, boards: Sequence[tuple[int, int]], first: int = 1) -> tuple[Channel, ...]:
    """Channels painted on from `first`, board after board; `boards` are pairs (address, how many locks)."""
    places = [(board, lock) for board, locks in boards for lock in range(1, locks + 1)]
    return tuple(Channel(first + i, line, board, lock) for i, (board, lock) in enumerate(places))


def door_of(channel: Channel, declared: Family, contact: bool | None) -> Door:
    """Meaning of a feedback contact under the wiring of this channel (lock-board facts 2.3)."""
    if contact is None or not channel.sensor:
        return Door.UNKNOWN
    closed_when = channel.contact_when_closed
    if closed_when is None:
        closed_when = declared.contact_when_closed
    return Door.CLOSED if contact == closed_when else Door.OPEN


def occupied_of(channel: Channel, seen: bool | None) -> bool | None:
    """Meaning of the objects sensor's bit under the wiring of this channel (lock-board facts 3.2)."""
    if seen is None or channel.occupancy_polarity is None:
        return None
    return seen == channel.occupancy_polarity
