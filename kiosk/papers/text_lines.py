"""Lines of writing on a flat page, found without reading them."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import Mask, without_rules
from kiosk.papers.page import MM_PER_INCH

SMALLEST_MM, LARGEST_MM = 1.2, 14.0  # height of a line
LEAST_RATIO = 2.2  # a line is longer than high


@dataclass(frozen=True, slots=True)
class TextLine:
    """Bounding box of one line in pixels of the searched mask."""

    x: int
    y: int
    width: int
    height: int

    @property
    def length(self) -> float:
        """In heights of the line: about how many Chinese characters it has."""
        return self.width / self.height


def text_lines(ink: Mask, dpi: int) -> list[TextLine]:
    """Horizontal lines of writing, longest first (in characters)."""
    marks = without_rules(ink, dpi)
    mm = dpi / MM_PER_INCH
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, max(3, round(_gap_px(marks, mm)))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height, area in stats[1:].tolist():
        right_size = SMALLEST_MM * mm <= height <= LARGEST_MM * mm
        if right_size and width >= LEAST_RATIO * height and area > 0.3 * width * height:
            found.append(TextLine(x, y, width, height))
    return sorted(found, key=lambda line: -line.length)


def _gap_px(marks: Mask, mm: float) -> float:
    """What to bridge between two characters: half the usual height of a mark."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(marks, np.ones((3, 3), np.uint8)))
    sides: Any = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    sides = sides[(sides > 1.0 * mm) & (sides < LARGEST_MM * mm)]
    return 0.55 * float(np.median(sides)) if len(sides) else 1.5 * mm
