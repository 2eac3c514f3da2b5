"""What the hall makes of second openings and of originals taken back: told late, twice, out of order, at odds."""

import pytest

from contract.bodies import MaterialFiled
from contract.envelope import Kind
from contract.parcel import ParcelEvent, ParcelKind, barcode
from hall.cases import corrections, services, tasks
from hall.cases.models import Case
from hall.notices.models import Notice
from hall.parcels import services as parcels
from hall.parcels.models import Doubt, Parcel, ParcelEventRow


@pytest.fixture
def dropped(box, submission):
    """Originals that lie in the box: (case id, barcode)."""
    case_id = box.submit(submission)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, submission.originals_parcel), case_id)
    return case_id, submission.originals_parcel


def tell(box, case_id, number, *events):
    for event in events:
        box.send(Kind.CUSTODY, box.custody(event, number), case_id)


def state(case_id):
    return Case.objects.get(pk=case_id).state


def test_reclaimed_originals_withdraw_the_case_and_the_resident_is_told(box, dropped, people):
    case_id, number = dropped
    said = box.custody(ParcelEvent.RECLAIMED, number)
    for _ in range(2):  # the same claim twice changes nothing
        box.send(Kind.CUSTODY, said, case_id)
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.compartment, parcel.frozen) == ("resident", None, False)
    assert state(case_id) == "withdrawn"
    assert [notice.reason for notice in Notice.objects.filter(case=case_id)] == ["reclaimed"]
    line = Case.objects.get(pk=case_id).history.get(action="originals_reclaimed")
    assert (line.actor, line.role) == ("resident", "applicant")
    assert box.orders().cases[0].state == "withdrawn"
    with pytest.raises(services.MoveRefused):
        services.accept(Case.objects.get(pk=case_id), people.acceptor)


def test_originals_both_collected_and_reclaimed_go_to_a_person_and_withdraw_nothing(box, dropped, people):
    case_id, number = dropped
    tell(box, case_id, number, ParcelEvent.COLLECTED, ParcelEvent.RECLAIMED)
    parcel = Parcel.objects.get(pk=number)
    assert (parcel.holder, parcel.frozen) == ("courier", True)
    assert Doubt.objects.filter(event__parcel=parcel).count() == 1
    assert state(case_id) == "awaiting_paper"
    assert not Notice.objects.filter(case=case_id).exists()


def test_reclaimed_before_its_drop_has_come_waits_for_it(box, submission):
    case_id, number = box.submit(submission), submission.originals_parcel
    drop = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, number), case_id)
    back = box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.RECLAIMED, number), case_id)
    assert box.post(back).status_code == 409
    assert [box.post(one).status_code for one in (drop, back)] == [200, 200]
    assert state(case_id) == "withdrawn"


def test_reclaimed_after_the_decision_moves_the_parcel_and_not_the_case(box, dropped, people, put_into):
    case_id, number = dropped
    put_into(case_id, "granted")
    tell(box, case_id, number, ParcelEvent.RECLAIMED)
    assert (Parcel.objects.get(pk=number).holder, state(case_id)) == ("resident", "granted")
    assert [notice.reason for notice in Notice.objects.filter(case=case_id)] == ["reclaimed_late"]


@pytest.mark.parametrize("decided", [False, True])
def test_a_corrections_envelope_taken_back_leaves_an_accepted_case_as_it_is(
    box, new_submission, new_supplement, people, decided
):
    case_id = box.submit(new_submission(items=["RES-REG", "UNEMP"], originals_parcel=None))
    services.accept(Case.objects.get(pk=case_id), people.acceptor)
    other, asking = Case.objects.get(pk=case_id).items.order_by("item")
    if decided:
        tasks.decide(other, people.approver, granted=False, reason="不符合条件")
    asked = corrections.ask_of_task(asking, people.approver, ["请交原件"], ["ID"])
    number = barcode(ParcelKind.ORIGINALS, box.id, 77)
    brought = [MaterialFiled(material="ID", pages=0, original=True)]
    box.send(Kind.SUPPLEMENT, new_supplement(asked, materials=brought, originals_parcel=number), case_id)
    tell(box, case_id, number, ParcelEvent.DROPPED)
    reclaimed = box.custody(ParcelEvent.RECLAIMED, number)
    box.send(Kind.CUSTODY, reclaimed, case_id)
    (news,) = [one for one in box.orders().cases if one.case_id == case_id]
    assert news.updated_at >= reclaimed.at  # by which the terminal shows the case again
    assert (Parcel.objects.get(pk=number).holder, state(case_id)) == ("resident", "accepted")
    assert Notice.objects.filter(case=case_id).latest("pk").reason == "reclaimed_late"
    assert Case.objects.get(pk=case_id).history.filter(action="originals_reclaimed").count() == 1


def test_a_drop_taken_back_and_made_again_leaves_the_case_waiting_for_its_paper(box, dropped):
    case_id, number = dropped
    tell(box, case_id, number, ParcelEvent.DROP_UNDONE)
    assert Parcel.objects.get(pk=number).holder == "resident"
    tell(box, case_id, number, ParcelEvent.DROPPED)
    assert (Parcel.objects.get(pk=number).holder, state(case_id)) == ("box", "awaiting_paper")
    assert ParcelEventRow.objects.filter(parcel=number, applied=True).count() == 3
    assert not Notice.objects.filter(case=case_id).exists()


def test_a_result_taken_twice_is_collected_once(box, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S")
    parcels.hand_out(result, people.issuer, people.courier)
    tell(box, case.pk, result.barcode, ParcelEvent.LOADED, ParcelEvent.TAKEN, ParcelEvent.TAKE_UNDONE)
    assert (Parcel.objects.get(pk=result.pk).holder, Parcel.objects.get(pk=result.pk).compartment) == ("box", 3)
    tell(box, case.pk, result.barcode, ParcelEvent.TAKEN)
    assert (Parcel.objects.get(pk=result.pk).holder, state(case.pk)) == ("resident", "collected")
    assert not Doubt.objects.filter(event__parcel=result).exists()
    actions = list(Case.objects.get(pk=case.pk).history.values_list("action", flat=True))
    assert actions.count("result_take_undone") == 1
    assert Notice.objects.filter(case=case.pk).count() == 1  # the code is not told a second time


def test_a_disputed_result_that_staff_finds_in_the_box_is_with_staff(box, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S")
    parcels.hand_out(result, people.issuer, people.courier)
    events = (ParcelEvent.LOADED, ParcelEvent.TAKEN, ParcelEvent.DISPUTED)
    tell(box, case.pk, result.barcode, *events, ParcelEvent.TAKE_UNDONE, ParcelEvent.RECOVERED)
    parcel = Parcel.objects.get(pk=result.pk)
    assert (parcel.holder, parcel.frozen) == ("staff", True)  # the dispute itself is still for a person
    assert [doubt.event.event for doubt in Doubt.objects.filter(event__parcel=result)] == ["disputed"]


def test_an_undone_drop_of_what_is_with_the_courier_and_a_reclaimed_result_go_to_a_person(box, dropped, people):
    case_id, number = dropped
    tell(box, case_id, number, ParcelEvent.COLLECTED, ParcelEvent.DROP_UNDONE)
    assert Parcel.objects.get(pk=number).frozen
    assert Parcel.objects.get(pk=number).holder == "courier"
