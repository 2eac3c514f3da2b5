"""The panel's window and its pictures."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QSize, QTimer, QUrl
from PySide6.QtGui import QFont, QGuiApplication, QImage
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickImageProvider, QQuickWindow

from workbench.camera.server import SimulatedCamera
from workbench.panel.bench import Bench
from workbench.panel.bridge import PanelBridge
from workbench.vnc import keep_local, port_of
from workbench.world import World

_QML = Path(__file__).parent / "qml"
_PICTURE_PX = 640
_EMPTY: np.ndarray = np.full((1, 1, 3), 70, np.uint8)
_LARGEST_PX = (1500, 1100)


def prepare_environment() -> None:
    """Before Qt starts: software drawing, unless told otherwise."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")


class PaperPicture(QQuickImageProvider):
    """Answers "image://bench/<anything>" with the paper under the camera."""

    def __init__(self, camera: SimulatedCamera) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._camera = camera

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802
        """The paper itself, not its photograph; one dark pixel when the table is empty."""
        paper = self._camera.shown
        whole = _EMPTY if paper is None else _reduced(paper.image)
        height, width = whole.shape[:2]
        size.setWidth(width)
        size.setHeight(height)
        return QImage(whole.data, width, height, whole.strides[0], QImage.Format.Format_BGR888).copy()


def _reduced(picture: np.ndarray) -> np.ndarray:
    factor = min(1.0, _PICTURE_PX / max(picture.shape[:2]))
    return np.ascontiguousarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


class PanelApp:
    """The panel on a started world; RuntimeError when the QML does not load."""

    def __init__(self, application: QGuiApplication, bench: Bench) -> None:
        application.setFont(QFont("Noto Sans CJK SC"))
        self.bridge = PanelBridge(bench)
        self.engine = QQmlApplicationEngine()
        self.warnings: list[str] = []  # what QML complained of; Qt prints it as well
        self.engine.warnings.connect(lambda found: self.warnings.extend(one.toString() for one in found))
        self.engine.addImageProvider("bench", PaperPicture(bench.world.camera))
        self.engine.setInitialProperties({"bridge": self.bridge})
        self.engine.load(QUrl.fromLocalFile(str(_QML / "Panel.qml")))
        if not self.engine.rootObjects():
            self.bridge.close()
            raise RuntimeError("the panel could not be made; the QML errors above say why")
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Put the window there, as large as it likes to be and there is room."""
        self.window.setPosition(x, y)
        self.window.resize(
            max(self.window.minimumWidth(), min(width, _LARGEST_PX[0])),
            max(self.window.minimumHeight(), min(height, _LARGEST_PX[1])),
        )

    def close(self) -> None:
        """Take the window down, finish what was being done."""
        self.bridge.close()
        self.window.close()
        del self.engine


def run_panel(
    world: World, start_kiosk: Callable[[], object], place: tuple[int, int, int, int], platform: str | None
) -> int:
    """Show the panel in `place` (x, y, width, height) until it is closed or the process is told to stop.

    `platform`: a Qt platform other than the usual, such as `workbench.vnc.platform`. Returns Qt's exit status.
    """
    prepare_environment()
    application = QGuiApplication([sys.argv[0], *(["-platform", platform] if platform else [])])
    panel = PanelApp(application, Bench(world, start_kiosk))
    if port := port_of(platform or ""):
        application.processEvents()  # the server begins with the first drawing
        keep_local(port)
    panel.place(*place)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: application.exit(0))
    awake = QTimer()  # lets Python see the signal while Qt waits
    awake.timeout.connect(lambda: None)
    awake.start(200)
    code = application.exec()
    panel.close()
    return int(code)
