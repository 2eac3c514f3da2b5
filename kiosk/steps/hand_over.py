"""Pages from the resident's own phone: a QR opens a page of the hall, and what it is given appears here."""

from dataclasses import dataclass, field

from contract.failures import ENTRIES, Failure
from contract.text import Text
from kiosk.asked import catalogue_of
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.failing import failure_of
from kiosk.hand_over import HandOver
from kiosk.phone_file import shots_of
from kiosk.screens import FromPhone, Screen
from kiosk.shot import Shot
from kiosk.step import Back, Here, Outcome, Stay, Step
from kiosk.steps.incoming import Incoming

_SCAN_IT = Text(zh="用手机扫码,选照片或 PDF 发送", en="Scan the code with your phone, then send pictures or a PDF")
_OPENING = Text(zh="正在打开链接……", en="Opening the link…")
POLL_S = 2.0
PATIENCE_S = 180.0  # with the phone in hand nobody touches the screen


@dataclass
class Taken:
    """What one look at the hall brought; `error` is the last thing that went wrong with it."""

    shots: list[Shot] = field(default_factory=list)
    error: Exception | None = None


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
            case Said("accept") if self._incoming.good:
                return self._incoming.accept(here)
            case Said("anyway") if self._incoming.shots:
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
        t, material = here.visit.t, catalogue_of(here).materials[here.visit.application.incoming_for]
        message, tone = self._said(here)
        return FromPhone(
            material=t(material.title),
            message=message,
            tone=tone,
            thumbs=self._incoming.thumbs,
            qr=f"qr/phone/{self._heard_at}" if self._linked else "",
            can_again=not self._linked and not self._opening,
            can_accept=self._incoming.good,
            can_anyway=self._incoming.advice is not None,
        )

    def _said(self, here: Here) -> tuple[str, str]:
        """The one sentence shown, and its tone."""
        t = here.visit.t
        if self._trouble is not None:
            return f"{t(ENTRIES[self._trouble].sentence)} {t(ENTRIES[self._trouble].next_step)}", "bad"
        if self._incoming.shots:
            return self._incoming.said(here)
        return t(_OPENING if self._opening else _SCAN_IT), "plain"


def take(link: HandOver, room: int) -> Taken:
    """Fetch what has come and open it, at most `room` pages; a bad file does not cost the others."""
    taken = Taken()
    try:
        for data in link.take():
            try:
                taken.shots += shots_of(data, max(0, room - len(taken.shots)))
            except Exception as error:
                taken.error = error
    except Exception as error:
        taken.error = error
    return taken
