"""The driver's bank over real ptys against the simulated boards, in good weather, for every family."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from drivers.locker.bank import Bank, Channel, Line, numbered
from drivers.locker.errors import NotSent, UnknownCompartment, UnknownFamily
from drivers.locker.family import family_names
from drivers.locker.turn import Urgency
from drivers.roles import Capabilities, Door, Locker
from tests.drivers.locker.pairs import ANSWERS_OPEN, REPORTS_ITSELF, Pair, PairOf, on_every_family
from workbench.locker import Board, SimulatedBank


@on_every_family
def test_a_bank_is_a_locker(pair: Pair) -> None:
    locker: Locker = pair.bank
    assert set(locker.doors()) == set(pair.numbers)


@on_every_family
def test_opening_is_one_pulse_and_three_facts(pair: Pair) -> None:
    before = time.time()
    opening = pair.bank.open(14)
    assert opening.compartment == 14
    assert opening.sent_at is not None
    assert opening.seen_open_at is not None
    assert before <= opening.sent_at <= opening.seen_open_at <= time.time()
    assert (opening.acknowledged_at is not None) == (pair.family in ANSWERS_OPEN)
    assert pair.sim.door(14)
    assert pair.sim.pulses[14] == 1
    assert sum(pair.sim.pulses.values()) == 1
    assert len(pair.heard_openings()) == 1
    assert pair.sim.dropped == [], "the gap was kept"


@on_every_family
def test_doors_are_numbered_as_painted(pair: Pair) -> None:
    ends = (1, pair.locks, pair.locks + 1, 2 * pair.locks)
    for number in ends:
        pair.sim.pull(number, by_force=True)
    assert {number for number, door in pair.bank.doors().items() if door is Door.OPEN} == set(ends)
    assert [pair.bank.door(number) for number in (pair.locks, 14)] == [Door.OPEN, Door.CLOSED]
    pair.sim.push(pair.locks)
    assert pair.bank.door(pair.locks) is Door.CLOSED


@on_every_family
def test_every_compartment_answers_for_itself(pair: Pair) -> None:
    for bit in range(5):
        opened = [number for number in pair.numbers if number >> bit & 1]
        for number in opened:
            pair.sim.pull(number, by_force=True)
        assert [n for n, door in pair.bank.doors().items() if door is Door.OPEN] == opened
        for number in opened:
            pair.sim.push(number)


@on_every_family
def test_what_lies_inside_is_told_only_by_boards_that_see_it(pair: Pair) -> None:
    sees = pair.family == "kerong_cu16"
    pair.sim.pull(2, by_force=True)
    pair.sim.put(2, "an envelope")
    assert pair.bank.occupied(2) is (True if sees else None)
    assert pair.bank.occupied(3) is (False if sees else None)
    expected = {number: number == 2 if sees else None for number in pair.numbers}
    assert pair.bank.occupancy() == expected
    if not sees:
        assert pair.sim.heard == [], "boards that cannot know are not asked"
    assert pair.sim.take(2) == "an envelope"
    assert pair.bank.occupied(2) is (False if sees else None)


@on_every_family
def test_capabilities_say_what_can_be_known(pair: Pair) -> None:
    expected = Capabilities(
        sees_door=True,
        sees_objects=pair.family == "kerong_cu16",
        acknowledges=pair.family in ANSWERS_OPEN,
        reports_itself=pair.family in REPORTS_ITSELF,
    )
    assert pair.bank.capabilities(1) == expected
    blind = Bank(
        [Line("a", pair.sim.path, pair.family)],
        [Channel(1, "a", 1, 1, sensor=False, occupancy_polarity=None)],
    )
    assert blind.capabilities(1) == Capabilities(False, False, pair.family in ANSWERS_OPEN, False)
    assert blind.occupancy() == {1: None}


@on_every_family
def test_the_other_wiring_is_a_flag_of_one_channel(pair: Pair) -> None:
    pair.bank.close()
    usual = pair.declared.contact_when_closed
    pair.sim.rewire(2, contact_when_closed=False)
    bank = Bank(
        [Line("a", pair.sim.path, pair.family)],
        [Channel(1, "a", 1, 1), Channel(2, "a", 1, 2, contact_when_closed=not usual)],
    )
    try:
        assert bank.doors() == {1: Door.CLOSED, 2: Door.CLOSED}
        assert bank.open(2).seen_open_at is not None
        assert bank.doors() == {1: Door.CLOSED, 2: Door.OPEN}
        assert bank.door(2) is Door.OPEN
    finally:
        bank.close()


def test_the_objects_sensor_has_its_own_wiring(pair_of: PairOf) -> None:
    pair = pair_of("kerong_cu16")
    pair.bank.close()
    pair.sim.pull(1, by_force=True)
    pair.sim.put(1, "an envelope")
    polarities = (True, False, None)
    bank = Bank(
        [Line("a", pair.sim.path, pair.family)],
        [Channel(10 + i, "a", 1, 1 + i, occupancy_polarity=polarity) for i, polarity in enumerate(polarities)],
    )
    try:
        assert bank.occupancy() == {10: True, 11: True, 12: None}
        assert [bank.occupied(number) for number in (10, 11, 12)] == [True, True, None]
        assert [bank.capabilities(number).sees_objects for number in (10, 11, 12)] == [True, True, False]
    finally:
        bank.close()


@on_every_family
def test_a_door_without_a_sensor_is_never_seen(pair: Pair) -> None:
    pair.bank.close()
    bank = Bank([Line("a", pair.sim.path, pair.family)], [Channel(7, "a", 1, 1, sensor=False)])
    try:
        opening = bank.open(7)
        assert opening.seen_open_at is None
        assert (opening.acknowledged_at is not None) == (pair.family in ANSWERS_OPEN)
        assert pair.sim.pulses[1] == 1
        assert pair.sim.door(1)
        assert bank.doors() == {7: Door.UNKNOWN}
        assert bank.door(7) is Door.UNKNOWN
    finally:
        bank.close()


def test_lines_of_all_families_are_one_bank(pair_of: PairOf) -> None:
    """Six lines, each of another family, their doors counted through; one line is pulled out, the others go on."""
    pairs = {name: pair_of(name) for name in family_names()}
    for pair in pairs.values():
        pair.bank.close()
    bank = Bank(
        [Line(name, pair.sim.path, name) for name, pair in pairs.items()],
        [c for i, (name, pair) in enumerate(pairs.items()) for c in numbered(name, pair.boards, first=100 * i + 101)],
    )
    try:
        assert set(bank.doors().values()) == {Door.CLOSED}
        opened = [100 * i + 103 for i in range(len(pairs))]
        with ThreadPoolExecutor() as pool:
            assert all(opening.seen_open_at is not None for opening in pool.map(bank.open, opened))
        assert [n for n, door in bank.doors().items() if door is Door.OPEN] == opened
        for pair in pairs.values():
            assert {n for n, count in pair.sim.pulses.items() if count} == {3}
        pairs["winnsen"].sim.unplug()
        gone = range(100 * list(pairs).index("winnsen") + 101, 100 * list(pairs).index("winnsen") + 125)
        doors = bank.doors()
        assert {n for n, door in doors.items() if door is Door.UNKNOWN} == set(gone)
        assert [n for n, door in doors.items() if door is Door.OPEN] == [n for n in opened if n not in gone]
    finally:
        bank.close()


@on_every_family
def test_many_threads_keep_one_transaction_at_a_time(pair: Pair) -> None:
    numbers = (1, 5, pair.locks + 1, 2 * pair.locks)
    with ThreadPoolExecutor(8) as pool:
        polls = [pool.submit(pair.bank.doors) for _ in range(4)]
        openings = [pool.submit(pair.bank.open, number) for number in numbers]
        assert all(opening.result(30).seen_open_at is not None for opening in openings)
        for poll in polls:
            poll.result(30)
    assert {n: count for n, count in pair.sim.pulses.items() if count} == dict.fromkeys(numbers, 1)
    assert pair.sim.dropped == []


def test_unlocking_overtakes_waiting_polls(eight: Pair, until: Callable[[Callable[[], bool]], None]) -> None:
    eight.bank.doors()
    eight.sim.heard.clear()
    turn = eight.bank._buses["a"]._turn
    with ThreadPoolExecutor(5) as pool:
        with turn.taken(Urgency.POLL):  # as a transaction under way holds the line
            polls = [pool.submit(eight.bank.doors) for _ in range(4)]
            until(lambda: len(turn._waiting) == 4)
            opening = pool.submit(eight.bank.open, 2)
            until(lambda: len(turn._waiting) == 5)
        assert opening.result(10).seen_open_at is not None
        for poll in polls:
            poll.result(10)
    assert eight.sim.heard[:1] == eight.heard_openings()


def test_the_clock_is_the_callers(eight: Pair) -> None:
    eight.bank.close()
    moments = iter((100.0, 200.0, 300.0))
    bank = eight.another(clock=lambda: next(moments))
    try:
        opening = bank.open(3)
        assert (opening.sent_at, opening.acknowledged_at, opening.seen_open_at) == (100.0, 200.0, 300.0)
    finally:
        bank.close()


@on_every_family
def test_status_names_every_line_and_board_and_versions_where_boards_have_them(pair: Pair) -> None:
    status = pair.bank.status()
    assert set(status) == {"a", "a/1", "a/2"}
    assert status["a/1"] == status["a/2"] == "ok"
    assert pair.sim.path in status["a"]
    assert "no echo" in status["a"]
    told = {"modbus_waveshare": "100", "dc02": "01 00", "kerong_cu16": "00 00 12 03"}.get(pair.family, "")
    assert pair.bank.versions() == {"a/1": told, "a/2": told}
    assert pair.bank.status()["a/1"] == (f"ok, version {told}" if told else "ok")


@on_every_family
def test_a_closed_bank_sends_nothing(pair: Pair) -> None:
    pair.bank.close()
    with pytest.raises(NotSent):
        pair.bank.open(1)
    assert set(pair.bank.doors().values()) == {Door.UNKNOWN}
    assert set(pair.bank.occupancy().values()) == {None}
    assert pair.sim.heard == []


def test_unknown_numbers_and_wrong_wiring_are_refused(pair: Pair) -> None:
    for call in (pair.bank.open, pair.bank.door, pair.bank.occupied, pair.bank.capabilities):
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


def test_the_wrong_speed_hears_nothing(eight: Pair) -> None:
    eight.bank.close()
    bank = Bank([Line("a", eight.sim.path, "8a", baud=19200)], numbered("a", [(1, 12)]))
    try:
        assert set(bank.doors().values()) == {Door.UNKNOWN}
        assert eight.sim.wire.bytes_at_wrong_speed >= 5
        assert eight.sim.heard == []
    finally:
        bank.close()


@pytest.mark.parametrize("baud", [19200, 115200])
def test_another_speed_is_an_entry_of_the_line(baud: int) -> None:
    sim = SimulatedBank([Board(1, 8), Board(2, 8)], "modbus_waveshare", baud=baud, min_gap_s=0.0015)
    bank = Bank([Line("a", sim.path, "modbus_waveshare", baud=baud)], numbered("a", [(1, 8), (2, 8)]))
    try:
        for _ in range(20):
            assert set(bank.doors().values()) == {Door.CLOSED}
        assert sim.dropped == [], "3.5 characters or 1.75 ms, and a margin"
    finally:
        bank.close()
        sim.close()
