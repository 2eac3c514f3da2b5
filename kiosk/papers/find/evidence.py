"""How much speaks for each shape being a sheet of paper: signs measured in the picture, weighed against one another.

A sheet is a step, not a line: what lies inside an edge differs from what lies outside. It is so along all four sides up
to the corners, and past the corners it is no longer. Weights were fitted to scenes (decision 045).
"""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.alike import alike_beside
from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import areas, sampled
from kiosk.papers.find.sides import Sides
from kiosk.papers.find.weights import BIAS, NODES, SIGNS

GRID, INK_GRID = 24, 12
SHARES = np.linspace(0.02, 0.98, INK_GRID)  # of a side, where it is looked at just outside
STRAIGHT = 0.985  # cosine: a slope that runs along a side, within ten degrees
PRIOR, PRIOR_STRAIGHT = 10, 3  # slopes that every shape is given, so that an empty sheet is usual
MOST_STEP = 40.0  # levels of brightness
MOST_UNUSUAL = 3.5  # spreads from the mean; stranger values than the scenes had count as so strange


def signs_of(look: Seen, corners: Any) -> dict[str, Any]:
    """Each sign's strength (n,) by its name, of shapes (n, 4, 2), clockwise in pixels of the copy."""
    sides = Sides(look, corners)
    alike = np.sort(alike_beside(look, corners), axis=1)
    return {
        **_steps(sides),
        "height_over_noise": sides.least(np.log(sides.height / look.noise + 0.5)),
        **sides.beyond(),
        "corners_held": sides.corners_held(),
        "ground_differs": sides.differ(inside=False),
        "paper_differs": sides.differ(inside=True),
        "second_paper_differs": sides.differ(inside=True, rank=1),
        "calm_paper": sides.roughness(inside=True),
        "calm_ground": sides.roughness(inside=False),
        "paper_strength": sides.strength(inside=True),
        "ground_strength": sides.strength(inside=False),
        "rims": sides.rim.sum(axis=1),
        "writing": _writing(look, corners),
        "straight_within": _straight_within(look, corners),
        "like_it_beside": alike[:, 7],
        "second_like_it_beside": alike[:, 6],
        "size": np.sqrt(np.abs(areas(corners)) / (look.size[0] * look.size[1])),
        **_form(corners),
    }


def _steps(sides: Sides) -> dict[str, Any]:
    """How high, steep, alike and whole the steps along the sides are."""
    heights = np.log(sides.height + 0.5)
    return {
        "edges": sides.mean(sides.edge),
        "weakest_edge": sides.least(sides.edge),
        "second_edge": sides.least(sides.edge, 1),
        "alike_along": sides.mean(sides.alike),
        "weakest_along": sides.least(sides.alike),
        "second_along": sides.least(sides.alike, 1),
        "contrast": sides.mean(np.minimum(sides.height, 10) / 10),
        "height": sides.mean(heights),
        "least_height": sides.least(heights),
        "even_heights": sides.least(sides.height / np.maximum(sides.height.max(axis=1, keepdims=True), 1e-3)),
        "lighter": sides.mean(np.clip(sides.step[..., 0], -MOST_STEP, MOST_STEP)) / MOST_STEP,
        "colour": sides.mean(np.minimum(np.linalg.norm(sides.step[..., 1:], axis=-1), 8) / 8),
        "step_not_line": sides.least(np.minimum(sides.height / np.maximum(2 * sides.steepness, 1e-3), 1.5)),
        "softness": sides.mean(np.log(sides.height + 1) - np.log(sides.steepness + 0.3)),
        "steepness": sides.mean(np.log(sides.steepness + 0.3)),
    }


def score_of(signs: dict[str, Any]) -> Any:
    """Log odds (n,) of each shape being the sheet, against there being none."""
    table = np.array([*SIGNS.values()])
    values = usual(np.column_stack([signs[name] for name in SIGNS]), table[:, 0], table[:, 1])
    nodes = np.array(NODES)
    return BIAS + values @ table[:, 2] + np.tanh(values @ table[:, 3:] + nodes[:, 0]) @ nodes[:, 1]


def usual(values: Any, mean: Any, spread: Any) -> Any:
    """Signs (n, signs) in spreads from the mean that the scenes have, bounded."""
    return np.clip((values - mean) / spread, -MOST_UNUSUAL, MOST_UNUSUAL)


def _within(corners: Any, side: int, share: float) -> tuple[Any, Any]:
    """A grid of points (n, side * side, 2) over so much of each shape, and the shapes' middles (n, 1, 2)."""
    near = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    grid = np.stack(np.meshgrid(*[(np.arange(side) + 0.5) / side] * 2), axis=-1).reshape(-1, 2)
    weights = np.stack([np.prod(np.where(corner > 0, grid, 1 - grid), axis=1) for corner in near], axis=1)
    middle = corners.mean(axis=1, keepdims=True)
    return share * (weights @ (corners - middle)) + middle, middle


def _writing(look: Seen, corners: Any) -> Any:
    """How much rougher it is inside than just outside (log)."""
    inside, middle = _within(corners, INK_GRID, 0.85)
    around = np.concatenate([corners + (np.roll(corners, -1, axis=1) - corners) * share for share in SHARES], axis=1)
    outside = middle + 1.15 * (around - middle)
    rough = [sampled(look.rough, points[:, None])[:, 0, :, 0].mean(axis=1) for points in (inside, outside)]
    return np.log(rough[0] + 0.1) - np.log(rough[1] + 0.1)


def _straight_within(look: Seen, corners: Any) -> Any:
    """Share of the slopes inside that run along the sides: lines of writing, rules and pictures lie straight."""
    inside, _ = _within(corners, GRID, 0.88)
    way = sampled(cv2.merge([look.across, look.down]), inside[:, None])[:, 0]  # (n, points, 2)
    size = np.linalg.norm(way, axis=-1)
    across = corners[:, 1] - corners[:, 0] + corners[:, 2] - corners[:, 3]
    down = corners[:, 2] - corners[:, 1] + corners[:, 3] - corners[:, 0]
    most = np.zeros_like(size)
    for side in (across, down):
        unit = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
        most = np.maximum(most, np.abs((way * unit[:, None]).sum(axis=-1)))
    strong = size > look.least_slope
    straight = strong & (most > STRAIGHT * size)
    return (straight.sum(axis=1) + PRIOR_STRAIGHT) / (strong.sum(axis=1) + PRIOR)


def _form(corners: Any) -> dict[str, Any]:
    """How far the shape is from a rectangle seen from straight above, and how slim it is."""
    sides = np.roll(corners, -1, axis=1) - corners
    length = np.linalg.norm(sides, axis=2)
    unit = sides / np.maximum(length[..., None], 1e-6)
    square = np.abs((unit * np.roll(unit, -1, axis=1)).sum(axis=-1))
    turn = np.abs(unit[:, :2, 0] * unit[:, 2:, 1] - unit[:, :2, 1] * unit[:, 2:, 0])
    ratio = np.abs(np.log(length[:, :2] / np.maximum(length[:, 2:], 1e-6)))
    return {
        "skewed": square.max(axis=1),
        "unparallel": turn.max(axis=1),
        "second_unparallel": turn.min(axis=1),
        "unlike_sides": ratio.max(axis=1),
        "second_unlike_sides": ratio.min(axis=1),
        "slimness": np.abs(np.log((length[:, 0] + length[:, 2]) / (length[:, 1] + length[:, 3]))),
    }
