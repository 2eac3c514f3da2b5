"""Nobody there? After a while a warning that one touch extends, then the visit ends (kiosk requirements 1.6)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from contract.parcel import is_barcode
from contract.pickup import looks_like_qr
from kiosk.clock import Clock, Timer

_TICK_S = 0.5


@dataclass(frozen=True)
class IdleTimes:
    """Seconds before the warning and of the warning, for normal and elder mode."""

    normal_s: float = 60.0
    normal_warning_s: float = 20.0
    elder_s: float = 120.0
    elder_warning_s: float = 30.0


class Watched(Protocol):
    """Who is asked whether this moment must not be interrupted."""

    def never_idle(self) -> bool:
        """True while the warning must not come."""


class IdleWatch:
    """Counts seconds since the last sign of life; `left_s` is -1, or what is left of the warning."""

    def __init__(self, clock: Clock, times: IdleTimes, changed: Callable[[], None], over: Callable[[], None]) -> None:
        self.elder = False
        self.left_s = -1
        self._clock = clock
        self._times = times
        self._changed = changed
        self._over = over
        self._last = clock.monotonic()
        self._watched: Watched | None = None
        self._timer: Timer | None = None
        self._presented: set[int] = set()  # this visit's codes, by hash: they themselves are not kept

    def entered(self, watched: Watched) -> None:
        """A new step: the count starts anew."""
        self._watched = watched
        self.touched()
        if self._timer is None:
            self._tick()

    def touched(self) -> None:
        """A sign of life."""
        self._last = self._clock.monotonic()
        if self.left_s >= 0:
            self.left_s = -1
            self._changed()

    def presented(self, code: str) -> None:
        """A code reader saw this: a sign of life once a visit, when it is one of ours. It may lie there for hours."""
        if (looks_like_qr(code) or is_barcode(code)) and hash(code) not in self._presented:
            self._presented.add(hash(code))
            self.touched()

    def left(self) -> None:
        """The visit is over; the next person's codes are new."""
        self._presented.clear()

    @property
    def quiet_s(self) -> float:
        """Seconds since the last sign of life."""
        return self._clock.monotonic() - self._last

    def _tick(self) -> None:
        self._timer = self._clock.later(_TICK_S, self._tick)
        if self._watched is None or self._watched.never_idle():
            self.touched()
            return
        quiet = self.quiet_s
        wait = self._times.elder_s if self.elder else self._times.normal_s
        warning = self._times.elder_warning_s if self.elder else self._times.normal_warning_s
        if quiet < wait:
            return
        left = max(0, math.ceil(wait + warning - quiet))
        if quiet >= wait + warning:
            self.left_s = -1
            self._last = self._clock.monotonic()
            self._over()
        elif left != self.left_s:
            self.left_s = left
            self._changed()
