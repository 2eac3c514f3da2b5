"""Both sides of a card as two papers, photographed beside one another on the simulated table."""

import functools

import numpy as np

from workbench.camera import papers
from workbench.camera.scene import FIELD_WIDTH_MM, Table

SIZE = (960, 720)


@functools.lru_cache(maxsize=1)
def two_cards() -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The frame (BGR) and the corners of the left card, the front, and of the right one."""
    wide = Table(SIZE[0], SIZE[1], FIELD_WIDTH_MM)
    fronts, backs = papers.id_card(), papers.id_card_back()
    half, shift = SIZE[0] // 2, SIZE[0] // 4
    left, right = (wide.noisy(wide.photograph(paper)) for paper in (fronts, backs))
    frame = np.hstack([left[:, shift : shift + half], right[:, shift : shift + half]])
    moved = np.array([[shift, 0]], np.float32)
    return frame, (wide.corners_of(fronts) - moved, wide.corners_of(backs) + np.array([[half, 0]], np.float32) - moved)
