"""Things that lie about: pens, mugs and fingers, painted on a float32 BGR frame."""

from collections.abc import Callable

import cv2
import numpy as np

Picture = np.ndarray


def pen(picture: Picture, rng: np.random.Generator, at: np.ndarray, px_per_mm: float) -> None:
    """A pen of 140 mm, its middle at `at` (pixels)."""
    angle = rng.uniform(0, np.pi)
    reach = 70 * px_per_mm * np.array([np.cos(angle), np.sin(angle)])
    start, end = (at - reach).astype(int).tolist(), (at + reach).astype(int).tolist()
    thick = max(2, round(9 * px_per_mm))
    _shaded(picture, lambda mask: cv2.line(mask, start, end, 255, thick, cv2.LINE_AA), px_per_mm)
    colour = rng.uniform(10, 230, 3)
    cv2.line(picture, start, end, colour.tolist(), thick, cv2.LINE_AA)
    cv2.line(picture, start, end, (colour * 0.6 + 90).tolist(), max(1, thick // 4), cv2.LINE_AA)


def mug(picture: Picture, rng: np.random.Generator, at: np.ndarray, px_per_mm: float) -> None:
    """A mug from above, its middle at `at` (pixels)."""
    middle, reach = at.astype(int).tolist(), round(rng.uniform(34, 46) * px_per_mm)
    colour = rng.uniform(30, 245, 3)
    _shaded(picture, lambda mask: cv2.circle(mask, middle, reach, 255, -1, cv2.LINE_AA), px_per_mm * 3)
    cv2.circle(picture, middle, reach, colour.tolist(), -1, cv2.LINE_AA)
    cv2.circle(picture, middle, round(reach * 0.86), (colour * 0.7).tolist(), -1, cv2.LINE_AA)
    cv2.circle(picture, middle, round(reach * 0.8), (24, 42, 70), -1, cv2.LINE_AA)


def finger(picture: Picture, rng: np.random.Generator, at: np.ndarray, outward: np.ndarray, px_per_mm: float) -> None:
    """A fingertip that holds the sheet down at `at`, coming from `outward` (unit vector)."""
    skin = np.array([128, 158, 205]) * rng.uniform(0.6, 1.08)
    thick = round(17 * px_per_mm)
    far = (at + outward * 400 * px_per_mm).astype(int).tolist()
    tip = (at - outward * rng.uniform(0, 8) * px_per_mm).astype(int).tolist()
    _shaded(picture, lambda mask: cv2.line(mask, tip, far, 255, thick, cv2.LINE_AA), px_per_mm)
    cv2.line(picture, tip, far, skin.tolist(), thick, cv2.LINE_AA)
    nail = (np.array(tip) + outward * 3 * px_per_mm).astype(int).tolist()
    cv2.circle(picture, nail, max(2, round(5 * px_per_mm)), (skin * 1.1 + 8).tolist(), -1, cv2.LINE_AA)


def _shaded(picture: Picture, paint: Callable[[Picture], object], px_per_mm: float) -> None:
    """Darken the frame where the thing's shadow falls; `paint` draws it on a mask of the frame's size."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    paint(mask)
    shift = np.array([[1, 0, 3 * px_per_mm], [0, 1, 4 * px_per_mm]], np.float32)
    small = cv2.resize(cv2.warpAffine(mask, shift, mask.shape[::-1]), None, fx=0.25, fy=0.25)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), max(0.5, px_per_mm)), mask.shape[::-1]).astype(np.float32)
    picture *= 1 - 0.4 * soft[..., None] / 255
