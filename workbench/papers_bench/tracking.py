"""Following the sheet from frame to frame, and the search with two sheets in view: processor time a frame."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.papers.page import find_page, find_pages, follow_page
from workbench.camera.scene import FIELD_WIDTH_MM
from workbench.camera.scene import Table as Stand
from workbench.papers_bench.finder import NORMAL
from workbench.papers_bench.progress import told
from workbench.papers_bench.scene_sets import FIRST, LIVE_PX, posed
from workbench.papers_bench.table import Table
from workbench.scenes.known import sheet

FOLLOW_GOAL_MS, TWO_GOAL_MS = 40.0, 80.0
SHIFT_PX = 5
SCENES_A_ROUND = 3  # of each class
FEWEST_PAIRS = 6


def tracking(table: Table, rounds: int) -> None:
    """Frames in which the sheet moved by some pixels, and frames with two cards side by side."""
    table.section(f"tracking at {LIVE_PX[0]} x {LIVE_PX[1]}, processor time a frame")
    spent_ms, kept, first = [], 0, FIRST["held-out"]
    for kind in told("tracking", NORMAL):
        for shown in posed(kind, range(first, first + rounds * SCENES_A_ROUND), LIVE_PX):
            before = find_page(shown.image)
            if before is not None:
                moved = np.roll(shown.image, SHIFT_PX, axis=1)
                after, one_ms = _timed(follow_page, moved, before)
                spent_ms.append(one_ms)
                kept += after is not None and np.abs(after - before - [SHIFT_PX, 0]).max() < SHIFT_PX
    table.row(f"followed after a shift of {SHIFT_PX} pixels: {kept} of {len(spent_ms)}")
    _goal(table, "following a frame", spent_ms, FOLLOW_GOAL_MS)
    pairs = [_timed(find_pages, _two_cards(number)) for number in range(max(rounds, FEWEST_PAIRS))]
    table.row(f"two cards side by side, both found: {sum(len(found) == 2 for found, _ in pairs)} of {len(pairs)}")
    _goal(table, "searching two sheets", [one_ms for _, one_ms in pairs], TWO_GOAL_MS)


def _goal(table: Table, what: str, spent_ms: list[float], goal_ms: float) -> None:
    middle, slow = np.percentile(spent_ms, [50, 95])
    table.goal(middle < goal_ms, f"{what}: {middle:.0f} ms, 95 %: {slow:.0f} ms, goal under {goal_ms:g} ms")


def _timed(call: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """The answer, and the processor's milliseconds."""
    began = time.process_time()
    answer = call(*given)
    return answer, (time.process_time() - began) * 1000


def _two_cards(number: int) -> np.ndarray:
    """Both sides of one person's card, each in the middle of its half of the frame."""
    width, height = LIVE_PX
    stand = Stand(width, height, FIELD_WIDTH_MM)
    middle = slice(width // 4, width // 4 + width // 2)
    sides = (sheet(name, number) for name in ("id_card", "id_card_back"))
    return np.hstack([stand.noisy(stand.photograph(one))[:, middle] for one in sides])
