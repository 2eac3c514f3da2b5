"""One door, from the intent on disk to the door seen shut. What the screen says follows the switch, not the taps."""

from contract.text import Text
from drivers.roles import Door
from kiosk.custody.words import Purpose
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.screens.screen import Screen
from kiosk.step import Here, Next, Outcome, Stay, Step
from kiosk.steps import door_acts
from kiosk.steps.door_answers import answered
from kiosk.steps.door_screen import door_screen
from kiosk.steps.door_state import DoorState
from kiosk.steps.presence import UNATTENDED_S


class OpenDoor(Step):
    """Opens `visit.door`, watches it, and concludes it; goes back when the box did not do."""

    title = "door"
    keeps_card = False

    def __init__(self) -> None:
        self._state = DoorState()

    def enter(self, here: Here) -> None:
        door_acts.pulse(self._state, here)

    def leave(self, here: Here) -> None:
        if not self._state.over:
            door_acts.left(self._state, here)

    def never_idle(self, here: Here) -> bool:
        return self._state.never_idle(here.clock.monotonic())

    def why_stay(self, here: Here) -> Text | None:
        return self._state.why_stay

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("opened", outcome):
                door_acts.pulsed(self._state, outcome, here)
            case Elapsed("look"):
                door_acts.look(here)
            case Done("door", Door() as door):
                return self._seen(door, here)
            case Failed("door"):
                here.later(door_acts.LOOK_EVERY_S * 3, "look")
                return Stay()
            case Said(name):
                return answered(self._state, name, here)
            case Done("concluded"):
                self._state.over = True
                return Next(True)
            case Done("undone"):
                return self._state.given_up()
            case Elapsed("again"):
                door_acts.pulse(self._state, here)
            case Failed("opened" | "concluded" | "undone", error):
                return door_acts.refused(self._state, error, here)
        return None

    def _seen(self, door: Door, here: Here) -> Outcome | None:
        if self._state.read(door, here.clock.monotonic()):
            here.later(UNATTENDED_S, "unattended")
            if here.visit.task.purpose in (Purpose.TAKE, Purpose.TEST):
                door_acts.conclude(self._state, here)
            elif here.visit.task.purpose is Purpose.COLLECT:
                self._state.over = True  # the scan ends it
                return Next(True)
        elif self._state.watched:
            here.later(door_acts.LOOK_EVERY_S, "look")
        return None

    def screen(self, here: Here) -> Screen:
        return door_screen(self._state, here)
