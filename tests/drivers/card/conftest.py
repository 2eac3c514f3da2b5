"""A private pcscd for every test that asks for one, and an ear for events."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.roles import CardEvent
from workbench.card import PrivatePcscd, available, pcscd_for_this_process

Until = Callable[..., None]


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[PrivatePcscd]:
    """A private pcscd, running, its reader plugged in and empty; this process and its children reach it."""
    if not available():
        pytest.skip("pcscd or vsmartcard-vpcd is not installed")
    with pcscd_for_this_process(tmp_path) as made:
        yield made


@pytest.fixture
def until() -> Until:
    """Poll a condition; fails with `what` when it does not hold in time."""

    def wait(holds: Callable[[], object], timeout_s: float = 5.0, what: str = "condition") -> None:
        deadline = time.monotonic() + timeout_s
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not hold within {timeout_s} s"
            time.sleep(0.005)

    return wait


class Ear:
    """Collects events; `wait` returns once the last ones are those given."""

    def __init__(self, until: Until) -> None:
        self.heard: list[CardEvent] = []
        self.threads: set[str] = set()
        self.until = until

    def __call__(self, event: CardEvent) -> None:
        self.heard.append(event)
        self.threads.add(threading.current_thread().name)

    def wait(self, *expected: CardEvent, timeout_s: float = 5.0) -> None:
        self.until(lambda: self.heard == list(expected), timeout_s, f"{expected} (heard {self.heard})")


@pytest.fixture
def ear(until: Until) -> Ear:
    return Ear(until)
