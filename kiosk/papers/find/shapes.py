"""Four-cornered shapes (n, 4, 2), clockwise with y downwards: which could be a sheet, and moving their sides."""

from typing import Any

import cv2
import numpy as np

LEAST_SHARE, MOST_SHARE = 0.008, 0.97  # of the frame; smaller ones are windows, tiles and printed boxes
LEAST_SIDE_PX = 16.0
SLIMMEST = 4.5  # long side by short side: a till slip; pens and planks are slimmer
UNLIKE_SIDES = 1.6  # opposite sides, by perspective
OUTSIDE_SHARE = 0.3  # of the frame, so far out a corner may lie
RIM_SHARE = 0.015  # of the frame's width: a side so near to the rim is the frame's own
LEAST_CROSS = 0.2  # sine of the angle between neighbouring sides


def plausible(corners: Any, size: tuple[int, int]) -> Any:
    """Whether each shape could be a sheet seen from above at some slant, bool (n,)."""
    sides = np.roll(corners, -1, axis=1) - corners
    lengths = np.linalg.norm(sides, axis=2)
    cross = sides[..., 0] * np.roll(sides[..., 1], -1, 1) - sides[..., 1] * np.roll(sides[..., 0], -1, 1)
    convex = (cross > 0).all(axis=1) | (cross < 0).all(axis=1)
    room = np.array(size) * OUTSIDE_SHARE
    near = ((corners > -room) & (corners < np.array(size) + room)).all(axis=(1, 2))
    share = np.abs(areas(corners)) / (size[0] * size[1])
    one, other = lengths[:, :2], lengths[:, 2:]
    alike = (np.maximum(one, other) < UNLIKE_SIDES * np.minimum(one, other)).all(axis=1)
    slim = lengths.max(axis=1) < SLIMMEST * lengths.min(axis=1)
    fit = (lengths.min(axis=1) > LEAST_SIDE_PX) & (share > LEAST_SHARE) & (share < MOST_SHARE)
    return convex & near & alike & slim & fit


def areas(corners: Any) -> Any:
    """Signed areas in square pixels, positive when clockwise (n,)."""
    x, y = corners[..., 0], corners[..., 1]
    return (x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(axis=1) / 2


def clockwise(corners: Any) -> Any:
    """The same shapes, each going round clockwise."""
    turned = corners.copy()
    wrong = areas(corners) < 0
    turned[wrong] = corners[wrong][:, ::-1]
    return turned


def distinct(corners: Any, most: int, apart_px: float) -> Any:
    """The first of all shapes whose corners lie within so many pixels of one another, `most` of them."""
    turned = np.stack([np.roll(corners, turn, axis=1) for turn in range(4)], axis=1)  # (n, turns, 4, 2)
    kept: list[int] = []
    for number, one in enumerate(corners):
        if not kept or np.abs(turned[kept] - one).max(axis=(2, 3)).min() > apart_px:
            kept.append(number)
        if len(kept) == most:
            break
    return corners[kept].reshape(-1, 4, 2)


def on_rim(corners: Any, size: tuple[int, int]) -> Any:
    """Which sides are the frame's own, bool (n, 4): a sheet that leaves the frame ends there, without an edge."""
    ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2)  # (n, 4, both ends, xy)
    near = RIM_SHARE * size[0]
    low, high = (ends < near).all(axis=2), (ends > np.array(size) - 1 - near).all(axis=2)
    return np.logical_or(low, high).any(axis=2)


def met(lines: list[Any]) -> Any | None:
    """Where each line (vx, vy, x, y) meets the one before it, (4, 2) float32; None when two hardly cross."""
    corners = []
    for line, before in zip(lines, lines[-1:] + lines[:-1], strict=True):
        cross = before[0] * line[1] - before[1] * line[0]
        if abs(cross) < LEAST_CROSS:
            return None
        step = ((line[2] - before[2]) * line[1] - (line[3] - before[3]) * line[0]) / cross
        corners.append([before[2] + step * before[0], before[3] + step * before[1]])
    return np.array(corners, np.float32)


def profiles(picture: Any, corners: Any, reach_px: float, positions: int, steps: int) -> tuple[Any, Any, Any]:
    """What lies across each side: samples (n, 4, positions, 2 * steps + 1, channels) from outside to inside.

    Also the places on the sides (n, 4, positions, 2) and the unit vectors inwards (n, 4, 2).
    """
    along = np.roll(corners, -1, axis=1) - corners
    unit = along / np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-6)
    inward = np.stack([-unit[..., 1], unit[..., 0]], axis=-1)
    share = np.linspace(0.06, 0.94, positions)[:, None]
    places = corners[:, :, None] + share * along[:, :, None]
    off = np.linspace(-reach_px, reach_px, 2 * steps + 1)[:, None]
    return sampled(picture, places[:, :, :, None] + off * inward[:, :, None, None]), places, inward


def sampled(picture: Any, points: Any) -> Any:
    """The picture at points (..., 2), between pixels too; beyond the rim as at the rim."""
    flat = points.reshape(-1, points.shape[-2], 2).astype(np.float32)
    parts = [
        cv2.remap(picture, part[..., 0], part[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for part in np.array_split(flat, len(flat) // 30000 + 1)  # remap takes no more rows at once
    ]
    return np.concatenate(parts).reshape(*points.shape[:-1], -1)


def fitted(points: Any) -> Any:
    """Line (vx, vy, x, y) through points (n, 2) of which some may be wrong."""
    return cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
