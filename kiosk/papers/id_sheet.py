"""Both sides of an identity card on one A4 sheet at true size (kiosk requirements L-10)."""

from dataclasses import replace

import cv2
import numpy as np

from kiosk.papers.page import A4_MM, CARD_MM, DPI, MM_PER_INCH, Image
from kiosk.papers.reading import Line

SHEET_DPI = 300
LEFT_MM = (A4_MM[0] - CARD_MM[0]) / 2
TOPS_MM = (72.0, 72.0 + CARD_MM[1] + 24.0)  # portrait side above, issuing side below


def id_sheet(portrait: Image, issuing: Image, dpi: int = SHEET_DPI) -> Image:
    """A white A4 sheet, BGR at `dpi`, with both sides 85.6 x 54 mm below each other; sides upright, at any size."""
    width, height = (round(mm / MM_PER_INCH * dpi) for mm in A4_MM)
    sheet = np.full((height, width, 3), 255, np.uint8)
    card = tuple(round(mm / MM_PER_INCH * dpi) for mm in CARD_MM)
    for side, top_mm in zip((portrait, issuing), TOPS_MM, strict=True):
        x, y = (round(mm / MM_PER_INCH * dpi) for mm in (LEFT_MM, top_mm))
        larger = side.shape[1] < card[0]
        laid = cv2.resize(side, card, interpolation=cv2.INTER_CUBIC if larger else cv2.INTER_AREA)
        sheet[y : y + card[1], x : x + card[0]] = laid
    return sheet


def on_sheet(line: Line, side: int, page_dpi: int = DPI, dpi: int = SHEET_DPI) -> Line:
    """A line read on one side (0 portrait, 1 issuing) of true size at `page_dpi`, where it stands on the sheet."""
    x, y = (mm / MM_PER_INCH * dpi for mm in (LEFT_MM, TOPS_MM[side]))
    scale = dpi / page_dpi
    return replace(line, box=tuple((x + px * scale, y + py * scale) for px, py in line.box))
