"""A copy's purpose, written across it (kiosk requirements L-11): on what is shown or printed, not on what is filed."""

import functools
from datetime import date

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from drivers.printer.fonts import font
from kiosk.papers.page import Image

EM_SHARE = 0.045  # of the page's diagonal: the same look on a thumbnail and on a page
SMALLEST_EM_PX = 9
SLANT_DEGREES = 28
OPACITY = 0.30
INK_BGR = (60, 60, 190)


def purpose(item: str, day: date) -> str:
    """The words: 仅用于 the item, and the day."""
    return f"仅用于{item} {day:%Y-%m-%d}"


def as_shown(page: Image, words: str, room_px: tuple[int, int]) -> Image:
    """A copy for the screen, no larger than fits `room_px` (width, height; zeros: as it is), with `words` if any."""
    height, width = page.shape[:2]
    scale = min(1.0, room_px[0] / width, room_px[1] / height) if all(side > 0 for side in room_px) else 1.0
    copy = page if scale == 1.0 else cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return watermarked(copy, words) if words else copy


def watermarked(page: Image, words: str) -> Image:
    """A copy of the page (BGR uint8) with `words` across all of it; the page itself is left as it is."""
    height, width = page.shape[:2]
    cover = (_pattern(width, height, words).astype(np.float32) * (OPACITY / 255))[..., None]
    ink = np.array(INK_BGR, np.float32)
    return np.asarray(np.round(page + (ink - page) * cover), np.uint8)


@functools.lru_cache(maxsize=4)
def _pattern(width: int, height: int, words: str) -> Image:
    """The words in slanting rows, uint8 (height, width), 255 = ink."""
    reach = int(np.hypot(width, height)) + 2
    face = font(max(SMALLEST_EM_PX, round(EM_SHARE * reach)))
    layer = Pillow.new("L", (reach, reach), 0)
    draw = ImageDraw.Draw(layer)
    step_x, step_y = round(face.getlength(words) + 2 * face.size), round(3.2 * face.size)
    for row, y in enumerate(range(0, reach, step_y)):
        for x in range(-(row % 2) * step_x // 2, reach, step_x):
            draw.text((x, y), words, fill=255, font=face)
    middle = (reach / 2, reach / 2)
    turn = cv2.getRotationMatrix2D(middle, SLANT_DEGREES, 1)
    turn[:, 2] += np.array([(width - reach) / 2, (height - reach) / 2])
    return cv2.warpAffine(np.asarray(layer), turn, (width, height), flags=cv2.INTER_LINEAR)
