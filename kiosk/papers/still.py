"""Whether the outline of the page rests: the tracker `AutoShoot` uses, over the finder of `kiosk.papers.page`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kiosk.papers.page import Corners, Image, find_pages, follow_page, page_at
from kiosk.papers.prints import follow_print, prints_on

REST_SHARE = 0.005  # kiosk requirements L-01: corners move less than 0.5 % of the frame
SEARCH_EVERY_S = 0.6  # within the stillness that a picture needs: what is followed is searched for anew at least once
LOST_S = 0.2  # a finder may miss the sheet in a frame or two without it having moved


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The sheet in one frame: corners in its pixels or None, and since how many seconds they rest.

    `others`: the sheets beside it, as last searched for. `meant`: it is the only one, or the person chose it.
    """

    corners: Corners | None
    stable_s: float
    others: tuple[Corners, ...] = ()
    meant: bool = True


class Finder(NamedTuple):
    """How things of one kind are found in a frame, the likeliest first, and followed from where one was."""

    find: Callable[[Image], list[Corners]]
    follow: Callable[[Image, Corners], Corners | None]


SHEETS, PRINTS = Finder(find_pages, follow_page), Finder(prints_on, follow_print)


class StillOutline:
    """Follows the sheet from frame to frame: searched for at times, and looked for where it was in between."""

    def __init__(
        self,
        find: Callable[[Image], list[Corners]] = find_pages,
        follow: Callable[[Image, Corners], Corners | None] = follow_page,
    ) -> None:
        self._finder = Finder(find, follow)
        self._last: Corners | None = None  # where the sheet was in the frame before
        self._others: tuple[Corners, ...] = ()
        self._chosen: Corners | None = None  # where the one that the person chose was last
        self._search_at = 0.0
        self._rest: Corners | None = None  # where the sheet came to rest
        self._since = self._seen = 0.0

    def choose(self, corners: Corners) -> None:
        """Of several sheets follow the one there, until it is gone or another one is chosen."""
        self._last, self._chosen = None, corners

    def seek(self, finder: Finder) -> None:
        """Look for things of another kind from the next frame on; may be called from any thread."""
        self._finder = finder

    def see(self, frame: Image, now_s: float) -> Still:
        """Find the sheet in a frame (BGR); `now_s` is steady time."""
        corners = self._last = self._look(frame, now_s)
        if corners is None:
            if now_s - self._seen > LOST_S:
                self._rest = self._chosen = None
            return Still(None, 0.0)
        self._seen = now_s
        if self._chosen is not None:
            self._chosen = corners
        meant = not self._others or self._chosen is not None
        if self._rest is None or float(np.abs(corners - self._rest).max()) > REST_SHARE * frame.shape[1]:
            self._rest, self._since = corners, now_s
        return Still(corners, now_s - self._since, self._others, meant)

    def _look(self, frame: Image, now_s: float) -> Corners | None:
        finder = self._finder
        if self._last is not None and now_s < self._search_at:
            followed = finder.follow(frame, self._last)
            if followed is not None:
                return followed
        self._search_at = now_s + SEARCH_EVERY_S
        return self._searched(finder.find(frame))

    def _searched(self, found: list[Corners]) -> Corners | None:
        """Of all that is found the sheet that is chosen, or else the likeliest."""
        at = None if self._chosen is None else page_at(found, self._chosen)
        if found and at is None:
            self._chosen = None
        self._others = tuple(one for index, one in enumerate(found) if index != (at or 0))
        return found[at or 0] if found else None
