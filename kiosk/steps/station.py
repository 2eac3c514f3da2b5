"""Station staff: the cells, what is overdue or doubtful, pause and resume. They decide nothing (domain 2.10)."""

from kiosk import rows
from kiosk.custody.words import Authority, BoxRow, Cell, Purpose
from kiosk.events import Done, DoorMoved, Event, Returned, Said
from kiosk.screens.screen import Screen
from kiosk.step import Begin, End, Here, Outcome, Step
from kiosk.steps.station_screen import station_screen
from kiosk.visit import DoorTask


class StationStart(Step):
    """No names here, only compartments, barcodes and ages."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._boxes: list[BoxRow] = []
        self._forced: list[int] = []
        self._missed: list[BoxRow] = []

    def enter(self, here: Here) -> None:
        self._load(here)

    def _load(self, here: Here) -> None:
        custody = here.terminal.custody

        def known() -> tuple[list[Cell], list[BoxRow], list[int], list[BoxRow]]:
            boxes = [*custody.to_collect(), *custody.waiting()]
            return list(custody.cells().values()), boxes, custody.to_be_looked_at(), custody.missed()

        here.run("loaded", "locker", known)

    def on(self, event: Event, here: Here) -> Outcome | None:
        number = here.visit.staff_number
        match event:
            case Done("loaded", (cells, boxes, forced, missed)):
                self._cells, self._boxes, self._forced, self._missed = cells, boxes, forced, missed
            case Said("pause" | "resume" as what):
                here.run("changed", "locker", lambda: here.terminal.pause(what == "pause", number))
            case Said("recover", {"compartment": compartment}):
                # Any box with a parcel: what is disputed or set aside is on no list, and has no other way out.
                cell = next((one for one in self._cells if one.number == compartment), None)
                if cell and cell.parcel:
                    authority = Authority("station", number, cell.parcel)
                    here.visit.door = DoorTask(Purpose.RECOVER, cell.parcel, cell.number, authority)
                    return Begin(rows.RECOVER)
            case Said("out_of_service" | "back_in_service" as what, {"compartment": compartment}):
                self._switch(what, int(compartment), here)
            case Done("changed") | Returned() | DoorMoved():
                self._load(here)
            case Said("finish"):
                return End(silent=True)
        return None

    def _switch(self, what: str, compartment: int, here: Here) -> None:
        custody, authority = here.terminal.custody, Authority("station", here.visit.staff_number)
        if what == "out_of_service":
            here.run("changed", "locker", lambda: custody.set_aside(compartment, authority, "station"))
        else:
            here.run("changed", "locker", lambda: custody.back_in_service(compartment, authority))

    def screen(self, here: Here) -> Screen:
        return station_screen(self._cells, self._boxes, self._missed, self._forced, here)
