"""The lines of a page: looked for on a small copy, part by part, and read at the page's own size.

Looking for lines takes most of the memory, by the pixels of what is looked at in one go; reading them takes the detail.
"""

import itertools
from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import grey_of
from kiosk.papers.page import Image

WORK_SIDE_PX, LEAST_SCALE = 960, 0.56  # longest side of the copy, but never under 112 dpi of a page at 200
PART_PX = 450_000  # looked at in one go
CUT_SHARE = 0.4  # of a part's height: so far a cut may move to pass between two lines
LEAST_CONFIDENCE = 0.5  # of the engine; below it a line is a stain


def read_lines(engine: Any, page: Image) -> list[list[Any]]:
    """[text, confidence, four corners in the page's pixels] of each line, from top to bottom."""
    scale = min(1.0, max(WORK_SIDE_PX / max(page.shape[:2]), LEAST_SCALE))
    copy = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
    read = (_read(engine, page, box / scale) for box in _boxes(engine, copy))
    return [line for line in read if line is not None]


def cuts(page: Image) -> list[int]:
    """Rows, first and last included, between which parts of a page lie that are small enough to look at."""
    height = page.shape[0]
    parts = -(-height * page.shape[1] // PART_PX)
    uneven = np.abs(np.diff(grey_of(page).astype(np.int16), axis=1)).sum(axis=1, dtype=np.float64)
    calm = cv2.blur(uneven[:, None], (1, 5)).ravel()
    reach = int(CUT_SHARE * height / parts / 2)
    wanted = [height * one // parts for one in range(1, parts)]
    return [0, *(row - reach + int(calm[row - reach : row + reach + 1].argmin()) for row in wanted), height]


def _boxes(engine: Any, copy: Image) -> list[Any]:
    """Corners (4, 2) float32 of the lines on the small copy."""
    rows = cuts(copy)
    found = []
    for top, bottom in itertools.pairwise(rows):
        boxes = engine(copy[top:bottom], use_det=True, use_cls=False, use_rec=False).boxes
        found += [] if boxes is None else [np.add(box, (0, top), dtype=np.float32) for box in boxes]
    return found


def _read(engine: Any, page: Image, box: Any) -> list[Any] | None:
    """One line; None for a stain."""
    told = engine(_cut_out(page, box), use_det=False, use_cls=True, use_rec=True)
    text, score = (told.txts[0], float(told.scores[0])) if told.txts else ("", 0.0)
    return [text, score, box.tolist()] if text.strip() and score >= LEAST_CONFIDENCE else None


def _cut_out(page: Image, box: Any) -> Image:
    """What lies in the box, level; a line that runs down the page is turned to lie."""
    top, right, bottom, left = np.linalg.norm(np.roll(box, -1, axis=0) - box, axis=1)
    width, height = (max(1, round(float(max(pair)))) for pair in ((top, bottom), (right, left)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    bend = cv2.getPerspectiveTransform(box.astype(np.float32), flat)
    line = cv2.warpPerspective(page, bend, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.rot90(line)) if height >= 1.5 * width else line
