"""How well the sheet is found on rendered scenes, beside the plain recipe and corner finders from PyPI."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from kiosk.papers.page import find_page
from workbench.papers_bench.peers import document_cropper, white_paper_scanner
from workbench.papers_bench.progress import told
from workbench.papers_bench.scene_sets import FIRST, LIVE_PX, Posed, posed
from workbench.papers_bench.table import Table
from workbench.scenes import Difficulty
from workbench.scenes.arrays import any_array
from workbench.scenes.documents import any_paper
from workbench.scenes.scene import Papers

GOOD_OVERLAP = 0.90  # intersection over union from which a sheet counts as found rightly
NORMAL = (Difficulty.MAT, Difficulty.DESK, Difficulty.PATTERNED, Difficulty.SHADOW)
MEAN_GOAL, GOOD_GOAL, EMPTY_GOAL = 0.97, 0.98, 0.01  # of the normal classes; of empty grounds that show a sheet
SCENES_A_ROUND = 4  # of each class
PLACES = (Difficulty.DESK, Difficulty.CLUTTERED)  # where sheets printed with arrays are laid
Finder = Callable[[np.ndarray], np.ndarray | None]


@dataclass
class Tally:
    """What one finder made of one class; overlaps are 0 where nothing was found; processor time, not by the clock."""

    overlaps: list[float] = field(default_factory=list)
    errors_px: list[float] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    found: int = 0

    def add(self, shown: Posed, finder: Finder) -> tuple[np.ndarray | None, bool]:
        """Let the finder look at one scene: what it found, and whether that is right."""
        began = time.process_time()
        corners = finder(shown.image)
        self.times_ms.append((time.process_time() - began) * 1000)
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

    def line(self, name: str, kind: str) -> str:
        """One row of the table."""
        middle_ms, slow_ms = np.percentile(self.times_ms, [50, 95])
        head, time_ms = f"{kind:10} {name:20}", f"{middle_ms:5.0f} ms, 95 %: {slow_ms:4.0f} ms"
        if not self.overlaps:
            return f"{head} falsely found {self.found} of {len(self.times_ms):3}{'':32} {time_ms}"
        error = f"{np.mean(self.errors_px):5.1f}" if self.errors_px else "    -"
        return (
            f"{head} overlap {np.mean(self.overlaps):.3f}  >= {GOOD_OVERLAP:.2f}: {self.good_share:6.1%}"
            f"  corners {error} px  {time_ms}"
        )


def finding(table: Table, rounds: int) -> None:
    """A row for each class and finder; corner errors count only what was found rightly."""
    table.section(f"finding the sheet, held-out scenes of {LIVE_PX[0]} x {LIVE_PX[1]}, processor time of a search")
    first = FIRST["held-out"]
    numbers = range(first, first + rounds * SCENES_A_ROUND)
    ours: dict[Difficulty, Tally] = {}
    for kind in Difficulty:
        tallies = tally(kind, numbers, finders=FINDERS)
        ours[kind] = tallies["ours"]
        _rows(table, kind.value, tallies)
    for kind in PLACES:
        _rows(table, f"{kind.value}: arrays", tally(kind, numbers, papers=any_array, finders=FINDERS))
    overlaps = np.concatenate([ours[kind].overlaps for kind in NORMAL])
    good, false = float((overlaps >= GOOD_OVERLAP).mean()), ours[Difficulty.EMPTY].found / len(numbers)
    table.goal(overlaps.mean() >= MEAN_GOAL, f"normal classes, mean overlap {overlaps.mean():.3f}, goal {MEAN_GOAL}")
    table.goal(good >= GOOD_GOAL, f"normal classes, at least {GOOD_OVERLAP}: {good:.1%}, goal {GOOD_GOAL:.0%}")
    table.goal(false < EMPTY_GOAL, f"found on empty grounds: {false:.1%}, goal under {EMPTY_GOAL:.0%}")


def _rows(table: Table, kind: str, tallies: dict[str, Tally]) -> None:
    for name, row in tallies.items():
        table.row(row.line(name, kind))


def tally(
    kind: Difficulty,
    numbers: range,
    size: tuple[int, int] = LIVE_PX,
    papers: Papers = any_paper,
    finders: Mapping[str, Finder] | None = None,
) -> dict[str, Tally]:
    """Every finder on the same scenes of one class; unless told otherwise those that need no further package."""
    finders = finders or {"ours": find_page, "plain recipe": plain_recipe}
    tallies = {name: Tally() for name in finders}
    for number in told(f"finding, {kind.value}", numbers):
        for shown in posed(kind, range(number, number + 1), size, papers=papers):
            for name, finder in finders.items():
                tallies[name].add(shown, finder)
    return tallies


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Intersection over union of two convex shapes (n, 2), 0..1, also outside the frame."""
    a, b = (_clockwise(corners) for corners in (first, second))
    common = _area(_clipped(a, b))
    return common / max(_area(a) + _area(b) - common, 1e-6)


def in_view(found: np.ndarray, truth: np.ndarray, shape: tuple[int, ...]) -> float:
    """The same of what lies within the frame: of a sheet that leaves it nobody sees the rest."""
    right, bottom = shape[1] - 1, shape[0] - 1
    frame = np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], float)
    parts = [_clipped(_clockwise(one), frame) for one in (found, truth)]
    return overlap(*parts) if min(len(part) for part in parts) else 0.0


def _clipped(shape: np.ndarray, by: np.ndarray) -> np.ndarray:
    """What of one convex shape (n, 2) lies within another, both clockwise; OpenCV's own errs where corners touch."""
    for start, end in zip(by, np.roll(by, -1, axis=0), strict=True):
        if not len(shape):
            break
        along, after = end - start, np.roll(shape, -1, axis=0)
        side = along[0] * (shape[:, 1] - start[1]) - along[1] * (shape[:, 0] - start[0])
        other = np.roll(side, -1)
        kept = []
        for point, follower, here, there in zip(shape, after, side, other, strict=True):
            if here >= 0:
                kept.append(point)
            if here * there < 0:
                kept.append(point + (follower - point) * (here / (here - there)))
        shape = np.array(kept).reshape(-1, 2)
    return shape


def _clockwise(corners: np.ndarray) -> np.ndarray:
    shape = np.asarray(corners, float)
    return shape if _signed_area(shape) >= 0 else shape[::-1]


def _area(shape: np.ndarray) -> float:
    return abs(_signed_area(shape)) if len(shape) else 0.0


def _signed_area(shape: np.ndarray) -> float:
    x, y = shape.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


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


FINDERS: dict[str, Finder] = {
    "ours": find_page,
    "plain recipe": plain_recipe,
    "white-paper-scanner": white_paper_scanner,
    "document-cropper": document_cropper,
}
