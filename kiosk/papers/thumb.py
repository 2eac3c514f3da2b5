"""Small pictures of pages for the tray (kiosk requirements L-09)."""

import cv2

from kiosk.papers.page import Image

LONGEST_SIDE_PX = 320
QUALITY = 80


def thumbnail(page: Image, longest_side_px: int = LONGEST_SIDE_PX) -> bytes:
    """The page as a small colour JPEG, never enlarged; ValueError when it cannot be coded."""
    scale = min(1.0, longest_side_px / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    good, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not good:
        raise ValueError(f"a page of {page.shape} cannot be coded")
    return bytes(data.tobytes())
