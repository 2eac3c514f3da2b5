"""Materials under the camera, one after another: shown, judged, retaken or accepted."""

from dataclasses import replace

from contract.failures import ENTRIES, Failure
from contract.item import MaterialUse
from contract.prereview import required_materials
from contract.text import Text
from kiosk import rows
from kiosk.events import Done, Elapsed, Event, Failed, FrameSeen, Returned, Said
from kiosk.papers.quality import Advice
from kiosk.screens import Capture, Check, Screen
from kiosk.shot import ADVICE_TEXT, LIVE_HINT, Shot
from kiosk.step import Back, Begin, Here, Next, Outcome, Stay, Step
from kiosk.visit import CapturedPage

TRIES_BEFORE_ANYWAY = 3  # kiosk requirements L-08
_PAGE_OF = Text(zh="第 {0} 页", en="Page {0}")
_LOOK_EVERY_S = 2.0
_BLIND_S = 6.0  # no frame for so long: the camera is gone (a slow one needs some seconds to open)


def to_photograph(here: Here) -> list[MaterialUse]:
    """The materials this person has to show the camera, by the answers so far."""
    catalogue, application = here.terminal.catalogue, here.visit.application
    items = [catalogue.items[item] for item in application.items]
    return [use for use in required_materials(items, catalogue, application.answers) if use.scan]


class CaptureMaterials(Step):
    """Live preview, shoot, review. The visit keeps the accepted pages; nothing touches the disk."""

    title = "capture"

    def __init__(self) -> None:
        self._slots: list[MaterialUse] = []
        self._slot = 0
        self._shot: Shot | None = None
        self._shooting = False
        self._bad_tries = 0
        self._frame_at = 0.0
        self._trouble: Failure | None = None  # why no picture can be taken

    def skip(self, here: Here) -> bool:
        self._slots = to_photograph(here)
        return not here.visit.application.open_material and self._first_missing(here) == len(self._slots)

    def enter(self, here: Here) -> None:
        self._slots, application = to_photograph(here), here.visit.application
        wanted = [i for i, use in enumerate(self._slots) if use.material == application.open_material]
        self._slot, application.open_material = (wanted or [self._first_missing(here)])[0], ""
        here.terminal.camera_on(here)
        self._frame_at = here.clock.monotonic()
        here.later(_LOOK_EVERY_S, "look")

    def leave(self, here: Here) -> None:
        here.terminal.camera_off()
        here.visit.images.pop("shot", None)

    def never_idle(self, here: Here) -> bool:
        return self._shooting

    def _first_missing(self, here: Here) -> int:
        """Index of the first material with too few pages; one past the last when all are there."""
        pages, known = here.visit.application.pages, here.terminal.catalogue.materials
        missing = (i for i, u in enumerate(self._slots) if len(pages.get(u.material, [])) < known[u.material].pages_min)
        return next(missing, len(self._slots))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case FrameSeen():
                return self._seeing(here)
            case Elapsed("look"):
                self._look(here)
            case Said("shoot") if not self._shooting and self._shot is None:
                self._shooting, self._trouble = True, None
                here.run("shot", "capture", here.terminal.shoot)
            case Done("shot", Shot() as shot):
                self._shooting, self._shot = False, shot
                self._bad_tries = self._bad_tries + 1 if shot.advice else 0
                here.visit.images["shot"] = shot.image
            case Failed("shot", error):
                self._shooting, self._trouble = False, here.terminal.note_error(error)
                return Stay()
            case Said("retake"):
                self._drop_shot(here)
            case Said("accept") if self._shot and not self._shot.advice:
                return self._take(here)
            case Said("another_page") if self._shot and not self._shot.advice and self._room_for_more(here):
                self._keep(here)
            case Said("anyway") if (
                self._shot and self._bad_tries >= TRIES_BEFORE_ANYWAY and self._shot.page is not None
            ):
                return self._take(here)
            case Said("delete_page", {"index": int() | float() as index}) if 0 <= index < len(self._pages(here)):
                del self._pages(here)[int(index)]
            case Said("scanner") if not self._shooting and here.terminal.scanner.sources:
                here.visit.application.scan_for = self._slots[self._slot].material
                return Begin(rows.FROM_SCANNER)
            case Returned():
                return self._back_from_scanner(here)
            case Said("back"):
                return Back()
        return None

    def _back_from_scanner(self, here: Here) -> Outcome | None:
        """The camera again, for what is still missing."""
        self._shot = None
        if self._first_missing(here) == len(self._slots):
            return Next()
        self.enter(here)
        return Stay()

    def _seeing(self, here: Here) -> Outcome | None:
        """The camera is there; it says so when it was not."""
        self._frame_at = here.clock.monotonic()
        if self._trouble is not Failure.CAMERA_MISSING:
            return None
        self._trouble = None
        return Stay()

    def _look(self, here: Here) -> None:
        """A camera that went is spoken of without waiting for the button."""
        blind = here.clock.monotonic() - self._frame_at >= _BLIND_S
        if blind and self._trouble is None and not self._shooting:
            self._trouble = Failure.CAMERA_MISSING
            here.terminal.note(Failure.CAMERA_MISSING)
        here.later(_LOOK_EVERY_S, "look")

    def _pages(self, here: Here) -> list[CapturedPage]:
        return here.visit.application.pages.setdefault(self._slots[self._slot].material, [])

    def _drop_shot(self, here: Here) -> None:
        self._shot = None
        here.visit.images.pop("shot", None)

    def _room_for_more(self, here: Here) -> bool:
        """Whether this material may have another page after the one under review (a household register has many)."""
        material = here.terminal.catalogue.materials[self._slots[self._slot].material]
        return material.pages_min <= len(self._pages(here)) + 1 < material.pages_max

    def _keep(self, here: Here) -> None:
        """The page under review belongs to the material now shown."""
        shot = self._shot
        if shot is not None and shot.page is not None:
            advice = shot.advice.value if shot.advice else ""
            self._pages(here).append(CapturedPage(shot.page, shot.thumb, advice))
        self._drop_shot(here)
        self._bad_tries = 0

    def _take(self, here: Here) -> Outcome | None:
        """Accept the page; when the material has its pages, on to the next one."""
        if self._shot is None or self._shot.page is None:
            return None
        self._keep(here)
        before, self._slot = self._slot, self._first_missing(here)
        if self._slot >= len(self._slots):
            return Next()
        if self._slot != before:
            here.turned()
        return None

    def screen(self, here: Here) -> Screen:
        t, catalogue = here.visit.t, here.terminal.catalogue
        slot = min(self._slot, len(self._slots) - 1)
        checks = [self._check(i, use, here) for i, use in enumerate(self._slots)]
        material = catalogue.materials[self._slots[slot].material]
        pages = here.visit.application.pages.get(material.id, [])
        shown = Capture(
            material=t(material.title),
            hint=t(material.photo),
            state="live",
            checks=checks,
            live="live",
            page="",
            thumbs=[f"thumb/{material.id}/{i}" for i in range(len(pages))],
            advice=t(LIVE_HINT) if not self._shooting else "",
            can_scan=bool(here.terminal.scanner.sources),
        )
        if self._trouble is not None and not self._shooting and self._shot is None:
            entry = ENTRIES[self._trouble]
            shown = replace(shown, advice=f"{t(entry.sentence)} {t(entry.next_step)}", advice_tone="bad")
        return self._under_review(shown, here) if self._shot else shown

    def _under_review(self, shown: Capture, here: Here) -> Capture:
        shot = self._shot
        if shot is None:
            return shown
        return replace(
            shown,
            state="review",
            page=f"shot/{shot.number}",
            advice=here.visit.t(ADVICE_TEXT[shot.advice]) if shot.advice else here.visit.t(ADVICE_TEXT[None]),
            advice_tone="warn" if shot.advice else "good",
            can_accept=shot.advice is None,
            can_add_page=shot.advice is None and self._room_for_more(here),
            can_anyway=bool(shot.advice)
            and shot.advice is not Advice.NO_PAGE
            and self._bad_tries >= TRIES_BEFORE_ANYWAY,
        )

    def _check(self, index: int, use: MaterialUse, here: Here) -> Check:
        pages = len(here.visit.application.pages.get(use.material, []))
        state = "now" if index == self._slot else "done" if pages else "todo"
        return Check(here.visit.t(here.terminal.catalogue.materials[use.material].title), state, pages)
