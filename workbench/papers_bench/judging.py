"""Judging pages: one confusion table of every fault over known scenes, and which way up pages are set."""

import statistics
from collections import Counter
from collections.abc import Iterable

import numpy as np

from kiosk.papers.page import rectify, turned
from kiosk.papers.quality import Advice, look_at, readied
from kiosk.papers.upright import quarters_to_upright
from workbench.camera import papers
from workbench.papers_bench.progress import told
from workbench.papers_bench.scene_sets import FIRST
from workbench.papers_bench.table import Table
from workbench.papers_bench.wrong_papers import WRONG, WrongPapers
from workbench.scenes.faults import Fault, Laid, spoilt
from workbench.scenes.known import Ground, laid, numbered

GOAL = 0.95
UPRIGHT_GOAL = 0.97  # kiosk requirements L-03
SCENES_A_ROUND = 10
JUDGED = (*(Advice(fault.value) for fault in Fault), Advice.BLANK, *WRONG)
UNSEEN = (Advice.CUT_OFF, Advice.TOO_FAR)
"""With these nothing else is counted: a sheet that is half seen or too small is not judged further."""


class Confusion:
    """How often which advice was given for which planted fault; None = nothing was planted."""

    def __init__(self) -> None:
        self._said: Counter[tuple[Advice | None, Advice]] = Counter()
        self._planted: Counter[Advice | None] = Counter()

    def add(self, truth: Advice | None, said: Iterable[Advice]) -> None:
        """One picture and all that was said of it."""
        self._planted[truth] += 1
        for advice in said:
            if advice is truth or truth not in UNSEEN:
                self._said[truth, advice] += 1

    def show(self, table: Table) -> None:
        """A row for each fault, and whether it meets the goal."""
        table.row(f"{'':10}" + "".join(f"{a.value:>11}" for a in JUDGED))
        for truth in (None, *JUDGED):
            counts = "".join(f"{self._said[truth, said]:11}" for said in JUDGED)
            table.row(f"{truth.value if truth else 'clean':10}{counts}   of {self._planted[truth]}")
        for advice in JUDGED:
            self._goal(table, advice)

    def _goal(self, table: Table, advice: Advice) -> None:
        hits = self._said[advice, advice]
        said = sum(count for (_, one), count in self._said.items() if one is advice)
        recall, precision = hits / max(1, self._planted[advice]), hits / max(1, said)
        text = f"{advice.value}: recall {recall:.3f}, precision {precision:.3f}, goal {GOAL}"
        table.goal(min(recall, precision) >= GOAL, text)


def judging(table: Table, rounds: int, first: int = FIRST["held-out"]) -> None:
    """Every fault planted in every scene, with known corners so that only the judgement is measured."""
    confusion, right = Confusion(), []
    with WrongPapers(confusion.add) as wrong:
        for number in told("judging", range(first, first + rounds * SCENES_A_ROUND)):
            name, good = numbered(number)
            seen = look_at(good.image, good.corners, size_mm=good.size_mm)
            confusion.add(None, seen.advice)
            _plant(good, number, confusion)
            right += _turns(good)
            wrong.hold(number, name, readied(seen.page))
    table.section("judging pages; rows: planted, columns: said")
    confusion.show(table)
    share = statistics.mean(right)
    table.goal(share >= UPRIGHT_GOAL, f"upright: {share:.3f} of {len(right)}, goal {UPRIGHT_GOAL}")


def _plant(good: Laid, number: int, confusion: Confusion) -> None:
    """Each fault in turn in the same scene, and a blank sheet on its ground."""
    rng = np.random.default_rng(number)
    blank = laid(papers.blank_sheet(), [*Ground][number % len(Ground)], number)
    for truth, scene in (*((Advice(one.value), spoilt(good, one, rng)) for one in Fault), (Advice.BLANK, blank)):
        confusion.add(truth, look_at(scene.image, scene.corners, size_mm=scene.size_mm).advice)


def _turns(good: Laid) -> list[bool]:
    """Whether the page, turned each way, is set upright."""
    page = rectify(good.image, good.corners, size_mm=good.size_mm)
    return [(quarters_to_upright(turned(page, quarters)) + quarters) % 4 == 0 for quarters in range(4)]
