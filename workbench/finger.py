"""A finger on a window: mouse events put into its queue, for the event loop to deliver.

Not QTest's mouse: that delivers inside its own call and holds Python's lock meanwhile. Where the press brings a page
with a picture, Qt's thread then waits for the picture's, and that one for the lock: the program stands still for good.
"""

import time
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWindow

MOVE_MS = 4
_NO_BUTTON, _LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


class Finger:
    """Presses and draws on one window; points are in its coordinates. What it does is seen after it has returned."""

    def __init__(self, window: QWindow) -> None:
        self._window = window
        self._last_ms = 0

    def press(self, at: QPoint) -> None:
        """Down and up again on one spot."""
        self.draw((at,))

    def draw(self, points: Sequence[QPoint]) -> None:
        """Down on the first point, along the others, up on the last."""
        self._post(QEvent.Type.MouseButtonPress, points[0], _LEFT, _LEFT)
        for point in points[1:]:
            self._post(QEvent.Type.MouseMove, point, _NO_BUTTON, _LEFT)
        self._post(QEvent.Type.MouseButtonRelease, points[-1], _LEFT, _NO_BUTTON)

    def _post(self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        """One event, a little later than the one before by its own time."""
        self._last_ms = max(self._last_ms + MOVE_MS, round(time.monotonic() * 1000))
        here, outside = QPointF(at), QPointF(self._window.mapToGlobal(at))
        event = QMouseEvent(kind, here, outside, button, held, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(self._last_ms)
        QCoreApplication.postEvent(self._window, event)
