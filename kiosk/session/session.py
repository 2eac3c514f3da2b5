"""The session: one visit after another, and every interrupt met once (design rule 5).

All calls come on one thread (the Qt thread in the product). Jobs run on the workers of `kiosk.terminal.workers`; their
answers come back through `post`, which the composition root makes hop to this thread. An answer to a step that was
left is dropped, its errors too.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
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
    Said,
)
from kiosk.failing import failure_of
from kiosk.idle import IdleWatch
from kiosk.news import LostCardsTaken
from kiosk.screens.screen import Screen
from kiosk.session.lost_card import LostCardWatch
from kiosk.session.toast import Toast
from kiosk.session.trail import Trail
from kiosk.step import End, Fail, Here, Leave, Outcome, Step
from kiosk.steps.presence import UNATTENDED_S
from kiosk.terminal.terminal import Terminal
from kiosk.visit import Visit, Who

log = structlog.get_logger("session")


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
        self.serial = 0  # grows with every page turned to
        self.message = Toast(clock, self.show)
        self._shown = shown
        self._post = post
        self.trail = Trail(self)
        self._lost_card = LostCardWatch(self, post)
        self._timers: list[Timer] = []
        terminal.doors_watch.attended = lambda: self.visit.door.compartment if self.visit.door else None
        self.idle = IdleWatch(clock, terminal.idle_times, self.show, self._timed_out)

    # --- what the composition root calls ---------------------------------------------------------

    def start(self) -> None:
        """Begin with the row that reads the doors before anything else, then waits for people."""
        self.trail.reset()

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
        if isinstance(event, QueueMoved) and isinstance(event.what, LostCardsTaken):
            self._lost_card.look()
        if isinstance(event, Failed):
            log.warning("job_failed", step=self.trail.name, tag=event.tag, failure=failure_of(event.error).value)
        self.deliver(event)

    def touched(self) -> None:
        """A finger, a key or a door moved: somebody is there; after a while without, nobody can tell who."""
        if self.visit.tapped and self.idle.quiet_s >= UNATTENDED_S:
            self.visit.left_alone = True
        self.idle.touched()

    @property
    def screen(self) -> Screen:
        """What to show now."""
        return self.trail.step.screen(self)

    @property
    def steps(self) -> list[dict[str, str]]:
        """Progress of the row: title and state of every step that has a title; others belong to the one before."""
        t = self.visit.t
        return [{"title": t(words.STEP_TITLES[key]), "state": state} for key, state in self.trail.progress()]

    # --- Here: what steps call -------------------------------------------------------------------

    def run(self, tag: str, worker: str, call: Callable[[], Any]) -> None:
        step = self.trail.step

        def home(future: "Future[Any]") -> None:
            self._post(lambda: self._answer(step, tag, future))

        self.terminal.submit(worker, call).add_done_callback(home)

    def print(self, tag: str, slip: Slip) -> None:
        visit = self.visit

        def call() -> None:
            if self.visit is not visit and self.visit != Visit():  # somebody else stands here now
                log.warning("slip_not_printed", step=self.trail.name)
                return
            self.terminal.print(slip)

        self.run(tag, "printer", call)

    def later(self, seconds: float, tag: str) -> None:
        step = self.trail.step

        def due() -> None:
            self._timers.remove(timer)  # a step may stay for weeks: what is over must not be kept
            self._if_here(step, Elapsed(tag))

        timer = self.clock.later(seconds, due)
        self._timers.append(timer)

    def show(self) -> None:
        """Tell the screen; a step that cannot say what to show is a failure like any other."""
        try:
            self._shown()
        except Exception:
            log.exception("screen_failed", step=self.trail.name)
            if self.trail.row.name == rows.FAILURE:
                raise
            self.trail.follow(Fail(Failure.UNEXPECTED))

    def turned(self) -> None:
        self.serial += 1

    def toast(self, sentence: str, *, undo: bool = False) -> None:
        self.message.show(sentence, undo)

    def end_toast(self) -> None:
        self.message.end()

    @property
    def quiet_s(self) -> float:
        return self.idle.quiet_s

    # --- interrupts, met once --------------------------------------------------------------------

    def _shell(self, event: Said) -> bool:
        """Events of the shell that no step needs to know. True when dealt with."""
        self.touched()
        match event:
            case Said("touch" | "still_here"):
                pass
            case Said("language", {"language": language}) if language in list(Language):
                self.visit.language = Language(language)
                self.show()
            case Said("elder", {"on": bool(on)}):
                self.visit.elder = self.idle.elder = on
                self.show()
            case Said("home"):
                self._leave_if_allowed(Leave())
            case Said("end"):  # a round is left by signing it: the courier's home goes on with it
                self._leave_if_allowed(Leave() if self.visit.unsigned else End())
            case _:
                return False
        return True

    def _leave_if_allowed(self, outcome: Outcome) -> None:
        reason = self.trail.step.why_stay(self)
        if reason:
            self.toast(self.visit.t(reason))
        else:
            self.trail.follow(outcome)

    def _card_pulled(self, event: CardMoved) -> bool:
        """A resident's card taken out in the middle ends the visit: nothing of it may stay on the screen.

        Not one that was tapped: it may go at once, and a card that somebody else puts into the slot is not its own.
        """
        leaves = event.change in (CardEvent.REMOVED, CardEvent.READER_LOST)
        signed_on = self.visit.who is Who.RESIDENT and self.visit.identity and not self.visit.tapped
        if not (leaves and signed_on and self.trail.step.keeps_card):
            return False
        log.info("card_pulled", step=self.trail.name)
        at_home = self.trail.row is rows.HOME
        self.renew()
        if at_home and event.change is CardEvent.REMOVED:  # nothing was under way: a plain goodbye
            self.trail.follow(End())
            return True
        removed = event.change is CardEvent.REMOVED
        self.trail.follow(Fail(Failure.CARD_PULLED if removed else self.terminal.readers.missing(event.reader)))
        return True

    def _forced(self) -> None:
        """A door opened by itself: whoever stands here is told to touch nothing, whatever they are doing."""
        entry, t = ENTRIES[Failure.DOOR_UNEXPECTED], self.visit.t
        self.toast(t(entry.sentence) + " " + t(entry.next_step))

    @property
    def card_gone(self) -> bool:
        """The resident took the card where that was harmless; what is personal must not be shown again.

        Not even when a card is in again: nobody has read it.
        """
        if self.visit.identity is None or self.visit.tapped:
            return False
        return self.visit.card_left or not self.terminal.card_in

    def _timed_out(self) -> None:
        log.info("visit_timed_out", step=self.trail.name)
        self.trail.follow(End(silent=True))

    def never_idle(self) -> bool:
        """Asked by the idle watch: is this a moment that must not be interrupted?"""
        return self._waiting or self.trail.step.never_idle(self)

    @property
    def _waiting(self) -> bool:
        """Nobody is here: the first screen, or the doors being read before it."""
        return self.trail.waits and self.visit == Visit()

    # --- on the trail ----------------------------------------------------------------------------

    def reached(self) -> None:
        """A step was reached, for the first time or again."""
        self.serial += 1
        self.idle.entered(self)

    def left(self) -> None:
        """The present step is about to be left: nothing of what it has planned happens."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.message.step_left()

    def renew(self) -> None:
        """Nothing personal is left of the visit; how its screens are read stays."""
        self.visit = Visit(language=self.visit.language, elder=self.visit.elder)

    def forget(self) -> None:
        """The visit as a whole is over."""
        self.visit = Visit()
        self.message.forget()
        self.idle.elder = False
        self.idle.left()

    def deliver(self, event: Event) -> None:
        """The present step hears it, and what it wants is done."""
        step = self.trail.step
        try:
            outcome = step.on(event, self)
        except Exception:
            log.exception("step_failed", step=self.trail.name)
            outcome = Fail(Failure.UNEXPECTED)
        if outcome is not None:
            self.trail.follow(outcome)
        elif isinstance(event, Failed):
            self.trail.follow(Fail(failure_of(event.error)))
        elif not isinstance(event, QueueMoved | FrameSeen | CodeRead):
            self.show()

    def _answer(self, step: Step, tag: str, future: "Future[Any]") -> None:
        try:
            event: Event = Done(tag, future.result())
        except CancelledError:
            return
        except BaseException as error:
            event = Failed(tag, error)
        self._if_here(step, event)

    def _if_here(self, step: Step, event: Event) -> None:
        if self.trail.stands_at(step):
            self.handle(event)
