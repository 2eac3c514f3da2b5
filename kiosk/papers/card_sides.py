"""The two sides of an identity card: which is which, whether they belong together and are valid (L-10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

import cv2
import numpy as np

from contract.people import age_on, birth_of, birthday, fold_id, is_resident_number
from kiosk.papers.page import Image
from kiosk.papers.reading import Line

# Where the upright portrait side has its photograph, as shares of the card; from the general look of such cards.
PHOTO_BOX = (0.66, 0.15, 0.94, 0.70)
SKIN_LEAST = 0.10  # of that box
PHOTO_DARK_LEAST = 0.12  # hair and clothes
_PORTRAIT_WORDS = ("公民身份号码", "姓名", "民族", "住址")
_ISSUING_WORDS = ("签发机关", "有效期限", "居民身份证")
_NUMBER = re.compile(r"\d{17}[\dXx]")
_PERIOD = re.compile(r"(\d{4})\D?(\d{2})\D?(\d{2})\D{0,3}?(?:(\d{4})\D?(\d{2})\D?(\d{2})|(长期))")
LONG_TERM_AGE, MIDDLE_AGE, YOUNG_AGE = 46, 26, 16
"""From 46 a card is valid for good, from 26 for 20 years, from 16 for 10, before that for 5 (Identity Card Law, article
5; from memory)."""


@unique
class Side(StrEnum):
    """Of an identity card."""

    PORTRAIT = "portrait"
    ISSUING = "issuing"


@unique
class PairFault(StrEnum):
    """Why two pages are not one valid identity card."""

    SAME_SIDE = "same_side"  # two portrait sides, or two issuing sides
    OTHER_PERSON = "other_person"  # the number is not the applicant's
    NOT_TOGETHER = "not_together"  # the issuing side's period is not one this person's card can have
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Validity:
    """What the issuing side says; `until` is None for 长期."""

    since: date
    until: date | None


def side_by_words(lines: Sequence[Line]) -> Side | None:
    """Which side of a card was read; None where the words do not tell."""
    text = _text(lines)
    words = (sum(word in text for word in _PORTRAIT_WORDS), sum(word in text for word in _ISSUING_WORDS))
    if words[0] == words[1]:
        return None
    return Side.PORTRAIT if words[0] > words[1] else Side.ISSUING


def side_by_picture(page: Image) -> Side | None:
    """Which side an upright card shows, by its photograph; None for what stands upright."""
    if page.shape[1] < page.shape[0]:
        return None
    return Side.PORTRAIT if _has_photograph(page) else Side.ISSUING


def _has_photograph(page: Image) -> bool:
    """A face's skin beside dark hair or clothes where the photograph would be."""
    height, width = page.shape[:2]
    left, top, right, bottom = PHOTO_BOX
    box = page[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    ycrcb = cv2.cvtColor(cv2.resize(box, (64, 96), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2YCrCb)
    luma, red, blue = (ycrcb[..., i].astype(np.int16) for i in range(3))
    skin = (red - 128 > 4) & (red - 128 < 50) & (128 - blue > 4) & (luma > 60)
    return bool(skin.mean() > SKIN_LEAST and (luma < 95).mean() > PHOTO_DARK_LEAST)


def number_on(lines: Sequence[Line]) -> str | None:
    """The identity number read, when its check digit holds."""
    found = (fold_id(number) for line in lines for number in _NUMBER.findall("".join(line.text.split())))
    return next((number for number in found if is_resident_number(number)), None)


def validity_on(lines: Sequence[Line]) -> Validity | None:
    """The period read on the issuing side, such as 2016.03.01-2036.03.01 or 2016.03.01-长期; None when unread."""
    for line in lines:
        found = _PERIOD.search("".join(line.text.split()))
        if found is None:
            continue
        parts = found.groups()
        try:
            since = date(*map(int, parts[:3]))
            until = None if parts[6] else date(*map(int, parts[3:6]))
        except ValueError:
            continue  # a date that is none was misread
        if until is None or until > since:
            return Validity(since, until)
    return None


def in_order(pages: Sequence[Image]) -> tuple[int, int] | None:
    """Places of the portrait and of the issuing side in two pages; None when they are not surely one of each."""
    sides = [side_by_picture(page) for page in pages]
    if sorted(side.value for side in sides if side) != sorted(side.value for side in Side) or len(pages) != len(Side):
        return None
    return sides.index(Side.PORTRAIT), sides.index(Side.ISSUING)


def pair_fault(
    sides: Sequence[Side | None], lines: Sequence[Sequence[Line]], holder: str, today: date
) -> PairFault | None:
    """What speaks against two pages as one card of the person with number `holder`; None when nothing does.

    A side that is not known and a line that was not read speak against nothing. An issuing side names nobody: that it
    belongs to the portrait side is only checked through the period, which follows from the holder's age when issued.
    """
    known = [side for side in sides if side is not None]
    if len(known) != len(set(known)):
        return PairFault.SAME_SIDE
    numbers = {number for page in lines if (number := number_on(page))}
    if any(number != fold_id(holder) for number in numbers):
        return PairFault.OTHER_PERSON
    validity = next((found for page in lines if (found := validity_on(page))), None)
    if validity is None:
        return None
    if not _fits(validity, fold_id(holder)):
        return PairFault.NOT_TOGETHER
    return PairFault.EXPIRED if validity.until and validity.until < today else None


def _fits(validity: Validity, holder: str) -> bool:
    """Whether a card issued then to this person may be valid so long; one day's difference is let pass."""
    birth = birth_of(holder)
    if birth is None or validity.since < birth:
        return birth is None
    age = age_on(birth, validity.since)
    if age >= LONG_TERM_AGE:
        return validity.until is None
    years = 20 if age >= MIDDLE_AGE else 10 if age >= YOUNG_AGE else 5
    return validity.until is not None and abs((validity.until - birthday(validity.since, years)).days) <= 1


def _text(lines: Sequence[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines)
