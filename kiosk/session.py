"""The session: which row and step a visit is in, and every interrupt met once (design rule 5).

All calls come on one thread (the Qt thread in the product). Jobs run on the workers of `kiosk.terminal`; their
answers come back through `post`, which the composition root makes hop to this thread. An answer to a step that was
left is dropped, its errors too.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any

import structlog

from contract.failures import ENTRIES, Failure
from contract.text import Language
from drivers.locker.watch import Uncommanded
from drivers.roles import CardEvent, Slip
from kiosk import rows, words
from kiosk.clock import Clock, Timer
from kiosk.events import (
    CardMoved,
    CodeRead,
    Done,
    DoorMoved,
    Elapsed,
    Event,
    Failed,
    FrameSeen,
    QueueMoved,
    Reader,
    Returned,
    Said,
)
from kiosk.failing import failure_of
from kiosk.idle import IdleWatch
from kiosk.screens import Screen
from kiosk.step import UNDO_S, Back, Become, Begin, End, Fail, GoTo, Here, Leave, Next, Outcome, Row, Stay, Step
from kiosk.terminal import Terminal
from kiosk.visit import Visit, Who

log = structlog.get_logger("session")


@dataclass
class _Place:
    """Where the visit is in one row."""

    row: Row
    index: int
    step: Step
    failed: bool = False  # a fault screen lies on top; on return the step is made anew


class Session(Here):
    """Drives rows of steps for one visit after another."""

    def __init__(
        self,
        terminal: Terminal,
        clock: Clock,
        shown: Callable[[], None],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.terminal = terminal
        self.clock = clock
        self.visit = Visit()
        self.serial = 0
        self.toast_text, self.toast_undo = "", False
        self._shown = shown
        self._post = post
        self._places: list[_Place] = []
        self._timers: list[Timer] = []
        self._toast_timer: Timer | None = None
        terminal.doors_watch.attended = lambda: self.visit.door.compartment if self.visit.door else None
        self.idle = IdleWatch(clock, terminal.idle_times, self._idle_changed, self._timed_out)

    # --- what the composition root calls ---------------------------------------------------------

    def start(self) -> None:
        """Begin with the row that reads the doors before anything else, then waits for people."""
        self._reset()

    def handle(self, event: Event) -> None:
        """One event in; the only entry for everything that happens."""
        if isinstance(event, CardMoved) and event.reader is Reader.SLOT:
            self.terminal.card_in = event.change is CardEvent.INSERTED
            if self.visit.identity and not self.terminal.card_in:
                self.visit.card_left = True
            if self._card_pulled(event):
                return
        if isinstance(event, Said) and self._shell(event):
            return
        if isinstance(event, CodeRead):
            self.idle.presented(event.text)
        if isinstance(event, DoorMoved) and isinstance(event.what, Uncommanded) and not self._waiting:
            self._forced()
        if isinstance(event, Failed):
            log.warning("job_failed", step=self._name, tag=event.tag, failure=failure_of(event.error).value)
        self._deliver(event)

    def touched(self) -> None:
        """A finger, a key or a door moved: the person is there."""
        self.idle.touched()

    @property
    def screen(self) -> Screen:
        """What to show now."""
        return self._places[-1].step.screen(self)

    @property
    def steps(self) -> list[dict[str, str]]:
        """Progress of the row: title and state of every step that has a title; others belong to the one before."""
        place = self._places[-1]
        titles = [getattr(make, "title", "") for make in place.row.steps]
        titled = [(index, title) for index, title in enumerate(titles) if title]
        now = max((index for index, _ in titled if index <= place.index), default=-1)
        shown = []
        for index, key in titled:
            state = "done" if index < now else "now" if index == now else "todo"
            shown.append({"title": self.visit.t(words.STEP_TITLES[key]), "state": state})
        return shown

    # --- Here: what steps call -------------------------------------------------------------------

    def run(self, tag: str, worker: str, call: Callable[[], Any]) -> None:
        step = self._places[-1].step

        def home(future: "Future[Any]") -> None:
            self._post(lambda: self._answer(step, tag, future))

        self.terminal.submit(worker, call).add_done_callback(home)

    def print(self, tag: str, slip: Slip) -> None:
        visit = self.visit

        def call() -> None:
            if self.visit is not visit and self.visit != Visit():  # somebody else stands here now
                log.warning("slip_not_printed", step=self._name)
                return
            self.terminal.print(slip)

        self.run(tag, "printer", call)

    def later(self, seconds: float, tag: str) -> None:
        step = self._places[-1].step

        def due() -> None:
            self._timers.remove(timer)  # a step may stay for weeks: what is over must not be kept
            self._if_here(step, Elapsed(tag))

        timer = self.clock.later(seconds, due)
        self._timers.append(timer)

    def show(self) -> None:
        self._draw()

    def turned(self) -> None:
        self.serial += 1

    def toast(self, sentence: str, *, undo: bool = False) -> None:
        if self._toast_timer:
            self._toast_timer.cancel()
        self.toast_text, self.toast_undo = sentence, undo
        self._toast_timer = self.clock.later(UNDO_S if undo else 6.0, self.end_toast)
        self._draw()

    def end_toast(self) -> None:
        self.toast_text, self.toast_undo = "", False
        self._draw()

    @property
    def quiet_s(self) -> float:
        return self.idle.quiet_s

    # --- interrupts, met once --------------------------------------------------------------------

    def _shell(self, event: Said) -> bool:
        """Events of the shell that no step needs to know. True when dealt with."""
        self.idle.touched()
        match event:
            case Said("touch" | "still_here"):
                pass
            case Said("language", {"language": language}) if language in list(Language):
                self.visit.language = Language(language)
                self._draw()
            case Said("elder", {"on": bool(on)}):
                self.visit.elder = self.idle.elder = on
                self._draw()
            case Said("home"):
                self._leave_if_allowed(Leave())
            case Said("end"):  # a round is left by signing it: the courier's home goes on with it
                self._leave_if_allowed(Leave() if self.visit.unsigned else End())
            case _:
                return False
        return True

    def _leave_if_allowed(self, outcome: Outcome) -> None:
        reason = self._places[-1].step.why_stay(self)
        if reason:
            self.toast(self.visit.t(reason))
        else:
            self._do(outcome)

    def _card_pulled(self, event: CardMoved) -> bool:
        """A resident's card taken out in the middle ends the visit: nothing of it may stay on the screen.

        Not one that was tapped: it may go at once, and a card that somebody else puts into the slot is not its own.
        """
        leaves = event.change in (CardEvent.REMOVED, CardEvent.READER_LOST)
        signed_on = self.visit.who is Who.RESIDENT and self.visit.identity and not self.visit.tapped
        if not (leaves and signed_on and self._places[-1].step.keeps_card):
            return False
        log.info("card_pulled", step=self._name)
        at_home = self._places[-1].row is rows.HOME
        self.visit = Visit(language=self.visit.language, elder=self.visit.elder)
        if at_home and event.change is CardEvent.REMOVED:  # nothing was under way: a plain goodbye
            self._do(End())
            return True
        removed = event.change is CardEvent.REMOVED
        self._do(Fail(Failure.CARD_PULLED if removed else self.terminal.missing(event.reader)))
        return True

    def _forced(self) -> None:
        """A door opened by itself: whoever stands here is told to touch nothing, whatever they are doing."""
        entry, t = ENTRIES[Failure.DOOR_UNEXPECTED], self.visit.t
        self.toast(t(entry.sentence) + " " + t(entry.next_step))

    @property
    def _card_gone(self) -> bool:
        """The resident took the card where that was harmless; what is personal must not be shown again.

        Not even when a card is in again: nobody has read it.
        """
        if self.visit.identity is None or self.visit.tapped:
            return False
        return self.visit.card_left or not self.terminal.card_in

    def _idle_changed(self) -> None:
        self._draw()

    def _timed_out(self) -> None:
        log.info("visit_timed_out", step=self._name)
        self._do(End(silent=True))

    def never_idle(self) -> bool:
        """Asked by the idle watch: is this a moment that must not be interrupted?"""
        return self._waiting or self._places[-1].step.never_idle(self)

    @property
    def _waiting(self) -> bool:
        """Nobody is here: the first screen, or the doors being read before it."""
        return self._places[0].row is rows.IDLE and self.visit == Visit()

    # --- moving ----------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Tell the screen; a step that cannot say what to show is a failure like any other."""
        try:
            self._shown()
        except Exception:
            log.exception("screen_failed", step=self._name)
            if self._places[-1].row.name == rows.FAILURE:
                raise
            self._do(Fail(Failure.UNEXPECTED))

    @property
    def _name(self) -> str:
        return type(self._places[-1].step).__name__ if self._places else ""

    def _answer(self, step: Step, tag: str, future: "Future[Any]") -> None:
        try:
            event: Event = Done(tag, future.result())
        except CancelledError:
            return
        except BaseException as error:
            event = Failed(tag, error)
        self._if_here(step, event)

    def _if_here(self, step: Step, event: Event) -> None:
        if self._places and self._places[-1].step is step:
            self.handle(event)

    def _deliver(self, event: Event) -> None:
        step = self._places[-1].step
        try:
            outcome = step.on(event, self)
        except Exception:
            log.exception("step_failed", step=self._name)
            outcome = Fail(Failure.UNEXPECTED)
        if outcome is not None:
            self._do(outcome)
        elif isinstance(event, Failed):
            self._do(Fail(failure_of(event.error)))
        elif not isinstance(event, QueueMoved | FrameSeen | CodeRead):
            self._draw()

    def _do(self, outcome: Outcome) -> None:
        match outcome:
            case Stay(quiet):
                if not quiet:
                    self._draw()
            case Next(result):
                self._on(1, result)
            case Back():
                self._on(-1, None)
            case GoTo(step):
                self._leave_step()
                self._again(self._places[-1], self._places[-1].row.steps.index(step))
            case Begin(row):
                self._leave_step()
                self._push(row)
            case Become(row):
                self._leave_step()
                self._places.pop()
                self._push(row)
            case Leave():
                self._home()
            case End(silent):
                self._end(silent)
            case Fail(failure, retry):
                self._fail(failure, retry)

    def _on(self, direction: int, result: Any) -> None:
        place = self._places[-1]
        self._leave_step()
        index = place.index + direction
        while 0 <= index < len(place.row.steps):
            step = place.row.steps[index]()
            if not step.skip(self):
                place.index, place.step = index, step
                self._enter()
                return
            index += direction
        self._places.pop()
        if not self._places:
            self._reset()
        elif self._places[-1].failed:
            self._again(self._places[-1], self._places[-1].index)
        else:
            self._reenter(Returned(result))

    def _push(self, row: Row) -> None:
        for index, make in enumerate(row.steps):
            step = make()
            if not step.skip(self):
                self._places.append(_Place(row, index, step))
                self._enter()
                return
        raise RuntimeError(f"row {row.name} has no step to show")

    def _enter(self) -> None:
        self.serial += 1
        self.idle.entered(self)
        step = self._places[-1].step
        log.debug("step", name=self._name)
        try:
            step.enter(self)
        except Exception:
            log.exception("step_failed", step=self._name)
            self._do(Fail(Failure.UNEXPECTED))
            return
        if self._places and self._places[-1].step is step:
            self._draw()

    def _again(self, place: _Place, index: int) -> None:
        step = place.row.steps[index]()
        if self._card_gone and step.keeps_card:
            self._do(End())
            return
        place.failed, place.index, place.step = False, index, step
        self._enter()

    def _reenter(self, event: Event) -> None:
        """Come back to a step that had begun another row: it hears what was returned."""
        if self._card_gone and self._places[-1].step.keeps_card:
            self._do(End())
            return
        self.serial += 1
        self.idle.entered(self)
        self._deliver(event)

    def _leave_step(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self.toast_undo:  # what it would bring back was the step's
            self.toast_text, self.toast_undo = "", False
        self._places[-1].step.leave(self)

    def _home(self) -> None:
        row = rows.HOMES.get(self.visit.who)
        if row is None or self._card_gone:
            self._end(silent=row is None)
            return
        self._leave_step()
        self._places.clear()
        self._push(row)

    def _fail(self, failure: Failure, retry: bool) -> None:
        log.warning("failure", failure=failure.value, step=self._name, next=self.terminal.operator_move(failure))
        self._leave_step()
        self._places[-1].failed = True
        if not retry:
            self._places.clear()
        self._push(rows.failed(failure, retry))

    def _end(self, silent: bool) -> None:
        self._leave_step()
        self._places.clear()
        if silent:
            self._reset()
        else:
            self._push(rows.FAREWELL)

    def _reset(self) -> None:
        """Forget the visit as a whole and wait for the next person."""
        if self._places:
            self._leave_step()
        self._places.clear()
        self.visit = Visit()
        self.toast_text, self.toast_undo = "", False
        self.idle.elder = False
        self.idle.left()
        self._push(rows.IDLE)
