"""How an answer gets from a board onto the line: through whatever faults are in force."""

import random
import time
from collections.abc import Callable

from workbench.locker.faults import Fault, FaultBook, Unasked, collided, garbled
from workbench.locker.speech import Speech
from workbench.locker.supply import Supply
from workbench.wire import Wire

SPLIT_S = 0.1
NOISE_S = 3.0
REPORT_AFTER_S = 0.02  # an unasked report in the gap after an answer

News = Callable[[int], bytes]


class Answering:
    """`news` words the report of a board that nobody asked for. `traffic_end_s`: when the line fell quiet."""

    def __init__(self, speech: Speech, wire: Wire, book: FaultBook, supply: Supply, late_s: float, news: News) -> None:
        self._speech, self._wire, self._book, self._supply = speech, wire, book, supply
        self._late_s, self._news = late_s, news
        self._kept_back: list[tuple[int, bytes]] = []
        self.traffic_end_s = 0.0

    def answer(self, board: int, data: bytes, twin: bytes) -> None:
        """Send an answer; `twin` is what another board of the same address would say."""
        if not data or self._book.use(Fault.LOST, board=board):
            return
        anded = self._book.used(Fault.TWO_BOARDS, 0, board=board)
        if anded is not None:
            data = collided(data, twin, anded=bool(anded))
        data = garbled(data, board, self._book, self._speech.neighbour)
        self._deliver(board, self._with_news(board, data))

    def say(self, board: int, data: bytes) -> None:
        """Put bytes of a board on the line; those that have not left when its power goes are lost."""
        self._wire.send(data, self._supply.same_life(board))
        self.traffic_end_s = self._wire.line_free_at_s

    def say_kept_back(self) -> None:
        """Answers that waited for the line's next request."""
        waiting, self._kept_back = self._kept_back, []
        for board, data in waiting:
            self.say(board, data)

    def noise(self) -> None:
        """Hiss that would outlast any honest answer: a driver's deadline must not move."""
        if self._wire.line_free_at_s < time.monotonic() + NOISE_S / 2:
            self._wire.send(random.randbytes(int(NOISE_S / self._wire.byte_s)))

    def forget(self, board: int) -> None:
        """The board's power goes."""
        self._kept_back = [one for one in self._kept_back if one[0] != board]

    def _deliver(self, board: int, data: bytes) -> None:
        now_s = time.monotonic()
        cut = self._book.used(Fault.SPLIT, 3, board=board)
        if cut is not None:
            self.say(board, data[:cut])
            again_s = now_s + len(data[:cut]) * self._wire.byte_s + SPLIT_S
            self._supply.later(board, again_s, lambda: self.say(board, data[cut:]))
            return
        kept_back = self._book.used(Fault.LATE, 0, board=board)
        if kept_back is None:
            self.say(board, data)
        elif kept_back:
            self._kept_back.append((board, data))
        else:
            self._supply.later(board, now_s + self._late_s, lambda: self.say(board, data))

    def _with_news(self, board: int, data: bytes) -> bytes:
        where = self._book.used(Fault.UNSOLICITED, Unasked.BEFORE, board=board)
        if where is None:
            return data
        news = self._news(board)
        if where == Unasked.IN_THE_GAP:
            after_s = time.monotonic() + len(data) * self._wire.byte_s + REPORT_AFTER_S
            self._supply.later(board, after_s, lambda: self.say(board, news))
            return data
        at = {Unasked.BEFORE: 0, Unasked.INSIDE: len(data) // 2}.get(Unasked(where), len(data))
        return data[:at] + news + data[at:]
