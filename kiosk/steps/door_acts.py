"""What the door step has custody do: open, look, end the leg, or take it back."""

from collections.abc import Callable

from contract.failures import ENTRIES, Failure
from kiosk.custody.words import DoorOutcome, DoorStillOpen, NothingInside, Purpose, StillInside, TooManyPulses, TooSoon
from kiosk.step import Here, Outcome, Stay
from kiosk.steps.door_state import DoorState

LOOK_EVERY_S = 0.4


def pulse(state: DoorState, here: Here) -> None:
    """Open, or open again: custody asks the door before every pulse and carries a step under way on."""
    task, custody = here.visit.task, here.terminal.custody
    check = here.terminal.lost_cards.refuse(here.visit.identity, task.authority)
    state.pulsing()

    def call() -> DoorOutcome:
        if task.again:
            return custody.reopen(task.compartment, task.authority, task.purpose, task.parcel, check)
        return custody.open(task.compartment, task.authority, task.purpose, task.parcel or None, check)

    here.run("opened", "locker", call)


def pulsed(state: DoorState, outcome: DoorOutcome, here: Here) -> None:
    """Write down what is wrong, if anything, and watch the door from here on."""
    trouble = state.pulsed(outcome, here.clock.monotonic())
    if trouble:
        here.terminal.note(trouble, step="OpenDoor")
    here.later(LOOK_EVERY_S, "look")


def look(here: Here) -> None:
    """Read the door."""
    number, custody = here.visit.task.compartment, here.terminal.custody
    here.run("door", "locker", lambda: custody.look(number))


def conclude(state: DoorState, here: Here) -> None:
    """The leg is over: what is now true, on disk."""
    task = here.visit.task
    state.busy = True
    here.run("concluded", "locker", lambda: here.terminal.records.conclude(task))


def undo(state: DoorState, here: Here, call: Callable[[], None]) -> None:
    """The leg ends with nothing having moved, or the box is given up."""
    state.busy = True
    here.run("undone", "locker", call)


def left(state: DoorState, here: Here) -> None:
    """The step is left before custody knows how it ended: the doors are asked."""
    task = here.visit.door  # gone when a pulled card has wiped the visit
    never_opened = state.phase == "opening" and task and task.purpose in (Purpose.DROP, Purpose.LOAD)
    here.terminal.doors.look_again(task.parcel if never_opened and task else "")


def refused(state: DoorState, error: BaseException, here: Here) -> Outcome | None:
    """What custody will not do yet; None is an error that ends the step."""
    state.busy = False
    match error:
        case TooSoon() as soon:
            state.busy = True
            here.later(soon.wait_s, "again")
        case TooManyPulses():
            state.phase, state.spent = "stuck", True
            here.terminal.note(Failure.DOOR_STUCK)
            here.later(LOOK_EVERY_S, "look")
        case DoorStillOpen():
            state.still_open(error.door, here.clock.monotonic())
            here.later(LOOK_EVERY_S, "look")
        case NothingInside() | StillInside():
            state.phase, state.left_inside = "closed", isinstance(error, StillInside)
            here.toast(here.visit.t(ENTRIES[here.terminal.note_error(error)].sentence))
        case _:
            return None
    return Stay()
