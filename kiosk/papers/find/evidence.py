"""How much speaks for each shape being a sheet of paper: signs measured in the picture, weighed and added up.

A sheet is a step, not a line: what lies inside an edge differs from what lies outside. It is so along all four sides up
to the corners, and past the corners it is no longer. Weights were fitted to scenes (decision 032).
"""

from typing import Any

import numpy as np

from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import areas, on_rim, profiles, sampled
from kiosk.papers.find.weights import BIAS, LEAST_CLEAR_SCORE, LEAST_SCORE, WEIGHTS

STEPS, POSITIONS, ENDS = 7, 40, 7
NEAR_PX = 3  # what is nearer to the edge belongs to neither side: blur, or a thin line
BEYOND_PX = np.linspace(4, 14, 6)
FAR_PX = 4.0  # to either side of a side's continuation
CLEAR = 0.9
SMALL = 0.11  # square root of the share of the frame
SOFTEST_PX = 5.5  # of the copy, over which a sheet's edge is spread
INK_GRID = 12
SHARES = np.linspace(0.02, 0.98, INK_GRID)  # of a side, where it is looked at just outside


def score_of(signs: dict[str, Any]) -> Any:
    """Log odds (n,) that each shape is a whole sheet."""
    return BIAS + sum(weight * signs[name] for name, weight in WEIGHTS.items())


def is_clear(signs: dict[str, Any]) -> Any:
    """For which shapes every sign but size and view is perfect (n,) bool; the rim may be one side."""
    sure = [signs[name] > CLEAR for name in ("edges", "alike_along", "corners_held")]
    ends = [signs[name] < 1 - CLEAR for name in ("goes_on", "anything_goes_on")]
    return np.all([*sure, *ends, signs["rims"] <= 1, score_of(signs) > LEAST_CLEAR_SCORE], axis=0)


def is_sheet(signs: dict[str, Any]) -> Any:
    """For which shapes enough speaks (n,) bool; what is small must be clear, and a spot of light is soft."""
    fair = (score_of(signs) > LEAST_SCORE) & (signs["size"] > SMALL) & (signs["softness_px"] < SOFTEST_PX)
    return fair | is_clear(signs)


def signs_of(look: Seen, corners: Any) -> dict[str, Any]:
    """Each sign's strength (n,) by its name, of shapes (n, 4, 2), clockwise in pixels of the copy."""
    samples, _, inward = profiles(look.colours, corners, STEPS, POSITIONS, STEPS)
    sides = _Sides(samples, on_rim(corners, look.size), look.noise)
    same, any_step, free = _beyond(look, corners, inward, sides)
    lengths = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    ratio = (lengths[:, 0] + lengths[:, 2]) / (lengths[:, 1] + lengths[:, 3])
    return {
        "edges": sides.mean(sides.sharp.mean(axis=2)),
        "weakest_edge": sides.least(sides.sharp.mean(axis=2)),
        "contrast": sides.mean(np.minimum(sides.height, 10) / 10),
        "alike_along": sides.mean((sides.along > sides.step_from).mean(axis=2)),
        "step_not_line": sides.least(np.minimum(sides.height / np.maximum(2 * sides.steepness, 1e-3), 1.5)),
        "goes_on": same,
        "anything_goes_on": any_step,
        "corners_out_of_view": free,
        "size": np.sqrt(np.abs(areas(corners)) / (look.size[0] * look.size[1])),
        "slimness": np.abs(np.log(ratio)),
        "colour": sides.mean(np.minimum(np.linalg.norm(sides.step[..., 1:], axis=-1), 8) / 8),
        "writing": _writing(look, corners),
        "ground_differs": sides.ground_differs(),
        "corners_held": sides.corners_held(),
        "softness_px": sides.mean(sides.height / np.maximum(sides.steepness, 1e-3)),
        "rims": sides.rim.sum(axis=1),
        "steepness": sides.mean(sides.steepness),
    }


class _Sides:
    """What profiles (n, 4, positions, 15, 3) across the sides say; the frame's own sides (n, 4) say nothing."""

    def __init__(self, samples: Any, rim: Any, noise: float) -> None:
        self.rim = rim
        self._outside = samples[..., : STEPS - NEAR_PX + 1, :].mean(axis=3)
        each = samples[..., STEPS + NEAR_PX :, :].mean(axis=3) - self._outside
        self.step = np.median(each, axis=2)  # (n, 4, 3)
        self.height = np.linalg.norm(self.step, axis=-1)
        self.way = self.step / np.maximum(self.height, 1e-6)[..., None]
        self.along = (each * self.way[:, :, None]).sum(axis=-1)
        self.step_from = np.maximum(0.4 * self.height, 1.2 * noise)[..., None]
        self.height_from = 0.5 * np.maximum(self.height, 2 * noise)
        slope = np.linalg.norm(samples[..., 2:, :] - samples[..., :-2, :], axis=-1) / 2
        centre = slope[..., STEPS - 2 : STEPS + 1].max(axis=-1)
        self.sharp = (centre > 1.5 * noise) & (centre > 0.6 * slope.max(axis=-1))
        self.steepness = np.median(centre, axis=-1)

    def mean(self, values: Any) -> Any:
        """Over the sides that are not the frame's."""
        return np.where(self.rim, 0, values).sum(axis=1) / np.maximum(1, (~self.rim).sum(axis=1))

    def least(self, values: Any) -> Any:
        """Of the sides that are not the frame's; 0 when all are."""
        weakest = np.where(self.rim, np.inf, values).min(axis=1)
        return np.where(np.isinf(weakest), 0, weakest)

    def corners_held(self) -> Any:
        """Share of edge towards the three worst of the eight ends of sides: round things have no corners."""
        both = self.sharp & (self.along > self.step_from)
        ends = np.stack([both[..., :ENDS].mean(axis=-1), both[..., -ENDS:].mean(axis=-1)], axis=-1)
        ends = np.where(self.rim[..., None], 1.0, ends).reshape(len(ends), 8)
        return np.sort(ends, axis=1)[:, :3].mean(axis=1)

    def ground_differs(self) -> Any:
        """How unlike the other sides' ground the most unlike one is, 0 to 1: there the sheet may go on."""
        ground = np.median(self._outside, axis=2)
        apart = np.linalg.norm((ground - np.median(ground, axis=1, keepdims=True)) * [0.5, 1, 1], axis=-1)
        return np.minimum(np.where(self.rim, 0, apart).max(axis=1), 20) / 20


def _beyond(look: Seen, corners: Any, inward: Any, sides: _Sides) -> tuple[Any, Any, Any]:
    """Share of the sides' continuations past the corners with the same step, with any step, and not in view."""
    ends = np.roll(corners, -1, axis=1)
    unit = (ends - corners) / np.maximum(np.linalg.norm(ends - corners, axis=2, keepdims=True), 1e-6)
    past = BEYOND_PX[:, None] * unit[:, :, None]
    points = np.stack([corners[:, :, None] - past, ends[:, :, None] + past], axis=2)  # (n, 4, 2, 6, 2)
    aside = FAR_PX * inward[:, :, None, None]
    step = sampled(look.colours, points + aside) - sampled(look.colours, points - aside)
    inside = ((points > 2) & (points < np.array(look.size) - 3)).all(axis=-1)
    counted = (inside.sum(axis=-1) >= len(BEYOND_PX) / 2) & ~sides.rim[..., None]
    least = sides.height_from[..., None, None]
    same = (step * sides.way[:, :, None, None]).sum(axis=-1) > least
    any_step = np.linalg.norm(step, axis=-1) > least
    share = [(one & inside).sum(axis=-1) / np.maximum(1, inside.sum(axis=-1)) for one in (same, any_step)]
    known = counted.sum(axis=(1, 2))
    means = [np.where(counted, one, 0).sum(axis=(1, 2)) / np.maximum(1, known) for one in share]
    return *(np.where(known > 0, one, 0.5) for one in means), 1 - known / 8


def _writing(look: Seen, corners: Any) -> Any:
    """How much rougher it is inside than just outside (log)."""
    near = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    grid = np.stack(np.meshgrid(*[(np.arange(INK_GRID) + 0.5) / INK_GRID] * 2), axis=-1).reshape(-1, 2)
    weights = np.stack([np.prod(np.where(corner > 0, grid, 1 - grid), axis=1) for corner in near], axis=1)
    middle = corners.mean(axis=1, keepdims=True)
    inside = 0.85 * (weights @ (corners - middle)) + middle
    around = np.concatenate([corners + (np.roll(corners, -1, axis=1) - corners) * share for share in SHARES], axis=1)
    outside = middle + 1.15 * (around - middle)
    rough = [sampled(look.rough, points[:, None])[:, 0, :, 0].mean(axis=1) for points in (inside, outside)]
    return np.log(rough[0] + 0.1) - np.log(rough[1] + 0.1)
