"""What a terminal noticed about a paper and the resident handed in all the same: an officer has to look."""

from enum import StrEnum, unique

from pydantic import Field

from contract.message import Message
from contract.text import Text


@unique
class RemarkKind(StrEnum):
    """What is doubtful; the words for officers are in `REMARK_TEXT`."""

    NAME_DIFFERS = "name_differs"
    NUMBER_DIFFERS = "number_differs"
    NO_PAGE = "no_page"
    NO_PHOTO = "no_photo"
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    BLURRED = "blurred"
    GLARE = "glare"
    FINGER = "finger"
    BLANK = "blank"
    WRONG_KIND = "wrong_kind"
    WRONG_SIDE = "wrong_side"
    SAME_PAGE = "same_page"
    OTHER_PERSON = "other_person"
    NOT_TOGETHER = "not_together"
    EXPIRED = "expired"
    PHOTO_GROUND = "photo_ground"
    PHOTO_HEAD = "photo_head"


class Remark(Message):
    """One doubt about a material; `page` counts from 1 as photographed, None when it is about all of it."""

    material: str = Field(max_length=40)
    page: int | None = Field(default=None, ge=1)
    kind: RemarkKind


REMARK_TEXT: dict[RemarkKind, Text] = {
    RemarkKind.NAME_DIFFERS: Text(
        zh="材料上读出的姓名与申请表不一致", en="The name read on it is not the one on the form"
    ),
    RemarkKind.NUMBER_DIFFERS: Text(
        zh="材料上读出的号码与申请表不一致", en="The number read on it is not the one on the form"
    ),
    RemarkKind.NO_PAGE: Text(zh="画面中没有找到纸张", en="No sheet was found in the picture"),
    RemarkKind.NO_PHOTO: Text(zh="画面中没有找到证件照片", en="No portrait print was found in the picture"),
    RemarkKind.CUT_OFF: Text(zh="有一边没有拍全", en="An edge is cut off"),
    RemarkKind.TOO_FAR: Text(zh="拍得太小,分辨率不足", en="Taken from too far away: few pixels"),
    RemarkKind.BLURRED: Text(zh="画面模糊", en="Blurred"),
    RemarkKind.GLARE: Text(zh="有反光", en="A light is reflected"),
    RemarkKind.FINGER: Text(zh="有手指遮挡", en="A finger covers part of it"),
    RemarkKind.BLANK: Text(zh="看起来是空白页", en="It looks blank"),
    RemarkKind.WRONG_KIND: Text(zh="看起来不是这一项材料", en="It looks like another paper"),
    RemarkKind.WRONG_SIDE: Text(zh="两页像是同一面", en="Two pages look like the same side"),
    RemarkKind.SAME_PAGE: Text(zh="与另一页重复", en="The same as another page"),
    RemarkKind.OTHER_PERSON: Text(zh="证件号码不是申请人的", en="The number on the document is not the applicant's"),
    RemarkKind.NOT_TOGETHER: Text(zh="两面不像同一张证件", en="The two sides do not seem to be of one card"),
    RemarkKind.EXPIRED: Text(zh="证件已过有效期", en="The document has expired"),
    RemarkKind.PHOTO_GROUND: Text(zh="照片背景不合要求", en="The photograph's background is not what is asked"),
    RemarkKind.PHOTO_HEAD: Text(zh="照片中头像大小不合适", en="The head in the photograph is too small or too large"),
}
