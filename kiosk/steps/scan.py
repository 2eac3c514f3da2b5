"""An envelope under the camera: its barcode is read by itself, from frames or by a code reader."""

from typing import Any

from contract.parcel import is_barcode
from contract.text import Text
from kiosk.events import CodeRead, Done, Event
from kiosk.papers.barcode import read_codes
from kiosk.step import Here, Step

_HOLD = Text(zh="把条码朝上,放在镜头下面", en="Lay the envelope under the camera, barcode up")


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
        here.terminal.viewfinder.on()

    def leave(self, here: Here) -> None:
        here.terminal.viewfinder.off()

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
