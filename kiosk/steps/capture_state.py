"""What the capture step knows: its slots, the shot under review, and where its page goes. No screen, no camera."""

from dataclasses import dataclass, field

from contract.failures import Failure
from kiosk.papers.auto_shoot import Place
from kiosk.papers.doubt import Doubt
from kiosk.papers.kept import Kept
from kiosk.shot import Shot, doubted
from kiosk.step import Here
from kiosk.steps.capture_slots import Slots
from kiosk.steps.page_tray import PageTray
from kiosk.visit import CapturedPage


@dataclass
class Capturing:
    """The state of one visit to the camera; gone with the step. Accepted pages are in the visit."""

    slots: Slots = field(default_factory=Slots)
    editing: bool = False  # everything was there on entering: the person came to change something
    shot: Shot | None = None
    shooting: bool = False
    bad_tries: int = 0
    trouble: Failure | None = None  # why no picture can be taken
    place: Place = Place.NOTHING
    hidden: bool = False
    tray: PageTray = field(default_factory=PageTray)
    doubted: CapturedPage | None = None  # the page under review, when it was accepted before it was read

    def other_pages(self, here: Here) -> list[Kept]:
        """The pictures of the present material's pages, without the one to be replaced."""
        return [page.picture for at, page in enumerate(self.slots.pages(here)) if at != self.tray.replacing]

    def room(self, here: Here) -> bool:
        """Whether a picture taken now has a place: a further page, or the one to be replaced."""
        most = self.slots.material(here).pages_max
        return self.tray.replacing is not None or len(self.slots.pages(here)) < most

    def doubt(self, found: Doubt, slot: int, here: Here) -> bool:
        """Put a page of `slot` under review again; whether another material is shown for it."""
        other, self.slots.at = slot != self.slots.at, slot
        page = self.slots.pages(here)[found.index]
        self.tray.close()
        self.tray.replacing, self.doubted, self.shot = found.index, page, doubted(page, found.advice)
        doubts = here.visit.application.doubts
        doubts[found.material] = doubts.get(found.material, 0) + 1
        return other

    def drop(self) -> None:
        """The picture under review is not wanted; a page that was doubted is to be taken again in its place."""
        self.shot = self.doubted = None

    def leave_to_locker(self, here: Here) -> None:
        """The original comes in place of the picture, and of the page that was to be taken again."""
        del self.slots.pages(here)[:]
        here.visit.application.by_locker.add(self.slots.use.material)
        self.tray.close()
        self.bad_tries = 0
        self.drop()

    def keep(self, here: Here) -> None:
        """The page under review belongs to the material now shown."""
        shot, advice = self.shot, self.shot.advice.value if self.shot and self.shot.advice else ""
        if self.doubted is not None:
            self.doubted.advice = advice
            self.tray.close()
        elif shot is not None and shot.page is not None:
            page = CapturedPage(shot.page, shot.thumb, advice)
            here.terminal.reading.begin(page)
            self.tray.put(page, self.slots.pages(here))
            here.visit.application.by_locker.discard(self.slots.use.material)
        self.drop()
        self.bad_tries = 0
