"""What every family of simulated boards can say; each family is one file in `speeches/`, found by its name.

The bytes come straight from the lock-board facts and share nothing with the drivers, so that one mistake cannot hide in
both. A speech finds whole requests in what arrived and words the answers; what a request does is the boards' business.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from importlib import import_module
from pathlib import Path

EVERY_BOARD = -1  # a request to all boards of the line at once


@unique
class Wish(Enum):
    """What a request asks for."""

    OPEN = "open these locks, one after another"
    OPEN_TOGETHER = "open these locks at once"
    HOLD = "switch coils on for good"
    RELEASE = "switch coils off"
    TOGGLE = "turn coils over"
    READ = "tell what is seen"
    SET_PULSE = "pulse for so long from now on"
    LAMP = "flash a lamp"
    REFUSED = "a whole request that the board does not take"


@unique
class Answers(Enum):
    """When a board answers a request to open."""

    BEFORE = "before the pulse"
    AFTER = "after the last pulse"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `locks` count from 1, none = all of the board; `pulse_s` where the request itself says it.

    `refusal`: the exception code that belongs to `Wish.REFUSED`.
    """

    wish: Wish
    board: int
    data: bytes
    locks: tuple[int, ...] = ()
    pulse_s: float | None = None
    refusal: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What a board sees of itself at one moment; all rows begin with lock 1.

    `contacts`: the feedback input as the board takes it (True = "the door is shut" in the usual wiring); `objects`:
    infrared; `coils`: energised; `pulse_s`: how long it pulses.
    """

    board: int
    contacts: Sequence[bool]
    objects: Sequence[bool] = field(default=())
    coils: Sequence[bool] = field(default=())
    pulse_s: float = 0.0


class Speech(ABC):
    """One family's language."""

    baud = 9600
    pulse_s = 0.2
    answers_open = Answers.AFTER
    sealed = True  # has a checksum
    refuses = False  # has exceptions

    @abstractmethod
    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        """First request and how many bytes to drop; (None, 0) when more is needed."""

    @abstractmethod
    def answer(self, request: Request, look: Look) -> bytes:
        """The board's answer to a request it has carried out; empty where the family does not answer."""

    @abstractmethod
    def neighbour(self, data: bytes) -> bytes:
        """The same answer as the board with the next address would give it."""

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        """Report of a door that nobody asked for; empty where the family has none."""
        return b""

    def busy(self, request: Request) -> bytes:
        """The refusal of an opening because the coil must cool; empty where the family has no words for it."""
        return b""

    def no_such_lock(self, request: Request) -> bytes:
        """The answer about a lock this board has not; empty = silence."""
        return b""

    def exception(self, request: Request, code: int) -> bytes:
        """A refusal with a code; empty where the family has none."""
        return b""


def bits(flags: Sequence[bool], least: int) -> list[int]:
    """Flags packed eight to a byte, the first in bit 0 of the first byte; at least so many bytes."""
    packed = [0] * max(least, (len(flags) + 7) // 8)
    for index, flag in enumerate(flags):
        packed[index // 8] |= flag << (index % 8)
    return packed


def xor(data: bytes) -> int:
    """All bytes combined by exclusive or."""
    total = 0
    for byte in data:
        total ^= byte
    return total


def families() -> list[str]:
    """Names of the families that can be simulated."""
    return sorted(
        file.stem.removeprefix("speech_") for file in (Path(__file__).parent / "speeches").glob("speech_*.py")
    )


def speech_of(family: str) -> Speech:
    """The family's language with its usual options; raises ValueError for a name that is not in `speeches/`."""
    if family not in families():
        raise ValueError(f"no simulated boards of family {family!r}; there are {', '.join(families())}")
    made = import_module(f"workbench.locker.speeches.speech_{family}").SPEECH()
    if not isinstance(made, Speech):
        raise TypeError(f"speech_{family}.SPEECH is not a Speech")
    return made
