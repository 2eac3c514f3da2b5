"""The result: whose it is, and by what right its door opens."""

from contract.failures import Failure
from contract.text import Text
from kiosk import rows
from kiosk.custody.words import Authority, BoxRow, Purpose
from kiosk.events import Done, Event, Reader
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import Back, Become, Fail, Here, Next, Outcome, Stay, Step
from kiosk.visit import DoorTask

_FINDING = Text(zh="正在查找您的结果", en="Looking for your result")


def door_for(row: BoxRow, kind: str, actor: str, here: Here) -> None:
    """What the door step that follows is about: `row`, opened by the right `kind` of `actor`."""
    here.visit.box.parcel, here.visit.box.compartment = row.parcel, row.compartment
    here.visit.result = row
    authority = Authority(kind, actor, row.parcel)
    here.visit.door = DoorTask(Purpose.TAKE, row.parcel, row.compartment, authority)


def by_card(here: Here, reader: Reader | None = None) -> Outcome:
    """The card instead of a code. A paused terminal hands out what a code opens, and signs nobody on."""
    closed = here.terminal.closed_because
    if closed is None:
        here.visit.reader = reader
        return Become(rows.SIGN_ON)
    here.toast(here.visit.t(closed))
    return Stay(quiet=True)


class FindByCard(Step):
    """The signed-in person's own results; the first one first."""

    keeps_card = False

    def enter(self, here: Here) -> None:
        tag = here.visit.person_tag
        here.run("found", "locker", lambda: here.terminal.custody.for_person(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("found", []):
                return Back()
            case Done("found", [*found]):
                ready = [row for row in found if not row.frozen and not row.overdue]
                if not ready:
                    return Fail(Failure.PARCEL_FROZEN if found[0].frozen else Failure.CODE_EXPIRED)
                door_for(ready[0], "proxy-card" if ready[0].by_proxy else "resident-card", here.visit.person_tag, here)
                return Next()
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_FINDING))
