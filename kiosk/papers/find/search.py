"""The search for sheets in one frame: shapes gathered in two ways, weighed by the same evidence."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.evidence import is_clear, is_sheet, score_of, signs_of
from kiosk.papers.find.lines import shapes_of_lines
from kiosk.papers.find.regions import shapes_of_regions
from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import distinct

MOST_OF_LINES, MOST_OF_REGIONS, SAME_PX = 50, 30, 3.0
NEARLY_AS_GOOD = 0.4
# A label, a table or the part below a fold is a good shape as well: one round it that is nearly as good is the sheet.
AROUND, LARGER = 0.93, 1.04
# A sheet and its shadow are one shape to most signs, but a shadow's edge is softer.
SAME_SHEET = 0.92  # intersection over union


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Sheets (n, 4, 2) clockwise in pixels of the copy, best first; their scores, how steep their edges are (n,).

    `cut_off`: which clearly are sheets of which the rim hides a side.
    """

    corners: Any
    score: Any
    steepness: Any
    cut_off: Any


def gathered(look: Seen) -> Any:
    """Shapes worth weighing, clockwise (n, 4, 2) float32 in pixels of the copy."""
    found = [shapes_of_lines(look, MOST_OF_LINES), shapes_of_regions(look, MOST_OF_REGIONS)]
    return distinct(np.concatenate(found), MOST_OF_LINES + MOST_OF_REGIONS, SAME_PX)


def weighed(look: Seen, corners: Any) -> Weighed:
    """Those of the shapes that are sheets by the evidence."""
    if not len(corners):
        return Weighed(corners, np.zeros(0), np.zeros(0), np.zeros(0, bool))
    signs = signs_of(look, corners)
    score = score_of(signs)
    cut_off = is_clear(signs) & (signs["rims"] > 0)
    order = np.argsort(-score)
    order = order[is_sheet(signs)[order]]
    return Weighed(corners[order], score[order], signs["steepness"][order], cut_off[order])


def main_sheet(shapes: Weighed) -> Any | None:
    """Corners (4, 2) of the sheet that is meant; None when for no shape enough speaks."""
    if not len(shapes.score):
        return None
    chosen = 0
    while (larger := _around(shapes, chosen)) is not None:
        chosen = larger
    return shapes.corners[_steepest(shapes, chosen)]


def _around(shapes: Weighed, inner: int) -> int | None:
    """The best shape that has the inner one within it and is nearly as good, or only lower for being cut off."""
    area = cv2.contourArea(shapes.corners[inner])
    for number in np.nonzero((shapes.score > shapes.score[inner] - NEARLY_AS_GOOD) | shapes.cut_off)[0].tolist():
        if cv2.contourArea(shapes.corners[number]) > LARGER * area:
            common, _ = cv2.intersectConvexConvex(shapes.corners[number], shapes.corners[inner])
            if common > AROUND * area and _overlap(shapes, number, inner) < SAME_SHEET:
                return number
    return None


def _steepest(shapes: Weighed, chosen: int) -> int:
    """Of the shapes that are the same sheet, the one whose edges are steepest."""
    near: list[int] = np.nonzero(np.abs(shapes.score - shapes.score[chosen]) < NEARLY_AS_GOOD)[0].tolist()
    same = [number for number in near if _overlap(shapes, number, chosen) > SAME_SHEET]
    return max([chosen, *same], key=lambda number: float(shapes.steepness[number]))


def _overlap(shapes: Weighed, one: int, other: int) -> float:
    return overlap(shapes.corners[one], shapes.corners[other])


def overlap(one: Any, other: Any) -> float:
    """Intersection over union of two convex shapes (4, 2) float32."""
    common, _ = cv2.intersectConvexConvex(one, other)
    return float(common / max(cv2.contourArea(one) + cv2.contourArea(other) - common, 1e-6))
