"""A line without time: every question is answered at once, for measuring hours of polling in seconds."""

from collections.abc import Sequence

from workbench.locker.speech import Look, Wish, speech_of


class InstantLink:
    """A `drivers.link.Link` whose boards, all doors shut, answer in no time; `now` is the caller's clock, one value."""

    def __init__(self, family: str, boards: Sequence[tuple[int, int]], now: list[float]) -> None:
        self.path = "instant"
        self.opened_count = 1
        self._speech = speech_of(family)
        self._locks = dict(boards)
        self._now = now
        self._coming = bytearray()

    def open(self) -> None:
        """Always open."""

    def close(self) -> None:
        """Nothing to let go of."""

    def write(self, data: bytes) -> None:
        """The board's answer is there before the call returns."""
        request, _ = self._speech.next_request(data)
        if request is not None and request.wish is Wish.READ:
            shut = [True] * self._locks[request.board]
            self._coming += self._speech.answer(request, Look(request.board, shut))

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        """What has come; with nothing there, time passes to the deadline."""
        if not self._coming:
            self._now[0] = max(self._now[0], deadline_s)
        return self._taken(max_bytes)

    def waiting(self) -> bytes:
        """What has come, without waiting."""
        return self._taken(len(self._coming))

    def _taken(self, count: int) -> bytes:
        part = bytes(self._coming[:count])
        del self._coming[:count]
        return part
