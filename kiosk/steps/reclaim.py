"""Originals taken back before the courier comes: asked, taken out, and a case not yet accepted is withdrawn with it."""

from contract.life import OUTLIVES_RECLAIM
from contract.text import Text
from kiosk import slips
from kiosk.cases import CaseRow
from kiosk.custody.words import Authority, BoxRow, Purpose
from kiosk.events import Event, Said
from kiosk.screens.locker import Reclaim, Reclaimed
from kiosk.screens.screen import Row, Screen
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.presence import to_sign_on
from kiosk.steps.times import time_rows
from kiosk.visit import DoorTask

_TITLE = Text(zh="取回原件并撤回申请?", en="Take your originals back and withdraw?")
_WARNING = Text(
    zh="信封取出、柜门关好后,这项申请就撤回了,不再办理。以后随时可以重新申请。",
    en="Once the envelope is out and the door shut, this application is withdrawn and nobody works on it. "
    "You can apply again at any time.",
)
_STAYS_TITLE = Text(zh="取回原件?", en="Take your originals back?")
_STAYS_WARNING = Text(
    zh="这项申请已受理,取回原件后不会随之撤回,但会缺少这些材料。请随后联系政务服务中心。",
    en="This application has been accepted and goes on, but without these papers. Please ask the service centre "
    "afterwards.",
)
_STAYS_DONE = Text(zh="原件已取回,申请未撤回", en="You have your originals; the application goes on")
_STAYS_TOLD = Text(
    zh="请核对信封里的材料是否齐全,并联系政务服务中心。",
    en="Please check that everything is in the envelope, and ask the service centre how to go on.",
)
_ITEM = Text(zh="事项", en="Service")
_NUMBER = Text(zh="编号", en="Number")
_BOX = Text(zh="柜号", en="Compartment")
_PARCEL = Text(zh="条码", en="Barcode")
_TIME = Text(zh="取回时间", en="Taken back at")
_DONE = Text(zh="原件已取回,申请已撤回", en="You have your originals; the application is withdrawn")
_TOLD = Text(
    zh="请核对信封里的材料是否齐全。政务服务中心会收到撤回的消息。",
    en="Please check that everything is in the envelope. The service centre is told of the withdrawal.",
)


def door_to_reclaim(row: BoxRow, here: Here) -> None:
    """The door that the row of steps is about."""
    authority = Authority("resident-card", here.visit.person_tag, row.parcel)
    here.visit.door = DoorTask(Purpose.RECLAIM, row.parcel, row.compartment, authority)


def _lines(here: Here) -> list[Row]:
    t, task, case = here.visit.t, here.visit.task, _case(here)
    rows = [Row(t(_BOX), str(task.compartment)), Row(t(_PARCEL), task.parcel)]
    if case is None:
        return rows
    return [
        Row(t(_ITEM), here.terminal.title_of(case, here.visit.language)),
        Row(t(_NUMBER), case.number or case.provisional),
        *rows,
    ]


def _case(here: Here) -> CaseRow | None:
    return next((case for case in here.visit.cases if case.parcel == here.visit.task.parcel), None)


def _stays(here: Here) -> bool:
    """Whether the application, as far as is known here, is not withdrawn with its originals."""
    case = _case(here)
    return case is not None and case.state in OUTLIVES_RECLAIM


class ConfirmReclaim(Step):
    """Nothing is withdrawn by looking: only the envelope in the resident's hand does that."""

    title = "reclaim"

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("open"):
                return to_sign_on(here) or Next()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, case = here.visit.t, _case(here)
        papers = slips.titles(here.terminal, case.originals, here.visit.language) if case else []
        title, warning = (_STAYS_TITLE, _STAYS_WARNING) if _stays(here) else (_TITLE, _WARNING)
        return Reclaim(t(title), t(warning), _lines(here), papers)


class ShowReclaimed(Step):
    """On disk and on its way to the hall."""

    title = "done"
    keeps_card = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        return Next(True) if isinstance(event, Said) and event.name == "finish" else None

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        lines = [*_lines(here), *time_rows(here, _TIME, here.terminal.custody.times.now())]
        done, told = (_STAYS_DONE, _STAYS_TOLD) if _stays(here) else (_DONE, _TOLD)
        return Reclaimed(t(done), t(told), lines)
