"""The page of the tray that was deleted last, for as long as it may be had back."""

from contract.text import Text
from kiosk.step import UNDO_S, Here
from kiosk.visit import CapturedPage

_DELETED = Text(zh="已删除第 {0} 页", en="Page {0} deleted")


class LastDeleted:
    """One at most; it goes with the step."""

    def __init__(self) -> None:
        self._page: tuple[list[CapturedPage], int, CapturedPage] | None = None
        self._at_s = 0.0

    def delete(self, index: int, pages: list[CapturedPage], here: Here) -> None:
        """Take a page out of its list, and say so with a button that brings it back."""
        self._page, self._at_s = (pages, index, pages.pop(index)), here.clock.monotonic()
        here.later(UNDO_S, "undo over")
        here.toast(here.visit.t(_DELETED).format(index + 1), undo=True)

    def forget_if_over(self, here: Here) -> None:
        """The message is gone; an earlier page's timer changes nothing."""
        if here.clock.monotonic() - self._at_s >= UNDO_S:
            self._page = None

    def bring_back(self, here: Here) -> bool:
        """Put the page back where it was; False when there is none."""
        if self._page is None:
            return False
        pages, index, page = self._page
        pages.insert(min(index, len(pages)), page)
        self._page = None
        here.end_toast()
        return True
