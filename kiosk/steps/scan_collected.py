"""An envelope just taken out of its box: scanned, it is the courier's."""

from contract.text import Text
from kiosk.events import Done, Event, Failed, FrameSeen, Said
from kiosk.screens.screen import Screen
from kiosk.screens.staff import ScanEnvelope
from kiosk.step import Here, Next, Outcome, Stay
from kiosk.steps.scan import Scanning
from kiosk.visit import RoundLine

_COLLECT = Text(zh="请扫信封上的条码", en="Scan the envelope's barcode")
_WRONG = Text(
    zh="这是 {0},应该是 {1}。请把它放回并呼叫工作人员。",
    en="This is {0}, expected {1}. Put it back and call staff.",
)


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
            here.terminal.doors.look_again()

    def _line(self, here: Here) -> RoundLine:
        return here.visit.tour.lines[here.visit.tour.now]

    def screen(self, here: Here) -> Screen:
        t, task = here.visit.t, here.visit.task
        return ScanEnvelope(t(_COLLECT), task.parcel, task.compartment, "live", self._said(here), self._tone, True)
