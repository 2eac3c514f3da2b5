"""The automatic check before anything is signed: every finding at once. Passing it is not acceptance."""

from contract.coverage import left
from contract.prereview import Verdict, VerdictKind, review
from kiosk.clock import local
from kiosk.events import Event, Said
from kiosk.screens.screen import Screen
from kiosk.step import Back, GoTo, Here, Next, Outcome, Step
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.capture_slots import to_photograph
from kiosk.steps.fill_form import FillForm
from kiosk.steps.pre_review_screen import pre_review_screen


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
        return pre_review_screen(self._verdict(here), self._may_go_on(here), here)
