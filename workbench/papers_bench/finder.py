"""How well the sheet is found on rendered scenes, beside the plain recipe of Canny and the largest outline."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from kiosk.papers.page import find_page
from workbench.papers_bench.scene_sets import FIRST, LIVE_PX, Posed, posed
from workbench.scenes import Difficulty

GOOD_OVERLAP = 0.90  # intersection over union from which a sheet counts as found rightly
Finder = Callable[[np.ndarray], np.ndarray | None]


@dataclass
class Tally:
    """What one finder made of one class; overlaps are 0 where nothing was found."""

    overlaps: list[float] = field(default_factory=list)
    errors_px: list[float] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    found: int = 0

    def add(self, shown: Posed, finder: Finder) -> tuple[np.ndarray | None, bool]:
        """Let the finder look at one scene: what it found, and whether that is right."""
        began = time.perf_counter()
        corners = finder(shown.image)
        self.times_ms.append((time.perf_counter() - began) * 1000)
        self.found += corners is not None
        if shown.corners is None:
            return corners, corners is None
        self.overlaps.append(0.0 if corners is None else in_view(corners, shown.corners, shown.image.shape))
        good = self.overlaps[-1] >= GOOD_OVERLAP
        if corners is not None and good:
            self.errors_px.append(corner_error_px(corners, shown.corners))
        return corners, good

    @property
    def good_share(self) -> float:
        """Share of the documents found with an overlap of at least GOOD_OVERLAP."""
        return float(np.mean(np.array(self.overlaps) >= GOOD_OVERLAP)) if self.overlaps else 0.0

    def line(self, name: str, kind: Difficulty) -> str:
        """One row of the table."""
        middle_ms, slow_ms = np.percentile(self.times_ms, [50, 95])
        head, time_ms = f"  {name:8} {kind.value:10}", f"{middle_ms:5.0f} ms, 95 %: {slow_ms:4.0f} ms"
        if kind is Difficulty.EMPTY:
            return f"{head} falsely found {self.found} of {len(self.times_ms):3}{'':32} {time_ms}"
        error = f"{np.mean(self.errors_px):5.1f}" if self.errors_px else "    -"
        return (
            f"{head} overlap {np.mean(self.overlaps):.3f}  >= {GOOD_OVERLAP:.2f}: {self.good_share:6.1%}"
            f"  corners {error} px  {time_ms}"
        )


def lines(per_class: int) -> Iterator[str]:
    """A row for each finder and class; corner errors count only what was found rightly."""
    first = FIRST["held-out"]
    yield f"finding the sheet (held-out scenes, {LIVE_PX[0]} x {LIVE_PX[1]}):"
    for kind in Difficulty:
        for name, row in tally(kind, range(first, first + per_class)).items():
            yield row.line(name, kind)


def tally(kind: Difficulty, numbers: range, size: tuple[int, int] = LIVE_PX) -> dict[str, Tally]:
    """Every finder on the same scenes of one class."""
    tallies = {name: Tally() for name in FINDERS}
    for shown in posed(kind, numbers, size):
        for name, finder in FINDERS.items():
            tallies[name].add(shown, finder)
    return tallies


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Intersection over union of two convex shapes (n, 2), 0..1, also outside the frame."""
    a, b = (np.asarray(corners, np.float32) for corners in (first, second))
    common, _ = cv2.intersectConvexConvex(a, b)
    return float(common / max(cv2.contourArea(a) + cv2.contourArea(b) - common, 1e-6))


def in_view(found: np.ndarray, truth: np.ndarray, shape: tuple[int, ...]) -> float:
    """The same of what lies within the frame: of a sheet that leaves it nobody sees the rest."""
    right, bottom = shape[1] - 1, shape[0] - 1
    frame = np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.float32)
    parts = [cv2.intersectConvexConvex(np.asarray(one, np.float32), frame)[1] for one in (found, truth)]
    return 0.0 if parts[0] is None or parts[1] is None else overlap(*parts)


def corner_error_px(found: np.ndarray, truth: np.ndarray) -> float:
    """Mean distance of the corners, wherever the finder begins to count and whichever way round."""
    ways = [np.roll(way, turn, axis=0) for way in (truth, truth[::-1]) for turn in range(4)]
    return float(min(np.linalg.norm(way - found, axis=1).mean() for way in ways))


def plain_recipe(image: np.ndarray) -> np.ndarray | None:
    """What tutorials do: grey, blur, Canny, the largest outline that four points approximate."""
    scale = 800 / image.shape[1]
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:5]:
        rough = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if len(rough) == 4 and cv2.isContourConvex(rough):
            return np.asarray(rough.reshape(4, 2) / scale, np.float32)
    return None


FINDERS: dict[str, Finder] = {"ours": find_page, "plain": plain_recipe}
