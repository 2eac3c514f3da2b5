"""How blurred the print of a flat page is (kiosk requirements L-04), in every direction and in every part of it."""

import math
from typing import Any

import cv2
import numpy as np

WIDEST_EDGE_PX = 2.1  # sigma in 200 dpi pixels up to which print is easy to read; to be set for each camera
CLEAR_EDGE = 45  # grey levels; fainter edges are watermark and noise
FEWEST_EDGE_PX = 400  # of one direction, to be judged by
CALM_SIGMA = 0.8  # against sensor noise; taken off again from the result
DIRECTIONS = 4
FEWEST_IN_DIRECTION = 0.06  # of all edges: less is the noise of curves and corners


def edge_spread_px(grey: Any) -> float:
    """Sigma of the print's sharpest edges in pixels; 0.0 when the page has no clear edges to measure.

    A step of height h blurred by sigma has slope h / (sigma * sqrt(2 pi)): unlike the Laplacian's variance this depends
    neither on how much is printed nor on the contrast. Edges are measured by direction, and the worst direction
    counts: a page moved sideways keeps its horizontal strokes sharp.
    """
    calm = _inner(cv2.GaussianBlur(grey, (0, 0), CALM_SIGMA))
    reach = np.ones((13, 13), np.uint8)
    height = cv2.subtract(cv2.dilate(calm, reach), cv2.erode(calm, reach))
    edges = height > CLEAR_EDGE
    if np.count_nonzero(edges) < FEWEST_EDGE_PX:
        return 0.0
    across = cv2.Sobel(calm, cv2.CV_16S, 1, 0)[edges].astype(np.float32)
    down = cv2.Sobel(calm, cv2.CV_16S, 0, 1)[edges].astype(np.float32)
    ratio = np.hypot(across, down) / 8 / height[edges]
    return max(_spread(part) for part in _by_direction(ratio, across, down))


def _by_direction(ratio: Any, across: Any, down: Any) -> list[Any]:
    """The edges' steepness, apart by which way they face; a direction with few edges is left out."""
    steep = ratio > 0.02
    facing = np.floor((np.arctan2(down, across) / math.pi * DIRECTIONS) + 0.5).astype(np.int8) % DIRECTIONS
    parts = [ratio[steep & (facing == one)] for one in range(DIRECTIONS)]
    least = max(FEWEST_EDGE_PX / DIRECTIONS, FEWEST_IN_DIRECTION * sum(map(len, parts)))
    return [part for part in parts if len(part) >= least] or [ratio]


def _spread(ratio: Any) -> float:
    steepest = max(float(np.percentile(ratio, 95)), 1e-3)
    return 1.0 / (math.sqrt(2 * math.pi) * steepest)


def _inner(grey: Any) -> Any:
    """Without a rim of 3 %: shadows and rounded corners are no print."""
    y, x = (round(0.03 * side) for side in grey.shape[:2])
    return grey[y : grey.shape[0] - y, x : grey.shape[1] - x]
