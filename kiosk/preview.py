"""What the camera's preview thread does with each frame: make it small, look at it, and still show every one."""

from collections.abc import Callable

import cv2

from drivers.roles import Image
from kiosk.clock import Clock
from kiosk.papers.auto_shoot import NOTHING_SEEN, Sight

WIDTH_PX = 960  # widest picture of the preview; enough to find a page in and to fill the screen's frame

Look = Callable[[Image, float], Sight]


def small(frame: Image) -> Image:
    """The frame at most `WIDTH_PX` wide, by a whole number: 12 megapixels take 16 ms so, otherwise 37 ms."""
    parts = -(-frame.shape[1] // WIDTH_PX)
    height, width = frame.shape[0] // parts, frame.shape[1] // parts
    whole = frame[: height * parts, : width * parts]
    return frame if parts == 1 else cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)


class SparingLook:
    """Looks at frames for at most half of the time; the others are said to show what the last one did.

    Finding a page takes longer than a camera's frame on a slow machine; the picture must not stutter for it.
    """

    def __init__(self, look: Look, clock: Clock) -> None:
        self._look, self._clock = look, clock
        self._again_at = clock.monotonic()
        self._last = NOTHING_SEEN

    def __call__(self, frame: Image) -> Sight:
        """What this small frame shows, or the last one looked at."""
        began_s = self._clock.monotonic()
        if began_s >= self._again_at:
            self._last = self._look(frame, began_s)
            ended_s = self._clock.monotonic()
            self._again_at = ended_s + (ended_s - began_s)
        return self._last
