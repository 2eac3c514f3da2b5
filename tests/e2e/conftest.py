"""The whole city around one terminal: real pcscd, real ptys, a real hall over HTTP, the real window, a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.card import available
from workbench.road import Road
from workbench.world import World

if not available():
    pytest.skip("pcscd and vpcd are not installed: ./run setup", allow_module_level=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One city a module."""
    with World(tmp_path_factory.mktemp("city")) as city:
        yield city


@pytest.fixture
def told() -> list[str]:
    """The transcript."""
    return []


@pytest.fixture
def road(world: World, told: list[str]) -> Road:
    """A road on the module's city, without pictures."""
    return Road(world, told.append)


def logs(folder: Path) -> str:
    """Everything the terminal wrote to its log."""
    return (folder / "kiosk.log").read_text("utf-8")
