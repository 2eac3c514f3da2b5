"""A document camera through OpenCV: the only module that knows `cv2.VideoCapture`, and its error translator.

Measured with OpenCV 5.0 (FFmpeg back-end) on an HTTP MJPEG stream: a refused port fails at once; a silent
server ends `open` and `read` after the two time-outs given at opening; after one failed read the handle never
recovers, even when good frames follow, so it is thrown away. The V4L2 back-end knows no time-out of ours:
there a still gives up by its own deadline while the thread waits for the driver's select (10 s by default).
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2

from drivers.capture.errors import BadFrame, CameraLost
from drivers.roles import Image

FIRST_BACKOFF_S = 0.2
LONGEST_BACKOFF_S = 5.0
RATE_WINDOW_FRAMES = 30
# The first picture after the call may have been exposed before it: cameras keep one ready.
STALE_FRAMES = 1

_log = logging.getLogger(__name__)
# The decoder would print every broken byte of a bad cable to the terminal's error stream.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


@dataclass(slots=True)
class _Wish:
    """One asked still: its number, how many pictures must still pass, then the picture."""

    number: int
    to_skip: int = STALE_FRAMES
    picture: Image | None = None


class OpenCvCamera:
    """The role `Camera` over "/dev/video0" (or a udev name) or an "http://" / "rtsp://" stream.

    `width`, `height` in pixels and `fps` are asked of a V4L2 device; a network camera decides itself.
    `wait_s` bounds one open and one read, `still_deadline_s` one whole `still`, `max_pixels` what is a picture.
    """

    def __init__(
        self,
        source: str,
        width: int = 1920,
        height: int = 1440,
        fps: int = 15,
        *,
        wait_s: float = 2.0,
        still_deadline_s: float = 4.0,
        max_pixels: int = 40_000_000,
    ) -> None:
        self._source, self._size, self._fps = source, (width, height), fps
        self._wait_s, self._still_deadline_s, self._max_pixels = wait_s, still_deadline_s, max_pixels
        self._changed = threading.Condition()
        self._tell: Callable[[Image], None] | None = None
        self._wishes: list[_Wish] = []
        self._newest: Image | None = None
        self._taken_at: deque[float] = deque(maxlen=RATE_WINDOW_FRAMES)  # monotonic seconds
        self._seen_size = ""
        self._error: CameraLost | None = None
        self._pictures = self._lost = self._asked = self._opened_for = 0
        self._is_stream = "://" in source
        self._open = self._closing = False
        self._threads = [
            threading.Thread(target=self._grab_for_ever, name="capture", daemon=True),
            threading.Thread(target=self._show_for_ever, name="capture-preview", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def start(self, tell: Callable[[Image], None]) -> None:
        """Deliver preview frames to `tell` on a thread of the camera; the newest wins when `tell` is slow."""
        with self._changed:
            self._refuse_when_closed()
            self._tell, self._newest = tell, None
            self._changed.notify_all()

    def stop(self) -> None:
        """Stop the preview and wait, bounded, until the device is closed."""
        with self._changed:
            self._tell = self._newest = None
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._open or bool(self._wishes), 2 * self._wait_s)

    def still(self) -> Image:
        """One frame taken after the call, BGR; raises CameraLost or BadFrame within `still_deadline_s`."""
        with self._changed:
            self._refuse_when_closed()
            self._error = None
            self._asked += 1
            wish = _Wish(self._asked)
            self._wishes.append(wish)
            self._changed.notify_all()
            self._changed.wait_for(lambda: wish.picture is not None or self._closing, self._still_deadline_s)
            if wish.picture is not None:
                return wish.picture
            self._wishes = [other for other in self._wishes if other is not wish]
            kind = BadFrame if isinstance(self._error, BadFrame) else CameraLost
            raise kind(str(self._error or f"{self._source}: no picture in {self._still_deadline_s} s"))

    def status(self) -> Mapping[str, str]:
        """Live values: source, open, size, frames a second, age of the last frame, losses, last error."""
        with self._changed:
            taken = list(self._taken_at)
            span_s = taken[-1] - taken[0] if len(taken) > 1 else 0.0
            return {
                "source": self._source,
                "open": "yes" if self._open else "no",
                "size": self._seen_size,
                "fps": f"{(len(taken) - 1) / span_s:.1f}" if span_s else "",
                "age_s": f"{time.monotonic() - taken[-1]:.2f}" if taken else "",
                "lost": str(self._lost),
                "last_error": str(self._error or ""),
            }

    def close(self) -> None:
        """Release the device for good; returns within the wait of one read."""
        with self._changed:
            self._closing, self._tell = True, None
            self._changed.notify_all()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(2 * self._wait_s)

    def _refuse_when_closed(self) -> None:
        if self._closing:
            raise CameraLost(f"{self._source}: closed")

    def _wanted(self) -> bool:
        return not self._closing and (self._tell is not None or bool(self._wishes))

    def _grab_for_ever(self) -> None:
        backoff_s = FIRST_BACKOFF_S
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted())
                if self._closing:
                    return
            pictures_before = self._pictures
            try:
                self._run_until_unwanted()
                backoff_s = FIRST_BACKOFF_S
            except CameraLost as error:
                if self._pictures > pictures_before:
                    backoff_s = FIRST_BACKOFF_S
                self._note_loss(error, backoff_s)
                backoff_s = min(2 * backoff_s, LONGEST_BACKOFF_S)

    def _note_loss(self, error: CameraLost, backoff_s: float) -> None:
        """Remember why, then wait; a newly asked still does not sit out the wait."""
        # Said once a loss: a camera that is away for a night must not fill the log.
        level = logging.WARNING if backoff_s == FIRST_BACKOFF_S else logging.DEBUG
        _log.log(level, "camera lost, again in %.1f s: %s", backoff_s, error)
        with self._changed:
            self._error = error
            self._lost += 1
            self._seen_size = ""
            self._taken_at.clear()
            asked = self._asked
            self._changed.wait_for(lambda: self._closing or self._asked > asked, backoff_s)

    def _run_until_unwanted(self) -> None:
        """Open, pass pictures on until nobody wants them, close; raises CameraLost or BadFrame."""
        capture = self._opened()
        try:
            while self._wanted() and not self._outdated():
                self._pass_on(self._next_picture(capture))
        finally:
            capture.release()
            with self._changed:
                self._open = False
                self._changed.notify_all()

    def _outdated(self) -> bool:
        """True when a still was asked after this stream was opened.

        A client that is short of time lets seconds of old pictures pile up in the socket; a new connection
        (some ms) has none. A V4L2 device keeps one buffer and opens slowly, so it stays open.
        """
        return self._is_stream and self._asked > self._opened_for

    def _opened(self) -> Any:
        wait_ms = int(self._wait_s * 1000)
        with self._changed:
            self._opened_for = self._asked
        if self._is_stream:
            # One decoder thread: several would keep as many pictures back as there are threads.
            timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, wait_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, wait_ms]
            wishes = [*timeouts, cv2.CAP_PROP_N_THREADS, 1]
            capture = cv2.VideoCapture(self._source, cv2.CAP_FFMPEG, wishes)
        else:
            capture = cv2.VideoCapture(self._source, cv2.CAP_V4L2)
            # MJPEG first: uncompressed, USB 2 carries such a size at two or three frames a second.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
            capture.set(cv2.CAP_PROP_FPS, self._fps)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        if not capture.isOpened():
            capture.release()
            raise CameraLost(f"{self._source}: cannot be opened")
        self._refuse_size(capture)
        with self._changed:
            self._open = True
        return capture

    def _refuse_size(self, capture: Any) -> None:
        """Look at the announced size before a giant is decoded; raises BadFrame."""
        width = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if 0 < width * height <= self._max_pixels:
            return
        capture.release()
        raise BadFrame(f"{self._source}: announces {width} x {height} pixels")

    def _next_picture(self, capture: Any) -> Image:
        good, picture = capture.read()
        if not good:
            broken = f"{self._source}: the stream ended, fell silent or carried no picture"
            raise CameraLost(broken)
        if picture is None or picture.size == 0:
            raise BadFrame(f"{self._source}: empty picture")
        if picture.shape[0] * picture.shape[1] > self._max_pixels:
            raise BadFrame(f"{self._source}: picture of {picture.shape[1]} x {picture.shape[0]} pixels")
        return picture

    def _pass_on(self, picture: Image) -> None:
        with self._changed:
            self._pictures += 1
            self._taken_at.append(time.monotonic())
            self._seen_size = f"{picture.shape[1]}x{picture.shape[0]}"
            self._newest = picture if self._tell is not None else None
            for wish in self._wishes:
                if self._is_stream and wish.number > self._opened_for:
                    continue
                if wish.to_skip:
                    wish.to_skip -= 1
                else:
                    wish.picture = picture
            self._wishes = [wish for wish in self._wishes if wish.picture is None]
            self._changed.notify_all()

    def _show_for_ever(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._newest is not None)
                if self._closing:
                    return
                picture, self._newest, tell = self._newest, None, self._tell
            if tell is None:
                continue
            try:
                tell(picture)
            except Exception:  # a fault of the listener must not blind the camera, and must be seen
                _log.exception("the preview's listener failed; preview stopped")
                with self._changed:
                    if self._tell is tell:
                        self._tell = None
