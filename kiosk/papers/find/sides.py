"""What the picture shows across the sides of shapes: how a step of paper on ground differs from lines and shadows."""

from typing import Any

import numpy as np

from kiosk.papers.find.seen import Seen
from kiosk.papers.find.shapes import on_rim, profiles, sampled

STEPS, POSITIONS, ENDS = 7, 40, 7
NEAR_PX = 3  # what is nearer to the edge belongs to neither side: blur, or a thin line
BEYOND_PX = np.linspace(4, 14, 6)
FAR_PX = 4.0  # to either side of a side's continuation
LEAST_IN_VIEW = 0.15  # of a side; one that is less in view says nothing, like the frame's own
MOST_LEVELS = 20.0  # between two papers or grounds; beyond it they are unlike, however far


class Sides:
    """Profiles across the sides of shapes (n, 4, 2), clockwise; only what is in view counts."""

    def __init__(self, look: Seen, corners: Any) -> None:
        samples, places, self._inward = profiles(look.colours, corners, STEPS, POSITIONS, STEPS)
        self._look, self._corners = look, corners
        self._seen = ((places > 0) & (places < np.array(look.size) - 1)).all(axis=-1)  # (n, 4, positions)
        self.rim = on_rim(corners, look.size) | (self._seen.mean(axis=-1) < LEAST_IN_VIEW)
        self._outside = samples[..., : STEPS - NEAR_PX + 1, :].mean(axis=3)
        self._inside = samples[..., STEPS + NEAR_PX :, :].mean(axis=3)
        each = self._inside - self._outside
        self.step = np.median(each, axis=2)  # (n, 4, 3)
        self.height = np.linalg.norm(self.step, axis=-1)
        self._way = self.step / np.maximum(self.height, 1e-6)[..., None]
        along = (each * self._way[:, :, None]).sum(axis=-1)
        self._alike = along > np.maximum(0.4 * self.height, 1.2 * look.noise)[..., None]
        slope = np.linalg.norm(samples[..., 2:, :] - samples[..., :-2, :], axis=-1) / 2
        centre = slope[..., STEPS - 2 : STEPS + 1].max(axis=-1)
        self._sharp = (centre > 1.5 * look.noise) & (centre > 0.6 * slope.max(axis=-1))
        self.steepness = np.median(centre, axis=-1)
        self.edge, self.alike = self._share(self._sharp), self._share(self._alike)  # (n, 4)

    def mean(self, values: Any) -> Any:
        """Over the sides (n, 4) that are not the frame's."""
        return np.where(self.rim, 0, values).sum(axis=1) / np.maximum(1, (~self.rim).sum(axis=1))

    def least(self, values: Any, rank: int = 0) -> Any:
        """The least of the sides that are not the frame's, or the next by `rank`; the most of them when too few."""
        ordered = np.sort(np.where(self.rim, np.inf, values), axis=1)
        most = np.where(self.rim, -np.inf, values).max(axis=1)
        chosen = np.where(np.isinf(ordered[:, rank]), most, ordered[:, rank])
        return np.where(np.isinf(chosen), 0, chosen)

    def corners_held(self) -> Any:
        """Share of edge towards the three worst of the eight ends of sides: round things have no corners."""
        both = self._sharp & self._alike
        ends = np.stack([both[..., :ENDS].mean(axis=-1), both[..., -ENDS:].mean(axis=-1)], axis=-1)
        unknown = self.rim[..., None] | ~np.stack([self._seen[..., 0], self._seen[..., -1]], axis=-1)
        return np.sort(np.where(unknown, 1.0, ends).reshape(len(ends), 8), axis=1)[:, :3].mean(axis=1)

    def differ(self, inside: bool, rank: int = 0) -> Any:
        """How unlike the others the most unlike side's paper (or ground) is, 0 to 1: there the sheet may go on."""
        colour = np.median(self._inside if inside else self._outside, axis=2)
        apart = np.linalg.norm((colour - np.median(colour, axis=1, keepdims=True)) * [0.5, 1, 1], axis=-1)
        apart = np.sort(np.where(self.rim, 0, apart), axis=1)[:, 3 - rank]
        return np.minimum(apart, MOST_LEVELS) / MOST_LEVELS

    def roughness(self, inside: bool) -> Any:
        """How much brightness changes along the sides, just inside or outside them (log)."""
        return self.mean(np.log(1 + (self._inside if inside else self._outside)[..., 0].std(axis=2)))

    def strength(self, inside: bool) -> Any:
        """How strong the colour just inside or outside the sides is, 0 to 1."""
        colour = np.median(self._inside if inside else self._outside, axis=2)[..., 1:]
        return self.mean(np.minimum(np.linalg.norm(colour, axis=-1), 2 * MOST_LEVELS)) / (2 * MOST_LEVELS)

    def beyond(self) -> dict[str, Any]:
        """Past the corners: the share with the same step, with the same paper too, with any step, and out of view."""
        points, aside = self._past(), FAR_PX * self._inward[:, :, None, None]
        inner, outer = (sampled(self._look.colours, points + way * aside) for way in (1, -1))
        step = inner - outer
        inside = ((points > 2) & (points < np.array(self._look.size) - 3)).all(axis=-1)
        counted = (inside.sum(axis=-1) >= len(BEYOND_PX) / 2) & ~self.rim[..., None]
        least = 0.5 * np.maximum(self.height, 2 * self._look.noise)[..., None, None]
        same = (step * self._way[:, :, None, None]).sum(axis=-1) > least
        paper = same & (self._from_end(inner, self._inside) < self._from_end(inner, self._outside))
        known = counted.sum(axis=(1, 2))

        def share(which: Any) -> Any:
            each = (which & inside).sum(axis=-1) / np.maximum(1, inside.sum(axis=-1))
            return np.where(known > 0, np.where(counted, each, 0).sum(axis=(1, 2)) / np.maximum(1, known), 0.5)

        any_step = share(np.linalg.norm(step, axis=-1) > least)
        names = ("goes_on", "paper_goes_on", "anything_goes_on", "corners_out_of_view")
        return dict(zip(names, (share(same), share(paper), any_step, 1 - known / 8), strict=True))

    def _past(self) -> Any:
        """Points past both ends of each side (n, 4, 2, 6, 2)."""
        ends = np.roll(self._corners, -1, axis=1)
        along = ends - self._corners
        unit = along / np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-6)
        past = BEYOND_PX[:, None] * unit[:, :, None]
        return np.stack([self._corners[:, :, None] - past, ends[:, :, None] + past], axis=2)

    def _share(self, which: Any) -> Any:
        return (which & self._seen).sum(axis=2) / np.maximum(1, self._seen.sum(axis=2))

    @staticmethod
    def _from_end(colours: Any, along: Any) -> Any:
        """How unlike colours past the ends are to what lies along the side at that end."""
        ends = np.stack([np.median(part, axis=2) for part in (along[:, :, :ENDS], along[:, :, -ENDS:])], axis=2)
        return np.linalg.norm(colours - ends[:, :, :, None], axis=-1)
