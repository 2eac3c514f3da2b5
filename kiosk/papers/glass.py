"""Small papers on a scanner's glass, each cut out at its true size; nothing that lies there is ever cut away."""

import math

import cv2
import numpy as np

from kiosk.papers.page import MM_PER_INCH, Image, rectify, turned
from kiosk.papers.upright import quarters_to_upright, straightened

UNLIKE_LID = 7.0  # 8-bit Lab units from the lid's colour
WORK_DPI = 100
SMALLEST_MM = 18.0  # of a paper's side: smaller is writing, or dust
FILLED = 0.93  # of its rectangle: a paper is all there, a paragraph is ragged
GAP_MM = 1.2  # bridged within a paper: what is printed in the lid's own white
LEAST_STRAY_MM2 = 0.8  # a mark of that size outside every paper belongs to a sheet as white as the lid
RIM_MM = 2.0  # of the glass, where its frame throws a shadow
WHOLE_SHARE = 0.75  # of the glass: one sheet that large is the page as it lies


def papers_on(glass: Image, dpi: int) -> list[Image]:
    """The papers on a scan (BGR), upright and from top to bottom; the whole scan when they cannot surely be told apart.

    A sheet as white as the lid has no edge: its writing is found instead, stands in no filled rectangle, and so keeps
    the scan whole.
    """
    small = cv2.resize(glass, None, fx=WORK_DPI / dpi, fy=WORK_DPI / dpi, interpolation=cv2.INTER_AREA)
    mm = WORK_DPI / MM_PER_INCH
    sheets, stray_px = [], 0.0
    for outline in _outlines(small, mm):
        rectangle = cv2.minAreaRect(outline)
        area, (width, height) = cv2.contourArea(outline), rectangle[1]
        if min(width, height) >= SMALLEST_MM * mm and area >= FILLED * width * height:
            sheets.append(cv2.boxPoints(rectangle))
        elif area > LEAST_STRAY_MM2 * mm**2 and not _on_rim(outline, small, mm):
            stray_px += area
    covered = sum(cv2.contourArea(sheet) for sheet in sheets) / (small.shape[0] * small.shape[1])
    if not sheets or stray_px or (len(sheets) == 1 and covered > WHOLE_SHARE):
        return [glass]
    sheets.sort(key=lambda sheet: (round(float(sheet[:, 1].min()) / (SMALLEST_MM * mm)), float(sheet[:, 0].min())))
    return [_cut(glass, sheet, dpi) for sheet in sheets]


def _outlines(small: Image, mm: float) -> list[Image]:
    """What is not lid, each thing by its outer outline."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 0.8), cv2.COLOR_BGR2LAB).astype(np.float32)
    lid = np.percentile(lab.reshape(-1, 3)[lab[..., 0].ravel() >= np.percentile(lab[..., 0], 60)], 50, axis=0)
    unlike = (np.linalg.norm(lab - lid, axis=2) > UNLIKE_LID).astype(np.uint8)
    reach = 2 * round(GAP_MM * mm / 2) + 1
    framed = cv2.copyMakeBorder(unlike, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    found, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [outline - reach for outline in found]


def _on_rim(outline: Image, small: Image, mm: float) -> bool:
    """Whether a thing lies wholly within the rim of the glass."""
    x, y, width, height = cv2.boundingRect(outline)
    rim = RIM_MM * mm
    left, right = x + width < rim, x > small.shape[1] - rim
    return bool(left or right or y + height < rim or y > small.shape[0] - rim)


def _cut(glass: Image, sheet: Image, dpi: int) -> Image:
    """One paper, straight and upright, at the scan's own dpi."""
    scale = dpi / WORK_DPI
    corners = np.asarray((sheet + 0.5) * scale - 0.5, np.float32)
    centre = corners.mean(axis=0)
    clockwise = sorted(corners, key=lambda corner: math.atan2(corner[1] - centre[1], corner[0] - centre[0]))
    first = min(range(4), key=lambda at: float(clockwise[at].sum()))
    ordered = np.array(clockwise[first:] + clockwise[:first], np.float32)
    paper = rectify(glass, ordered, field_width_mm=glass.shape[1] / dpi * MM_PER_INCH, dpi=dpi)
    return straightened(turned(paper, quarters_to_upright(paper, dpi)), dpi)
