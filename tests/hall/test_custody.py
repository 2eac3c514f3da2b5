"""What terminals claim about parcels: late, twice, out of order, and at odds with what the hall knows."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.life import Role
from contract.parcel import FOUND_LATER, KEEP_DAYS, ParcelEvent, ParcelKind, ParcelMoveRefused, barcode
from hall.cases import services
from hall.cases.models import Case
from hall.fleet.models import StaffMember, Terminal
from hall.notices.models import Notice
from hall.parcels import claims
from hall.parcels import services as parcels
from hall.parcels.models import Doubt, Parcel, ParcelEventRow


def _refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code), response.text


@pytest.fixture
def waiting(box, submission):
    """A case that waits for its originals: (case id, their barcode)."""
    return box.submit(submission), submission.originals_parcel


@pytest.fixture
def packed(box, case, people):
    """A result at the issuing desk."""
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    return parcels.pack(case, people.issuer, "S")


def _doubts(parcel):
    return list(Doubt.objects.filter(event__parcel=parcel, settled_at=None))


def test_the_same_claim_twice_changes_nothing(box, waiting):
    case_id, number = waiting
    said = box.custody(ParcelEvent.DROPPED, number)
    for _ in range(2):
        box.send(Kind.CUSTODY, said, case_id)
    assert ParcelEventRow.objects.filter(parcel=number).count() == 1
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.compartment, parcel.frozen) == ("box", 3, False)


def test_another_claim_under_the_same_number_goes_to_a_person(box, waiting):
    case_id, number = waiting
    said = box.custody(ParcelEvent.DROPPED, number)
    box.send(Kind.CUSTODY, said, case_id)
    box.send(Kind.CUSTODY, said.model_copy(update={"event": ParcelEvent.COLLECTED}), case_id)
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.frozen) == ("box", True)
    assert len(_doubts(parcel)) == 1


def test_a_drop_before_its_case_is_asked_to_come_later(box, submission):
    case_id = new_id()
    envelope = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, submission.originals_parcel), case_id)
    _refused(box.post(envelope), 409, "case_unknown")
    box.send(Kind.SUBMISSION, submission, case_id)
    assert box.post(envelope).status_code == 200
    assert Parcel.objects.get(pk=submission.originals_parcel).holder == "box"


def test_a_drop_without_a_case_id_finds_its_case_by_the_barcode(box, waiting):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number))
    assert Parcel.objects.get(pk=number).case_id == case_id


def test_collected_before_dropped_is_asked_to_come_later(box, waiting, people):
    case_id, number = waiting
    drop = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    collect = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, number), case_id)
    _refused(box.post(collect), 409, "parcel_unknown")
    assert box.post(drop).status_code == 200
    assert box.post(collect).status_code == 200
    assert Parcel.objects.get(pk=number).holder == "courier"


def test_taken_before_loaded_waits_for_the_missing_envelope(box, packed, people):
    parcels.hand_out(packed, people.issuer, people.courier)
    load = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, packed.barcode), packed.case_id)
    take = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, packed.barcode), packed.case_id)
    _refused(box.post(take), 409, "earlier_missing")
    assert not _doubts(packed)
    for envelope in (load, take):
        assert box.post(envelope).status_code == 200
    assert Case.objects.get(pk=packed.case_id).state == "collected"
    assert not _doubts(packed)


def test_what_overtakes_on_a_new_disk_waits_too_though_the_lost_one_had_used_its_numbers(box, packed, people):
    parcels.hand_out(packed, people.issuer, people.courier)
    for _ in range(3):
        box.send(Kind.RATING, Rating(level=5), packed.case_id)
    box.counter = itertools.count(1)  # begun anew with the disk
    Terminal.objects.filter(pk=box.id).update(enrolled_at=timezone.now())
    load = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, packed.barcode), packed.case_id)
    take = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, packed.barcode), packed.case_id)
    _refused(box.post(take), 409, "earlier_missing")
    assert not _doubts(packed)
    assert [box.post(one).status_code for one in (load, take)] == [200, 200]
    assert not _doubts(packed)


def test_a_gap_that_never_closes_ends_before_a_person(box, packed, people, monkeypatch):
    parcels.hand_out(packed, people.issuer, people.courier)
    next(box.counter)  # an envelope that will never come
    monkeypatch.setattr(claims, "WAIT_FOR_EARLIER", claims.WAIT_FOR_EARLIER * 0)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, packed.barcode), packed.case_id)
    assert len(_doubts(packed)) == 1


def test_loaded_though_the_desk_never_gave_it_out_goes_to_a_person(box, packed, people):
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, packed.barcode, compartment=9), packed.case_id)
    parcel = Parcel.objects.get(pk=packed.pk)
    assert (parcel.holder, parcel.frozen) == ("issuing_desk", True)
    assert not Notice.objects.filter(case=packed.case_id).exists()
    assert box.orders().expected == []
    with pytest.raises(ParcelMoveRefused):
        parcels.hand_out(packed, people.issuer, people.courier)

    (doubt,) = _doubts(parcel)
    with pytest.raises(services.NotYourRole):
        parcels.settle(doubt, people.supervisor, claim_is_true=True, outcome="看过")
    with pytest.raises(services.ReasonMissing):
        parcels.settle(doubt, people.issuer, claim_is_true=True, outcome=" ")
    parcels.settle(doubt, people.issuer, claim_is_true=True, outcome="电话核实,漏登记交接")
    parcel.refresh_from_db()
    assert (parcel.holder, parcel.compartment, parcel.frozen) == ("box", 9, False)
    assert Case.objects.get(pk=packed.case_id).state == "in_locker"
    assert Notice.objects.get(case=packed.case_id).code
    with pytest.raises(parcels.AlreadySettled):
        parcels.settle(doubt, people.issuer, claim_is_true=False, outcome="再看")


def test_a_doubt_set_aside_leaves_everything_as_it_was(box, packed, people):
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, packed.barcode), packed.case_id)
    (doubt,) = _doubts(packed)
    parcels.settle(doubt, people.issuer, claim_is_true=False, outcome="条码读错")
    parcel = Parcel.objects.get(pk=packed.pk)
    assert (parcel.holder, parcel.frozen) == ("issuing_desk", False)
    assert Case.objects.get(pk=packed.case_id).state == "packed"


def test_missing_freezes_and_recovered_still_counts(box, waiting, people):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.MISSING, number, reason="柜空"), case_id)
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.frozen) == ("box", True)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, number), case_id)
    assert len(_doubts(parcel)) == 2
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.RECOVERED, number, actor="S1"), case_id)
    parcel.refresh_from_db()
    assert (parcel.holder, parcel.holder_name, parcel.frozen) == ("staff", "S1", True)
    with pytest.raises(ParcelMoveRefused):
        parcels.arrive(parcel, people.acceptor)


def test_another_terminals_parcel_goes_to_a_person(box, new_box, waiting):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    other = new_box()
    other.send(Kind.CUSTODY, other.custody(ParcelEvent.COLLECTED, number))
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.frozen) == ("box", True)
    assert "belongs to terminal" in _doubts(parcel)[0].why


def test_another_cases_parcel_goes_to_a_person(box, waiting, new_submission):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, number), box.submit(new_submission()))
    assert "another case" in _doubts(Parcel.objects.get(pk=number))[0].why


def test_claims_that_can_never_be_right(box, waiting):
    case_id, number = waiting
    for event in (ParcelEvent.ARRIVED, ParcelEvent.PACKED, ParcelEvent.HANDED_OUT):
        _refused(
            box.post(box.envelope(Kind.CUSTODY, box.custody(event, number), case_id)), 422, "not_a_terminals_event"
        )
    wrong = box.custody(ParcelEvent.DROPPED, number[:-1] + ("0" if number[-1] != "0" else "1"))
    _refused(box.post(box.envelope(Kind.CUSTODY, wrong, case_id)), 422, "bad_barcode")
    strange = barcode(ParcelKind.RESULT, box.id, 999_999)
    for event in (ParcelEvent.LOADED, ParcelEvent.DROPPED):
        _refused(box.post(box.envelope(Kind.CUSTODY, box.custody(event, strange), case_id)), 422, "parcel_unknown")
    huge = box.custody(ParcelEvent.DROPPED, number, sequence=2**80)
    _refused(box.post(box.envelope(Kind.CUSTODY, huge, case_id)), 422, "does_not_fit")
    wordy = box.custody(ParcelEvent.DROPPED, number, reason="x" * 5000)
    _refused(box.post(box.envelope(Kind.CUSTODY, wordy, case_id)), 422, "does_not_fit")
    assert not Parcel.objects.filter(pk=number).exists()


def test_a_parcel_nobody_announced_makes_the_case_wait_for_it(box, case):
    number = barcode(ParcelKind.ORIGINALS, box.id, 1)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case.pk)
    case.refresh_from_db()
    assert (case.state, case.originals_parcel) == ("awaiting_paper", number)


def test_a_result_does_not_arrive_in_the_mail_room(packed, people):
    with pytest.raises(ParcelMoveRefused):
        parcels.arrive(packed, people.acceptor)


def test_a_recovered_result_is_told(box, packed, people):
    parcels.hand_out(packed, people.issuer, people.courier)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, packed.barcode), packed.case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.RECOVERED, packed.barcode, actor="S1"), packed.case_id)
    assert list(Notice.objects.values_list("reason", flat=True).filter(case=packed.case_id)) == [
        "taken_back",
        "in_locker",
    ]


def test_originals_that_station_staff_took_out_are_scanned_in_like_any_others(box, waiting, people):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.RECOVERED, number, actor="S1", authority="station"), case_id)
    parcels.arrive(Parcel.objects.get(pk=number), people.acceptor)
    assert Parcel.objects.get(pk=number).holder == "mail_room"
    assert Case.objects.get(pk=case_id).state == "received"


def test_a_result_that_its_courier_brought_back_is_handed_to_another_and_only_once(box, packed, people):
    other = StaffMember.objects.create(number="T2009", role=Role.COURIER, pin_salt=b"s" * 16, pin_hash=b"h" * 32)
    for courier in (people.courier, other):
        parcels.hand_out(packed, people.issuer, courier)
        with pytest.raises(ParcelMoveRefused):
            parcels.hand_out(packed, people.issuer, courier)  # scanned twice
    assert [one.courier for one in box.orders().expected] == ["T2009"]
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, packed.barcode, actor="T2009"), packed.case_id)
    assert Parcel.objects.get(pk=packed.pk).holder == "box"
    with pytest.raises(ParcelMoveRefused):
        parcels.hand_out(packed, people.issuer, people.courier)


def test_originals_are_never_handed_to_a_courier_at_the_issuing_desk(box, waiting, people):
    case_id, number = waiting
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, number), case_id)
    with pytest.raises(ParcelMoveRefused):
        parcels.hand_out(Parcel.objects.get(pk=number), people.issuer, people.courier)


@pytest.mark.parametrize("off", [timedelta(days=3), timedelta(days=-30)])
def test_09_clock_wrong_at_the_loading_neither_cuts_nor_lengthens_the_keeping_time(box, packed, people, off):
    parcels.hand_out(packed, people.issuer, people.courier)
    began = timezone.now()
    said = box.custody(ParcelEvent.LOADED, packed.barcode)
    box.send(Kind.CUSTODY, said.model_copy(update={"at": said.at + off}), packed.case_id)
    parcel = Parcel.objects.get(pk=packed.pk)
    given_out = parcel.events.get(event=ParcelEvent.HANDED_OUT).at
    assert given_out <= parcel.dies_at - timedelta(days=KEEP_DAYS) <= timezone.now()
    assert parcel.events.get(event=ParcelEvent.LOADED).at < began - timedelta(days=29) or off > timedelta()


def test_a_loading_settled_days_later_has_its_keeping_time_from_the_loading(box, packed, people):
    said = box.custody(ParcelEvent.LOADED, packed.barcode)
    said = said.model_copy(update={"at": said.at - timedelta(days=3)})
    box.send(Kind.CUSTODY, said, packed.case_id)
    (doubt,) = _doubts(packed)
    parcels.settle(doubt, people.issuer, claim_is_true=True, outcome="电话核实,漏登记交接")
    assert Parcel.objects.get(pk=packed.pk).loaded_at == said.at


def test_what_station_staff_finds_that_was_never_confirmed_as_loaded_is_theirs_and_no_code_goes_out(
    box, packed, people
):
    StaffMember.objects.create(number="S9", role=Role.STATION, pin_salt=b"s" * 16, pin_hash=b"h" * 32)
    parcels.hand_out(packed, people.issuer, people.courier)
    station = {"actor": "S9", "authority": "station"}
    found = box.custody(ParcelEvent.LOADED, packed.barcode, reason=FOUND_LATER, **station)
    box.send(Kind.CUSTODY, found, packed.case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.RECOVERED, packed.barcode, **station), packed.case_id)
    parcel = Parcel.objects.get(pk=packed.pk)
    assert (parcel.holder, parcel.holder_name, parcel.frozen) == ("staff", "S9", False)
    assert [notice.reason for notice in Notice.objects.filter(case=packed.case_id)] == ["taken_back"]


def test_a_courier_or_nobody_known_finds_no_result_that_another_was_to_load(box, packed, people):
    parcels.hand_out(packed, people.issuer, people.courier)
    found = box.custody(ParcelEvent.LOADED, packed.barcode, reason=FOUND_LATER, actor="S8", authority="station")
    box.send(Kind.CUSTODY, found, packed.case_id)
    assert [doubt.why for doubt in _doubts(packed)] == ["loaded by S8, who is no courier"]


def test_doubts_about_one_parcel_are_settled_in_their_order(box, packed, people):
    for event in (ParcelEvent.LOADED, ParcelEvent.TAKEN):
        box.send(Kind.CUSTODY, box.custody(event, packed.barcode), packed.case_id)
    loaded, taken = _doubts(packed)
    with pytest.raises(parcels.EarlierDoubt):
        parcels.settle(taken, people.issuer, claim_is_true=True, outcome="已取走")
    assert Parcel.objects.get(pk=packed.pk).holder == "issuing_desk"
    for doubt in (loaded, taken):
        parcels.settle(doubt, people.issuer, claim_is_true=True, outcome="电话核实")
    assert Parcel.objects.get(pk=packed.pk).holder == "resident"
