"""What can happen to a visit. One closed set, so that a step is one `match`."""

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any

from drivers.locker.watch import DoorEvent
from drivers.roles import CardEvent
from kiosk.papers.auto_shoot import NOTHING_SEEN, Sight


@unique
class Reader(StrEnum):
    """The two card readers a terminal may have; the value names the worker that reads there."""

    SLOT = "card"  # a social-security card is put in and stays in
    PAD = "id_card"  # an identity card is laid on for a moment: nobody can tell when it is taken away


@dataclass(frozen=True, slots=True)
class Said:
    """The person answered the screen; `name` is one of the screen's EVENTS."""

    name: str
    data: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """A job the step asked for is finished."""

    tag: str
    result: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """A job the step asked for raised."""

    tag: str
    error: BaseException


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A delay the step asked for is over."""

    tag: str


@dataclass(frozen=True, slots=True)
class CardMoved:
    """Something happened at a card reader."""

    change: CardEvent
    reader: Reader = Reader.SLOT


@dataclass(frozen=True, slots=True)
class Returned:
    """A row this step started has ended; `result` is what its last step handed back."""

    result: Any = None


@dataclass(frozen=True, slots=True)
class QueueMoved:
    """The sender delivered something, got orders, or the link came or went."""

    what: Any = None


@dataclass(frozen=True, slots=True)
class DoorMoved:
    """The watch over the doors has something to tell; already journaled where that matters."""

    what: DoorEvent


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """The camera has a new frame (only while a step watches)."""

    image: Any = field(repr=False)
    sight: Sight = NOTHING_SEEN  # what it shows, for a step that had it looked at


@dataclass(frozen=True, slots=True)
class CodeRead:
    """The code reader has seen a code; it may be anything that people carry."""

    text: str = field(repr=False)


Event = Said | Done | Failed | Elapsed | CardMoved | Returned | QueueMoved | DoorMoved | FrameSeen | CodeRead
