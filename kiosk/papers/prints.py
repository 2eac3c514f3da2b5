"""Portrait prints lying under the camera or on the glass: smaller than any sheet, so searched for apart and by size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.refine import refined
from kiosk.papers.page import (
    CARD_MM,
    DPI,
    FIELD_WIDTH_MM,
    Corners,
    Image,
    in_reading_order,
    measured_mm,
    page_at,
    rectify,
)
from kiosk.papers.portrait import LARGEST_MM, LEAST_MM, is_portrait_size, upright_portrait

WIDTH_PX = 1200  # of the copy searched in: a print's short side is at least 60 pixels there
EDGES = ((12, 36), (40, 110))  # Canny's lower and upper step; faint for white on white, strong for a busy ground
CLOSED_PX, SPUR_MM = 3, 4.0
FILLED = 0.86  # of its rectangle that the outline of a print fills
ACROSS_MM = (0.8, 0.4, 0.0, -0.4, -0.8, -1.8)  # looked at across a side that is known to a pixel, outwards is positive
OUTSIDE_MM = 1.8  # from the side, where there is ground
ALONG = np.linspace(0.15, 0.85, 12, dtype=np.float32)[:, None]  # of a side: away from its corners
OUT_MM = (0.0, *np.arange(0.5, 3.6, 0.25).tolist())  # that a side may lie farther out than its outline says
STRADDLE_MM = (-0.7, 0.7)
LEAST_STEP = 5.0  # 8-bit Lab units by which each side differs from the ground
OVERLAP = 0.4  # of the smaller one: more is the same print found twice
ALIKE = 0.92  # intersection over union of two rectangles of which one is enough
CARD_SHARE = 0.1  # by which a card's sides may be off: a portrait printed on a card is no print


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """What a rectangle is taken for: one print, or two that touch; `step` across its clearest sides but one."""

    prints: tuple[Corners, ...]
    heads: bool
    step: float


def prints_on(image: Image, field_width_mm: float = FIELD_WIDTH_MM) -> list[Corners]:
    """Corners of every portrait print in view (BGR frame), clearest first; two that touch are two.

    Without any that shows a head: whatever lies there that has the size of one, by itself and not printed on a sheet.
    """
    scale = min(1.0, WIDTH_PX / image.shape[1])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    boxes = _boxes(small, small.shape[1] / field_width_mm)
    sizes = [measured_mm(small, box, field_width_mm) for box in boxes]
    cards = [box for box, size in zip(boxes, sizes, strict=True) if _is_card(size)]
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB).astype(np.float32)
    steps = [_steps(lab, box, small.shape[1] / field_width_mm) for box in boxes]
    sheets = [
        box
        for box, size, step in zip(boxes, sizes, steps, strict=True)
        if min(size) > LARGEST_MM[0] and step[0] > LEAST_STEP
    ]
    loose = [(box, step) for box, step in zip(boxes, steps, strict=True) if page_at(cards, box) is None]
    found = _apart(_kinds(small, loose, field_width_mm))
    chosen = [one for one in found if one.heads] or [one for one in found if page_at(sheets, one.prints[0]) is None]
    whole = [_to_its_end(lab, each, small.shape[1] / field_width_mm) for one in chosen for each in one.prints]
    return [in_reading_order(refined(image, one, scale)) for one in whole]


def follow_print(image: Image, corners: Corners) -> Corners | None:
    """The print that lay at `corners` in the frame before, if one lies about there still."""
    found = prints_on(image)
    at = page_at(found, corners)
    return None if at is None else found[at]


def _boxes(small: Image, px_per_mm: float) -> list[Corners]:
    """Rectangles that closed outlines nearly fill, float32 (4, 2), each once."""
    boxes: list[Corners] = []
    for outline in _outlines(small, max(3, round(SPUR_MM * px_per_mm))):
        if max(cv2.boundingRect(outline)[2:]) < LEAST_MM[0] * px_per_mm:
            continue
        rectangle = cv2.minAreaRect(outline)
        if cv2.contourArea(cv2.convexHull(outline)) > FILLED * rectangle[1][0] * rectangle[1][1] > 0:
            box = in_reading_order(cv2.boxPoints(rectangle))
            if not any(_shared(box, other, whole=True) > ALIKE for other in boxes):
                boxes.append(box)
    return boxes


def _outlines(small: Image, spur_px: int) -> Iterator[Any]:
    """Of everything that edges close in; and once more without the thin things that hang on it from the ground."""
    calm, spur = cv2.GaussianBlur(small, (0, 0), 0.9), np.ones((spur_px, spur_px), np.uint8)
    for low, high in EDGES:
        edges = np.zeros(small.shape[:2], np.uint8)
        for channel in cv2.split(calm):
            edges |= cv2.Canny(channel, low, high)
        closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((CLOSED_PX, CLOSED_PX), np.uint8))
        outlines, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        yield from outlines
        filled = cv2.drawContours(np.zeros_like(closed), outlines, -1, 255, cv2.FILLED)
        opened = cv2.morphologyEx(filled, cv2.MORPH_OPEN, spur)
        yield from cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _kinds(small: Image, boxes: Sequence[tuple[Corners, list[float]]], field_width_mm: float) -> Iterator[_Kind]:
    """What each rectangle may be. With a head in it one side may be as dark as the ground: shoulders on the mat."""
    for box, (faintest, step, *_) in boxes:
        if step < LEAST_STEP:
            continue
        single = is_portrait_size(*measured_mm(small, box, field_width_mm))
        if single and _shows_head(small, box, field_width_mm):
            yield _Kind((box,), True, step)
            continue
        for halves in _halved(box):
            sizes = [measured_mm(small, one, field_width_mm) for one in halves]
            fit = all(is_portrait_size(*size) for size in sizes)
            if fit and all(_shows_head(small, one, field_width_mm) for one in halves):
                yield _Kind(halves, True, step)
        if single and faintest > LEAST_STEP:
            yield _Kind((box,), False, step)


def _halved(box: Corners) -> Iterator[tuple[Corners, Corners]]:
    """The rectangle cut in two across, both ways."""
    for at in range(2):
        a, b, c, d = np.roll(box, -at, axis=0)
        middle, across = (a + b) / 2, (c + d) / 2
        yield np.array([a, middle, across, d], np.float32), np.array([middle, b, c, across], np.float32)


def _shows_head(small: Image, box: Corners, field_width_mm: float) -> bool:
    found = upright_portrait(rectify(small, box, field_width_mm=field_width_mm, dpi=DPI // 2), DPI // 2)
    return found.head_fits


def _to_its_end(lab: Any, box: Corners, px_per_mm: float) -> Corners:
    """The rectangle with a side at which nothing changes moved out to where something does, if that is near.

    Dark clothes on a dark mat show too faint an edge to close an outline: it then ends where they reach both sides.
    """
    for side in range(4):
        along, one_mm = _side(box, side, px_per_mm)
        steps = [_median_step(*(_at(lab, along + one_mm * (out + way)) for way in STRADDLE_MM)) for out in OUT_MM]
        best = int(np.argmax(steps))
        if steps[0] < LEAST_STEP <= steps[best]:
            box = box.copy()
            box[[side, (side + 1) % 4]] += one_mm * OUT_MM[best]
    return box


def _steps(lab: Any, box: Corners, px_per_mm: float) -> list[float]:
    """How much the picture differs from the ground beside it across each side, the faintest first."""
    return sorted(_step_at(lab, *_side(box, side, px_per_mm)) for side in range(4))


def _side(box: Corners, side: int, px_per_mm: float) -> tuple[Any, Any]:
    """Places along a side (n, 2), and one millimetre outwards across it (2,), in pixels."""
    start, end = box[side], box[(side + 1) % 4]
    outward = (start + end) / 2 - box.mean(axis=0)
    return start + (end - start) * ALONG, outward / max(float(np.linalg.norm(outward)), 1e-6) * px_per_mm


def _step_at(lab: Any, along: Any, one_mm: Any) -> float:
    ground = _at(lab, along + one_mm * OUTSIDE_MM)
    return max(_median_step(_at(lab, along + one_mm * mm), ground) for mm in ACROSS_MM)


def _median_step(one: Any, other: Any) -> float:
    return float(np.median(np.linalg.norm(one - other, axis=1)))


def _at(lab: Any, places: Any) -> Any:
    x = np.clip(np.rint(places[:, 0]).astype(int), 0, lab.shape[1] - 1)
    y = np.clip(np.rint(places[:, 1]).astype(int), 0, lab.shape[0] - 1)
    return lab[y, x]


def _apart(kinds: Iterator[_Kind]) -> list[_Kind]:
    """Of all that lap over one another the one with a head, and of those the one with the clearest sides."""
    found: list[_Kind] = []
    for one in sorted(kinds, key=lambda kind: (not kind.heads, -kind.step)):
        taken = [each for kept in found for each in kept.prints]
        if not any(_shared(mine, other, whole=False) > OVERLAP for mine in one.prints for other in taken):
            found.append(one)
    return found


def _is_card(size_mm: tuple[float, float]) -> bool:
    pairs = zip(sorted(size_mm), sorted(CARD_MM), strict=True)
    return all(abs(side - card) < CARD_SHARE * card for side, card in pairs)


def _shared(one: Corners, other: Corners, *, whole: bool) -> float:
    """What two rectangles share, of both together or of the smaller one."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    mine, others = cv2.contourArea(one), cv2.contourArea(other)
    return float(shared / max(mine + others - shared if whole else min(mine, others), 1e-6))
