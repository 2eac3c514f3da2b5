"""The result's QR under the camera, before a code reader, or typed by a hand scanner: checked offline."""

from contract.failures import Failure
from contract.pickup import BadQr, QrElsewhere, looks_like_qr
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.custody.words import CustodyError
from kiosk.events import CardMoved, CodeRead, Done, Elapsed, Event, Failed, FrameSeen, Said
from kiosk.screens.screen import Screen
from kiosk.step import Become, End, Here, Next, Outcome, Stay
from kiosk.steps.pick_up import by_card, door_for
from kiosk.steps.scan import Scanning
from kiosk.steps.scan_qr_screen import qr_screen


class ScanQr(Scanning):
    """One token at a time; what was refused is not asked again while it still lies there."""

    def __init__(self) -> None:
        super().__init__()
        self._token = ""  # what was asked for last
        self._failure: Failure | None = None
        self._elsewhere = ""  # the terminal a genuine token is for, when it is not this one

    def enter(self, here: Here) -> None:
        super().enter(here)
        if here.visit.presented:  # on the screen before: that is what led here
            here.later(0, "presented")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event := self._heard(event):
            case Elapsed("presented"):
                presented, here.visit.presented = here.visit.presented, ""
                return self.on(CodeRead(presented), here)
            case FrameSeen(image):
                self._frame(image, here)
                return Stay(quiet=True)
            case Done("codes", codes):
                return self._seen(codes, here)
            case Failed("codes"):
                self._reading = False
                return Stay(quiet=True)
            case Said("qr", {"token": token}) if not self._reading:
                return self._seen([str(token).strip()], here)
            case Done("found", row):
                door_for(row, "pickup-qr", f"qr-{row.parcel}", here)
                return Next()
            case Failed("found", BadQr() | CustodyError() as error):
                self._refuse(here.terminal.note_error(error), error)
                return Stay()
            case CardMoved(CardEvent.INSERTED, reader):
                return by_card(here, reader)
            case Said("card"):
                return by_card(here)
            case Said("code"):
                return Become(rows.PICKUP_BY_CODE)
            case Said("cancel"):
                return End(silent=True)
        return None

    def _seen(self, codes: list[str], here: Here) -> Outcome | None:
        self._reading = False
        new = next((code for code in codes if code != self._token), None)
        if new is None:
            return Stay(quiet=True)
        self._token, terminal = new, here.terminal
        if not looks_like_qr(new):  # a bus card, a payment code: nothing of ours, nothing for the journal
            self._refuse(Failure.QR_WRONG, None)
            return None
        self._reading = True
        here.run("found", "locker", lambda: terminal.records.by_qr(new))
        return Stay(quiet=True)

    def _refuse(self, failure: Failure, error: BaseException | None) -> None:
        self._failure, self._reading = failure, False
        self._elsewhere = error.terminal if isinstance(error, QrElsewhere) else ""

    def screen(self, here: Here) -> Screen:
        return qr_screen(self._failure, self._elsewhere, here)
