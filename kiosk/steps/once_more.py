"""After a leg at a door has ended: whether that door may be opened once more, and the way back to it."""

from dataclasses import replace

from contract.text import Text
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.step import GoTo, Here, Outcome, Stay
from kiosk.steps.door import OpenDoor

_SHUT_TOO_SOON = Text(zh="门关早了,再打开一次", en="Shut too soon: open it again")


class OnceMore:
    """Asked for when the step is entered; offered as long as custody's grace lasts."""

    def __init__(self) -> None:
        self._offered = False

    def ask(self, here: Here) -> None:
        """How much of the grace is left, from custody."""
        task = here.visit.door
        if task is not None:
            custody = here.terminal.custody
            here.run("grace", "locker", lambda: custody.reopen_left_s(task.parcel, task.authority))

    def on(self, event: Event, here: Here) -> Outcome | None:
        """What concerns the second opening; None is for the step."""
        match event:
            case Done("grace", left_s):
                self._offered = left_s > 0
                if self._offered:
                    here.later(left_s, "grace over")
                return Stay()
            case Elapsed("grace over"):
                self._offered = False
                return Stay()
            case Failed("grace", error):
                here.terminal.note_error(error)
                return Stay(quiet=True)
            case Said("reopen") if self._offered and here.visit.door is not None:
                here.visit.door = replace(here.visit.door, again=True)
                return GoTo(OpenDoor)
        return None

    def label(self, here: Here) -> str:
        """What the button says; empty when the door stays shut."""
        return here.visit.t(_SHUT_TOO_SOON) if self._offered else ""
