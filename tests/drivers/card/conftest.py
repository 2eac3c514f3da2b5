"""A private pcscd for the whole folder; libpcsclite must know its socket before its first call."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.card import PrivatePcscd, available

Until = Callable[..., None]


@pytest.fixture(scope="session")
def running_pcscd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePcscd]:
    """One private pcscd; the environment of this process points at it for the rest of the run."""
    if not available():
        pytest.skip("pcscd or vsmartcard-vpcd is not installed")
    with PrivatePcscd(Path(tmp_path_factory.mktemp("pcscd"))) as pcscd:
        before = {name: os.environ.get(name) for name in pcscd.environment}
        os.environ.update(pcscd.environment)
        yield pcscd
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.fixture
def pcscd(running_pcscd: PrivatePcscd) -> Iterator[PrivatePcscd]:
    """The private pcscd, running, its reader plugged in and empty before and after each test."""
    if not running_pcscd.pid:
        running_pcscd.start()
    running_pcscd.remove()
    yield running_pcscd
    running_pcscd.remove()
    running_pcscd.kill()


@pytest.fixture
def until() -> Until:
    """Poll a condition; fails with `what` when it does not hold in time."""

    def wait(holds: Callable[[], object], timeout_s: float = 5.0, what: str = "condition") -> None:
        deadline = time.monotonic() + timeout_s
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not hold within {timeout_s} s"
            time.sleep(0.005)

    return wait
