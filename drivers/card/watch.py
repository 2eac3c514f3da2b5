"""Watching the slot: one thread, one PC/SC context, rebuilt from nothing whenever pcscd goes.

pyscard's CardMonitor is not used: it dies with pcscd and cannot be revived (card facts 5.3).
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.card.errors import CardError, CardMute, CardRemoved, NoCard, ReaderLost
from drivers.card.pcsc import Context, Slot, SlotState
from drivers.card.trace import log
from drivers.roles import CardEvent


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the driver waits for what (card facts 5.3); all in seconds but `tries`."""

    settle_s: float = 0.25
    """A card still sliding in bounces: look again after this."""
    tries: int = 3
    """Attempts to power a card that does not answer, before it is called mute."""
    retry_s: float = 0.25
    """Pause between those attempts."""
    poll_s: float = 1.0
    """Longest wait in one PC/SC call."""
    first_backoff_s: float = 0.5
    """Pause after pcscd went away; doubles each time it is still away."""
    last_backoff_s: float = 1.0
    """Longest such pause. The terminal promises to be back within 5 s of pcscd: that is this pause, then up to
    a second until pcscd has seen the card, then `settle_s`; the rest is for a slow machine."""


class SlotWatch:
    """Tells every change of one slot, on a thread named `card-watch`, from construction until `close`.

    READER_LOST also ends the presence of a card; when the reader is back a card that is in is INSERTED anew.
    """

    def __init__(
        self, pattern: str, tell: Callable[[CardEvent], None], patience: Patience, avoid: Sequence[str] = ()
    ) -> None:
        """`avoid` are parts of the names of slots that are not meant."""
        self._pattern = pattern
        self._avoid = avoid
        self._tell = tell
        self._patience = patience
        self._stop = threading.Event()
        self._context_lock = threading.Lock()
        self._context: Context | None = None
        self._told = SlotState(Slot.EMPTY, 0, 0)
        self._lost = False
        self._backoff_s = patience.first_backoff_s
        self.reader = ""
        self.last_error = ""
        self._thread = threading.Thread(target=self._run, name="card-watch", daemon=True)
        self._thread.start()

    @property
    def slot(self) -> Slot:
        """What was last told about the slot; GONE while the reader is lost."""
        return Slot.GONE if self._lost else self._told.slot

    def close(self, timeout_s: float = 5.0) -> None:
        """End the thread; may be called from `tell`."""
        self._stop.set()
        with self._context_lock:
            if self._context is not None:
                self._context.cancel()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._with_context()
            except ReaderLost as error:
                self._note_lost(str(error))
            except Exception as error:  # a bug must not leave the terminal without a card reader for good
                log.exception("watching the card reader failed")
                self._note_lost(repr(error))
            self._stop.wait(self._backoff_s)
            self._backoff_s = min(self._backoff_s * 2, self._patience.last_backoff_s)

    def _with_context(self) -> None:
        with Context() as context:
            try:
                with self._context_lock:
                    self._context = context
                self._follow(context)
            finally:
                with self._context_lock:
                    self._context = None

    def _follow(self, context: Context) -> None:
        reader, known = None, 0
        while not self._stop.is_set():
            if reader is None:
                reader, known = context.find(self._pattern, self._avoid), 0
                if reader is None:
                    self._note_lost(f"no reader is named like {self._pattern!r}")
                    context.wait_for_readers(self._patience.poll_s)
                    continue
                self._note_back(reader)
            state = context.wait(reader, known, self._patience.poll_s)
            if state.slot is Slot.GONE:
                self._note_lost(f"{reader} is gone")
                reader = None
                self._stop.wait(self._patience.first_backoff_s)  # listed but unusable must not spin
                continue
            known = self._settled(context, reader, state).raw

    def _settled(self, context: Context, reader: str, state: SlotState) -> SlotState:
        """Report `state` once it has held still; returns the state reported, or an EMPTY or GONE one."""
        if state.slot is not Slot.EMPTY and not self._same(state):
            self._stop.wait(self._patience.settle_s)
            state = context.wait(reader, 0, self._patience.settle_s)
            if state.slot is Slot.MUTE and self._wakes(context, reader):
                state = SlotState(Slot.PRESENT, state.changes, state.raw)
        if state.slot is not Slot.GONE:
            self._report(state)
        return state

    def _wakes(self, context: Context, reader: str) -> bool:
        """Whether a card that looks mute can be powered after all (dirty contacts, a slow hand)."""
        for attempt in range(self._patience.tries):
            if attempt:
                self._stop.wait(self._patience.retry_s)
            try:
                context.connect(reader).close()
                return True
            except CardMute as error:
                self.last_error = str(error)
            except (NoCard, CardRemoved):
                return False
            except ReaderLost:
                raise
            except CardError as error:
                self.last_error = str(error)
        return False

    def _same(self, state: SlotState) -> bool:
        """Nothing new: an empty slot is like any other, a card only like itself (it may have been swapped)."""
        if state.slot is Slot.EMPTY or self._told.slot is Slot.EMPTY:
            return state.slot is self._told.slot
        return state.changes == self._told.changes

    def _report(self, state: SlotState) -> None:
        if self._same(state):
            return
        before, self._told = self._told, state
        if before.slot is not Slot.EMPTY:
            self._say(CardEvent.REMOVED)
        if state.slot is Slot.PRESENT:
            self._say(CardEvent.INSERTED)
        elif state.slot is Slot.MUTE:
            self._say(CardEvent.MUTE)

    def _note_lost(self, why: str) -> None:
        self.last_error = why
        self._told = SlotState(Slot.EMPTY, 0, 0)
        if not self._lost:
            self._lost = True
            self.reader = ""
            self._say(CardEvent.READER_LOST)

    def _note_back(self, reader: str) -> None:
        self.reader = reader
        self._backoff_s = self._patience.first_backoff_s
        if self._lost:
            self._lost = False
            self._say(CardEvent.READER_BACK)

    def _say(self, event: CardEvent) -> None:
        if self._stop.is_set():
            return
        log.info("card reader: %s", event.value)
        try:
            self._tell(event)
        except Exception:  # the listener's bug, not the reader's
            log.exception("the listener failed on %s", event.value)
