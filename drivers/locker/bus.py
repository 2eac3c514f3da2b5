"""One serial line with lock boards on it: one owner, one transaction at a time (lock-board facts, section 7)."""

import logging
import time
from collections.abc import Callable

from drivers.frame import Frame, Values
from drivers.link import Link, LinkDenied, LinkError
from drivers.locker.errors import BadAnswer, BoardSilent, BusDown, PortDenied
from drivers.locker.family import Exchange, Family
from drivers.locker.hearing import Events, Hearing
from drivers.locker.turn import Turn, Urgency

READ_MOST_BYTES = 256

_log = logging.getLogger(__name__)


class Bus:
    """Questions and answers on one line. `heard` is told of every unsolicited frame, on the caller's thread."""

    def __init__(self, link: Link, family: Family, heard: Callable[[Values], None]) -> None:
        self.link = link
        self.family = family
        self._events = Events(family.unsolicited, heard)
        self._turn = Turn()
        self._echoes: bool | None = None
        self._connection = 0
        self._left_over = b""
        self._free_at_s = 0.0
        self._next_pulse_at_s = 0.0
        self._closed = False

    @property
    def echoes(self) -> bool | None:
        """Whether this line returns our own bytes; None until the first answer of a connection."""
        return self._echoes

    def read(self, exchange: Exchange, values: Values, urgency: Urgency = Urgency.POLL) -> Values:
        """Ask once and return the answer; raises BoardSilent, BadAnswer, BusDown, PortDenied."""
        with self._turn.taken(urgency):
            return self._asked(exchange, values)

    def pulse(self, values: Values, sent: Callable[[], None]) -> Values | None:
        """Send the open frame exactly once; `sent` is called when it left. The answer, or None where none came.

        Raises BusDown or PortDenied; with `accepted` 0 nothing left. Only a frame of which the port took no
        byte is sent again.
        """
        exchange = self.family.open
        with self._turn.taken(Urgency.UNLOCK):
            if exchange.reply is not None:
                self._learn_echo(values)
            _sleep_until(self._next_pulse_at_s)
            try:
                self._send(exchange.request.encode(values))
            finally:
                self._next_pulse_at_s = time.monotonic() + self.family.timing.open_gap_s
            sent()
            if exchange.reply is None:
                return None
            try:
                return self._received(exchange, exchange.reply, values)
            except (BoardSilent, BadAnswer) as error:
                _log.warning("no answer to open: %s", error)
                return None

    def close(self) -> None:
        """Let go of the line; later calls raise BusDown."""
        with self._turn.taken(Urgency.UNLOCK):
            self._closed = True
            self.link.close()

    def _asked(self, exchange: Exchange, values: Values) -> Values:
        if exchange.reply is None:
            raise ValueError(f"{exchange.request.name} has no answer to wait for")
        self._send(exchange.request.encode(values))
        return self._received(exchange, exchange.reply, values)

    def _learn_echo(self, values: Values) -> None:
        """Find out with a harmless question whether the line echoes, once a connection.

        The echo of an 8A open frame is byte for byte the answer "status 11" (lock-board facts 2.4).
        """
        self._connect()
        if self._echoes is not None:
            return
        try:
            self._asked(self.family.read_all, {"board": values["board"]})
        except (BoardSilent, BadAnswer) as error:
            _log.info("before the first pulse: %s", error)
        except BusDown as error:
            error.accepted = 0  # a question had left, but nothing of the pulse
            raise

    def _connect(self) -> None:
        if self._closed:
            raise BusDown(f"{self.link.path}: closed")
        try:
            self.link.open()
        except LinkError as error:
            raise _down(error) from error
        if self.link.opened_count != self._connection:
            self._connection = self.link.opened_count
            self._echoes = None
            self._left_over = b""

    def _send(self, data: bytes) -> None:
        """Gap, drop what is stale, write; once more on a fresh handle when the port took no byte at all."""
        for again in (True, False):
            self._connect()
            _sleep_until(self._free_at_s)
            try:
                self._events.drain(self._left_over + self.link.waiting())
                self._left_over = b""
                self.link.write(data)
                return
            except LinkError as error:
                if error.accepted or isinstance(error, LinkDenied) or not again:
                    raise _down(error) from error
                _log.info("%s: opening again: %s", self.link.path, error)
            finally:
                self._rest()

    def _received(self, exchange: Exchange, reply: Frame, values: Values) -> Values:
        """The answer to the question just sent; raises BoardSilent, BadAnswer, BusDown."""
        expected = {name: values[name] for name in exchange.match}
        request = exchange.request.encode(values)
        hearing = Hearing(request, reply, expected, self._events, strip=self._echoes is True)
        try:
            answer = self._heard_until(hearing, time.monotonic() + exchange.timeout_s)
        except LinkError as error:
            error.accepted = len(request)  # the question had left before the line went
            raise _down(error) from error
        finally:
            self._rest()
        noise = b"" if answer is not None else hearing.noise()
        self._echoes = hearing.echo_seen or bool(self._echoes)
        self._left_over = hearing.rest
        if answer is not None:
            return answer
        where = f"{self.link.path} {expected}"
        if noise:
            raise BadAnswer(f"{where}: no whole answer in {noise[-32:].hex(' ')}")
        raise BoardSilent(f"{where}: silent for {exchange.timeout_s} s")

    def _heard_until(self, hearing: Hearing, deadline_s: float) -> Values | None:
        """Read until the answer or the deadline, which is fixed: noise cannot move it (lock-board facts 7.3)."""
        quiet_s = self.family.timing.quiet_s
        while True:
            now_s = time.monotonic()
            until_s = min(deadline_s, now_s + quiet_s) if hearing.pending else deadline_s
            part = self.link.read(READ_MOST_BYTES, until_s)
            late = time.monotonic() >= deadline_s
            answer = hearing.feed(part) if part else hearing.quiet()
            if answer is None and late:
                answer = hearing.quiet()
            if answer is not None or late:
                return answer

    def _rest(self) -> None:
        self._free_at_s = time.monotonic() + self.family.timing.gap_s


def _sleep_until(moment_s: float) -> None:
    left_s = moment_s - time.monotonic()
    if left_s > 0:
        time.sleep(left_s)


def _down(error: LinkError) -> BusDown:
    kind = PortDenied if isinstance(error, LinkDenied) else BusDown
    return kind(str(error), error.accepted)
