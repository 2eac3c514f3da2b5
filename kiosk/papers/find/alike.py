"""Whether shapes like it lie beside a shape, row by row: a square of a chess board, a tile, a cell of a table."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import sampled

REACH_PX = 3  # beside the place where the next one's side should be: gaps, perspective and bends
LEAST_LIKE = 0.5  # of the steepness of the shape's own sides
SHARES = np.linspace(0.1, 0.9, 8)  # of a side, where it is looked at
OWN = np.array([[[0, 0], [1, 0]], [[1, 0], [1, 1]], [[1, 1], [0, 1]], [[0, 1], [0, 0]]], float)
NEXT = np.array([[0, -1], [1, 0], [0, 1], [-1, 0], [1, -1], [1, 1], [-1, 1], [-1, -1]], float)
"""Where the next ones lie, beside it and at its corners, the shape being a unit square."""


def alike_beside(look: Seen, corners: Any) -> Any:
    """Share (n, 8) of edge along the weakest side of each of the next shapes, if its kind went on all round it.

    Shapes (n, 4, 2), clockwise in pixels of the copy. What would lie out of view counts as not there.
    """
    steepest = cv2.dilate(look.slope, np.ones((2 * REACH_PX + 1,) * 2, np.uint8))
    bend = _bend(corners)
    own = sampled(look.slope, _through(bend, _along(OWN)))[..., 0]  # (n, 4 sides, shares)
    least = np.maximum(LEAST_LIKE * np.median(own, axis=(1, 2)), look.least_slope)
    weakest = []
    for way in NEXT:
        kept = np.abs(OWN.mean(axis=1) + way - 0.5).max(axis=1) > 0.75  # the side between the two says nothing
        points = _through(bend, _along(OWN[kept] + way))
        within = ((points > 0) & (points < np.array(look.size) - 1)).all(axis=-1)
        edge = within & (sampled(steepest, points)[..., 0] > least[:, None, None])
        weakest.append(edge.mean(axis=2).min(axis=1))
    return np.stack(weakest, axis=1)


def _along(sides: Any) -> Any:
    """Points (sides, shares, 2) along sides (sides, both ends, 2)."""
    return sides[:, None, 0] + SHARES[:, None] * (sides[:, 1] - sides[:, 0])[:, None]


def _bend(corners: Any) -> Any:
    """The bend (n, 3, 3) that lays the unit square on each shape."""
    first, second, third, fourth = corners.astype(float).transpose(1, 0, 2)
    right, left, off = second - third, fourth - third, first - second + third - fourth
    cross = right[:, 0] * left[:, 1] - right[:, 1] * left[:, 0]
    g = (off[:, 0] * left[:, 1] - off[:, 1] * left[:, 0]) / cross
    h = (right[:, 0] * off[:, 1] - right[:, 1] * off[:, 0]) / cross
    across, down = second - first + g[:, None] * second, fourth - first + h[:, None] * fourth
    rows = [np.stack([across[:, i], down[:, i], first[:, i]], axis=1) for i in range(2)]
    return np.stack([*rows, np.stack([g, h, np.ones_like(g)], axis=1)], axis=1)


def _through(bend: Any, points: Any) -> Any:
    """Places (n, ..., 2) of points (..., 2) of the unit square's plane; far out of view beyond the horizon."""
    whole = np.einsum("nij,...j->n...i", bend, np.concatenate([points, np.ones_like(points[..., :1])], axis=-1))
    return np.where(whole[..., 2:] > 0.05, whole[..., :2] / np.maximum(whole[..., 2:], 0.05), -1e4)
