"""One at a time, the most urgent waiting caller first."""

import heapq
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique


@unique
class Urgency(IntEnum):
    """Who goes first on a line (lock-board facts 7.1); lower goes first."""

    UNLOCK = 0
    POLL = 5
    MAINTENANCE = 9


class Turn:
    """A lock that is handed to the most urgent waiter, among equals to the oldest; not re-entrant."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int]] = []
        self._count = itertools.count()
        self._taken = False
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, urgency: Urgency) -> Iterator[None]:
        """Hold the turn for the body of the `with`."""
        ticket = (int(urgency), next(self._count))
        with self._changed:
            heapq.heappush(self._waiting, ticket)
            self._changed.wait_for(lambda: not self._taken and self._waiting[0] == ticket)
            heapq.heappop(self._waiting)
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
