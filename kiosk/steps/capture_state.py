"""What the capture step knows: which materials, how far each is, and the shot under review. No screen, no camera."""

from dataclasses import dataclass, field
from typing import Any

from contract.failures import Failure
from contract.hand_in import asked_again
from contract.item import Material, MaterialUse
from contract.prereview import required_materials
from kiosk.papers.auto_shoot import Place
from kiosk.shot import Shot
from kiosk.step import Here
from kiosk.steps.page_tray import PageTray
from kiosk.visit import CapturedPage

TRIES_BEFORE_ANYWAY = 3  # kiosk requirements L-08


def to_photograph(here: Here) -> list[MaterialUse]:
    """The materials this person has to show the camera, by the answers so far."""
    catalogue, application = here.terminal.catalogue, here.visit.application
    items = catalogue.asked(application.items, application.package)
    if application.asked is not None:
        return [use for use in asked_again(items, application.asked.materials) if use.scan]
    return [use for use in required_materials(items, catalogue, application.answers) if use.scan]


def locker_works(here: Here) -> bool:
    """Whether originals can be left here at present."""
    return here.terminal.bank_map.columns > 0 and Failure.BOARD_SILENT not in here.terminal.troubles()


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

    @property
    def use(self) -> MaterialUse:
        """The material now under the camera."""
        return self.slots[self.slot]

    def material(self, here: Here, index: int | None = None) -> Material:
        """The kind of a slot, of the present one by default."""
        return here.terminal.catalogue.materials[self.slots[self.slot if index is None else index].material]

    def pages(self, here: Here) -> list[CapturedPage]:
        """The accepted pages of the present material; changes to the list are kept."""
        return here.visit.application.pages.setdefault(self.use.material, [])

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

    def tired(self) -> bool:
        """So many bad pictures that the person is offered another way."""
        return self.shot is not None and self.shot.advice is not None and self.bad_tries >= TRIES_BEFORE_ANYWAY

    def may_go_anyway(self) -> bool:
        """Whether the bad picture may be handed in for staff to look at."""
        return self.tired() and self.shot is not None and self.shot.page is not None

    def may_go_by_locker(self, here: Here) -> bool:
        """Whether the original may come in place of the picture: only where the item takes it by locker anyway."""
        return self.tired() and self.use.original and not self.pages(here) and locker_works(here)

    def keep(self, here: Here) -> None:
        """The page under review belongs to the material now shown."""
        shot = self.shot
        if shot is not None and shot.page is not None:
            advice = shot.advice.value if shot.advice else ""
            page = CapturedPage(shot.page, shot.thumb, advice)
            here.terminal.reading.begin(page)
            self.tray.put(page, self.pages(here))
            here.visit.application.by_locker.discard(self.use.material)
        self.shot, self.bad_tries = None, 0
