"""A whole shot of 12 megapixels: found, flattened, judged, evened, turned, levelled, with its thumbnail."""

import statistics
import time

from kiosk.shot import take_shot
from workbench.papers_bench.progress import told
from workbench.papers_bench.table import Table
from workbench.scenes.known import Ground, laid, sheet

GOAL_S = 1.5  # kiosk requirements L-16
LARGE_PX = (4000, 3000)
TIMES = 5


def shots(table: Table, _rounds: int) -> None:
    """Median time a shot, by the clock and of the processor."""
    table.section("from the shot to the accepted page")
    for name in ("id_card", "application_form"):
        frame = laid(sheet(name, 0), Ground.MAT, 1, LARGE_PX).image
        times_s, spent_s = [], []
        for _ in told(f"shots of {name}", range(TIMES)):
            began, spent = time.perf_counter(), time.process_time()
            take_shot(frame)
            times_s.append(time.perf_counter() - began)
            spent_s.append(time.process_time() - spent)
        middle, busy = statistics.median(times_s), statistics.median(spent_s)
        table.goal(middle <= GOAL_S, f"12 MP, {name}: {middle:.2f} s, goal {GOAL_S}; processor time {busy:.2f} s")
