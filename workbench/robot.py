"""Finger and eye in the product's window: finds items by object name, presses them, types, draws, takes pictures."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from config.settings import load
from ui.app import App, prepare_environment
from workbench.finger import Finger
from workbench.host import serve
from workbench.vnc import keep_local, port_of

_STALL_TICK_MS = 5
_LOOKING = frozenset({"screen", "picture", "where", "names", "draw"})
"""What the robot does in the Qt thread for its own sake; a person would not."""


class _Hop(QObject):
    """From the control thread to the Qt thread."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)


class Robot:
    """Obeys one command at a time."""

    def __init__(self, config: Path, control: Path, height_px: int | None) -> None:
        began = time.monotonic()
        prepare_environment()
        self._application = QGuiApplication(sys.argv[:1])
        self._app = App(load(config), self._application, height_px)
        self._window = self._app.window
        self._finger = Finger(self._window)
        if port := port_of(os.environ.get("QT_QPA_PLATFORM", "")):
            self._application.processEvents()  # the server begins with the first drawing
            keep_local(port)
        self._hop = _Hop()
        self._first_frame_s = 0.0
        self._window.frameSwapped.connect(lambda: self._framed(began))
        self._stalls: list[tuple[float, str]] = []
        self._beat = time.monotonic()
        self._own_s = 0.0  # spent obeying since the last beat: not the product's
        self._pulse = QTimer()
        self._pulse.timeout.connect(self._listen_to_heart)
        self._pulse.start(_STALL_TICK_MS)
        serve(control, self._obey)

    def run(self) -> int:
        """Until terminated."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._application.exit(0))
        code = self._application.exec()
        self._app.close()
        return int(code)

    def _framed(self, began: float) -> None:
        if not self._first_frame_s:
            self._first_frame_s = time.monotonic() - began

    def _listen_to_heart(self) -> None:
        """A beat that comes late means that the Qt thread was busy for so long."""
        now = time.monotonic()
        late_ms = (now - self._beat - self._own_s) * 1000 - _STALL_TICK_MS
        self._own_s = 0.0
        if late_ms > 20:
            self._stalls.append((late_ms, self._app.bridge.property("view")))
        self._beat = now

    def _obey(self, command: dict[str, Any]) -> dict[str, Any]:
        name = command.pop("do")
        do = getattr(self, f"_do_{name}", None)
        if do is None:
            return {"error": "no such command"}
        try:
            if name == "picture":
                self._wait_until_settled()
            return {"answer": self._on_qt(partial(do, **command), looking=name in _LOOKING)}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def _on_qt(self, do: Callable[[], Any], *, looking: bool = True) -> Any:
        """Have something done on the Qt thread and wait for it here, on the control thread."""
        done: Future[Any] = Future()

        def work() -> None:
            began = time.monotonic()
            try:
                done.set_result(do())
            except Exception as error:
                done.set_exception(error)
            if looking:
                self._own_s += time.monotonic() - began

        self._hop.asked.emit(work)
        return done.result(timeout=30)

    def _wait_until_settled(self) -> None:
        """Until the page lies still, a little more than two seconds at most.

        Waited for here: QTest's own waiting holds Python's lock, which the thread that loads pictures needs.
        """
        for _ in range(40):
            time.sleep(0.05)
            if self._on_qt(self._settled):
                break
        time.sleep(0.06)

    # --- eye ------------------------------------------------------------------------------------------

    def _do_screen(self) -> dict[str, Any]:
        bridge = self._app.bridge
        names = ("view", "serial", "language", "elder", "signed_in", "network", "waiting", "idle_left_s", "toast")
        screen = {name: bridge.property(name) for name in names}
        return screen | {"values": self._app.bridge.session.screen.values()}

    def _do_picture(self, path: str) -> bool:
        """Of the page as it lies."""
        return bool(self._window.grabWindow().save(path))

    def _do_names(self) -> list[str]:
        return [item.objectName() for item in _items(self._window.contentItem()) if item.objectName()]

    def _do_stalls(self) -> dict[str, Any]:
        worst = sorted(self._stalls, reverse=True)[:10]
        return {"count_over_50_ms": sum(ms > 50 for ms, _ in self._stalls), "worst_ms": worst}

    def _do_place(self, x: int, y: int) -> None:
        """Put the window there on the screen, where the window system allows it."""
        self._window.setPosition(x, y)

    def _do_forget_stalls(self) -> None:
        self._stalls.clear()

    def _do_started(self) -> dict[str, float]:
        return {"first_frame_s": self._first_frame_s}

    # --- finger -----------------------------------------------------------------------------------------

    def _do_where(self, name: str) -> list[int]:
        """Where it can be pressed now, as x, y, width, height; empty while it cannot, or the page still settles."""
        item = self._find(name)
        if item is None or not self._settled():
            return []
        place = item.mapRectToScene(item.boundingRect()).toRect()
        return [place.x(), place.y(), place.width(), place.height()]

    def _settled(self) -> bool:
        return bool(self._window.property("ready"))

    def _do_tap(self, name: str) -> None:
        item = self._find(name)
        if item is None:
            raise LookupError(f"nothing called {name} can be pressed on this screen")
        self._bring_into_view(item)
        self._finger.press(item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint())

    def _do_draw(self, name: str, strokes: list[list[list[float]]]) -> None:
        """Strokes as fractions of the item's size."""
        item = self._find(name)
        if item is None:
            raise LookupError(f"nothing called {name} to draw on")
        for stroke in strokes:
            points = [item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint() for x, y in stroke]
            self._finger.draw(points)

    def _find(self, name: str) -> QQuickItem | None:
        found = [one for one in _items(self._window.contentItem()) if one.objectName() == name and _pressable(one)]
        return found[-1] if found else None

    def _bring_into_view(self, item: QQuickItem) -> None:
        """Scroll the Flickable an item lies in, as the page's own More button would."""
        parent = item.parentItem()
        while parent is not None:
            if parent.metaObject().indexOfProperty("contentY") >= 0:
                inside = item.mapToItem(parent, QPointF(0, 0)).y()
                height = parent.height()
                if inside < 0 or inside + item.height() > height:
                    limit = max(0.0, parent.property("contentHeight") - height)
                    wanted = parent.property("contentY") + inside - (height - item.height()) / 2
                    parent.setProperty("contentY", min(max(0.0, wanted), limit))
            parent = parent.parentItem()


def _items(root: QQuickItem) -> Iterator[QQuickItem]:
    yield root
    for child in root.childItems():
        if child.isVisible():
            yield from _items(child)


def _pressable(item: QQuickItem) -> bool:
    return item.isVisible() and item.isEnabled() and item.width() > 0 and item.height() > 0
