"""Fixtures over `tests.offline_queue.small_hall`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.seal import HallPrivateKey
from tests.offline_queue.small_hall import Rig, SmallHall


@pytest.fixture(scope="session")
def hall_secret() -> HallPrivateKey:
    return HallPrivateKey.generate()


@pytest.fixture
def rig(tmp_path: Path, hall_secret: HallPrivateKey) -> Iterator[Rig]:
    key = Ed25519PrivateKey.generate()
    hall = SmallHall(key)
    rig = Rig(tmp_path / "terminal.db", hall_secret, key, hall)
    yield rig
    rig.sender.close()
    rig.store.close()
    hall.close()
