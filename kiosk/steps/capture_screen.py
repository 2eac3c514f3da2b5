"""What the screen shows while papers are photographed: one problem, one picture, one action (L-08)."""

from dataclasses import replace

from contract.failures import ENTRIES
from contract.text import Text
from kiosk.asked import catalogue_of
from kiosk.papers.auto_shoot import Place
from kiosk.papers.quality import Advice
from kiosk.screens import Capture, Check
from kiosk.shot import ADVICE_TEXT, LIVE_HINT
from kiosk.step import Here
from kiosk.steps.capture_state import Capturing

_PLACE_TEXT: dict[Place, Text] = {
    Place.NOTHING: LIVE_HINT,
    Place.GO_LEFT: Text(zh="右边没拍全,请往左挪一点", en="The right edge is cut off: move the paper to the left"),
    Place.GO_RIGHT: Text(zh="左边没拍全,请往右挪一点", en="The left edge is cut off: move the paper to the right"),
    Place.GO_UP: Text(zh="下边没拍全,请往上挪一点", en="The lower edge is cut off: move the paper up"),
    Place.GO_DOWN: Text(zh="上边没拍全,请往下挪一点", en="The upper edge is cut off: move the paper down"),
    Place.TOO_LARGE: Text(zh="纸超出了画面,请转个方向放", en="The paper is larger than the picture: turn it sideways"),
    Place.TAKEN: Text(zh="这一页已经拍好,请换下一页", en="This page is taken: lay the next one down"),
}
_HOLD = Text(zh="请不要动,马上自动拍照", en="Hold still: the picture takes itself")
_READY = Text(zh="放好了,请按“拍照”", en="Well placed: press the button")
_TAKING = Text(zh="正在拍照……", en="Taking the picture…")
_FULL = Text(zh="这一份拍齐了。点小图可以调整", en="All its pages are here. Touch a small picture to change it")
_AGAIN = Text(zh="重拍第 {0} 页:请把这一页放好", en="Taking page {0} again: lay it down")
_BY_LOCKER = Text(zh="原件放进柜子,由工作人员拍", en="The original goes into the locker; staff will copy it")
_PAGE_OF = Text(zh="第 {0} 页,共 {1} 页", en="Page {0} of {1}")
_NO_PAPER = Text(zh="部门之间核查,不用交", en="Offices check this: no paper needed")
_TO_LOCKER = Text(
    zh="拍不清也没关系:原件放进柜子,工作人员会来拍", en="No matter: leave the original in the locker, staff copies it"
)
_TO_STAFF = Text(
    zh="一直拍不好?请带原件到窗口,或拨打 12345", en="Still not good? Take the original to the window or call 12345"
)


def capture_screen(now: Capturing, here: Here) -> Capture:
    """The whole screen, in the language of the visit."""
    t, material, pages = here.visit.t, now.material(here), now.pages(here)
    shown = Capture(
        material=t(material.title),
        hint=t(material.photo),
        state="live" if now.room(here) else "full",
        checks=[*(_check(now, index, here) for index in range(len(now.slots))), *_not_needed(here)],
        live="live",
        page="",
        thumbs=[f"thumb/{page.number}" for page in pages],
        chosen=now.tray.chosen,
        page_title=t(_PAGE_OF).format(now.tray.chosen + 1, len(pages)) if now.tray.chosen >= 0 else "",
        auto=here.visit.auto_shoot,
        hidden=now.hidden,
        can_go_on=now.complete(here, now.slot) and now.tray.replacing is None,
        can_scan=now.room(here) and bool(here.terminal.scanner.sources),
        phone=_phone(here) if now.room(here) else "",
    )
    if now.shot is not None:
        return _under_review(shown, now, here)
    return _live(shown, now, here)


def _live(shown: Capture, now: Capturing, here: Here) -> Capture:
    t = here.visit.t
    if now.shooting:
        return replace(shown, advice=t(_TAKING), picture="camera")
    if now.trouble is not None:
        entry = ENTRIES[now.trouble]
        return replace(shown, advice=f"{t(entry.sentence)} {t(entry.next_step)}", advice_tone="bad")
    if shown.state == "full":
        return replace(shown, advice=t(_FULL), advice_tone="good")
    if now.tray.replacing is not None and now.place in (Place.NOTHING, Place.TAKEN):
        return replace(shown, advice=t(_AGAIN).format(now.tray.replacing + 1), picture="page-lay")
    if now.use.material in here.visit.application.by_locker and now.place is Place.NOTHING:
        return replace(shown, advice=t(_BY_LOCKER), picture="locker")
    if now.place is Place.HOLD:
        return replace(shown, advice=t(_HOLD if shown.auto else _READY), advice_tone="good", picture="page-still")
    tone = "plain" if now.place in (Place.NOTHING, Place.TAKEN) else "warn"
    return replace(shown, advice=t(_PLACE_TEXT[now.place]), advice_tone=tone, picture=_PICTURES[now.place])


_PICTURES = {
    Place.NOTHING: "page-lay",
    Place.TAKEN: "page-turn",
    Place.TOO_LARGE: "page-turn",
    Place.GO_LEFT: "arrow-left",
    Place.GO_RIGHT: "arrow-right",
    Place.GO_UP: "arrow-up",
    Place.GO_DOWN: "arrow-down",
}


def _under_review(shown: Capture, now: Capturing, here: Here) -> Capture:
    t, shot = here.visit.t, now.shot
    if shot is None:
        return shown
    by_locker = now.may_go_by_locker(here)
    return replace(
        shown,
        state="review",
        page=f"shot/{shot.number}",
        advice=t(ADVICE_TEXT[shot.advice]),
        advice_tone="warn" if shot.advice else "good",
        picture=advice_picture(shot.advice),
        can_accept=shot.advice is None,
        can_add_page=now.room_after_shot(here),
        can_anyway=now.may_go_anyway(here),
        can_by_locker=by_locker,
        way_out=t(_TO_LOCKER if by_locker else _TO_STAFF) if now.tired(here) else "",
        can_go_on=False,
    )


def advice_picture(advice: Advice | None) -> str:
    """The icon beside a piece of advice: ui/qml/icons/advice-<value>.svg; a tick when all is well."""
    return f"advice-{advice.value.replace('_', '-')}" if advice else "check-circle"


def _phone(here: Here) -> str:
    if here.terminal.hand_over is None:
        return ""
    return "here" if here.terminal.online else "offline"


def _check(now: Capturing, index: int, here: Here) -> Check:
    t, material = here.visit.t, now.material(here, index)
    pages = len(here.visit.application.pages.get(material.id, []))
    state = "now" if index == now.slot else "done" if now.complete(here, index) else "todo"
    note = t(_BY_LOCKER) if material.id in here.visit.application.by_locker else ""
    return Check(t(material.title), state, pages, max(pages, material.pages_min), note)


def _not_needed(here: Here) -> list[Check]:
    """What the offices look up among themselves is said before anybody searches for it (L-19)."""
    t, catalogue = here.visit.t, catalogue_of(here)
    items = [catalogue.items[item] for item in here.visit.application.items if item in catalogue.items]
    uses = [use for item in items for use in item.materials]
    kept = dict.fromkeys(use.material for use in uses if not use.scan and not use.original)
    return [Check(t(catalogue.materials[one].title), "none", note=t(_NO_PAPER)) for one in kept]
