"""Finding the sheet on the ground and laying it flat. Pure functions on BGR arrays; nothing touches a disk."""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.refine import refined
from kiosk.papers.find.regions import snapped
from kiosk.papers.find.search import LEAST_TO_FIND, LEAST_TO_FOLLOW, gathered, sheets
from kiosk.papers.find.seen import seen
from kiosk.papers.find.shapes import clockwise

Image = Any  # numpy.ndarray, uint8, (height, width, 3), BGR
Corners = Any  # numpy.ndarray, float32, (4, 2): x, y in frame pixels; top left, top right, bottom right, bottom left

DPI = 200  # kiosk requirements L-12: A4 is 1654 x 2339
MM_PER_INCH = 25.4
# What the camera sees from left to right; a property of the installation, measured with a ruler.
FIELD_WIDTH_MM = 360.0
A4_MM, CARD_MM = (210.0, 297.0), (85.6, 54.0)


def find_page(image: Image, meant: Corners | None = None) -> Corners | None:
    """Corners of the sheet that is meant, or None (L-02); of several the one at `meant`, or for which most speaks."""
    pages = find_pages(image)
    at = None if meant is None else page_at(pages, meant)
    return pages[at or 0] if pages else None


def find_pages(image: Image) -> list[Corners]:
    """Corners of every sheet in view that lies beside the others, the likeliest first."""
    look = seen(image)
    return [in_reading_order(refined(image, one, look.scale)) for one in sheets(look, gathered(look), LEAST_TO_FIND)]


def page_at(pages: Sequence[Corners], corners: Corners) -> int | None:
    """Index of the sheet whose middle is nearest to that of `corners`; None when none lies over it."""
    middle = corners.mean(axis=0)
    away = [float(np.linalg.norm(page.mean(axis=0) - middle)) for page in pages]
    at = int(np.argmin(away)) if away else None
    return (
        None if at is None or cv2.pointPolygonTest(pages[at], (float(middle[0]), float(middle[1])), False) < 0 else at
    )


def follow_page(image: Image, corners: Corners) -> Corners | None:
    """The sheet that lay at `corners` in the frame before, if it still lies about there; far quicker than a search.

    None says only that it has to be searched for.
    """
    look = seen(image)
    before = clockwise(((corners[None] + 0.5) * look.scale - 0.5).astype(np.float32))
    found = sheets(look, snapped(look.colours, before), LEAST_TO_FOLLOW)
    return in_reading_order(refined(image, found[0], look.scale)) if found else None


def rectify(
    image: Image,
    corners: Corners,
    *,
    field_width_mm: float = FIELD_WIDTH_MM,
    size_mm: tuple[float, float] | None = None,
    dpi: int = DPI,
) -> Image:
    """The sheet, seen straight from above at `dpi`.

    Its size in millimetres is measured through `field_width_mm`, or given by `size_mm` (true-size ID cards,
    kiosk requirements L-10); a given size is turned to the way the sheet lies.
    """
    measured = measured_mm(image, corners, field_width_mm)
    if size_mm is not None and (size_mm[0] > size_mm[1]) != (measured[0] > measured[1]):
        size_mm = (size_mm[1], size_mm[0])
    width, height = (max(8, round(mm / MM_PER_INCH * dpi)) for mm in size_mm or measured)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    bend = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return cv2.warpPerspective(image, bend, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def measured_mm(image: Image, corners: Corners, field_width_mm: float = FIELD_WIDTH_MM) -> tuple[float, float]:
    """Width and height of the sheet in millimetres, by the mean of opposite sides."""
    mm_per_px = field_width_mm / image.shape[1]
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(top + bottom) / 2 * mm_per_px, float(left + right) / 2 * mm_per_px


def turned(page: Image, quarters: int) -> Image:
    """The page turned clockwise by so many quarter turns."""
    return np.ascontiguousarray(np.rot90(page, -quarters))


def in_reading_order(corners: Corners) -> Corners:
    """Clockwise from the top left as it lies in the frame."""
    centre = corners.mean(axis=0)
    clockwise = sorted(corners, key=lambda corner: math.atan2(corner[1] - centre[1], corner[0] - centre[0]))
    start = min(range(4), key=lambda i: float(clockwise[i][0] + clockwise[i][1]))
    return np.array(clockwise[start:] + clockwise[:start], np.float32)
