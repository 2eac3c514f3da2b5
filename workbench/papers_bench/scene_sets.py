"""Numbered scenes for measuring: one set to tune by and one that is only measured on, kept when a folder is given."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from workbench.scenes import Difficulty, scene
from workbench.scenes.documents import any_paper
from workbench.scenes.scene import Papers

LIVE_PX = (960, 720)  # what the preview's finder gets (kiosk.preview)
FIRST = {"tuning": 0, "held-out": 200, "unseen": 400}
"""Number of each set's first scene. Methods and thresholds are chosen by looking at the first only."""
TUNING = range(200)
"""What the weights are fitted to."""


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """`image` BGR uint8 with the true corners (4, 2), or None on an empty ground."""

    number: int
    image: np.ndarray = field(repr=False)
    corners: np.ndarray | None


def posed(
    kind: Difficulty, numbers: range, size: tuple[int, int], folder: Path | None = None, papers: Papers = any_paper
) -> Iterator[Posed]:
    """The scenes one by one, of these papers; those that lie in the folder already are not rendered again."""
    for number in numbers:
        name = f"{kind.value}-{papers.__name__}-{number}-{size[0]}x{size[1]}.npz"
        file = folder / name if folder else None
        if file is not None and file.exists():
            with np.load(file) as kept:
                corners = kept["corners"]
                yield Posed(number, kept["image"], corners if len(corners) else None)
            continue
        shown = scene(number, kind, size, papers)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, image=shown.image, corners=np.zeros((0, 2)) if shown.corners is None else shown.corners)
        yield Posed(number, shown.image, shown.corners)
