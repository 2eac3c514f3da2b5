"""Materials under the camera, one after another: shown, judged, retaken or accepted."""

from kiosk.events import Done, Elapsed, Event, Failed, FrameSeen, Returned, Said
from kiosk.screens.screen import Screen
from kiosk.shot import Shot
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.capture_live import on_live
from kiosk.steps.capture_moves import open_first
from kiosk.steps.capture_review import CaptureReview
from kiosk.steps.capture_screen import capture_screen
from kiosk.steps.capture_slots import to_photograph
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_watch import CaptureWatch


class CaptureMaterials(Step):
    """Live preview, shoot, review. The visit keeps the accepted pages; nothing touches the disk.

    In the progress bar it belongs to the step before it, `AskOffices`: both are about papers.
    """

    def __init__(self) -> None:
        self._now = Capturing()
        self._watch = CaptureWatch(self._now)
        self._review = CaptureReview(self._now, self._watch)

    def skip(self, here: Here) -> bool:
        self._now.slots.uses = to_photograph(here)
        return not here.visit.application.open_material and self._now.slots.first_missing(here) is None

    def enter(self, here: Here) -> None:
        open_first(self._now, here)
        self._review.ask_reading(here)
        self._watch.begin(here)

    def leave(self, here: Here) -> None:
        here.terminal.viewfinder.off()
        here.visit.images.pop("shot", None)

    def never_idle(self, here: Here) -> bool:
        return self._now.shooting

    def screen(self, here: Here) -> Screen:
        return capture_screen(self._now, here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        now = self._now
        if isinstance(event, Said):
            self._watch.hide(False, here)
        match event:
            case FrameSeen(_, sight):
                return Stay(quiet=self._watch.sees(sight, here))
            case Elapsed("look"):
                return Stay(quiet=self._watch.look(here))
            case Done("shot", Shot() as shot):
                self._review.judge(shot, here)
            case Failed("shot", error):
                self._watch.failed(error, here)
                return Stay()
            case Done("read"):
                self._review.weigh(here)
            case Returned():
                return self._back_from_elsewhere(here)
            case Said("back"):
                return Back()
            case Said(name) if now.shot is not None and name != "undo":
                return self._review.on(event, here)
            case _ if not now.shooting and now.tray.on(event, now.slots.pages(here), here):
                return None
            case Said() if not now.shooting:
                return on_live(event, now, self._watch, here)
        return None

    def _back_from_elsewhere(self, here: Here) -> Outcome | None:
        """The camera again, for what is still missing."""
        self._now.drop()
        self._now.slots.uses = to_photograph(here)  # one less where an e-certificate was put in
        if self._now.slots.first_missing(here) is None:
            return Next()
        self.enter(here)
        return Stay()
