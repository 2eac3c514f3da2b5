"""What the page about papers nobody has to bring shows: first what could be asked, then what was found."""

from collections.abc import Sequence

from contract import coverage
from contract.covered import WAY_TEXT, Covered, Way
from contract.hand_in import Need
from contract.source import ANSWER_TEXT, SOURCE_TEXT, LookUpAnswer
from contract.text import Text
from kiosk.clock import local
from kiosk.screens.papers import SourceRow, Sources
from kiosk.screens.screen import Screen
from kiosk.step import Here

_OFFER = Text(
    zh="有些材料可能不用您交。同意后,我们替您向下列来源查询,只用于本次办理,每次查询您都能在“查办理进度”里看到。",
    en="Some papers may not be needed. If you agree we ask these sources for you, for this application only; "
    "you find every look-up under My cases.",
)
_ASKING = Text(zh="正在查询,请稍候……", en="Asking, one moment…")
_FOUND = Text(zh="下面这些不用您交了", en="These you need not hand in")
_DIFFERS = Text(
    zh="有一项与部门的记录不一致:填错了请返回修改,记录有误请点“记录有误”",
    en="One record differs: go back if you made a slip, or say that the record is wrong",
)
_CALLED_WRONG = Text(
    zh="已记下:您认为记录有误,工作人员会核对", en="Noted: you say the record is wrong; staff will check"
)
_STANDS_FOR = Text(zh="已找到,无需提交材料", en="Found: nothing to hand in")
_TONES = {
    LookUpAnswer.YES: "good",
    LookUpAnswer.NO: "bad",
    LookUpAnswer.SOURCE_UNAVAILABLE: "plain",
}


def offer_screen(needs: Sequence[Need], asking: bool, here: Here) -> Screen:
    """What would be asked, and where."""
    t = here.visit.t
    rows = [_offered(need, here) for need in needs]
    return Sources("asking" if asking else "offer", t(_ASKING if asking else _OFFER), rows)


def found_screen(here: Here) -> Screen:
    """What was found, each with where it came from."""
    rows = [_found(one, here) for one in here.visit.application.covered]
    differs = any(row.can_dispute for row in rows)
    return Sources("found", here.visit.t(_DIFFERS if differs else _FOUND), rows, "warn" if differs else "good")


def _offered(need: Need, here: Here) -> SourceRow:
    t, material = here.visit.t, here.terminal.catalogue.materials[need.use.material]
    ways = []
    for way in coverage.electronic(need, here.terminal.catalogue):
        office = material.verify is not None and way is Way.VERIFICATION
        ways.append(t(SOURCE_TEXT[material.verify.source]) if office and material.verify else t(WAY_TEXT[way]))
    return SourceRow(material.id, t(material.title), " · ".join(ways), "", "plain")


def _found(one: Covered, here: Here) -> SourceRow:
    t = here.visit.t
    title = t(here.terminal.catalogue.materials[one.material].title)
    known = [t(WAY_TEXT[one.way]), t(one.source), *([one.reference] if one.answer and one.reference else [])]
    source = " · ".join([*known, f"{local(one.at):%Y-%m-%d %H:%M}"])
    if one.disputed:
        return SourceRow(one.material, title, source, t(_CALLED_WRONG), "warn")
    if one.answer is None:
        return SourceRow(one.material, title, source, t(_STANDS_FOR), "good")
    wrong = one.answer is LookUpAnswer.NO
    return SourceRow(one.material, title, source, t(ANSWER_TEXT[one.answer]), _TONES.get(one.answer, "warn"), wrong)
