"""Power of the boards on one line: what a board was about to do is gone when its power goes."""

import threading
import time
from collections.abc import Callable, Iterable

from workbench.wire import Wire


class Supply:
    """Whether each board has power, and what it has still to do; the bank's lock is held while that is done."""

    def __init__(self, boards: Iterable[int], wire: Wire, lock: threading.RLock) -> None:
        self._wire, self._lock = wire, lock
        self._lives = dict.fromkeys(boards, 0)
        self._awake_at_s = dict.fromkeys(self._lives, 0.0)

    def awake(self, board: int) -> bool:
        """Whether the board has power and has booted."""
        return time.monotonic() >= self._awake_at_s[board]

    def cut(self, board: int, awake_at_s: float) -> None:
        """The board forgets what it was doing, and hears nothing until that moment."""
        self._lives[board] += 1
        self._awake_at_s[board] = awake_at_s

    def same_life(self, board: int) -> Callable[[], bool]:
        """Asks, at any later time, whether the board has kept its power since now."""
        life = self._lives[board]
        return lambda: self._lives[board] == life

    def later(self, board: int, moment_s: float, call: Callable[[], None]) -> None:
        """Let the board do something at that moment (at once when it has come), unless it loses its power before."""
        if moment_s <= time.monotonic():
            call()
            return
        same_life = self.same_life(board)

        def when_due() -> None:
            with self._lock:
                if same_life():
                    call()

        self._wire.at(moment_s, when_due)
