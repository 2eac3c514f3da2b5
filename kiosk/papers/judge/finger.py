"""A finger or another object that reaches over the sheet's edge into the page (kiosk requirements L-06).

Along each edge two bands are looked at, one on the sheet and one beyond it. Where both differ from what they show
to the left and right, and are alike, one thing lies over the edge: print ends there, and so does the ground.
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import MM_PER_INCH, Corners, Image

WORK_DPI = 50
RIM_MM = 6.0  # looked at outside the sheet
LEAST_SHARE = 0.008  # of the page; L-06 names 1 %
WRITING_MM = 2.6  # what is narrower is a stroke, not a finger
INSIDE_MM, OUTSIDE_MM = (1.6, 4.6), (1.4, 4.4)  # the bands on either side of the edge
AROUND_MM = 56.0  # along the edge, by which a band is judged: more than twice a thumb's width
UNLIKE_PAPER, UNLIKE_GROUND, ALIKE = 8.0, 12.0, 16.0  # distances in 8-bit Lab units
CLEARLY_UNLIKE, JUST_ALIKE = 40.0, 12.0  # from the paper, to the ground: then the ground need not show it as well
SKIN = (130.0, 134.0)  # least red and yellow, 8-bit Lab: a portrait's dark suit on a dark mat has neither
CROSSING_MM = (6.0, 34.0)  # of the edge, over which the object reaches; what is longer is a shadow or a second sheet
STRAY_MM = 1.0  # of a crossing that may fail


def finger_share(image: Image, corners: Corners, size_mm: tuple[float, float]) -> float:
    """About what share of the page the largest object reaching in over its edge covers; 0.0 = none.

    `corners` begin at the side that `size_mm` calls its width.
    """
    view, rim = _with_rim(image, corners, size_mm)
    calm = cv2.morphologyEx(view, cv2.MORPH_CLOSE, _square(WRITING_MM))
    lab = cv2.cvtColor(calm, cv2.COLOR_BGR2LAB).astype(np.float32)
    lab[..., 0] *= 0.6  # a shadow is darker, not of another colour
    page_px = (lab.shape[0] - 2 * rim) * (lab.shape[1] - 2 * rim)
    shares = []
    for quarters in range(4):
        sheet = np.ascontiguousarray(np.rot90(lab, quarters))[:, rim:-rim]
        shares += [covered / page_px for covered in _over_the_top(sheet, rim)]
    return float(max((share for share in shares if share > LEAST_SHARE), default=0.0))


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


def _over_the_top(sheet: Any, rim: int) -> Iterator[float]:
    """Pixels of the page under each object that reaches over the upper edge, which is row `rim`."""
    mm = WORK_DPI / MM_PER_INCH
    inside, outside = ([round(value * mm) for value in band] for band in (INSIDE_MM, OUTSIDE_MM))
    paper = _band(sheet[rim + inside[0] : rim + inside[1]])
    ground = _band(sheet[rim - outside[1] : rim - outside[0]])
    usual = _usual(paper)
    foreign = np.linalg.norm(paper - usual, axis=1)
    shown = np.linalg.norm(ground - _usual(ground), axis=1) > UNLIKE_GROUND
    apart = np.linalg.norm(paper - ground, axis=1)
    over = (foreign > UNLIKE_PAPER) & shown & (apart < ALIKE)
    skin = (paper[:, 1] > SKIN[0]) & (paper[:, 2] > SKIN[1])
    over |= skin & (foreign > CLEARLY_UNLIKE) & (apart < JUST_ALIKE)  # a hand on wood of its own colour
    for start, end in _runs(over, round(STRAY_MM * mm)):
        if CROSSING_MM[0] * mm <= end - start <= CROSSING_MM[1] * mm:
            thing, around = (np.median(part[start:end], axis=0) for part in (paper, usual))
            yield _covered(sheet[rim:-rim], start, end, thing, around)


def _covered(below: Any, start: int, end: int, thing: Any, paper: Any) -> float:
    """Pixels from the edge inwards that hang together and are nearer to the thing's colour than to the paper's."""
    nearer = np.linalg.norm(below - thing, axis=2) < np.linalg.norm(below - paper, axis=2)
    solid = cv2.morphologyEx(nearer.astype(np.uint8), cv2.MORPH_OPEN, _square(1.5 * WRITING_MM))
    _, labels = cv2.connectedComponents(solid)
    at_edge = labels[: round(INSIDE_MM[1] / MM_PER_INCH * WORK_DPI), start:end]
    here = np.unique(at_edge[at_edge > 0])
    return float(np.isin(labels, here).sum()) if len(here) else 0.0


def _band(rows: Any) -> Any:
    """One colour for each place along the edge, (n, 3)."""
    return cv2.blur(np.ascontiguousarray(np.median(rows, axis=0))[None], (3, 1))[0]


def _usual(band: Any) -> Any:
    """The colour round about each place: a running median, at the ends that of the outermost window."""
    window = min(len(band), round(AROUND_MM / MM_PER_INCH * WORK_DPI))
    parts = np.lib.stride_tricks.sliding_window_view(band, window, axis=0)
    middles = np.median(parts, axis=-1)
    before = (len(band) - len(middles)) // 2
    return np.pad(middles, ((before, len(band) - len(middles) - before), (0, 0)), mode="edge")


def _runs(marks: Any, stray: int) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of marks, small gaps in it bridged."""
    closed = cv2.morphologyEx(marks.astype(np.uint8)[None], cv2.MORPH_CLOSE, np.ones((1, 2 * stray + 1), np.uint8))[0]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], closed, [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _square(mm: float) -> Any:
    side = max(3, round(mm / MM_PER_INCH * WORK_DPI) | 1)
    return np.ones((side, side), np.uint8)
