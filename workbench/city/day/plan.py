"""Who comes when, which terminals are cut off, and when the hall is killed: one day, drawn from a seed.

Peaks at 8:30, at lunch and at 20:00; minutes are counted from midnight, city time.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random

DAY_MIN = 24 * 60
_PEAKS = ((8 * 60 + 30, 45, 10.0), (12 * 60 + 30, 40, 8.0), (20 * 60, 70, 9.0))  # minute, width, height
_BASE, _NIGHT, _NIGHT_ENDS_MIN = 1.0, 0.05, 6 * 60
_ORIGINALS_SHARE, _TAKE_SHARE, _RATE_SHARE = 0.3, 0.7, 0.6
_CUT_SHARE, _LONG_SHARE = 0.12, 0.02  # terminals without a network for hours; until the next morning
_CUT_MIN = (120, 540)
HALL_DEATHS = ((8 * 60 + 40, 10, 1), (12 * 60 + 20, 30, 2), (20 * 60, 10, 1))
"""When, for how many minutes, and how many of the hall's processes are killed (kill -9, while they work)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One resident hands in one case; what they will do when the result is there is known beforehand."""

    minute: int
    terminal: str
    originals: bool
    takes: bool
    rates: bool


@dataclass
class Plan:
    """One day. `cut` names, by terminal, from and until when it has no network."""

    terminals: Sequence[str]
    visits: dict[int, list[Visit]] = field(default_factory=lambda: defaultdict(list))
    cut: dict[str, tuple[int, int]] = field(default_factory=dict)

    def online(self, terminal: str, minute: int) -> bool:
        """Whether a terminal has a network in this minute."""
        begin, end = self.cut.get(terminal, (0, 0))
        return not begin <= minute < end


def draw(terminals: Sequence[str], cases: int, seed: int) -> Plan:
    """A day of `cases` hand-ins; the same seed draws the same day."""
    pick = Random(seed)  # for chance, not for secrets
    plan, weights = Plan(terminals), [_weight(minute) for minute in range(DAY_MIN)]
    for minute in sorted(pick.choices(range(DAY_MIN), weights, k=cases)):
        chances = (pick.random() < share for share in (_ORIGINALS_SHARE, _TAKE_SHARE, _RATE_SHARE))
        plan.visits[minute].append(Visit(minute, pick.choice(terminals), *chances))
    for terminal in terminals:
        chance = pick.random()
        begin = pick.randrange(_NIGHT_ENDS_MIN, DAY_MIN - _CUT_MIN[0])
        if chance < _LONG_SHARE:
            plan.cut[terminal] = (begin, DAY_MIN)
        elif chance < _CUT_SHARE:
            plan.cut[terminal] = (begin, min(begin + pick.randrange(*_CUT_MIN), DAY_MIN))
    return plan


def _weight(minute: int) -> float:
    peaks = sum(height * exp(-(((minute - at) / width) ** 2)) for at, width, height in _PEAKS)
    return peaks + (_NIGHT if minute < _NIGHT_ENDS_MIN else _BASE)
