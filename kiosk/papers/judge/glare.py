"""A lamp's reflection over the writing of a flat page (kiosk requirements L-05)."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import at_dpi, ink_mask
from kiosk.papers.page import DPI, MM_PER_INCH

WORK_DPI = 100
BURNT_LEVEL, LEAST_SHARE = 250, 0.005  # L-05
ABOVE_PAPER = 6  # levels by which a reflection outshines the paper; a page burnt out as a whole is no reflection
ROUND_MM = 2.0  # burnt paper between two lines of a bright page is thinner
NEAR_MM = 6.0  # writing so near to the reflection goes on under it
LEAST_NEAR_INK = 0.01


def has_glare(grey: Any, dpi: int = DPI) -> bool:
    """True when a burnt-out spot of more than 0.5 % of the page lies among writing."""
    return glare_share(grey, dpi) > LEAST_SHARE


def glare_share(grey: Any, dpi: int = DPI) -> float:
    """Share of the page under its largest burnt-out spot with writing round it; 0.0 when the paper is as bright."""
    small = at_dpi(grey, dpi, WORK_DPI)
    burnt = np.where(small >= BURNT_LEVEL, 255, 0).astype(np.uint8)
    if not burnt.any():
        return 0.0
    spots = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, _disc(ROUND_MM))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(spots)
    ink = ink_mask(small, WORK_DPI) > 0
    shares = [
        stats[spot, cv2.CC_STAT_AREA] / small.size
        for spot in range(1, len(stats))
        if stats[spot, cv2.CC_STAT_AREA] > LEAST_SHARE * small.size and _is_reflection(labels == spot, small, ink)
    ]
    return float(max(shares, default=0.0))


def _is_reflection(spot: Any, grey: Any, ink: Any) -> bool:
    """True when writing lies round the spot and the paper round it is clearly darker: light falls off slowly."""
    inner = cv2.dilate(spot.astype(np.uint8), _disc(2 * NEAR_MM))
    ring = (cv2.dilate(inner, _disc(2 * NEAR_MM)) > inner) & ~ink
    near = (inner > 0) & ~spot
    if not ring.any() or not near.any() or ink[near].mean() < LEAST_NEAR_INK:
        return False
    return float(np.percentile(grey[ring], 75)) < BURNT_LEVEL - ABOVE_PAPER


def _disc(diameter_mm: float) -> Any:
    side = max(3, round(diameter_mm / MM_PER_INCH * WORK_DPI) | 1)
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
