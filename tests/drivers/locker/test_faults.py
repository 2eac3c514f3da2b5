"""The driver's bank under faults at the wire: never a second pulse, never "opened" without the door seen."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.errors import NotSent, OutcomeUnknown
from drivers.locker.family import family_names
from drivers.roles import Door
from tests.drivers.locker.pairs import ANSWERS_OPEN, on_every_family
from workbench.locker import Fault

ANSWER_FAULTS = [
    Fault.LOST,
    Fault.LATE,
    Fault.TRUNCATED,
    Fault.SPLIT,
    Fault.BIT_FLIP,
    Fault.BAD_CHECKSUM,
    Fault.GARBAGE_BEFORE,
    Fault.GARBAGE_AFTER,
    Fault.DUPLICATE,
    Fault.WRONG_BOARD,
    Fault.UNSOLICITED,
]


BOARD_AT = {"modbus_waveshare": 0, "winnsen": 3, "wkly": 5, "dc02": 2}


def after_opening(pair: Any) -> list[bytes]:
    """What the boards heard after the first open frame."""
    return pair.sim.heard[pair.sim.heard.index(pair.heard_openings()[0]) + 1 :]


@pytest.mark.parametrize("family", family_names())
def test_one_garbled_answer_never_makes_a_second_pulse(pair_of: Callable[..., Any], family: str) -> None:
    """Every fault on a line of its own, all lines at once: most of the time is spent waiting."""

    def meet(fault: Fault) -> None:
        pair = pair_of(family)
        pair.bank.doors()  # so that the fault meets the answer to the pulse, or to the look after it
        pair.sim.fault(fault, times=1)
        opening = pair.bank.open(3)
        assert pair.sim.pulses[3] == 1, fault
        assert len(pair.heard_openings()) == 1, fault
        assert opening.seen_open_at is not None, fault
        assert pair.bank.doors()[3] is Door.OPEN, fault

    with ThreadPoolExecutor(len(ANSWER_FAULTS)) as pool:
        for _ in pool.map(meet, ANSWER_FAULTS):
            pass


@pytest.mark.parametrize("family", family_names())
def test_every_single_fault_on_a_jammed_door_is_never_taken_for_open(pair_of: Callable[..., Any], family: str) -> None:
    def meet(fault: Fault) -> None:
        pair = pair_of(family)
        pair.sim.fault("jammed", compartment=3)
        pair.sim.fault(fault)
        try:
            assert pair.bank.open(3).seen_open_at is None, fault
        except OutcomeUnknown:
            assert fault is not Fault.SPLIT, "a split answer is understood"
        # Continuous noise may drown the pulse on its way; it still left the terminal once only.
        assert pair.sim.pulses[3] <= 1, fault
        assert pair.sim.pulses[3] == 1 or fault is Fault.NOISE, fault
        assert len(pair.openings_on_the_wire()) == 1, fault

    with ThreadPoolExecutor(len(ANSWER_FAULTS)) as pool:
        for _ in pool.map(meet, [*ANSWER_FAULTS, Fault.ECHO, Fault.NOISE]):
            pass


def test_a_lost_answer_is_followed_by_a_question_not_a_pulse(eight: Any) -> None:
    eight.bank.doors()
    eight.sim.fault("lost", board=1, times=1)
    opening = eight.bank.open(3)
    assert opening.acknowledged_at is None
    assert opening.seen_open_at is not None
    assert eight.heard_openings() == [bytes.fromhex("8A 01 03 11 99")]
    assert after_opening(eight) == [bytes.fromhex("80 01 03 33 B1")]


@on_every_family
def test_a_jam_is_sent_perhaps_acknowledged_and_never_seen(pair: Any) -> None:
    pair.sim.fault("jammed", compartment=3)
    opening = pair.bank.open(3)
    assert opening.sent_at is not None
    assert (opening.acknowledged_at is not None) == (pair.family in ANSWERS_OPEN)
    assert opening.seen_open_at is None
    assert pair.sim.pulses[3] == 1
    assert len(pair.heard_openings()) == 1
    assert pair.bank.door(3) is Door.CLOSED


@on_every_family
def test_a_dead_sensor_is_not_taken_for_an_open_door(pair: Any) -> None:
    pair.sim.fault("sensor dead", compartment=3)
    opening = pair.bank.open(3)
    assert pair.sim.door(3)
    assert opening.seen_open_at is None
    assert pair.sim.pulses[3] == 1


@on_every_family
def test_answers_split_at_every_offset(pair: Any) -> None:
    pair.bank.door(4)
    pair.sim.heard.clear()
    for cut in range(1, 9):
        pair.sim.fault("split", times=1, detail=cut)
        assert pair.bank.door(4) is Door.CLOSED
    answers = len(pair.sim.heard)
    assert answers == 8, "each was understood at the first asking"


@on_every_family
def test_echo_from_the_first_byte_is_learnt_and_is_no_acknowledgement(pair: Any) -> None:
    pair.sim.fault("echo")
    pair.sim.fault("jammed", compartment=3)
    opening = pair.bank.open(3)
    assert opening.seen_open_at is None
    assert pair.sim.pulses[3] == 1
    assert set(pair.bank.doors().values()) == {Door.CLOSED}
    assert pair.bank.open(15).seen_open_at is not None
    assert pair.bank.status()["a"].endswith(", echo")


def test_on_an_echoing_line_a_lost_answer_is_not_replaced_by_the_echo(eight: Any) -> None:
    eight.sim.fault("echo")
    eight.bank.doors()
    eight.sim.fault("lost", times=1)
    opening = eight.bank.open(3)
    assert opening.acknowledged_at is None
    assert opening.seen_open_at is not None


@on_every_family
def test_a_silent_board_stops_nobody(pair: Any) -> None:
    pair.sim.fault("silent", board=1)
    doors = pair.bank.doors()
    assert {doors[number] for number in range(1, pair.locks + 1)} == {Door.UNKNOWN}
    assert {doors[number] for number in pair.numbers[pair.locks :]} == {Door.CLOSED}
    assert pair.bank.open(14).seen_open_at is not None
    began = time.monotonic()
    pair.bank.doors()
    assert time.monotonic() - began < 1.5, "a board known to be silent is asked once, not three times"
    status = pair.bank.status()
    assert status["a/1"].startswith("BoardSilent")
    assert status["a/2"] == "ok"
    pair.sim.clear("silent")
    assert pair.bank.door(1) is Door.CLOSED, "who asks for one door is not put off"
    assert Door.UNKNOWN not in pair.bank.doors().values(), "and that the board is back is known at once"


@on_every_family
def test_a_dead_board_is_left_alone_for_a_while(pair: Any) -> None:
    pair.sim.fault("silent", board=1)
    pair.bank.doors()
    pair.sim.heard.clear()
    for _ in range(2):
        assert pair.bank.doors()[pair.locks + 1] is Door.CLOSED
    asked = [data for data in pair.sim.heard if data[BOARD_AT.get(pair.family, 1)] in (1, 0x10)]
    assert asked == []


@on_every_family
def test_a_pulse_into_silence_is_an_unknown_outcome(pair: Any) -> None:
    pair.bank.doors()
    pair.sim.fault("silent", board=1)
    with pytest.raises(OutcomeUnknown):
        pair.bank.open(3)
    assert len(pair.heard_openings()) == 1
    assert pair.sim.pulses[3] == 0


@on_every_family
def test_reads_are_asked_again(pair: Any) -> None:
    pair.sim.fault("lost", board=1, times=1)
    pair.sim.fault("bad checksum", board=1, times=1)
    assert pair.bank.door(1) is Door.CLOSED
    assert len(pair.sim.heard) == (3 if pair.declared.checked else 4)


@on_every_family
def test_noise_cannot_extend_the_deadline(pair: Any) -> None:
    pair.bank.doors()
    pair.sim.fault("lost")
    pair.sim.fault("noise")
    began = time.monotonic()
    assert pair.bank.status()["a/1"].split()[0] in ("BadAnswer", "BoardSilent")
    took_s = time.monotonic() - began
    assert took_s < 2 * 0.5 + 2.0, "two boards, one question each; noise without end would last for ever"


@on_every_family
def test_hang_up_and_back_under_another_node(pair: Any) -> None:
    assert pair.bank.door(1) is Door.CLOSED
    pair.sim.unplug()
    assert set(pair.bank.doors().values()) == {Door.UNKNOWN}
    with pytest.raises(NotSent):
        pair.bank.open(1)
    assert "BusDown" in pair.bank.status()["a/1"]
    pair.sim.plug()
    assert pair.bank.open(1).seen_open_at is not None
    assert pair.sim.pulses[1] == 1
    assert Door.UNKNOWN not in pair.bank.doors().values()


@on_every_family
def test_hang_up_unnoticed_between_two_calls_is_healed_before_the_pulse(pair: Any) -> None:
    pair.bank.doors()
    pair.sim.unplug()
    pair.sim.plug()
    assert pair.bank.open(5).seen_open_at is not None
    assert pair.sim.pulses[5] == 1


def test_hang_up_after_the_pulse_is_an_unknown_outcome(pair: Any, until: Callable[[Callable[[], bool]], None]) -> None:
    pair.bank.doors()
    raised: list[BaseException | None] = []

    def opening() -> None:
        try:
            pair.bank.open(3)
            raised.append(None)
        except OutcomeUnknown as error:
            raised.append(error)

    thread = threading.Thread(target=opening)
    thread.start()
    until(lambda: pair.sim.pulses[3] == 1)
    pair.sim.unplug()
    thread.join(10)
    answered_before = pair.family == "winnsen"  # it had accepted; that is all it knows, and all that is told
    assert [type(error) for error in raised] == [type(None) if answered_before else OutcomeUnknown]
    pair.sim.plug()
    assert pair.bank.door(3) is Door.OPEN, "the door tells what became of it"
    assert pair.sim.pulses[3] == 1


@on_every_family
def test_another_owner_of_the_port_is_told_apart(pair: Any) -> None:
    pair.bank.doors()
    second = Bank([Line("a", pair.sim.path, pair.family)], numbered("a", pair.boards))
    try:
        assert set(second.doors().values()) == {Door.UNKNOWN}
        assert second.status()["a/1"].startswith("PortDenied")
        with pytest.raises(NotSent):
            second.open(1)
    finally:
        second.close()
    assert pair.sim.pulses[1] == 0


def test_events_are_routed_and_never_mistaken(eight: Any) -> None:
    eight.sim.fault("unsolicited")
    opening = eight.bank.open(3)
    assert opening.seen_open_at is not None
    assert (1, Door.CLOSED) in eight.told
    eight.told.clear()
    eight.sim.push(3)
    eight.bank.doors()
    assert (3, Door.CLOSED) in eight.told


def test_boards_that_miss_requests_sent_too_soon_miss_none(pair_of: Callable[..., Any]) -> None:
    pair = pair_of("8a", min_gap_s=0.02)
    for _ in range(5):
        assert Door.UNKNOWN not in pair.bank.doors().values()
    assert pair.sim.dropped == []
