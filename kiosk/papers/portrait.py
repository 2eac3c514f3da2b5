"""Whether a portrait photograph may serve: its background and the size of the head (kiosk requirements 5, PH1, PH2)."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import MM_PER_INCH, Image, turned

UNEVEN = 9.0  # 8-bit Lab units: spread of a background that is not one plain colour
HEAD_WIDTH, HEAD_HEIGHT = (0.40, 0.80), (0.42, 0.85)  # of the photograph; wide, as printed rules differ
FIGURE_APART = 24.0  # 8-bit Lab units from the background
LEAST_MM, LARGEST_MM = (18.0, 24.0), (42.0, 60.0)  # width and height of portraits in use, 1-inch to 2-inch
FRAMED = 0.88  # of its bounding box that a photograph's outline fills
RIM_MM = 0.4  # cut off all round: a printed frame, a shadow


@unique
class Background(StrEnum):
    """Colours in use for portraits, and what is none of them."""

    WHITE = "white"
    LIGHT = "light"
    BLUE = "blue"
    RED = "red"
    OTHER = "other"
    UNEVEN = "uneven"


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a photograph shows; the head as shares of the photograph's width and height."""

    background: Background
    head_width: float
    head_height: float

    @property
    def head_fits(self) -> bool:
        """True when the head is neither too small nor too large."""
        within = HEAD_WIDTH[0] <= self.head_width <= HEAD_WIDTH[1]
        return within and HEAD_HEIGHT[0] <= self.head_height <= HEAD_HEIGHT[1]

    def has_background(self, wanted: str) -> bool:
        """Whether the ground is the one asked for (`spec.background`); light paper under a lamp passes for white."""
        return self.background == wanted or (wanted == Background.WHITE and self.background is Background.LIGHT)


def portrait_on(page: Image, dpi: int) -> Portrait | None:
    """The portrait that the page is, or that is stuck on it; None when no photograph is made out.

    A photograph alone has no writing that says which way is up: the way in which a head fits is taken.
    """
    photo = _photograph(page, dpi)
    if photo is None:
        return None
    upright = photo if photo.shape[0] >= photo.shape[1] else turned(photo, 1)
    seen = [portrait(one) for one in (upright, turned(upright, 2))]
    return next((one for one in seen if one.head_fits), seen[0])


def _photograph(page: Image, dpi: int) -> Image | None:
    """The page itself when it has a portrait's size, else the smallest framed thing on it of that size."""
    mm = dpi / MM_PER_INCH
    if _is_size(page.shape[1], page.shape[0], mm):
        return page
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), (0, 0), 1.2), 30, 90)
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [(cv2.contourArea(cv2.convexHull(outline)), cv2.boundingRect(outline)) for outline in outlines]
    framed = [box for area, box in boxes if _is_size(box[2], box[3], mm) and area > FRAMED * box[2] * box[3]]
    if not framed:
        return None
    x, y, width, height = min(framed, key=lambda box: box[2] * box[3])
    rim = round(RIM_MM * mm)
    return page[y + rim : y + height - rim, x + rim : x + width - rim]


def _is_size(width: int, height: int, mm: float) -> bool:
    sides = zip(sorted((width, height)), LEAST_MM, LARGEST_MM, strict=True)
    return all(least * mm <= side <= largest * mm for side, least, largest in sides)


def portrait(photo: Image) -> Portrait:
    """Look at a cropped portrait, BGR, upright."""
    small = cv2.resize(photo, (100, round(100 * photo.shape[0] / photo.shape[1])), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1), cv2.COLOR_BGR2LAB).astype(np.float32)
    ground = _ground(lab)
    middle = np.median(ground, axis=0)
    spread = float(np.percentile(np.linalg.norm(ground - middle, axis=1), 85))
    background = Background.UNEVEN if spread > UNEVEN else _named(middle)
    width, height = _head(np.linalg.norm(lab - middle, axis=2) > FIGURE_APART)
    return Portrait(background, width, height)


def _ground(lab: Any) -> Any:
    """Pixels of the strips above and beside a head, (n, 3)."""
    height, width = lab.shape[:2]
    high, wide, rim = round(0.45 * height), round(0.14 * width), 3
    strips = (lab[rim : round(0.07 * height), rim:-rim], lab[rim:high, rim:wide], lab[rim:high, -wide:-rim])
    return np.concatenate([strip.reshape(-1, 3) for strip in strips])


def _named(middle: Any) -> Background:
    light, a, b = float(middle[0]), float(middle[1]) - 128, float(middle[2]) - 128
    if np.hypot(a, b) < 9:
        return Background.WHITE if light > 205 else Background.LIGHT if light > 165 else Background.OTHER
    if b < -9 and -b > abs(a):
        return Background.BLUE
    return Background.RED if a > 25 and a > abs(b) * 0.8 else Background.OTHER


def _head(figure: Any) -> tuple[float, float]:
    """Width and height of the head as shares, hair to chin: down to where the figure is narrowest, the neck."""
    height, width = figure.shape
    spans = figure[:, 3:-3].sum(axis=1).astype(np.float32)
    rows = np.nonzero(spans > 0.08 * width)[0]
    if not len(rows):
        return 0.0, 0.0
    top = int(rows[0])
    spans = cv2.blur(spans[:, None], (1, 5)).ravel()
    widest = top + int(spans[top : top + round(0.45 * height)].argmax())
    below = spans[widest : round(0.92 * height)]
    neck = widest + int(below.argmin()) if len(below) else height
    return float(spans[top : neck + 1].max()) / width, (neck - top) / height
