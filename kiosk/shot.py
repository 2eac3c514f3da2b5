"""One shot of the document camera: found, flattened, judged, with one piece of advice in words."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2

from contract.text import Text
from kiosk.papers.card_sides import side_of
from kiosk.papers.glass import papers_on
from kiosk.papers.kind import TWO_SIDED, wrong_kind
from kiosk.papers.page import DPI, MM_PER_INCH
from kiosk.papers.portrait import portrait_on
from kiosk.papers.quality import Advice, judge, look, readied
from kiosk.papers.same_page import same_as
from kiosk.papers.thumb import thumbnail
from kiosk.visit import CapturedPage

LIVE_HINT = Text(zh="把纸放平,四个角都要看得见", en="Lay the paper flat, all four corners in view")

ADVICE_TEXT: dict[Advice | None, Text] = {
    None: Text(zh="很清楚,可以使用", en="Clear and readable"),
    Advice.NO_PAGE: Text(zh="没有看到纸张,请把纸放在镜头下面", en="No paper seen: lay it under the camera"),
    Advice.CUT_OFF: Text(zh="有一边没拍全,请往中间挪一挪", en="An edge is cut off: move the paper to the middle"),
    Advice.TOO_FAR: Text(zh="拍得太小了,请放近一些", en="Too small: bring the paper closer"),
    Advice.BLURRED: Text(zh="有点模糊,请放平不动再拍一次", en="Blurred: keep the paper flat and still"),
    Advice.GLARE: Text(zh="有反光,请把纸换个角度", en="A light is reflected: turn the paper a little"),
    Advice.BLANK: Text(zh="看起来是空白的,请翻到有字的一面", en="It looks blank: turn the written side up"),
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
    Advice.PHOTO_GROUND: Text(zh="照片背景不合要求,请换一张纯色背景的", en="The photo's background is not plain"),
    Advice.PHOTO_HEAD: Text(zh="照片里的头像大小不合适,请换一张", en="The head in the photo is too small or too large"),
}

_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Shot:
    """`image` is what is shown for review: the flattened page, or the whole frame when no page was found."""

    number: int
    image: Any
    page: Any | None
    thumb: bytes
    advice: Advice | None


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What the next page should be: a material of contract/materials.toml, and the pages there are."""

    material: str
    earlier: Sequence[Any] = ()
    background: str = ""  # what a portrait photograph must have; "" for any other paper


def take_shot(frame: Any, wanted: Wanted | None = None) -> Shot:
    """Judge one still (numpy BGR) and ready its page; runs on the capture thread."""
    seen = look(frame)
    page = None if seen.page is None else readied(seen.page)
    advice = seen.advice[0] if seen.advice else None
    if advice is None and wanted is not None and page is not None:
        advice = _unwanted(page, wanted)
    return Shot(
        number=next(_numbers),
        image=frame if page is None else page,
        page=page,
        thumb=thumbnail(frame if page is None else page),
        advice=advice,
    )


def _unwanted(page: Any, wanted: Wanted) -> Advice | None:
    """What a good picture of the wrong page is told, before anything is read on it."""
    size_mm = (page.shape[1] / DPI * MM_PER_INCH, page.shape[0] / DPI * MM_PER_INCH)
    if wrong_kind(wanted.material, None, size_mm):
        return Advice.WRONG_KIND
    if wanted.background and (advice := portrait_advice(page, wanted.background)):
        return advice
    if wanted.material in TWO_SIDED and side_of(page) in {side_of(one) for one in wanted.earlier} - {None}:
        return Advice.WRONG_SIDE
    return Advice.SAME_PAGE if same_as(page, wanted.earlier) is not None else None


def portrait_advice(page: Any, background: str) -> Advice | None:
    """What is wrong with the photograph that lies there or is stuck on the sheet; nothing when none is made out."""
    photo = portrait_on(page, DPI)
    if photo is None:
        return None
    if not photo.has_background(background):
        return Advice.PHOTO_GROUND
    return None if photo.head_fits else Advice.PHOTO_HEAD


def doubted(page: CapturedPage, advice: Advice) -> Shot:
    """An accepted page under review again, for what was read on it."""
    return Shot(next(_numbers), page.image, page.image, page.thumb, advice)


def glass_shots(scan: Any, dpi: int, wanted: Wanted) -> list[Shot]:
    """The papers of one scan of the glass (numpy BGR), each at its true size and held against what is wanted."""
    papers = papers_on(scan, dpi)
    if len(papers) == 1 and papers[0] is scan:
        return [flat_shot(scan, dpi)]
    shots: list[Shot] = []
    for paper in papers:
        shot = flat_shot(paper, dpi)
        next_one = replace(wanted, earlier=[*wanted.earlier, *(one.page for one in shots)])
        shots.append(shot if shot.advice else replace(shot, advice=_unwanted(shot.page, next_one)))
    return shots


def flat_shot(image: Any, dpi: int) -> Shot:
    """Judge a page as scanned (numpy BGR at `dpi`): it is flat and whole already, and its white is no reflection."""
    scale = DPI / dpi
    page = image if scale == 1 else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    advice = [one for one in judge(page) if one is not Advice.GLARE]
    return Shot(next(_numbers), page, page, thumbnail(page), advice[0] if advice else None)
