"""A door as the screen shows it: its number, where it is, what to do, and what may be answered."""

from contract.failures import ENTRIES, Failure
from contract.text import Language
from kiosk.screens.locker import DoorScreen
from kiosk.screens.screen import Tile
from kiosk.step import Here
from kiosk.steps import door_answers
from kiosk.steps import door_words as words
from kiosk.steps.door_state import DoorState
from kiosk.steps.presence import attended


def door_screen(state: DoorState, here: Here) -> DoorScreen:
    """What to show now."""
    t, task, bank = here.visit.t, here.visit.task, here.terminal.bank_map
    title, instruction = words.STILL_INSIDE if state.left_inside else words.SAY[(state.phase, task.purpose)]
    if (state.phase == "stuck" or state.left_inside) and not attended(here, state.last_seen_s):
        instruction = words.SIGN_ON_AGAIN
    told = t(instruction)
    if door_answers.asks_to_sign_on(state, here):
        told += ("" if here.visit.language is Language.ZH else " ") + t(words.NOT_YET)
    return DoorScreen(
        compartment=task.compartment,
        where=bank.where(task.compartment, here.visit.language),
        phase=state.phase,
        title=t(title).format(task.compartment),
        instruction=told,
        warning=_warning(state, here),
        purpose=words.VIEW_PURPOSE[task.purpose],
        actions=[Tile(id_, t(label)) for id_, label in door_answers.actions(state, here)],
        columns=bank.columns,
        doors=bank.drawn(task.compartment),
    )


def _warning(state: DoorState, here: Here) -> str:
    if state.phase == "unknown":
        return here.visit.t(ENTRIES[Failure.DOOR_UNCERTAIN].sentence)
    ajar = here.terminal.doors_watch.ajar(here.visit.task.compartment)
    if state.phase != "open" or not ajar:
        return ""
    return here.visit.t(words.AJAR[min(ajar, len(words.AJAR)) - 1])
