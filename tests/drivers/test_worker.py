"""Worker: order, results, errors, cancelling, closing."""

import threading
import time
import weakref
from concurrent.futures import CancelledError
from queue import SimpleQueue

import pytest

from drivers.worker import Worker


class Gate:
    """A call that occupies the worker until released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.leave = threading.Event()

    def __call__(self) -> str:
        self.entered.set()
        assert self.leave.wait(5)
        return "gate"


def test_results_come_back_from_the_named_thread() -> None:
    worker = Worker("printer")
    assert worker.submit(lambda: threading.current_thread().name).result(5) == "printer"
    worker.close()


def test_errors_come_back_and_the_thread_lives_on() -> None:
    worker = Worker("w")
    with pytest.raises(ZeroDivisionError):
        worker.submit(lambda: 1 // 0).result(5)
    assert worker.submit(lambda: 2).result(5) == 2
    worker.close()


def test_urgent_first_then_oldest() -> None:
    worker, gate, order = Worker("w"), Gate(), SimpleQueue[str]()
    held = worker.submit(gate)
    assert gate.entered.wait(5)
    waiting = [
        worker.submit(lambda name=name: order.put(name), priority=priority)  # type: ignore[misc]
        for name, priority in (("poll 1", 5), ("poll 2", 5), ("unlock", 0), ("care", 9))
    ]
    gate.leave.set()
    assert held.result(5) == "gate"
    for future in waiting:
        future.result(5)
    assert [order.get() for _ in range(4)] == ["unlock", "poll 1", "poll 2", "care"]
    worker.close()


def test_a_cancelled_call_is_not_run() -> None:
    worker, gate, ran = Worker("w"), Gate(), threading.Event()
    worker.submit(gate)
    assert gate.entered.wait(5)
    dropped = worker.submit(ran.set)
    assert dropped.cancel()
    gate.leave.set()
    worker.submit(lambda: None).result(5)
    assert not ran.is_set()
    worker.close()


def test_closing_finishes_the_call_in_hand_and_cancels_the_rest() -> None:
    worker, gate = Worker("w"), Gate()
    held = worker.submit(gate)
    assert gate.entered.wait(5)
    waiting = worker.submit(lambda: "never")
    closing = threading.Thread(target=worker.close)
    closing.start()
    with pytest.raises(CancelledError):
        waiting.result(5)
    assert not held.done()
    gate.leave.set()
    assert held.result(5) == "gate"
    closing.join(5)
    assert not closing.is_alive()


def test_a_closed_worker_takes_nothing() -> None:
    worker = Worker("locker-a")
    worker.close()
    with pytest.raises(RuntimeError, match="locker-a"):
        worker.submit(lambda: None)


def test_a_call_may_close_its_own_worker() -> None:
    worker = Worker("w")
    worker.submit(worker.close).result(5)
    with pytest.raises(RuntimeError):
        worker.submit(lambda: None)


def test_what_a_call_held_is_let_go_before_the_next_one() -> None:
    class Paper:
        """Something personal."""

    def keep(paper: Paper) -> "weakref.ref[Paper]":
        worker.submit(lambda: paper).result(5)
        return weakref.ref(paper)

    worker = Worker("w")
    held = keep(Paper())
    deadline = time.monotonic() + 5
    while held() is not None and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert held() is None
    worker.close()
