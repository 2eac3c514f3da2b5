"""`python -m workbench.papers_bench`: the finder on one set of scenes, class by class, its failures as pictures."""

import argparse
from pathlib import Path

import cv2
import numpy as np

from workbench.papers_bench.finder import FINDERS, Tally
from workbench.papers_bench.scene_sets import FIRST, LIVE_PX, Posed, posed
from workbench.scenes import Difficulty

SHEET_COLUMNS, THUMB_PX = 4, (480, 360)
TRUTH_BGR, FOUND_BGR = (60, 220, 60), (40, 40, 255)


def main() -> int:
    """Always 0: the goals are judged by `./run bench papers`."""
    parser = argparse.ArgumentParser(prog="python -m workbench.papers_bench", description=__doc__)
    parser.add_argument("--set", choices=[*FIRST], default="tuning")
    parser.add_argument("--count", type=int, default=40, help="scenes of each class")
    parser.add_argument("--empty", type=int, default=200, help="empty grounds")
    parser.add_argument("--finder", choices=[*FINDERS], default="ours")
    parser.add_argument("--only", choices=[kind.value for kind in Difficulty])
    parser.add_argument("--keep", type=Path, help="folder for the rendered scenes, best in memory")
    parser.add_argument("--failures", type=Path, help="folder for a sheet of failures a class; true outline green")
    options = parser.parse_args()
    for kind in Difficulty:
        if options.only in (None, kind.value):
            _measure(kind, options)
    return 0


def _measure(kind: Difficulty, options: argparse.Namespace) -> None:
    count = options.empty if kind is Difficulty.EMPTY else options.count
    row, failures = Tally(), []
    for shown in posed(kind, range(FIRST[options.set], FIRST[options.set] + count), LIVE_PX, options.keep):
        found, good = row.add(shown, FINDERS[options.finder])
        if not good:
            failures.append((shown, found))
    print(row.line(options.finder, kind.value), " failed:", *(shown.number for shown, _ in failures), flush=True)
    if options.failures and failures:
        options.failures.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(options.failures / f"{kind.value}.png"), _contact_sheet(failures))


def _contact_sheet(failures: list[tuple[Posed, np.ndarray | None]]) -> np.ndarray:
    thumbs = [_outlined(shown, found) for shown, found in failures]
    blank = np.zeros_like(thumbs[0])
    thumbs += [blank] * (-len(thumbs) % SHEET_COLUMNS)
    rows = [np.hstack(thumbs[i : i + SHEET_COLUMNS]) for i in range(0, len(thumbs), SHEET_COLUMNS)]
    return np.vstack(rows)


def _outlined(shown: Posed, found: np.ndarray | None) -> np.ndarray:
    picture = shown.image.copy()
    for corners, colour in ((shown.corners, TRUTH_BGR), (found, FOUND_BGR)):
        if corners is not None:
            cv2.polylines(picture, [np.rint(corners).astype(np.int32)], True, colour, 4, cv2.LINE_AA)
    cv2.putText(picture, str(shown.number), (16, 60), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 255, 255), 5)
    return cv2.resize(picture, THUMB_PX, interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    raise SystemExit(main())
