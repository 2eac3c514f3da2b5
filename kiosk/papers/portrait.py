"""Whether a portrait photograph may serve: its background and the size of the head (kiosk requirements 5, PH1, PH2)."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import Image

UNEVEN = 9.0  # 8-bit Lab units: spread of a background that is not one plain colour
HEAD_WIDTH, HEAD_HEIGHT = (0.40, 0.80), (0.42, 0.85)  # of the photograph; wide, as printed rules differ
FIGURE_APART = 24.0  # 8-bit Lab units from the background


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
