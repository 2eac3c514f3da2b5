"""A receipt printer that speaks ESC/POS over a serial line."""

import time
from collections.abc import Callable

from drivers.link import LinkError, SerialLink
from drivers.printer import frames
from drivers.printer.errors import CoverOpen, PaperOut, PrinterLost, SlipUncertain
from drivers.printer.layout import render
from drivers.roles import Paper, PrinterStatus, Slip

BITS_PER_BYTE = 10  # on the line: start, eight, stop
PIECE_BYTES = 2048


class EscPosPrinter:
    """The role `Printer` on `path`; opens on first use and again after any loss.

    `answer_s` bounds one status answer, `slowest_mm_s` is the print speed the end of a slip is waited for.
    """

    def __init__(
        self,
        path: str,
        baud: int = 115200,
        width_dots: int = 576,
        *,
        answer_s: float = 1.0,
        slowest_mm_s: float = 50.0,
    ) -> None:
        self._baud, self._width_dots = baud, width_dots
        self._answer_s, self._slowest_mm_s = answer_s, slowest_mm_s
        self._link = SerialLink(path, baud)
        self._awake = False

    def print(self, slip: Slip) -> None:
        """Ask, print, cut, and wait until the printer says it is done.

        Raises PrinterLost, PaperOut or CoverOpen before a byte of the slip left; SlipUncertain, PaperOut or
        CoverOpen afterwards; FontMissing or ValueError when the slip cannot be drawn.
        """
        picture = render(slip, self._width_dots)
        self._refuse_unready(self.status())
        data = frames.slip(picture)
        try:
            self._send(data + frames.ASK_DONE)
            seconds = picture.height / 8 / self._slowest_mm_s + self._answer_s
            done = self._byte(frames.is_done, seconds)
        except LinkError as error:
            self._forget()
            raise SlipUncertain(f"{self._link.path}: {error}") from error
        # Silence may mean a roll that ended or a cover opened in the middle: then the printer says so.
        if done is None:
            self._refuse_unready(self.status())
            raise SlipUncertain(f"{self._link.path}: did not say that the slip is done")

    def status(self) -> PrinterStatus:
        """Ask the printer; raises PrinterLost when it does not answer."""
        try:
            if not self._awake:
                self._send(frames.wake(self._width_dots))
                self._awake = True
            self._link.waiting()  # an old answer must not be taken for the new one
            return frames.status(frames.Answers(*(self._ask(which) for which in frames.Question)))
        except LinkError as error:
            self._forget()
            raise PrinterLost(f"{self._link.path}: {error}") from error

    def close(self) -> None:
        """Release the port."""
        self._forget()

    def _ask(self, which: frames.Question) -> int:
        self._link.write(frames.question(which))
        answer = self._byte(frames.is_status, self._answer_s)
        if answer is None:
            self._forget()
            raise PrinterLost(f"{self._link.path}: no answer in {self._answer_s} s")
        return answer

    def _byte(self, fits: Callable[[int], bool], wait_s: float) -> int | None:
        """The first byte that is an answer; others are noise. None when none came in time."""
        deadline_s = time.monotonic() + wait_s
        while data := self._link.read(1, deadline_s):
            if fits(data[0]):
                return data[0]
        return None

    def _send(self, data: bytes) -> None:
        """In pieces: the link's stall guard then measures a printer that takes nothing, not a long slip."""
        for start in range(0, len(data), PIECE_BYTES):
            self._link.write(data[start : start + PIECE_BYTES])

    def _forget(self) -> None:
        self._link.close()
        self._awake = False

    def _refuse_unready(self, status: PrinterStatus) -> None:
        if status.cover_open:
            raise CoverOpen(f"{self._link.path}: the cover is open")
        if status.paper is Paper.OUT:
            raise PaperOut(f"{self._link.path}: no paper")
        if not status.ready:
            raise PrinterLost(f"{self._link.path}: off line, cause unknown")
