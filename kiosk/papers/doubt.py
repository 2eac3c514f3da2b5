"""What reading the pages says against one: another paper, another person's card, an expired one (L-07, L-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contract.people import fold_id
from kiosk.papers.background import Page, lines_on
from kiosk.papers.card_sides import (
    PairFault,
    Side,
    number_on,
    pair_fault,
    side_by_picture,
    side_by_words,
    validity_on,
)
from kiosk.papers.kind import TWO_SIDED, wrong_kind
from kiosk.papers.quality import Advice
from kiosk.papers.reading import Line

_OWN_CARD = "ID"
_ADVICE = {
    PairFault.SAME_SIDE: Advice.WRONG_SIDE,
    PairFault.OTHER_PERSON: Advice.OTHER_PERSON,
    PairFault.NOT_TOGETHER: Advice.NOT_TOGETHER,
    PairFault.EXPIRED: Advice.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One page of a material, by its place, and what to say about it."""

    material: str
    index: int
    advice: Advice


def doubt_in(pages: Mapping[str, Sequence[Page]], holder: str, today: date) -> Doubt | None:
    """The first page that what was read speaks against; a page used in spite of an advice is let be.

    `holder` is the number of the applicant's card. A page that was not read, or not yet, is not doubted.
    """
    for material, some in pages.items():
        for index, page in enumerate(some):
            if not page.advice and wrong_kind(material, lines_on(page), None):
                return Doubt(material, index, Advice.WRONG_KIND)
        found = _of_card(material, some, holder, today) if material in TWO_SIDED else None
        if found is not None:
            return found
    return None


def _of_card(material: str, pages: Sequence[Page], holder: str, today: date) -> Doubt | None:
    """The sides of one identity card; an agent's is held against its own number only."""
    if any(page.advice for page in pages):
        return None
    read = [lines_on(page) for page in pages]
    numbers = [number_on(lines) for lines in read]
    own = holder if material == _OWN_CARD else next((number for number in numbers if number), "")
    if not own or not any(read):
        return None
    sides = [_side(page, lines) for page, lines in zip(pages, read, strict=True)]
    fault = pair_fault(sides, read, own, today)
    if fault is None:
        return None
    guilty = {
        PairFault.SAME_SIDE: len(pages) - 1,
        PairFault.OTHER_PERSON: next((at for at, number in enumerate(numbers) if number and number != fold_id(own)), 0),
    }
    dated = next((at for at, lines in enumerate(read) if validity_on(lines)), 0)
    return Doubt(material, guilty.get(fault, dated), _ADVICE[fault])


def _side(page: Page, lines: Sequence[Line]) -> Side | None:
    """By its words first: a picture is decoded only where they do not tell."""
    if not lines:
        return None
    rows, columns, _ = page.picture.shape
    told = side_by_words(lines)
    return side_by_picture(page.picture.image()) if told is None and columns >= rows else told
