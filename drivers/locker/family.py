"""A family of lock boards: one file in `families/`, found by its name, declaring everything about it."""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.frame import Frame, Values
from drivers.locker.errors import UnknownFamily

FAMILIES = Path(__file__).parent / "families"
PREFIX = "lock_"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the shape of its answer; `reply` None: nothing dependable comes back.

    `match` names the values that the answer must repeat from the question.
    """

    request: Frame
    reply: Frame | None
    timeout_s: float
    match: tuple[str, ...] = ("board",)


@dataclass(frozen=True, slots=True)
class Timing:
    """House timing of a family, seconds."""

    gap_s: float  # silence between two transactions
    open_gap_s: float  # between two pulses on one supply (inrush)
    pulse_s: float  # how long the coil is on: the door is not asked before
    quiet_s: float = 0.03  # no byte for so long ends a frame of varying length; USB batches take 16 ms


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
    and `unsolicited` answer with `status`, 0 = contact open. `contact_when_closed` is only the default: wiring
    decides, per channel (lock-board facts 2.3, 3.2).
    """

    title: str
    baud: int
    boards: range
    locks: range
    first_lock: int
    open: Exchange
    read_all: Exchange
    timing: Timing
    contact_when_closed: bool
    manual: tuple[Golden, ...]
    read_one: Exchange | None = None
    unsolicited: tuple[Frame, ...] = ()
    sees_objects: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)

    def address(self, board: int, lock: int | None = None) -> dict[str, int]:
        """Wire values of a board and a lock counted from 1; raises ValueError when out of the family's bounds."""
        if board not in self.boards:
            raise ValueError(f"{self.title}: board {board} is not in {self.boards}")
        if lock is None:
            return {"board": board}
        if lock not in self.locks:
            raise ValueError(f"{self.title}: lock {lock} is not in {self.locks}")
        return {"board": board, "lock": lock - 1 + self.first_lock}


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
    return declared


def family_names(folder: Path = FAMILIES) -> tuple[str, ...]:
    """Names of all families in the folder, sorted."""
    return tuple(sorted(path.stem.removeprefix(PREFIX) for path in folder.glob(f"{PREFIX}*.py")))
