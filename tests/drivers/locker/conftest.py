"""A simulated bank on a real pty and the driver's bank on its other end."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from drivers.locker.family import family, family_names
from tests.drivers.locker.pairs import Pair, PairOf


@pytest.fixture
def pair_of() -> Iterator[PairOf]:
    """Make a pair of a family; keywords go to the simulated bank."""
    with ExitStack() as stack:

        def make(name: str, **simulated: Any) -> Pair:
            pair = Pair(name, **simulated)
            stack.callback(pair.close)
            return pair

        yield make


@pytest.fixture(params=[name for name in family_names() if 12 in family(name).locks])
def pair(request: pytest.FixtureRequest, pair_of: PairOf) -> Pair:
    """A pair of each family of twelve locks a board or more in turn."""
    return pair_of(request.param)


@pytest.fixture
def eight(pair_of: PairOf) -> Pair:
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
