"""A file from a phone as judged pages: its header first, then decoded under limits; nothing of it is written or run."""

from collections.abc import Iterator

import cv2
import numpy as np

from contract.picture import NotAPage, PageType, header_of
from drivers.capture.pdf import draw_pages
from kiosk.papers.page import DPI, MM_PER_INCH
from kiosk.shot import Shot, flat_shot, take_shot

_A4_LONG_PX = round(297 / MM_PER_INCH * DPI)
_PICTURE_LONG_PX = 4000  # a page's finder needs no more, and a visit's memory should not hold more


def shots_of(data: bytes, most: int) -> Iterator[Shot]:
    """At most `most` pages. Raises `NotAPage`, `TooManyPixels`, `BadPdf`, `PdfTooHeavy`."""
    if header_of(data).type is PageType.PDF:
        for page in draw_pages(data, _A4_LONG_PX, most):
            yield flat_shot(page, DPI)
        return
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise NotAPage("its pixels cannot be decoded")
    scale = _PICTURE_LONG_PX / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    yield take_shot(image)
