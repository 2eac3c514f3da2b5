"""The list of this bank's envelopes, collected one by one."""

from kiosk import rows
from kiosk.custody.words import Authority, Purpose
from kiosk.events import Done, Event, Said
from kiosk.screens.screen import Screen
from kiosk.screens.staff import BoxLine, CourierCollect
from kiosk.step import Back, Begin, Here, Next, Outcome, Step
from kiosk.steps.round_lines import STATE_TEXT, moment
from kiosk.visit import DoorTask, Round, RoundLine


class CollectList(Step):
    """The list of this bank; choosing a line opens its door."""

    def enter(self, here: Here) -> None:
        begun = here.visit.round
        if begun is None or begun.signed or begun.direction != "collect":
            here.visit.round = Round("collect")
            here.run("list", "locker", here.terminal.custody.to_collect)

    def on(self, event: Event, here: Here) -> Outcome | None:
        round_ = here.visit.round
        if round_ is None:
            return Back()
        match event:
            case Done("list", boxes):
                round_.lines = [RoundLine(box.parcel, box.compartment, moment(box.since)) for box in boxes]
            case Said("open", {"compartment": compartment}):
                return self._open(int(compartment), here)
            case Said("manifest") if any(line.state != "waiting" for line in round_.lines):
                return Next()
            case Said("back") if all(line.state == "waiting" for line in round_.lines):
                here.visit.round = None
                return Back()
        return None

    def _open(self, compartment: int, here: Here) -> Outcome | None:
        round_ = here.visit.round
        found = [i for i, one in enumerate(round_.lines) if one.compartment == compartment] if round_ else []
        if round_ is None or not found or round_.lines[found[0]].state != "waiting":
            return None
        round_.now = found[0]
        line = round_.lines[round_.now]
        authority = Authority("courier", here.visit.staff_number, line.parcel)
        here.visit.door = DoorTask(Purpose.COLLECT, line.parcel, line.compartment, authority)
        return Begin(rows.COLLECT_ONE)

    def screen(self, here: Here) -> Screen:
        lines = here.visit.round.lines if here.visit.round else []
        shown = [
            BoxLine(one.parcel, one.compartment, one.since, one.state, here.visit.t(STATE_TEXT[one.state]))
            for one in lines
        ]
        return CourierCollect(shown, sum(one.state == "done" for one in lines), len(lines))
