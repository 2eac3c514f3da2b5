"""An envelope to be loaded: what is on its barcode says which box."""

from typing import TYPE_CHECKING

from contract.text import Text
from kiosk.custody.bank import Size
from kiosk.custody.words import OtherCourier, ParcelRow, ParcelUnknown
from kiosk.events import Done, Event, Failed, FrameSeen, Said
from kiosk.screens.screen import Screen
from kiosk.screens.staff import ScanEnvelope
from kiosk.step import Back, Here, Next, Outcome, Stay
from kiosk.steps.scan import Scanning
from kiosk.visit import Box

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

_LOAD = Text(zh="请扫要投放的信封", en="Scan the envelope to load")
_OTHER = Text(
    zh="{0} 不是交给您投递的,请不要投放。",
    en="{0} was handed to another courier. Do not load it.",
)
_UNKNOWN = Text(zh="{0} 不是投到本柜的信封", en="{0} is not meant for this terminal")


class ScanToLoad(Scanning):
    """Before a door opens: the barcode says which size, custody says which compartment."""

    def __init__(self) -> None:
        super().__init__()
        self._placing = ""  # the envelope a box is being kept for; no answer yet

    def leave(self, here: Here) -> None:
        super().leave(here)
        if self._placing:  # the visit ended between asking and answer: the box is given back
            here.terminal.doors.look_again(self._placing)

    def on(self, event: Event, here: Here) -> Outcome | None:
        terminal = here.terminal
        match self._heard(event):
            case FrameSeen(image):
                self._frame(image, here)
                return Stay(quiet=True)
            case Done("codes", codes):
                code = self._codes(codes)
                if code is None or any(one.parcel == code for one in here.visit.tour.lines):
                    return Stay(quiet=True)
                self._reading = True
                grown = Size(here.visit.box.size) if here.visit.box.parcel == code else Size.S
                self._placing, courier = code, here.visit.staff_number
                here.run("place", "locker", lambda: _place(code, courier, grown, terminal))
            case Done("place", (row, size, compartment)):
                self._placing = ""
                here.visit.box = Box(row.parcel, compartment, size.value)
                here.visit.begin_load(row, compartment)
                return Next()
            case Failed("codes"):
                self._reading = False
                return Stay(quiet=True)
            case Failed("place", ParcelUnknown() | OtherCourier() as error):
                self._refuse(error, here)
                return Stay()
            case Said("back"):
                return Back()
        return None

    def _refuse(self, error: ParcelUnknown | OtherCourier, here: Here) -> None:
        here.terminal.note_error(error)
        said = _OTHER if isinstance(error, OtherCourier) else _UNKNOWN
        self._message, self._tone = (said, (self._placing,)), "bad"
        self._reading, self._placing = False, ""

    def screen(self, here: Here) -> Screen:
        return ScanEnvelope(here.visit.t(_LOAD), "", 0, "live", self._said(here), self._tone, False)


def _place(code: str, courier: str, grown: Size, terminal: "Terminal") -> tuple[ParcelRow, Size, int]:
    """The expected result, the size it needs (`grown` after it did not fit), and the compartment kept for it."""
    row = terminal.custody.to_load(code, courier)
    size = Size(row.size or Size.S)
    size = grown if grown.fits(size) else size
    return row, size, terminal.doors.reserve(size, False, code)
