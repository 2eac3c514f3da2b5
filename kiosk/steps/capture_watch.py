"""The camera while materials are taken: follows the paper, says when it is blind, hides what nobody minds."""

from contract.failures import Failure
from kiosk.papers.auto_shoot import AutoShoot, Sight
from kiosk.papers.still import PRINTS, SHEETS, StillOutline
from kiosk.shot import Wanted
from kiosk.step import Here
from kiosk.steps.capture_state import Capturing

LOOK_EVERY_S = 1.0
HIDE_S = 10.0  # kiosk requirements L-18
_BLIND_S = 6.0  # no frame for so long: the camera is gone (a slow one needs some seconds to open)


class CaptureWatch:
    """Of one visit to the camera; what it finds is written into that visit's state."""

    def __init__(self, now: Capturing) -> None:
        self._now, self._still = now, StillOutline()
        self.auto = AutoShoot(self._still)
        self._frame_at = self._moved_at = 0.0
        self._outline: tuple[float, ...] = ()  # of the sheet that a picture would be of
        self._failed = False  # no picture came: not tried again by itself before the paper is moved

    def begin(self, here: Here) -> None:
        """Look on from now, once a second at the camera itself as well."""
        self.turn_to_material(here)
        here.terminal.viewfinder.on(self.auto.see)
        self._frame_at = self._moved_at = here.clock.monotonic()
        here.later(LOOK_EVERY_S, "look")

    def turn_to_material(self, here: Here) -> None:
        """Portraits are smaller than anything that is taken for a sheet: searched for apart."""
        self._still.seek(PRINTS if self._now.slots.background(here) else SHEETS)

    def sees(self, sight: Sight, here: Here) -> bool:
        """A frame came: the camera is there, and says so when it was not. Whether the screen is as before."""
        now, clock_s = self._now, here.clock.monotonic()
        before = (now.trouble, now.place, now.hidden, now.shooting)
        self._frame_at, now.place, self._outline = clock_s, sight.place, sight.outline
        now.trouble = None if now.trouble is Failure.CAMERA_MISSING else now.trouble
        if sight.moved:
            self._moved_at, self._failed = clock_s, False
            self.hide(False, here)
        if sight.due and here.visit.auto_shoot and not self._failed:
            self.shoot(here)
        return before == (now.trouble, now.place, now.hidden, now.shooting)

    def look(self, here: Here) -> bool:
        """A camera that went is spoken of without waiting for the button; whether the screen is as before."""
        now, clock_s = self._now, here.clock.monotonic()
        before = (now.trouble, now.hidden)
        if clock_s - self._frame_at >= _BLIND_S and now.trouble is None and not now.shooting:
            now.trouble = Failure.CAMERA_MISSING
            here.terminal.note(Failure.CAMERA_MISSING)
        self.hide(min(here.quiet_s, clock_s - self._moved_at) >= HIDE_S, here)
        here.later(LOOK_EVERY_S, "look")
        return before == (now.trouble, now.hidden)

    def hide(self, hidden: bool, here: Here) -> None:
        """Hide the preview, or show it again."""
        if hidden is not self._now.hidden:
            self._now.hidden = hidden
            here.terminal.viewfinder.hide(hidden)

    def shoot(self, here: Here) -> None:
        """Ask for a picture, where one has a place; `Done("shot")` or `Failed("shot")` comes."""
        now = self._now
        if now.shooting or now.shot is not None or not now.room(here):
            return
        now.shooting, now.trouble = True, None
        self.auto.taken()
        slots = now.slots
        wanted = Wanted(slots.use.material, now.other_pages(here), slots.background(here), self._outline)
        here.run("shot", "capture", lambda: here.terminal.viewfinder.shoot(wanted))

    def failed(self, error: BaseException, here: Here) -> None:
        """No picture came of it."""
        self.auto.forget()
        self._failed, self._now.shooting, self._now.trouble = True, False, here.terminal.note_error(error)
