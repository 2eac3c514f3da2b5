"""One serial line with lock boards on it: one owner, one transaction at a time (lock-board facts, section 7)."""

import logging
from collections.abc import Callable

from drivers.fields import Values
from drivers.link import Link, LinkDenied, LinkError
from drivers.locker.clockwork import Clockwork
from drivers.locker.coils import Coils
from drivers.locker.errors import BadAnswer, BoardSilent, BusDown, PortDenied, Rejected
from drivers.locker.family import BITS_A_BYTE, SETTLE_ROUNDS, Exchange, Family
from drivers.locker.hearing import Events, Heard, Hearing
from drivers.locker.turn import Turn, Urgency

READ_MOST_BYTES = 256

_log = logging.getLogger(__name__)


class Bus:
    """Questions and answers on one line. `heard` is told of every unsolicited frame, on the caller's thread."""

    def __init__(
        self,
        link: Link,
        family: Family,
        heard: Callable[[Values], None],
        *,
        baud: int | None = None,
        clockwork: Clockwork | None = None,
    ) -> None:
        self.link = link
        self.family = family
        self.baud = baud or family.baud
        self._clockwork = clockwork or Clockwork()
        self._gap_s = family.timing.gap_at(self.baud)
        self._events = Events(family.unsolicited, heard)
        self._coils = Coils(family.timing)
        self._turn = Turn()
        self._echoes: bool | None = None
        self._connection = 0
        self._left_over = b""
        self._usual_lengths: dict[bytes, int] = {}
        self._free_at_s = 0.0
        self._next_pulse_at_s = 0.0
        self._closed = False

    @property
    def echoes(self) -> bool | None:
        """Whether this line returns our own bytes; None until a connection has shown it."""
        return self._echoes

    def read(self, exchange: Exchange, place: Values, urgency: Urgency = Urgency.POLL) -> Values:
        """Ask once and return the answer; raises BoardSilent, BadAnswer, Rejected, BusDown, PortDenied."""
        with self._turn.taken(urgency):
            self._send(exchange.question(place))
            return self._received(exchange, place)

    def pulse(self, board: int, lock: int, sent: Callable[[], None]) -> Values | None:
        """Send the open frame exactly once; `sent` is called when it left. The answer, or None where none came.

        Raises CoilResting (nothing left), Rejected, BusDown or PortDenied; with `accepted` 0 nothing left. Only a
        frame of which the port took no byte is sent again.
        """
        exchange, place = self.family.open, self.family.address(board, lock)
        with self._turn.taken(Urgency.UNLOCK):
            self._coils.check((board, lock), self._clockwork.now_s())
            if exchange.reply is not None:
                self._learn_echo(place)
            self._clockwork.sleep_until(self._next_pulse_at_s)
            self._send_pulse((board, lock), exchange.question(place))
            sent()
            if exchange.reply is None:
                return None
            try:
                return self._received(exchange, place)
            except Rejected as error:
                if error.retry_after_s is not None:
                    self._coils.bar((board, lock), self._clockwork.now_s() + error.retry_after_s)
                raise
            except (BoardSilent, BadAnswer) as error:
                _log.warning("no answer to open: %s", error)
                return None

    def close(self) -> None:
        """Let go of the line; later calls raise BusDown."""
        with self._turn.taken(Urgency.UNLOCK):
            self._closed = True
            self.link.close()

    def _send_pulse(self, place: tuple[int, int], frame: bytes) -> None:
        try:
            self._send(frame)
        except BusDown as error:
            if error.accepted:
                self._coils.pulsed(place, self._clockwork.now_s())
            raise
        finally:
            self._next_pulse_at_s = self._clockwork.now_s() + self.family.timing.open_gap_s
        self._coils.pulsed(place, self._clockwork.now_s())

    def _learn_echo(self, place: Values) -> None:
        """Find out with a harmless question whether the line echoes, once a connection.

        The echo of an 8A open frame is byte for byte the answer "status 11" (lock-board facts 2.4), and that of a
        Modbus FC05 is its whole answer.
        """
        self._connect()
        if self._echoes is not None:
            return
        question = self.family.reads[0]
        try:
            self._send(question.question(place))
            self._received(question, place)
        except (BoardSilent, BadAnswer, Rejected) as error:
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
            # Whoever held the line before may just have been answered: boards miss what comes too soon.
            self._free_at_s = max(self._free_at_s, self._clockwork.now_s() + self._gap_s)

    def _send(self, data: bytes) -> None:
        """Gap, drop what is stale, write; once more on a fresh handle when the port took no byte at all."""
        for again in (True, False):
            self._connect()
            try:
                self._settle()
                self.link.write(data)
                return
            except LinkError as error:
                if error.accepted or isinstance(error, LinkDenied) or not again:
                    raise _down(error) from error
                _log.info("%s: opening again: %s", self.link.path, error)
            finally:
                # What the port took may still be in the adapter: the gap begins when it has left the wire.
                self._rest(self._wire_s(data))

    def _settle(self) -> None:
        """Keep the gap, also behind what is still coming in, which may hold reports; but not for ever."""
        stale = self._left_over
        self._left_over = b""
        for _ in range(SETTLE_ROUNDS):
            self._clockwork.sleep_until(self._free_at_s)
            fresh = self.link.waiting()
            if not fresh:
                break
            stale += fresh
            self._rest()
        self._events.drain(stale)
        self._clockwork.sleep_until(self._free_at_s)

    def _received(self, exchange: Exchange, place: Values) -> Values:
        """The answer to the question just sent; raises BoardSilent, BadAnswer, Rejected, BusDown."""
        if exchange.reply is None:
            raise ValueError(f"{exchange.request.name} has no answer to wait for")
        request, expected = exchange.question(place), exchange.expected(place)
        frames = (exchange.reply,) if exchange.refusal is None else (exchange.reply, exchange.refusal.frame)
        usual_length = self._usual_lengths.pop(request, 0)
        hearing = Hearing(request, frames, expected, self._events, echoes=self._echoes, usual_length=usual_length)
        try:
            until_s = self._clockwork.now_s() + self._wire_s(request) + exchange.timeout_s
            heard = self._heard_until(hearing, until_s)
        except LinkError as error:
            error.accepted = len(request)  # the question had left before the line went
            raise _down(error) from error
        finally:
            self._rest()
        self._left_over = hearing.rest
        self._note_echo(hearing)
        where = f"{self.link.path} {dict(expected)}"
        if heard is not None:
            if usual := hearing.length_by_quiet or usual_length:
                self._usual_lengths[request] = usual
            return _meant(exchange, heard, where)
        if noise := hearing.noise():
            raise BadAnswer(f"{where}: no whole answer in {noise[-32:].hex(' ')}")
        raise BoardSilent(f"{where}: silent for {exchange.timeout_s} s")

    def _note_echo(self, hearing: Hearing) -> None:
        if hearing.echo_seen:
            self._echoes = True
        elif self._echoes is None and hearing.echo_excluded:
            self._echoes = False

    def _heard_until(self, hearing: Hearing, deadline_s: float) -> Heard | None:
        """Read until the answer or the deadline, which is fixed: noise cannot move it (lock-board facts 7.3)."""
        quiet_s = self.family.timing.quiet_s
        while True:
            now_s = self._clockwork.now_s()
            until_s = min(deadline_s, now_s + quiet_s) if hearing.pending else deadline_s
            part = self.link.read(READ_MOST_BYTES, until_s)
            late = self._clockwork.now_s() >= deadline_s
            answer = hearing.feed(part) if part else hearing.quiet()
            if answer is None and late:
                answer = hearing.quiet()
            if answer is not None or late:
                return answer

    def _rest(self, on_the_wire_s: float = 0.0) -> None:
        self._free_at_s = self._clockwork.now_s() + on_the_wire_s + self._gap_s

    def _wire_s(self, data: bytes) -> float:
        return len(data) * BITS_A_BYTE / self.baud


def _meant(exchange: Exchange, heard: Heard, where: str) -> Values:
    """What the answer says; raises Rejected when it says no."""
    refusal = exchange.refusal
    if refusal is None or heard.frame is not refusal.frame:
        return heard.values
    code = heard.values["code"]
    number = code if isinstance(code, int) else -1
    said = refusal.says.get(number, f"code {number:#04x}")
    raise Rejected(f"{where}: the board refuses: {said}", said, refusal.retry_after_s.get(number))


def _down(error: LinkError) -> BusDown:
    kind = PortDenied if isinstance(error, LinkDenied) else BusDown
    return kind(str(error), error.accepted)
