"""What may be answered at a door now, and what follows. A screen that was left is no right (decision 043)."""

from contract.failures import Failure
from contract.text import Text
from kiosk.custody.bank import Size
from kiosk.custody.words import Purpose
from kiosk.step import Fail, Here, Outcome, SignOnAgain, Stay
from kiosk.steps import door_acts, door_words
from kiosk.steps.door_state import DoorState
from kiosk.steps.presence import attended

_BY_THEMSELVES = frozenset({"try_again", "reopen", "nothing_inside", "does_not_fit", "other_box"})
"""What opens a door or gives a box up: only for the person whose door it is."""
_PUTTING_IN = (Purpose.DROP, Purpose.LOAD)


def not_now(state: DoorState, here: Here) -> frozenset[str]:
    """A box opened once more may hold its parcel already: it is not given up for another, whoever asks."""
    if not attended(here, state.last_seen_s):
        return _BY_THEMSELVES
    return frozenset({"other_box"}) if here.visit.task.again else frozenset()


def actions(state: DoorState, here: Here) -> list[tuple[str, Text]]:
    """The buttons, the primary one first: (event, label)."""
    shown = door_words.LEFT_INSIDE if state.left_inside else door_words.actions(state.phase, here.visit.task.purpose)
    hidden = not_now(state, here) | ({"try_again"} if state.spent else set())
    left = [door_words.SIGN_ON] if asks_to_sign_on(state, here) else []
    return [*(one for one in shown if one[0] not in hidden), *left]


def asks_to_sign_on(state: DoorState, here: Here) -> bool:
    """A shut door that was left with its question open: *it is inside* must not be the only way on."""
    asked = state.phase == "closed" and here.visit.task.purpose in door_words.ASKED and not state.left_inside
    return asked and not attended(here, state.last_seen_s)


def answered(state: DoorState, name: str, here: Here) -> Outcome | None:
    """One answer; None: nothing that this door is asked now."""
    task, custody = here.visit.task, here.terminal.custody
    if state.busy or name in not_now(state, here):
        return Stay(quiet=True)
    putting_in = task.purpose in _PUTTING_IN
    match name, state.phase:
        case "done", "closed" if not state.left_inside:
            door_acts.conclude(state, here)
        case "sign_on", "closed" if asks_to_sign_on(state, here):
            return SignOnAgain()  # the box is settled by its door, as for any other leaving
        case ("reopen" | "nothing_inside", "closed") | ("try_again", "stuck" | "unknown"):
            door_acts.pulse(state, here)
        case "does_not_fit", "closed" if putting_in:
            here.visit.box.size = _larger(here.visit.box.size)
            door_acts.undo(state, here, lambda: custody.does_not_fit(task.parcel, task.compartment))
        case "other_box", "stuck" if putting_in:
            door_acts.undo(state, here, lambda: custody.set_aside(task.compartment, task.authority, "jam"))
        case "was_empty", "closed" if task.purpose is Purpose.RECOVER:
            door_acts.undo(state, here, lambda: here.terminal.records.found_empty(task))
        case "leave_inside", "closed" if task.purpose is Purpose.RECLAIM and not state.left_inside:
            state.left_inside = True
            door_acts.undo(state, here, lambda: custody.left_inside(task.parcel, task.compartment))
        case "finish", "closed" if state.left_inside:
            door_acts.undo(state, here, lambda: custody.left_inside(task.parcel, task.compartment))
        case "finish", "stuck" if putting_in and not task.again:
            state.giving_up = True
            door_acts.undo(state, here, lambda: custody.set_aside(task.compartment, task.authority, "jam"))
        case "finish", "stuck" | "unknown":
            return Fail(Failure.DOOR_STUCK if state.phase == "stuck" else Failure.BOARD_SILENT)
    return None


def _larger(size: str) -> str:
    """The next larger size, or the same when there is none."""
    order = list(Size)
    return order[min(order.index(Size(size)) + 1, len(order) - 1)].value
