"""Pages from the resident's own phone: a QR opens a page of the hall, and what it is given appears here."""

from contract.failures import Failure
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.failing import failure_of
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Outcome, Stay, Step
from kiosk.steps.hand_over_screen import phone_screen
from kiosk.steps.hand_over_take import Taken, take
from kiosk.steps.incoming import Incoming

POLL_S = 2.0
PATIENCE_S = 180.0  # with the phone in hand nobody touches the screen


class TakeFromPhone(Step):
    """Pages wait in the step, in memory; accepting gives them to the material that was being captured."""

    title = "capture"

    def __init__(self) -> None:
        self._incoming = Incoming()
        self._trouble: Failure | None = None
        self._opening = self._linked = False
        self._heard_at = 0.0

    def enter(self, here: Here) -> None:
        self._open(here)

    def leave(self, here: Here) -> None:
        self._incoming.clear(here)
        here.visit.images.pop("qr/phone", None)
        here.terminal.close_hand_over()

    def never_idle(self, here: Here) -> bool:
        return self._linked and here.clock.monotonic() < self._heard_at + PATIENCE_S

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("open", str() as url):
                self._opening, self._linked, self._heard_at = False, True, here.clock.monotonic()
                here.visit.images["qr/phone"] = url
                here.later(POLL_S, "poll")
            case Elapsed("poll") if self._linked and (link := here.terminal.hand_over) is not None:
                room = max(1, self._incoming.room(here) + 1)  # one too many is told, not hidden
                here.run("take", "phone", lambda: take(link, room))
                return Stay(quiet=True)
            case Done("take", Taken() as taken):
                return self._take_in(taken, here)
            case Failed("open", error):
                self._opening, self._trouble = False, here.terminal.note_error(error)
                return Stay()
            case Said("again") if not self._linked and not self._opening:
                self._open(here)
            case Said("clear"):
                self._incoming.clear(here)
            case Said("accept" | "anyway" as how) if self._incoming.good or (how == "anyway" and self._incoming.shots):
                return self._incoming.accept(here)
            case Said("back"):
                return Back()
        return None

    def _open(self, here: Here) -> None:
        link = here.terminal.hand_over
        if link is None:
            self._trouble = Failure.PHONE_OFFLINE
            return
        self._opening, self._trouble = True, None
        here.run("open", "phone", link.open)

    def _take_in(self, taken: Taken, here: Here) -> Outcome:
        if taken.shots:
            self._heard_at, self._trouble = here.clock.monotonic(), None
            self._incoming.take_in(taken.shots, here)
        if taken.error is not None:
            self._trouble = failure_of(taken.error)
            here.terminal.note(self._trouble, error=type(taken.error).__name__)
        if self._trouble is Failure.PHONE_LINK_OVER:
            self._linked = False
            here.visit.images.pop("qr/phone", None)
        else:
            here.later(POLL_S, "poll")
        return Stay(quiet=not taken.shots and taken.error is None)

    def screen(self, here: Here) -> Screen:
        qr = f"qr/phone/{self._heard_at}" if self._linked else ""
        return phone_screen(self._incoming, self._trouble, opening=self._opening, qr=qr, here=here)
