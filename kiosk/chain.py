"""A joint package in words: its steps in order, and the one date."""

from dataclasses import replace

from contract import plan
from contract.item import HERE_TEXT, Item
from contract.item import Here as CanDo
from contract.package import Package
from contract.plan import Edge
from contract.text import Text
from kiosk.can_do import can_do
from kiosk.districts import added_workdays, decides, referral, scope_rows, taken
from kiosk.screens.services import ChainStep
from kiosk.step import Here
from kiosk.visit import Application

_DATE = Text(
    zh="受理后 {0} 个工作日全部办结,您只来这一次", en="All done within {0} working days of acceptance: one visit"
)
_NO_DATE = Text(
    zh="有的事项没有固定天数,以部门答复为准", en="One part has no fixed number of days: the office will tell"
)
_DAYS = Text(zh="{0} 个工作日", en="{0} working days")
_AFTER = Text(zh="在「{0}」之后", en="after {0}")
_ELSEWHERE = Text(zh="这一步不在本机:{0},请带 {1}", en="Not at this terminal: {0}. Bring: {1}")


def promise(application: Application, here: Here) -> str:
    """The one date of a package, as days: the longest path through its chain."""
    package = here.terminal.catalogue.packages[application.package]
    days = plan.workdays_of(_plan(package, here.terminal.catalogue.asked(application.items, application.package), here))
    return here.visit.t(_NO_DATE) if days is None else here.visit.t(_DATE).format(days)


def _plan(package: Package, items: list[Item], here: Here) -> list[plan.Step]:
    """The chain with what sending on adds, as the hall counts it."""
    added = {item.id: added_workdays(item, here) for item in items}
    return [
        step if step.workdays is None else replace(step, workdays=step.workdays + added[step.id])
        for step in package.plan(items)
    ]


def steps(here: Here, items: list[Item]) -> list[ChainStep]:
    """The parts that are done here and those that are not, in the order of the chain."""
    t, names = here.visit.t, {item.id: item.short for item in items}
    package = here.terminal.catalogue.packages[here.visit.application.package]
    found = []
    for place, (item, step) in enumerate(zip(items, _plan(package, items, here), strict=True), 1):
        waits = [t(names[e.item]) for e in step.after if e.item in names and e.kind is not Edge.BETTER_FIRST]
        days = t(item.promised) if step.workdays is None else t(_DAYS).format(step.workdays)
        parts = [days, *(t(_AFTER).format(name) for name in waits)]
        can = can_do(item, here.terminal.bank_map, taken(item, here))
        notes = [referral(item, here) or ("" if can is CanDo.WHOLE else t(HERE_TEXT[can]))]
        notes += [row.value for row in scope_rows(item, here)]
        note = " · ".join(filter(None, notes))
        found.append(ChainStep(str(place), t(item.short), decides(item, here), " · ".join(parts), note))
    for far in package.steps_elsewhere(here.visit.application.package_answers):
        note = t(_ELSEWHERE).format(t(far.where), t(far.bring))
        found.append(ChainStep("→", t(far.title), "", "", note))
    return found
