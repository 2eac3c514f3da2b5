"""The materials of one visit to the camera, and how far each is."""

from dataclasses import dataclass, field

from contract.coverage import left
from contract.hand_in import asked_again
from contract.item import Material, MaterialUse
from kiosk.asked import catalogue_of, items_of
from kiosk.step import Here
from kiosk.visit import CapturedPage


def to_photograph(here: Here) -> list[MaterialUse]:
    """The materials this person has to show the camera, by the answers so far."""
    application, items = here.visit.application, items_of(here)
    if application.asked is not None:
        return [use for use in asked_again(items, application.asked.materials) if use.scan]
    slots = left(items, catalogue_of(here), application.answers, application.covered)
    return [need.use for need in slots if need.use.scan]


@dataclass
class Slots:
    """One a material, in the order of the items; `at`: the one now under the camera. The pages are in the visit."""

    uses: list[MaterialUse] = field(default_factory=list)
    at: int = 0

    @property
    def use(self) -> MaterialUse:
        """The material now under the camera."""
        return self.uses[self.at]

    def material(self, here: Here, index: int | None = None) -> Material:
        """The kind of a slot, of the present one by default."""
        return catalogue_of(here).materials[self.uses[self.at if index is None else index].material]

    def pages(self, here: Here) -> list[CapturedPage]:
        """The accepted pages of the present material; changes to the list are kept."""
        return here.visit.application.pages.setdefault(self.use.material, [])

    def place_of(self, number: int, here: Here) -> int | None:
        """Where a page stands among those of the present material."""
        return next((at for at, page in enumerate(self.pages(here)) if page.number == number), None)

    def index_of(self, material: str) -> int | None:
        """The slot of a material; None when it has none."""
        return next((at for at, use in enumerate(self.uses) if use.material == material), None)

    def background(self, here: Here) -> str:
        """What a portrait must have behind the head, "" for any other paper."""
        asked = self.use.spec.background if self.use.spec else None
        return asked or self.material(here).spec.background or ""

    def complete(self, here: Here, index: int) -> bool:
        """Whether a slot has all it needs: its pages, or the promise of the original."""
        application, material = here.visit.application, self.material(here, index)
        return len(application.pages.get(material.id, [])) >= material.pages_min or material.id in application.by_locker

    def first_missing(self, here: Here) -> int | None:
        """Index of the first slot that lacks something; None when nothing does."""
        return next((at for at in range(len(self.uses)) if not self.complete(here, at)), None)
