"""The driver's bank over real ptys against the simulated boards, in good weather, for every family."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from drivers.locker.bank import Bank, Channel, Line, numbered
from drivers.locker.errors import NotSent, UnknownCompartment, UnknownFamily
from drivers.roles import Door, Locker


def test_a_bank_is_a_locker(pair: Any) -> None:
    locker: Locker = pair.bank
    assert set(locker.doors()) == set(range(1, 25))


def test_opening_is_one_pulse_and_three_facts(pair: Any) -> None:
    before = time.time()
    opening = pair.bank.open(14)
    assert opening.compartment == 14
    assert before <= opening.sent_at <= opening.seen_open_at <= time.time()
    assert (opening.acknowledged_at is not None) == (pair.family == "8a")
    assert pair.sim.door(14)
    assert pair.sim.pulses[14] == 1
    assert sum(pair.sim.pulses.values()) == 1
    assert len(pair.heard_openings()) == 1
    assert pair.sim.dropped == [], "the gap was kept"


def test_doors_are_numbered_as_painted(pair: Any) -> None:
    for number in (1, 12, 13, 24):
        pair.sim.pull(number, by_force=True)
    opened = {number for number, door in pair.bank.doors().items() if door is Door.OPEN}
    assert opened == {1, 12, 13, 24}
    assert [pair.bank.door(number) for number in (12, 14)] == [Door.OPEN, Door.CLOSED]
    pair.sim.push(12)
    assert pair.bank.door(12) is Door.CLOSED


def test_every_compartment_answers_for_itself(pair: Any) -> None:
    for bit in range(5):
        opened = [number for number in pair.sim.compartments if number >> bit & 1]
        for number in opened:
            pair.sim.pull(number, by_force=True)
        assert [n for n, door in pair.bank.doors().items() if door is Door.OPEN] == opened
        for number in opened:
            pair.sim.push(number)


def test_what_lies_inside_is_told_only_by_boards_that_see_it(pair: Any) -> None:
    pair.bank.open(2)
    pair.sim.put(2, "an envelope")
    sees = pair.family == "kerong_cu16"
    assert pair.bank.occupied(2) is (True if sees else None)
    assert pair.bank.occupied(3) is (False if sees else None)
    assert pair.sim.take(2) == "an envelope"
    assert pair.bank.occupied(2) is (False if sees else None)


@pytest.mark.parametrize("family", ["8a", "kerong_cu16"])
def test_the_other_wiring_is_a_flag(pair_of: Callable[..., Any], family: str) -> None:
    pair = pair_of(family, contact_when_closed=False)
    pair.bank.close()
    channels = [Channel(n, "a", 1, n, contact_when_closed=False) for n in (1, 2)]
    bank = Bank([Line("a", pair.sim.path, family)], channels)
    try:
        assert bank.doors() == {1: Door.CLOSED, 2: Door.CLOSED}
        assert bank.open(2).seen_open_at is not None
        assert bank.doors() == {1: Door.CLOSED, 2: Door.OPEN}
        assert bank.door(2) is Door.OPEN
    finally:
        bank.close()


def test_a_door_without_a_sensor_is_never_seen(pair: Any) -> None:
    pair.bank.close()
    bank = Bank([Line("a", pair.sim.path, pair.family)], [Channel(7, "a", 1, 1, sensor=False)])
    try:
        opening = bank.open(7)
        assert opening.seen_open_at is None
        assert (opening.acknowledged_at is not None) == (pair.family == "8a")
        assert pair.sim.pulses[1] == 1
        assert pair.sim.door(1)
        assert bank.doors() == {7: Door.UNKNOWN}
        assert bank.door(7) is Door.UNKNOWN
    finally:
        bank.close()


def test_two_lines_of_two_families_are_one_bank(pair_of: Callable[..., Any]) -> None:
    first, second = pair_of("8a"), pair_of("kerong_cu16")
    first.bank.close()
    second.bank.close()
    bank = Bank(
        [Line("left", first.sim.path, "8a"), Line("right", second.sim.path, "kerong_cu16")],
        [*numbered("left", [(1, 12)]), *numbered("right", [(2, 3)], first=101)],
    )
    try:
        assert bank.open(102).seen_open_at is not None
        assert second.sim.pulses[14] == 1
        assert sum(first.sim.pulses.values()) == 0
        assert [n for n, door in bank.doors().items() if door is Door.OPEN] == [102]
        first.sim.unplug()
        doors = bank.doors()
        assert doors[1] is Door.UNKNOWN
        assert doors[102] is Door.OPEN
    finally:
        bank.close()


def test_many_threads_keep_one_transaction_at_a_time(pair: Any) -> None:
    numbers = (1, 5, 13, 24)
    with ThreadPoolExecutor(8) as pool:
        polls = [pool.submit(pair.bank.doors) for _ in range(6)]
        openings = [pool.submit(pair.bank.open, number) for number in numbers]
        assert all(opening.result(20).seen_open_at is not None for opening in openings)
        assert all(Door.UNKNOWN not in poll.result(20).values() for poll in polls)
    assert {n: count for n, count in pair.sim.pulses.items() if count} == dict.fromkeys(numbers, 1)
    assert pair.sim.dropped == []


def test_unlocking_overtakes_waiting_polls(eight: Any) -> None:
    eight.bank.open(1)
    eight.sim.push(1)
    eight.sim.heard.clear()
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            eight.bank.doors()

    pollers = [threading.Thread(target=poll) for _ in range(4)]
    for poller in pollers:
        poller.start()
    began = time.monotonic()
    opening = eight.bank.open(2)
    took_s = time.monotonic() - began
    stop.set()
    for poller in pollers:
        poller.join(10)
    assert opening.seen_open_at is not None
    assert took_s < 1.2


def test_the_clock_is_the_callers(eight: Any) -> None:
    eight.bank.close()
    moments = iter((100.0, 200.0, 300.0))
    bank = Bank([Line("a", eight.sim.path, "8a")], numbered("a", [(1, 12)]), clock=lambda: next(moments))
    try:
        opening = bank.open(3)
        assert (opening.sent_at, opening.acknowledged_at, opening.seen_open_at) == (100.0, 200.0, 300.0)
    finally:
        bank.close()


def test_status_names_every_line_and_board(pair: Any) -> None:
    status = pair.bank.status()
    assert set(status) == {"a", "a/1", "a/2"}
    assert status["a/1"] == status["a/2"] == "ok"
    assert pair.sim.path in status["a"]
    assert "no echo" in status["a"]


def test_a_closed_bank_sends_nothing(pair: Any) -> None:
    pair.bank.close()
    with pytest.raises(NotSent):
        pair.bank.open(1)
    assert set(pair.bank.doors().values()) == {Door.UNKNOWN}
    assert pair.sim.heard == []


def test_unknown_numbers_and_wrong_wiring_are_refused(pair: Any) -> None:
    for call in (pair.bank.open, pair.bank.door, pair.bank.occupied):
        with pytest.raises(UnknownCompartment):
            call(99)
    line = Line("a", pair.sim.path, pair.family)
    with pytest.raises(ValueError, match="same compartment"):
        Bank([line], [Channel(1, "a", 1, 1), Channel(1, "a", 1, 2)])
    with pytest.raises(ValueError, match="no line 'b'"):
        Bank([line], [Channel(1, "b", 1, 1)])
    with pytest.raises(ValueError, match="lock 99"):
        Bank([line], [Channel(1, "a", 1, 99)])
    with pytest.raises(UnknownFamily):
        Bank([Line("a", pair.sim.path, "nothing")], [])


def test_the_wrong_speed_hears_nothing(eight: Any) -> None:
    eight.bank.close()
    bank = Bank([Line("a", eight.sim.path, "8a", baud=19200)], numbered("a", [(1, 12)]))
    try:
        assert set(bank.doors().values()) == {Door.UNKNOWN}
        assert eight.sim.wire.bytes_at_wrong_speed >= 5
        assert eight.sim.heard == []
    finally:
        bank.close()
