"""Good pictures of wrong papers: another kind than asked for, the same side twice, the same page twice."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import date
from typing import Any, Self

from kiosk.papers.doubt import doubt_in
from kiosk.papers.kept import Kept
from kiosk.papers.ocr import PageReader, Reading
from kiosk.papers.page import Image
from kiosk.papers.quality import Advice, look_at, readied
from kiosk.shot import Wanted, unwanted
from kiosk.visit import CapturedPage
from workbench.scenes.known import SHEETS, Ground, laid, sheet

WRONG = (Advice.WRONG_KIND, Advice.WRONG_SIDE, Advice.SAME_PAGE)
MATERIAL = {"id_card": "ID", "id_card_back": "ID", "household_register": "HKB", "residence_permit": "RP"}
OTHER_SIDE = {"id_card": "id_card_back", "id_card_back": "id_card"}
TODAY = date(2026, 3, 2)
AGAIN = 10_000  # added to a scene's number: the same sheet laid down once more, elsewhere and otherwise lit


class WrongPapers:
    """Holds the page of a scene against what might have been asked for; reads it as the terminal would."""

    def __init__(self, add: Callable[[Advice | None, Iterable[Advice]], None]) -> None:
        self._add, self._reader = add, PageReader(limit_s=120)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._reader.close()

    def hold(self, number: int, name: str, page: Image) -> None:
        """The page of this sheet and scene, asked for rightly and wrongly, alone and after another."""
        own = MATERIAL.get(name, "ADDR")
        read: Future[Reading] = Future()
        read.set_result(self._reader.read(page))
        for asked in {own, ("ID", "HKB", "RP")[number % 3]}:
            self._add(None if asked == own else Advice.WRONG_KIND, _said(page, asked, read))
        again = _page(name, number, number + AGAIN)
        twice = Advice.WRONG_SIDE if name in OTHER_SIDE else Advice.SAME_PAGE
        self._add(twice, _after(again, page, own))
        other = OTHER_SIDE.get(name)
        second = _page(other, number, number + AGAIN) if other else _page(name, number + 1, number + AGAIN)
        self._add(None, _after(second, page, own))


def _said(page: Image, material: str, read: "Future[Reading]") -> list[Advice]:
    """At the shot, by the sheet's size; else once it is read."""
    at_once = unwanted(page, Wanted(material))
    if at_once is not None:
        return [at_once]
    doubt = doubt_in({material: [CapturedPage(Kept(page), b"", reading=read)]}, "", TODAY)
    return [] if doubt is None else [doubt.advice]


def _after(page: Image, earlier: Any, material: str) -> list[Advice]:
    said = unwanted(page, Wanted(material, (Kept(earlier),)))
    return [] if said is None else [said]


def _page(name: str, person: int, number: int) -> Image:
    """The sheet of whose turn it is, laid, photographed, flattened and readied."""
    scene = laid(sheet(name, person), [*Ground][number // len(SHEETS) % len(Ground)], number)
    return readied(look_at(scene.image, scene.corners, size_mm=scene.size_mm).page)
