"""Reading pages: characters right on a photographed page beside its flat original, time, and the reader's memory."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import cv2

from kiosk.papers.ocr import PageReader
from kiosk.papers.page import DPI, MM_PER_INCH
from kiosk.papers.quality import look, readied
from workbench.camera import papers
from workbench.camera.drawing import Paper, Pen
from workbench.camera.scene import Table

NAMES = ("id_card", "household_register", "residence_permit", "application_form")
TWELVE_MEGAPIXELS = (4000, 3000)
WITHIN_POINTS, GOAL_S, READER_MIB = 1.0, 4.0, 600


def reading(rounds: int) -> bool:
    """`rounds` photographs of each paper; True when every goal is met."""
    table, within, times_s = Table(*TWELVE_MEGAPIXELS), [], []
    with closing(PageReader(limit_s=300)) as reader:
        print("characters read, per cent       flat  photographed")
        for name in NAMES:
            paper, truth = _with_text(name)
            flat = cv2.resize(paper.image, _size_px(paper), interpolation=cv2.INTER_AREA)
            shots = [readied(look(table.noisy(table.photograph(paper))).page) for _ in range(rounds)]
            best = _right(reader, flat, truth)[0]
            seen = [_right(reader, shot, truth) for shot in shots]
            right = statistics.mean(one for one, _ in seen)
            within.append(best - right <= WITHIN_POINTS)
            if paper.size_mm[1] > 290:
                times_s += [spent_s for _, spent_s in seen]
            print(f"  {name:28} {best:6.1f}  {right:6.1f}")
        peak_mib = _peak_mib(reader.process_id)
    slow_s = statistics.median(times_s)
    print(f"an A4 page: {slow_s:.1f} s (goal {GOAL_S:g}); the reading process: {peak_mib} MiB at most ({READER_MIB})")
    return all(within) and slow_s < GOAL_S and peak_mib < READER_MIB


def _right(reader: PageReader, page: Any, truth: Counter[str]) -> tuple[float, float]:
    """Per cent of the paper's characters that were read, wherever; and the seconds it took."""
    begun = time.perf_counter()
    read = Counter("".join(line.text for line in reader.read(page).lines))
    spent_s = time.perf_counter() - begun
    return 100 * (truth & read).total() / truth.total(), spent_s


def _with_text(name: str) -> tuple[Paper, Counter[str]]:
    """A specimen and every character that is drawn on it, without blanks and its overprint."""
    with _listening() as drawn:
        paper = getattr(papers, name)()
    return paper, Counter("".join("".join(text.split()) for text in drawn))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Every text that pens draw meanwhile."""
    drawn: list[str] = []
    draw = Pen.text

    def listen(pen: Pen, at: Any, text: str, *more: Any, **how: Any) -> Any:
        drawn.append(text)
        return draw(pen, at, text, *more, **how)

    Pen.text = listen  # type: ignore[method-assign, assignment]
    try:
        yield drawn
    finally:
        Pen.text = draw  # type: ignore[method-assign]


def _size_px(paper: Paper) -> tuple[int, int]:
    width_mm, height_mm = paper.size_mm
    return round(width_mm / MM_PER_INCH * DPI), round(height_mm / MM_PER_INCH * DPI)


def _peak_mib(process_id: int | None) -> int:
    """The most a process ever held in memory, as Linux counts it."""
    lines = Path(f"/proc/{process_id}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
