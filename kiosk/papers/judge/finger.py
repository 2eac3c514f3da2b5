"""A finger or another object that reaches over the sheet's edge into the page (kiosk requirements L-06)."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.light import paper_light
from kiosk.papers.page import MM_PER_INCH, Corners, Image

WORK_DPI = 50
RIM_MM = 6.0  # looked at outside the sheet
LEAST_SHARE = 0.008  # of the page; L-06 names 1 %
WRITING_MM = 2.6  # what is narrower is a stroke, not a finger
UNLIKE_PAPER, UNLIKE_GROUND, ALIKE = 20.0, 14.0, 24.0  # distances in 8-bit Lab units
LEAST_CROSSING_MM = 5.0  # of the sheet's edge, over which the object reaches
INSIDE_MM, OUTSIDE_MM = 2.0, 3.0  # where it is looked at on either side of the edge


def finger_share(image: Image, corners: Corners, size_mm: tuple[float, float]) -> float:
    """Share of the page that the largest object reaching in over its edge covers; 0.0 = none.

    `corners` begin at the side that `size_mm` calls its width. An object is neither paper nor writing, and it goes on
    beyond the sheet's edge where the ground would be: a printed band or a photograph ends at the edge.
    """
    view, rim = _with_rim(image, corners, size_mm)
    calm = cv2.morphologyEx(view, cv2.MORPH_CLOSE, _square(WRITING_MM))
    page = calm[rim:-rim, rim:-rim]
    light = paper_light(view[rim:-rim, rim:-rim], WORK_DPI)
    if light is None:
        return 0.0
    foreign = _foreign(page, cv2.resize(light, (page.shape[1], page.shape[0])))
    lab = cv2.cvtColor(calm, cv2.COLOR_BGR2LAB).astype(np.float32)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(foreign)
    shares = [
        stats[one, cv2.CC_STAT_AREA] / foreign.size
        for one in range(1, len(stats))
        if stats[one, cv2.CC_STAT_AREA] > LEAST_SHARE * foreign.size and _reaches_over(labels == one, lab, rim)
    ]
    return float(max(shares, default=0.0))


def _with_rim(image: Image, corners: Corners, size_mm: tuple[float, float]) -> tuple[Image, int]:
    """The sheet and 6 mm of what lies round it, flat at 50 dpi, and how many pixels the rim has."""
    px_per_mm = WORK_DPI / MM_PER_INCH
    rim = round(RIM_MM * px_per_mm)
    width, height = (max(8, round(mm * px_per_mm)) for mm in size_mm)
    side_px = float(np.linalg.norm(corners[1] - corners[0]))
    shrink = min(1.0, 1.5 * width / max(side_px, 1.0))
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5 + rim
    bend = cv2.getPerspectiveTransform(((corners + 0.5) * shrink - 0.5).astype(np.float32), flat)
    size = (width + 2 * rim, height + 2 * rim)
    return cv2.warpPerspective(small, bend, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), rim


def _foreign(page: Image, light: Any) -> Any:
    """255 where the page is neither paper under its light nor writing, small things taken away."""
    level = page.max(axis=2).astype(np.float32)
    even = np.clip(page * (230.0 / np.maximum(light, 8.0))[..., None], 0, 255).astype(np.uint8)
    lab = cv2.cvtColor(even, cv2.COLOR_BGR2LAB).astype(np.float32)
    bright = level > 0.9 * light
    paper = np.median(lab[bright], axis=0) if bright.any() else np.array([230, 128, 128], np.float32)
    apart = lab - paper
    apart[..., 0] *= 0.5  # a shadow that the light map missed is darker, not of another colour
    unlike = np.where(np.linalg.norm(apart, axis=2) > UNLIKE_PAPER, 255, 0).astype(np.uint8)
    return cv2.morphologyEx(unlike, cv2.MORPH_OPEN, _square(WRITING_MM * 1.5))


def _reaches_over(blob: Any, lab: Any, rim: int) -> bool:
    """True when the blob goes on outside the sheet, along enough of one edge, as something other than the ground."""
    px_per_mm = WORK_DPI / MM_PER_INCH
    inside, outside = round(INSIDE_MM * px_per_mm), round(OUTSIDE_MM * px_per_mm)
    for _ in range(4):
        width = blob.shape[1]
        touching = blob[inside, :] & blob[inside // 2, :]
        within = lab[rim + inside, rim : rim + width]
        beyond = lab[rim - outside, rim : rim + width]
        if touching.any() and not touching.all():
            ground = np.median(beyond[~touching], axis=0)
            alike = np.linalg.norm(within - beyond, axis=1) < ALIKE
            other = np.linalg.norm(beyond - ground, axis=1) > UNLIKE_GROUND
            if (touching & alike & other).sum() >= LEAST_CROSSING_MM * px_per_mm:
                return True
        blob, lab = np.rot90(blob), np.rot90(lab)
    return False


def _square(mm: float) -> Any:
    side = max(3, round(mm / MM_PER_INCH * WORK_DPI) | 1)
    return np.ones((side, side), np.uint8)
