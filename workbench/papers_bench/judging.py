"""Judging pages: a confusion table a fault over known scenes, the turn of pages, and what a shot costs."""

import resource
import statistics
import time
from collections import Counter

import numpy as np

from kiosk.papers.page import rectify, turned
from kiosk.papers.quality import Advice, look_at
from kiosk.papers.upright import quarters_to_upright
from kiosk.shot import take_shot
from workbench.camera import papers
from workbench.scenes.faults import Fault, Laid, spoilt
from workbench.scenes.known import SHEETS, Ground, laid, sheet

GOAL = 0.95
UPRIGHT_GOAL, SHOT_GOAL_S = 0.97, 1.5  # kiosk requirements L-03, L-16
JUDGED = (*(Advice(fault.value) for fault in Fault), Advice.BLANK)
UNSEEN = (Advice.CUT_OFF, Advice.TOO_FAR)
"""With these nothing else is counted: a sheet that is half seen or too small is not judged further."""
LARGE_PX = (4000, 3000)

Table = Counter[tuple[Advice | None, Advice]]


def judging(rounds: int) -> bool:
    """All parts, `rounds` scenes a paper and ground; True when every goal is met."""
    return all([confusion(rounds), upright(rounds), shots()])


def confusion(rounds: int) -> bool:
    """Each fault planted in each paper on each ground, with known corners so that only the judgement is measured."""
    table: Table = Counter()
    planted: Counter[Advice | None] = Counter()
    for good, number in _scenes(rounds):
        rng = np.random.default_rng(number)
        for fault in (None, *Fault):
            truth = None if fault is None else Advice(fault.value)
            _count(good if fault is None else spoilt(good, fault, rng), truth, table, planted)
    for number in range(rounds * len(Ground) * 2):
        blank = laid(papers.blank_sheet(), list(Ground)[number % len(Ground)], number)
        _count(blank, Advice.BLANK, table, planted)
    print(f"      {planted[None]} clean scenes; rows: planted, columns: said")
    print("      " + " " * 10 + "".join(f"{advice.value:>10}" for advice in JUDGED))
    for truth in (None, *JUDGED):
        name = truth.value if truth else "clean"
        print(f"      {name:10}" + "".join(f"{table[truth, said]:10}" for said in JUDGED) + f"   of {planted[truth]}")
    return all([_row(advice, table, planted) for advice in JUDGED])


def _scenes(rounds: int) -> list[tuple[Laid, int]]:
    plan = [(name, ground) for _ in range(rounds) for name in SHEETS for ground in Ground]
    return [(laid(sheet(name, number), ground, number), number) for number, (name, ground) in enumerate(plan)]


def _count(scene: Laid, truth: Advice | None, table: Table, planted: Counter[Advice | None]) -> None:
    planted[truth] += 1
    said = look_at(scene.image, scene.corners, size_mm=scene.size_mm).advice
    for advice in said:
        if advice is truth or truth not in UNSEEN:
            table[truth, advice] += 1


def _row(advice: Advice, table: Table, planted: Counter[Advice | None]) -> bool:
    hits = table[advice, advice]
    said = sum(count for (_, one), count in table.items() if one is advice)
    recall, precision = hits / max(1, planted[advice]), hits / max(1, said)
    met = min(recall, precision) >= GOAL
    print(f"{'met ' if met else 'MISS'}  {advice.value}: recall {recall:.3f}, precision {precision:.3f}, goal {GOAL}")
    return met


def upright(rounds: int) -> bool:
    """Pages with writing, flattened and turned each way."""
    right, times_s = [], []
    for good, _ in _scenes(rounds):
        page = rectify(good.image, good.corners, size_mm=good.size_mm)
        for quarters in range(4):
            view = turned(page, quarters)
            began = time.perf_counter()
            found = quarters_to_upright(view)
            times_s.append(time.perf_counter() - began)
            right.append((found + quarters) % 4 == 0)
    share, median_ms = statistics.mean(right), statistics.median(times_s) * 1000
    met = share >= UPRIGHT_GOAL
    print(f"{'met ' if met else 'MISS'}  upright: {share:.3f} of {len(right)}, goal {UPRIGHT_GOAL}; {median_ms:.0f} ms")
    return met


def shots() -> bool:
    """A whole shot of 12 MP: find, flatten, judge, even, turn, level, thumbnail."""
    met = True
    for name in ("id_card", "application_form"):
        frame = laid(sheet(name, 0), Ground.MAT, 1, LARGE_PX).image
        times_s = []
        for _ in range(5):
            began = time.perf_counter()
            take_shot(frame)
            times_s.append(time.perf_counter() - began)
        middle = statistics.median(times_s)
        met &= middle <= SHOT_GOAL_S
        print(
            f"{'met ' if middle <= SHOT_GOAL_S else 'MISS'}  shot of 12 MP, {name}: {middle:.2f} s, goal {SHOT_GOAL_S}"
        )
    print(f"      peak memory of this program {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return met
