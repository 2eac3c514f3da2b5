"""How blurred the print of a flat page is (kiosk requirements L-04), in every direction and in every part of it."""

import math
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

WIDEST_EDGE_PX = 2.1  # sigma in 200 dpi pixels up to which print is easy to read; to be set for each camera
CLEAR_EDGE = 45  # grey levels; fainter edges are watermark and noise
FEWEST_EDGE_PX = 400  # of one direction, to be judged by
CALM_SIGMA = 0.8  # against sensor noise; taken off again from the result
DIRECTIONS = 4
LEAST_STEEP = 0.02  # what is flatter faces nowhere
FEWEST_IN_DIRECTION = 0.06  # of all edges: less is the noise of curves and corners
_ROWS_AT_ONCE = 256


def edge_spread_px(grey: Any) -> float:
    """Sigma of the print's sharpest edges in pixels; 0.0 when the page has no clear edges to measure.

    A step of height h blurred by sigma has slope h / (sigma * sqrt(2 pi)): unlike the Laplacian's variance this depends
    neither on how much is printed nor on the contrast. Edges are measured by direction, and the worst direction
    counts: a page moved sideways keeps its horizontal strokes sharp.
    """
    calm = _inner(cv2.GaussianBlur(grey, (0, 0), CALM_SIGMA))
    reach = np.ones((13, 13), np.uint8)
    height = cv2.subtract(cv2.dilate(calm, reach), cv2.erode(calm, reach))
    count = np.count_nonzero(height > CLEAR_EDGE)
    if count < FEWEST_EDGE_PX:
        return 0.0
    steepness, facing = np.empty(count, np.float32), np.empty(count, np.int8)
    done = 0
    for ratio, direction in _edges(calm, height):
        steepness[done : done + len(ratio)], facing[done : done + len(ratio)] = ratio, direction
        done += len(ratio)
    sizes = [np.count_nonzero(facing == one) for one in range(DIRECTIONS)]
    least = max(FEWEST_EDGE_PX / DIRECTIONS, FEWEST_IN_DIRECTION * sum(sizes))
    # A direction with few edges is left out.
    spreads = [_spread(steepness[facing == one]) for one in range(DIRECTIONS) if sizes[one] >= least]
    return max(spreads) if spreads else _spread(steepness)


def _edges(calm: Any, height: Any) -> Iterator[tuple[Any, Any]]:
    """Of each edge pixel, some rows at a time: how steep, in shares of its height, and which way it faces, -1 for none.

    Of a page full of print half the pixels are edges: all at once they took eighteen times the page's grey.
    """
    for top in range(0, len(calm), _ROWS_AT_ONCE):
        before = min(top, 1)  # the slope takes in a row on either side
        rows, kept = calm[top - before : top + _ROWS_AT_ONCE + 1], slice(before, before + _ROWS_AT_ONCE)
        own = height[top : top + _ROWS_AT_ONCE]
        edges = own > CLEAR_EDGE
        across = cv2.Sobel(rows, cv2.CV_16S, 1, 0)[kept][edges].astype(np.float32)
        down = cv2.Sobel(rows, cv2.CV_16S, 0, 1)[kept][edges].astype(np.float32)
        ratio = np.hypot(across, down) / 8 / own[edges]
        facing = np.floor((np.arctan2(down, across) / math.pi * DIRECTIONS) + 0.5).astype(np.int8) % DIRECTIONS
        yield ratio, np.where(ratio > LEAST_STEEP, facing, -1)


def _spread(ratio: Any) -> float:
    steepest = max(float(np.percentile(ratio, 95)), 1e-3)
    return 1.0 / (math.sqrt(2 * math.pi) * steepest)


def _inner(grey: Any) -> Any:
    """Without a rim of 3 %: shadows and rounded corners are no print."""
    y, x = (round(0.03 * side) for side in grey.shape[:2])
    return grey[y : grey.shape[0] - y, x : grey.shape[1] - x]
