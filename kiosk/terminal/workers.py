"""The terminal's threads: one a device, one for the store, and a few for what takes its time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from drivers.worker import Worker
from kiosk.events import Reader

_T = TypeVar("_T")

WORKERS = (
    *(*Reader, "locker", "capture", "scanner", "printer", "queue", "doctor", "ocr", "phone", "catalogue"),
    "offices",
)


class Workers:
    """Runs calls on named threads; `note_error` hears of what nobody waits for."""

    def __init__(self, note_error: Callable[[BaseException], Any]) -> None:
        self._note_error = note_error
        self._workers = {name: Worker(name) for name in WORKERS}
        self._queue_thread = self.submit("queue", threading.get_ident).result()

    def submit(self, worker: str, call: Callable[[], _T], *, priority: int = 5) -> "Future[_T]":
        """Run a call on a device's thread; the lowest `priority` goes first."""
        return self._workers[worker].submit(call, priority=priority)

    def do(self, worker: str, call: Callable[[], object]) -> "Future[object]":
        """Run a call nobody waits for: what it raises is noted."""
        future = self.submit(worker, call)
        future.add_done_callback(self._note_failed)
        return future

    def run_on_queue(self, call: Callable[[], _T]) -> _T:
        """Do a call on the store's thread and wait for it; direct when this is that thread."""
        if threading.get_ident() == self._queue_thread:
            return call()
        return self.submit("queue", call).result()

    def close(self) -> None:
        """Stop every thread."""
        for worker in self._workers.values():
            worker.close()

    def _note_failed(self, future: "Future[object]") -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None:
            self._note_error(error)
