"""The originals are in the box, the door was seen shut, and that is on disk: a slip with the barcode."""

from contract.failures import Failure
from contract.text import Text
from kiosk import slips, words
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.locker import Dropped
from kiosk.screens.screen import Row, Screen
from kiosk.step import Here, Next, Outcome, Stay, Step
from kiosk.steps.once_more import OnceMore
from kiosk.steps.times import time_rows

_TITLE = Text(zh="原件已放入柜中", en="Your originals are in the locker")
_BOX = Text(zh="柜号", en="Compartment")
_PARCEL = Text(zh="条码", en="Barcode")
_TIME = Text(zh="时间", en="Time")
_NEXT = Text(zh="接下来", en="What happens next")
_COURIER = Text(
    zh="邮递员会取走并送到政务服务中心,用完随办理结果一起还给您。",
    en="A courier takes them to the service centre; you get them back together with the result.",
)


class ShowDropped(Step):
    """Printed without being asked; the screen says so when it could not be."""

    title = "done"
    keeps_card = False

    def __init__(self) -> None:
        self._printing = "printing"
        self._print_trouble: Failure | None = None
        self._once_more = OnceMore()

    def enter(self, here: Here) -> None:
        self._once_more.ask(here)
        here.visit.images["barcode/parcel"] = here.visit.box.parcel
        here.visit.dropped_at = here.terminal.custody.times.now()
        self._print(here)

    def _print(self, here: Here) -> None:
        self._printing, here.visit.slip_printed = "printing", True
        slip = slips.deposit(here.terminal, here.visit, self._lines(here))
        here.visit.images["qr/slip"] = slips.phone_text(slip)
        here.print("printed", slip)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("printed"):
                self._printing = "printed"
            case Failed("printed", error):
                self._print_trouble = here.terminal.note_error(error)
                self._printing, here.visit.slip_printed = "failed", False
                return Stay()
            case Said("print") if self._printing != "printing":
                self._print(here)
            case Said("finish"):
                return Next(True)
        return self._once_more.on(event, here)

    def _lines(self, here: Here) -> list[Row]:
        t, box = here.visit.t, here.visit.box
        return [
            Row(t(_BOX), str(box.compartment)),
            Row(t(_PARCEL), box.parcel),
            *time_rows(here, _TIME, here.visit.dropped_at or here.terminal.custody.times.now()),
            Row(t(_NEXT), t(_COURIER)),
        ]

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        said = words.of_printing(self._printing, self._print_trouble, here.visit.language)
        parcel = here.visit.box.parcel
        return Dropped(
            t(_TITLE),
            self._lines(here),
            f"barcode/parcel/{parcel}",
            said,
            f"qr/slip/{parcel}",
            self._once_more.label(here),
        )
