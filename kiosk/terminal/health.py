"""The terminal's look at itself every few seconds: devices, disk, journal, and what may leave the store."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from contract.failures import Failure
from drivers.printer.errors import PrinterLost
from drivers.roles import Paper

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

_ANSWER_S = 30.0
_TIDY_EVERY_S = 24 * 3600.0


class Health:
    """Runs on the `doctor` thread, which may wait for the others."""

    def __init__(self, terminal: "Terminal") -> None:
        self._terminal = terminal
        self._mark = terminal.troubles.mark
        self.tidied_at: float | None = None

    def check(self) -> bool:
        """Ask printer, camera and locker whether they work.

        True when doors that were never read can be read now: they come first again.
        """
        terminal = self._terminal
        submit, doors = terminal.submit, terminal.doors
        _, answering = submit("locker", doors.now).result(timeout=_ANSWER_S)
        self._ask(Failure.PRINTER_MISSING, lambda: submit("printer", self._printer_ready).result(_ANSWER_S))
        still = terminal.viewfinder.still
        self._ask(Failure.CAMERA_MISSING, lambda: submit("capture", still).result(_ANSWER_S))
        if terminal.codes is not None:
            self._ask(Failure.CODE_READER_MISSING, terminal.codes.check)
        terminal.disk.look()
        self.tidy()
        terminal.custody.keep_time()
        terminal.custody.release_left()
        self._mark(Failure.CUSTODY_GAP, bool(terminal.custody.in_doubt()))
        terminal.link.fetch()
        return answering and not doors.known

    def check_journal(self) -> None:
        """Once a start: a row altered by hand is told, and whoever goes on does so knowingly."""
        try:
            broken = bool(self._terminal.custody.verify())
        except Exception as error:  # what could not be looked through is not sound
            self._mark(Failure.JOURNAL_BROKEN, True, error=type(error).__name__)
            raise
        self._mark(Failure.JOURNAL_BROKEN, broken)

    def tidy(self) -> None:
        """Once a day: what was delivered long ago and the codes of what was taken leave the store."""
        now = self._terminal.clock.monotonic()
        if self.tidied_at is None or now - self.tidied_at >= _TIDY_EVERY_S:
            self.tidied_at = now
            self._terminal.workers.do("queue", self._tidy_now)

    def _tidy_now(self) -> None:
        terminal = self._terminal
        terminal.custody.forget_codes()
        terminal.store.tidy(terminal.clock.now(), terminal.cases.open())
        terminal.say_what_is_sealed()

    def _printer_ready(self) -> None:
        try:
            status = self._terminal.printer.status()
        except PrinterLost:
            for failure in (Failure.PAPER_OUT, Failure.PRINTER_COVER_OPEN):
                self._mark(failure, False)
            raise
        self._mark(Failure.PAPER_OUT, status.paper is Paper.OUT)
        self._mark(Failure.PRINTER_COVER_OPEN, status.cover_open)
        if not status.online and status.paper is not Paper.OUT and not status.cover_open:
            raise PrinterLost("the printer says that it is off line")

    def _ask(self, failure: Failure, question: Callable[[], object]) -> None:
        try:
            question()
        except Exception as error:
            self._mark(failure, True, error=type(error).__name__)
        else:
            self._mark(failure, False)
