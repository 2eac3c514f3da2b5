"""Steady time and waiting, in one value: tests turn it by hand, so a deadline is held exactly and nobody sleeps."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clockwork:
    """`now_s` only grows, as `time.monotonic`; `sleep` takes seconds."""

    now_s: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def sleep_until(self, moment_s: float) -> None:
        """Wait until `now_s` reaches the moment; returns at once when it is past."""
        left_s = moment_s - self.now_s()
        if left_s > 0:
            self.sleep(left_s)
