"""The picture just taken, and pages that were doubted later: judged, kept, thrown away or left to the locker."""

from kiosk.events import Said
from kiosk.shot import Shot
from kiosk.step import Here, Next
from kiosk.steps.capture_moves import go_on
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_watch import CaptureWatch
from kiosk.steps.capture_ways import has_room_after, may_go_anyway, may_go_by_locker
from kiosk.steps.doubted_pages import doubt_of


class CaptureReview:
    """Of one visit to the camera."""

    def __init__(self, now: Capturing, watch: CaptureWatch) -> None:
        self._now, self._watch = now, watch

    def judge(self, shot: Shot, here: Here) -> None:
        """A picture came: it is under review."""
        now = self._now
        now.shooting, now.shot = False, shot
        now.bad_tries = now.bad_tries + 1 if shot.advice else 0
        here.visit.images["shot"] = shot.picture

    def on(self, said: Said, here: Here) -> Next | None:
        """An answer to the picture under review."""
        now = self._now
        good = now.shot is not None and not now.shot.advice
        match said:
            case Said("retake"):
                now.drop()
                here.visit.images.pop("shot", None)
                self._watch.auto.again()
            case Said("another_page") if has_room_after(now, here):
                self._keep(here)
            case Said("accept") if good:
                return self._take(here)
            case Said("anyway") if may_go_anyway(now, here):
                return self._take(here)
            case Said("by_locker") if may_go_by_locker(now, here):
                now.leave_to_locker(here)
                here.visit.images.pop("shot", None)
                return go_on(now, self._watch, here)
        return None

    def ask_reading(self, here: Here) -> None:
        """To be told once the pages there are now have been read: the reader takes them in turn."""
        if any(page.reading for some in here.visit.application.pages.values() for page in some):
            here.run("read", "ocr", lambda: None)

    def weigh(self, here: Here) -> None:
        """What was read speaks against a page: that is said before the next one is taken.

        While another picture is made or looked at it waits: keeping or leaving the materials asks again.
        """
        now = self._now
        if now.shot is not None or now.shooting or (found := doubt_of(here)) is None:
            return
        slot = now.slots.index_of(found.material)
        if slot is not None and now.doubt(found, slot, here):
            self._watch.turn_to_material(here)
            here.turned()
        here.visit.images["shot"] = now.slots.pages(here)[found.index].picture

    def _keep(self, here: Here) -> None:
        self._now.keep(here)
        here.visit.images.pop("shot", None)
        self.ask_reading(here)

    def _take(self, here: Here) -> Next | None:
        """Accept the page; when the material has its pages, on to the next one, unless the person is only mending."""
        now, mending = self._now, self._now.editing or self._now.tray.replacing is not None
        self._keep(here)
        return None if mending or not now.slots.complete(here, now.slots.at) else go_on(now, self._watch, here)
