"""The search for the sheet in one frame: shapes gathered in two ways, weighed against one another by the same signs."""

from typing import Any

import numpy as np

from kiosk.papers.find.beside import sheets_among
from kiosk.papers.find.evidence import score_of, signs_of
from kiosk.papers.find.lines import shapes_of_lines
from kiosk.papers.find.regions import shapes_of_regions
from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import distinct

MOST_OF_LINES, MOST_OF_REGIONS, SAME_PX = 70, 30, 3.0
LEAST_TO_FIND, LEAST_TO_FOLLOW = 0.5, -1.5  # log odds; what was found before is likely to be there still
SOFTEST, NEVER = 1.8, -50.0
"""A step's height over its steepness (log): of 1,900 sheets in the tuning scenes one was softer, much out of focus; the
reflection of a lamp and the rim of a shadow are. Scenes to fit to have no reflections on an empty ground."""


def gathered(look: Seen) -> Any:
    """Shapes worth weighing, clockwise (n, 4, 2) float32 in pixels of the copy."""
    found = [shapes_of_lines(look, MOST_OF_LINES), shapes_of_regions(look, MOST_OF_REGIONS)]
    return distinct(np.concatenate(found), MOST_OF_LINES + MOST_OF_REGIONS, SAME_PX)


def sheets(look: Seen, corners: Any, least: float) -> list[Any]:
    """Those of the shapes that are sheets, each (4, 2), the likeliest first; none when too little speaks for any.

    `least`: log odds that there is a sheet at all. Shapes that are nearly the same share the evidence for it.
    """
    if not len(corners):
        return []
    signs = signs_of(look, corners)
    score = np.where(signs["softness"] > SOFTEST, NEVER, score_of(signs))
    best = int(score.argmax())
    odds = score[best] + np.log(np.exp(score - score[best]).sum())
    return sheets_among(corners, score) if odds > least else []
