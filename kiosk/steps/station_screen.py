"""What station staff see: compartments and barcodes, never a name."""

from collections.abc import Collection, Sequence

from contract.text import Text
from kiosk.custody.words import BoxRow, BoxState, Cell
from kiosk.screens.screen import Row, Screen
from kiosk.screens.staff import Cell as CellShown
from kiosk.screens.staff import StationHome
from kiosk.step import Here

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
_MISSED = Text(zh="居民称未取到", en="Said to be missing")


def station_screen(
    known: Sequence[Cell], boxes: Sequence[BoxRow], missed: Sequence[BoxRow], forced: Collection[int], here: Here
) -> Screen:
    """Every cell, and of the boxes what is overdue or doubtful.

    `missed`: what residents say they did not get; `forced`: doors that opened by themselves.
    """
    t, bank = here.visit.t, here.terminal.bank_map
    cells = []
    for cell in known:
        words, tone = (_FORCED, "bad") if cell.number in forced else _STATES[cell.state]
        column, height = bank.place(cell.number)
        cells.append(CellShown(cell.number, cell.size, t(words), tone, cell.parcel or "", column, height))
    seen_to = [(b, _DOUBTFUL) for b in boxes if b.doubtful] + [(b, _MISSED) for b in missed]
    return StationHome(
        number=here.visit.staff_number,
        cells=cells,
        columns=bank.columns,
        overdue=[Row(str(b.compartment), b.parcel, t(_OVERDUE), "warn") for b in boxes if b.overdue],
        waiting=[Row(str(b.compartment), b.parcel, t(why), "bad") for b, why in seen_to],
        paused=here.terminal.paused,
    )
