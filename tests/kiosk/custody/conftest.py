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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long storm runs only when asked for by name (`-m storm`)."""
    if "storm" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("storm") is not None:
            item.add_marker(pytest.mark.skip(reason="long: run with -m storm"))
