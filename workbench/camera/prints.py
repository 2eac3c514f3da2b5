"""Portrait prints as people bring them: single, blank side up, two that touch, one laid on a sheet of paper."""

import cv2
import numpy as np

from workbench.camera.drawing import PX_PER_MM, Colour, Paper, Pen, Point

SMALL_ONE_INCH, ONE_INCH, TWO_INCH = (22.0, 32.0), (25.0, 35.0), (35.0, 49.0)  # mm, as studios cut them
WHITE, BLUE, RED = (250, 250, 250), (92, 146, 210), (200, 40, 40)  # RGB
SHEET_MM = (148.0, 210.0)
_RIM_RGB = (214, 214, 212)  # the cut edge of a print that lies on paper of its own colour


def photo_print(size_mm: Point = SMALL_ONE_INCH, ground: Colour = WHITE) -> Paper:
    """A glossy print, nobody's likeness."""
    pen = Pen(*size_mm, ground)
    pen.portrait((0, 0), size_mm, ground)
    return pen.paper("print")


def blank_print(size_mm: Point = SMALL_ONE_INCH) -> Paper:
    """The back of a print."""
    return Pen(*size_mm, (247, 247, 244)).paper("print, back up")


def touching(first: Paper, second: Paper) -> Paper:
    """Two prints of one height side by side, without a gap."""
    height = min(first.image.shape[0], second.image.shape[0])
    return Paper("two prints", np.hstack([first.image[:height], second.image[:height]]))


def on_a_sheet(one: Paper, at_mm: Point = (50.0, 70.0)) -> Paper:
    """A print lying on a white A5 sheet, with the thin line its edge shows there."""
    sheet = Pen(*SHEET_MM, (251, 250, 248)).paper("sheet").image
    (x, y), (height, width) = (round(mm * PX_PER_MM) for mm in at_mm), one.image.shape[:2]
    sheet[y : y + height, x : x + width] = one.image
    cv2.rectangle(sheet, (x, y), (x + width, y + height), _RIM_RGB[::-1], 2)
    return Paper("print on a sheet", sheet)
