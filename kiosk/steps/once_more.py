"""After a leg at a door has ended: whether that door may be opened once more, and the way back to it (decision 030)."""

from dataclasses import replace

from contract.parcel import ParcelKind
from contract.text import Text
from kiosk.custody.words import Authority, BoxRow, Purpose
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.step import GoTo, Here, Outcome, Stay
from kiosk.steps.door import OpenDoor
from kiosk.steps.presence import UNATTENDED_S, attended
from kiosk.visit import DoorTask

_SHUT_TOO_SOON = Text(zh="门关早了,再打开一次", en="Shut too soon: open it again")


def to_open_again(row: BoxRow, authority: Authority, here: Here) -> None:
    """What the door step that follows is about: the door of `row`, whose leg ended in this visit or one before."""
    result = row.kind is ParcelKind.RESULT
    here.visit.box.parcel, here.visit.box.compartment = row.parcel, row.compartment
    here.visit.result = row if result else None
    purpose = Purpose.TAKE if result else Purpose.DROP
    here.visit.door = DoorTask(purpose, row.parcel, row.compartment, authority, again=True)


class OnceMore:
    """Asked for when the step is entered; offered while custody's grace lasts and the person is known to be here."""

    def __init__(self) -> None:
        self._until = 0.0  # the steady clock's moment at which the offer ends
        self._asked_at = 0.0
        self._withdrawn = False

    def ask(self, here: Here) -> None:
        """How much of the grace is left, from custody."""
        self._asked_at = here.clock.monotonic()
        task = here.visit.door
        if task is not None:
            custody = here.terminal.custody
            here.run("grace", "locker", lambda: custody.reopen_left_s(task.parcel, task.authority))

    def withdraw(self) -> None:
        """Something was said after which the door stays shut."""
        self._withdrawn = True

    def on(self, event: Event, here: Here) -> Outcome | None:
        """What concerns the second opening; None is for the step."""
        match event:
            case Done("grace", left_s):
                self._until = here.clock.monotonic() + left_s
                for moment in (self._until, self._asked_at + UNATTENDED_S):
                    here.later(max(0.0, moment - here.clock.monotonic()), "grace over")
                return Stay()
            case Elapsed("grace over"):
                return Stay()
            case Failed("grace", error):
                here.terminal.note_error(error)
                return Stay(quiet=True)
            case Said("reopen") if self._offered(here) and here.visit.door is not None:
                here.visit.door = replace(here.visit.door, again=True)
                return GoTo(OpenDoor)
        return None

    def _offered(self, here: Here) -> bool:
        """Asked when the button is shown, and again when it was pressed."""
        if self._withdrawn or here.clock.monotonic() >= self._until:
            return False
        return attended(here, self._asked_at)

    def label(self, here: Here) -> str:
        """What the button says; empty when the door stays shut."""
        return here.visit.t(_SHUT_TOO_SOON) if self._offered(here) else ""
