"""What a receipt of materials says, row by row; the same on screen and slip."""

from datetime import datetime

from contract import workdays
from contract.failures import ENTRIES, Failure
from contract.people import mask_name
from contract.routing import route
from contract.text import Text
from kiosk import slips
from kiosk.asked import items_of
from kiosk.chain import promise
from kiosk.clock import local
from kiosk.districts import decides, scope_rows
from kiosk.screens.screen import Row
from kiosk.step import Here
from kiosk.steps.times import time_rows

_ITEM = Text(zh="事项", en="Matter")
_APPLICANT = Text(zh="申请人", en="Applicant")
_RECEIVED = Text(zh="收件时间", en="Received")
_COUNTED = Text(zh="工作日起算", en="Working days count from")
_PROMISED = Text(zh="承诺时限(受理后起算)", en="Promised time (from acceptance)")
_DECIDES = Text(zh="由谁决定", en="Who decides")
_PARTS = Text(zh="包含事项", en="Parts")
_PHOTOGRAPHED = Text(zh="已拍材料", en="Photographed")
_ORIGINALS = Text(zh="待交原件", en="Originals to hand in")
_KEPT_HERE = Text(
    zh="申请已加密保存在本机,正式编号可凭卡在本机查询。",
    en="Your application is sealed and stored here; ask for the case number here with your card.",
)
_NUMBER_COMES = Text(
    zh="申请已加密保存,正在送往大厅。正式编号可凭卡在本机查询。",
    en="Your application is sealed, stored and on its way to the hall; ask for the case number here with your card.",
)


def receipt_lines(here: Here) -> list[Row]:
    """The receipt's rows, the same on screen and slip."""
    t, application, terminal = here.visit.t, here.visit.application, here.terminal
    items = items_of(here)
    title = terminal.title_of(application, here.visit.language)
    name = here.visit.identity.name if here.visit.identity else ""
    lines = [Row(t(_ITEM), title), Row(t(_APPLICANT), mask_name(name))]
    if application.submitted_at:
        lines += time_rows(here, _RECEIVED, application.submitted_at)
        lines += _counted_from(application.submitted_at, here)
    if application.asked is None:
        lines.append(Row(t(_PROMISED), promise(application, here) if application.package else t(items[0].promised)))
        lines += [] if application.package else scope_rows(items[0], here)
    who = dict.fromkeys(decides(item, here) for item in items)
    lines.append(Row(t(_DECIDES), ", ".join(who), t(route(items))))
    if len(items) > 1:
        lines.append(Row(t(_PARTS), ", ".join(t(item.short) for item in items)))
    counts = application.page_counts
    titles = slips.titles(terminal, list(counts), here.visit.language)
    lines.append(Row(t(_PHOTOGRAPHED), ", ".join(f"{a} ({b})" for a, b in zip(titles, counts.values(), strict=True))))
    if application.originals:
        lines.append(Row(t(_ORIGINALS), ", ".join(slips.titles(terminal, application.originals, here.visit.language))))
    if not application.number:
        lines.append(Row("", _why_no_number(here), tone="warn"))
    return lines


def _counted_from(moment: datetime, here: Here) -> list[Row]:
    """Day 1 of the legal count beside the real time (kiosk requirements F-07).

    Past the calendar's end there is no such row: a wrong day is worse than none, and `doctor` says FAIL.
    """
    try:
        return [Row(here.visit.t(_COUNTED), workdays.count_start(local(moment)).isoformat())]
    except workdays.CalendarEnds:
        return []


def _why_no_number(here: Here) -> str:
    """What keeps the application from the hall, when something does; never that it is lost."""
    t, terminal = here.visit.t, here.terminal
    trouble = Failure.HALL_REFUSED if here.visit.application.refused else terminal.link.trouble
    if trouble is None:
        return t(_NUMBER_COMES if terminal.link.online else _KEPT_HERE)
    entry = ENTRIES[trouble]
    return " ".join(t(text) for text in (entry.sentence, entry.next_step, _KEPT_HERE))
