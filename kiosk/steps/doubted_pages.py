"""Pages of this visit that what was read on them speaks against (decision 035)."""

from kiosk.clock import local
from kiosk.papers.doubt import Doubt, doubt_in
from kiosk.step import Here
from kiosk.steps.capture_slots import to_photograph


def doubt_of(here: Here) -> Doubt | None:
    """The first page that what was read by now speaks against, unless the person wants nothing read."""
    visit = here.visit
    if not visit.read_papers or visit.identity is None:
        return None
    asked = {use.material for use in to_photograph(here)}
    pages = {material: pages for material, pages in visit.application.pages.items() if material in asked}
    return doubt_in(pages, visit.identity.id_number, local(here.clock.now()).date())
