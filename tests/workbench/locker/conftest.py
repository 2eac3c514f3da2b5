"""A simulated bank, and the other end of its line without any driver."""

import os
import select
import termios
import time
from collections.abc import Callable, Iterator

import pytest

from workbench.locker import Board, SimulatedBank
from workbench.locker.speech import Speech
from workbench.wire import SPEEDS


class Terminal:
    """A raw file descriptor, at the bank's own speed unless another is given."""

    def __init__(self, bank: SimulatedBank, speed: int | None = None) -> None:
        self.fd = os.open(bank.path, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(self.fd)
        settings[4] = settings[5] = SPEEDS[bank.wire.baud] if speed is None else speed
        termios.tcsetattr(self.fd, termios.TCSANOW, settings)

    def ask(self, text: str, wait_s: float = 0.4) -> str:
        """Send bytes given in hex; everything that comes until it is quiet for `wait_s`, in hex."""
        os.write(self.fd, bytes.fromhex(text))
        return self.hear(wait_s)

    def hear(self, wait_s: float = 0.4) -> str:
        taken = b""
        while select.select([self.fd], [], [], wait_s)[0]:
            taken += os.read(self.fd, 4096)
        return taken.hex(" ").upper()

    def get(self, text: str, size: int) -> str:
        """Send bytes given in hex; the first `size` bytes that come, in hex, without waiting for more."""
        os.write(self.fd, bytes.fromhex(text))
        taken = b""
        while len(taken) < size:
            assert select.select([self.fd], [], [], 3)[0], f"only {taken.hex(' ')} came"
            taken += os.read(self.fd, size - len(taken))
        return taken.hex(" ").upper()

    def close(self) -> None:
        os.close(self.fd)


@pytest.fixture
def bank_of() -> Iterator[Callable[..., SimulatedBank]]:
    """Make a bank of two boards of twelve locks, or as said."""
    made: list[SimulatedBank] = []

    def make(
        family: str | Speech = "8a", boards: tuple[Board, ...] = (Board(1, 12), Board(2, 12)), **more: object
    ) -> SimulatedBank:
        made.append(SimulatedBank(boards, family, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for bank in made:
        bank.close()


@pytest.fixture
def terminal_of() -> Iterator[Callable[..., Terminal]]:
    """The other end of a bank's line."""
    made: list[Terminal] = []

    def make(bank: SimulatedBank, speed: int | None = None) -> Terminal:
        made.append(Terminal(bank, speed))
        return made[-1]

    yield make
    for terminal in made:
        terminal.close()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Poll until a condition holds; fails after five seconds."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, "condition never held"
            time.sleep(0.005)

    return wait
