"""The words and pictures of the screen that takes papers: one problem, one picture, one action (L-08)."""

from contract.text import Text
from kiosk.papers.auto_shoot import Place
from kiosk.papers.quality import Advice
from kiosk.shot import LIVE_HINT

PLACE_TEXT: dict[Place, Text] = {
    Place.NOTHING: LIVE_HINT,
    Place.GO_LEFT: Text(zh="右边没拍全,请往左挪一点", en="The right edge is cut off: move the paper to the left"),
    Place.GO_RIGHT: Text(zh="左边没拍全,请往右挪一点", en="The left edge is cut off: move the paper to the right"),
    Place.GO_UP: Text(zh="下边没拍全,请往上挪一点", en="The lower edge is cut off: move the paper up"),
    Place.GO_DOWN: Text(zh="上边没拍全,请往下挪一点", en="The upper edge is cut off: move the paper down"),
    Place.TOO_LARGE: Text(zh="纸超出了画面,请转个方向放", en="The paper is larger than the picture: turn it sideways"),
    Place.SEVERAL: Text(
        zh="看到好几张纸,请把别的拿开,或点一下要拍的那一张",
        en="Several papers are in view: take the others away, or touch the one that is meant",
    ),
    Place.TAKEN: Text(zh="这一页已经拍好,请换下一页", en="This page is taken: lay the next one down"),
}
PLACE_PICTURE: dict[Place, str] = {
    Place.NOTHING: "page-lay",
    Place.TAKEN: "page-turn",
    Place.SEVERAL: "docs",
    Place.TOO_LARGE: "page-turn",
    Place.GO_LEFT: "arrow-left",
    Place.GO_RIGHT: "arrow-right",
    Place.GO_UP: "arrow-up",
    Place.GO_DOWN: "arrow-down",
}
HOLD = Text(zh="请不要动,马上自动拍照", en="Hold still: the picture takes itself")
READY = Text(zh="放好了,请按“拍照”", en="Well placed: press the button")
TAKING = Text(zh="正在拍照……", en="Taking the picture…")
FULL = Text(zh="这一份拍齐了。点小图可以调整", en="All its pages are here. Touch a small picture to change it")
AGAIN = Text(zh="重拍第 {0} 页:请把这一页放好", en="Taking page {0} again: lay it down")
BY_LOCKER = Text(zh="原件放进柜子,由工作人员拍", en="The original goes into the locker; staff will copy it")
PAGE_OF = Text(zh="第 {0} 页,共 {1} 页", en="Page {0} of {1}")
NO_PAPER = Text(zh="部门之间核查,不用交", en="Offices check this: no paper needed")
TO_LOCKER = Text(
    zh="拍不清也没关系:原件放进柜子,工作人员会来拍", en="No matter: leave the original in the locker, staff copies it"
)
TO_STAFF = Text(
    zh="一直拍不好?请带原件到窗口,或拨打 12345", en="Still not good? Take the original to the window or call 12345"
)
NOT_LOOKED_UP = Text(
    zh="现在联不上网,查不了部门记录和您以前交过的材料,请先拍照;能由部门核查的,之后由我们去查",
    en="There is no connection, so nothing can be looked up: please show your papers. We ask the offices later",
)


def advice_picture(advice: Advice | None) -> str:
    """The icon beside a piece of advice: ui/qml/icons/advice-<value>.svg; a tick when all is well."""
    return f"advice-{advice.value.replace('_', '-')}" if advice else "check-circle"
