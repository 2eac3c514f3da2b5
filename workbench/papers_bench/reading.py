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
from workbench.camera.drawing import Paper, Pen
from workbench.papers_bench.progress import told
from workbench.papers_bench.scene_sets import FIRST
from workbench.papers_bench.table import Table
from workbench.scenes.known import SHEETS, Ground, laid

NAMES = ("id_card", "household_register", "residence_permit", "application_form")
GROUNDS = (Ground.MAT, Ground.WOOD, Ground.SHADED)
TWELVE_MEGAPIXELS = (4000, 3000)
FEWEST_SCENES = 5  # of each paper: one photograph says nothing of a point
WITHIN_POINTS, GOAL_S, READER_MIB = 1.0, 4.0, 600


def reading(table: Table, rounds: int, first: int = FIRST["held-out"]) -> None:
    """Photographs of each paper, each of another person and pose, beside the flat originals."""
    times_s: list[float] = []
    numbers = range(first, first + max(rounds, FEWEST_SCENES))
    with closing(PageReader(limit_s=300)) as reader:
        table.section(f"reading, per cent of the characters, {len(numbers)} of each paper: flat, photographed at 12 MP")
        for name in NAMES:
            flat, seen = [], []
            for number in told(f"reading {name}", numbers):
                paper, truth = _with_text(name, number)
                flat.append(
                    _right(reader, cv2.resize(paper.image, _size_px(paper), interpolation=cv2.INTER_AREA), truth)
                )
                shot = _photographed(paper, number)
                seen.append((0.0, 0.0) if shot is None else _right(reader, shot, truth))
            best, right = (statistics.mean(one for one, _ in some) for some in (flat, seen))
            times_s += [spent_s for _, spent_s in seen if spent_s] if name == "application_form" else []
            figures = (
                f"{name:20} {best:6.1f} {right:6.1f}, goal within {WITHIN_POINTS:g}; not found: {seen.count((0, 0))}"
            )
            table.goal(best - right <= WITHIN_POINTS, figures)
        peak_mib = _peak_mib(reader.process_id)
    slow_s = statistics.median(times_s or [float("inf")])
    table.goal(slow_s < GOAL_S, f"reading an A4 page: {slow_s:.1f} s by the clock, goal {GOAL_S:g} s")
    table.goal(peak_mib < READER_MIB, f"the reading process held at most {peak_mib} MiB, goal {READER_MIB}")


def _photographed(paper: Paper, number: int) -> Any | None:
    """The page as the terminal makes it of one shot; None when no sheet was found, which counts as nothing read."""
    page = look(laid(paper, GROUNDS[number % len(GROUNDS)], number, TWELVE_MEGAPIXELS).image).page
    return None if page is None else readied(page)


def _right(reader: PageReader, page: Any, truth: Counter[str]) -> tuple[float, float]:
    """Per cent of the paper's characters that were read, wherever; and the seconds it took."""
    begun = time.perf_counter()
    read = Counter("".join(line.text for line in reader.read(page).lines))
    spent_s = time.perf_counter() - begun
    return 100 * (truth & read).total() / truth.total(), spent_s


def _with_text(name: str, number: int) -> tuple[Paper, Counter[str]]:
    """A specimen and every character that is drawn on it, without blanks and its overprint."""
    with _listening() as drawn:
        paper = SHEETS[name](number)
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
