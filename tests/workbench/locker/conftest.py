"""A simulated bank, and the other end of its line."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.workbench.locker.terminal import Banks, Terminal, Terminals, Until
from workbench.locker import Board, SimulatedBank
from workbench.locker.speech import Speech


@pytest.fixture
def bank_of() -> Iterator[Banks]:
    """Make a bank of two boards of twelve locks, or as said; keywords go to it."""
    with ExitStack() as stack:

        def make(
            family: str | Speech = "8a", boards: tuple[Board, ...] = (Board(1, 12), Board(2, 12)), **more: object
        ) -> SimulatedBank:
            bank = SimulatedBank(boards, family, **more)  # type: ignore[arg-type]
            stack.callback(bank.close)
            return bank

        yield make


@pytest.fixture
def terminal_of() -> Iterator[Terminals]:
    """The other end of a bank's line."""
    with ExitStack() as stack:

        def make(bank: SimulatedBank, speed: int | None = None) -> Terminal:
            terminal = Terminal(bank.wire, speed)
            stack.callback(terminal.close)
            return terminal

        yield make


@pytest.fixture
def until() -> Until:
    """Poll until a condition holds; fails after five seconds."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, "condition never held"
            time.sleep(0.005)

    return wait
