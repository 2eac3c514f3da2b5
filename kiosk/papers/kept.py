"""A picture as a visit keeps it: coded, a seventh to a tenth of its pixels, so that thick registers fit into memory."""

from copy import copy
from typing import cast

import cv2
import numpy as np

from kiosk.papers.page import Image, turned

QUALITY = 95
"""Above what is filed (`kiosk/papers/pdf.py`), each pixel with its own colour: as much is read on it (decision 058)."""


class Kept:
    """One picture (BGR). `shape` is that of its pixels: rows, columns, 3."""

    def __init__(self, image: Image) -> None:
        """ValueError when it cannot be coded. Some 20 ms for an A4 page at 200 dpi: not on the Qt thread."""
        coding = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
        coding += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
        good, data = cv2.imencode(".jpg", image, coding)
        if not good:
            raise ValueError(f"a picture of {image.shape} cannot be coded")
        self._jpeg, self._quarters = bytes(data.tobytes()), 0
        self.shape = cast("tuple[int, int, int]", image.shape)

    def image(self) -> Image:
        """Its pixels, anew each time and of the caller alone; as long as coding it took."""
        return turned(cv2.imdecode(np.frombuffer(self._jpeg, np.uint8), cv2.IMREAD_COLOR), self._quarters)

    def turned(self) -> "Kept":
        """The same a quarter turn clockwise; not coded again, so that it can be turned as often as one likes."""
        other = copy(self)
        other._quarters = (self._quarters + 1) % 4
        other.shape = (self.shape[1], self.shape[0], self.shape[2])
        return other

    def __len__(self) -> int:
        """Bytes it is kept in."""
        return len(self._jpeg)
