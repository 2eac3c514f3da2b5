"""One thread that owns one device: calls go in by priority, Futures come back."""

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """Run calls one at a time on a thread of its own; the lowest `priority` goes first, then the oldest."""

    def __init__(self, name: str) -> None:
        self._calls: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, call: Callable[[], T], *, priority: int = 5) -> "Future[T]":
        """Queue `call`; its Future carries the result or the error. Raises RuntimeError once closed."""
        future: Future[T] = Future()
        with self._changed:
            if self._closing:
                raise RuntimeError(f"worker {self._thread.name} is closed")
            heapq.heappush(self._calls, (priority, next(self._count), future, call))
            self._changed.notify()
        return future

    def close(self, timeout_s: float = 5.0) -> None:
        """Finish the call in hand, cancel the waiting ones, end the thread."""
        with self._changed:
            self._closing = True
            for _, _, future, _ in self._calls:
                future.cancel()
            self._calls.clear()
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._calls and not self._closing:
                    self._changed.wait()
                if self._closing:
                    return
                _, _, future, call = heapq.heappop(self._calls)
            if future.set_running_or_notify_cancel():
                _run(future, call)
            del future, call  # what a call held or gave (a person's card, their papers) must not wait for the next one


def _run(future: "Future[Any]", call: Callable[[], Any]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:
        future.set_exception(error)
