"""What was read on the papers beside what the form says: the person decides, nothing is filled in silently (L-15)."""

from contract.text import Text
from kiosk.events import Done, Elapsed, Event, Said
from kiosk.papers.background import READING_S, still_reading
from kiosk.screens.around import Working
from kiosk.screens.papers import PaperCheck
from kiosk.screens.screen import Screen
from kiosk.step import Back, GoTo, Here, Next, Outcome, Step
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.capture_slots import to_photograph
from kiosk.steps.differences import difference_rows, differing, settle, take_in, takeable
from kiosk.steps.doubted_pages import doubt_of

_READING = Text(zh="正在读您拍的材料", en="Reading your papers")
_OTHER_PERSON = Text(
    zh="材料上的姓名或号码和您的卡不一样。如果拿错了,请重拍;没有拿错,工作人员会核对。",
    en="The paper names another person than your card. Wrong paper? Take it again. If it is right, staff will check.",
)


class ComparePapers(Step):
    """Only where paper and form differ; an empty answer counts as differing, a fixed one can only be looked at."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._waiting = False  # for pages that are still being read

    def skip(self, here: Here) -> bool:
        pages = here.visit.application.pages
        self._waiting = here.visit.read_papers and (still_reading(pages) or doubt_of(here) is not None)
        take_in(here)
        return not here.visit.read_papers or not (self._waiting or differing(here))

    def enter(self, here: Here) -> None:
        if self._waiting:
            here.run("read", "ocr", lambda: None)  # its turn comes after the pages that are being read
            here.later(READING_S, "enough")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("read") | Elapsed("enough") if self._waiting:
                self._waiting = False
                take_in(here)
                if found := doubt_of(here):
                    here.visit.application.open_material = found.material
                    return GoTo(CaptureMaterials)
                return None if differing(here) else Next()
            case Said(name) if self._waiting and name != "back":
                return None
            case Said("take", {"field": str(field)}) if field in takeable(here):
                self._taken.add(field)
            case Said("keep", {"field": str(field)}):
                self._taken.discard(field)
            case Said("again") if to_photograph(here):
                self._open_the_one_meant(here)
                return GoTo(CaptureMaterials)
            case Said("off"):
                here.visit.read_papers = False
                return Next()
            case Said("next"):
                settle(self._taken, here)
                return Next()
            case Said("back"):
                return Back()
        return None

    def _open_the_one_meant(self, here: Here) -> None:
        """The page with what cannot be right, else the first that differs; it is taken again in its place."""
        application, free = here.visit.application, takeable(here)
        meant = sorted(differing(here).values(), key=lambda one: one.field in free)
        asked = [use.material for use in to_photograph(here)]
        found = next(((one.material, one.page) for one in meant if one.material in asked), (asked[0], 0))
        application.open_material, application.open_page = found

    def screen(self, here: Here) -> Screen:
        if self._waiting:
            return Working(here.visit.t(_READING))
        rows = difference_rows(self._taken, here)
        other = not all(row.can_take for row in rows)
        return PaperCheck(rows, here.visit.t(_OTHER_PERSON) if other else "", can_photograph=bool(to_photograph(here)))
