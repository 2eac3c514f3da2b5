"""Where something is written on a flat page: the one map of ink that judging, turning and comparing share."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import MM_PER_INCH, Image

Mask = Any  # numpy.ndarray, uint8, (height, width), 255 = ink
INK_DEPTH = 34  # grey levels under the paper around it; fainter marks are a watermark, a guilloche, show-through
PAPER_REACH_MM = 4.0  # a stroke is narrower than this; what is wider is shade or a picture


def grey_of(page: Image) -> Any:
    """The page as luminance, uint8 (height, width); a grey page is passed on."""
    return page if page.ndim == 2 else cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)


def at_dpi(page: Image, dpi: int, wanted_dpi: int) -> Image:
    """The page shrunk from `dpi` to `wanted_dpi`; never enlarged."""
    scale = min(1.0, wanted_dpi / dpi)
    return page if scale == 1.0 else cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def ink_mask(grey: Any, dpi: int) -> Mask:
    """255 where the page is clearly darker than the paper around it."""
    return np.where(ink_depth(grey, dpi) > INK_DEPTH, 255, 0).astype(np.uint8)


def ink_depth(grey: Any, dpi: int) -> Any:
    """How many levels each pixel lies under its paper, uint8; paper lit at half strength counts twice.

    Depth is relative to the paper's own brightness, so that writing in a shadow is writing still.
    """
    paper = paper_level(grey, dpi)
    depth = cv2.subtract(paper, grey).astype(np.float32) * (230.0 / np.maximum(paper, 40).astype(np.float32))
    return np.minimum(depth, 255).astype(np.uint8)


def paper_level(grey: Any, dpi: int) -> Any:
    """Brightness of the paper under each pixel, writing taken away, uint8 of the page's shape."""
    small = at_dpi(grey, dpi, 50)
    reach = max(3, round(PAPER_REACH_MM / MM_PER_INCH * min(dpi, 50)) | 1)
    paper = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return cv2.resize(cv2.blur(paper, (3, 3)), (grey.shape[1], grey.shape[0]))


def without_rules(ink: Mask, dpi: int) -> Mask:
    """The ink without ruled lines and frames longer than 12 mm."""
    long = round(12 / MM_PER_INCH * dpi)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    return cv2.subtract(ink, cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8)))
