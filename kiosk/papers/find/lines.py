"""Shapes between the strongest straight lines of the picture: the way to a sheet on any ground."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.seen import Seen, noise_of
from kiosk.papers.find.shapes import areas, clockwise, plausible

MOST_LINES, MOST_SEGMENTS = 60, 400
LEAST_SEGMENT_SHARE = 0.035  # of the width; strokes of writing are shorter
SAME_ANGLE, SAME_LINE_PX = 0.035, 2.2
SLANT_RAD = 0.5  # between opposite sides: perspective
LEAST_CROSSING_RAD = 0.95  # between neighbouring sides
LEAST_SLACK_PX, SLACK_SHARE = 90.0, 1.0  # from the end of an edge to the corner it makes: fingers, curls, faintness
LEAST_GAIN, MOST_GAIN = 0.7, 8.0  # faint edges are raised until noise is one level
USUAL_SCALE, USUAL_SIGMA, QUANT = 0.8, 0.6, 1.0  # of the detector; it takes steps of half its usual height
SURROUNDINGS_SHARE = 0.19  # of the width, over which brightness is evened before that
LEAST_SEEN_PX = 6.0  # less of a side in view counts as so much
REACH_PX = 2  # a bent side strays so far from its line
BEYOND_SHARE = 0.12  # of a side: so far past the corner its edge must have ended


def shapes_of_lines(look: Seen, most: int) -> Any:
    """The likeliest shapes between lines, best first, clockwise (n, 4, 2) float32; the rim may be one side."""
    lines = _lines(look)
    if len(lines) < 3:
        return np.zeros((0, 4, 2), np.float32)
    width, height = look.size
    middle, far = (width / 2, height / 2), (-width, width)
    rim = [
        [1, 0, middle[0], 0, *far], [1, 0, middle[0], height - 1, *far],
        [0, 1, 0, middle[1], *far], [0, 1, width - 1, middle[1], *far],
    ]  # fmt: skip
    return _ranked(np.vstack([lines, rim]), len(lines), look)[:most]


def _lines(look: Seen) -> Any:
    """Straight lines (n, 6) as vx, vy, x, y and where edges begin and end on them, by the length these cover."""
    found = np.concatenate([_segments(look.colours[..., channel]) for channel in range(3)])
    step = found[:, 2:] - found[:, :2]
    length = np.hypot(step[:, 0], step[:, 1])
    order = np.argsort(-length)[:MOST_SEGMENTS]
    order = order[length[order] > LEAST_SEGMENT_SHARE * look.size[0]]
    segments, unit = found[order], step[order] / length[order, None]
    middle, free, joined = (segments[:, :2] + segments[:, 2:]) / 2, np.ones(len(order), bool), []
    for i in range(len(order)):
        if not free[i]:
            continue
        turn = np.abs(unit[:, 0] * unit[i, 1] - unit[:, 1] * unit[i, 0])
        away = np.abs((middle - middle[i]) @ np.array([-unit[i, 1], unit[i, 0]]))
        mates = free & (turn < SAME_ANGLE) & (away < SAME_LINE_PX)
        free &= ~mates
        ends = segments[mates].reshape(-1, 2)
        line = cv2.fitLine(ends, cv2.DIST_L2, 0, 0.01, 0.01).ravel()
        at = (ends - line[2:]) @ line[:2]
        joined.append((_covered_px(at.reshape(-1, 2)), [*line, at.min(), at.max()]))
    joined.sort(key=lambda one: -one[0])
    return np.array([line for _, line in joined[:MOST_LINES]], np.float64).reshape(-1, 6)


def _segments(channel: Any) -> Any:
    gain = min(MOST_GAIN, max(LEAST_GAIN, 1 / max(noise_of(channel), 0.05)))
    side = round(SURROUNDINGS_SHARE * channel.shape[1]) | 1
    raised = np.clip((channel - cv2.blur(channel, (side, side))) * gain + 128, 0, 255).astype(np.uint8)
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, USUAL_SCALE, USUAL_SIGMA, QUANT)
    found = detector.detect(raised)[0]
    return np.zeros((0, 4), np.float32) if found is None else np.asarray(found, np.float32).reshape(-1, 4)


def _covered_px(stretches: Any) -> float:
    """Length of the union of stretches (n, 2) of one line: three channels find the same edge."""
    total, reached = 0.0, -np.inf
    for start, end in sorted(np.sort(stretches, axis=1).tolist()):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _ranked(lines: Any, inner: int, look: Seen) -> Any:
    """All plausible shapes of the lines, of which those from `inner` on are the rim, by edges along their sides."""
    at = _crossings(lines, look.size)
    own = np.arange(len(lines)) >= inner
    first, second = np.nonzero(_facing(lines) & ~(own[:, None] & own))
    corner = ~np.isnan(at)
    with_both = corner[first] & corner[second]  # a pair's lines, each of which has a corner with that line
    a, b = np.nonzero(np.triu(with_both[:, first] & with_both[:, second], 1))
    four = np.stack([first[a], first[b], second[a], second[b]], axis=1)  # going round: first faces third
    four = four[own[four].sum(axis=1) <= 1]
    before = np.roll(four, 1, axis=1)
    corners = lines[four][..., 2:4] + at[four, before][..., None] * lines[four][..., :2]
    good = plausible(corners, look.size)
    four, before, corners = four[good], before[good], corners[good]
    if not len(four):
        return np.zeros((0, 4, 2), np.float32)
    support, beyond = _held(lines, inner, look, four, at[four, before], at[four, np.roll(four, -1, axis=1)])
    rims = own[four]
    mean = np.where(rims, 0, support).sum(axis=1) / (~rims).sum(axis=1)
    size = np.sqrt(np.abs(areas(corners)) / (look.size[0] * look.size[1]))
    weakest = np.where(rims, 1, support).min(axis=1)
    score = 0.6 * mean + 0.4 * weakest - 0.3 * beyond.mean(axis=1) + 0.25 * size - 0.1 * rims.sum(axis=1)
    return clockwise(corners[np.argsort(-score)].astype(np.float32))


def _facing(lines: Any) -> Any:
    """Which two lines may be opposite sides, each pair once, bool (n, n)."""
    return np.triu(_turns(lines) < SLANT_RAD, 1)


def _turns(lines: Any) -> Any:
    angle = np.arctan2(lines[:, 1], lines[:, 0])
    return np.abs((angle[:, None] - angle + np.pi / 2) % np.pi - np.pi / 2)


def _crossings(lines: Any, size: tuple[int, int]) -> Any:
    """Where on line i line k crosses it, pixels from i's point (n, n); nan when they are too parallel for a corner."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = lines[:, None, 0] * lines[:, 1] - lines[:, None, 1] * lines[:, 0]
        off = lines[:, 2:4] - lines[:, None, 2:4]
        at = (off[..., 0] * lines[:, 1] - off[..., 1] * lines[:, 0]) / cross
    slack = np.maximum(LEAST_SLACK_PX, SLACK_SHARE * (lines[:, 5] - lines[:, 4]))[:, None]
    near = (at > lines[:, 4, None] - slack) & (at < lines[:, 5, None] + slack)
    at = np.where(_turns(lines) > LEAST_CROSSING_RAD, at, np.nan)
    points = lines[:, None, 2:4] + at[..., None] * lines[:, None, :2]
    unseen = ((points < 0) | (points > np.array(size) - 1)).any(axis=-1)
    return np.where(unseen | unseen.T | near & near.T, at, np.nan)


def _held(lines: Any, inner: int, look: Seen, four: Any, start: Any, end: Any) -> tuple[Any, Any]:
    """Share of each side (n, 4) on an edge, and share of a stretch past its corners that goes on so."""
    reach = int(np.hypot(*look.size)) + 1
    places = np.arange(-reach, reach + 1)
    held, seen = np.zeros((2, len(lines), 2 * reach + 2), np.float32)
    for number in range(inner):
        edge, inside = _edge_along(look, lines[number], places)
        held[number, 1:], seen[number, 1:] = np.cumsum(edge), np.cumsum(inside)
    low, high = np.minimum(start, end), np.maximum(start, end)
    past, inset = np.maximum(6, BEYOND_SHARE * (high - low)), 0.04 * (high - low)

    def part(begin: Any, finish: Any) -> Any:
        one, two = (np.clip(np.rint(to).astype(int) + reach, 0, 2 * reach + 1) for to in (begin, finish))
        return (held[four, two] - held[four, one]) / np.maximum(LEAST_SEEN_PX, seen[four, two] - seen[four, one])

    return part(low + inset, high - inset), np.maximum(part(low - past, low - 4), part(high + 4, high + past))


def _edge_along(look: Seen, line: Any, places: Any) -> tuple[Any, Any]:
    """Whether an edge runs along the line at each of the places (pixels from its point), and which are in view."""
    width, height = look.size
    points = np.rint(line[2:4] + places[:, None] * line[:2])
    inside = ((points >= 0) & (points < (width, height))).all(axis=1)
    edge = np.zeros(len(places), bool)
    beside = np.array([-line[1], line[0]])
    near = line[2:4] + places[inside, None, None] * line[:2] + np.arange(-REACH_PX, REACH_PX + 1)[:, None] * beside
    x, y = np.rint(near).astype(np.int32).transpose(2, 0, 1)
    within = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    x, y = x.clip(0, width - 1), y.clip(0, height - 1)
    slope = np.abs(look.across[y, x] * beside[0] + look.down[y, x] * beside[1])
    edge[inside] = (within & (slope > look.least_slope) & (slope > 0.9 * look.slope[y, x])).any(axis=1)
    return edge, inside
