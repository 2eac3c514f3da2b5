"""`./run bench papers`: what the terminal makes of photographs: pages found, judged, read, shown, and the cost."""

import time
from collections.abc import Callable

from workbench.papers_bench import finder, judging, preview, reading, shots, tracking, whole
from workbench.papers_bench.table import Table, say

Measure = Callable[[Table, int], None]
SECTIONS: tuple[tuple[str, Measure, float, float], ...] = (
    ("finding", finder.finding, 10, 30),
    ("tracking", tracking.tracking, 5, 10),
    ("shots", shots.shots, 15, 0),
    ("judging", judging.judging, 10, 50),
    ("reading", reading.reading, 80, 0),
    ("preview", preview.preview, 15, 0),
    ("whole", whole.whole, 60, 0),
)
"""Each with about how many seconds it takes on a quiet machine, at all and a round, reckoned from processor times."""


def papers(rounds: int) -> bool:
    """One table at the end, progress until then; True when every goal that a section has is met."""
    table = Table()
    left_s = sum(once_s + rounds * round_s for _, _, once_s, round_s in SECTIONS)
    for name, measure, once_s, round_s in SECTIONS:
        own_s = once_s + rounds * round_s
        say(f"{name}: about {own_s:.0f} s of {left_s / 60:.0f} min still to go on a quiet machine")
        began_s = time.monotonic()
        measure(table, rounds)
        say(f"{name}: took {time.monotonic() - began_s:.0f} s")
        left_s -= own_s
    table.show()
    return table.met
