"""The automatic check before anything is signed: every finding at once. Passing it is not acceptance."""

from contract.coverage import left
from contract.finding import Finding
from contract.prereview import Verdict, VerdictKind, review
from contract.rule import FindingLevel
from contract.text import Text
from kiosk.clock import local
from kiosk.events import Event, Said
from kiosk.screens import FindingRow, Prereview, Screen
from kiosk.step import Back, GoTo, Here, Next, Outcome, Step
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.capture_state import to_photograph
from kiosk.steps.fill_form import FillForm

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


class CheckAll(Step):
    """Runs the same rules as the hall."""

    title = "prereview"

    def enter(self, here: Here) -> None:
        application, catalogue = here.visit.application, here.terminal.catalogue
        items = catalogue.asked(application.items, application.package)
        needed = [need.use for need in left(items, catalogue, application.answers, application.covered)]
        application.verdict = review(
            items,
            catalogue,
            application.answers,
            {material: len(pages) for material, pages in application.pages.items() if pages},
            {use.material for use in needed if use.original},
            local(here.clock.now()).date(),
            frozenset(application.by_locker),
            application.covered,
        )

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("next") if self._may_go_on(here):
                return Next()
            case Said("fix", {"target": str(target)}):
                return self._fix(target, here)
            case Said("back"):
                return Back()
        return None

    def _verdict(self, here: Here) -> Verdict:
        verdict = here.visit.application.verdict
        if verdict is None:
            raise RuntimeError("the check was left out")
        return verdict

    def _may_go_on(self, here: Here) -> bool:
        return self._verdict(here).kind not in (VerdictKind.FIX, VerdictKind.NOT_FOR_YOU)

    def _fix(self, target: str, here: Here) -> Outcome | None:
        kind, _, name = target.partition(":")
        if kind == "field":
            here.visit.application.open_field = name
            return GoTo(FillForm)
        if name not in [use.material for use in to_photograph(here)]:
            return None
        here.visit.application.open_material = name
        return GoTo(CaptureMaterials)

    def screen(self, here: Here) -> Screen:
        t, verdict = here.visit.t, self._verdict(here)
        words, tone = _VERDICTS[verdict.kind]
        return Prereview(
            verdict=t(words),
            tone=tone,
            detail=t(_NOT_ACCEPTANCE),
            findings=[self._row(finding, here) for finding in verdict.findings],
            can_continue=self._may_go_on(here),
        )

    def _row(self, finding: Finding, here: Here) -> FindingRow:
        t = here.visit.t
        tone = _TONES.get(finding.level, "bad")
        if finding.field:
            return FindingRow(t(finding.text), tone, f"field:{finding.field}", t(_MEND))
        if finding.material:
            return FindingRow(t(finding.text), tone, f"material:{finding.material}", t(_PHOTOGRAPH))
        return FindingRow(t(finding.text), tone)
