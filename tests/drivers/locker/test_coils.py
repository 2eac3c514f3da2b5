"""Coils: a rest between two pulses, a cap a minute, a refusal's own patience; and all of it before a byte leaves."""

import pytest

from drivers.locker.coils import Coils
from drivers.locker.errors import CoilResting, NotSent, Rejected
from drivers.locker.family import Timing
from tests.drivers.locker.pairs import Pair, PairOf, on_every_family

TIMING = Timing(gap_s=0.0, open_gap_s=0.0, pulse_s=0.0, rest_s=3.0, most_a_minute=3)
HERE, THERE = (1, 1), (1, 2)


def left_s(coils: Coils, now_s: float) -> float:
    try:
        coils.check(HERE, now_s)
    except CoilResting as error:
        return error.left_s
    return 0.0


def test_a_coil_rests_after_each_pulse_and_the_others_do_not() -> None:
    coils = Coils(TIMING)
    assert left_s(coils, 0.0) == 0.0
    coils.pulsed(HERE, 10.0)
    assert left_s(coils, 11.0) == 2.0
    coils.check(THERE, 11.0)
    assert left_s(coils, 13.0) == 0.0


def test_the_cap_of_a_minute_slides() -> None:
    coils = Coils(TIMING)
    for moment in (0.0, 20.0, 40.0):
        coils.pulsed(HERE, moment)
    assert left_s(coils, 50.0) == 10.0
    assert left_s(coils, 60.0) == 0.0
    coils.pulsed(HERE, 60.0)
    assert left_s(coils, 70.0) == 10.0


def test_a_board_may_ask_for_more() -> None:
    coils = Coils(TIMING)
    coils.bar(HERE, 20.0)
    assert left_s(coils, 12.5) == 7.5


@on_every_family
def test_a_second_pulse_too_soon_is_refused_and_provably_not_sent(pair: Pair) -> None:
    pair.bank.open(2)  # the door springs at once, so this ends well within the rest
    with pytest.raises(CoilResting) as caught:
        pair.bank.open(2)
    assert isinstance(caught.value, NotSent)
    assert 0 < caught.value.left_s <= pair.declared.timing.rest_s
    assert pair.sim.pulses[2] == len(pair.openings_on_the_wire()) == 1


def test_a_board_that_asks_for_patience_gets_it(pair_of: PairOf) -> None:
    pair = pair_of("winnsen")
    pair.sim.fault("busy", compartment=3, times=1)
    with pytest.raises(Rejected) as refused:
        pair.bank.open(3)
    assert refused.value.said == "the coil must cool"
    assert refused.value.retry_after_s == 10.0
    with pytest.raises(CoilResting) as resting:
        pair.bank.open(3)
    assert 3.0 < resting.value.left_s <= 10.0
    assert pair.sim.pulses[3] == 0
    assert len(pair.openings_on_the_wire()) == 1


@pytest.mark.parametrize(("family", "fault"), [("modbus_waveshare", "exception"), ("wkly", "busy")])
def test_an_explicit_no_is_its_own_error_and_the_door_is_asked(pair_of: PairOf, family: str, fault: str) -> None:
    pair = pair_of(family)
    pair.bank.doors()
    pair.sim.fault(fault, board=1, times=1)
    with pytest.raises(Rejected) as refused:
        pair.bank.open(3)
    assert refused.value.said in ("no such address", "failed")
    assert pair.sim.pulses[3] == 0
    assert len(pair.openings_on_the_wire()) == 1


def test_a_no_that_the_door_contradicts_is_not_believed(pair_of: PairOf) -> None:
    """One turned bit makes Winnsen's yes a no: the door stands open, so opened it is."""
    pair = pair_of("winnsen")
    pair.bank.doors()
    pair.sim.fault("bit flip", board=1, times=1, detail=40)
    opening = pair.bank.open(3)
    assert opening.acknowledged_at is None
    assert opening.seen_open_at is not None
    assert pair.sim.pulses[3] == 1
