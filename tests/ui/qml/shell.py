"""The shell with fingers, and what reads the tree of its items."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from ui.gallery import Gallery, set_environment
from workbench.finger import Finger

set_environment(offscreen=True)  # before any test of the process makes the application

QML = Path(__file__).parents[3] / "ui" / "qml"


def tree(item: QQuickItem) -> Iterator[QQuickItem]:
    """The item and everything visible below it."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from tree(child)


def rect(item: QQuickItem) -> QRectF:
    """Where the item stands in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def above(item: QQuickItem) -> Iterator[QQuickItem]:
    """Its parents up to the window's content. PySide 6.12 loses a reference to None at each None that it returns,
    so the parent of the topmost item is never asked for."""
    while item.metaObject().className() != "QQuickRootItem":
        item = item.parentItem()
        yield item


def seen(item: QQuickItem) -> QRectF:
    """The part of it that no clipping parent hides."""
    whole = rect(item)
    for parent in above(item):
        if parent.clip():
            whole = whole.intersected(rect(parent))
    return whole


def clickable(item: QQuickItem) -> bool:
    """Whether a finger is meant to strike it."""
    return item.isEnabled() and (item.inherits("QQuickAbstractButton") or item.inherits("QQuickTextField"))


class Shell(Gallery):
    """The gallery with fingers."""

    @cached_property
    def _finger(self) -> Finger:
        return Finger(self.window)

    def items(self) -> list[QQuickItem]:
        """Every visible item."""
        return list(tree(self.window.contentItem()))

    def find(self, name: str) -> QQuickItem:
        """The visible item with this objectName."""
        found = [item for item in self.items() if item.objectName() == name]
        assert found, f"{name} is not on the screen"
        return found[0]

    def names(self) -> set[str]:
        """The objectNames on the screen."""
        return {item.objectName() for item in self.items() if item.objectName()}

    def strike(self, target: str | QQuickItem, wait_ms: int = 30) -> None:
        """A press and a release in the middle of an item."""
        item = self.find(target) if isinstance(target, str) else target
        self._finger.press(rect(item).center().toPoint())
        self.settle(wait_ms)

    def drag(self, points: list[QPointF]) -> None:
        """A press at the first point, moves, a release at the last."""
        spots: list[QPoint] = [point.toPoint() for point in points]
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(self.window, left, none, spots[0])
        for spot in spots[1:]:
            QTest.mouseMove(self.window, spot)
            self.settle(8)
        QTest.mouseRelease(self.window, left, none, spots[-1])
        self.settle(30)

    def sent(self) -> list[tuple[str, Any]]:
        """What the views sent, without the shell's sign of life."""
        return [one for one in self.bridge.sent if one[0] != "touch"]
