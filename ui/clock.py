"""The product's clock: the machine's time, and Qt timers on the thread that drives the session."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from kiosk.clock import Timer, utc_now


class _QtTimer:
    """One single-shot QTimer."""

    def __init__(self, parent: QObject, seconds: float, call: Callable[[], None]) -> None:
        self._timer: QTimer | None = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._fire(call))
        self._timer.start(max(0, round(seconds * 1000)))

    def _fire(self, call: Callable[[], None]) -> None:
        self.cancel()
        call()

    def cancel(self) -> None:
        """Forget it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None


class QtClock(QObject):
    """`kiosk.clock.Clock` for the running window."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        return utc_now()

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return monotonic()

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once on the Qt thread after `seconds`."""
        return _QtTimer(self, seconds, call)
