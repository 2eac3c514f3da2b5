"""The one bridge between Python and QML: properties out, one slot in, one queued hop from every other thread."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot

from contract.people import mask_name
from contract.text import Language
from kiosk.clock import local
from kiosk.events import Event, FrameSeen, Said
from kiosk.papers.auto_shoot import NOTHING_SEEN
from kiosk.screens.screen import Screen
from kiosk.session.session import Session
from kiosk.terminal.terminal import Terminal
from kiosk.visit import Who
from ui.clock import QtClock

_DARK_HOURS = range(22, 24), range(0, 7)  # kiosk requirements K-14


class Bridge(QObject):
    """What Shell.qml sees. `changed` covers everything that belongs to the screen; the rest has its own signal."""

    changed = Signal()
    frameChanged = Signal()  # noqa: N815
    tick = Signal()
    _posted = Signal(object)

    def __init__(self, terminal: Terminal, pixels_per_mm: float, scale: float) -> None:
        super().__init__()
        self._terminal = terminal
        self._pixels_per_mm, self._scale = pixels_per_mm, scale
        self._frame = 0
        self._frame_waits = False
        self._sight, self._sight_of = NOTHING_SEEN, 0
        self._view = "Working"
        self._values: dict[str, Any] = {"title": "", "detail": ""}
        self._steps: list[dict[str, str]] = []
        self.language_changed: Callable[[Language], None] = lambda language: None
        self._language = Language.ZH
        self._posted.connect(self._run_here, Qt.ConnectionType.QueuedConnection)
        self.session = Session(terminal, QtClock(self), self._shown, self._posted.emit)
        self._second = QTimer(self)
        self._second.timeout.connect(self.tick)
        self._second.start(1000)

    def start(self) -> None:
        """Show the first screen and begin to listen."""
        self.session.start()
        self._terminal.start(self.post)

    def post(self, event: Event) -> None:
        """An event from any thread; a frame is let go while the last one still waits."""
        if isinstance(event, FrameSeen):
            if self._frame_waits:
                return
            self._frame_waits = True
        self._posted.emit(lambda: self._arrived(event))

    def _arrived(self, event: Event) -> None:
        if isinstance(event, FrameSeen):
            self._frame_waits = False
            self._frame += 1
            self._sight = event.sight
            self.frameChanged.emit()
        self.session.handle(event)

    @Slot(object)
    def _run_here(self, call: Callable[[], None]) -> None:
        call()

    def _shown(self) -> None:
        visit = self.session.visit
        if visit.language is not self._language:
            self._language = visit.language
            self.language_changed(visit.language)
        if self.session.serial != self._sight_of:  # another page: no outline of the last one's paper
            self._sight, self._sight_of = NOTHING_SEEN, self.session.serial
        screen = self.session.screen
        self._view, self._values, self._steps = screen.view, screen.values(), self.session.steps
        self.changed.emit()

    @Slot(str, "QVariant")
    def send(self, event: str, data: Any) -> None:
        """The view's answer."""
        plain = data.toVariant() if hasattr(data, "toVariant") else data
        self.session.handle(Said(event, plain if isinstance(plain, dict) else {}))

    # --- properties -----------------------------------------------------------------------------------

    view = Property(str, lambda self: self._view, notify=changed)
    values = Property(dict, lambda self: self._values, notify=changed)
    steps = Property(list, lambda self: self._steps, notify=changed)
    serial = Property(int, lambda self: self.session.serial, notify=changed)
    language = Property(str, lambda self: self.session.visit.language.value, notify=changed)
    elder = Property(bool, lambda self: self.session.visit.elder, notify=changed)
    frame = Property(int, lambda self: self._frame, notify=frameChanged)
    sight = Property(dict, lambda self: self._seen(), notify=frameChanged)
    idle_left_s = Property(int, lambda self: self.session.idle.left_s, notify=changed)
    signed_in = Property(str, lambda self: self.session.visit.who.value, notify=changed)
    person = Property(str, lambda self: self._person(), notify=changed)
    toast = Property(str, lambda self: self.session.message.text, notify=changed)
    toast_undo = Property(bool, lambda self: self.session.message.undo, notify=changed)
    network = Property(str, lambda self: "online" if self._terminal.link.online else "offline", notify=tick)
    waiting = Property(int, lambda self: self._terminal.link.waiting, notify=tick)
    clock = Property(str, lambda self: self._now().strftime("%H:%M"), notify=tick)
    night = Property(bool, lambda self: any(self._now().hour in hours for hours in _DARK_HOURS), notify=tick)
    card_in = Property(bool, lambda self: self._terminal.card_in, notify=tick)
    views = Property(list, lambda self: sorted(kind.__name__ for kind in Screen.__subclasses__()), constant=True)
    pixels_per_mm = Property(float, lambda self: self._pixels_per_mm, constant=True)
    scale = Property(float, lambda self: self._scale, constant=True)

    def _now(self) -> datetime:
        return local(self.session.clock.now())

    def _seen(self) -> dict[str, Any]:
        """What the newest frame shows: four corners of each sheet as shares, which is meant, how long it rests."""
        sight = self._sight
        return {"outlines": [list(one) for one in sight.outlines], "meant": sight.meant, "hold": sight.hold}

    def _person(self) -> str:
        visit = self.session.visit
        if visit.who is Who.RESIDENT and visit.identity:
            return mask_name(visit.identity.name)
        return visit.staff_number if visit.who is not Who.NOBODY else ""
