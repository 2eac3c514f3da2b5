"""A family of lock boards: one file in `families/`, found by its name, declaring everything about it."""

import importlib.util
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.fields import Values
from drivers.frame import Frame
from drivers.locker.errors import UnknownFamily

FAMILIES = Path(__file__).parent / "families"
PREFIX = "lock_"

BITS_A_BYTE = 10  # on the line, 8N1
SETTLE_ROUNDS = 3  # how often stale bytes are waited out before a question is sent all the same
READ_TRIES = 3  # how often a state question is asked before a board counts as silent
LOOK_EVERY_S = 0.1  # between two looks at a door that should spring open


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer of a board that will not; its `code` means what `says` says. `retry_after_s` where a time is known."""

    frame: Frame
    says: Mapping[int, str]
    retry_after_s: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the shape of its answer; `reply` None: nothing dependable comes back.

    `match` names the values that the answer must repeat from the question; `constants` are values of the question
    that are the same for every place.
    """

    request: Frame
    reply: Frame | None
    timeout_s: float
    match: tuple[str, ...] = ("board",)
    refusal: Refusal | None = None
    constants: Values = field(default_factory=dict)

    def question(self, place: Values) -> bytes:
        """Bytes of the question to a place; raises ValueError when it is out of bounds."""
        return self.request.encode({**self.constants, **place})

    def expected(self, place: Values) -> Values:
        """What the answer to the question must say."""
        return {name: {**self.constants, **place}[name] for name in self.match}


@dataclass(frozen=True, slots=True)
class Timing:
    """House timing of a family, seconds. `gap_chars` is a gap in characters, as Modbus counts it."""

    gap_s: float  # silence between two transactions
    open_gap_s: float  # between two pulses on one supply (inrush)
    pulse_s: float  # how long the coil is on: the door is not asked before
    quiet_s: float = 0.03  # no byte for so long ends a frame of varying length; USB batches take 16 ms
    gap_chars: float = 0.0
    spring_s: float = 1.0  # a released door springs open; people's time to pull is the kiosk's concern
    rest_s: float = 3.0  # from one pulse of a coil to its next (lock-board facts 7.7)
    most_a_minute: int = 6  # pulses of one coil

    def gap_at(self, baud: int) -> float:
        """The gap at a speed: characters cost time at low speeds and at least 1.75 ms; a margin of 1 ms (facts 4)."""
        if not self.gap_chars:
            return self.gap_s
        chars_s = self.gap_chars * BITS_A_BYTE / baud if baud <= 19200 else 0.00175
        return max(self.gap_s, math.ceil(chars_s * 1000 + 1) / 1000)


@dataclass(frozen=True, slots=True)
class Golden:
    """Bytes that the vendor or working code published, and what they say."""

    frame: Frame
    hex: str
    values: Values
    source: str


@dataclass(frozen=True, slots=True)
class Family:
    """Everything the bus must know about a kind of board. Locks count from 1 here, from `first_lock` on the wire.

    `read_all` answers with the flags `contacts` (and `objects` where the board sees what lies inside); `read_one`
    and `unsolicited` answer with `contact`; one of the two reads is enough. A contact is True, False, or None where
    the board itself does not know. `contact_when_closed` is only the default: wiring decides, per channel (lock-board
    facts 2.3, 3.2). `version` answers with `version`.
    """

    title: str
    baud: int
    boards: range
    locks: range
    first_lock: int
    open: Exchange
    timing: Timing
    contact_when_closed: bool
    manual: tuple[Golden, ...]
    read_all: Exchange | None = None
    read_one: Exchange | None = None
    unsolicited: tuple[Frame, ...] = ()
    sees_objects: bool = False
    version: Exchange | None = None

    def address(self, board: int, lock: int | None = None) -> dict[str, int]:
        """Wire values of a board and a lock counted from 1; raises ValueError when out of the family's bounds."""
        if board not in self.boards:
            raise ValueError(f"{self.title}: board {board} is not in {self.boards}")
        if lock is None:
            return {"board": board}
        if lock not in self.locks:
            raise ValueError(f"{self.title}: lock {lock} is not in {self.locks}")
        return {"board": board, "lock": lock - 1 + self.first_lock}

    @property
    def reads(self) -> tuple[Exchange, ...]:
        """The state questions that the family has, the widest first."""
        return tuple(one for one in (self.read_all, self.read_one) if one is not None)

    @property
    def checked(self) -> bool:
        """Whether states come under a checksum; without one a state is believed only when told twice."""
        return all(one.reply is not None and one.reply.checked for one in self.reads)

    def exchange_limit_s(self, exchange: Exchange, baud: int | None = None) -> float:
        """Longest time of one transaction on an idle line: gaps, bytes, and the wait for the answer."""
        speed = baud or self.baud
        asking_s = exchange.request.most * BITS_A_BYTE / speed
        return (SETTLE_ROUNDS + 1) * self.timing.gap_at(speed) + asking_s + exchange.timeout_s

    def open_limit_s(self, baud: int | None = None) -> float:
        """Longest time of `Bank.open` on a line that nobody else uses, whatever the board does or does not say.

        A harmless question to learn whether the line echoes, the pause between pulses, the pulse and its answer, and
        the looks at the door. A port that takes no bytes adds the stall time of its link.
        """
        read_s = max(self.exchange_limit_s(one, baud) for one in self.reads)
        look_s = LOOK_EVERY_S + (read_s if self.checked else 2 * read_s)
        learn_s = read_s if self.open.reply is not None else 0.0
        pulse_s = self.timing.open_gap_s + self.exchange_limit_s(self.open, baud) + self.timing.pulse_s
        return learn_s + pulse_s + max(self.timing.spring_s + look_s, READ_TRIES * look_s)


def family(name: str, folder: Path = FAMILIES) -> Family:
    """The family declared in `folder/lock_<name>.py` as FAMILY; raises UnknownFamily."""
    path = folder / f"{PREFIX}{name}.py"
    if not re.fullmatch(r"[a-z0-9_]+", name) or not path.is_file():
        raise UnknownFamily(f"no lock family {name!r}; there are {', '.join(family_names(folder))}")
    spec = importlib.util.spec_from_file_location(f"drivers.locker.families.{PREFIX}{name}", path)
    if spec is None or spec.loader is None:
        raise UnknownFamily(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    declared = getattr(module, "FAMILY", None)
    if not isinstance(declared, Family):
        raise UnknownFamily(f"{path} declares no FAMILY")
    _judge(declared, path)
    return declared


def family_names(folder: Path = FAMILIES) -> tuple[str, ...]:
    """Names of all families in the folder, sorted."""
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in folder.glob(f"{PREFIX}*.py")))


def _judge(declared: Family, path: Path) -> None:
    """Refuse a family that cannot read, has no vendor bytes for what it does, or contradicts them."""
    shown = {golden.frame.name for golden in declared.manual if golden.source}
    if declared.open.request.name not in shown or not any(one.request.name in shown for one in declared.reads):
        raise UnknownFamily(f"{path} has no vendor bytes for opening a lock and for reading doors")
    for golden in declared.manual:
        data = bytes.fromhex(golden.hex)
        if golden.frame.decode(data, ended=True) != (golden.values, len(data)):
            raise UnknownFamily(f"{path}: {golden.frame.name} does not read the vendor's {golden.hex}")
