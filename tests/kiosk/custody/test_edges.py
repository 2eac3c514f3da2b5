"""The edge cases that decide whether people trust it (domain 2.12), and what the doors say against us."""

import base64
import json
import sqlite3
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.bodies import Answer, Applicant, Paper, Signature, Submission
from contract.envelope import Kind, new_id
from contract.parcel import Holder, ParcelEvent, ParcelKind, barcode
from contract.pickup import BadQr, new_qr, person_tag
from drivers.roles import Door
from kiosk.custody.at_doors import KEPT_S
from kiosk.custody.bank import BankFull, Compartment, Size, choose
from kiosk.custody.doors import AFRESH_S, MAX_PULSES, REST_S
from kiosk.custody.journal import TERMINAL
from kiosk.custody.words import (
    AnotherDoorOpen,
    Authority,
    BankTampered,
    BoxState,
    CardNeeded,
    CodeLocked,
    CodeWrong,
    DoorOutcome,
    DoorStillOpen,
    FindingKind,
    NothingInside,
    NotOpened,
    Overdue,
    ParcelFrozen,
    ParcelUnknown,
    Purpose,
    QrUsed,
    StillInside,
    TooManyPulses,
    TooSoon,
    WrongState,
)
from offline_queue.blobs import seal_paper
from tests.kiosk.custody.world import NAME, NUMBER, TAG, Silent, expected

CARD = Authority("resident-card", TAG)
COURIER = Authority("courier", "7001")
STATION = Authority("station", "9001")


def begin_drop(world, size=Size.S):
    parcel = world.custody.start_drop(new_id(), TAG, size=size)
    return parcel, world.custody.reserve(size, False, parcel)


def drop(world, size=Size.S):
    parcel, box = begin_drop(world, size)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)
    return parcel, box


def load(world, code="12345678", serial=1, tag=TAG):
    parcel = world.result(code, serial, tag)
    box = world.custody.reserve(Size.S, False, parcel)
    world.custody.open(box, COURIER, Purpose.LOAD, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.loaded(parcel, box, "7001")
    return parcel, box


# --- 1 the door does not open -------------------------------------------------------------------------


def test_01_door_does_not_open_gives_another_box_and_marks_no_parcel(world):
    parcel, box = begin_drop(world)
    world.bank.jammed.add(box)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    with pytest.raises(TooSoon):
        world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.clock.pass_s(REST_S)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    world.clock.pass_s(REST_S)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED  # the same wish: the same count
    world.clock.pass_s(60)
    with pytest.raises(TooManyPulses):
        world.custody.open(box, CARD, Purpose.DROP, parcel)
    assert world.bank.pulses == [box] * 3
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT
    world.custody.set_aside(box, CARD, "jam")
    other = world.custody.reserve(Size.S, False, parcel)
    assert other != box
    assert world.custody.cells()[box].state is BoxState.OUT_OF_SERVICE
    assert world.told() == []
    world.custody.back_in_service(box, Authority("technician", "5001"))
    assert world.custody.cells()[box].state is BoxState.FREE


def test_01_door_does_not_open_today_and_the_same_card_tries_again_tomorrow(world):
    parcel, box = load(world)
    world.bank.jammed.add(box)
    for _ in range(MAX_PULSES):
        assert world.custody.open(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.JAMMED
        world.clock.pass_s(REST_S)
    world.clock.pass_s(AFRESH_S - REST_S - 1)
    with pytest.raises(TooManyPulses):
        world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.restart()
    world.custody.reconcile()
    world.clock.pass_s(1)
    assert world.custody.open(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.JAMMED
    world.bank.jammed.clear()
    world.clock.pass_s(REST_S)
    assert world.custody.open(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.OPENED
    assert world.bank.take(box) == parcel
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT


def test_a_jammed_door_that_springs_late_is_believed_and_never_pulsed_again(world):
    parcel, box = begin_drop(world)
    world.bank.jammed.add(box)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.doors_[box] = Door.OPEN
    assert world.custody.look(box) is Door.OPEN
    world.clock.pass_s(10)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert world.bank.pulses == [box]


def test_what_never_left_spends_no_try_warms_no_coil_and_is_journaled_as_that(world):
    parcel, box = begin_drop(world)
    world.bank.unsent.add(box)
    for _ in range(MAX_PULSES + 1):  # without a pause and more often than a coil would be asked
        assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    assert (world.bank.pulses, world.custody.cells()[box].state) == ([], BoxState.RESERVED)
    (row,) = world.store.read("SELECT pulses, pulsed_at, outcome FROM openings")
    assert tuple(row) == (0, 0, "jammed")
    (last,) = world.store.read("SELECT detail FROM journal WHERE entry = 'outcome' ORDER BY sequence DESC LIMIT 1")
    assert json.loads(last["detail"]).items() >= {"error": "NotSent", "not_sent": True}.items()
    world.bank.unsent.clear()
    world.bank.jammed.add(box)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    world.clock.pass_s(REST_S - 0.1)
    world.bank.unsent.add(box)
    with pytest.raises(TooSoon):  # what did leave still counts
        world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.clock.pass_s(0.1)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    (row,) = world.store.read("SELECT pulses FROM openings")
    assert row["pulses"] == len(world.bank.pulses) == 1


def test_a_line_that_goes_before_the_pulse_leaves_the_box_as_it_was(world):
    parcel, box = load(world)
    world.bank.unsent.add(box)
    world.bank.door = lambda compartment: (_ for _ in ()).throw(Silent(compartment))  # gone for the second look
    assert world.custody.open(box, CARD, Purpose.TAKE, parcel) is DoorOutcome.UNKNOWN
    del world.bank.door
    assert world.custody.cells()[box].state is BoxState.HOLDING


def test_a_door_that_jams_at_the_second_opening_leaves_the_box_in_doubt_and_gives_it_to_nobody(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.bank.jammed.add(box)
    world.clock.pass_s(REST_S)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED  # "I forgot something"
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    with pytest.raises(WrongState):
        world.custody.release(parcel)
    world.custody.set_aside(box, CARD, "jam")
    world.bank.jammed.clear()
    world.clock.pass_s(REST_S)
    assert world.custody.cells()[box].parcel == parcel
    assert world.custody.open(box, STATION, Purpose.RECOVER, parcel) is DoorOutcome.OPENED
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.recovered(parcel, box, "9001", "jam")
    assert [one.event for one in world.told()] == [ParcelEvent.DROPPED, ParcelEvent.RECOVERED]


def test_every_pulse_has_an_intent_on_disk_before_it(world):
    def check(number):
        reader = sqlite3.connect(world.path)
        rows = reader.execute("SELECT entry, compartment FROM journal WHERE entry IN ('intent', 'outcome')").fetchall()
        reader.close()
        assert rows[-1] == ("intent", number)

    world.bank.before_pulse = check
    parcel, box = begin_drop(world)
    world.bank.jammed.add(box)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.clock.pass_s(5)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    assert world.bank.pulses == [box, box]


# --- 2 opened, closed, nothing put in ------------------------------------------------------------------


def test_02_opened_closed_nothing_put_in_stays_open_for_retry_and_is_never_called_dropped(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    with pytest.raises(DoorStillOpen):
        world.custody.dropped(parcel, box)
    world.bank.shut(box)
    with pytest.raises(NothingInside):
        world.custody.dropped(parcel, box)
    world.custody.nothing_inside(parcel, box)
    assert world.custody.cells()[box].state is BoxState.RESERVED
    assert [row.parcel for row in world.custody.undropped(TAG)] == [parcel]
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)
    world.custody.dropped(parcel, box)  # told twice: nothing more
    assert [told.event for told in world.told()] == [ParcelEvent.DROPPED]


def test_a_drop_whose_door_was_never_seen_open_is_refused(world):
    world.bank.sensor = False
    parcel, box = begin_drop(world)
    with pytest.raises(NotOpened):
        world.custody.dropped(parcel, box)
    world.bank.jammed.add(box)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    with pytest.raises(NotOpened):
        world.custody.dropped(parcel, box)
    assert world.told() == []


# --- 3 power fails with a door open --------------------------------------------------------------------


def test_03_power_fails_with_a_door_open_and_the_step_is_resumed(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.restart()
    assert [(f.kind, f.compartment) for f in world.custody.reconcile()] == [(FindingKind.RESUMED, box)]
    (step,) = world.custody.unfinished()
    assert (step.purpose, step.parcel, step.compartment, step.door) == (Purpose.DROP, parcel, box, Door.OPEN)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)
    assert world.custody.unfinished() == []
    assert world.bank.pulses == [box]


def test_03_power_fails_and_a_door_shut_meanwhile_vouches_for_nothing(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.restart()
    assert [f.kind for f in world.custody.reconcile()] == [FindingKind.UNSEEN]
    assert world.custody.parcel(parcel).holder is Holder.RESIDENT
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    (row,) = world.custody.to_collect()
    assert (row.parcel, row.doubtful) == (parcel, True)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    assert world.bank.take(box) == parcel
    world.bank.shut(box)
    world.custody.collected(parcel, box, "7001")
    told = world.told()
    assert [(t.event, t.reason) for t in told] == [
        (ParcelEvent.DROPPED, "found_when_opened_again"),
        (ParcelEvent.COLLECTED, None),
    ]
    assert world.custody.parcel(parcel).holder is Holder.COURIER


def test_03_power_fails_and_the_gap_stays_one_when_its_box_is_set_aside_unseen(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.restart()
    world.bank.shut(box)
    world.custody.reconcile()
    world.custody.set_aside(box, STATION, "look later")
    assert world.custody.in_doubt() == []  # no cut-off has passed yet
    world.clock.pass_s(86400)
    assert world.custody.in_doubt() == [parcel]
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    world.bank.shut(box)
    world.custody.missing(parcel, box, "9001")
    assert world.custody.in_doubt() == []


def test_03_power_fails_and_a_doubtful_box_found_empty_is_free_again(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.shut(box)
    world.restart()
    world.custody.reconcile()
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.shut(box)
    world.custody.missing(parcel, box, "7001")
    assert world.told() == []
    assert world.custody.cells()[box].state is BoxState.FREE
    assert [row.parcel for row in world.custody.undropped(TAG)] == [parcel]


def test_a_silent_board_is_neither_pulsed_nor_guessed(world):
    parcel, box = begin_drop(world)
    world.bank.silent.add(box)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    assert world.bank.pulses == []
    with pytest.raises(DoorStillOpen) as raised:
        world.custody.dropped(parcel, box)
    assert raised.value.door is Door.UNKNOWN
    assert (FindingKind.SILENT, box) in [(f.kind, f.compartment) for f in world.custody.reconcile()]
    world.bank.silent.clear()
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED


def test_a_lost_answer_asks_the_door_and_does_not_pulse_again(world):
    parcel, box = begin_drop(world)
    world.bank.answer_lost.add(box)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert world.bank.pulses == [box]


def test_a_board_that_dies_after_the_pulse_leaves_it_unknown(world):
    parcel, box = begin_drop(world)
    world.bank.answer_lost.add(box)
    world.bank.before_pulse = lambda number: world.bank.silent.add(number)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    world.clock.pass_s(60)
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    assert world.bank.pulses == [box]
    world.bank.silent.clear()
    assert world.custody.look(box) is Door.OPEN
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.dropped(parcel, box)


# --- 4 one door at a time ------------------------------------------------------------------------------


def test_04_wrong_envelope_in_the_right_box_is_kept_out_by_one_door_at_a_time(world):
    first, box = begin_drop(world)
    second, other = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, first)
    with pytest.raises(AnotherDoorOpen) as raised:
        world.custody.open(other, CARD, Purpose.DROP, second)
    assert raised.value.compartment == box
    world.bank.shut(box)
    world.custody.nothing_inside(first, box)
    assert world.custody.open(other, CARD, Purpose.DROP, second) is DoorOutcome.OPENED


def test_a_broken_switch_put_out_of_service_blocks_nobody(world):
    world.bank.doors_[5] = Door.OPEN
    parcel, box = begin_drop(world)
    with pytest.raises(AnotherDoorOpen):
        world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.custody.set_aside(5, Authority("technician", "5001"), "switch")
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED


# --- 5, 6 full, too big --------------------------------------------------------------------------------


def test_05_bank_full_is_said_before_anything_opens(world):
    for _ in range(5):
        begin_drop(world)
    parcel = world.custody.start_drop(new_id(), TAG)
    with pytest.raises(BankFull):
        world.custody.reserve(Size.S, False, parcel)
    assert world.bank.pulses == []
    world.custody.release(world.custody.cells()[3].parcel)
    assert world.custody.reserve(Size.S, False, parcel) == 3


def test_05_bank_full_of_boxes_kept_for_people_who_went_away_gets_them_back(world):
    left, cut, jammed = (begin_drop(world) for _ in range(3))
    world.bank.jammed.add(jammed[1])
    world.custody.open(jammed[1], CARD, Purpose.DROP, jammed[0])
    world.restart()
    world.custody.reconcile()
    world.custody.set_aside(left[1], STATION, "a scratch")
    world.clock.pass_s(KEPT_S - 1)
    assert world.custody.reserve(Size.S, False, cut[0]) == cut[1]  # came again
    world.clock.pass_s(1)
    world.custody.release_left()
    states = [world.custody.cells()[box].state for _, box in (left, cut, jammed)]
    assert states == [BoxState.OUT_OF_SERVICE, BoxState.RESERVED, BoxState.FREE]
    world.clock.pass_s(KEPT_S)
    world.custody.release_left()
    assert world.custody.cells()[cut[1]].state is BoxState.FREE
    assert world.custody.unfinished() == []
    for parcel, _ in (cut, jammed):
        assert world.custody.reserve(Size.S, False, parcel)


def test_05_bank_full_is_not_kept_full_by_results_that_do_not_come_any_more(world):
    parcel = world.result()
    box = world.custody.reserve(Size.S, False, parcel)
    world.custody.expect([])
    world.clock.pass_s(KEPT_S)
    world.custody.release_left()
    assert world.custody.cells()[box].state is BoxState.FREE


def test_06_too_big_gets_a_larger_box(world):
    parcel, box = begin_drop(world)
    world.custody.open(box, CARD, Purpose.DROP, parcel)
    world.bank.shut(box)
    world.custody.does_not_fit(parcel, box)
    assert world.custody.cells()[box].state is BoxState.FREE
    assert world.custody.reserve(Size.L, False, parcel) == 5


def test_smallest_fitting_and_low_on_wish():
    bank = [Compartment(1, Size.L), Compartment(2, Size.S), Compartment(3, Size.M, True), Compartment(4, Size.S, True)]
    assert choose(bank, Size.S, False).number == 2
    assert choose(bank, Size.S, True).number == 4
    assert choose(bank, Size.M, False).number == 3
    with pytest.raises(BankFull):
        choose(bank[1:2], Size.L, True)


# --- 7 codes -------------------------------------------------------------------------------------------


def test_07_code_guessed_five_wrong_tries_lock_for_ten_minutes_escalating_over_restarts(world):
    load(world, code="11112222")
    for left in (4, 3, 2):
        with pytest.raises(CodeWrong) as raised:
            world.custody.for_code("00000000")
        assert raised.value.tries_left == left
    world.restart()
    for left in (1, 0):
        with pytest.raises(CodeWrong) as raised:
            world.custody.for_code("00000000")
        assert raised.value.tries_left == left
    with pytest.raises(CodeLocked):
        world.custody.for_code("11112222")
    world.restart()
    world.clock.pass_s(9 * 60)
    with pytest.raises(CodeLocked):
        world.custody.for_code("11112222")
    world.clock.pass_s(60)
    for _ in range(5):
        with pytest.raises(CodeWrong):
            world.custody.for_code("00000000")
    world.clock.pass_s(19 * 60)
    assert world.custody.code_locked_until() is not None
    world.clock.pass_s(60)
    assert world.custody.for_code("11112222").compartment == 1
    assert world.custody.for_code("11112222").compartment == 1


def test_07_code_is_single_use_and_not_before_loading(world):
    parcel = world.result("11112222")
    with pytest.raises(CodeWrong):
        world.custody.for_code("11112222")
    parcel, box = load(world, "11112222")
    row = world.custody.for_code("11112222")
    world.custody.open(row.compartment, CARD, Purpose.TAKE, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    with pytest.raises(CodeWrong):
        world.custody.for_code("11112222")


def test_09_clock_wrong_set_back_does_not_lengthen_a_lock(world):
    for _ in range(5):
        with pytest.raises(CodeWrong):
            world.custody.for_code("00000000")
    world.clock.time -= timedelta(hours=6)
    assert world.custody.code_locked_until() - world.clock.now() <= timedelta(minutes=10)


def test_05_bank_full_keeps_a_box_for_the_way_back(world):
    """Two results are with couriers: originals may have every box but two, and of a size that still fits them."""
    coming = [
        expected(barcode(ParcelKind.RESULT, "HALL", n), size=size, courier="7001") for n, size in ((1, "S"), (2, "L"))
    ]
    world.custody.expect(coming)
    taken = [begin_drop(world)[1] for _ in range(3)]
    assert 5 not in taken  # the one large box is for the large result
    parcel = world.custody.start_drop(new_id(), TAG)
    with pytest.raises(BankFull):
        world.custody.reserve(Size.S, False, parcel)
    assert sum(world.custody.free_for(parcel).values()) == 0
    assert {world.custody.reserve(Size(one.size), False, one.parcel) for one in coming} == {1, 2, 3, 4, 5} - set(taken)


def test_07_code_guessed_once_right_and_the_count_begins_anew(world):
    load(world, code="11112222")
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(CodeWrong):
                world.custody.for_code("00000000")
        assert world.custody.for_code("11112222").compartment == 1


def test_07_code_guessed_between_uses_of_one_that_opens_nothing_any_more_locks_all_the_same(world):
    load(world, code="11112222")
    world.clock.pass_s(8 * 86400)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.custody.for_code("00000000")
    with pytest.raises(Overdue):
        world.custody.for_code("11112222")
    with pytest.raises(CodeLocked):
        world.custody.for_code("00000000")


def test_07_code_drawn_twice_opens_neither_box_and_the_cards_open_each_its_own(world):
    boxes = {tag: load(world, "11112222", n, tag) for n, tag in enumerate((TAG, "somebody else"), 1)}
    with pytest.raises(CardNeeded):
        world.custody.for_code("11112222")
    for tag, (parcel, box) in boxes.items():
        assert [(row.parcel, row.compartment) for row in world.custody.for_person(tag)] == [(parcel, box)]
    parcel, box = boxes[TAG]
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    assert world.custody.for_code("11112222").parcel == boxes["somebody else"][0]  # the other's alone by now


def test_07_code_replaced_by_a_qr_used_once_is_refused_by_name_and_opens_nothing(world):
    parcel, box = load(world)
    key = Ed25519PrivateKey.generate()
    token = new_qr(parcel, "T1", world.clock.now() + timedelta(days=7), key)
    row = world.custody.for_qr(token, key.public_key())
    world.custody.open(row.compartment, Authority("pickup-qr", f"qr-{parcel}"), Purpose.TAKE, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    pulses, told = list(world.bank.pulses), len(world.told())
    with pytest.raises(QrUsed):
        world.custody.for_qr(token, key.public_key())
    with pytest.raises(WrongState):
        world.custody.open(box, Authority("pickup-qr", f"qr-{parcel}"), Purpose.TAKE, parcel)
    assert (world.bank.pulses, len(world.told())) == (pulses, told)
    rows = world.store.read("SELECT entry, detail FROM journal ORDER BY sequence DESC LIMIT 2")
    assert [(row["entry"], json.loads(row["detail"])["reason"]) for row in rows] == [
        ("refused", "WrongState"),
        ("refused", "QrUsed"),
    ]


def test_a_qr_opens_its_own_parcel_here_and_only_while_it_waits(world):
    parcel, box = load(world)
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    until = world.clock.now() + timedelta(days=3)
    assert world.custody.for_qr(new_qr(parcel, "T1", until, key), key.public_key()).compartment == box
    for token in (new_qr(parcel, "T2", until, key), new_qr(parcel, "T1", until, other), "nonsense"):
        with pytest.raises(BadQr):
            world.custody.for_qr(token, key.public_key())
    with pytest.raises(ParcelUnknown):
        world.custody.for_qr(new_qr("R00HALL000099X", "T1", until, key), key.public_key())


# --- 8 no network: the same list twice ------------------------------------------------------------------


def test_08_network_down_expected_parcels_merge_and_never_touch_a_box(world):
    parcel, box = load(world, "11112222")
    again = expected(parcel, "99999999", tag="somebody-else")
    merged = world.custody.expect([again, again])
    assert (merged.new, merged.withdrawn, merged.refused) == ((), (), ())
    assert world.custody.for_code("11112222").parcel == parcel
    assert world.custody.for_person("somebody-else") == []
    assert world.custody.parcel(parcel).compartment == box


def test_08_network_down_a_parcel_no_longer_expected_is_not_loaded(world):
    parcel = world.result()
    assert world.custody.expect([]).withdrawn == (parcel,)
    with pytest.raises(ParcelUnknown):
        world.custody.to_load(parcel)
    assert world.custody.expect([expected(parcel)]).new == (parcel,)
    assert world.custody.to_load(parcel).parcel == parcel
    assert world.custody.expect([expected("R00HALL000001?")]).refused == ("R00HALL000001?",)


def test_08_network_down_every_event_waits_with_its_own_number_and_is_never_made_twice(world):
    """All four legs without the hall: one envelope an event, numbered as in the journal, however often it is said."""
    up, box = drop(world)
    world.custody.dropped(up, box)
    world.custody.open(box, COURIER, Purpose.COLLECT, up)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.collected(up, box, "7001")
    world.restart()
    world.custody.collected(up, box, "7001")
    down, box = load(world)
    world.custody.loaded(down, box, "7001")
    told = world.told()
    assert [one.event for one in told] == [ParcelEvent.DROPPED, ParcelEvent.COLLECTED, ParcelEvent.LOADED]
    assert [one.sequence for one in told] == sorted({one.sequence for one in told})
    journaled = world.store.read(
        "SELECT sequence, entry FROM journal WHERE entry IN ('dropped', 'collected', 'loaded')"
    )
    assert [(one.sequence, one.event.value) for one in told] == [tuple(row) for row in journaled]
    counters = [row["counter"] for row in world.store.read("SELECT counter FROM outbox ORDER BY seq")]
    assert counters == [1, 2, 3]


# --- 9 the clock is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-30 * 24, -6, 6, 30 * 24])
def test_09_clock_wrong_by_hours_neither_revives_nor_ends_anything(world, hours):
    world.custody.heard(world.clock.now())
    over, _ = load(world, "11112222", 1)
    world.clock.pass_s(4 * 86400)
    fresh, box = load(world, "33334444", 2)
    world.clock.pass_s(3 * 86400 + 1)  # the first one's seven days are over, the second one's are not
    world.clock.time += timedelta(hours=hours)
    for _ in range(2):  # in the running terminal, and in one that was off meanwhile
        with pytest.raises(Overdue):
            world.custody.for_code("11112222")
        assert world.custody.for_code("33334444").compartment == box
        world.restart()
    world.custody.heard(world.clock.now() - timedelta(hours=hours))
    with pytest.raises(Overdue):
        world.custody.for_code("11112222")
    assert world.custody.for_code("33334444").parcel == fresh
    assert [row.parcel for row in world.custody.waiting() if row.overdue] == [over]


def test_09_clock_wrong_within_a_run_time_never_goes_back_and_the_wall_clock_is_not_asked(world):
    times = world.custody.times
    before = times.now()
    for hours in (-48, 96, -1000):
        world.clock.time += timedelta(hours=hours)
        world.clock.pass_s(1)
        assert times.now() == before + timedelta(seconds=1)
        before = times.now()
    assert times.skew_s() == (-48 + 96 - 1000) * 3600


def test_09_clock_wrong_after_a_power_cut_is_believed_for_three_days_and_no_longer(world):
    world.custody.heard(world.clock.now())
    began = world.clock.now()
    world.clock.time += timedelta(hours=8)  # a night without power
    world.restart()
    assert world.custody.times.now() == began + timedelta(hours=8)
    assert world.custody.times.at_least() - began < timedelta(minutes=1)
    world.clock.time += timedelta(days=300)
    world.restart()
    assert world.custody.times.now() == began + timedelta(hours=72)
    world.clock.time = began - timedelta(days=3650)  # the battery of the clock is empty
    world.restart()
    assert world.custody.times.now() == world.custody.times.at_least() >= began
    rows = world.store.read("SELECT detail FROM journal WHERE entry = 'clock'")
    assert [json.loads(row["detail"])["by"] for row in rows] == ["start", "start"]


def test_09_clock_wrong_when_a_result_was_loaded_does_not_cut_its_keeping_time(world):
    """No network, power back with the clock ten years behind: loaded at a guess, mended by the hall's next word."""
    world.custody.heard(world.clock.now())
    truth = world.clock.now() + timedelta(days=2)
    world.clock.time -= timedelta(days=3650)
    world.restart()
    load(world, "11112222")
    world.custody.heard(truth)
    (row,) = world.store.read("SELECT loaded_at FROM parcels WHERE loaded_at IS NOT NULL")
    assert row["loaded_at"] == truth.isoformat()
    world.clock.pass_s(7 * 86400 - 1)
    assert world.custody.for_code("11112222")
    world.clock.pass_s(1)
    with pytest.raises(Overdue):
        world.custody.for_code("11112222")


# --- 10 not collected ------------------------------------------------------------------------------------


def test_10_not_collected_after_seven_days_code_and_card_are_dead_and_staff_recovers(world):
    parcel, box = load(world, "11112222")
    world.clock.pass_s(7 * 86400)
    with pytest.raises(Overdue):
        world.custody.for_code("11112222")
    with pytest.raises(Overdue):
        world.custody.open(box, CARD, Purpose.TAKE, parcel)
    (row,) = world.custody.waiting()
    assert row.overdue
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    world.bank.shut(box)
    with pytest.raises(StillInside):
        world.custody.recovered(parcel, box, "9001", "overdue")
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.recovered(parcel, box, "9001", "overdue")
    assert world.custody.parcel(parcel).holder is Holder.STAFF
    assert [(t.event, t.actor, t.reason) for t in world.told()][-1] == (ParcelEvent.RECOVERED, "9001", "overdue")


# --- 11 "the box was empty" ------------------------------------------------------------------------------


def test_11_the_box_was_empty_a_dispute_freezes_box_and_parcel_until_staff_has_looked(world):
    parcel, box = load(world)
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.bank.shut(box)
    world.custody.disputed(parcel, box, CARD, "empty")
    world.custody.disputed(parcel, box, CARD, "empty")
    with pytest.raises((ParcelFrozen, WrongState)):
        world.custody.open(box, CARD, Purpose.TAKE, parcel)
    assert world.custody.for_person(TAG) == []
    assert world.custody.cells()[box].state is BoxState.OUT_OF_SERVICE
    with pytest.raises(ParcelFrozen):
        world.custody.back_in_service(box, STATION)
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.recovered(parcel, box, "9001", "disputed")
    assert [t.event for t in world.told()].count(ParcelEvent.DISPUTED) == 1
    assert world.custody.cells()[box].state is BoxState.FREE


def taken_and_given_away(world):
    """A result called taken, and in its box by now somebody else's; (the one, the other, the box)."""
    first, box = load(world)
    world.custody.open(box, CARD, Purpose.TAKE, first)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(first, box)
    world.clock.pass_s(600)
    second, other = load(world, "87654321", 2, "somebody else")
    assert other == box
    return first, second, box


def test_11_the_box_was_empty_is_kept_against_the_parcel_when_the_box_is_somebody_elses_by_now(world):
    first, second, box = taken_and_given_away(world)
    world.custody.disputed(first, box, CARD, "resident")
    world.custody.disputed(first, box, CARD, "resident")
    assert world.custody.parcel(first).frozen
    assert [(t.event, t.compartment) for t in world.told() if t.parcel == first][-1] == (ParcelEvent.DISPUTED, box)
    assert [t.event for t in world.told()].count(ParcelEvent.DISPUTED) == 1
    cell = world.custody.cells()[box]
    assert (cell.state, cell.parcel) == (BoxState.HOLDING, second)  # nobody else pays for it
    world.restart()
    listed = [(first, box)]
    assert [(row.parcel, row.compartment) for row in world.custody.missed()] == listed
    key = Ed25519PrivateKey.generate()
    with pytest.raises(ParcelFrozen):
        world.custody.for_qr(new_qr(first, "T1", world.clock.now() + timedelta(days=1), key), key.public_key())
    assert [(row.parcel, row.compartment) for row in world.custody.missed()] == listed  # asking again settles nothing
    stranger = Authority("resident-card", "somebody else")
    world.custody.open(box, stranger, Purpose.TAKE, second)
    assert world.bank.take(box) == second
    world.bank.shut(box)
    world.custody.taken(second, box)
    assert [(row.parcel, row.compartment) for row in world.custody.missed()] == listed  # nor does the next one's door
    world.custody.open(box, Authority("technician", "5001"), Purpose.TEST, None)
    world.bank.shut(box)
    assert world.custody.missed() == []  # one of ours has looked
    assert world.custody.verify() == []


@pytest.mark.parametrize("under_way", [False, True])
def test_11_a_dispute_ends_nobody_elses_step_and_waits_for_nobody_elses_door(world, under_way):
    first, second, box = taken_and_given_away(world)
    if under_way:
        world.custody.open(box, Authority("resident-card", "somebody else"), Purpose.TAKE, second)
    else:
        world.bank.silent.add(box)
    world.custody.disputed(first, box, CARD, "resident")
    assert world.custody.parcel(first).frozen
    if under_way:
        world.bank.take(box)
        world.bank.shut(box)
        world.custody.taken(second, box)
        assert world.custody.parcel(second).holder is Holder.RESIDENT
    assert world.custody.verify() == []


def test_11_a_dispute_in_the_middle_of_ones_own_step_waits_for_the_door(world):
    parcel, box = load(world)
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    with pytest.raises(DoorStillOpen):
        world.custody.disputed(parcel, box, CARD, "resident")
    assert not world.custody.parcel(parcel).frozen


def test_a_courier_finding_nothing_freezes_what_should_be_there(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.missing(parcel, box, "7001")
    assert world.custody.to_collect() == []
    assert world.custody.cells()[box].state is BoxState.OUT_OF_SERVICE
    assert world.told()[-1].event is ParcelEvent.MISSING


# --- 12, 13 somebody else, or no card -----------------------------------------------------------------------


def load_identity_document(world, proxy):
    parcel = barcode(ParcelKind.RESULT, "HALL", 1)
    world.custody.expect([expected(parcel, "11112222", proxy_tag=proxy, card_needed=True)])
    box = world.custody.reserve(Size.S, False, parcel)
    world.custody.open(box, COURIER, Purpose.LOAD, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    world.custody.loaded(parcel, box, "7001")
    return parcel, box


def test_12_proxy_named_in_advance_collects_with_their_own_card_and_nobody_else_does(world):
    proxy, stranger = person_tag("440106189203150015", b"k" * 32), person_tag("440106198001010010", b"k" * 32)
    parcel, box = load_identity_document(world, proxy)
    assert world.custody.for_person(stranger) == []
    for kind, tag in (("proxy-card", stranger), ("resident-card", proxy), ("proxy-card", TAG)):
        with pytest.raises(WrongState):
            world.custody.open(box, Authority(kind, tag), Purpose.TAKE, parcel)
    (row,) = world.custody.for_person(proxy)
    assert (row.by_proxy, row.card_needed) == (True, True)
    assert not world.custody.for_person(TAG)[0].by_proxy
    assert world.custody.open(box, Authority("proxy-card", proxy), Purpose.TAKE, parcel) is DoorOutcome.OPENED
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.taken(parcel, box)
    assert (world.told()[-1].actor, world.told()[-1].authority) == (proxy, "proxy-card")


def test_12_proxy_or_not_a_code_alone_is_not_enough_for_an_identity_document(world):
    parcel, box = load_identity_document(world, None)
    key = Ed25519PrivateKey.generate()
    with pytest.raises(CardNeeded):
        world.custody.for_code("11112222")
    with pytest.raises(CardNeeded):
        world.custody.for_qr(new_qr(parcel, "T1", world.clock.now() + timedelta(days=1), key), key.public_key())
    for kind in ("pickup-code", "pickup-qr"):
        with pytest.raises(CardNeeded):
            world.custody.open(box, Authority(kind, "x"), Purpose.TAKE, parcel)
    assert world.bank.pulses == [box]


def test_13_card_lost_staff_takes_it_out_for_the_window_before_its_time_is_over(world):
    parcel, box = load_identity_document(world, None)
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.recovered(parcel, box, "9001", "card lost")
    assert world.custody.for_person(TAG) == []
    assert (world.told()[-1].event, world.told()[-1].reason) == (ParcelEvent.RECOVERED, "card lost")


# --- 14, 18 doors that move by themselves; technicians -----------------------------------------------------


def test_14_forced_door_found_open_without_an_opening_is_reported_and_journaled(world):
    parcel, box = load(world)
    world.bank.doors_[box] = Door.OPEN
    world.restart()
    (finding,) = world.custody.reconcile()
    assert (finding.kind, finding.compartment, finding.parcel) == (FindingKind.LEFT_OPEN, box, parcel)
    world.bank.shut(box)
    world.custody.look(box)
    assert world.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    assert [row.doubtful for row in world.custody.for_person(TAG)] == [True]


def test_14_forced_door_keeps_anything_from_going_in_until_staff_has_looked_and_results_still_come_out(world):
    forced, box = load(world, "11112222", 1)
    waiting, other = load(world, "33334444", 2)
    parcel, kept = begin_drop(world)
    world.bank.doors_[box] = Door.OPEN
    world.custody.look(box)
    world.bank.shut(box)
    world.custody.look(box)
    world.restart()
    with pytest.raises(BankTampered) as raised:
        world.custody.open(kept, CARD, Purpose.DROP, parcel)
    assert raised.value.compartments == (box,)
    for blocked in (world.custody.start_drop(new_id(), TAG), world.result("55556666", 3)):
        with pytest.raises(BankTampered):
            world.custody.reserve(Size.S, False, blocked)
        with pytest.raises(BankTampered):
            world.custody.free_for(blocked)
    assert world.custody.open(other, CARD, Purpose.TAKE, waiting) is DoorOutcome.OPENED
    world.bank.take(other)
    world.bank.shut(other)
    world.custody.taken(waiting, other)
    world.custody.open(box, STATION, Purpose.RECOVER, forced)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.recovered(forced, box, "9001", "forced")
    assert world.custody.open(kept, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED


def test_14_forced_door_staff_vouches_for_lets_things_in_again(world):
    _, box = load(world)
    world.bank.doors_[box] = Door.OPEN
    world.custody.look(box)
    world.bank.shut(box)
    world.custody.look(box)
    world.custody.set_aside(box, STATION, "forced")
    world.custody.back_in_service(box, STATION)
    assert world.custody.cells()[box].state is BoxState.HOLDING
    begin_drop(world)


def test_a_box_set_aside_in_the_middle_of_a_taking_is_not_vouched_for_unseen(world):
    parcel, box = load(world)
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.set_aside(box, STATION, "the resident walked away")
    with pytest.raises(WrongState):
        world.custody.back_in_service(box, STATION)
    assert world.custody.cells()[box].state is BoxState.OUT_OF_SERVICE
    world.custody.open(box, STATION, Purpose.RECOVER, parcel)  # somebody looks
    assert world.custody.verify() == []


def test_14_forced_door_set_aside_by_the_terminal_itself_keeps_things_out_too(world):
    _, box = load(world)
    world.custody.set_aside(box, STATION, "a scratch")  # staff's own word locks nobody out
    begin_drop(world)
    world.custody.back_in_service(box, STATION)
    world.clock.pass_s(1)
    world.custody.set_aside(box, TERMINAL, "uncommanded_opening")
    parcel = world.custody.start_drop(new_id(), TAG)
    with pytest.raises(BankTampered):
        world.custody.reserve(Size.S, False, parcel)
    world.custody.back_in_service(box, STATION)
    assert world.custody.reserve(Size.S, False, parcel)


def test_14_forced_door_that_comes_open_a_second_time_still_keeps_things_out(world):
    _, box = load(world)
    parcel = world.custody.start_drop(new_id(), TAG)
    for _ in range(2):
        assert world.custody.uncommanded(box, attended=False)
        with pytest.raises(BankTampered):
            world.custody.reserve(Size.S, False, parcel)
        world.clock.pass_s(3600)
    world.custody.set_aside(box, STATION, "a worn latch")  # somebody has been there
    assert world.custody.reserve(Size.S, False, parcel)


def test_14_forced_door_of_a_box_that_staff_had_set_aside_keeps_things_out(world):
    _, box = load(world)
    world.custody.set_aside(box, STATION, "a scratch")
    world.clock.pass_s(60)
    assert world.custody.uncommanded(box, attended=False)
    with pytest.raises(BankTampered):
        world.custody.reserve(Size.S, False, world.custody.start_drop(new_id(), TAG))


def test_all_doors_open_at_once_is_a_polarity_not_a_riot(world):
    world.bank.doors_ = dict.fromkeys(world.bank.doors_, Door.OPEN)
    assert world.custody.reconcile()[0].kind is FindingKind.ALL_OPEN


def test_18_technician_tests_doors_without_breaking_custody(world):
    technician = Authority("technician", "5001", "job 1")
    _, box = drop(world)
    with pytest.raises(WrongState):
        world.custody.open(box, technician, Purpose.TEST, None)
    assert world.custody.open(4, technician, Purpose.TEST, None) is DoorOutcome.OPENED
    with pytest.raises(DoorStillOpen):
        world.custody.tested(4)
    world.bank.shut(4)
    world.custody.tested(4)
    assert world.custody.cells()[4].state is BoxState.FREE


def test_left_inside_waits_on(world):
    parcel, box = load(world)
    world.custody.open(box, CARD, Purpose.TAKE, parcel)
    world.bank.shut(box)
    with pytest.raises(StillInside):
        world.custody.taken(parcel, box)
    world.custody.left_inside(parcel, box)
    assert [row.compartment for row in world.custody.for_person(TAG)] == [box]


@pytest.mark.parametrize("purpose", [Purpose.TAKE, Purpose.COLLECT, Purpose.LOAD, Purpose.TEST])
def test_a_door_opens_only_for_what_is_in_it(world, purpose):
    parcel, box = begin_drop(world)
    with pytest.raises(WrongState):
        world.custody.open(box, CARD, purpose, parcel)
    with pytest.raises(WrongState):
        world.custody.open(3, CARD, purpose, parcel)
    assert world.bank.pulses == []


# --- the journal and the disk ---------------------------------------------------------------------------


def test_the_journal_is_append_only_and_an_altered_row_is_found(world):
    drop(world)
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), world.store.transaction() as tx:
            tx.execute(statement)
    with world.store.transaction() as tx:
        (trigger,) = tx.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_no_update'").fetchone()
        tx.execute("DROP TRIGGER journal_no_update")
        before = tx.execute("SELECT actor FROM journal WHERE sequence = 2").fetchone()[0]
        tx.execute("UPDATE journal SET actor = 'somebody' WHERE sequence = 2")
    assert set(world.custody.verify()) == {
        "journal: row 2 does not fit the chain",
        "the schema of journal_no_update is not what it was made as",
    }
    with world.store.transaction() as tx:
        tx.execute("UPDATE journal SET actor = ? WHERE sequence = 2", (before,))
        tx.execute(trigger)


def submit(world, case_id):
    """A whole application of NAME with a paper that bears the name, as the kiosk files it."""
    paper = seal_paper(world.store.blobs, b"%PDF " + NAME.encode() + NUMBER.encode(), case_id, world.hall.public)
    body = Submission(
        provisional_number="T1-1",
        items=["OLD-CARD"],
        catalogue_version="1",
        applicant=Applicant(name=NAME, id_number=NUMBER, mobile="13800001111"),
        answers={"name": Answer(value=NAME, origin="card")},
        materials=[],
        originals_parcel=None,
        delivery="locker",
        signature=Signature(strokes=[], document_sha256="0" * 64),
        prereview_verdict="pass",
        submitted_at=world.clock.now(),
        language="zh-Hans",
    )
    common = {"hall_key": world.hall.public, "terminal": "T1", "now": world.clock.now()}
    with world.store.transaction() as tx:
        world.store.enqueue(tx, Kind.SUBMISSION, case_id, body, **common)
        sealed = Paper(material="x", pages=1, pdf_sha256="", blob_sha256=paper.blob.sha256, blob_bytes=paper.blob.size)
        world.store.enqueue(
            tx, Kind.PAPER, case_id, sealed, blob=paper.blob.path, envelope_id=paper.envelope_id, **common
        )


def test_no_personal_data_on_the_disk(world):
    parcel, _ = drop(world)
    load(world, "87654321", 2)
    submit(world, new_id())
    with pytest.raises(CodeWrong):
        world.custody.for_code("00001111")
    for _ in range(2):  # once with the write-ahead log, once folded into the file
        disk = b"".join(file.read_bytes() for file in world.path.parent.rglob("*") if file.is_file())
        assert parcel.encode() in disk
        encoded = base64.b64encode(NAME.encode()), NAME.encode("utf-16-le"), json.dumps(NAME)[1:-1].encode()
        for secret in (NAME.encode(), NUMBER.encode(), b"13800001111", b"87654321", *encoded):
            assert secret not in disk
        world.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize(
    ("authority", "purpose"),
    [
        (Authority("resident-card", "somebody else"), Purpose.DROP),
        (COURIER, Purpose.DROP),
        (Authority("pickup-code", "code-1"), Purpose.DROP),
        (CARD, Purpose.LOAD),
        (COURIER, Purpose.LOAD),
        (CARD, Purpose.TAKE),
        (CARD, Purpose.RECOVER),
    ],
)
def test_no_door_opens_for_the_wrong_person_right_or_kind_of_parcel(world, authority, purpose):
    parcel = world.custody.start_drop(new_id(), TAG, size=Size.S)
    box = world.custody.reserve(Size.S, False, parcel)
    with pytest.raises(WrongState):
        world.custody.open(box, authority, purpose, parcel)
    assert world.custody.unfinished() == []
    assert world.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
