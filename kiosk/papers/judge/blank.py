"""Whether anything is written on a flat page (kiosk requirements L-07)."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import at_dpi, ink_mask, without_rules
from kiosk.papers.page import DPI, MM_PER_INCH

WORK_DPI = 100
LEAST_WRITTEN = 0.003
"""Share of the page that writing takes up, gaps between its strokes included: one line of text on A4 is 0.6 %.
Bare strokes are less than 0.1 % of such a page, so that L-07's 0.3 % would call it blank."""
MARGIN_SHARE = 0.03  # not searched: the sheet's edge, shadows and rounded corners
SPECK_MM2 = 0.25  # dust


def is_blank(grey: Any, dpi: int = DPI) -> bool:
    """True when nothing is written or printed on the page but ruled lines and dust."""
    return written_share(grey, dpi) < LEAST_WRITTEN


def written_share(grey: Any, dpi: int = DPI) -> float:
    """Share of the page, without its margins, that writing, seals and pictures take up."""
    small = at_dpi(grey, dpi, WORK_DPI)
    y, x = (round(MARGIN_SHARE * side) for side in small.shape[:2])
    small = small[y : small.shape[0] - y, x : small.shape[1] - x]
    marks = _without_specks(without_rules(ink_mask(small, WORK_DPI), WORK_DPI))
    reach = round(2.0 / MM_PER_INCH * WORK_DPI) | 1
    return float((cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)) > 0).mean())


def _without_specks(marks: Any) -> Any:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    keep = stats[:, cv2.CC_STAT_AREA] >= SPECK_MM2 * (WORK_DPI / MM_PER_INCH) ** 2
    keep[0] = False
    return np.where(keep[labels], 255, 0).astype(np.uint8)
