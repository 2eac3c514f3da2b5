"""Pictures by name: what was put away does not come back."""

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QSize

from kiosk.slips import PHONE_BYTES
from kiosk.visit import Visit
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
