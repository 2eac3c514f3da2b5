"""One chain, one date, one list of papers: a joint package before anything is filled in (domain 2.6)."""

from contract import hand_in
from contract.failures import ENTRIES
from contract.item import Item
from contract.package import Certainty, Package
from contract.text import Text
from kiosk.chain import promise, steps
from kiosk.districts import referral
from kiosk.events import Event, Said
from kiosk.screens.screen import Screen
from kiosk.screens.services import Chain
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.guide import material_row

_SURE = {
    Certainty.WEAK: Text(zh="流程来自单一资料,以窗口答复为准", en="From one source only: the office has the last word"),
    Certainty.DESIGN: Text(zh="这一组合由本机编排", en="This combination is made by the terminal"),
}


class ShowChain(Step):
    """The chain the answers lead to; or why this package is not for this person."""

    def skip(self, here: Here) -> bool:
        return not here.visit.application.package

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("start") if not self._blocked(here):
                return Next()
            case Said("back"):
                return Back()
        return None

    def _blocked(self, here: Here) -> str:
        application, package = here.visit.application, _package(here)
        refusal = package.refusal(application.package_answers)
        if refusal is not None:
            return here.visit.t(refusal)
        for item in _items(here):
            if where := referral(item, here):
                return f"{here.visit.t(item.short)}: {where}"
        failures = [here.terminal.blocks(item) for item in _items(here)]
        return next((here.visit.t(ENTRIES[failure].sentence) for failure in failures if failure), "")

    def screen(self, here: Here) -> Screen:
        t, application, package = here.visit.t, here.visit.application, _package(here)
        refused, items = package.refusal(application.package_answers) is not None, _items(here)
        needed = hand_in.slots(items, here.terminal.catalogue)
        blocked = self._blocked(here)
        return Chain(
            title=t(package.title),
            who=t(package.who),
            date="" if refused else promise(application, here),
            steps=[] if refused else steps(here, items),
            materials=[] if refused else [material_row(need.use, here) for need in needed if need.use.asked],
            note=t(_SURE[package.certainty]) if package.certainty in _SURE else "",
            can_start=not blocked,
            blocked=blocked,
        )


def _package(here: Here) -> Package:
    return here.terminal.catalogue.packages[here.visit.application.package]


def _items(here: Here) -> list[Item]:
    application = here.visit.application
    return here.terminal.catalogue.asked(application.items, application.package)
