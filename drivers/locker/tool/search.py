"""Finding out what hangs on a line by harmless questions only: family and speed, boards, locks.

Nothing here ever opens a door: it asks boards for their state and believes whole, valid answers.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from drivers.locker.bank import Bank, Channel, Line
from drivers.locker.family import Family, family, family_names
from drivers.locker.tool.console import duration, progress, ranges, say
from drivers.roles import Door

BAUDS = (9600, 19200, 38400, 57600, 115200)
FIRST_ADDRESSES = 4  # most banks begin at the lowest address: these are tried before any long search
_NAME = "line"


@dataclass(frozen=True, slots=True)
class Found:
    """A family that answered at a speed, and the first board that did."""

    family: str
    baud: int
    board: int


@contextmanager
def _opened(line: Line, channels: Sequence[Channel]) -> Iterator[Bank]:
    bank = Bank([replace(line, name=_NAME)], channels)
    try:
        yield bank
    finally:
        bank.close()


def answers(line: Line, board: int) -> bool:
    """Whether a board answers a question for its state, asked once."""
    with _opened(line, [Channel(1, _NAME, board, family(line.family).locks[0])]) as bank:
        return bank.status()[f"{_NAME}/{board}"].startswith("ok")


def wait_s(declared: Family) -> float:
    """How long a board that is not there keeps us waiting, about."""
    question = declared.read_all or declared.read_one
    return (question.timeout_s if question else 0.0) + declared.timing.gap_s


def find_family(path: str, names: Sequence[str], bauds: Sequence[int], addresses: Sequence[int] = ()) -> Found | None:
    """The first family that answers: each at its usual speed and lowest addresses first, the long ways round after.

    `names`, `bauds` and `addresses` narrow the search; empty = all.
    """
    declared = {name: family(name) for name in names or family_names()}
    usual = {name: [one.baud] if not bauds or one.baud in bauds else [] for name, one in declared.items()}
    other = {name: [b for b in bauds or BAUDS if b not in usual[name]] for name in declared}
    for speeds, first_only in ((usual, True), (other, True), (usual, False), (other, False)):
        tries = [
            (name, baud, board)
            for name, one in declared.items()
            for baud in speeds[name]
            for board in _addresses(one, addresses, first_only)
        ]
        found = _first_answer(path, tries, declared)
        if found is not None:
            return found
    return None


def _addresses(declared: Family, wanted: Sequence[int], first_only: bool) -> Sequence[int]:
    every = [board for board in declared.boards if not wanted or board in wanted]
    return every[:FIRST_ADDRESSES] if first_only else every[FIRST_ADDRESSES:]


def _first_answer(path: str, tries: Sequence[tuple[str, int, int]], declared: dict[str, Family]) -> Found | None:
    if not tries:
        return None
    longest_s = sum(wait_s(declared[name]) for name, _, _ in tries)
    shown = ", ".join(dict.fromkeys(f"{declared[name].title} at {baud}" for name, baud, _ in tries))
    say(f"Asking for {shown}: {len(tries)} questions, {duration(longest_s)} at most")
    for name, baud, board in progress("asked", tries, longest_s / len(tries)):
        if answers(Line(_NAME, path, name, baud), board):
            return Found(name, baud, board)
    return None


def find_boards(line: Line, wanted: Sequence[int], known: int) -> list[int]:
    """Addresses that answer, of `wanted` or of all, with the one that is `known` to; Ctrl-C ends the search.

    Each silent one is asked twice. The known one is not asked again: it answered, and one late answer would lose it.
    """
    declared = family(line.family)
    left = [board for board in wanted or declared.boards if board != known]
    found = [known]
    if not left:
        return found
    say(f"Looking for boards at addresses {ranges(left)}: {duration(2 * len(left) * wait_s(declared))} at most.")
    say("Ctrl-C ends the search and keeps what was found.")
    try:
        for what in ("asked", "asked again"):
            for board in progress(what, list(left), wait_s(declared)):
                if answers(line, board):
                    say(f"  board {board} answers")
                    found.append(board)
                    left.remove(board)
    except KeyboardInterrupt:
        say("  search ended")
    return sorted(found)


def count_locks(line: Line, board: int) -> int:
    """For how many locks, from 1 on, the board tells a state. Boards often answer for more than are wired."""
    locks = family(line.family).locks
    with _opened(line, [Channel(lock, _NAME, board, lock) for lock in locks]) as bank:
        for counted, lock in enumerate(
            progress(f"board {board}, locks asked", list(locks), wait_s(family(line.family)))
        ):
            if bank.door(lock) is Door.UNKNOWN:
                return counted
    return len(locks)
