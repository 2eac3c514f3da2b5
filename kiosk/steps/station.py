"""Station staff: the cells, what is overdue or doubtful, pause and resume. They decide nothing (domain 2.10)."""

from contract.text import Text
from kiosk import rows
from kiosk.custody.words import Authority, BoxRow, BoxState, Cell, Purpose
from kiosk.events import Done, DoorMoved, Event, Returned, Said
from kiosk.screens import Cell as CellShown
from kiosk.screens import Row, Screen, StationHome
from kiosk.step import Begin, End, Here, Outcome, Step
from kiosk.visit import DoorTask

_STATES = {
    BoxState.FREE: (Text(zh="空", en="Free"), "plain"),
    BoxState.RESERVED: (Text(zh="预留", en="Reserved"), "plain"),
    BoxState.OPENING: (Text(zh="开门中", en="Opening"), "warn"),
    BoxState.OPEN: (Text(zh="门开着", en="Open"), "warn"),
    BoxState.HOLDING: (Text(zh="有件", en="Holding"), "good"),
    BoxState.CLOSED_UNKNOWN: (Text(zh="待核对", en="To be checked"), "bad"),
    BoxState.OUT_OF_SERVICE: (Text(zh="停用", en="Out of service"), "bad"),
}
_FORCED = Text(zh="异常开门,请查看", en="Opened by itself: look inside")
_OVERDUE = Text(zh="超期未取", en="Overdue")
_DOUBTFUL = Text(zh="需要核对", en="To be checked")


class StationStart(Step):
    """No names here, only compartments, barcodes and ages."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._boxes: list[BoxRow] = []
        self._forced: list[int] = []

    def enter(self, here: Here) -> None:
        self._load(here)

    def _load(self, here: Here) -> None:
        custody = here.terminal.custody

        def known() -> tuple[list[Cell], list[BoxRow], list[int]]:
            boxes = [*custody.to_collect(), *custody.waiting()]
            return list(custody.cells().values()), boxes, custody.to_be_looked_at()

        here.run("loaded", "locker", known)

    def on(self, event: Event, here: Here) -> Outcome | None:
        number = here.visit.staff_number
        match event:
            case Done("loaded", (cells, boxes, forced)):
                self._cells, self._boxes, self._forced = cells, boxes, forced
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
        t, bank = here.visit.t, here.terminal.bank_map
        cells = []
        for cell in self._cells:
            words, tone = (_FORCED, "bad") if cell.number in self._forced else _STATES[cell.state]
            column, height = bank.place(cell.number)
            cells.append(CellShown(cell.number, cell.size, t(words), tone, cell.parcel or "", column, height))
        return StationHome(
            number=here.visit.staff_number,
            cells=cells,
            columns=bank.columns,
            overdue=[Row(str(b.compartment), b.parcel, t(_OVERDUE), "warn") for b in self._boxes if b.overdue],
            waiting=[Row(str(b.compartment), b.parcel, t(_DOUBTFUL), "bad") for b in self._boxes if b.doubtful],
            paused=here.terminal.paused,
        )
