"""The sheet's outline from the straight edges in the picture, for grounds that are not one plain colour.

Lines are gathered from line segments; every four that could be a sheet are judged by how far an edge runs along
each side and whether it ends at the corners, as a sheet's does and a tile's joint does not. Pure functions on a copy
(BGR) of at most SEARCH_PX; corners are (n, 4, 2) float32 in its pixels, going round.
"""

from typing import Any

import cv2
import numpy as np

SEARCH_PX = 560  # width of the copy
MOST_LINES = 26
LEAST_SEGMENT_SHARE = 0.035  # of the width; text is shorter
SAME_ANGLE_RAD, SAME_LINE_PX = 0.035, 2.5
SLANT_RAD = 0.5  # between opposite sides: perspective
LEAST_CROSSING_RAD = 0.95  # between neighbouring sides
REACH_PX = 2  # a bent side strays so far from its line
LEAST_SLOPE = 5.0  # of a side, in grey levels a pixel times 8 (Sobel's weights), above the usual of the picture
LEAST_SUPPORT = 0.55  # share of the weakest side that lies on an edge
LEAST_SCORE = 0.74  # support less what runs on past the corners; below it nothing is said to be found
BEYOND_SHARE = 0.12  # of a side: so far past the corner its edge must have ended
LEAST_SHARE, MOST_SHARE = 0.02, 0.97  # of the frame
OUTSIDE_SHARE = 0.04  # of the frame, so far out a corner may lie


RIM_SHARE = 0.02  # of the frame's width


def quadrilaterals(small: Any) -> list[tuple[float, Any]]:
    """Outlines (score, corners) held up by edges on all four sides, best first; empty when there are none."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB)
    lines = _lines(lab)
    if len(lines) < 4:
        return []
    return _judged(lines, _Edges(lab), (small.shape[1], small.shape[0]))


def held_up(small: Any, corners: Any) -> bool:
    """Whether an edge runs along most of each side of the outline (4, 2); where the frame ends, none is asked for."""
    edges = _Edges(cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB))
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if _on_rim(start, end, small):
            continue
        length = float(np.linalg.norm(end - start))
        line = np.concatenate([(end - start) / max(length, 1e-6), start])
        if edges.along(line, np.linspace(0.1, 0.9, 64) * length).mean() < LEAST_SUPPORT:
            return False
    return True


def _on_rim(start: Any, end: Any, small: Any) -> bool:
    """Whether a side is the frame's own: a sheet that leaves the frame ends there, without an edge."""
    height, width = small.shape[:2]
    near = RIM_SHARE * width
    ends = np.array([start, end])
    return any(bool((abs(ends[:, axis] - far) < near).all()) for axis, far in ((0, 0), (0, width), (1, 0), (1, height)))


class _Edges:
    """Gradient of the channel that changes most at each pixel."""

    def __init__(self, lab: Any) -> None:
        across, down = (
            np.stack([cv2.Sobel(lab[..., c], cv2.CV_32F, *way) for c in range(3)]) for way in ((1, 0), (0, 1))
        )
        strength = across**2 + down**2
        most = strength.argmax(axis=0)[None]
        self.across = np.take_along_axis(across, most, 0)[0]
        self.down = np.take_along_axis(down, most, 0)[0]
        self.strength = np.sqrt(np.take_along_axis(strength, most, 0)[0])
        self.least = LEAST_SLOPE + 1.5 * float(np.median(self.strength))

    def along(self, line: Any, places: Any) -> Any:
        """Whether an edge runs along the line (vx, vy, x, y) at each of the places (pixels from its point)."""
        beside = np.array([-line[1], line[0]])
        off = np.arange(-REACH_PX, REACH_PX + 1)
        height, width = self.strength.shape
        x = np.rint(line[2] + places[:, None] * line[0] + off * beside[0]).astype(np.int32)
        y = np.rint(line[3] + places[:, None] * line[1] + off * beside[1]).astype(np.int32)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x, y = x.clip(0, width - 1), y.clip(0, height - 1)
        slope = np.abs(self.across[y, x] * beside[0] + self.down[y, x] * beside[1])
        strength = self.strength[y, x]
        return (inside & (slope > self.least) & (slope > 0.9 * strength)).any(axis=1)


def _lines(lab: Any) -> Any:
    """The strongest straight lines (n, 4) as vx, vy, x, y, unit directions; segments in one line are joined."""
    found = [_segments(lab[..., 0])]
    chroma = cv2.convertScaleAbs(lab[..., 1:].astype(np.float32).sum(axis=2) - 256, alpha=2.0)
    for channel in (cv2.convertScaleAbs(lab[..., 1], alpha=2.5, beta=-192), chroma):
        found.append(_segments(channel))
    segments = np.concatenate(found)
    step = segments[:, 2:] - segments[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    long = length > LEAST_SEGMENT_SHARE * lab.shape[1]
    segments, step, length = segments[long], step[long], length[long]
    order = np.argsort(-length)[:400]
    segments, unit, length = segments[order], (step[order] / length[order, None]), length[order]
    middle, free, joined = (segments[:, :2] + segments[:, 2:]) / 2, np.ones(len(order), bool), []
    for i in range(len(order)):
        if not free[i]:
            continue
        turn = np.abs(unit[:, 0] * unit[i, 1] - unit[:, 1] * unit[i, 0])
        off = middle - middle[i]
        away = np.abs(off[:, 0] * unit[i, 1] - off[:, 1] * unit[i, 0])
        mates = free & (turn < SAME_ANGLE_RAD) & (away < SAME_LINE_PX)
        free &= ~mates
        ends = segments[mates].reshape(-1, 2)
        joined.append((float(length[mates].sum()), cv2.fitLine(ends, cv2.DIST_L2, 0, 0.01, 0.01).ravel()))
    joined.sort(key=lambda one: -one[0])
    return np.array([line for _, line in joined[:MOST_LINES]], np.float64).reshape(-1, 4)


def _segments(grey: Any) -> Any:
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(np.ascontiguousarray(grey))[0]
    return np.zeros((0, 4), np.float32) if found is None else np.asarray(found, np.float32).reshape(-1, 4)


def _judged(lines: Any, edges: _Edges, size: tuple[int, int]) -> list[tuple[float, Any]]:
    reach = int(np.hypot(*size)) + 1
    places = np.arange(-reach, reach + 1)
    held = np.stack([np.concatenate([[0], np.cumsum(edges.along(line, places))]) for line in lines])
    angle = np.arctan2(lines[:, 1], lines[:, 0])
    turn = np.abs((angle[:, None] - angle[None] + np.pi / 2) % np.pi - np.pi / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = lines[:, None, 0] * lines[None, :, 1] - lines[:, None, 1] * lines[None, :, 0]
        off = lines[None, :, 2:] - lines[:, None, 2:]
        at = (off[..., 0] * lines[None, :, 1] - off[..., 1] * lines[None, :, 0]) / cross  # of i, where k crosses it
    at = np.where(turn > LEAST_CROSSING_RAD, at, np.nan)
    first, second = np.nonzero(np.triu(turn < SLANT_RAD, 1))
    a, b = np.nonzero(np.triu(np.ones((len(first), len(first)), bool), 1))
    i, j, k, m = first[a], second[a], first[b], second[b]  # i faces j, k faces m
    whole = ~np.isnan(at[i, k] + at[i, m] + at[j, k] + at[j, m])
    i, j, k, m = i[whole], j[whole], k[whole], m[whole]
    corners = np.stack([lines[p, 2:] + at[p, q, None] * lines[p, :2] for p, q in ((i, k), (i, m), (j, m), (j, k))], 1)
    good = _plausible(corners, size)
    i, j, k, m, corners = i[good], j[good], k[good], m[good], corners[good]
    if not len(corners):
        return []
    sides = [_side(held, reach, p, at[p, q], at[p, r]) for p, q, r in ((i, k, m), (m, i, j), (j, k, m), (k, i, j))]
    support, beyond = (np.stack([side[part] for side in sides], 1) for part in (0, 1))
    share = np.abs(_areas(corners)) / (size[0] * size[1])
    score = support.mean(axis=1) * 0.6 + support.min(axis=1) * 0.4 - 0.35 * beyond.mean(axis=1)
    keep = np.nonzero((support.min(axis=1) > LEAST_SUPPORT) & (score > LEAST_SCORE))[0]
    ranked = keep[np.argsort(-(score + 0.25 * np.sqrt(share))[keep])][:40]
    return [(float(score[n] + 0.25 * np.sqrt(share[n])), corners[n].astype(np.float32)) for n in ranked]


def _side(held: Any, reach: int, line: Any, start: Any, end: Any) -> tuple[Any, Any]:
    """Share of each side on an edge, and share of a stretch past both its corners."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    past = np.maximum(6, BEYOND_SHARE * (high - low))

    def part(begin: Any, finish: Any) -> Any:
        one, two = (np.clip(np.rint(to).astype(int) + reach, 0, 2 * reach + 1) for to in (begin, finish))
        return (held[line, two] - held[line, one]) / np.maximum(1, two - one)

    inset = 0.04 * (high - low)
    return part(low + inset, high - inset), np.maximum(part(low - past, low - 4), part(high + 4, high + past))


def _plausible(corners: Any, size: tuple[int, int]) -> Any:
    sides = np.roll(corners, -1, axis=1) - corners
    lengths = np.linalg.norm(sides, axis=2)
    cross = sides[..., 0] * np.roll(sides[..., 1], -1, 1) - sides[..., 1] * np.roll(sides[..., 0], -1, 1)
    convex = (cross > 0).all(axis=1) | (cross < 0).all(axis=1)
    room = np.array(size) * OUTSIDE_SHARE
    near = ((corners > -room) & (corners < np.array(size) + room)).all(axis=(1, 2))
    share = np.abs(_areas(corners)) / (size[0] * size[1])
    slim = lengths.max(axis=1) < 6 * lengths.min(axis=1)
    alike = (np.maximum(lengths[:, :2], lengths[:, 2:]) < 1.6 * np.minimum(lengths[:, :2], lengths[:, 2:])).all(axis=1)
    return convex & near & slim & alike & (lengths.min(axis=1) > 24) & (share > LEAST_SHARE) & (share < MOST_SHARE)


def _areas(corners: Any) -> Any:
    x, y = corners[..., 0], corners[..., 1]
    return (x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(axis=1) / 2
