"""Shapes of regions lighter, darker or of another colour than what is round them: for faint or hidden edges."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import LEAST_SHARE, clockwise, distinct, fitted, met, plausible, profiles

WIDTH_PX = 240
LEVELS = 12
LEAST_FILL = 0.8  # of its own hull
LEAST_SPREAD = 4.0  # levels between the darkest and the lightest: less is noise
SNAP_PX, FARTHEST_PX = 6, 24.0
LEAST_SEEN = 10  # of 32 places on a side, that must be in view to move it


def shapes_of_regions(look: Seen, most: int) -> Any:
    """Shapes of regions, their sides moved to the steepest step near by, clockwise (n, 4, 2) float32."""
    scale = min(1.0, WIDTH_PX / look.size[0])
    small = cv2.resize(look.colours, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = [shape for channel in range(3) for mask in _masks(small[..., channel]) for shape in _four_cornered(mask)]
    shapes = (np.array(found, np.float32).reshape(-1, 4, 2) + 0.5) / scale - 0.5
    shapes = clockwise(shapes[plausible(shapes, look.size)])
    return snapped(look.colours, distinct(shapes, most, 4.0))


def _masks(channel: Any) -> Any:
    """255 above and below each of several levels, writing and specks closed."""
    low, high = np.percentile(channel[::2, ::2], [1, 99])  # every fourth pixel says the same
    even = np.clip((channel - low) / max(high - low, LEAST_SPREAD) * 255, 0, 255).astype(np.uint8)
    even = cv2.medianBlur(even, 5)
    for level in np.quantile(even[::2, ::2], np.linspace(0.08, 0.92, LEVELS)):
        for mask in (even > level, even <= level):
            yield cv2.morphologyEx(mask.astype(np.uint8) * 255, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))


def _four_cornered(mask: Any) -> Any:
    """Four corners (4, 2) of each region that is about as large as the hull they span."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        area = cv2.contourArea(outline)
        if area < LEAST_SHARE * mask.size:
            continue
        hull = cv2.convexHull(outline)
        if area < LEAST_FILL * cv2.contourArea(hull):
            continue
        for share in (0.02, 0.03, 0.045, 0.06):
            rough = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)
            if len(rough) == 4:
                yield rough.reshape(4, 2)
                break


def snapped(colours: Any, corners: Any) -> Any:
    """Each side laid through the steepest steps within SNAP_PX of it; shapes that would jump stay as they are."""
    if not len(corners):
        return corners
    samples, places, inward = profiles(colours, corners, SNAP_PX, 32, SNAP_PX)
    slope = np.linalg.norm(samples[..., 2:, :] - samples[..., :-2, :], axis=-1)
    off = np.arange(1 - SNAP_PX, SNAP_PX)
    best = (slope * np.exp(-((off / (0.7 * SNAP_PX)) ** 2))).argmax(axis=-1)
    points = places + off[best][..., None] * inward[:, :, None]
    seen = ((places >= 0) & (places < [colours.shape[1], colours.shape[0]])).all(axis=-1)
    moved = corners.copy()
    for number in range(len(corners)):
        better = met([_side(points[number, side], seen[number, side], corners[number], side) for side in range(4)])
        if better is not None and np.abs(better - corners[number]).max() < FARTHEST_PX:
            moved[number] = better
    return moved


def _side(points: Any, seen: Any, corners: Any, side: int) -> Any:
    """Line (vx, vy, x, y) through those of the points that are in view; the side as it was when too few are."""
    if seen.sum() >= LEAST_SEEN:
        return fitted(points[seen])
    along = corners[(side + 1) % 4] - corners[side]
    return np.concatenate([along / max(float(np.linalg.norm(along)), 1e-6), corners[side]])
