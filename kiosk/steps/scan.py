"""An envelope under the camera: its barcode is read by itself and compared with what should be there."""

from typing import TYPE_CHECKING, Any

from contract.parcel import is_barcode
from contract.text import Text
from kiosk.custody.bank import Size
from kiosk.custody.words import OtherCourier, ParcelRow, ParcelUnknown
from kiosk.events import CodeRead, Done, Event, Failed, FrameSeen, Said
from kiosk.papers.barcode import read_codes
from kiosk.screens import ScanEnvelope, Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.visit import Box, RoundLine

if TYPE_CHECKING:
    from kiosk.terminal import Terminal

_COLLECT = Text(zh="请扫信封上的条码", en="Scan the envelope's barcode")
_LOAD = Text(zh="请扫要投放的信封", en="Scan the envelope to load")
_HOLD = Text(zh="把条码朝上,放在镜头下面", en="Lay the envelope under the camera, barcode up")
_WRONG = Text(
    zh="这是 {0},应该是 {1}。请把它放回并呼叫工作人员。",
    en="This is {0}, expected {1}. Put it back and call staff.",
)
_OTHER = Text(
    zh="{0} 不是交给您投递的,请不要投放。",
    en="{0} was handed to another courier. Do not load it.",
)
_UNKNOWN = Text(zh="{0} 不是投到本柜的信封", en="{0} is not meant for this terminal")


class Scanning(Step):
    """Reads frames one at a time on the capture thread; a frame that comes meanwhile is let go.

    What a code reader sees counts as seen by the camera.
    """

    keeps_card = False

    def __init__(self) -> None:
        self._reading = False
        self._presented = ""  # to the code reader, while something else was read or asked for
        self._message: tuple[Text, tuple[object, ...]] = (_HOLD, ())
        self._tone = "plain"
        self._over = False

    def _said(self, here: Here) -> str:
        text, values = self._message
        return here.visit.t(text).format(*values)

    def enter(self, here: Here) -> None:
        here.terminal.camera_on(here)

    def leave(self, here: Here) -> None:
        here.terminal.camera_off()

    def _frame(self, image: Any, here: Here) -> None:
        if not self._reading:
            self._reading = True
            here.run("codes", "capture", lambda: read_codes(image))

    def _heard(self, event: Event) -> Event:
        """The event, or a frame's codes in place of what the code reader saw: at once, or with the next frame's."""
        match event:
            case CodeRead(text) if not self._reading:
                return Done("codes", [text])
            case CodeRead(text):
                self._presented = text
            case Done("codes", codes) if self._presented:
                event, self._presented = Done("codes", [self._presented, *codes]), ""
        return event

    def _codes(self, codes: list[str]) -> str | None:
        self._reading = False
        return next((code for code in codes if is_barcode(code)), None)


class ScanCollected(Scanning):
    """After the door is shut: the scan makes the courier the holder."""

    def on(self, event: Event, here: Here) -> Outcome | None:
        task, custody = here.visit.task, here.terminal.custody
        match event := self._heard(event):
            case FrameSeen(image):
                self._frame(image, here)
            case Done("codes", codes):
                return self._compare(self._codes(codes), here)
            case Failed("codes"):
                self._reading = False
                return Stay(quiet=True)
            case Said("absent"):
                courier = here.visit.staff_number
                here.run("absent", "locker", lambda: custody.missing(task.parcel, task.compartment, courier))
            case Said("damaged"):
                self._collect("damaged", here)
            case Done("done" | "damaged" | "absent" as state):  # durable now, so the round may say so
                self._line(here).state, self._over = state, True
                return Next(True)
        return Stay(quiet=True) if isinstance(event, FrameSeen) else None

    def _compare(self, code: str | None, here: Here) -> Outcome | None:
        expected = here.visit.task.parcel
        if code is None:
            return Stay(quiet=True)
        if code != expected:
            self._message, self._tone = (_WRONG, (code, expected)), "bad"
            return None
        self._collect("done", here)
        return None

    def _collect(self, state: str, here: Here) -> None:
        task, courier, custody = here.visit.task, here.visit.staff_number, here.terminal.custody
        self._reading = True
        damaged = state == "damaged"
        here.run(state, "locker", lambda: custody.collected(task.parcel, task.compartment, courier, damaged=damaged))

    def leave(self, here: Here) -> None:
        super().leave(here)
        if not self._over:  # the door was opened and nobody has said what became of the envelope
            here.terminal.look_again()

    def _line(self, here: Here) -> RoundLine:
        return here.visit.tour.lines[here.visit.tour.now]

    def screen(self, here: Here) -> Screen:
        t, task = here.visit.t, here.visit.task
        return ScanEnvelope(t(_COLLECT), task.parcel, task.compartment, "live", self._said(here), self._tone, True)


class ScanToLoad(Scanning):
    """Before a door opens: the barcode says which size, custody says which compartment."""

    def __init__(self) -> None:
        super().__init__()
        self._placing = ""  # the envelope a box is being kept for; no answer yet

    def leave(self, here: Here) -> None:
        super().leave(here)
        if self._placing:  # the visit ended between asking and answer: the box is given back
            here.terminal.look_again(self._placing)

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
                here.terminal.note_error(error)
                said = _OTHER if isinstance(error, OtherCourier) else _UNKNOWN
                self._message, self._tone = (said, (self._placing,)), "bad"
                self._reading, self._placing = False, ""
                return Stay()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        return ScanEnvelope(here.visit.t(_LOAD), "", 0, "live", self._said(here), self._tone, False)


def _place(code: str, courier: str, grown: Size, terminal: "Terminal") -> tuple[ParcelRow, Size, int]:
    """The expected result, the size it needs (`grown` after it did not fit), and the compartment kept for it."""
    row = terminal.custody.to_load(code, courier)
    size = Size(row.size or Size.S)
    size = grown if grown.fits(size) else size
    return row, size, terminal.reserve_box(size, False, code)
