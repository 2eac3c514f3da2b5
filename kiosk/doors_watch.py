"""The watch over the doors of a running terminal: reads them on the `locker` worker, and sees to what that shows.

Every reading waits behind whatever a step wants of the lockers, both on the worker and on the line. What a board
reports by itself only hastens the next reading.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from contract.failures import Failure
from drivers.locker.watch import Ajar, AllOpen, Back, DoorEvent, DoorWatch, FoundOpen, Opened, Shut, Silent, Uncommanded
from drivers.roles import Door
from kiosk.clock import Timer
from kiosk.events import DoorMoved

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

log = structlog.get_logger("doors")

LAST = 9
"""Priority on the worker: behind everything a person waits for."""
STAFF_STEP, HALL_STEP = 2, 3
"""Which of the ajar times calls staff, and which tells the hall; the first is only said on the screen."""


class Ear:
    """Takes what boards report by themselves, on whichever thread reads the line; deaf until somebody listens."""

    def __init__(self) -> None:
        self.tell: Callable[[int, Door], None] = lambda compartment, door: None

    def __call__(self, compartment: int, door: Door) -> None:
        """The bank's `tell`."""
        self.tell(compartment, door)


class DoorsWatch:
    """Polls by the terminal's clock; `look` and what follows run on the `locker` worker."""

    def __init__(
        self,
        terminal: "Terminal",
        watch: DoorWatch,
        post: Callable[[DoorMoved], None],
        mark: Callable[..., None],
    ) -> None:
        self._terminal = terminal
        self._watch = watch
        self._post = post
        self._mark = mark
        self._timer: Timer | None = None
        self._lock = threading.Lock()
        self._asked = False
        self._reading = False
        self._silent: set[int] = set()
        self._told: set[int] | None = None  # doors whose alarm the hall has heard and that are not shut again
        self._owed: list[DoorEvent] = []  # what could not be seen to yet (a full disk)
        self._to_look_at: frozenset[int] = frozenset()
        self.attended: Callable[[], int | None] = lambda: None
        """The compartment the present visit is about, if any; asked on the `locker` worker."""

    def start(self) -> None:
        """Begin; on the thread that drives the session."""
        self._timer = self._terminal.clock.later(self._watch.times.poll_s, self.start)
        self.look_soon()

    def stop(self) -> None:
        """No further reading."""
        if self._timer is not None:
            self._timer.cancel()

    def look_soon(self) -> None:
        """Have the doors read once, as soon as nobody else wants the lockers; from any thread."""
        with self._lock:
            if self._asked:
                return
            self._asked = True
        with suppress(RuntimeError):  # the terminal is closing
            self._terminal.submit("locker", self._looked, priority=LAST)

    def reported(self, compartment: int, door: Door) -> None:
        """A board has reported a door by itself: a hint, never the truth (lock-board facts 2.4)."""
        log.debug("door_reported", compartment=compartment, what=door.value)
        if not self._reading:  # what is heard in the middle of a reading is older than its answer
            self.look_soon()

    def commanded(self, compartment: int) -> None:
        """A pulse is about to leave."""
        self._watch.commanded(compartment, self._terminal.clock.monotonic())

    def sprung(self, compartment: int) -> None:
        """A door of ours was seen open by whoever pulsed it."""
        self._happened(self._watch.seen({compartment: Door.OPEN}, self._terminal.clock.monotonic()))

    def ajar(self, compartment: int) -> int:
        """How many of the ajar times this door has passed; 0 while all is well."""
        return self._watch.ajar(compartment)

    def _looked(self) -> None:
        with self._lock:
            self._asked = False
        try:
            self.look()
        except Exception as error:  # the next reading must come whatever happened to this one
            self._terminal.note_error(error)

    def look(self) -> None:
        """Read every door and see to what that brings to light; on the `locker` worker."""
        self._reading = True
        try:
            doors = self._terminal.locker.doors()
        finally:
            self._reading = False
        readings = {number: doors.get(number, Door.UNKNOWN) for number in self._watch.compartments}
        self._happened(self._watch.seen(readings, self._terminal.clock.monotonic()))
        if self._told is None:
            self._begin()
        elif self._to_look_at:
            self._remember()

    def _begin(self) -> None:
        """After the first reading: what an earlier run has told and nobody has ended yet."""
        self._told = set(self._terminal.custody.not_shut_again())
        for compartment in sorted(self._told):
            if self._watch.door(compartment) is Door.CLOSED:
                self._shut(compartment)
        self._remember()

    def _happened(self, events: list[DoorEvent]) -> None:
        owed, self._owed = self._owed, []
        for event in [*owed, *events]:
            try:
                told = self._seen_to(event)
            except Exception as error:  # one door's trouble must not hide another's; tried again at the next reading
                self._owed.append(event)
                if event in owed:
                    continue
                self._terminal.note_error(error)
                told = event
            self._post(DoorMoved(told))

    def _seen_to(self, event: DoorEvent) -> DoorEvent:
        """Do what the event asks for; the event as it is to be told."""
        match event:
            case Uncommanded(compartment):
                return event if self._forced(compartment, unseen=event.unseen) else Opened(compartment)
            case Ajar(compartment, step, open_s):
                self._ajar(compartment, step, open_s)
            case Shut(compartment):
                self._shut(compartment)
            case FoundOpen(compartment):
                self._terminal.custody.look(compartment)
            case Silent(board, compartments):
                self._silence(board, silent=self._silent | set(compartments))
            case Back(board, compartments):
                self._silence(board, silent=self._silent - set(compartments))
            case AllOpen():
                log.warning("every_door_reads_open", next="Check closed_when in the settings, door by door.")
        return event

    def _forced(self, compartment: int, *, unseen: bool) -> bool:
        attended = self.attended() == compartment
        if not self._terminal.custody.uncommanded(compartment, attended=attended):
            self._watch.accepted(compartment)
            return False
        more = {"compartment": str(compartment), "detail": "while its board was silent" if unseen else ""}
        if Failure.DOOR_UNEXPECTED in self._terminal.troubles.told():
            self._terminal.note(Failure.DOOR_UNEXPECTED, **more)
        self._mark(Failure.DOOR_UNEXPECTED, True, **more)
        self._tell_end_of(compartment)
        self._remember()
        self._terminal.link.wake()
        return True

    def _ajar(self, compartment: int, step: int, open_s: float) -> None:
        if step == STAFF_STEP:
            self._terminal.note(Failure.DOOR_LEFT_OPEN, compartment=str(compartment))
        if step == HALL_STEP and self._terminal.custody.left_ajar(compartment, open_s):
            self._tell_end_of(compartment)
            self._terminal.link.wake()

    def _tell_end_of(self, compartment: int) -> None:
        if self._told is not None:  # otherwise the journal will say so in a moment
            self._told.add(compartment)

    def _shut(self, compartment: int) -> None:
        if self.attended() == compartment:
            self._terminal.custody.look(compartment)
        else:
            self._terminal.custody.reconcile()  # nobody's step will settle it
        if self._told and compartment in self._told:
            self._told.discard(compartment)
            self._terminal.custody.shut_again(compartment)
            self._terminal.link.wake()

    def _silence(self, board: str, *, silent: set[int]) -> None:
        """Into the log with the board's name; the screen's notice comes with the terminal's own look at its health."""
        log.warning("board_silent" if silent > self._silent else "board_back", detail=board)
        self._silent = silent

    def _remember(self) -> None:
        """What stands until a person has looked; told on the first screen for as long."""
        before, self._to_look_at = self._to_look_at, frozenset(self._terminal.custody.to_be_looked_at())
        self._mark(Failure.DOOR_UNEXPECTED, bool(self._to_look_at))
        if before and before != self._to_look_at:
            log.info("looked_at", detail=" ".join(str(number) for number in sorted(before - self._to_look_at)))
