"""The short message at the bottom of the screen."""

from collections.abc import Callable

from kiosk.clock import Clock, Timer
from kiosk.step import UNDO_S

_STANDS_S = 6.0


class Toast:
    """`text` is empty while there is none; `undo`: with a button that takes back what it tells of."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self.text, self.undo = "", False
        self._clock, self._changed = clock, changed
        self._timer: Timer | None = None

    def show(self, sentence: str, undo: bool) -> None:
        """Put this in the place of what stands there."""
        if self._timer:
            self._timer.cancel()
        self.text, self.undo = sentence, undo
        self._timer = self._clock.later(UNDO_S if undo else _STANDS_S, self.end)
        self._changed()

    def end(self) -> None:
        """Take it away before its time."""
        self.forget()
        self._changed()

    def forget(self) -> None:
        """The same, where something else is drawn at once."""
        self.text, self.undo = "", False

    def step_left(self) -> None:
        """What an undo would bring back was the step's."""
        if self.undo:
            self.forget()
