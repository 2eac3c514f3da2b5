"""What is said at a door, by phase and purpose."""

from contract.text import Text
from kiosk.custody.words import Purpose

VIEW_PURPOSE = {
    Purpose.DROP: "drop",
    Purpose.COLLECT: "collect",
    Purpose.LOAD: "load",
    Purpose.TAKE: "pickup",
    Purpose.RECLAIM: "pickup",
    Purpose.RECOVER: "collect",
    Purpose.TEST: "load",
}

_OPENING = (
    Text(zh="正在打开 {0} 号柜", en="Opening compartment {0}"),
    Text(zh="柜门会自己弹开,请稍候", en="The door springs open by itself"),
)
_STUCK = (
    Text(zh="{0} 号柜门没有打开", en="Compartment {0} did not open"),
    Text(zh="请轻轻拉一下柜门。还是不开,可以再试一次。", en="Pull the door gently. If it stays shut, try once more."),
)
SIGN_ON_AGAIN = Text(
    zh="要再试一次,请先按下面的按钮退出,再重新刷卡或输入取件码。",
    en="To try once more, leave with the button below, then sign on or enter the code again.",
)
"""At a door that did not open, or shut on what is still inside, once nobody can tell whose door it is."""
NOT_YET = Text(
    zh="还没有的话,请先退出,再重新刷卡打开。",
    en="If not, leave here and sign on again to open it.",
)
"""After the question at a shut door, once nobody can tell any more whose door it is."""
SIGN_ON = ("sign_on", Text(zh="退出,重新刷卡", en="Leave and sign on again"))
_UNKNOWN = (
    Text(zh="正在确认 {0} 号柜门", en="Checking compartment {0}"),
    Text(
        zh="柜子暂时没有回应。如果柜门开了,请照常使用并关好。",
        en="The locker does not answer. If the door is open, use it and shut it as usual.",
    ),
)
_OPEN = Text(zh="{0} 号柜门已打开", en="Compartment {0} is open")
_CLOSED = Text(zh="{0} 号柜门已关好", en="Compartment {0} is shut")
_OPEN_WHAT = {
    Purpose.DROP: Text(zh="把装好原件的信封放进去,关上柜门", en="Put the envelope with your originals in and shut it"),
    Purpose.COLLECT: Text(zh="取出信封,关上柜门,再扫条码", en="Take the envelope out, shut the door, then scan it"),
    Purpose.LOAD: Text(zh="放入信封,关上柜门", en="Put the envelope in and shut the door"),
    Purpose.TAKE: Text(zh="取出您的办理结果,关上柜门", en="Take your result out and shut the door"),
    Purpose.RECLAIM: Text(zh="取出您的原件信封,关上柜门", en="Take your envelope out and shut the door"),
    Purpose.RECOVER: Text(zh="取出信封,关上柜门", en="Take the envelope out and shut the door"),
    Purpose.TEST: Text(zh="请把柜门关上", en="Please shut the door"),
}
_CLOSED_WHAT = {
    Purpose.DROP: Text(zh="信封放进去了吗?", en="Is the envelope inside?"),
    Purpose.LOAD: Text(zh="信封放进去了吗?", en="Is the envelope inside?"),
    Purpose.RECLAIM: Text(zh="信封取出来了吗?", en="Did you take the envelope out?"),
    Purpose.RECOVER: Text(zh="信封取出来了吗?", en="Did you take the envelope out?"),
}
_SAVING = Text(zh="正在记录", en="Recording")

SAY: dict[tuple[str, Purpose], tuple[Text, Text]] = {}
for _purpose in Purpose:
    SAY[("opening", _purpose)] = _OPENING
    SAY[("stuck", _purpose)] = _STUCK
    SAY[("unknown", _purpose)] = _UNKNOWN
    SAY[("open", _purpose)] = (_OPEN, _OPEN_WHAT[_purpose])
    SAY[("closed", _purpose)] = (_CLOSED, _CLOSED_WHAT.get(_purpose, _SAVING))

AJAR = (
    Text(zh="柜门还开着,请关好", en="The door is still open, please shut it"),
    Text(zh="柜门一直开着。关好之前,信封不算交到。", en="The door is still open: nothing counts until it is shut."),
)

_DONE = {
    Purpose.DROP: Text(zh="放进去了", en="Yes, it is inside"),
    Purpose.LOAD: Text(zh="放进去了", en="Yes, it is inside"),
    Purpose.RECLAIM: Text(zh="取出来了", en="Yes, I have it"),
    Purpose.RECOVER: Text(zh="取出来了", en="Yes, I have it"),
}
ASKED = frozenset(_DONE)
"""After which purposes the person says what became of the envelope."""
_REOPEN = Text(zh="没有,再打开一次", en="No, open it again")
_TOO_SMALL = Text(zh="放不下,换大一点的", en="It does not fit, try a larger one")
_LEAVE = Text(zh="不取了,照常办理", en="Leave it there and go on with it")
_WAS_EMPTY = Text(zh="柜里是空的", en="It was empty")
_AGAIN = Text(zh="再试一次", en="Try again")
_OTHER = Text(zh="换一个柜子", en="Use another compartment")
_GIVE_UP = Text(zh="先不用了,请工作人员处理", en="Stop and let staff see to it")


STILL_INSIDE = (
    Text(zh="{0} 号柜里还有东西", en="Something is still in compartment {0}"),
    Text(zh="可以再打开一次取出来,也可以以后再取。", en="Open it again and take it out, or leave it for another time."),
)
LEFT_INSIDE = [
    ("reopen", Text(zh="再打开一次", en="Open it again")),
    ("finish", Text(zh="以后再取", en="Leave it for now")),
]
"""What may be answered when the sensor says that nothing was taken out."""


def actions(phase: str, purpose: Purpose) -> list[tuple[str, Text]]:
    """What may be answered now, the primary answer first: (event, label)."""
    putting_in = purpose in (Purpose.DROP, Purpose.LOAD)
    if phase == "closed" and purpose in _DONE:
        shown = [("done", _DONE[purpose]), ("reopen", _REOPEN)]
        more = [("does_not_fit", _TOO_SMALL)] if putting_in else []
        more += [("leave_inside", _LEAVE)] if purpose is Purpose.RECLAIM else []
        return [*shown, *more, *([("was_empty", _WAS_EMPTY)] if purpose is Purpose.RECOVER else [])]
    if phase == "stuck":
        shown = [("try_again", _AGAIN)]
        return [*shown, *([("other_box", _OTHER)] if putting_in else []), ("finish", _GIVE_UP)]
    if phase == "unknown":
        return [("try_again", _AGAIN), ("finish", _GIVE_UP)]
    return []
