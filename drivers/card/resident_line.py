"""The serial line to an identity-card reader: one question at a time, asked again when the answer was lost or torn.

Every command may be repeated: none of them changes anything on the card.
"""

import threading
import time
from dataclasses import dataclass

from drivers.card.errors import CardError, CardFault, ReaderBusy, ReaderLost, SecurityModuleFault
from drivers.card.resident_frames import BROKEN, LONGEST, MISHEARD, MODULE_STATUS, PREAMBLE, Answer, Command, decode
from drivers.card.trace import log, trace
from drivers.link import Link, LinkDenied, LinkError, SerialLink

BITS_A_BYTE = 10
QUIET_S = 0.3
"""An answer that has begun and pauses for this long is torn. Noise and answers to other questions cut no waiting short:
a card may take a second to read, and its text is given only once."""

BAUDS = (115200, 57600, 38400, 19200, 9600)
"""Speeds such a reader can be set to (card facts 8)."""


@dataclass(slots=True)
class Counts:
    """What the line has seen, for a technician."""

    asked: int = 0
    silent: int = 0
    torn: int = 0
    """Answers that were cut, garbled, or to something else."""


class ResidentLine:
    """Questions and answers on one line; may be called from any thread, and callers queue up."""

    def __init__(self, link: Link, baud: int, *, answer_s: float, tries: int) -> None:
        """`answer_s`: longest the reader may think before an answer, whose own time on the wire is added."""
        self.counts = Counts()
        self.baud = baud
        self._link = link
        self._answer_s = answer_s
        self._tries = tries
        self._turn = threading.RLock()

    @property
    def turn(self) -> threading.RLock:
        """Held for a question; hold it for several that belong together."""
        return self._turn

    def ask(self, command: Command) -> Answer:
        """The answer, good or one of the command's refusals.

        The module does one thing at a time, so an answer to an earlier question can only come before ours: it is
        thrown away when it fits another command, and a read is always preceded by an answered find or select. A late
        text of one person is therefore never taken for the next one's.

        Raises `ReaderLost` when there is none or the port is gone, `ReaderBusy` when the port refuses us,
        `SecurityModuleFault`, and `CardFault` when all that came was garbled.
        """
        with self._turn:
            garbled = False
            for _ in range(self._tries):
                answer, bytes_seen = self._once(command)
                if answer is not None and answer.status not in MISHEARD:
                    return _working(answer)
                garbled = garbled or answer is not None or bytes_seen > 0
            if garbled:
                raise CardFault(f"{command.name}: nothing but garbled answers in {self._tries} tries")
            raise ReaderLost(f"{self._link.path}: no answer to {command.name} in {self._tries} tries")

    def close(self) -> None:
        """Let go of the port; the next question opens it again."""
        with self._turn:
            self._link.close()

    def _once(self, command: Command) -> tuple[Answer | None, int]:
        """Ask once: the answer if a fitting one came, and how many bytes came at all."""
        self.counts.asked += 1
        try:
            self._link.waiting()  # what still comes from an earlier question is of no use any more
            self._link.write(command.frame)
            answer, seen = self._heard(command)
        except LinkDenied as error:
            raise ReaderBusy(str(error)) from error
        except LinkError as error:
            raise ReaderLost(str(error)) from error
        trace("%s -> %s", command.name, f"{answer.status:02X}" if answer else f"nothing in {seen} byte(s)")
        if answer is None:
            self.counts.silent += not seen
            self.counts.torn += bool(seen)
        return answer, seen

    def _heard(self, command: Command) -> tuple[Answer | None, int]:
        on_wire_s = (command.data_bytes or 0) * BITS_A_BYTE / self.baud
        deadline_s = last_s = time.monotonic() + self._answer_s + on_wire_s
        buffer, seen = b"", 0
        while True:
            part = self._link.read(LONGEST, deadline_s)
            buffer, seen = buffer + part, seen + len(part)
            answer, buffer = _first_fitting(buffer, command, ended=not part or len(buffer) > 2 * LONGEST)
            begun = part and len(buffer) >= len(PREAMBLE)
            deadline_s = min(last_s, time.monotonic() + QUIET_S) if begun else last_s
            if answer is not None or not part or time.monotonic() > last_s:
                return answer, seen


def _first_fitting(buffer: bytes, command: Command, *, ended: bool) -> tuple[Answer | None, bytes]:
    """The first answer in `buffer` that fits, and what is left behind it or may become one."""
    while buffer:
        answer, used = decode(buffer, ended=ended)
        if not used:
            break
        buffer = buffer[used:]
        if answer is not None and command.fits(answer):
            return answer, buffer
        if answer is not None:
            log.info("identity-card reader: answer %02X does not fit %s", answer.status, command.name)
    return None, buffer


def _working(answer: Answer) -> Answer:
    if answer.status in BROKEN:
        raise SecurityModuleFault(f"the reader's security module does not work (status {answer.status:02X})")
    return answer


def speed_of(port: str) -> int | None:
    """The speed at which a reader on `port` answers, None for none; raises `ReaderLost` when there is no such port.

    For a technician: the terminal itself never guesses.
    """
    for baud in BAUDS:
        link = SerialLink(port, baud)
        try:
            link.open()
            ResidentLine(link, baud, answer_s=0.5, tries=2).ask(MODULE_STATUS)
        except LinkError as error:
            raise ReaderLost(str(error)) from error
        except CardError as error:
            log.info("%s: %s", baud, error)
        else:
            return baud
        finally:
            link.close()
    return None
