"""A simulated bank on a real pty and the driver's bank on its other end."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.family import family_names
from workbench.locker import Board, SimulatedBank

BOARDS = ((1, 12), (2, 12))


class Pair:
    """Both ends of one line."""

    def __init__(self, name: str, **simulated: Any) -> None:
        self.family = name
        boards = [Board(address, locks) for address, locks in BOARDS]
        self.sim = SimulatedBank(boards, name, **simulated)
        self.told: list[tuple[int, object]] = []
        self.bank = Bank(
            [Line("a", self.sim.path, name)],
            numbered("a", BOARDS),
            tell=lambda number, door: self.told.append((number, door)),
        )

    def heard_openings(self) -> list[bytes]:
        """The open frames that the boards have heard."""
        at, code = (3, 0x11) if self.family == "8a" else (2, 0x31)
        return [data for data in self.sim.heard if data[at] == code]

    def openings_on_the_wire(self) -> list[bytes]:
        """The open frames that were sent, whether or not a board could hear them."""
        at, code = (3, 0x11) if self.family == "8a" else (2, 0x31)
        return [data for data in self.sim.heard + self.sim.dropped if data[at] == code]

    def close(self) -> None:
        self.bank.close()
        self.sim.close()


@pytest.fixture
def pair_of() -> Iterator[Callable[..., Pair]]:
    """Make a pair of a family; keywords go to the simulated bank."""
    with ExitStack() as stack:

        def make(name: str, **simulated: Any) -> Pair:
            pair = Pair(name, **simulated)
            stack.callback(pair.close)
            return pair

        yield make


@pytest.fixture(params=family_names())
def pair(request: pytest.FixtureRequest, pair_of: Callable[..., Pair]) -> Pair:
    """A pair of each family in turn."""
    return pair_of(request.param)


@pytest.fixture
def eight(pair_of: Callable[..., Pair]) -> Pair:
    """A pair of 8A boards."""
    return pair_of("8a")


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Poll until a condition holds; fails after three seconds."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 3
        while not condition():
            assert time.monotonic() < deadline, "condition never held"
            time.sleep(0.005)

    return wait
