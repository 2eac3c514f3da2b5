"""The live preview in the product's own window, off screen: a simulated document camera, the finder at work as ever."""

import itertools
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

from drivers.capture.camera import OpenCvCamera
from kiosk.papers.auto_shoot import AutoShoot, Sight
from kiosk.papers.still import StillOutline
from kiosk.preview import SparingLook, small
from ui.clock import QtClock
from ui.gallery import Gallery, set_environment
from ui.images import PaperImages
from ui.samples import samples
from ui.stub import StubBridge
from workbench.camera import papers
from workbench.camera.server import SimulatedCamera
from workbench.papers_bench.table import Table

GOAL_FPS = 15.0
CAMERA_FPS = 25.0
SIZE_PX = (1920, 1080)
SECONDS = 5.0


class _Shown(QObject):
    """Takes each frame to the window, and counts the pictures that have come onto it."""

    seen = Signal(object)

    def __init__(self, bridge: StubBridge, camera_frame: QObject) -> None:
        super().__init__()
        self.at_s: list[float] = []
        self._bridge, self._numbers = bridge, itertools.count(2)
        self.seen.connect(self._next, Qt.ConnectionType.QueuedConnection)
        camera_frame.came.connect(self._came)  # type: ignore[attr-defined]  # a signal of the QML part

    @Slot(object)
    def _next(self, sight: Sight) -> None:
        self._bridge.change(
            frame=next(self._numbers),
            sight={"outlines": [list(one) for one in sight.outlines], "meant": sight.meant, "hold": sight.hold},
        )

    @Slot()
    def _came(self) -> None:
        self.at_s.append(time.monotonic())


def preview(table: Table, _rounds: int) -> None:
    """Pictures a second that reach the window."""
    set_environment(offscreen=True)
    application = QGuiApplication.instance() or QGuiApplication([])
    gallery, images = Gallery(), PaperImages(lambda: None)  # type: ignore[arg-type, return-value]  # nobody's visit
    gallery.engine.addImageProvider("papers", images)
    gallery.show(samples("zh-Hans")["Capture-first"])
    gallery.settle()
    shown = _Shown(gallery.bridge, _part(gallery, "CameraFrame"))
    looking = SparingLook(AutoShoot(StillOutline()).see, QtClock())

    def look(frame: Any) -> None:
        picture = small(frame)
        sight = looking(picture)
        images.show_live(picture)
        shown.seen.emit(sight)

    stand = SimulatedCamera(*SIZE_PX, fps=CAMERA_FPS)
    stand.show(papers.id_card())
    camera = OpenCvCamera(stand.url)
    try:
        camera.start(look)
        gallery.settle(1000)
        del shown.at_s[:]
        before = _work()
        gallery.settle(round(SECONDS * 1000))
        worked_s, waited_s = (after - first for after, first in zip(_work(), before, strict=True))
    finally:
        camera.close()
        stand.close()
    application.processEvents()
    _tell(table, shown.at_s, worked_s, waited_s)


def _tell(table: Table, at_s: list[float], worked_s: float, waited_s: float) -> None:
    """The line about it; `at_s`: when each picture came onto the window."""
    rate = len(at_s) / SECONDS
    longest_ms = max((after - before for before, after in itertools.pairwise(at_s)), default=SECONDS) * 1000
    table.section("the live preview")
    table.goal(
        rate >= GOAL_FPS,
        f"{SIZE_PX[0]} x {SIZE_PX[1]} in the window: {rate:.1f} pictures a second of {CAMERA_FPS:g} "
        f"(goal {GOAL_FPS:g}), longest gap {longest_ms:.0f} ms; camera, finder and window together worked "
        f"{worked_s:.1f} s of {SECONDS:g} and waited {waited_s:.1f} s for a processor",
    )


def _work() -> tuple[float, float]:
    """Seconds that all threads of this process have worked, and have waited for a processor, by Linux's own count."""
    counts = [task.read_text("ascii").split() for task in Path("/proc/self/task").glob("*/schedstat")]
    return sum(int(one[0]) for one in counts) / 1e9, sum(int(one[1]) for one in counts) / 1e9


def _part(gallery: Gallery, name: str) -> QObject:
    """The first part of that type on the page that is shown."""
    return next(
        one for one in gallery.window.findChildren(QObject) if one.metaObject().className().startswith(f"{name}_QML")
    )
