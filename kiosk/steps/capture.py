"""Materials under the camera, one after another: shown, judged, retaken or accepted."""

from contract.failures import Failure
from contract.text import Text
from kiosk import rows
from kiosk.events import Done, Elapsed, Event, Failed, FrameSeen, Returned, Said
from kiosk.papers.auto_shoot import AutoShoot, Sight
from kiosk.papers.still import StillOutline
from kiosk.screens import Screen
from kiosk.shot import Shot, Wanted
from kiosk.step import Back, Begin, Here, Next, Outcome, Stay, Step
from kiosk.steps.capture_screen import capture_screen
from kiosk.steps.capture_state import Capturing, doubt_of, purpose_of, to_photograph

_LOOK_EVERY_S = 1.0
_BLIND_S = 6.0  # no frame for so long: the camera is gone (a slow one needs some seconds to open)
HIDE_S = 10.0  # kiosk requirements L-18


_NOT_LOOKED_UP = Text(
    zh="现在联不上网,查不了部门记录和您以前交过的材料,请先拍照;能由部门核查的,之后由我们去查",
    en="There is no connection, so nothing can be looked up: please show your papers. We ask the offices later",
)


class CaptureMaterials(Step):
    """Live preview, shoot, review. The visit keeps the accepted pages; nothing touches the disk.

    In the progress bar it belongs to the step before it, `AskOffices`: both are about papers.
    """

    def __init__(self) -> None:
        self._now = Capturing()
        self._watch = AutoShoot(StillOutline())
        self._frame_at = self._moved_at = 0.0
        self._failed = False  # no picture came: not tried again by itself before the paper is moved

    def skip(self, here: Here) -> bool:
        self._now.slots = to_photograph(here)
        return not here.visit.application.open_material and self._now.first_missing(here) == len(self._now.slots)

    def enter(self, here: Here) -> None:
        now, application = self._now, here.visit.application
        now.slots = to_photograph(here)
        wanted = [i for i, use in enumerate(now.slots) if use.material == application.open_material]
        first = now.first_missing(here)
        now.editing = first == len(now.slots)
        now.slot, application.open_material = (wanted or [0 if now.editing else first])[0], ""
        now.tray.replacing = now.place_of(application.open_page, here)
        application.open_page, application.purpose = 0, purpose_of(here)
        self._ask_reading(here)
        here.terminal.camera_on(here, self._watch.see)
        if application.not_looked_up:
            application.not_looked_up = False
            here.toast(here.visit.t(_NOT_LOOKED_UP))
        self._frame_at = self._moved_at = here.clock.monotonic()
        here.later(_LOOK_EVERY_S, "look")

    def leave(self, here: Here) -> None:
        here.terminal.camera_off()
        here.visit.images.pop("shot", None)

    def never_idle(self, here: Here) -> bool:
        return self._now.shooting

    def screen(self, here: Here) -> Screen:
        return capture_screen(self._now, here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        now = self._now
        if isinstance(event, Said):
            self._hide(False, here)
        match event:
            case FrameSeen(_, sight):
                return self._seeing(sight, here)
            case Elapsed("look"):
                return self._look(here)
            case Done("shot", Shot() as shot):
                self._judge(shot, here)
            case Failed("shot", error):
                self._watch.forget()
                self._failed = True
                now.shooting, now.trouble = False, here.terminal.note_error(error)
                return Stay()
            case Done("read"):
                self._weigh(here)
            case Returned():
                return self._back_from_elsewhere(here)
            case Said("back"):
                return Back()
            case Said(name) if now.shot is not None and name != "undo":
                return self._reviewed(event, here)
            case _ if not now.shooting and now.tray.on(event, now.pages(here), here):
                return None
            case Said() if not now.shooting:
                return self._said(event, here)
        return None

    def _said(self, said: Said, here: Here) -> Outcome | None:
        """An answer while the camera's picture is shown."""
        now = self._now
        match said:
            case Said("shoot"):
                self._shoot(here)
            case Said("auto", {"on": bool(on)}):
                here.visit.auto_shoot = on
            case Said("show"):
                self._hide(False, here)
            case Said("slot", {"index": int() | float() as index}) if 0 <= index < len(now.slots):
                self._open(int(index), here)
            case Said("scanner") if here.terminal.scanner.sources:
                here.visit.application.incoming_for = now.use.material
                return Begin(rows.FROM_SCANNER)
            case Said("phone") if here.terminal.hand_over is not None and here.terminal.online:
                here.visit.application.incoming_for = now.use.material
                return Begin(rows.FROM_PHONE)
            case Said("next") if now.complete(here, now.slot):
                return self._go_on(here)
        return None

    def _back_from_elsewhere(self, here: Here) -> Outcome | None:
        """The camera again, for what is still missing."""
        self._now.drop()
        if self._now.first_missing(here) == len(self._now.slots):
            return Next()
        self.enter(here)
        return Stay()

    def _reviewed(self, said: Said, here: Here) -> Outcome | None:
        """An answer to the picture just taken."""
        now = self._now
        good = now.shot is not None and not now.shot.advice
        match said:
            case Said("retake"):
                self._drop_shot(here)
                self._watch.again()
            case Said("another_page") if now.room_after_shot(here):
                self._keep(here)
            case Said("accept") if good:
                return self._take(here)
            case Said("anyway") if now.may_go_anyway(here):
                return self._take(here)
            case Said("by_locker") if now.may_go_by_locker(here):
                now.leave_to_locker(here)
                here.visit.images.pop("shot", None)
                return self._go_on(here)
        return None

    def _seeing(self, sight: Sight, here: Here) -> Outcome | None:
        """A frame came: the camera is there, and says so when it was not."""
        now, clock_s = self._now, here.clock.monotonic()
        before = (now.trouble, now.place, now.hidden, now.shooting)
        self._frame_at, now.place = clock_s, sight.place
        if now.trouble is Failure.CAMERA_MISSING:
            now.trouble = None
        if sight.moved:
            self._moved_at, self._failed = clock_s, False
            self._hide(False, here)
        if sight.due and here.visit.auto_shoot and not self._failed:
            self._shoot(here)
        return Stay(quiet=before == (now.trouble, now.place, now.hidden, now.shooting))

    def _look(self, here: Here) -> Outcome | None:
        """A camera that went is spoken of without waiting for the button; a preview nobody minds is hidden."""
        now, clock_s = self._now, here.clock.monotonic()
        before = (now.trouble, now.hidden)
        if clock_s - self._frame_at >= _BLIND_S and now.trouble is None and not now.shooting:
            now.trouble = Failure.CAMERA_MISSING
            here.terminal.note(Failure.CAMERA_MISSING)
        self._hide(min(here.quiet_s, clock_s - self._moved_at) >= HIDE_S, here)
        here.later(_LOOK_EVERY_S, "look")
        return Stay(quiet=before == (now.trouble, now.hidden))

    def _hide(self, hidden: bool, here: Here) -> None:
        if hidden is not self._now.hidden:
            self._now.hidden = hidden
            here.terminal.hide_preview(hidden)

    def _shoot(self, here: Here) -> None:
        now = self._now
        if now.shooting or now.shot is not None or not now.room(here):
            return
        now.shooting, now.trouble = True, None
        self._watch.taken()
        wanted = Wanted(now.use.material, now.other_pages(here), now.background(here))
        here.run("shot", "capture", lambda: here.terminal.shoot(wanted))

    def _judge(self, shot: Shot, here: Here) -> None:
        now = self._now
        now.shooting, now.shot = False, shot
        now.bad_tries = now.bad_tries + 1 if shot.advice else 0
        here.visit.images["shot"] = shot.image

    def _drop_shot(self, here: Here) -> None:
        self._now.drop()
        here.visit.images.pop("shot", None)

    def _keep(self, here: Here) -> None:
        self._now.keep(here)
        here.visit.images.pop("shot", None)
        self._ask_reading(here)

    def _ask_reading(self, here: Here) -> None:
        """To be told once the pages there are now have been read: the reader takes them in turn."""
        if any(page.reading for some in here.visit.application.pages.values() for page in some):
            here.run("read", "ocr", lambda: None)

    def _weigh(self, here: Here) -> None:
        """What was read speaks against a page: that is said before the next one is taken.

        While another picture is made or looked at it waits: keeping or leaving the materials asks again.
        """
        now = self._now
        if now.shot is not None or now.shooting or (found := doubt_of(here)) is None:
            return
        if now.doubt(found, here):
            here.turned()
        here.visit.images["shot"] = now.pages(here)[found.index].image

    def _open(self, index: int, here: Here) -> None:
        """Another material: its pages in the tray, its words above."""
        now = self._now
        if index != now.slot:
            now.slot, now.bad_tries = index, 0
            now.tray.close()
            here.turned()

    def _take(self, here: Here) -> Outcome | None:
        """Accept the page; when the material has its pages, on to the next one, unless the person is only mending."""
        now, mending = self._now, self._now.editing or self._now.tray.replacing is not None
        self._keep(here)
        return None if mending or not now.complete(here, now.slot) else self._go_on(here)

    def _go_on(self, here: Here) -> Outcome | None:
        missing = self._now.first_missing(here)
        if missing == len(self._now.slots):
            return Next()
        self._open(missing, here)
        return None
