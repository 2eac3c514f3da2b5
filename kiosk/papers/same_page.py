"""Whether two photographs show the same page (domain 2.5: the same file for two slots)."""

from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import numpy as np

from kiosk.papers.ink import at_dpi, grey_of, ink_depth
from kiosk.papers.kept import Kept
from kiosk.papers.page import DPI, MM_PER_INCH, Image

WORK_DPI = 75
SIZE_TOLERANCE = 0.06
TILE_MM = 8.0
SHIFT_MM = 2.0  # how far two findings of one sheet may differ
LEAST_INK = 6.0  # mean depth of a tile that has writing
ALIKE, MOST_UNLIKE = 0.97, 0.02
"""Correlation of a tile that shows the same, and the share of tiles that may fail. Two pages of one printed form agree
in their labels and differ in few tiles, by a digit: a mean over the page would call them one. On specimens the 2 % of
tiles that fit least reach 0.99 on the same page and at most 0.95 on another person's; a second picture that is worse
than the first (a fold, a finger) is rather missed than another page refused."""


def is_among(page: Image, earlier: Iterable[Kept], dpi: int = DPI) -> bool:
    """True when every written part of the page is found on one of the earlier, and the other way round.

    All upright and at `dpi`; a blank page is never the same as another.
    """
    own = None
    for one in earlier:
        if _same_size(page.shape, one.shape):
            own = _written(page, dpi) if own is None else own
            if _alike(own, _written(one.image(), dpi)):
                return True
    return False


def _same_size(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether pictures of these shapes can show one page at all."""
    pairs = zip(one[:2], other[:2], strict=True)
    return all(abs(a - b) <= SIZE_TOLERANCE * max(a, b) for a, b in pairs)


def _written(page: Image, dpi: int) -> Any:
    """What of a page is compared: the depth of its ink at `WORK_DPI`, float32 (height, width)."""
    small = at_dpi(grey_of(page), dpi, WORK_DPI)
    return cv2.GaussianBlur(ink_depth(small, WORK_DPI).astype(np.float32), (0, 0), 1.0)


def _alike(one: Any, other: Any) -> bool:
    """Whether what is `_written` on two pages of one size is the same; another page is known by its first tiles."""
    fitted = cv2.resize(other, (one.shape[1], one.shape[0]), interpolation=cv2.INTER_AREA)
    tiles = [*_tiles(one, fitted), *_tiles(fitted, one)]
    unlike = 0
    for piece, around in tiles:
        likeness: Any = cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED)
        unlike += float(np.nan_to_num(likeness).max()) < ALIKE
        if unlike > MOST_UNLIKE * len(tiles):
            return False
    return bool(tiles)


def _tiles(one: Any, other: Any) -> Iterator[tuple[Any, Any]]:
    """Each written tile of `one`, and the surroundings of its place on `other`."""
    tile, shift = (round(mm / MM_PER_INCH * WORK_DPI) for mm in (TILE_MM, SHIFT_MM))
    for y in range(shift, one.shape[0] - tile - shift + 1, tile):
        for x in range(shift, one.shape[1] - tile - shift + 1, tile):
            piece = one[y : y + tile, x : x + tile]
            if piece.mean() >= LEAST_INK:
                yield piece, other[y - shift : y + tile + shift, x - shift : x + tile + shift]
