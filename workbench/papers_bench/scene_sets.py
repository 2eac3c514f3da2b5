"""Numbered scenes for measuring: one set to tune by and one that is only measured on, kept when a folder is given."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from workbench.scenes import Difficulty, scene

LIVE_PX = (960, 720)  # what the preview's finder gets (kiosk.preview)
FIRST = {"tuning": 0, "held-out": 200}
"""Number of each set's first scene. Methods and thresholds are chosen by looking at the first only."""


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """`image` BGR uint8 with the true corners (4, 2), or None on an empty ground."""

    number: int
    image: np.ndarray = field(repr=False)
    corners: np.ndarray | None


def posed(kind: Difficulty, numbers: range, size: tuple[int, int], folder: Path | None = None) -> Iterator[Posed]:
    """The scenes one by one; those that lie in the folder already are not rendered again."""
    for number in numbers:
        file = folder / f"{kind.value}-{number}-{size[0]}x{size[1]}.npz" if folder else None
        if file is not None and file.exists():
            with np.load(file) as kept:
                corners = kept["corners"]
                yield Posed(number, kept["image"], corners if len(corners) else None)
            continue
        shown = scene(number, kind, size)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, image=shown.image, corners=np.zeros((0, 2)) if shown.corners is None else shown.corners)
        yield Posed(number, shown.image, shown.corners)
