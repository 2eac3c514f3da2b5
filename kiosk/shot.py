"""One shot of the document camera: found, flattened, judged, with one piece of advice in words."""

import itertools
from dataclasses import dataclass
from typing import Any

import cv2

from contract.text import Text
from kiosk.papers.page import DPI
from kiosk.papers.quality import Advice, judge, look
from kiosk.papers.thumb import thumbnail

LIVE_HINT = Text(zh="把纸放平,四个角都要看得见", en="Lay the paper flat, all four corners in view")

ADVICE_TEXT: dict[Advice | None, Text] = {
    None: Text(zh="很清楚,可以使用", en="Clear and readable"),
    Advice.NO_PAGE: Text(zh="没有看到纸张,请把纸放在镜头下面", en="No paper seen: lay it under the camera"),
    Advice.CUT_OFF: Text(zh="有一边没拍全,请往中间挪一挪", en="An edge is cut off: move the paper to the middle"),
    Advice.TOO_FAR: Text(zh="拍得太小了,请放近一些", en="Too small: bring the paper closer"),
    Advice.BLURRED: Text(zh="有点模糊,请放平不动再拍一次", en="Blurred: keep the paper flat and still"),
    Advice.GLARE: Text(zh="有反光,请把纸换个角度", en="A light is reflected: turn the paper a little"),
    Advice.BLANK: Text(zh="看起来是空白的,请翻到有字的一面", en="It looks blank: turn the written side up"),
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


def take_shot(frame: Any) -> Shot:
    """Judge one still (numpy BGR); runs on the capture thread."""
    seen = look(frame)
    page = seen.page
    return Shot(
        number=next(_numbers),
        image=frame if page is None else page,
        page=page,
        thumb=thumbnail(frame if page is None else page),
        advice=seen.advice[0] if seen.advice else None,
    )


def flat_shot(image: Any, dpi: int) -> Shot:
    """Judge a page as scanned (numpy BGR at `dpi`): it is flat and whole already, and its white is no reflection."""
    scale = DPI / dpi
    page = image if scale == 1 else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    advice = [one for one in judge(page) if one is not Advice.GLARE]
    return Shot(next(_numbers), page, page, thumbnail(page), advice[0] if advice else None)
