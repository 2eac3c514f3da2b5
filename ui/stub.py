"""A bridge without a terminal behind it: the same properties as the real one, for the gallery and the tests of QML."""

from typing import Any

import numpy as np
import qrcode
from PySide6.QtCore import Property, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider

from kiosk.papers.watermark import as_shown
from kiosk.screens.screen import Screen
from ui.images import enlarged, from_bgr

_SIGHTS: dict[str, Any] = {  # by the name of the camera's picture
    "live": {"outlines": [[0.19, 0.20, 0.81, 0.17, 0.82, 0.75, 0.20, 0.79]], "meant": 0, "hold": 0.6},
    "live-two": {
        "outlines": [
            [0.088, 0.330, 0.472, 0.308, 0.483, 0.657, 0.099, 0.680],
            [0.530, 0.304, 0.914, 0.282, 0.925, 0.632, 0.541, 0.654],
        ],
        "meant": -1,
        "hold": 0.0,
    },
}
_DEFAULTS: dict[str, Any] = {
    "view": "", "values": {}, "serial": 0, "language": "zh-Hans", "elder": False, "frame": 1, "steps": [],
    "idle_left_s": -1, "signed_in": "", "person": "", "network": "online", "waiting": 0, "clock": "14:05",
    "night": False, "card_in": False, "pixels_per_mm": 4.03, "scale": 1.0, "toast": "", "toast_undo": False,
    "sight": _SIGHTS["live"],
}  # fmt: skip


class StubBridge(QObject):
    """Shows what it is told to show and remembers what the screen sent back (`sent`: event and data, in order)."""

    view_changed = Signal()
    values_changed = Signal()
    serial_changed = Signal()
    state_changed = Signal()
    sent_event = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._state: dict[str, Any] = dict(_DEFAULTS)
        self.sent: list[tuple[str, Any]] = []

    def enter(self, screen: Screen) -> None:
        """Shows a screen as another step: `serial` grows."""
        self._state.update(view=screen.view, values=screen.values(), serial=self._state["serial"] + 1)
        self._state["sight"] = _SIGHTS.get(screen.values().get("live", ""), _SIGHTS["live"])
        self.serial_changed.emit()
        self.view_changed.emit()
        self.values_changed.emit()

    def renew(self, screen: Screen) -> None:
        """Shows other values of the same step."""
        self._state["values"] = screen.values()
        self.values_changed.emit()

    def change(self, **state: Any) -> None:
        """Sets any other property by its name."""
        self._state.update(state)
        self.state_changed.emit()

    @Slot(str, "QVariant")
    def send(self, event: str, data: Any) -> None:
        """The only way back from QML."""
        plain = data.toVariant() if hasattr(data, "toVariant") else data
        self.sent.append((event, plain))
        self.sent_event.emit(event, plain)

    def _read(name: str) -> Any:  # type: ignore[misc]  # noqa: N805
        return lambda self: self._state[name]

    view = Property(str, _read("view"), notify=view_changed)
    values = Property(
        "QVariant",  # type: ignore[arg-type]
        _read("values"),
        notify=values_changed,
    )
    serial = Property(int, _read("serial"), notify=serial_changed)
    language = Property(str, _read("language"), notify=state_changed)
    elder = Property(bool, _read("elder"), notify=state_changed)
    frame = Property(int, _read("frame"), notify=state_changed)
    steps = Property(
        "QVariant",  # type: ignore[arg-type]
        _read("steps"),
        notify=state_changed,
    )
    sight = Property(
        "QVariant",  # type: ignore[arg-type]
        _read("sight"),
        notify=state_changed,
    )
    idle_left_s = Property(int, _read("idle_left_s"), notify=state_changed)
    signed_in = Property(str, _read("signed_in"), notify=state_changed)
    person = Property(str, _read("person"), notify=state_changed)
    network = Property(str, _read("network"), notify=state_changed)
    waiting = Property(int, _read("waiting"), notify=state_changed)
    clock = Property(str, _read("clock"), notify=state_changed)
    night = Property(bool, _read("night"), notify=state_changed)
    card_in = Property(bool, _read("card_in"), notify=state_changed)
    views = Property(list, lambda self: [], constant=True)
    pixels_per_mm = Property(float, _read("pixels_per_mm"), notify=state_changed)
    scale = Property(float, _read("scale"), notify=state_changed)
    toast = Property(str, _read("toast"), notify=state_changed)
    toast_undo = Property(bool, _read("toast_undo"), notify=state_changed)


class SamplePapers(QQuickImageProvider):
    """Draws a sheet of paper, a code or a camera picture for any name; nothing of it is anybody's."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, name: str, size: QSize, wanted: QSize) -> QImage:  # noqa: N802
        """One picture; the names are those of the real provider ("qr/receipt", "paper/2", "live/17")."""
        kind = name.split("/")[0]
        if kind == "qr":
            return _qr(wanted)
        if kind == "barcode":
            return _bars()
        if kind == "live-two":
            return _two_sheets()
        return _sheet(camera=True) if kind == "live" else _copy(_sheet(camera=False), wanted)


def _qr(room: QSize) -> QImage:
    """As much as a slip says, so that the modules are as small as they will be."""
    code = qrcode.QRCode(border=4, box_size=1)
    code.add_data("收件凭证\nGZ20261123-000417\n" + "事项: 老年人优待卡首次申领\n" * 8)
    picture = code.make_image().get_image().convert("L")
    grey = QImage.Format.Format_Grayscale8
    return enlarged(QImage(picture.tobytes(), picture.width, picture.height, picture.width, grey).copy(), room)


def _bars() -> QImage:
    picture = QImage(420, 120, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for place in range(60):
        if (place * 7919) % 5 > 1:
            painter.fillRect(30 + place * 6, 8, 3 + (place * 31) % 4, 104, QColor("black"))
    painter.end()
    return picture


def _copy(sheet: QImage, room: QSize) -> QImage:
    """As the real provider shows a page: no larger than asked for, with its purpose."""
    plain = sheet.convertToFormat(QImage.Format.Format_BGR888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    page = rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3)
    return from_bgr(as_shown(page, "仅用于老年人优待卡首次申领 2026-11-23", (room.width(), room.height())))


def _two_sheets() -> QImage:
    """Two small sheets beside one another under the camera."""
    picture = QImage(1280, 960, QImage.Format.Format_RGB32)
    picture.fill(QColor("#2B3138"))
    small = _sheet(camera=False).copy(230, 180, 820, 560)
    painter = QPainter(picture)
    painter.translate(640, 480)
    painter.rotate(-2.5)
    painter.translate(-640, -480)
    for left in (120, 686):
        painter.drawImage(QRect(left, 294, 492, 336), small)
    painter.end()
    return picture


def _sheet(camera: bool) -> QImage:
    picture = QImage(1280, 960, QImage.Format.Format_RGB32)
    picture.fill(QColor("#2B3138" if camera else "#FFFFFF"))
    painter = QPainter(picture)
    if camera:
        painter.translate(640, 480)
        painter.rotate(-2.5)
        painter.translate(-640, -480)
    painter.fillRect(230, 180, 820, 560, QColor("#EEF3EA"))
    painter.setPen(QColor("#2F4A3A"))
    painter.setFont(QFont("Noto Sans CJK SC", 34, QFont.Weight.Bold))
    painter.drawText(270, 200, 740, 90, Qt.AlignmentFlag.AlignVCenter, "样张 · 合成材料")
    painter.setFont(QFont("Noto Sans CJK SC", 24))
    for place, words in enumerate(("姓名  陈*英", "性别  女    民族  汉", "出生  1958 年", "号码  440103********0005")):
        painter.drawText(270, 330 + place * 90, 500, 60, Qt.AlignmentFlag.AlignVCenter, words)
    painter.fillRect(790, 330, 210, 270, QColor("#BFD0DE"))
    painter.end()
    return picture
