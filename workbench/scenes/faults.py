"""What can be wrong with a photograph of a page, done to a good one whose corners are known; seeded."""

import math
from dataclasses import dataclass
from enum import Enum, unique

import cv2
import numpy as np

Picture = np.ndarray
Rng = np.random.Generator
SKIN_BGR = ((178, 205, 240), (150, 185, 228), (120, 160, 205), (95, 135, 190), (70, 105, 160), (50, 75, 120))


@unique
class Fault(Enum):
    """One thing wrong, by the name of the advice it should bring."""

    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    BLURRED = "blurred"
    GLARE = "glare"
    FINGER = "finger"


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A frame (BGR uint8) with the sheet's corners, clockwise from its own top left, and its size."""

    image: Picture
    corners: Picture
    size_mm: tuple[float, float]

    @property
    def px_per_mm(self) -> float:
        """Along the sheet's upper edge."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0])) / self.size_mm[0]

    def at(self, x_mm: float, y_mm: float) -> Picture:
        """Where a place on the sheet lies in the frame, (2,) float64."""
        return _through(self._bend(), x_mm, y_mm)

    def _bend(self) -> Picture:
        width, height = self.size_mm
        flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return np.asarray(cv2.getPerspectiveTransform(flat, self.corners.astype(np.float32)))


def spoilt(good: Laid, fault: Fault, rng: Rng) -> Laid:
    """The same scene with the fault in it."""
    return {
        Fault.CUT_OFF: _cut_off,
        Fault.TOO_FAR: _too_far,
        Fault.BLURRED: _blurred,
        Fault.GLARE: _glare,
        Fault.FINGER: _finger,
    }[fault](good, rng)


def _cut_off(good: Laid, rng: Rng) -> Laid:
    """Moved until 6 to 30 % of the sheet's extent are out of the frame, over any rim."""
    height, width = good.image.shape[:2]
    low, high = good.corners.min(axis=0), good.corners.max(axis=0)
    share = rng.uniform(0.06, 0.3)
    side = int(rng.integers(4))
    reach = share * (high - low)
    moves = [
        (-low[0] - reach[0], 0),
        (width - high[0] + reach[0], 0),
        (0, -low[1] - reach[1]),
        (0, height - high[1] + reach[1]),
    ]
    return _moved(good, np.array([[1, 0, moves[side][0]], [0, 1, moves[side][1]]], np.float64))


def _too_far(good: Laid, rng: Rng) -> Laid:
    """Seen from farther off: 0.25 to 0.5 of its size in the same frame."""
    scale = rng.uniform(0.25, 0.5)
    middle = np.array(good.image.shape[1::-1]) / 2
    shift = middle - scale * good.corners.mean(axis=0)
    return _moved(good, np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float64))


def _moved(good: Laid, move: Picture) -> Laid:
    size = good.image.shape[1::-1]
    small = abs(move[0, 0]) < 1
    image = cv2.GaussianBlur(good.image, (0, 0), 0.35 / move[0, 0]) if small else good.image
    image = cv2.warpAffine(image, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Laid(image, (good.corners @ move[:, :2].T + move[:, 2]).astype(np.float32), good.size_mm)


def _blurred(good: Laid, rng: Rng) -> Laid:
    """Out of focus, or moved while it was taken: sigma 0.36 to 0.7 mm on the sheet, along one direction or all."""
    sigma = rng.uniform(0.36, 0.7) * good.px_per_mm
    if rng.random() < 0.5:
        radius = 2 * sigma  # a disc's spread is half its radius
        reach = math.ceil(radius)
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    else:
        kernel = _streak(sigma * math.sqrt(12), rng.uniform(0, math.pi))
    image = cv2.filter2D(good.image, -1, (kernel / kernel.sum()).astype(np.float32))
    return Laid(_noisy(image, rng), good.corners, good.size_mm)


def _streak(length: float, angle: float) -> Picture:
    reach = math.ceil(length / 2) + 1
    fine = np.zeros((8 * (2 * reach + 1),) * 2, np.uint8)
    centre = np.array(fine.shape) / 2
    half = np.array([math.cos(angle), math.sin(angle)]) * length * 4
    start, end = (tuple(int(v) for v in np.round(centre + sign * half)) for sign in (-1, 1))
    cv2.line(fine, start, end, 255, 8)
    return cv2.resize(fine, (2 * reach + 1,) * 2, interpolation=cv2.INTER_AREA).astype(np.float64)


def _glare(good: Laid, rng: Rng) -> Laid:
    """A lamp's reflection over the writing, burnt out on 1.2 to 5 % of the sheet."""
    width, height = good.size_mm
    centre = good.at(width * rng.uniform(0.3, 0.7), height * rng.uniform(0.25, 0.6))
    area = rng.uniform(0.012, 0.05) * width * height * good.px_per_mm**2
    stretch, angle = rng.uniform(1, 2.2), rng.uniform(0, math.pi)
    ys, xs = np.mgrid[0 : good.image.shape[0], 0 : good.image.shape[1]].astype(np.float32)
    x, y = xs - centre[0], ys - centre[1]
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    radius = math.sqrt(area / math.pi)
    far = np.hypot(along / math.sqrt(stretch), across * math.sqrt(stretch)) / radius
    light = 330 * np.exp(-(np.maximum(far - 0.75, 0) ** 2) / 0.22)  # enough to burn out print as well, then a soft rim
    return Laid(np.clip(good.image + light[..., None], 0, 255).astype(np.uint8), good.corners, good.size_mm)


def _finger(good: Laid, rng: Rng) -> Laid:
    """A thumb or a finger over one edge, covering 1.5 % of the sheet or more; any tone of skin."""
    width, height = good.size_mm
    thick = rng.uniform(13, 20)
    deep = max(rng.uniform(9, 30), 0.015 * width * height / thick + thick / 8)
    side, along, lean = int(rng.integers(4)), rng.uniform(0.25, 0.75), rng.uniform(-0.5, 0.5)
    edge, inward = [((along, 0), (0, 1)), ((1, along), (-1, 0)), ((along, 1), (0, -1)), ((0, along), (1, 0))][side]
    root = np.array([edge[0] * width, edge[1] * height])
    turn = np.array([[math.cos(lean), -math.sin(lean)], [math.sin(lean), math.cos(lean)]])
    way = turn @ np.array(inward)
    tip, foot = root + way * (deep - thick / 2), root - way * 60
    ys, xs = np.mgrid[0 : good.image.shape[0], 0 : good.image.shape[1]].astype(np.float32)
    start, end = good.at(*foot), good.at(*tip)
    unit = (end - start) / np.linalg.norm(end - start)
    position = np.clip((xs - start[0]) * unit[0] + (ys - start[1]) * unit[1], 0, np.linalg.norm(end - start))
    far = np.hypot(xs - start[0] - position * unit[0], ys - start[1] - position * unit[1]) / (
        thick / 2 * good.px_per_mm
    )
    return _covered(good, far, rng)


def _covered(good: Laid, far: Picture, rng: Rng) -> Laid:
    """Skin where `far` (1.0 = the finger's outline) is below 1, rounder and darker to the sides, a shadow beside it."""
    tone = np.array(SKIN_BGR[int(rng.integers(len(SKIN_BGR)))], np.float32) * rng.uniform(0.85, 1.08)
    skin = tone * (1.04 - 0.3 * np.clip(far, 0, 1)[..., None] ** 2)
    skin += rng.normal(0, 3, far.shape)[..., None]
    cover = np.clip((1 - far) * 8, 0, 1)[..., None]
    shade = 1 - 0.25 * np.exp(-(np.maximum(far - 1, 0) ** 2) / 0.05)[..., None]
    image = good.image * shade * (1 - cover) + skin * cover
    return Laid(np.clip(image, 0, 255).astype(np.uint8), good.corners, good.size_mm)


def _noisy(image: Picture, rng: Rng) -> Picture:
    """With the sensor's noise again, which a blur of the finished picture took away."""
    return np.clip(image + rng.normal(0, 2.0, image.shape), 0, 255).astype(np.uint8)


def _through(bend: Picture, x: float, y: float) -> Picture:
    point = bend @ np.array([x, y, 1.0])
    return np.asarray(point[:2] / point[2])
