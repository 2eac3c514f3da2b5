"""What the page of the automatic check shows."""

from contract.finding import Finding
from contract.prereview import Verdict, VerdictKind
from contract.rule import FindingLevel
from contract.text import Text
from kiosk.screens.hand_in import FindingRow, Prereview
from kiosk.screens.screen import Screen
from kiosk.step import Here

_VERDICTS = {
    VerdictKind.PASS: (Text(zh="预审通过,待受理", en="Checked: ready to hand in"), "good"),
    VerdictKind.PASS_WITH_NOTE: (Text(zh="预审通过,有提示", en="Checked, with a remark"), "good"),
    VerdictKind.FIX: (Text(zh="还有几处需要改一下", en="A few things need mending"), "warn"),
    VerdictKind.PERSON_NEEDED: (Text(zh="可以提交,工作人员会再核对", en="You may hand in; staff will check"), "warn"),
    VerdictKind.NOT_FOR_YOU: (Text(zh="这件事目前不能为您办理", en="This cannot be done for you at present"), "bad"),
}
_NOT_ACCEPTANCE = Text(
    zh="预审只是自动检查,不等于受理。是否受理由部门决定。",
    en="This is an automatic check, not an acceptance. The department decides whether to accept.",
)
_MEND = Text(zh="去修改", en="Mend it")
_PHOTOGRAPH = Text(zh="去拍照", en="Photograph it")
_TONES = {FindingLevel.NOTE: "plain", FindingLevel.PERSON_NEEDED: "warn", FindingLevel.FIX: "warn"}


def pre_review_screen(verdict: Verdict, may_go_on: bool, here: Here) -> Screen:
    """Every finding at once, with the way to where it can be mended."""
    t = here.visit.t
    words, tone = _VERDICTS[verdict.kind]
    return Prereview(
        verdict=t(words),
        tone=tone,
        detail=t(_NOT_ACCEPTANCE),
        findings=[_row(finding, here) for finding in verdict.findings],
        can_continue=may_go_on,
    )


def _row(finding: Finding, here: Here) -> FindingRow:
    t = here.visit.t
    tone = _TONES.get(finding.level, "bad")
    if finding.field:
        return FindingRow(t(finding.text), tone, f"field:{finding.field}", t(_MEND))
    if finding.material:
        return FindingRow(t(finding.text), tone, f"material:{finding.material}", t(_PHOTOGRAPH))
    return FindingRow(t(finding.text), tone)
