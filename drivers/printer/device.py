"""A receipt printer that speaks ESC/POS over any link: serial line, USB printer device, network."""

import time
from collections import deque
from typing import NoReturn

from drivers.link import Link, LinkError
from drivers.printer import frames
from drivers.printer.errors import CoverOpen, PaperOut, PrinterBroken, PrinterLost, SlipUncertain
from drivers.printer.frames import Heard, Question, Word
from drivers.printer.layout import render
from drivers.printer.ports import port_for
from drivers.roles import Paper, PrinterStatus, PrinterTrouble, Slip

PIECE_BYTES = 2048
NOTHING_KNOWN = PrinterStatus(True, Paper.UNKNOWN, False, answers=False)


class EscPosPrinter:
    """The role `Printer` on `port` (`drivers.printer.ports.FORMS`); opens on first use and again after any loss.

    `answers` False is for a printer that never says anything: every slip is then SlipUncertain. `answer_s` bounds one
    status answer, `slowest_mm_s` is the print speed the end of a slip is waited for, `stall_s` how long a printer may
    hold up a slip by XOFF. Raises `BadPort` for a port of no known form.
    """

    BAUD, WIDTH_DOTS = 115200, 576  # of most printers on 80 mm paper

    def __init__(
        self,
        port: str,
        baud: int = BAUD,
        width_dots: int = WIDTH_DOTS,
        *,
        answers: bool = True,
        answer_s: float = 1.0,
        slowest_mm_s: float = 50.0,
        stall_s: float = 5.0,
    ) -> None:
        found = port_for(port, baud)
        self._link: Link = found.link
        self._tail_s, self._width_dots, self._answers = found.tail_s, width_dots, answers
        self._answer_s, self._slowest_mm_s, self._stall_s = answer_s, slowest_mm_s, stall_s
        self._heard: deque[Heard] = deque()
        self._rest = b""  # the beginning of a word whose end has not come
        self._awake = False
        self._half_out = True  # a piece of somebody's slip may hang in the slot: left by who printed before us
        self._deaf_to: frozenset[Question] = frozenset()

    def print(self, slip: Slip) -> None:
        """Ask, print, cut, and wait until the printer says it is done.

        Raises PrinterLost, PaperOut, CoverOpen or PrinterBroken before a byte of the slip left; SlipUncertain, or one
        of the last three, afterwards: what the printer had not printed by then it is told to forget, so that it does
        not come out for somebody else. FontMissing or ValueError when the slip cannot be drawn.
        """
        picture = render(slip, self._width_dots)
        data = frames.slip(picture)
        self._refuse_unready(self.status())
        first, done = frames.CUT_OFF if self._half_out else b"", False
        try:
            self._send(first + data + (frames.ASK_DONE if self._answers else b""))
            self._half_out = False
            if self._answers:
                done = self._is_done(picture.height / 8 / self._slowest_mm_s + self._answer_s + self._tail_s)
        except LinkError as error:
            self._give_up(str(error))
        if not self._answers:
            raise SlipUncertain(f"{self._link.path}: sent, but this printer never says what became of it")
        if not done:
            self._give_up("it did not say that the slip is done")

    def status(self) -> PrinterStatus:
        """Ask the printer; raises PrinterLost when it does not answer."""
        in_use = self._awake
        try:
            return self._asked()
        except LinkError as error:
            self._close()
            if not in_use:
                raise PrinterLost(f"{self._link.path}: {error}") from error
        # It worked before and is dead now: a network printer that hangs up when idle, a plug put back. Asking is no
        # physical act and may be done again.
        return self.status()

    def close(self) -> None:
        """Release the port."""
        self._close()

    # --- asking -----------------------------------------------------------------------------------------

    def _asked(self) -> PrinterStatus:
        if not self._awake:
            self._link.write(frames.wake(self._width_dots))
            self._awake = True
        if not self._answers:
            return NOTHING_KNOWN
        self._drop_old()
        answers: dict[Question, int] = {}
        for which in (one for one in Question if one not in self._deaf_to):
            answer = self._ask(which)
            if answer is not None:
                answers[which] = answer
            elif which is Question.PRINTER:
                self._close()
                raise PrinterLost(f"{self._link.path}: no answer in {self._answer_s} s")
        # The next round does not wait for what this printer does not know; a new connection tries everything again.
        self._deaf_to = frozenset(Question) - answers.keys()
        return frames.status(answers)

    def _ask(self, which: Question) -> int | None:
        """One status byte; None when none came. Asked twice when the answer is doubtful, spoilt or late."""
        got: list[int] = []
        for asked in (1, 2):
            self._link.write(frames.question(which))
            answer = self._answer(Word.STATUS, time.monotonic() + self._answer_s)
            if answer is not None:
                got.append(answer)
                if len(got) == asked and (asked == 2 or not frames.doubtful(which, answer)):
                    return answer
        if got:  # one question may still be answered: that must not be taken for the answer to the next one
            self._drop_late()
        return got[-1] if got else None

    def _answer(self, word: Word, deadline_s: float) -> int | None:
        """The first byte of the kind; everything else on the way is passed over."""
        while (one := self._next(deadline_s)) is not None:
            if one.word is word:
                return one.data[0]
        return None

    # --- sending a slip ---------------------------------------------------------------------------------

    def _send(self, data: bytes) -> None:
        """In pieces: the link's stall guard then measures a printer that takes nothing, not a long slip.

        Between pieces the printer is listened to: XOFF holds the next one back. Raises LinkError when it takes nothing.
        """
        for start in range(0, len(data), PIECE_BYTES):
            if start:
                self._wait_for_go()
            self._link.write(data[start : start + PIECE_BYTES])

    def _wait_for_go(self) -> None:
        deadline_s, stopped = time.monotonic() + self._stall_s, False
        while (one := self._next(deadline_s if stopped else 0.0)) is not None:
            if one.word in (Word.STOP, Word.GO):
                stopped = one.word is Word.STOP
            elif one.word is Word.AUTOMATIC and not frames.automatic(one.data).ready:
                self._give_up("stopped in the middle of the slip")
        if stopped:
            self._give_up(f"took nothing for {self._stall_s} s")

    def _is_done(self, wait_s: float) -> bool:
        """Both answers to ASK_DONE, alike, within the time."""
        deadline_s = time.monotonic() + wait_s
        first = self._answer(Word.IN_TURN, deadline_s)
        while first is not None:
            second = self._answer(Word.IN_TURN, deadline_s)
            if second == first:
                return True
            first = second
        return False

    def _give_up(self, why: str) -> NoReturn:
        """A slip under way did not come out: have the rest forgotten, then say what the printer says."""
        self._half_out = True
        try:
            self._link.write(frames.FORGET)
            status = self._asked()
        except (LinkError, PrinterLost) as error:
            raise SlipUncertain(f"{self._link.path}: {why}; {error}") from error
        finally:
            self._close()  # the next client wakes it anew, whatever it was in the middle of
        self._refuse_unready(status)
        raise SlipUncertain(f"{self._link.path}: {why}")

    # --- listening --------------------------------------------------------------------------------------

    def _next(self, deadline_s: float) -> Heard | None:
        """The next word, waited for until the moment; None when nothing whole came."""
        while not self._heard:
            data = self._link.read(64, deadline_s)
            if not data:
                return None
            self._rest += data
            while self._rest:
                one, used = frames.heard(self._rest)
                if one is None:
                    break
                self._rest = self._rest[used:]
                self._heard.append(one)
        return self._heard.popleft()

    def _drop_late(self) -> None:
        """The one status byte still on its way, waited for twice as long as one that comes in time."""
        self._answer(Word.STATUS, time.monotonic() + 2 * self._answer_s)

    def _drop_old(self) -> None:
        """An old answer must not be taken for a new one."""
        self._link.waiting()
        self._heard.clear()
        self._rest = b""

    def _close(self) -> None:
        self._link.close()
        self._heard.clear()
        self._rest, self._awake, self._deaf_to = b"", False, frozenset()

    def _refuse_unready(self, status: PrinterStatus) -> None:
        if status.cover_open:
            raise CoverOpen(f"{self._link.path}: the cover is open")
        if status.paper is Paper.OUT:
            raise PaperOut(f"{self._link.path}: no paper")
        if status.trouble is not PrinterTrouble.NONE:
            raise PrinterBroken(f"{self._link.path}: {status.trouble.value} error", status.trouble)
        if not status.online:
            raise PrinterLost(f"{self._link.path}: off line, cause unknown")
