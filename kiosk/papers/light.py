"""Evening out the light on a flat page: shadows and gradients go, seals, photographs and colour stay."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import at_dpi
from kiosk.papers.page import DPI, MM_PER_INCH, Image

WORK_DPI = 25
REACH_MM = 9.0  # a shadow is wider than this, writing is narrower
PAPER_WHITE = 236.0  # what the paper comes out as: white with its tint, not burnt
MOST_GAIN = 3.0
LEAST_LIGHT = 0.28  # of the page's own paper: what is darker is no shadow on paper but something printed
CHROMA_APART = 14.0  # 8-bit Lab units from the paper's own tint: a photograph, a band, a coloured field
LEAST_PAPER = 0.15  # of the page; with less of it there is nothing to go by
_ROWS_AT_ONCE = 256


def evened(page: Image, dpi: int = DPI, *, in_place: bool = False) -> Image:
    """The page as under even light. One gain for all channels, so no hue moves; a page without paper stays.

    The light is read where there is paper and carried across what is none (a photograph, a coloured band). `in_place`:
    the page itself is changed.
    """
    light = paper_light(page, dpi)
    if light is None:
        return page
    gain = np.clip(PAPER_WHITE / np.maximum(light, 1.0), 1 / MOST_GAIN, MOST_GAIN).astype(np.float32)
    full = cv2.resize(gain, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = page if in_place else np.empty_like(page)
    for top in range(0, len(page), _ROWS_AT_ONCE):  # the gain of three channels is four times the page
        band = slice(top, top + _ROWS_AT_ONCE)
        even[band] = cv2.multiply(page[band], cv2.merge([full[band]] * 3), dtype=cv2.CV_8U)
    return even


def paper_light(page: Image, dpi: int = DPI) -> Any | None:
    """Brightness of the bare paper everywhere at 25 dpi, float32; None when too little of the page is paper."""
    small = cv2.medianBlur(_brightest(page, dpi), 3)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32)
    level = small.max(axis=2).astype(np.float32)
    usual = float(np.percentile(level, 80))
    bright = level > 0.6 * usual
    tint = np.median(lab[bright][:, 1:], axis=0)
    coloured = np.linalg.norm(lab[..., 1:] - tint, axis=2) > CHROMA_APART
    paper = ~coloured & (level > LEAST_LIGHT * usual) & ~_pictures(small)
    paper = cv2.erode(paper.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if paper.mean() < LEAST_PAPER:
        return None
    return cv2.GaussianBlur(_carried(level, paper), (0, 0), 0.8)


def _brightest(page: Image, dpi: int) -> Any:
    """25 dpi copy in which writing has given way to the paper around it."""
    small = at_dpi(page, dpi, WORK_DPI * 2)
    reach = max(3, round(REACH_MM / MM_PER_INCH * WORK_DPI * 2 / 2) | 1)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return at_dpi(closed, WORK_DPI * 2, WORK_DPI)


def _pictures(small: Any) -> Any:
    """True where brightness is uneven in itself, as in a photograph and as in no shadow."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    rough = np.abs(cv2.Laplacian(grey, cv2.CV_32F, ksize=1))
    return cv2.blur(rough, (7, 7)) > 14


def _carried(level: Any, paper: Any) -> Any:
    """The paper's light, spread over the holes between by ever wider averages."""
    weight = paper.astype(np.float32)
    out, known = level * weight, weight.copy()
    for sigma in (2, 5, 12, 30, 80):
        if (known > 0).all():
            break
        spread = cv2.GaussianBlur(level * weight, (0, 0), sigma)
        share = cv2.GaussianBlur(weight, (0, 0), sigma)
        fill = (known == 0) & (share > 0.02)
        out[fill] = spread[fill] / share[fill]
        known[fill] = 1
    out[known == 0] = float(np.median(level[paper]))
    return out
