"""Pictures for the screen, by name, from memory only: the live camera, pages, thumbnails, QR and barcodes."""

import threading
from collections.abc import Callable
from typing import Any

import barcode
import cv2
import numpy as np
import qrcode
from barcode.writer import ImageWriter
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from kiosk.papers.kept import Kept
from kiosk.papers.watermark import as_shown
from kiosk.visit import Visit


class PaperImages(QQuickImageProvider):
    """Answers "image://papers/<name>" on Qt's image thread; `visit` gives the present visit."""

    def __init__(self, visit: Callable[[], Visit]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._visit = visit
        self._lock = threading.Lock()
        self._live: Any = None

    def show_live(self, frame: Any) -> None:
        """A new picture of the preview (numpy BGR) or None, on the camera's thread; QML draws the page's outline."""
        with self._lock:
            self._live = frame

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802
        """The picture called `name`; a light grey pixel when there is none."""
        kind, _, rest = name.partition("/")
        image = self._picture(kind, rest, requested)
        if kind == "qr":
            image = enlarged(image, requested)
        if kind in ("live", "shot", "thumb", "incoming", "asked") and requested.isValid() and not requested.isEmpty():
            fit = Qt.AspectRatioMode.KeepAspectRatio
            image = image.scaled(requested, fit, Qt.TransformationMode.SmoothTransformation)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def _picture(self, kind: str, rest: str, requested: QSize) -> QImage:
        match kind:
            case "live":
                with self._lock:
                    return from_bgr(self._live)
            case "shot":
                return self._copy(_pixels(self._visit().images.get("shot")), requested)
            case "thumb":
                return self._copy(_decoded(self._thumb(rest)), requested)
            case "incoming" | "asked":
                return self._copy(_decoded(self._listed(kind, rest.partition("/")[0])), requested)
            case "qr":
                return _grey(_qr(str(self._visit().images.get(f"qr/{rest.partition('/')[0]}", ""))))
            case "barcode":
                return _grey(_barcode(rest.rpartition("/")[2]))
        return from_bgr(None)

    def _copy(self, page: Any, requested: QSize) -> QImage:
        """A page as a copy that says what it is for (kiosk requirements L-11)."""
        if page is None:
            return from_bgr(None)
        room = (requested.width(), requested.height()) if requested.isValid() else (0, 0)
        return from_bgr(as_shown(page, self._visit().application.purpose, room))

    def _listed(self, kind: str, index: str) -> bytes:
        """A page that came from elsewhere and is not yet accepted, or that was handed in before."""
        thumbs = self._visit().images.get(kind, [])
        return thumbs[int(index)] if index.isdigit() and int(index) < len(thumbs) else b""

    def _thumb(self, number: str) -> bytes:
        pages = (page for some in list(self._visit().application.pages.values()) for page in list(some))
        return next((page.thumb for page in pages if str(page.number) == number), b"")


def _pixels(picture: Kept | None) -> Any:
    return None if picture is None else picture.image()


def _decoded(jpeg: bytes) -> Any:
    """BGR; None without bytes."""
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None


def from_bgr(image: Any) -> QImage:
    if image is None:
        blank = QImage(1, 1, QImage.Format.Format_RGB32)
        blank.fill(0xFFE8ECEE)
        return blank
    whole = np.ascontiguousarray(image)
    height, width = whole.shape[:2]
    return QImage(whole.data, width, height, whole.strides[0], QImage.Format.Format_BGR888).copy()


def _grey(image: Any) -> QImage:
    pixels = np.ascontiguousarray(np.asarray(image.convert("L")))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Grayscale8).copy()


def enlarged(code: QImage, room: QSize) -> QImage:
    """A code of one pixel a module, as large as fits with every module alike: uneven ones are hard to read."""
    times = room.width() // code.width() if room.isValid() and not room.isEmpty() else 8
    return code.scaled(code.size() * max(1, times))


def _qr(text: str) -> Any:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=1, border=4)
    code.add_data(text)
    return code.make_image().get_image()


def _barcode(text: str) -> Any:
    writer = ImageWriter()
    options = {"module_width": 0.35, "module_height": 14.0, "write_text": False, "quiet_zone": 4.0}
    return barcode.get("code128", text or "-", writer=writer).render(options)
