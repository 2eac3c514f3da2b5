"""The tray of pages already taken of one material: choose, move, turn, take again, delete and have it back."""

from kiosk.events import Done, Elapsed, Event, Said
from kiosk.papers.thumb import thumbnail
from kiosk.step import Here
from kiosk.steps.page_tray_undo import LastDeleted
from kiosk.visit import CapturedPage


class PageTray:
    """Which page is chosen, which one is to be replaced, and the one just deleted."""

    def __init__(self) -> None:
        self.chosen = -1
        self.replacing: int | None = None
        self._deleted = LastDeleted()

    def put(self, page: CapturedPage, pages: list[CapturedPage]) -> None:
        """A new page at the end, or in the place of the one that was to be taken again."""
        if self.replacing is not None and self.replacing < len(pages):
            pages[self.replacing] = page
        else:
            pages.append(page)
        self.chosen, self.replacing = -1, None

    def close(self) -> None:
        """Another material is shown; what was deleted may still be had back."""
        self.chosen, self.replacing = -1, None

    def on(self, event: Event, pages: list[CapturedPage], here: Here) -> bool:
        """React to what concerns the tray; True when dealt with."""
        match event:
            case Said("move_page", {"index": int() | float() as index, "to": int() | float() as to}) if (
                0 <= index < len(pages) and 0 <= to < len(pages)
            ):
                pages.insert(int(to), pages.pop(int(index)))
                self.chosen, self.replacing = int(to), None
            case Said(name, {"index": int() | float() as index}) if 0 <= index < len(pages):
                return self._of_page(name, int(index), pages, here)
            case Said("undo"):
                self.chosen = -1 if self._deleted.bring_back(here) else self.chosen
            case Elapsed("undo over"):
                self._deleted.forget_if_over(here)
            case Done("turned", (list() as turned_in, old, new)):
                here.terminal.reading.begin(new)
                turned_in[:] = [new if page is old else page for page in turned_in]
            case _:
                return False
        return True

    def _of_page(self, name: str, index: int, pages: list[CapturedPage], here: Here) -> bool:
        match name:
            case "choose_page":
                self.chosen = -1 if index == self.chosen else index
            case "turn_page":
                page = pages[index]
                here.run("turned", "capture", lambda: (pages, page, _turned(page)))
            case "retake_page":
                self.chosen = self.replacing = index
            case "delete_page":
                self._deleted.delete(index, pages, here)
                self.close()
            case _:
                return False
        return True


def _turned(page: CapturedPage) -> CapturedPage:
    """The page a quarter turn clockwise, under a number of its own; on the capture thread: many megabytes."""
    picture = page.picture.turned()
    return CapturedPage(picture, thumbnail(picture.image()), page.advice)
