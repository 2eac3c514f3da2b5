"""The four legs: drop, collect, load, take; each event in journal, parcel, box and outbox at once."""

from contract.bodies import ManifestLine, Signature
from contract.envelope import new_id
from contract.parcel import Holder, ParcelEvent, is_barcode
from drivers.roles import Door
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BoxState, DoorOutcome, Purpose

CARD = Authority("resident-card", "tag")
COURIER = Authority("courier", "7001")


def test_originals_go_up_and_the_result_comes_down(world):
    custody, bank = world.custody, world.bank
    parcel = custody.start_drop(new_id(), "tag", size=Size.S)
    assert is_barcode(parcel)
    box = custody.reserve(Size.S, False, parcel)
    assert (box, custody.free_by_size()[Size.S]) == (1, 1)
    assert custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    bank.put(box, parcel)
    bank.shut(box)
    custody.dropped(parcel, box)
    assert custody.parcel(parcel).holder is Holder.BOX
    assert [row.parcel for row in custody.to_collect()] == [parcel]

    assert custody.open(box, COURIER, Purpose.COLLECT, parcel) is DoorOutcome.OPENED
    assert bank.take(box) == parcel
    bank.shut(box)
    custody.collected(parcel, box, "7001")
    assert custody.parcel(parcel).holder is Holder.COURIER
    assert custody.cells()[box].state is BoxState.FREE

    result = world.result(code="24680135", tag="tag")
    assert custody.to_load(result).parcel == result
    box = custody.reserve(Size.S, True, result)
    assert box == 2
    custody.open(box, COURIER, Purpose.LOAD, result)
    bank.put(box, result)
    bank.shut(box)
    assert custody.for_person("tag") == []
    custody.loaded(result, box, "7001")

    assert [row.compartment for row in custody.for_person("tag")] == [box]
    assert custody.for_code("24680135").parcel == result
    assert custody.open(box, CARD, Purpose.TAKE, result) is DoorOutcome.OPENED
    bank.take(box)
    bank.shut(box)
    custody.taken(result, box)
    assert custody.parcel(result).holder is Holder.RESIDENT
    assert custody.free_by_size() == {Size.S: 2, Size.M: 2, Size.L: 1}

    events = [(told.event, told.parcel, told.compartment, told.actor) for told in world.told()]
    assert events == [
        (ParcelEvent.DROPPED, parcel, 1, "tag"),
        (ParcelEvent.COLLECTED, parcel, 1, "7001"),
        (ParcelEvent.LOADED, result, 2, "7001"),
        (ParcelEvent.TAKEN, result, 2, "tag"),
    ]
    assert bank.pulses == [1, 1, 2, 2]
    assert custody.look(2) is Door.CLOSED


def test_a_manifest_is_journaled_and_enqueued(world):
    line = ManifestLine(parcel="M0000T10000011", compartment=1, result="found")
    signature = Signature(strokes=[[(1.0, 2.0, 3)]], document_sha256="0" * 64)
    id_ = world.custody.manifest("7001", "collect", [line], signature)
    rows = world.store.read("SELECT id, kind FROM outbox")
    assert [tuple(row) for row in rows] == [(str(id_), "manifest")]
