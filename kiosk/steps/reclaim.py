"""Originals taken back before the courier comes: asked, taken out, and the application is withdrawn with it."""

from contract.text import Text
from kiosk import slips
from kiosk.cases import CaseRow
from kiosk.custody.words import Authority, BoxRow, Purpose
from kiosk.events import Event, Said
from kiosk.screens import Reclaim, Reclaimed, Row, Screen
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.times import time_rows
from kiosk.visit import DoorTask

_TITLE = Text(zh="取回原件并撤回申请?", en="Take your originals back and withdraw?")
_WARNING = Text(
    zh="信封取出、柜门关好后,这项申请就撤回了,不再办理。以后随时可以重新申请。",
    en="Once the envelope is out and the door shut, this application is withdrawn and nobody works on it. "
    "You can apply again at any time.",
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


class ConfirmReclaim(Step):
    """Nothing is withdrawn by looking: only the envelope in the resident's hand does that."""

    title = "reclaim"

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("open"):
                return Next()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, case = here.visit.t, _case(here)
        papers = slips.titles(here.terminal, case.originals, here.visit.language) if case else []
        return Reclaim(t(_TITLE), t(_WARNING), _lines(here), papers)


class ShowReclaimed(Step):
    """On disk and on its way to the hall."""

    title = "done"
    keeps_card = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        return Next(True) if isinstance(event, Said) and event.name == "finish" else None

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        lines = [*_lines(here), *time_rows(here, _TIME, here.terminal.custody.times.now())]
        return Reclaimed(t(_DONE), t(_TOLD), lines)
