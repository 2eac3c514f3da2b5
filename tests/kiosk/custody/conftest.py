"""Fixtures over `tests.kiosk.custody.world`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.seal import HallPrivateKey
from tests.kiosk.custody.world import World


@pytest.fixture(scope="session")
def hall_secret() -> HallPrivateKey:
    return HallPrivateKey.generate()


@pytest.fixture
def world(tmp_path: Path, hall_secret: HallPrivateKey) -> Iterator[World]:
    world = World(tmp_path / "terminal.db", hall_secret)
    yield world
    assert world.custody.verify() == []
    world.store.close()
