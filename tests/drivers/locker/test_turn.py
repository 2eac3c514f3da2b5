"""Turn: one at a time, unlock before poll before maintenance, the oldest first."""

import threading
from collections.abc import Callable

import pytest

from drivers.locker.turn import Turn, Urgency


def test_the_most_urgent_waiter_goes_first(until: Callable[[Callable[[], bool]], None]) -> None:
    turn, order, threads = Turn(), [], []

    def wait(name: str, urgency: Urgency) -> None:
        with turn.taken(urgency):
            order.append(name)

    with turn.taken(Urgency.POLL):
        for name, urgency in (
            ("care", Urgency.MAINTENANCE),
            ("poll 1", Urgency.POLL),
            ("poll 2", Urgency.POLL),
            ("unlock", Urgency.UNLOCK),
        ):
            threads.append(threading.Thread(target=wait, args=(name, urgency)))
            threads[-1].start()
            until(lambda: len(turn._waiting) == len(threads))
        assert order == []
    for thread in threads:
        thread.join(3)
    assert order == ["unlock", "poll 1", "poll 2", "care"]


def test_an_error_gives_the_turn_back() -> None:
    turn = Turn()
    with pytest.raises(ZeroDivisionError), turn.taken(Urgency.POLL):
        _ = 1 // 0
    with turn.taken(Urgency.POLL):
        pass


def test_never_two_at_once() -> None:
    turn, inside, most = Turn(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with turn.taken(Urgency.POLL):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == [1]
