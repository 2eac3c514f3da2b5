"""Is this picture good enough, and if not, the one thing to do about it (kiosk requirements L-04 to L-08).

Thresholds were set on synthetic papers and must be calibrated per camera at installation (facts, section 7).
"""

import math
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import FIELD_WIDTH_MM, Corners, Image, find_page, rectify

EDGE_SHARE = 0.006  # of the frame's width: a corner nearer to the rim is cut off
FEWEST_SIDE_PX = 200  # an ID card's short side below this is under 95 dpi
FEWEST_DPI = 90.0  # when the size of the paper is known
WIDEST_EDGE_PX = 2.2  # edge spread (sigma, 200 dpi pixels) up to which print is easy to read
CLEAR_EDGE = 45  # grey levels; fainter edges are watermark and noise
GLARE_LEVEL, GLARE_SHARE = 250, 0.005  # L-05
INK_DEPTH, INK_SHARE = 40, 0.003  # L-07
MARGIN_SHARE = 0.03  # of the page, not searched for ink: shadows and rounded corners


@unique
class Advice(Enum):
    """What the resident should do, most urgent first; show only the first."""

    NO_PAGE = "no_page"
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    BLURRED = "blurred"
    GLARE = "glare"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One frame judged: `corners` and `page` are None without a sheet; no advice = take it."""

    corners: Corners | None
    page: Image | None
    advice: tuple[Advice, ...]

    @property
    def good(self) -> bool:
        """True when nothing is to be mended."""
        return not self.advice


def look(image: Image, *, field_width_mm: float = FIELD_WIDTH_MM, size_mm: tuple[float, float] | None = None) -> Look:
    """Find, flatten and judge the sheet in one frame; `size_mm` when the material's size is known."""
    corners = find_page(image)
    if corners is None:
        return Look(None, None, (Advice.NO_PAGE,))
    page = rectify(image, corners, field_width_mm=field_width_mm, size_mm=size_mm)
    return Look(corners, page, (*judge_place(image, corners, size_mm=size_mm), *judge(page)))


def judge_place(image: Image, corners: Corners, *, size_mm: tuple[float, float] | None = None) -> list[Advice]:
    """CUT_OFF and TOO_FAR, which only the frame can tell."""
    found: list[Advice] = []
    height, width = image.shape[:2]
    near = EDGE_SHARE * width
    x, y = corners[:, 0], corners[:, 1]
    if min(x.min(), y.min(), width - 1 - x.max(), height - 1 - y.max()) < near:
        found.append(Advice.CUT_OFF)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    short = float(min(sides[0] + sides[2], sides[1] + sides[3])) / 2
    fewest = FEWEST_SIDE_PX if size_mm is None else min(size_mm) / 25.4 * FEWEST_DPI
    if short < fewest:
        found.append(Advice.TOO_FAR)
    return found


def judge(page: Image) -> list[Advice]:
    """BLURRED, GLARE and BLANK of a flat 200 dpi page, most urgent first; empty = good."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    findings = {
        Advice.BLURRED: edge_spread_px(grey) > WIDEST_EDGE_PX,
        Advice.GLARE: glare_share(grey) > GLARE_SHARE,
        Advice.BLANK: ink_share(grey) < INK_SHARE,
    }
    return [advice for advice, found in findings.items() if found]


def edge_spread_px(grey: Any) -> float:
    """Sigma of the print's sharpest edges in pixels; 0.0 when the page has no clear edges to measure.

    A step of height h blurred by sigma has slope h / (sigma * sqrt(2 pi)): unlike the Laplacian's variance
    this depends neither on how much is printed nor on the contrast (why not: kiosk requirements L-04).
    """
    calm = _inner(cv2.GaussianBlur(grey, (0, 0), 0.8))
    reach = np.ones((13, 13), np.uint8)
    height = cv2.subtract(cv2.dilate(calm, reach), cv2.erode(calm, reach))
    across = cv2.Sobel(calm, cv2.CV_16S, 1, 0, scale=1)
    down = cv2.Sobel(calm, cv2.CV_16S, 0, 1, scale=1)
    slope = cv2.magnitude(across.astype(np.float32), down.astype(np.float32)) / 8
    clear = height > CLEAR_EDGE
    if clear.mean() < INK_SHARE:
        return 0.0
    ratio = slope[clear] / height[clear]
    steepest = float(np.percentile(ratio, 95))
    return 1.0 / (math.sqrt(2 * math.pi) * max(steepest, 1e-3))


def glare_share(grey: Any) -> float:
    """Share of the page that its largest burnt-out blob covers."""
    _, burnt = cv2.threshold(grey, GLARE_LEVEL - 1, 255, cv2.THRESH_BINARY)
    count, _, stats, _ = cv2.connectedComponentsWithStats(burnt)
    if count < 2:
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max() / grey.size)


def ink_share(grey: Any) -> float:
    """Share of the page, without its margins, that is clearly darker than the paper around it."""
    inner = _inner(cv2.GaussianBlur(grey, (0, 0), 1.0))
    small = cv2.resize(inner, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    paper = cv2.resize(paper, (inner.shape[1], inner.shape[0]))
    return float((cv2.subtract(paper, inner) > INK_DEPTH).mean())


def _inner(grey: Any) -> Any:
    margin_y, margin_x = (round(MARGIN_SHARE * side) for side in grey.shape[:2])
    return grey[margin_y : grey.shape[0] - margin_y, margin_x : grey.shape[1] - margin_x]
