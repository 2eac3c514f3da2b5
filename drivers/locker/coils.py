"""Coils get hot: how soon and how often one lock may be pulsed (lock-board facts 7.7 and 8)."""

from collections import deque

from drivers.locker.errors import CoilResting
from drivers.locker.family import Timing

MINUTE_S = 60.0

Place = tuple[int, int]  # board, lock


class Coils:
    """The pulses of one line's coils, in steady seconds; a pulse that perhaps left counts as one."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._pulses: dict[Place, deque[float]] = {}
        self._barred_until_s: dict[Place, float] = {}

    def check(self, place: Place, now_s: float) -> None:
        """Raises CoilResting while the coil must not be pulsed."""
        left_s = self._barred_until_s.get(place, now_s) - now_s
        pulses = self._pulses.get(place)
        if pulses:
            left_s = max(left_s, pulses[-1] + self._timing.rest_s - now_s)
            if len(pulses) == self._timing.most_a_minute:
                left_s = max(left_s, pulses[0] + MINUTE_S - now_s)
        if left_s > 0:
            raise CoilResting(f"board {place[0]} lock {place[1]}: the coil cools for {left_s:.1f} s more", left_s)

    def pulsed(self, place: Place, now_s: float) -> None:
        """A pulse has left, or may have."""
        self._pulses.setdefault(place, deque(maxlen=self._timing.most_a_minute)).append(now_s)

    def bar(self, place: Place, until_s: float) -> None:
        """The board itself asked for more patience."""
        self._barred_until_s[place] = until_s
