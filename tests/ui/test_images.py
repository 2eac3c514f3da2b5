"""Pictures by name: what was put away does not come back."""

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from kiosk.papers.kept import Kept
from kiosk.papers.thumb import thumbnail
from kiosk.slips import PHONE_BYTES
from kiosk.visit import CapturedPage, Visit
from ui.images import PaperImages


def width_of(images: PaperImages) -> int:
    return images.requestImage("live/1", QSize(), QSize()).width()


def test_the_camera_picture_is_shown_until_it_is_put_away() -> None:
    images = PaperImages(Visit)
    images.show_live(np.full((720, 960, 3), 200, np.uint8))
    assert width_of(images) == 960
    images.show_live(None)
    assert width_of(images) == 1


@pytest.mark.parametrize("length", [20, PHONE_BYTES])
def test_a_slip_is_a_code_a_phone_reads_with_every_module_alike(length: int) -> None:
    text = ("办件编号 " * 60).encode()[:length].decode("utf-8", "ignore")
    visit = Visit()
    visit.images["qr/receipt"] = text
    size = QSize()
    drawn = PaperImages(lambda: visit).requestImage("qr/receipt/7", size, QSize(314, 314))  # 78 mm at 1080 x 1920
    grey = np.frombuffer(drawn.constBits(), np.uint8).reshape(drawn.height(), drawn.bytesPerLine())[:, : drawn.width()]
    (read,) = zxingcpp.read_barcodes(grey.copy())
    assert read.text == text
    modules = PaperImages(lambda: visit).requestImage("qr/receipt/7", size, QSize(1, 1)).width()
    assert drawn.width() % modules == 0
    assert drawn.width() // modules >= 4  # a millimetre


def _pixels(picture: QImage) -> np.ndarray:
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)  # lives as long as its bytes are read
    return np.frombuffer(plain.constBits(), np.uint8).astype(int)


def _ink(picture: QImage, plain: QImage) -> float:
    """Share of pixels in which two pictures of one size differ visibly."""
    assert picture.size() == plain.size()
    return float((np.abs(_pixels(picture) - _pixels(plain)) > 20).mean())


def test_every_copy_that_is_shown_says_what_it_is_for_and_what_is_filed_does_not() -> None:
    page = np.full((827, 1126, 3), 235, np.uint8)
    visit, purpose = Visit(), "仅用于老年人优待卡首次申领 2026-03-02"
    visit.images["shot"], visit.images["incoming"] = Kept(page), [thumbnail(page)]
    kept = CapturedPage(Kept(page), thumbnail(page))
    visit.application.pages["ID"] = [kept]
    visit.images["asked"] = [thumbnail(page)]
    names = ["shot/1", "incoming/0/1", "asked/0/1", f"thumb/{kept.number}"]

    def drawn(room: QSize) -> list[QImage]:
        return [PaperImages(lambda: visit).requestImage(name, QSize(), room) for name in names]

    for room in (QSize(), QSize(600, 500)):
        visit.application.purpose = ""
        plain = drawn(room)
        visit.application.purpose = purpose
        shares = [_ink(marked, bare) for marked, bare in zip(drawn(room), plain, strict=True)]
        assert all(0.02 < share < 0.4 for share in shares), shares
    assert (kept.picture.image() == 235).all()
