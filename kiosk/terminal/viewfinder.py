"""The camera as a person sees it: the preview while a step looks, and the shot that is kept."""

from collections.abc import Callable
from typing import Any

from drivers.roles import Camera, Image
from kiosk.clock import Clock
from kiosk.events import Event, FrameSeen
from kiosk.papers.auto_shoot import NOTHING_SEEN
from kiosk.preview import Look, SparingLook, small
from kiosk.shot import Shot, Wanted, take_shot
from kiosk.terminal.workers import Workers


class Viewfinder:
    """`on_frame` gets each picture to be shown, or None when there is none to be seen."""

    def __init__(self, camera: Camera, workers: Workers, clock: Clock, post: Callable[[Event], None]) -> None:
        self._camera, self._workers, self._clock, self._post = camera, workers, clock, post
        self.on_frame: Callable[[Any], None] = lambda image: None
        self._watch: object | None = None  # which step the camera's frames are for
        self._hidden = False  # the preview is not to be seen

    def on(self, look: Look | None = None) -> None:
        """Deliver frames to the screen, small, and to the step, as they are; `look` judges the small ones before.

        All of it on the camera's preview thread: picture and outline of one frame reach the screen together.
        """
        watch = self._watch = object()
        self._hidden = False
        judge = SparingLook(look, self._clock) if look else None

        def seen(image: Image) -> None:
            picture = small(image)
            sight = judge(picture) if judge else NOTHING_SEEN
            if self._watch is not watch:
                return  # the camera stops later than the step: the next person must not see this paper
            if not self._hidden:
                self.on_frame(picture)
            if self._hidden or self._watch is not watch:
                self.on_frame(None)  # hidden or left while this frame was on its way
            self._post(FrameSeen(image, sight))

        self._workers.do("capture", lambda: self._camera.start(seen))

    def hide(self, hidden: bool) -> None:
        """Show nothing of what the camera sees, or show it again; it is looked at all the same (L-18)."""
        self._hidden = hidden
        if hidden:
            self.on_frame(None)

    def off(self) -> None:
        """Close the camera; the last frame goes, and none of this step's comes after it."""
        self._watch = None
        self._workers.do("capture", self._camera.stop)
        self.on_frame(None)

    def still(self) -> Any:
        """One full picture; on the capture thread."""
        return self._camera.still()

    def shoot(self, wanted: Wanted | None = None) -> Shot:
        """One judged shot; on the capture thread."""
        return take_shot(self.still(), wanted)
