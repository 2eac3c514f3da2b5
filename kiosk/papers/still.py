"""Whether the outline of the page rests: the tracker `AutoShoot` uses, over the finder of `kiosk.papers.page`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kiosk.papers.page import Corners, Image, find_page, follow_page

REST_SHARE = 0.005  # kiosk requirements L-01: corners move less than 0.5 % of the frame
SEARCH_EVERY_S = 0.6  # within the stillness that a picture needs: what is followed is searched for anew at least once
LOST_S = 0.2  # a finder may miss the sheet in a frame or two without it having moved


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The sheet in one frame: corners in its pixels or None, and since how many seconds they rest."""

    corners: Corners | None
    stable_s: float


class StillOutline:
    """Follows the sheet from frame to frame: searched for at times, and looked for where it was in between."""

    def __init__(
        self,
        find: Callable[[Image], Corners | None] = find_page,
        follow: Callable[[Image, Corners], Corners | None] = follow_page,
    ) -> None:
        self._find, self._follow = find, follow
        self._last: Corners | None = None  # where the sheet was in the frame before
        self._search_at = 0.0
        self._rest: Corners | None = None  # where the sheet came to rest
        self._since = self._seen = 0.0

    def see(self, frame: Image, now_s: float) -> Still:
        """Find the sheet in a frame (BGR); `now_s` is steady time."""
        corners = self._last = self._look(frame, now_s)
        if corners is None:
            if now_s - self._seen > LOST_S:
                self._rest = None
            return Still(None, 0.0)
        self._seen = now_s
        if self._rest is None or float(np.abs(corners - self._rest).max()) > REST_SHARE * frame.shape[1]:
            self._rest, self._since = corners, now_s
        return Still(corners, now_s - self._since)

    def _look(self, frame: Image, now_s: float) -> Corners | None:
        if self._last is not None and now_s < self._search_at:
            followed = self._follow(frame, self._last)
            if followed is not None:
                return followed
        self._search_at = now_s + SEARCH_EVERY_S
        return self._find(frame)
