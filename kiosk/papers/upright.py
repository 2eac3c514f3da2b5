"""Which way up a page lies, and how much its writing leans (kiosk requirements L-03), without reading it.

The direction of the lines comes from their shape. Head up or head down comes from the small classifier that lies in
rapidocr's wheel (0.6 MB, "is this line upside down"), run by OpenCV itself: no OCR has to be waited for.
"""

import functools
import importlib.util
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import at_dpi, grey_of, ink_mask
from kiosk.papers.page import DPI, Image, turned
from kiosk.papers.text_lines import TextLine, text_lines

WORK_DPI = 100
MODEL = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
LINE_WIDTH_PX, LINE_HEIGHT_PX = 192, 48  # what the classifier was trained on
MOST_LINES = 12
LEAN_DPI = 120
MOST_LEAN, LEAST_LEAN = 5.0, 0.2  # degrees; what leans more is drawn so, what leans less is straight
LEAST_INK_PX = 300
_INK_AT_ONCE = 1 << 17  # pixels: of all of them at once each angle would take 16 MB
LEAST_PEAK = 1.1  # the best angle must gather ink so much better than the usual one


def quarters_to_upright(page: Image, dpi: int = DPI) -> int:
    """Clockwise quarter turns (0 to 3) that set the page upright; 0 when it has no writing to tell by."""
    sight = at_dpi(page, dpi, WORK_DPI)
    found = []
    for sideways in (0, 1):
        view = turned(sight, sideways)
        lines = text_lines(ink_mask(grey_of(view), WORK_DPI), WORK_DPI)
        found.append((sum(line.length for line in lines), view, lines))
    sideways = int(found[1][0] > found[0][0])
    _, view, lines = found[sideways]
    if not lines:
        return 0
    return sideways + 2 * (head_down(view, lines[:MOST_LINES]) > 0)


def head_down(view: Image, lines: list[TextLine]) -> float:
    """Log odds that the lines stand on their heads, summed over them."""
    net = _classifier()
    net.setInput(np.stack([_crop(view, line) for line in lines]))
    odds: Any = np.clip(net.forward(), 1e-3, 1 - 1e-3)
    return float(np.log(odds[:, 1] / odds[:, 0]).sum())


def straightened(page: Image, dpi: int = DPI) -> Image:
    """The upright page with its lines level: print may lie askew on a sheet, and a sheet's sides may be found so."""
    lean = lean_degrees(page, dpi)
    if abs(lean) < LEAST_LEAN:
        return page
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), lean, 1)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def lean_degrees(page: Image, dpi: int = DPI) -> float:
    """How far the lines sink to the right, in degrees; 0.0 when there is no writing, or it leans no one way."""
    view = at_dpi(page, dpi, LEAN_DPI)
    rows, columns = (at.astype(np.int32) for at in np.nonzero(_inner(ink_mask(grey_of(view), LEAN_DPI))))
    if len(rows) < LEAST_INK_PX:
        return 0.0
    rough = np.arange(-MOST_LEAN, MOST_LEAN + 0.01, 0.5)
    sharp = _sharpness(rows, columns, rough)
    best = float(rough[sharp.argmax()])
    if abs(best) == MOST_LEAN or sharp.max() < LEAST_PEAK * np.median(sharp):
        return 0.0
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    return float(fine[_sharpness(rows, columns, fine).argmax()])


def _sharpness(rows: Any, columns: Any, degrees: Any) -> Any:
    """How much the ink gathers in rows when read along each angle: the sum of squares of its row sums."""
    return np.array([_gathered(rows, columns, float(slope)) for slope in np.tan(np.deg2rad(degrees))])


def _gathered(rows: Any, columns: Any, slope: float) -> float:
    reach = math.ceil(abs(slope) * int(columns.max())) + 1
    counts = np.zeros(int(rows.max()) + 2 * reach + 1, np.int64)
    for start in range(0, len(rows), _INK_AT_ONCE):
        part = slice(start, start + _INK_AT_ONCE)
        at = np.round(rows[part] - columns[part] * slope).astype(np.int32) + reach
        counts += np.bincount(at, minlength=len(counts))
    return float((counts.astype(np.float64) ** 2).sum())


def _inner(ink: Any) -> Any:
    """Without a rim of 4 %, where the sheet's own edge may show."""
    y, x = (round(0.04 * side) for side in ink.shape[:2])
    return ink[y : ink.shape[0] - y, x : ink.shape[1] - x]


def _crop(view: Image, line: TextLine) -> Any:
    """One line as the classifier wants it: float32 (3, 48, 192), -1..1, empty to the right of a short one."""
    pad = max(1, line.height // 8)
    width = min(line.width, line.height * LINE_WIDTH_PX // LINE_HEIGHT_PX)
    piece = view[max(0, line.y - pad) : line.y + line.height + pad, max(0, line.x - pad) : line.x + width + pad]
    scaled = min(LINE_WIDTH_PX, max(1, round(piece.shape[1] * LINE_HEIGHT_PX / piece.shape[0])))
    out = np.zeros((3, LINE_HEIGHT_PX, LINE_WIDTH_PX), np.float32)
    piece = cv2.resize(piece, (scaled, LINE_HEIGHT_PX))
    out[:, :, :scaled] = piece.transpose(2, 0, 1) / 127.5 - 1
    return out


@functools.lru_cache(maxsize=1)
def _classifier() -> Any:
    """The network, loaded once; FileNotFoundError when rapidocr's wheel is not installed."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"rapidocr is not installed: {MODEL} is missing")
    return cv2.dnn.readNetFromONNX(str(Path(spec.submodule_search_locations[0]) / "models" / MODEL))
