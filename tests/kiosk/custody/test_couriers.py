"""A courier's round: only the one it was handed to, nothing forgotten over a restart, a pause that stays."""

import pytest

from contract.bodies import ManifestLine, Signature
from contract.parcel import Holder, ParcelEvent, ParcelKind, barcode
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BoxState, DoorOutcome, OtherCourier, Purpose
from tests.kiosk.custody.test_edges import COURIER, drop
from tests.kiosk.custody.world import expected

OTHER = Authority("courier", "7002")


@pytest.fixture
def handed_out(world):
    """A result the hall handed to 7001, a box kept for it."""
    parcel = barcode(ParcelKind.RESULT, "HALL", 1)
    world.custody.expect([expected(parcel, courier="7001")])
    return parcel, world.custody.reserve(Size.S, False, parcel)


def test_a_result_is_loaded_only_by_the_courier_it_was_handed_to(world, handed_out):
    parcel, box = handed_out
    with pytest.raises(OtherCourier):
        world.custody.to_load(parcel, "7002")
    with pytest.raises(OtherCourier):
        world.custody.open(box, OTHER, Purpose.LOAD, parcel)
    assert world.bank.pulses == []
    (row,) = world.store.read("SELECT actor, parcel, compartment FROM journal WHERE entry = 'refused'")
    assert tuple(row) == ("7002", parcel, box)
    assert world.custody.to_load(parcel, "7001").parcel == parcel
    world.custody.open(box, COURIER, Purpose.LOAD, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    with pytest.raises(OtherCourier):
        world.custody.loaded(parcel, box, "7002")
    assert (world.custody.parcel(parcel).holder, world.told()) == (Holder.COURIER, [])
    world.custody.loaded(parcel, box, "7001")
    assert [(one.event, one.actor) for one in world.told()] == [(ParcelEvent.LOADED, "7001")]


def test_originals_are_collected_by_whoever_opened_the_door_and_nobody_else(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    with pytest.raises(OtherCourier):
        world.custody.collected(parcel, box, "7002")
    assert (world.custody.parcel(parcel).holder, len(world.told())) == (Holder.BOX, 1)
    world.custody.collected(parcel, box, "7001")
    assert world.told()[-1].actor == "7001"


def test_an_unsigned_round_is_there_after_a_restart_until_it_is_signed(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.collected(parcel, box, "7001", damaged=True)
    world.restart()
    (handled,) = world.custody.unsigned("7001", "collect")
    assert (handled.parcel, handled.compartment, handled.state) == (parcel, box, "damaged")
    assert world.custody.unsigned("7002", "collect") == world.custody.unsigned("7001", "load") == []
    line = ManifestLine(parcel=parcel, compartment=box, result="damaged")
    signature = Signature(strokes=[[(1.0, 2.0, 3)]], document_sha256="0" * 64)
    world.custody.manifest("7001", "load", [], signature)  # the other direction's signature does not cover it
    assert len(world.custody.unsigned("7001", "collect")) == 1
    world.custody.manifest("7001", "collect", [line], signature)
    world.restart()
    assert world.custody.unsigned("7001", "collect") == []


def test_a_pause_outlives_a_restart_and_names_who_paused(world):
    assert not world.custody.paused()
    world.custody.pause(True, "9001")
    world.restart()
    assert world.custody.paused()
    world.custody.pause(False, "9002")
    world.restart()
    assert not world.custody.paused()
    rows = world.store.read("SELECT entry, actor FROM journal WHERE entry IN ('paused', 'resumed')")
    assert [tuple(row) for row in rows] == [("paused", "9001"), ("resumed", "9002")]


def test_a_door_that_was_out_of_sight_is_settled_when_its_board_answers_again(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.silent.add(box)
    assert world.custody.cells()[box].door.value == "unknown"
    world.bank.take(box)  # nobody sees what happens now
    world.bank.shut(box)
    assert world.custody.found_meanwhile() == []
    world.bank.silent.clear()
    pulses = list(world.bank.pulses)
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    (finding,) = world.custody.found_meanwhile()
    assert (finding.compartment, finding.parcel) == (box, parcel)
    assert world.custody.found_meanwhile() == []
    assert world.bank.pulses == pulses
    world.clock.pass_s(10)
    assert world.custody.open(box, COURIER, Purpose.COLLECT, parcel) is DoorOutcome.OPENED  # looked at before believed
