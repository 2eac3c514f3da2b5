"""Following the outline of the sheet through the preview until it lies still (kiosk requirements L-01).

Pure: frames and times are passed in.
"""

import math
from dataclasses import dataclass

import numpy as np

from kiosk.papers.page import Corners, Image, find_page

STILL_SHARE = 0.005  # of the frame's width: corners that move less lie still (L-01)
STILL_S = 0.8  # auto-shoot after so long (L-01: 0.7 to 1.0 s)
LOST_AFTER_S = 0.4  # a frame or two without a sheet is a flicker, not a sheet taken away
SMOOTHING = 0.4  # weight of the newest corners in what is shown


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """`corners` (4, 2) float32 in pixels of the frame given, or None; `stable_s` = how long they have lain still."""

    corners: Corners | None
    stable_s: float

    @property
    def stable(self) -> bool:
        """True once the sheet has lain still long enough for the terminal to shoot by itself."""
        return self.corners is not None and self.stable_s >= STILL_S


class OutlineTracking:
    """One preview's memory of where the sheet lies."""

    def __init__(self) -> None:
        self._shown: Corners | None = None
        self._anchor: Corners | None = None  # where the sheet lay when it came to rest
        self._rest_since_s = self._seen_s = 0.0

    def see(self, frame: Image, now_s: float) -> Tracked:
        """Find the sheet in the newest frame (all frames of one size); `now_s` from a clock that never goes back."""
        return self.follow(find_page(frame), frame.shape[1], now_s)

    def follow(self, found: Corners | None, width_px: int, now_s: float) -> Tracked:
        """The same for corners already found, in a frame `width_px` wide."""
        if found is None:
            return self._missed(now_s)
        self._seen_s = now_s
        near = STILL_SHARE * width_px
        if self._anchor is not None:
            found = _begun_alike(found, self._anchor)
        if self._anchor is None or _distance(found, self._anchor) >= near:
            self._anchor, self._rest_since_s = found, now_s
        jumped = self._shown is None or _distance(found, self._shown) > 4 * near
        self._shown = found if jumped else self._shown + SMOOTHING * (found - self._shown)
        return Tracked(self._shown, now_s - self._rest_since_s)

    def _missed(self, now_s: float) -> Tracked:
        """Nothing found: the last outline holds for a moment, but does not count as still."""
        self._anchor, self._rest_since_s = None, now_s
        if now_s - self._seen_s > LOST_AFTER_S:
            self._shown = None
        return Tracked(self._shown, 0.0)


def _distance(first: Corners, second: Corners) -> float:
    """How far the corner that differs most has moved, pixels."""
    return math.sqrt(float(((first - second) ** 2).sum(axis=1).max()))


def _begun_alike(found: Corners, before: Corners) -> Corners:
    """The same quadrilateral beginning at the corner that lay first before: a sheet at 45 degrees may swap them."""
    turns = [np.roll(found, turn, axis=0) for turn in range(4)]
    return min(turns, key=lambda corners: _distance(corners, before))
