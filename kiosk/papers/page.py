"""Finding the sheet on the ground and laying it flat. Pure functions on BGR arrays; nothing touches a disk."""

import math
from typing import Any

import cv2
import numpy as np

from kiosk.papers.find import RIM_SHARE, SEARCH_PX, held_up, quadrilaterals

Image = Any  # numpy.ndarray, uint8, (height, width, 3), BGR
Corners = Any  # numpy.ndarray, float32, (4, 2): x, y in frame pixels; top left, top right, bottom right, bottom left

DPI = 200  # kiosk requirements L-12: A4 is 1654 x 2339
MM_PER_INCH = 25.4
# What the camera sees from left to right; a property of the installation, measured with a ruler.
FIELD_WIDTH_MM = 360.0
SEARCH_WIDTH_PX = 800  # kiosk requirements L-02
MOST_COMMON = 0.1  # of a sheet, with a better one: more is the same sheet again
SMALLEST_SHARE = 0.004  # of the frame: below it there is no sheet, a finger or dust at most
LEAST_CONTRAST = 20.0  # distance of paper from ground in 8-bit Lab units
SHADOW_WEIGHT = 0.4  # darker than the ground counts less: a sheet's shadow is not the sheet
LEAST_FILL, MOST_FILL = 0.90, 1.06  # of its own quadrilateral; a hand, a crumple, a lamp's round reflection miss it
SIDE_END = 0.12  # of a side, left out at each end: rounded or folded corners
STEP_REACH_PX = 4.0  # of the search copy
A4_MM, CARD_MM = (210.0, 297.0), (85.6, 54.0)


def find_page(image: Image) -> Corners | None:
    """Corners of the main sheet in view, or None (L-02).

    Straight edges first, on any ground; else what differs from an even ground, if edges run along its sides. A sheet
    that leaves the frame has no four edges: there the ground's answer comes first, lest a label on it pass for a sheet.
    """
    small, scale = _copy(image, SEARCH_PX)
    found, corners = quadrilaterals(small), _by_ground(image)
    held = corners is not None and held_up(small, (corners + 0.5) * scale - 0.5)
    if found and not (held and _leaves_frame(image, corners)):
        return _enlarged(_in_reading_order(found[0][1]), scale)
    return corners if held else None


def _leaves_frame(image: Image, corners: Corners) -> bool:
    height, width = image.shape[:2]
    rim = np.concatenate([corners, [width, height] - corners]).min()
    return bool(rim < RIM_SHARE * width)


def find_pages(image: Image) -> list[Corners]:
    """Corners of every sheet in view that straight edges hold up, the main one first; sheets do not overlap."""
    small, scale = _copy(image, SEARCH_PX)
    apart: list[Corners] = []
    for _, corners in quadrilaterals(small):
        if all(
            cv2.intersectConvexConvex(corners, other)[0] < MOST_COMMON * cv2.contourArea(corners) for other in apart
        ):
            apart.append(corners)
    return [_enlarged(_in_reading_order(corners), scale) for corners in apart]


def _copy(image: Image, width_px: int) -> tuple[Image, float]:
    scale = min(1.0, width_px / image.shape[1])
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _enlarged(corners: Corners, scale: float) -> Corners:
    return np.asarray((corners + 0.5) / scale - 0.5, np.float32)


def _by_ground(image: Image) -> Corners | None:
    """Corners of the largest thing unlike the ground, where the ground is even and differs from paper."""
    small, scale = _copy(image, SEARCH_WIDTH_PX)
    strength = _unlike_ground(small)
    outline = _largest_outline(_paper_mask(strength))
    if outline is None or cv2.contourArea(outline) < SMALLEST_SHARE * small.shape[0] * small.shape[1]:
        return None
    corners = _quadrilateral(outline)
    if corners is None or not _fills(outline, corners):
        return None
    return _enlarged(_sharpened(strength, _in_reading_order(corners)), scale)


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


def _unlike_ground(small: Image) -> Any:
    """How far each pixel is from the ground's colour, float32 in 8-bit Lab units."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.6), cv2.COLOR_BGR2LAB).astype(np.float32)
    apart = lab - _ground(lab)
    apart[..., 0] = np.where(apart[..., 0] < 0, SHADOW_WEIGHT * apart[..., 0], apart[..., 0])
    return np.sqrt((apart**2).sum(axis=2)).astype(np.float32)


def _paper_mask(strength: Any) -> Any:
    """255 where the frame is not ground; all 0 when nothing stands out."""
    # A fixed step, not Otsu's: a dark heading on a light card would otherwise count as ground.
    over = np.where(strength > LEAST_CONTRAST, 255, 0).astype(np.uint8)
    closed = cv2.morphologyEx(over, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))


def _ground(lab: Any) -> Any:
    """Colour of the ground everywhere, (h, w, 3): a plane through the frame's rim, so that a lamp aside is met."""
    height, width = lab.shape[:2]
    rim = max(4, width // 60)
    ys, xs = np.mgrid[0:height:4, 0:width:4]
    edge = (xs < rim) | (ys < rim) | (xs >= width - rim) | (ys >= height - rim)
    x, y, colours = xs[edge], ys[edge], lab[ys[edge], xs[edge]]
    # A sheet lying over the rim must not count as ground: keep what lies near the rim's median.
    near = np.abs(colours - np.median(colours, axis=0)).sum(axis=1) < 40
    if near.sum() < 50:
        return np.median(colours, axis=0)
    matrix = np.stack([np.ones(near.sum()), x[near], y[near]], axis=1)
    plane, *_ = np.linalg.lstsq(matrix, colours[near], rcond=None)
    across, down = np.arange(width)[None, :, None], np.arange(height)[:, None, None]
    return (plane[0] + plane[1] * across + plane[2] * down).astype(np.float32)


def _largest_outline(mask: Any) -> Any | None:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(outlines, key=cv2.contourArea, default=None)


def _fills(outline: Any, corners: Corners) -> bool:
    quadrilateral = cv2.contourArea(corners)
    return bool(LEAST_FILL * quadrilateral <= cv2.contourArea(outline) <= MOST_FILL * quadrilateral)


def _quadrilateral(outline: Any) -> Any | None:
    """Four corners where the sides' fitted lines meet, (4, 2) float32; rounded corners do not matter."""
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.045, 0.06, 0.08):
        rough = cv2.approxPolyDP(hull, share * length, True)
        if len(rough) == 4:
            break
    else:
        rough = cv2.boxPoints(cv2.minAreaRect(hull)).reshape(4, 1, 2)
    rough = rough.reshape(4, 2).astype(np.float32)
    points = outline.reshape(-1, 2).astype(np.float32)
    return _meetings([_along_outline(points, rough[i], rough[(i + 1) % 4]) for i in range(4)])


def _along_outline(points: Any, start: Any, end: Any) -> Any:
    """Line (vx, vy, x, y) through the outline points along one side, its ends left out."""
    along = end - start
    length = float(np.hypot(*along))
    unit = along / max(length, 1e-6)
    offset = points - start
    position = offset @ unit
    beside = np.abs(offset @ np.array([-unit[1], unit[0]]))
    inside = (position > SIDE_END * length) & (position < (1 - SIDE_END) * length)
    return _fitted(points[inside & (beside < max(3.0, 0.03 * length))], start, end)


def _sharpened(strength: Any, corners: Any) -> Any:
    """The corners again, each side moved to where the step from ground to paper is half done.

    The mask's low threshold and the blur before it make a sheet a pixel too large all round.
    """
    lines = [_along_step(strength, corners[i], corners[(i + 1) % 4]) for i in range(4)]
    better = _meetings(lines)
    return corners if better is None else better


def _along_step(strength: Any, start: Any, end: Any) -> Any:
    """Line (vx, vy, x, y) through the half-way points of profiles across one side, outside to inside."""
    unit = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
    inward = np.array([-unit[1], unit[0]], np.float32)  # corners run clockwise with y downwards
    reach = np.arange(-STEP_REACH_PX, STEP_REACH_PX + 0.01, 0.25, dtype=np.float32)
    share = np.linspace(SIDE_END, 1 - SIDE_END, 48, dtype=np.float32)[:, None]
    at = start + share * (end - start)
    x, y = ((at[:, axis, None] + inward[axis] * reach[None, :]).astype(np.float32) for axis in (0, 1))
    profiles: Any = cv2.remap(strength, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    over = profiles > profiles.max(axis=1, keepdims=True) / 2
    first = over.argmax(axis=1)
    stepped = (first > 0) & (profiles.max(axis=1) > LEAST_CONTRAST)
    return _fitted((at + reach[first][:, None] * inward)[stepped], start, end)


def _fitted(points: Any, start: Any, end: Any) -> Any:
    if len(points) < 8:
        unit = (end - start) / max(float(np.hypot(*(end - start))), 1e-6)
        return np.array([unit[0], unit[1], start[0], start[1]], np.float32)
    return cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()


def _meetings(lines: list[Any]) -> Any | None:
    """Where each side meets the one before it, (4, 2) float32; None when two hardly cross."""
    corners = [_meeting(lines[i - 1], lines[i]) for i in range(4)]
    if any(corner is None for corner in corners):
        return None
    return np.array(corners, np.float32)


def _meeting(first: Any, second: Any) -> Any | None:
    cross = first[0] * second[1] - first[1] * second[0]
    if abs(cross) < 0.2:  # sides under 12 degrees to each other: no sheet
        return None
    step = ((second[2] - first[2]) * second[1] - (second[3] - first[3]) * second[0]) / cross
    return np.array([first[2] + step * first[0], first[3] + step * first[1]])


def _in_reading_order(corners: Corners) -> Corners:
    """Clockwise from the top left as it lies in the frame."""
    centre = corners.mean(axis=0)
    clockwise = sorted(corners, key=lambda corner: math.atan2(corner[1] - centre[1], corner[0] - centre[0]))
    start = min(range(4), key=lambda i: float(clockwise[i][0] + clockwise[i][1]))
    return np.array(clockwise[start:] + clockwise[:start], np.float32)
