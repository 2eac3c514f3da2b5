"""One shot of the document camera: found, flattened, judged, with one piece of advice in words."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from contract.text import Text
from kiosk.papers.card_sides import side_by_picture
from kiosk.papers.glass import papers_on
from kiosk.papers.kept import Kept
from kiosk.papers.kind import TWO_SIDED, wrong_kind
from kiosk.papers.page import DPI, MM_PER_INCH
from kiosk.papers.print_look import look_for_print, looks_at_prints
from kiosk.papers.quality import Advice, judge, look, readied
from kiosk.papers.same_page import is_among
from kiosk.papers.thumb import thumbnail
from kiosk.visit import CapturedPage

LIVE_HINT = Text(zh="把纸放平,四个角都要看得见", en="Lay the paper flat, all four corners in view")

ADVICE_TEXT: dict[Advice | None, Text] = {
    None: Text(zh="很清楚,可以使用", en="Clear and readable"),
    Advice.NO_PAGE: Text(zh="没有看到纸张,请把纸放在镜头下面", en="No paper seen: lay it under the camera"),
    Advice.NO_PHOTO: Text(
        zh="没有看到证件照片,请正面朝上单独放在深色垫子上",
        en="No portrait print seen: lay it face up, by itself on the dark mat",
    ),
    Advice.CUT_OFF: Text(zh="有一边没拍全,请往中间挪一挪", en="An edge is cut off: move the paper to the middle"),
    Advice.TOO_FAR: Text(zh="拍得太小了,请放近一些", en="Too small: bring the paper closer"),
    Advice.BLURRED: Text(zh="有点模糊,请放平不动再拍一次", en="Blurred: keep the paper flat and still"),
    Advice.GLARE: Text(zh="有反光,请把纸换个角度", en="A light is reflected: turn the paper a little"),
    Advice.BLANK: Text(zh="看起来是空白的,请翻过来,正面朝上", en="It looks blank: turn it over, face up"),
    Advice.FINGER: Text(zh="手指挡住了纸面,请把手拿开再拍", en="A finger covers the paper: take your hand away"),
    Advice.WRONG_KIND: Text(zh="这不像是要拍的材料,请换成这一项的材料", en="This looks like another paper"),
    Advice.WRONG_SIDE: Text(zh="这一面已经有了,请翻到另一面", en="This side is there already: turn it over"),
    Advice.SAME_PAGE: Text(zh="这一页已经拍过了,请放下一页", en="This page was taken already: lay down the next one"),
    Advice.OTHER_PERSON: Text(
        zh="证件上的号码不是您的,请放您本人的证件", en="The number on it is not yours: use your own"
    ),
    Advice.NOT_TOGETHER: Text(
        zh="两面不像同一张证件,请把同一张证件的两面都拍好", en="The two sides are not of one card: show both of yours"
    ),
    Advice.EXPIRED: Text(zh="这张证件过了有效期,请换有效的证件", en="This document has expired: bring a valid one"),
    Advice.PHOTO_GROUND: Text(
        zh="照片背景颜色不合要求,请换一张符合要求的",
        en="The photo's background is not the colour asked for: use another print",
    ),
    Advice.PHOTO_HEAD: Text(
        zh="照片里的头像大小不合适,请换一张", en="The head in the photo is too small or too large: use another print"
    ),
}

_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Shot:
    """`picture` is what is shown for review: the flattened page, or the whole frame when no page was found."""

    number: int
    picture: Kept
    page: Kept | None
    thumb: bytes
    advice: Advice | None


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What the next page should be: a material of contract/materials.toml, and the pages there are."""

    material: str
    earlier: Sequence[Kept] = ()
    background: str = ""  # what a portrait photograph must have; "" for any other paper
    outline: tuple[float, ...] = ()  # of the sheet that is meant, as in `Sight`; () when only one can be


def take_shot(frame: Any, wanted: Wanted | None = None) -> Shot:
    """Judge one still (numpy BGR) and ready its page; runs on the capture thread."""
    meant = _corners(frame, wanted.outline) if wanted and wanted.outline else None
    if wanted is not None and wanted.background:
        return _shot_of_print(frame, wanted.background, meant)
    seen = look(frame, meant=meant)
    if seen.page is None:
        return shot_of(frame, None, seen.advice)
    page, advice = readied(seen.page), seen.advice
    del seen  # and with it the page as it lay, before others are decoded
    doubt = None if wanted is None or advice else unwanted(page, wanted)
    return shot_of(frame, page, advice if doubt is None else (doubt,))


def _shot_of_print(frame: Any, background: str, meant: Any | None) -> Shot:
    """A portrait print; where none is made out, whatever sheet lies there is kept, for staff to look at."""
    photo = look_for_print(frame, background, meant=meant)
    if photo is not None:
        return shot_of(frame, photo.page, photo.advice)
    sheet = look(frame, meant=meant).page
    return shot_of(frame, None if sheet is None else readied(sheet), (Advice.NO_PHOTO,))


def shot_of(frame: Any, page: Any | None, advice: Sequence[Advice]) -> Shot:
    """A picture and the most urgent thing to be said of it."""
    image = frame if page is None else page
    kept = Kept(image)
    return Shot(next(_numbers), kept, None if page is None else kept, thumbnail(image), advice[0] if advice else None)


def _corners(frame: Any, outline: tuple[float, ...]) -> Any:
    """An outline in shares of the frame as corners in its pixels, float32 (4, 2)."""
    return (np.array(outline).reshape(4, 2) * (frame.shape[1], frame.shape[0])).astype(np.float32)


def unwanted(page: Any, wanted: Wanted) -> Advice | None:
    """What a good picture of the wrong page is told, before anything is read on it."""
    size_mm = (page.shape[1] / DPI * MM_PER_INCH, page.shape[0] / DPI * MM_PER_INCH)
    if wrong_kind(wanted.material, None, size_mm):
        return Advice.WRONG_KIND
    if wanted.material in TWO_SIDED:
        side = side_by_picture(page)
        if side is not None and any(side_by_picture(one.image()) is side for one in wanted.earlier):
            return Advice.WRONG_SIDE
    return Advice.SAME_PAGE if is_among(page, wanted.earlier) else None


def doubted(page: CapturedPage, advice: Advice) -> Shot:
    """An accepted page under review again, for what was read on it."""
    return Shot(next(_numbers), page.picture, page.picture, page.thumb, advice)


def glass_shots(scan: Any, dpi: int, wanted: Wanted) -> list[Shot]:
    """The papers of one scan of the glass (numpy BGR), each at its true size and held against what is wanted."""
    if wanted.background:
        page = _at_200(scan, dpi)
        looks = looks_at_prints(page, wanted.background)
        return [shot_of(page, one.page, one.advice) for one in looks] or [shot_of(page, page, (Advice.NO_PHOTO,))]
    papers = papers_on(scan, dpi)
    if len(papers) == 1 and papers[0] is scan:
        return [flat_shot(scan, dpi)]
    shots: list[Shot] = []
    for paper in (_at_200(paper, dpi) for paper in papers):
        shot = flat_shot(paper, DPI)
        next_one = replace(wanted, earlier=[*wanted.earlier, *(one.picture for one in shots)])
        shots.append(shot if shot.advice else replace(shot, advice=unwanted(paper, next_one)))
    return shots


def flat_shot(image: Any, dpi: int) -> Shot:
    """Judge a page as scanned (numpy BGR at `dpi`): it is flat and whole already, and its white is no reflection."""
    page = _at_200(image, dpi)
    return shot_of(page, page, [one for one in judge(page) if one is not Advice.GLARE])


def _at_200(image: Any, dpi: int) -> Any:
    scale = DPI / dpi
    return image if scale == 1 else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
