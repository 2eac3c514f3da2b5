"""`python -m workbench.papers_bench.fitting`: fits what each sign of a sheet weighs and writes weights.py anew.

For each tuning scene one choice is to be learned: which of its shapes is the sheet, or that there is none. So the
probability of the right ones among all shapes of a scene is raised, not that of each shape by itself.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.papers.find import weights
from kiosk.papers.find.evidence import signs_of, usual
from kiosk.papers.find.search import gathered
from kiosk.papers.find.seen import seen
from workbench.papers_bench.finder import in_view
from workbench.papers_bench.scene_sets import LIVE_PX, TUNING, Posed, posed
from workbench.scenes import Difficulty
from workbench.scenes.arrays import any_array

NODES = 8
ARRAYS = range(120)
"""Tuning scenes of sheets printed with arrays, of each class; of the empty ones such sheets fill the frame."""
STEPS, FIRST_RATE, DECAY = 900, 0.03, 2e-3
LEAST_RIGHT, LEAST_BEST, RIGHT = 0.85, 0.90, 0.98  # overlaps: not right at all, the least that is wholly, what is
LEAST_TO_CHOOSE = 0.3  # how right a shape must be, or the scene counts as one without a sheet
HEAD = '''"""What each sign of a sheet weighs: fitted by workbench.papers_bench.fitting, not chosen (decision 045)."""

# name: mean and spread of the sign in the scenes, its weight by itself, its weights in each node
SIGNS: dict[str, tuple[float, ...]] = {
'''


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """All shapes of all scenes: `signs` (n, signs) by `names`, how `right` each is (n,) 0..1, of which `scene` (n,)."""

    names: tuple[str, ...]
    signs: Any
    right: Any
    scene: Any


def main() -> int:
    """Renders what is not kept yet, fits, and writes the weights; some minutes."""
    parser = argparse.ArgumentParser(prog="python -m workbench.papers_bench.fitting", description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder for the rendered scenes")
    parser.add_argument("--out", type=Path, default=Path(weights.__file__), help="file to write")
    options = parser.parse_args()
    shapes = _collected(options.keep)
    options.out.write_text(written(shapes.names, *fitted(shapes)), encoding="utf-8")
    return 0


def _collected(keep: Path | None) -> Shapes:
    names: tuple[str, ...] = ()
    rows, rights, numbers = [], [], []
    cv2.setNumThreads(1)
    for number, (signs, right) in enumerate(_scenes(keep)):
        names = tuple(signs)
        rows.append(np.column_stack([*signs.values()]))
        rights.append(right)
        numbers.append(np.full(len(right), number))
    return Shapes(names, np.concatenate(rows), np.concatenate(rights), np.concatenate(numbers))


def _scenes(keep: Path | None) -> Iterator[tuple[dict[str, Any], Any]]:
    """Signs of each scene's shapes, and how right each is."""
    for kind in Difficulty:
        yield from _weighed(posed(kind, TUNING, LIVE_PX, keep))
        yield from _weighed(posed(kind, ARRAYS, LIVE_PX, keep, any_array))


def _weighed(scenes: Iterable[Posed]) -> Iterator[tuple[dict[str, Any], Any]]:
    for shown in scenes:
        look = seen(shown.image)
        corners = gathered(look)
        if len(corners):
            yield signs_of(look, corners), _right((corners + 0.5) / look.scale - 0.5, shown)


def _right(corners: Any, shown: Posed) -> Any:
    """How right each shape is (n,) 0..1; of a small sheet, that has few pixels, the best counts as wholly right."""
    if shown.corners is None:
        return np.zeros(len(corners))
    overlaps = np.array([in_view(one, shown.corners, shown.image.shape) for one in corners])
    wholly = np.clip(overlaps.max(), LEAST_BEST, RIGHT)
    return np.asarray(np.clip((overlaps - LEAST_RIGHT) / (wholly - LEAST_RIGHT), 0, 1) ** 2)


def fitted(shapes: Shapes, steps: int = STEPS) -> tuple[Any, Any, float]:
    """Table (signs, 3 + NODES), nodes (NODES, 2) and bias, found by Adam from one fixed start."""
    mean, spread = shapes.signs.mean(axis=0), shapes.signs.std(axis=0) + 1e-6
    values = usual(shapes.signs, mean, spread)
    rng, many = np.random.default_rng(0), values.shape[1]
    into = rng.normal(0, 1 / np.sqrt(many), (many, NODES))
    parts = [into, np.zeros(NODES), rng.normal(0, 0.1, NODES), rng.normal(0, 0.05, many), np.zeros(1)]
    decayed = [True, False, True, True, False]
    first, second = ([np.zeros_like(part) for part in parts] for _ in range(2))
    for step in range(1, steps + 1):
        slopes = _slopes(parts, values, shapes)
        rate = FIRST_RATE * (1 - 0.9 * step / steps)
        for i, (part, slope) in enumerate(zip(parts, slopes, strict=True)):
            whole = slope + DECAY * part * decayed[i]
            first[i] = 0.9 * first[i] + 0.1 * whole
            second[i] = 0.99 * second[i] + 0.01 * whole**2
            part -= rate * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.99**step)) + 1e-8)
    into, bends, out, direct, bias = parts
    return np.column_stack([mean, spread, direct, into]), np.column_stack([bends, out]), float(bias[0])


def _slopes(parts: list[Any], values: Any, shapes: Shapes) -> list[Any]:
    """Of the mean loss of a scene, for each part."""
    into, bends, out, direct, bias = parts
    node = np.tanh(values @ into + bends)
    by_score = _by_score(node @ out + values @ direct + bias, shapes)
    by_node = by_score[:, None] * out * (1 - node**2)
    whole = by_score.sum(keepdims=True)
    return [values.T @ by_node, by_node.sum(axis=0), node.T @ by_score, values.T @ by_score, whole]


def _by_score(score: Any, shapes: Shapes) -> Any:
    """How the loss changes with each score: probability given, less the probability that is due."""
    scene, many = shapes.scene, int(shapes.scene[-1]) + 1
    top = np.zeros(many)
    np.maximum.at(top, scene, score)
    odds = np.exp(score - top[scene])
    given = odds / (np.exp(-top) + np.bincount(scene, odds, many))[scene]
    best = np.zeros(many)
    np.maximum.at(best, scene, shapes.right)
    due = odds * shapes.right
    due /= np.maximum(np.bincount(scene, due, many), 1e-12)[scene]
    return (given - np.where(best[scene] > LEAST_TO_CHOOSE, due, 0)) / many


def written(names: tuple[str, ...], table: Any, nodes: Any, bias: float) -> str:
    """The text of weights.py."""
    numbers = (", ".join(f"{value:.3g}" for value in row) for row in table)
    rows = [f'    "{name}": ({row}),' for name, row in zip(names, numbers, strict=True)]
    bends = [f"    ({bend:.4g}, {out:.4g})," for bend, out in nodes]
    middle = ["}", "# bend and weight of each node", "NODES: tuple[tuple[float, float], ...] = ("]
    return HEAD + "\n".join([*rows, *middle, *bends, ")", f"BIAS = {bias:.4g}", ""])


if __name__ == "__main__":
    raise SystemExit(main())
