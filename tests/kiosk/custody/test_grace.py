"""A door that fell shut too soon is opened once more (decision 030), and originals are taken back (decision 031)."""

from dataclasses import replace

import pytest

from contract.envelope import new_id
from contract.parcel import Holder, ParcelEvent, ParcelKind, move
from drivers.roles import Door
from kiosk.custody.bank import Size
from kiosk.custody.doors import REST_S
from kiosk.custody.words import (
    AnotherDoorOpen,
    Authority,
    BoxState,
    CodeWrong,
    DoorOutcome,
    FindingKind,
    GraceOver,
    NothingInside,
    ParcelFrozen,
    Purpose,
    StillInside,
    WrongState,
)
from tests.kiosk.custody.test_edges import CARD, COURIER, STATION, drop, load
from tests.kiosk.custody.world import TAG

CODE = Authority("pickup-code", "code-x")


def take_too_soon(world, authority=CARD):
    """A result is concluded as taken on a bank without sensors, and still lies in the box."""
    world.bank.sensor = False
    parcel, box = load(world)
    world.custody.open(box, authority, Purpose.TAKE, parcel)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    return parcel, box


def drop_too_soon(world):
    """Originals are said to be in the box; the envelope is still in the hand."""
    world.bank.sensor = False
    parcel = world.custody.start_drop(new_id(), TAG, size=Size.S)
    box = world.custody.reserve(Size.S, False, parcel)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)
    return parcel, box


def told(world, parcel):
    return [one.event for one in world.told() if one.parcel == parcel]


@pytest.mark.parametrize("authority", [CARD, CODE])
def test_a_result_whose_door_shut_too_soon_is_reached_the_second_time(world, authority):
    parcel, box = take_too_soon(world, authority)
    assert world.custody.cells()[box].state is BoxState.FREE
    assert world.custody.reopen_left_s(parcel, authority) == 180.0
    assert world.custody.reopen(box, authority, Purpose.TAKE, parcel) is DoorOutcome.OPENED
    assert world.custody.parcel(parcel).holder is Holder.BOX
    assert world.bank.take(box) == parcel
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    assert world.custody.cells()[box].state is BoxState.FREE
    assert told(world, parcel) == [
        *(ParcelEvent.LOADED, ParcelEvent.TAKEN),
        *(ParcelEvent.TAKE_UNDONE, ParcelEvent.TAKEN),
    ]
    (intent,) = world.store.read(
        "SELECT authority, actor FROM journal WHERE entry = 'take_undone' AND compartment = ?", (box,)
    )
    assert tuple(intent) == (authority.kind, authority.actor)


def test_originals_whose_door_shut_too_soon_are_put_in_the_second_time(world):
    parcel, box = drop_too_soon(world)
    assert world.custody.reopen(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)
    assert world.custody.cells()[box].state is BoxState.HOLDING
    assert told(world, parcel) == [ParcelEvent.DROPPED, ParcelEvent.DROP_UNDONE, ParcelEvent.DROPPED]
    holder = Holder.RESIDENT
    for event in told(world, parcel):
        holder = move(holder, event)
    assert holder is Holder.BOX


def taken(world, serial):
    parcel, box = load(world, serial=serial)
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    return parcel


def test_the_leg_that_ended_last_comes_first_whatever_its_barcode_and_originals_are_among_them(world):
    later_barcode = taken(world, 2)
    world.clock.pass_s(5)
    earlier_barcode = taken(world, 1)
    world.clock.pass_s(5)
    originals, box = drop(world)
    found = world.custody.reopenable(TAG)
    assert [(row.parcel, right) for row, right in found] == [
        (parcel, CARD) for parcel in (originals, earlier_barcode, later_barcode)
    ]
    assert (found[0][0].kind, found[0][0].compartment) == (ParcelKind.ORIGINALS, box)
    assert world.custody.reopenable("a stranger") == []


@pytest.mark.parametrize("jams", [True, False])
def test_the_code_still_opens_what_a_second_opening_left_unfinished_and_nothing_before_it(world, jams):
    parcel, box = take_too_soon(world, CODE)
    with pytest.raises(CodeWrong):  # taken is taken
        world.custody.for_code("12345678")
    if jams:
        world.bank.jammed.add(box)
    world.custody.reopen(box, CODE, Purpose.TAKE, parcel)
    world.bank.jammed.clear()
    world.bank.shut(box)
    world.restart()
    world.custody.reconcile()
    world.clock.pass_s(300)
    world.custody.forget_codes()
    assert world.custody.for_code("12345678").parcel == parcel
    assert world.custody.open(box, CODE, Purpose.TAKE, parcel) is DoorOutcome.OPENED


def test_once_the_grace_is_over_nothing_of_the_code_is_kept(world):
    parcel, _ = take_too_soon(world, CODE)

    def kept():
        ((salt, secret),) = world.store.read("SELECT code_salt, code_hash FROM parcels WHERE barcode = ?", (parcel,))
        return salt is not None and secret is not None

    world.custody.forget_codes()
    assert kept()
    world.clock.pass_s(180)
    world.custody.forget_codes()
    assert not kept()
    assert world.custody.verify() == []


def test_after_the_grace_only_staff_helps_and_the_wish_stays_on_record(world):
    parcel, box = take_too_soon(world)
    world.clock.pass_s(180)
    assert world.custody.reopen_left_s(parcel, CARD) == 0.0
    pulses = list(world.bank.pulses)
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)
    assert world.bank.pulses == pulses
    assert told(world, parcel)[-1] is ParcelEvent.TAKEN
    (row,) = world.store.read("SELECT actor, detail FROM journal WHERE entry = 'refused'")
    assert tuple(row) == (TAG, '{"purpose": "take", "reason": "GraceOver"}')


def test_twice_and_no_more(world):
    parcel, box = take_too_soon(world)
    for _ in range(2):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)
        world.bank.shut(box)
        world.custody.taken(parcel, box)
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)
    assert world.custody.reopen_left_s(parcel, CARD) == 0.0


@pytest.mark.parametrize("who", [CODE, STATION, COURIER, Authority("resident-card", "a stranger")])
def test_nobody_else_has_it_opened(world, who):
    parcel, box = take_too_soon(world)
    with pytest.raises(GraceOver):
        world.custody.reopen(box, who, Purpose.TAKE, parcel)
    for number in (1, 2, 3):
        if number != box:
            with pytest.raises(GraceOver):
                world.custody.reopen(number, CARD, Purpose.TAKE, parcel)


def test_a_box_that_was_given_to_somebody_else_stays_theirs(world):
    parcel, box = take_too_soon(world)
    world.bank.inside_[box] = None  # it was out after all
    for number in {1, 2, 3, 4, 5} - {box}:
        world.custody.set_aside(number, STATION, "test")
    other = world.custody.start_drop(new_id(), TAG, size=Size.S)
    assert world.custody.reserve(Size.S, False, other) == box
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)
    world.clock.pass_s(1)
    world.custody.release(other)  # and also after that: somebody may have used it
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)


def test_a_box_just_emptied_goes_last_so_that_nobody_finds_what_was_left_behind(world):
    _, box = take_too_soon(world)
    others = [world.custody.reserve(Size.S, False, world.custody.start_drop(new_id(), TAG)) for _ in range(4)]
    assert box not in others
    assert world.custody.reserve(Size.S, False, world.custody.start_drop(new_id(), TAG)) == box  # no other is left


def test_a_box_emptied_longer_ago_is_like_any_other(world):
    _, box = take_too_soon(world)
    world.bank.inside_[box] = None
    world.clock.pass_s(180)
    assert world.custody.reserve(Size.S, False, world.custody.start_drop(new_id(), TAG)) == box


def test_what_a_courier_has_collected_is_not_opened_for_the_resident(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.collected(parcel, box, "7001")
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.DROP, parcel)


def test_a_silent_board_or_another_open_door_takes_nothing_back(world):
    parcel, box = take_too_soon(world)
    world.bank.silent.add(box)
    assert world.custody.reopen(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.UNKNOWN
    world.bank.silent.clear()
    world.bank.doors_[5] = Door.OPEN
    with pytest.raises(AnotherDoorOpen):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)
    world.bank.shut(5)
    world.custody.look(5)
    assert told(world, parcel)[-1] is ParcelEvent.TAKEN
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT
    assert world.custody.reopen(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.OPENED


def test_a_second_opening_that_jams_leaves_a_doubt_that_staff_clears(world):
    parcel, box = take_too_soon(world)
    world.bank.jammed.add(box)
    assert world.custody.reopen(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.JAMMED
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    world.bank.jammed.clear()
    world.clock.pass_s(REST_S)
    assert world.custody.reopen(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.OPENED  # the same wish, not a second
    world.bank.shut(box)
    assert told(world, parcel).count(ParcelEvent.TAKE_UNDONE) == 1
    world.custody.set_aside(box, STATION, "the resident walked away")
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    assert world.bank.take(box) == parcel
    world.bank.shut(box)
    world.custody.recovered(parcel, box, "9001", "left behind")
    assert world.custody.parcel(parcel).holder is Holder.STAFF


@pytest.mark.parametrize("leg", [take_too_soon, drop_too_soon])
def test_a_power_cut_at_the_second_opening_vouches_for_nothing(world, leg):
    parcel, box = leg(world)
    purpose = Purpose.TAKE if leg is take_too_soon else Purpose.DROP
    world.custody.reopen(box, CARD, purpose, parcel)
    world.bank.shut(box)
    world.restart()
    assert [one.kind for one in world.custody.reconcile()] == [FindingKind.UNSEEN]
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    assert world.custody.cells()[box].parcel == parcel


def test_a_frozen_result_is_not_opened_once_more(world):
    parcel, box = take_too_soon(world)
    world.custody.disputed(parcel, box, CARD, "empty")
    with pytest.raises((GraceOver, ParcelFrozen)):
        world.custody.reopen(box, CARD, Purpose.TAKE, parcel)


@pytest.mark.parametrize("inside", [True, False])
def test_11_the_box_was_empty_said_of_a_result_called_taken_lets_staff_open_it_and_look(world, inside):
    parcel, box = take_too_soon(world)
    if not inside:
        world.bank.inside_[box] = None
    world.custody.disputed(parcel, box, CARD, "resident")
    with pytest.raises(ParcelFrozen):  # nobody gets the box before somebody has looked
        world.custody.back_in_service(box, STATION)
    assert world.custody.open(box, STATION, Purpose.RECOVER, parcel) is DoorOutcome.OPENED
    found = world.bank.take(box)
    world.bank.shut(box)
    if found:
        world.custody.recovered(parcel, box, "9001", "station")
    else:
        world.custody.missing(parcel, box, "9001")
    assert world.custody.parcel(parcel).holder is (Holder.STAFF if inside else Holder.RESIDENT)
    assert world.custody.cells()[box].state is BoxState.FREE
    more = [ParcelEvent.TAKE_UNDONE, ParcelEvent.RECOVERED] if inside else []
    assert told(world, parcel) == [ParcelEvent.LOADED, ParcelEvent.TAKEN, ParcelEvent.DISPUTED, *more]


# --- originals taken back --------------------------------------------------------------------------------


def reclaim(world, parcel, box):
    world.custody.open(box, CARD, Purpose.RECLAIM, parcel)
    assert world.bank.take(box) == parcel
    world.bank.shut(box)
    world.custody.reclaimed(parcel, box)


def test_originals_are_taken_back_before_the_courier_came_and_asked_for_no_more(world):
    parcel, box = drop(world)
    assert [row.parcel for row in world.custody.reclaimable(TAG)] == [parcel]
    reclaim(world, parcel, box)
    world.custody.reclaimed(parcel, box)  # told twice: nothing more
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT
    assert world.custody.cells()[box].state is BoxState.FREE
    assert world.custody.reclaimable(TAG) == world.custody.undropped(TAG) == world.custody.to_collect() == []
    assert world.custody.reclaimed_by(TAG) == {parcel}
    assert [(one.event, one.authority) for one in world.told()][-1] == (ParcelEvent.RECLAIMED, "resident-card")
    assert told(world, parcel) == [ParcelEvent.DROPPED, ParcelEvent.RECLAIMED]
    with pytest.raises(WrongState):
        world.custody.reserve(Size.S, False, parcel)
    with pytest.raises(GraceOver):
        world.custody.reopen(box, CARD, Purpose.DROP, parcel)


def test_the_sensor_and_the_door_are_asked_before_anything_counts_as_taken_back(world):
    parcel, box = drop(world)
    world.custody.open(box, CARD, Purpose.RECLAIM, parcel)
    world.bank.shut(box)
    with pytest.raises(StillInside):
        world.custody.reclaimed(parcel, box)
    world.custody.left_inside(parcel, box)  # second thoughts: it goes to the courier after all
    assert world.custody.cells()[box].state is BoxState.HOLDING
    assert [row.parcel for row in world.custody.to_collect()] == [parcel]
    world.custody.open(box, CARD, Purpose.RECLAIM, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    with pytest.raises(NothingInside):
        world.custody.left_inside(parcel, box)


def test_only_the_person_who_filed_takes_originals_back_and_never_from_a_courier(world):
    parcel, box = drop(world)
    strangers = (replace(CARD, actor="a stranger"), replace(CARD, kind="pickup-code"), COURIER, STATION)
    for who in strangers:
        with pytest.raises(WrongState):
            world.custody.open(box, who, Purpose.RECLAIM, parcel)
    result, other = load(world)
    with pytest.raises(WrongState):
        world.custody.open(other, CARD, Purpose.RECLAIM, result)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.collected(parcel, box, "7001")
    assert world.custody.reclaimable(TAG) == []
    with pytest.raises(WrongState):
        world.custody.open(box, CARD, Purpose.RECLAIM, parcel)
