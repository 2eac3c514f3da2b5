"""Where a case stands, in words; and whether one may see who looked the person up."""

from contract.failures import ENTRIES, Failure
from contract.life import STATE_TEXT, CaseState
from contract.task import TaskState, summary
from contract.text import Text
from kiosk.cases import CaseRow
from kiosk.step import Here

_QUEUED = Text(zh="已保存在本机,网络恢复后自动送出", en="Saved here, sent by itself when the network is back")


def state_of(case: CaseRow, here: Here) -> str:
    """Where a case stands, in the visit's language; before the hall has it, that it is kept here."""
    if case.refused:
        return here.visit.t(ENTRIES[Failure.HALL_REFUSED].sentence)
    if not case.number:
        return here.visit.t(_QUEUED)
    state = here.visit.t(STATE_TEXT[CaseState(case.state)])
    if case.state == CaseState.ACCEPTED and (len(case.tasks) > 1 or TaskState.TO_CORRECT in case.tasks):
        return f"{state} · {here.visit.t(summary(case.tasks))}"
    return state
