"""Whether a portrait photograph may serve: its background and the size of the head (kiosk requirements 5, PH1, PH2)."""

from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Any

import cv2
import numpy as np

from kiosk.papers.page import MM_PER_INCH, Image, turned

UNEVEN = 9.0  # 8-bit Lab units: spread of a background that is not one plain colour
HEAD_WIDTH, HEAD_HEIGHT = (0.40, 0.80), (0.42, 0.85)  # of the photograph; wide, as printed rules differ
FIGURE_APART = 24.0  # 8-bit Lab units from the background
LEAST_MM, LARGEST_MM = (18.0, 24.0), (42.0, 60.0)  # width and height of portraits in use, 1-inch to 2-inch
RATIO = (1.15, 1.65)  # of height to width: 35 x 45 and 35 x 53 mm, a little tilted
RIM_MM = 1.2  # not looked at, all round: a white border, the cut's shadow, the ground that shows at the edge
COLOURED = 7.0  # 8-bit Lab units off the ground's grey that skin has in a colour print; a copy in grey has none
SEPARATE = 0.12  # of the width: a figure so wide beside another one is a second head


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
    heads: int = 1
    coloured: bool = True
    quarters: int = 0  # clockwise, by which it was turned to stand upright

    @property
    def empty(self) -> bool:
        """True when nothing stands before the ground: the back of a print."""
        return not self.head_width

    @property
    def head_fits(self) -> bool:
        """True when there is one head, neither too small nor too large."""
        within = self.heads == 1 and HEAD_WIDTH[0] <= self.head_width <= HEAD_WIDTH[1]
        return within and HEAD_HEIGHT[0] <= self.head_height <= HEAD_HEIGHT[1]

    def has_background(self, wanted: str) -> bool:
        """Whether the ground is the one asked for (`spec.background`); light paper under a lamp passes for white."""
        return self.background == wanted or (wanted == Background.WHITE and self.background is Background.LIGHT)


def is_portrait_size(width_mm: float, height_mm: float) -> bool:
    """Whether a print may have these sides, either way round."""
    sides = sorted((width_mm, height_mm))
    if not RATIO[0] < sides[1] / max(sides[0], 1e-6) < RATIO[1]:
        return False
    return all(least <= side <= most for side, least, most in zip(sides, LEAST_MM, LARGEST_MM, strict=True))


def upright_portrait(photo: Image, dpi: float) -> Portrait:
    """Look at a print cut out at its edges, lying any way.

    A photograph has no writing that says which way is up: the way in which a head fits is taken. The rim is left out,
    for the ground shows at the edge of the best cut; shares are of the whole print all the same.
    """
    rim = round(RIM_MM / MM_PER_INCH * dpi)
    inner = photo[rim : photo.shape[0] - rim, rim : photo.shape[1] - rim]
    whole = (photo.shape[1] / inner.shape[1], photo.shape[0] / inner.shape[0])
    quarters = (0, 2) if photo.shape[0] >= photo.shape[1] else (1, 3)
    looks = [_scaled(portrait(turned(inner, one)), one, whole if one % 2 == 0 else whole[::-1]) for one in quarters]
    return next((one for one in looks if one.head_fits), looks[0])


def _scaled(seen: Portrait, quarters: int, whole: tuple[float, float]) -> Portrait:
    return replace(
        seen, quarters=quarters, head_width=seen.head_width / whole[0], head_height=seen.head_height / whole[1]
    )


def portrait(photo: Image) -> Portrait:
    """Look at a cropped portrait, BGR, upright."""
    small = cv2.resize(photo, (100, round(100 * photo.shape[0] / photo.shape[1])), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1), cv2.COLOR_BGR2LAB).astype(np.float32)
    ground = _ground(lab)
    middle = np.median(ground, axis=0)
    spread = float(np.percentile(np.linalg.norm(ground - middle, axis=1), 85))
    background = Background.UNEVEN if spread > UNEVEN else _named(middle)
    figure = np.linalg.norm(lab - middle, axis=2) > FIGURE_APART
    width, height, heads = _head(figure)
    return Portrait(background, width, height, heads, _is_coloured(lab, figure))


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


def _is_coloured(lab: Any, figure: Any) -> bool:
    """Whether the figure has colours of its own; True where there is none to look at."""
    if not figure.any():
        return True
    return float(np.percentile(np.linalg.norm(lab[figure][:, 1:] - 128, axis=1), 90)) > COLOURED


def _head(figure: Any) -> tuple[float, float, int]:
    """Width and height of the head as shares, hair to chin: down to where the figure is narrowest, the neck.

    Last, how many figures stand side by side at the head's height.
    """
    height, width = figure.shape
    spans = figure[:, 3:-3].sum(axis=1).astype(np.float32)
    rows = np.nonzero(spans > 0.08 * width)[0]
    if not len(rows):
        return 0.0, 0.0, 0
    top = int(rows[0])
    spans = cv2.blur(spans[:, None], (1, 5)).ravel()
    widest = top + int(spans[top : top + round(0.45 * height)].argmax())
    below = spans[widest : round(0.92 * height)]
    neck = widest + int(below.argmin()) if len(below) else height
    return float(spans[top : neck + 1].max()) / width, (neck - top) / height, _beside(figure[(top + neck) // 2])


def _beside(row: Any) -> int:
    """How many stretches of a figure one row crosses."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2] > SEPARATE * len(row)).sum())
