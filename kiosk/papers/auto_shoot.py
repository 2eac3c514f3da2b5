"""When to take the picture by itself: a sheet that lies still, once; and what to say until then.

`AutoShoot.see` runs on the camera's preview thread, the other calls on the session's; pure but for its own state, time
comes in. The same sheet is not taken twice: it has to be gone, or to show something else, for a moment in between.
Why, and what was measured: decision 021.
"""

import threading
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Protocol

import cv2
import numpy as np

from kiosk.papers.page import Corners, Image

HOLD_S = 0.8  # kiosk requirements L-01: stable for 0.7 to 1.0 s
CHANGE_S = 0.4  # a finder that loses the sheet for a frame or two has not seen it taken away
RIM_SHARE = 0.006  # of the frame's width: a corner nearer to the rim is cut off (as kiosk.papers.quality)
MOVED_SHARE = 0.02  # of the frame's width: more than trembling of the outline
SAME_LIKENESS = 0.75  # same sheet, turned or shifted: above 0.98; other side of a card: under 0.1 (synthetic papers)
_PRINT_PX = 64
_FAINTEST = 1.5  # grey levels (root mean square): what is fainter is an empty sheet and the sensor's noise


@unique
class Place(StrEnum):
    """How the sheet lies, as far as the preview can tell; the value is what the screen calls it."""

    NOTHING = "nothing"
    GO_LEFT = "go_left"  # it sticks out on the right
    GO_RIGHT = "go_right"
    GO_UP = "go_up"
    GO_DOWN = "go_down"
    TOO_LARGE = "too_large"  # it sticks out on opposite sides
    HOLD = "hold"
    TAKEN = "taken"  # this one was photographed already
    SEVERAL = "several"  # sheets lie beside one another, and none of them was chosen


@dataclass(frozen=True, slots=True)
class Sight:
    """What one preview frame shows.

    `outlines`: of each sheet x, y of four corners as shares of width and height, from left to right. `meant`: index of
    the one that is followed, -1 without one. `hold`: 0 to 1, how much of the stillness is reached. `due`: take the
    picture now. `moved`: the sheet came, went or was shifted.
    """

    place: Place = Place.NOTHING
    outlines: tuple[tuple[float, ...], ...] = ()
    meant: int = -1
    hold: float = 0.0
    due: bool = False
    moved: bool = False

    @property
    def outline(self) -> tuple[float, ...]:
        """That of the sheet that is meant; () without one."""
        return self.outlines[self.meant] if self.meant >= 0 else ()


NOTHING_SEEN = Sight()


class Tracked(Protocol):
    """One answer of the outline's tracker: corners in pixels of the frame it was given, and for how long they rest.

    `others` lie beside it; `meant` is False while several lie there and none was chosen.
    """

    @property
    def corners(self) -> Corners | None: ...
    @property
    def stable_s(self) -> float: ...
    @property
    def others(self) -> tuple[Corners, ...]: ...
    @property
    def meant(self) -> bool: ...


class Tracker(Protocol):
    """Follows one sheet from frame to frame."""

    def see(self, frame: Image, now_s: float, /) -> Tracked: ...
    def choose(self, corners: Corners, /) -> None: ...


class AutoShoot:
    """Watches the preview of one capture step."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._lock = threading.Lock()
        self._print: Any = None  # of the sheet seen last
        self._corners: Corners | None = None
        self._sheets: list[Corners] = []  # all that were seen last, as their outlines are told
        self._choice: Corners | None = None  # for the tracker, before its next frame
        self._shot: Any = None  # print of the sheet photographed last; None: any sheet may be taken
        self._shot_at: Corners | None = None
        self._may_move = False
        self._other_since: float | None = None
        self._anchor: Corners | None = None

    def see(self, frame: Image, now_s: float) -> Sight:
        """Judge one frame of the preview (BGR, all of one size); `now_s` is steady time."""
        height, width = frame.shape[:2]
        self._hand_on_choice()
        tracked = self._tracker.see(frame, now_s)
        corners = tracked.corners
        sheets = [] if corners is None else sorted([corners, *tracked.others], key=_from_left)
        print_ = None if corners is None else _print_of(frame, corners)
        with self._lock:
            self._print, self._corners, self._sheets = print_, corners, sheets
            self._forget_if_changed(print_, width, now_s)
            moved = self._moved(corners, width)
            if corners is None:
                return Sight(moved=moved)
            place = _place(corners, width, height) if tracked.meant else Place.SEVERAL
            if place is Place.HOLD and self._shot is not None:
                place = Place.TAKEN
            hold = min(1.0, tracked.stable_s / HOLD_S) if place is Place.HOLD else 0.0
        outlines = tuple(tuple((one / (width, height)).round(4).ravel().tolist()) for one in sheets)
        meant = next(index for index, one in enumerate(sheets) if one is corners) if tracked.meant else -1
        return Sight(place, outlines, meant, hold, hold >= 1.0, moved)

    def choose(self, index: int) -> None:
        """The person means this one of the outlines seen last; one that is not there changes nothing."""
        with self._lock:
            if 0 <= index < len(self._sheets):
                self._choice = self._sheets[index]

    def _hand_on_choice(self) -> None:
        """To the tracker, which belongs to the preview's thread."""
        with self._lock:
            choice, self._choice = self._choice, None
        if choice is not None:
            self._tracker.choose(choice)

    def taken(self) -> None:
        """The sheet seen last is being photographed, by itself or by the button."""
        with self._lock:
            self._shot, self._shot_at = self._print, self._corners
            self._may_move, self._other_since = False, None

    def again(self) -> None:
        """The picture was not good: the same sheet may be taken once more as soon as it is laid differently."""
        with self._lock:
            self._may_move = True

    def forget(self) -> None:
        """No picture came of it: any sheet may be taken."""
        with self._lock:
            self._shot = None

    def _forget_if_changed(self, print_: Any, width: int, now_s: float) -> None:
        if self._shot is None:
            return
        same = print_ is not None and _likeness(self._shot, print_) >= SAME_LIKENESS
        shifted = self._may_move and same and _apart(self._corners, self._shot_at) > MOVED_SHARE * width
        if same and not shifted:
            self._other_since = None
        elif self._other_since is None:
            self._other_since = now_s
        elif now_s - self._other_since >= CHANGE_S:
            self._shot = self._other_since = None

    def _moved(self, corners: Corners | None, width: int) -> bool:
        """Compared with where it last was called moved, so that slow drifts count and trembling never does."""
        if corners is None or (self._anchor is not None and _apart(corners, self._anchor) <= MOVED_SHARE * width):
            return False
        self._anchor = corners
        return True


def _place(corners: Corners, width: int, height: int) -> Place:
    rim, x, y = RIM_SHARE * width, corners[:, 0], corners[:, 1]
    left, right = x.min() < rim, x.max() > width - 1 - rim
    top, bottom = y.min() < rim, y.max() > height - 1 - rim
    if (left and right) or (top and bottom):
        return Place.TOO_LARGE
    ways = {Place.GO_RIGHT: left, Place.GO_LEFT: right, Place.GO_DOWN: top, Place.GO_UP: bottom}
    return next((place for place, cut in ways.items() if cut), Place.HOLD)


def _from_left(corners: Corners) -> float:
    return float(corners[:, 0].mean())


def _apart(one: Corners, two: Corners) -> float:
    return float(np.linalg.norm(one - two, axis=1).max())


def _print_of(frame: Image, corners: Corners) -> Any:
    """What the sheet shows, coarse and without its light: float32 (n, n) of norm 1, or zeros for an empty sheet."""
    side = _PRINT_PX
    flat = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32) - 0.5
    bend = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    calm = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (0, 0), 1.2)
    sheet = cv2.warpPerspective(calm, bend, (side, side), flags=cv2.INTER_AREA).astype(np.float32)
    sheet -= cv2.blur(sheet, (side // 4, side // 4))
    rim = side // 12
    inner = sheet[rim:-rim, rim:-rim]
    inner -= inner.mean()
    norm = float(np.linalg.norm(inner))
    return inner / norm if norm > _FAINTEST * inner.shape[0] else np.zeros_like(inner)


def _likeness(one: Any, two: Any) -> float:
    """Correlation, -1 to 1, whichever way up the second lies; 1 for two empty sheets."""
    if not one.any() and not two.any():
        return 1.0
    return max(float((one * np.rot90(two, quarters)).sum()) for quarters in range(4))
