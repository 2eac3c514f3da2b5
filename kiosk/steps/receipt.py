"""The receipt of materials (收件凭证): durable before it is shown, printed once, and never called an acceptance."""

from datetime import datetime

from contract import workdays
from contract.failures import ENTRIES, Failure
from contract.people import mask_name
from contract.routing import route
from contract.text import Text
from drivers.roles import Slip
from kiosk import rows, slips, words
from kiosk.asked import items_of
from kiosk.chain import promise
from kiosk.clock import local
from kiosk.events import Done, Elapsed, Event, Failed, QueueMoved, Returned, Said
from kiosk.news import CaseNumbered, CaseRefused
from kiosk.screens import Receipt, Row, Screen
from kiosk.step import Begin, End, Here, Outcome, Stay, Step
from kiosk.steps.times import time_rows

TITLE = Text(zh="收件凭证", en="Receipt of materials")
NUMBER = Text(zh="办件编号", en="Case number")
PROVISIONAL = Text(zh="临时编号", en="Provisional number")
ITEM = Text(zh="事项", en="Matter")
APPLICANT = Text(zh="申请人", en="Applicant")
RECEIVED = Text(zh="收件时间", en="Received")
COUNTED = Text(zh="工作日起算", en="Working days count from")
PROMISED = Text(zh="承诺时限(受理后起算)", en="Promised time (from acceptance)")
DECIDES = Text(zh="由谁决定", en="Who decides")
PARTS = Text(zh="包含事项", en="Parts")
PHOTOGRAPHED = Text(zh="已拍材料", en="Photographed")
ORIGINALS = Text(zh="待交原件", en="Originals to hand in")
_STILL = Text(zh="还要把原件装进信封放进柜子:{0}", en="Still to go into the locker, in an envelope: {0}")
KEPT_HERE = Text(
    zh="申请已加密保存在本机,正式编号可凭卡在本机查询。",
    en="Your application is sealed and stored here; ask for the case number here with your card.",
)
NUMBER_COMES = Text(
    zh="申请已加密保存,正在送往大厅。正式编号可凭卡在本机查询。",
    en="Your application is sealed, stored and on its way to the hall; ask for the case number here with your card.",
)
NOT_ACCEPTANCE = Text(
    zh="这是收到材料的凭证,不是受理通知。是否受理,由部门审核后告知。",
    en="This confirms that your materials were received. It is not an acceptance; the department will tell you.",
)
_WAIT_FOR_NUMBER_S = 4.0


class ShowReceipt(Step):
    """Waits some seconds for the hall's number, then prints what is known; the screen follows the truth."""

    title = "receipt"
    keeps_card = False

    def __init__(self) -> None:
        self._printing = ""
        self._print_trouble: Failure | None = None

    def enter(self, here: Here) -> None:
        self._draw_qr(here)
        here.later(0.0 if here.visit.application.number else _WAIT_FOR_NUMBER_S, "print")

    def _draw_qr(self, here: Here) -> None:
        here.visit.images["qr/receipt"] = slips.phone_text(self._slip(here))

    def _slip(self, here: Here) -> Slip:
        return slips.receipt(here.terminal, here.visit, receipt_lines(here), here.visit.t(NOT_ACCEPTANCE))

    def on(self, event: Event, here: Here) -> Outcome | None:
        application = here.visit.application
        match event:
            case QueueMoved(CaseNumbered(case_id, number)) if case_id == application.case_id:
                application.number = number
                self._draw_qr(here)
                self._print(here, again=False)
                return Stay()
            case QueueMoved(CaseRefused(case_id)) if case_id == application.case_id:
                application.refused = True
                self._print(here, again=False)
                return Stay()
            case Elapsed("print"):
                self._print(here, again=False)
            case Said("print"):
                self._print(here, again=True)
            case Done("printed"):
                self._printing = "printed"
            case Failed("printed", error):
                self._print_trouble = here.terminal.note_error(error)
                self._printing, here.visit.slip_printed = "failed", False
                return Stay()
            case QueueMoved():
                here.show()
            case Said("deposit") if application.parcel:
                self._print(here, again=False)  # who is quicker than the hall gets the slip all the same
                return Begin(rows.DEPOSIT)
            case Returned() | Said("finish"):
                return End()
        return None

    def _print(self, here: Here, again: bool) -> None:
        if self._printing == "printing" or (self._printing and not again):
            return
        self._printing, here.visit.slip_printed = "printing", True
        slip = self._slip(here)
        here.print("printed", slip)

    def screen(self, here: Here) -> Screen:
        t, application = here.visit.t, here.visit.application
        return Receipt(
            title=t(TITLE),
            number_label=t(NUMBER if application.number else PROVISIONAL),
            number=application.number or application.provisional,
            provisional=not application.number,
            lines=receipt_lines(here),
            not_acceptance=t(NOT_ACCEPTANCE),
            qr=f"qr/receipt/{application.number or application.provisional}",
            printing=self._printing or "printing",
            printing_text=words.of_printing(self._printing, self._print_trouble, here.visit.language),
            has_originals=bool(application.parcel),
            originals_text=t(_STILL).format(
                ", ".join(slips.titles(here.terminal, application.originals, here.visit.language))
            ),
        )


def receipt_lines(here: Here) -> list[Row]:
    """The receipt's rows, the same on screen and slip."""
    t, application, terminal = here.visit.t, here.visit.application, here.terminal
    items = items_of(here)
    title = terminal.title_of(application, here.visit.language)
    name = here.visit.identity.name if here.visit.identity else ""
    lines = [Row(t(ITEM), title), Row(t(APPLICANT), mask_name(name))]
    if application.submitted_at:
        lines += time_rows(here, RECEIVED, application.submitted_at)
        lines += _counted_from(application.submitted_at, here)
    if application.asked is None:
        lines.append(Row(t(PROMISED), promise(application, here) if application.package else t(items[0].promised)))
    decides = dict.fromkeys(t(item.department) for item in items)
    lines.append(Row(t(DECIDES), ", ".join(decides), t(route(items))))
    if len(items) > 1:
        lines.append(Row(t(PARTS), ", ".join(t(item.short) for item in items)))
    counts = application.page_counts
    titles = slips.titles(terminal, list(counts), here.visit.language)
    lines.append(Row(t(PHOTOGRAPHED), ", ".join(f"{a} ({b})" for a, b in zip(titles, counts.values(), strict=True))))
    if application.originals:
        lines.append(Row(t(ORIGINALS), ", ".join(slips.titles(terminal, application.originals, here.visit.language))))
    if not application.number:
        lines.append(Row("", _why_no_number(here), tone="warn"))
    return lines


def _counted_from(moment: datetime, here: Here) -> list[Row]:
    """Day 1 of the legal count beside the real time (kiosk requirements F-07).

    Past the calendar's end there is no such row: a wrong day is worse than none, and `doctor` says FAIL.
    """
    try:
        return [Row(here.visit.t(COUNTED), workdays.count_start(local(moment)).isoformat())]
    except workdays.CalendarEnds:
        return []


def _why_no_number(here: Here) -> str:
    """What keeps the application from the hall, when something does; never that it is lost."""
    t, terminal = here.visit.t, here.terminal
    trouble = Failure.HALL_REFUSED if here.visit.application.refused else terminal.link_trouble
    if trouble is None:
        return t(NUMBER_COMES if terminal.online else KEPT_HERE)
    entry = ENTRIES[trouble]
    return " ".join(t(text) for text in (entry.sentence, entry.next_step, KEPT_HERE))
