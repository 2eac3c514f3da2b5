"""The identity-card reader as the terminal sees it: `drivers.roles.CardReader` over a serial line.

The card speaks only to the security module in the reader; what we get is unsigned text, so trust rests on the reader,
its cable and its housing (card facts 8). After a good read the card is not found again until it has left the field:
"not found" then means "the same card, or none". So REMOVED is told only of a card that nobody read.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, unique

from drivers.card import resident_text
from drivers.card.errors import (
    CardError,
    CardFault,
    CardRemoved,
    NoCard,
    NothingNew,
    NotIdentityCard,
    ReaderLost,
)
from drivers.card.resident_frames import FIND, MODULE_ID, READ, SELECT, Answer, Command, Status, text_of
from drivers.card.resident_line import ResidentLine
from drivers.card.trace import log
from drivers.link import Link, SerialLink
from drivers.roles import CardEvent, Identity


@dataclass(frozen=True, slots=True)
class PadPatience:
    """How long the driver waits for what (card facts 8); all in seconds but the counts."""

    poll_s: float = 0.4
    """Pause between two looks for a card; 0.3 to 0.5 are the reader's maker's habit."""
    answer_s: float = 1.5
    """Longest the reader may think about one command."""
    asks: int = 2
    """How often one command is asked when its answer is lost or garbled."""
    tries: int = 3
    """Attempts to read a card that lies there."""
    retry_s: float = 0.15
    """Pause between those attempts."""
    absences: int = 2
    """Looks in a row that must find nothing before a card is called taken away."""
    silences: int = 2
    """Looks in a row without an answer, or without a port, before the reader is called lost."""
    first_backoff_s: float = 0.5
    """Pause after the reader was lost; doubles each time it is still away."""
    last_backoff_s: float = 2.0
    """Longest such pause: back within five seconds of being plugged in."""


@unique
class Pad(Enum):
    """What lies on the reader, as far as it can be known."""

    EMPTY = "empty"
    PRESENT = "present"
    MUTE = "mute"
    READ = "read"  # was read; may still lie there
    GONE = "gone"  # the reader itself


class ResidentCardReader:
    """One identity-card reader on a serial port, preferably a steady name such as /dev/kiosk/idcard.

    Everything may be called from any thread; calls queue up behind each other. The port is opened when first needed.
    """

    def __init__(
        self, port: str, baud: int = 115200, patience: PadPatience | None = None, link: Link | None = None
    ) -> None:
        self._patience = patience or PadPatience()
        self._port = port
        self._line = ResidentLine(
            link or SerialLink(port, baud), baud, answer_s=self._patience.answer_s, tries=self._patience.asks
        )
        self._stop = threading.Event()
        self._tell: Callable[[CardEvent], None] | None = None
        self._thread: threading.Thread | None = None
        self._told = Pad.EMPTY  # EMPTY, PRESENT or MUTE: what the watch last told
        self._was_read = False  # the last card found gave its text: it is not found again where it lies
        self._lost = False
        self._absences = 0
        self._silences = 0
        self._backoff_s = self._patience.first_backoff_s
        self._last_error = ""

    # --- the role --------------------------------------------------------------------------------

    def read_identity(self) -> Identity:
        """Find, select and read the card (about a second). Its text is decoded, its photograph skipped.

        Raises `NoCard`, `NothingNew` (a card that was read must be lifted first), `NotIdentityCard`, `CardRemoved`,
        `CardFault`, `ReaderLost`. What fails while the card lies there is tried again a few times.
        """
        try:
            with self._line.turn:
                return self._read_patiently()
        except CardError as error:
            self._last_error = str(error)
            log.warning("reading the identity card failed: %s: %s", type(error).__name__, error)
            raise

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        """Report cards laid down and taken away, on the thread `id-card-watch`, until `close`.

        A card that lies there at the start is INSERTED. A card that was read gives REMOVED only when the next one is
        laid down. READER_LOST also ends the presence of a card. MUTE: something lies there that the reader takes for
        no identity card. Raises RuntimeError when already watching or closed.
        """
        if self._stop.is_set() or self._thread is not None:
            raise RuntimeError("this reader is watched already, or closed")
        self._tell = tell
        self._thread = threading.Thread(target=self._run, name="id-card-watch", daemon=True)
        self._thread.start()

    def status(self) -> Mapping[str, str]:
        """`reader`, `card`, `last_error` as every reader, and `module` (its id), `baud`, `asked`, `silent`, `torn`.

        `reader` is "" when it does not answer, or says that it cannot work.
        """
        values = {"reader": self._port, "card": self.pad.value, "last_error": self._last_error}
        try:
            values["module"] = self._line.ask(MODULE_ID).data.hex()
        except CardError as error:
            values |= {"reader": "", "card": Pad.GONE.value, "last_error": str(error)}
        counts = self._line.counts
        return values | {
            "baud": str(self._line.baud),
            "asked": str(counts.asked),
            "silent": str(counts.silent),
            "torn": str(counts.torn),
        }

    @property
    def pad(self) -> Pad:
        """What lies on the reader, as far as it can be known."""
        return Pad.GONE if self._lost else Pad.READ if self._was_read else self._told

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop watching and let go of the port; a read in hand ends by itself. May be called from `tell`."""
        self._stop.set()
        if self._thread is not None and threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)
        self._line.close()

    # --- reading ---------------------------------------------------------------------------------

    def _read_patiently(self) -> Identity:
        seen = self.pad is Pad.PRESENT
        for attempt in range(1, self._patience.tries + 1):
            try:
                text = self._read_once(found=seen and attempt == 1)
                self._was_read = True
                return resident_text.identity(text)
            except NothingNew:
                raise
            except NoCard as error:
                if seen:
                    raise CardRemoved("the card was taken away before it was read") from error
                raise
            except (CardRemoved, CardFault) as error:
                seen = True
                if attempt == self._patience.tries or self._stop.wait(self._patience.retry_s):
                    raise
                log.info("reading once more after %s", error)
        raise AssertionError("unreachable: the last try raises")

    def _read_once(self, *, found: bool) -> bytes:
        """The card's text. A card that the watcher has found need not be found again, but may have gone."""
        if not (found and self._line.ask(SELECT).status == SELECT.good):
            self._find()
            _expect(SELECT, self._line.ask(SELECT), {Status.NOT_SELECTED: CardRemoved})
        answer = self._line.ask(READ)
        _expect(READ, answer, {Status.READ_FAILED: CardRemoved})
        try:
            return text_of(answer)
        except ValueError as error:
            raise CardFault(str(error)) from error

    def _find(self) -> None:
        answer = self._line.ask(FIND)
        if answer.status == Status.NOT_FOUND:
            if self._was_read:
                raise NothingNew("nothing new lies on the reader; a card that was read must be lifted first")
            raise NoCard("no card lies on the reader")
        _expect(FIND, answer, {})
        self._was_read = False

    # --- watching --------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._line.turn:
                    events = self._seen(self._line.ask(FIND))
                pause_s = self._patience.poll_s
            except CardError as error:
                events, pause_s = self._unheard(error)
            except Exception as error:  # a bug must not leave the terminal without a reader for good
                log.exception("watching the identity-card reader failed")
                events, pause_s = self._unheard(ReaderLost(repr(error)))
            for event in events:
                self._say(event)
            self._stop.wait(pause_s)

    def _seen(self, answer: Answer) -> list[CardEvent]:
        """What one answered look changes."""
        back = [CardEvent.READER_BACK] if self._lost else []
        self._lost, self._silences, self._backoff_s = False, 0, self._patience.first_backoff_s
        if answer.status == Status.NOT_FOUND:
            return back + self._absent()
        now = Pad.PRESENT if answer.status == FIND.good else Pad.MUTE
        self._absences = 0
        if now is self._told and not self._was_read:
            return back
        left = [] if self._told is Pad.EMPTY else [CardEvent.REMOVED]
        self._told, self._was_read = now, False
        return [*back, *left, CardEvent.INSERTED if now is Pad.PRESENT else CardEvent.MUTE]

    def _absent(self) -> list[CardEvent]:
        if self._told is Pad.EMPTY or self._was_read:
            return []
        self._absences += 1
        if self._absences < self._patience.absences:
            return []
        self._told = Pad.EMPTY
        return [CardEvent.REMOVED]

    def _unheard(self, error: CardError) -> tuple[list[CardEvent], float]:
        """What a look without a usable answer changes, and how long to wait before the next."""
        self._last_error = str(error)
        self._silences += 1
        if not self._lost and self._silences < self._patience.silences:
            return [], self._patience.poll_s
        self._line.close()
        pause_s, self._backoff_s = self._backoff_s, min(self._backoff_s * 2, self._patience.last_backoff_s)
        if self._lost:
            return [], pause_s
        self._lost, self._told, self._was_read = True, Pad.EMPTY, False
        return [CardEvent.READER_LOST], pause_s

    def _say(self, event: CardEvent) -> None:
        if self._stop.is_set() or self._tell is None:
            return
        log.info("identity-card reader: %s", event.value)
        try:
            self._tell(event)
        except Exception:  # the listener's bug, not the reader's
            log.exception("the listener failed on %s", event.value)


def _expect(command: Command, answer: Answer, errors: Mapping[int, type[CardError]]) -> None:
    """Raise what a refusal means: `errors` of this command, a card of the wrong kind, or a fault."""
    if answer.status == command.good:
        return
    message = f"{command.name} failed (status {answer.status:02X})"
    if answer.status == Status.WRONG_CARD:
        raise NotIdentityCard(message)
    raise errors.get(answer.status, CardFault)(message)
