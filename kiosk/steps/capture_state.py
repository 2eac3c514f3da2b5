"""What the capture step knows: which materials, how far each is, and the shot under review. No screen, no camera."""

from dataclasses import dataclass, field
from typing import Any

from contract.coverage import left
from contract.failures import Failure
from contract.hand_in import asked_again
from contract.item import Material, MaterialUse
from kiosk.asked import catalogue_of, items_of
from kiosk.clock import local
from kiosk.papers.auto_shoot import Place
from kiosk.papers.doubt import Doubt, doubt_in
from kiosk.papers.watermark import purpose
from kiosk.shot import Shot, doubted
from kiosk.step import Here
from kiosk.steps.page_tray import PageTray
from kiosk.visit import CapturedPage

TRIES_BEFORE_ANYWAY = 3  # kiosk requirements L-08


def to_photograph(here: Here) -> list[MaterialUse]:
    """The materials this person has to show the camera, by the answers so far."""
    application, items = here.visit.application, items_of(here)
    if application.asked is not None:
        return [use for use in asked_again(items, application.asked.materials) if use.scan]
    slots = left(items, catalogue_of(here), application.answers, application.covered)
    return [need.use for need in slots if need.use.scan]


def locker_works(here: Here) -> bool:
    """Whether originals can be left here at present."""
    return here.terminal.bank_map.columns > 0 and Failure.BOARD_SILENT not in here.terminal.troubles()


def purpose_of(here: Here) -> str:
    """What is written across the copies: in Chinese, as on paper ones."""
    title = here.terminal.offers.title_of(here.visit.application.items[0]).zh
    return purpose(title, local(here.clock.now()).date())


def doubt_of(here: Here) -> Doubt | None:
    """The first page that what was read by now speaks against, unless the person wants nothing read."""
    visit = here.visit
    if not visit.read_papers or visit.identity is None:
        return None
    asked = {use.material for use in to_photograph(here)}
    pages = {material: pages for material, pages in visit.application.pages.items() if material in asked}
    return doubt_in(pages, visit.identity.id_number, local(here.clock.now()).date())


@dataclass
class Capturing:
    """The state of one visit to the camera; gone with the step. Accepted pages are in the visit."""

    slots: list[MaterialUse] = field(default_factory=list)
    slot: int = 0
    editing: bool = False  # everything was there on entering: the person came to change something
    shot: Shot | None = None
    shooting: bool = False
    bad_tries: int = 0
    trouble: Failure | None = None  # why no picture can be taken
    place: Place = Place.NOTHING
    hidden: bool = False
    tray: PageTray = field(default_factory=PageTray)
    doubted: CapturedPage | None = None  # the page under review, when it was accepted before it was read

    @property
    def use(self) -> MaterialUse:
        """The material now under the camera."""
        return self.slots[self.slot]

    def material(self, here: Here, index: int | None = None) -> Material:
        """The kind of a slot, of the present one by default."""
        return catalogue_of(here).materials[self.slots[self.slot if index is None else index].material]

    def pages(self, here: Here) -> list[CapturedPage]:
        """The accepted pages of the present material; changes to the list are kept."""
        return here.visit.application.pages.setdefault(self.use.material, [])

    def place_of(self, number: int, here: Here) -> int | None:
        """Where a page stands among those of the present material."""
        return next((at for at, page in enumerate(self.pages(here)) if page.number == number), None)

    def background(self, here: Here) -> str:
        """What a photograph must have behind the head, "" when nothing is asked."""
        asked = self.use.spec.background if self.use.spec else None
        return asked or self.material(here).spec.background or ""

    def other_pages(self, here: Here) -> list[Any]:
        """The pictures of the present material's pages, without the one to be replaced."""
        return [page.image for at, page in enumerate(self.pages(here)) if at != self.tray.replacing]

    def complete(self, here: Here, index: int) -> bool:
        """Whether a slot has all it needs: its pages, or the promise of the original."""
        application, material = here.visit.application, self.material(here, index)
        return len(application.pages.get(material.id, [])) >= material.pages_min or material.id in application.by_locker

    def first_missing(self, here: Here) -> int:
        """Index of the first slot that lacks something; one past the last when nothing does."""
        return next((i for i in range(len(self.slots)) if not self.complete(here, i)), len(self.slots))

    def room(self, here: Here) -> bool:
        """Whether a picture taken now has a place: a further page, or the one to be replaced."""
        return self.tray.replacing is not None or len(self.pages(here)) < self.material(here).pages_max

    def room_after_shot(self, here: Here) -> bool:
        """Whether this material may have another page after the one under review (a household register has many)."""
        material = self.material(here)
        new = self.tray.replacing is None and self.shot is not None and not self.shot.advice
        return new and material.pages_min <= len(self.pages(here)) + 1 < material.pages_max

    def tired(self, here: Here) -> bool:
        """So many bad pictures, or pages that were the wrong ones, that the person is offered another way."""
        tries = max(self.bad_tries, here.visit.application.doubts.get(self.use.material, 0))
        return self.shot is not None and self.shot.advice is not None and tries >= TRIES_BEFORE_ANYWAY

    def may_go_anyway(self, here: Here) -> bool:
        """Whether the bad picture may be handed in for staff to look at."""
        return self.tired(here) and self.shot is not None and self.shot.page is not None

    def may_go_by_locker(self, here: Here) -> bool:
        """Whether the original may come in place of the picture: only where the item takes it by locker anyway."""
        return self.tired(here) and self.use.original and not self.other_pages(here) and locker_works(here)

    def doubt(self, found: Doubt, here: Here) -> bool:
        """Put a page under review again; whether another material is shown for it."""
        slot = next(i for i, use in enumerate(self.slots) if use.material == found.material)
        other, self.slot = slot != self.slot, slot
        page = self.pages(here)[found.index]
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
        del self.pages(here)[:]
        here.visit.application.by_locker.add(self.use.material)
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
            self.tray.put(page, self.pages(here))
            here.visit.application.by_locker.discard(self.use.material)
        self.drop()
        self.bad_tries = 0
