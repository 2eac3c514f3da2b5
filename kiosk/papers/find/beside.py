"""Which other shapes lie beside the chosen one: sheets of their own, and not the same sheet seen otherwise."""

from typing import Any

import numpy as np

MOST_SHEETS = 4
LAPPED_PX = 3.0  # of the search copy: neighbours that touch may be found to lap over one another so far
LEAST_BESIDE = 1.0  # log odds that there is a sheet beside the likeliest one
FARTHEST_BEHIND = 6.0  # log odds by which it may be less likely than that one


def sheets_among(corners: Any, score: Any) -> list[Any]:
    """The likeliest of the shapes (n, 4, 2), and each that lies beside all before it and is nearly as likely as it."""
    chosen: list[Any] = []
    left, first = np.ones(len(corners), bool), float(score.max())
    while left.any() and len(chosen) < MOST_SHEETS:
        best = int(np.where(left, score, -np.inf).argmax())
        if chosen and not _nearly(score[left], first):
            break
        chosen.append(corners[best])
        left &= beside(corners[best], corners)
    return chosen


def _nearly(score: Any, first: float) -> bool:
    """Whether these shapes together speak for a sheet about as much as the first one does."""
    most = float(score.max())
    odds = most + float(np.log(np.exp(score - most).sum()))
    return odds > LEAST_BESIDE and first - most < FARTHEST_BEHIND


def beside(one: Any, many: Any) -> Any:
    """Whether each of the convex shapes (n, 4, 2) lies apart from `one` (4, 2): a side of either parts them."""
    ours, theirs = np.broadcast_to(one, many.shape), many
    return _parted(ours, theirs) | _parted(theirs, ours)


def _parted(by: Any, other: Any) -> Any:
    """Whether all of `other` lies beyond one of the sides of `by`; both (n, 4, 2), clockwise."""
    along = np.roll(by, -1, axis=1) - by
    inward = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    inward = inward / np.maximum(np.linalg.norm(inward, axis=2, keepdims=True), 1e-6)
    depth = ((other[:, None] - by[:, :, None]) * inward[:, :, None]).sum(axis=3)  # (n, sides, corners of the other)
    return (depth.max(axis=2) <= LAPPED_PX).any(axis=1)
