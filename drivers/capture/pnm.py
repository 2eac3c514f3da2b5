"""Portable any-map as programs print it: the header first, so that a giant is refused before its pixels are read."""

import re
from typing import Any

import cv2
import numpy as np

_HEADER = re.compile(rb"P([56])\s(?:#[^\n]*\n)*(\d{1,6})\s+(?:#[^\n]*\n)*(\d{1,6})\s+(\d{1,5})\s")
_CHANNELS = {b"5": 1, b"6": 3}


class BadPnm(ValueError):
    """No whole 8-bit grey or colour picture."""


def read_pnm(data: bytes, max_pixels: int) -> Any:
    """The picture as BGR, uint8, (height, width, 3); raises `BadPnm` for anything that is not exactly one."""
    found = _HEADER.match(data)
    if found is None or found[4] != b"255":
        raise BadPnm(f"{len(data)} bytes that are no 8-bit PGM or PPM")
    width, height, channels = int(found[2]), int(found[3]), _CHANNELS[found[1]]
    if not 0 < width * height <= max_pixels:
        raise BadPnm(f"announces {width} x {height} pixels")
    if len(data) - found.end() != width * height * channels:
        raise BadPnm(f"{len(data) - found.end()} bytes of {width} x {height} x {channels}")
    pixels = np.frombuffer(data, np.uint8, offset=found.end()).reshape(height, width, channels)
    return cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if channels == 1 else cv2.COLOR_RGB2BGR)
