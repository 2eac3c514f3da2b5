"""Papers photographed on the simulated table, as the camera would give them."""

import functools
from collections.abc import Callable

import numpy as np
import pytest

from workbench.camera import papers
from workbench.camera.drawing import Paper
from workbench.camera.scene import SceneFault, Table

Shoot = Callable[..., np.ndarray]


@functools.lru_cache(maxsize=1)
def _table() -> Table:
    return Table(1920, 1440)


@functools.lru_cache(maxsize=64)
def _shot(name: str, faults: frozenset[SceneFault]) -> np.ndarray:
    table = _table()
    return table.noisy(table.photograph(_paper(name), faults))


@functools.lru_cache(maxsize=16)
def _paper(name: str) -> Paper | None:
    if name == "nothing":
        return None
    return papers.envelope("YGT26030200017") if name == "envelope" else getattr(papers, name)()


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """`shoot("id_card", SceneFault.BLUR)`: one 1920 x 1440 frame."""
    return lambda name, *faults: _shot(name, frozenset(faults)).copy()


@pytest.fixture(scope="session")
def true_corners() -> Callable[[str], np.ndarray]:
    """Where the sheet really lies in the frame."""
    return lambda name: _table().corners_of(_paper(name))
