"""The watch over the doors: any row of readings and commands, and the simulated bank on its wire."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.locker.watch import (
    Ajar,
    AllOpen,
    Back,
    DoorEvent,
    DoorWatch,
    FoundOpen,
    Opened,
    Shut,
    Silent,
    Uncommanded,
    WatchTimes,
    telling_of_pulses,
)
from drivers.roles import Door

BOARDS = {1: "a/1", 2: "a/1", 3: "a/2"}
SHUT = dict.fromkeys(BOARDS, Door.CLOSED)
SILENT = dict.fromkeys(BOARDS, Door.UNKNOWN)


@pytest.fixture
def watch() -> DoorWatch:
    watch = DoorWatch(BOARDS)
    assert watch.seen(SHUT, 0.0) == []
    return watch


def doors(**changed: Door) -> dict[int, Door]:
    return SHUT | {int(name.removeprefix("d")): door for name, door in changed.items()}


def test_a_commanded_door_opens_and_is_shut_again(watch: DoorWatch) -> None:
    watch.commanded(2, 1.0)
    assert watch.seen(doors(d2=Door.OPEN), 2.0) == [Opened(2)]
    assert watch.seen(doors(d2=Door.OPEN), 2.5) == []
    assert watch.seen(SHUT, 9.0) == [Shut(2, 7.0)]


def test_a_door_nobody_commanded_is_an_alarm_once(watch: DoorWatch) -> None:
    assert watch.seen(doors(d3=Door.OPEN), 1.0) == [Uncommanded(3)]
    assert watch.seen(doors(d3=Door.OPEN), 500.0) == [], "the alarm stands: nobody needs the ajar times as well"
    assert watch.seen(SHUT, 501.0) == [Shut(3, 500.0)]
    assert watch.seen(doors(d3=Door.OPEN), 502.0) == [Uncommanded(3)]


def test_a_command_opens_one_door_only(watch: DoorWatch) -> None:
    watch.commanded(2, 1.0)
    assert watch.seen(doors(d2=Door.OPEN, d1=Door.OPEN), 2.0) == [Uncommanded(1), Opened(2)]


def test_a_command_is_used_up_when_the_door_was_shut(watch: DoorWatch) -> None:
    watch.commanded(2, 1.0)
    watch.seen(doors(d2=Door.OPEN), 2.0)
    watch.seen(SHUT, 20.0)
    assert watch.seen(doors(d2=Door.OPEN), 28.0) == [Opened(2)], "the latch did not catch"
    watch.seen(SHUT, 30.0)
    assert watch.seen(doors(d2=Door.OPEN), 41.0) == [Uncommanded(2)]


def test_a_stuck_door_may_spring_late_but_not_for_ever(watch: DoorWatch) -> None:
    watch.commanded(2, 1.0)
    assert watch.seen(doors(d2=Door.OPEN), 181.0) == [Opened(2)]
    watch.seen(SHUT, 182.0)
    watch.commanded(2, 200.0)
    assert watch.seen(doors(d2=Door.OPEN), 381.0) == [Uncommanded(2)]


def test_ajar_is_told_once_each_time(watch: DoorWatch) -> None:
    watch.commanded(1, 1.0)
    watch.seen(doors(d1=Door.OPEN), 1.0)
    told = [event for now in range(2, 400) for event in watch.seen(doors(d1=Door.OPEN), float(now))]
    assert told == [Ajar(1, 1, 30.0), Ajar(1, 2, 60.0), Ajar(1, 3, 120.0)]
    assert watch.ajar(1) == 3
    watch.seen(SHUT, 400.0)
    assert watch.ajar(1) == 0


def test_the_last_state_is_kept_for_two_failed_reads(watch: DoorWatch) -> None:
    for at in (1.0, 2.0):
        assert watch.seen(SILENT, at) == []
        assert watch.door(1) is Door.CLOSED
    assert watch.seen(SILENT, 3.0) == [Silent("a/1", (1, 2)), Silent("a/2", (3,))]
    assert watch.door(1) is Door.UNKNOWN
    assert watch.seen(SILENT, 4.0) == []
    assert watch.seen(doors(d1=Door.OPEN), 5.0) == [Back("a/1", (1, 2)), Back("a/2", (3,)), Uncommanded(1, unseen=True)]


def test_one_failed_read_is_no_news(watch: DoorWatch) -> None:
    watch.seen(SILENT, 1.0)
    watch.seen(SILENT, 1.5)
    assert watch.seen(SHUT, 2.0) == []
    assert [event for at in (3.0, 4.0) for event in watch.seen(SILENT, at)] == []


def test_a_door_found_open_at_the_start_is_not_called_forced() -> None:
    watch = DoorWatch(BOARDS)
    assert watch.seen(doors(d2=Door.OPEN), 0.0) == [FoundOpen(2)]
    assert watch.seen(doors(d2=Door.OPEN), 31.0) == [Ajar(2, 1, 31.0)]


def test_every_door_open_at_the_start_is_a_polarity_and_no_riot() -> None:
    watch = DoorWatch(BOARDS)
    everything = dict.fromkeys(BOARDS, Door.OPEN)
    assert watch.seen(everything, 0.0) == [AllOpen()]
    assert watch.seen(everything, 1000.0) == []
    assert DoorWatch({1: "a/1"}).seen({1: Door.OPEN}, 0.0) == [FoundOpen(1)], "one door alone proves nothing"


def test_times_are_settings() -> None:
    watch = DoorWatch({1: "a/1"}, WatchTimes(ajar_s=(5.0,), command_s=2.0))
    watch.seen({1: Door.CLOSED}, 0.0)
    watch.commanded(1, 1.0)
    assert watch.seen({1: Door.OPEN}, 3.5) == [Uncommanded(1)]
    watch.seen({1: Door.CLOSED}, 4.0)
    watch.commanded(1, 5.0)
    assert watch.seen({1: Door.OPEN}, 6.0) == [Opened(1)]
    assert watch.seen({1: Door.OPEN}, 11.0) == [Ajar(1, 1, 5.0)]


# --- any row of readings and commands ----------------------------------------------------------------

Move = tuple[str, int, Door, float]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(("command", "read")),
        st.sampled_from(tuple(BOARDS)),
        st.sampled_from(tuple(Door)),
        st.sampled_from((0.1, 0.5, 4.0, 29.0, 70.0, 200.0)),
    ),
    max_size=40,
)


def played(moves: list[Move]) -> list[tuple[float, dict[int, Door], set[int], list[DoorEvent]]]:
    """(time, readings, doors pulsed within the command's time and not shut since, events), reading after reading."""
    watch, now, current = DoorWatch(BOARDS), 0.0, dict(SHUT)
    watch.seen(current, now)
    pulsed: dict[int, float] = {}
    rows = []
    for what, number, door, wait in moves:
        now += wait
        if what == "command":
            watch.commanded(number, now)
            pulsed[number] = now
            continue
        current[number] = door
        live = {one for one, at in pulsed.items() if now - at <= watch.times.command_s}
        events = watch.seen(current, now)
        rows.append((now, dict(current), live, events))
        for event in events:
            if isinstance(event, Shut):
                pulsed.pop(event.compartment, None)
    return rows


@given(MOVES)
def test_no_alarm_for_a_commanded_door_and_always_one_for_another(moves: list[Move]) -> None:
    known, last_shut = dict(SHUT), dict.fromkeys(BOARDS, -1e9)
    ours = dict.fromkeys(BOARDS, False)
    for now, readings, live, events in played(moves):
        for number, door in readings.items():
            if door is Door.UNKNOWN or door is known[number]:
                assert not {type(one) for one in events if getattr(one, "compartment", 0) == number} - {Ajar}
                continue
            if door is Door.CLOSED:
                if ours[number]:
                    last_shut[number] = now
                assert any(isinstance(one, Shut) and one.compartment == number for one in events)
            else:
                ours[number] = number in live or now - last_shut[number] <= WatchTimes().bounce_s
                expected = Opened if ours[number] else Uncommanded
                assert [type(one) for one in events if getattr(one, "compartment", 0) == number] == [expected]
                last_shut[number] = -1e9 if not ours[number] else last_shut[number]
            known[number] = door


@given(MOVES)
def test_ajar_times_come_in_order_and_once_an_opening(moves: list[Move]) -> None:
    steps = dict.fromkeys(BOARDS, 0)
    for _, _, _, events in played(moves):
        for event in events:
            match event:
                case Opened(number) | Uncommanded(number) | Shut(number):
                    steps[number] = 0
                case Ajar(number, step, open_s):
                    assert step == steps[number] + 1
                    assert open_s >= WatchTimes().ajar_s[step - 1]
                    steps[number] = step


@given(MOVES)
def test_silence_and_return_alternate(moves: list[Move]) -> None:
    gone: set[int] = set()
    for _, _, _, events in played(moves):
        for event in events:
            match event:
                case Silent(_, numbers):
                    assert not gone & set(numbers)
                    gone |= set(numbers)
                case Back(_, numbers):
                    assert set(numbers) <= gone
                    gone -= set(numbers)


# --- on the wire ---------------------------------------------------------------------------------------


class Wired:
    """A watch over the product's own bank on a pty."""

    def __init__(self, pair: Any) -> None:
        self.now = 0.0
        self.events: list[DoorEvent] = []
        self.watch = DoorWatch({number: f"a/{1 + (number > 12)}" for number in range(1, 25)})
        self.locker = telling_of_pulses(
            pair.bank,
            lambda number: self.watch.commanded(number, self.now),
            lambda number: self.events.extend(self.watch.seen({number: Door.OPEN}, self.now)),
        )
        self.poll()

    def poll(self) -> list[DoorEvent]:
        self.now += 0.5
        new = self.watch.seen(self.locker.doors(), self.now)
        self.events += new
        return new


def test_pulse_and_force_are_told_apart_on_the_wire(pair: Any) -> None:
    wired = Wired(pair)
    wired.locker.open(14)
    assert wired.events == [Opened(14)]
    pair.sim.pull(3, by_force=True)
    assert wired.poll() == [Uncommanded(3)]
    pair.sim.push(14)
    pair.sim.push(3)
    assert [type(event) for event in wired.poll()] == [Shut, Shut]


def test_a_dead_board_is_told_on_the_third_poll_and_the_other_goes_on(
    eight: Any, until: Callable[[Callable[[], bool]], None]
) -> None:
    wired = Wired(eight)
    eight.sim.fault("silent", board=1)
    assert wired.poll() == []
    eight.sim.pull(20, by_force=True)
    assert wired.poll() == [Uncommanded(20)]
    assert wired.poll() == [Silent("a/1", tuple(range(1, 13)))]
    eight.sim.clear()
    until(lambda: [Back("a/1", tuple(range(1, 13)))] == wired.poll())  # a dead board may be left alone for a moment


def test_a_boards_own_report_is_heard_but_only_a_reading_counts(
    eight: Any, until: Callable[[Callable[[], bool]], None]
) -> None:
    wired = Wired(eight)
    eight.sim.fault("unsolicited", board=1)
    eight.sim.pull(1, by_force=True)
    eight.sim.push(1)  # the report of this shutting, and the ones before every answer, are hints at most
    assert wired.poll() == []
    assert (1, Door.CLOSED) in eight.told
