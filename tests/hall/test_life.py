"""A case from hand-in to closed, and who may do what to it."""

import pytest
from django.db import IntegrityError, transaction

from contract import catalogue, pickup, plan, workdays
from contract.bodies import Rating
from contract.envelope import Kind
from contract.life import CaseState, MoveRefused, Role
from contract.numbers import is_case_number
from contract.parcel import ParcelEvent, ParcelMoveRefused
from hall.cases import services, story
from hall.cases.models import Case, Correction
from hall.cases.story import SYSTEM
from hall.notices.models import Notice
from hall.parcels import services as parcels
from hall.parcels.models import Parcel


def _drop_and_collect(box, case_id, barcode):
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, barcode), case_id)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, barcode, actor="T2001", authority="pin"), case_id)


def _state(case_id):
    return Case.objects.get(pk=case_id).state


def test_the_whole_road(box, submission, people):
    case_id = box.submit(submission)
    assert _state(case_id) == "awaiting_paper"
    assert is_case_number(box.orders().cases[0].number)
    _drop_and_collect(box, case_id, submission.originals_parcel)
    with pytest.raises(MoveRefused):
        services.accept(Case.objects.get(pk=case_id), people.acceptor)
    parcels.arrive(Parcel.objects.get(pk=submission.originals_parcel), people.acceptor)
    assert _state(case_id) == "received"
    told = {line.action: (line.actor, line.role) for line in Case.objects.get(pk=case_id).history.all()}
    assert told["originals_dropped"] == ("resident", "applicant")  # who it was, though the case moved by itself
    assert told["originals_arrived"] == ("t-acceptor", "acceptor")

    case = services.accept(Case.objects.get(pk=case_id), people.acceptor, "齐全")
    days = catalogue.load().items["OLD-CARD"].promised_workdays
    accepted_on = case.accepted_at.astimezone(workdays.CHINA).date()
    assert case.promised_by == workdays.add_workdays(accepted_on, days)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S")
    assert Notice.objects.filter(case=case).count() == 0
    parcels.hand_out(result, people.issuer, people.courier)

    expected = box.orders().expected
    assert [e.parcel for e in expected] == [result.barcode]
    assert expected[0].person_tag == pickup.person_tag(submission.applicant.id_number, box.known.person_key)
    loaded = box.custody(ParcelEvent.LOADED, result.barcode, actor="T2001", authority="pin", compartment=7)
    box.send(Kind.CUSTODY, loaded, case_id)
    notice = Notice.objects.get(case=case)
    assert pickup.secret_matches(notice.code, expected[0].code_salt, expected[0].code_hash)
    assert notice.code in notice.full_text
    assert submission.applicant.mobile not in notice.full_text + notice.mobile_masked
    assert box.orders().expected == []
    assert _state(case_id) == "in_locker"

    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, result.barcode, compartment=7), case_id)
    assert _state(case_id) == "collected"
    box.send(Kind.RATING, Rating(level=5), case_id)
    assert _state(case_id) == "closed"
    assert story.verify(Case.objects.get(pk=case_id)) >= 12
    assert [line.sequence for line in case.history.all()] == list(range(1, case.history.count() + 1))


def test_a_rating_that_overtakes_the_taking_closes_the_case_in_the_end(box, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=False, reason="不符合条件")
    result = parcels.hand_out(parcels.pack(case, people.issuer, "M"), people.issuer, people.courier)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, result.barcode), case.id)
    box.send(Kind.RATING, Rating(level=None), case.id)
    assert _state(case.id) == "in_locker"
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, result.barcode), case.id)
    assert _state(case.id) == "closed"


def test_the_acceptor_never_decides_the_same_case(case, people):
    services.accept(case, people.both)
    with pytest.raises(services.SamePerson):
        services.decide(case, people.both, granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.items.update(state="granted", decided_by=people.both)
    assert _state(case.pk) == "accepted"
    services.decide(case, people.approver, granted=True)


def test_only_the_right_role_may_act(case, people):
    for officer in (people.approver, people.issuer, people.supervisor):
        with pytest.raises(services.NotYourRole):
            services.accept(case, officer)
    services.accept(case, people.acceptor)
    for officer in (people.acceptor, people.issuer, people.supervisor):
        with pytest.raises(services.NotYourRole):
            services.decide(case, officer, granted=True)
    services.decide(case, people.approver, granted=True)
    for officer in (people.acceptor, people.approver, people.supervisor):
        with pytest.raises(services.NotYourRole):
            parcels.pack(case, officer, "S")


def test_a_refusal_says_why(case, people):
    services.accept(case, people.acceptor)
    with pytest.raises(services.ReasonMissing):
        services.decide(case, people.approver, granted=False, reason=" ")
    assert services.decide(case, people.approver, granted=False, reason="年龄未到").reasons == ["年龄未到"]


def test_15_paper_arrives_but_its_case_was_withdrawn_and_nobody_goes_on_with_it(box, submission, people):
    case_id = box.submit(submission)
    _drop_and_collect(box, case_id, submission.originals_parcel)
    case = Case.objects.get(pk=case_id)
    with transaction.atomic():
        services.move(case, CaseState.WITHDRAWN, SYSTEM, "withdrawn", "the applicant's wish", rule=Role.APPLICANT)
    parcel = parcels.arrive(Parcel.objects.get(pk=submission.originals_parcel), people.acceptor)
    assert (parcel.holder, _state(case_id)) == ("mail_room", "withdrawn")  # kept, and the case does not wake up
    case.refresh_from_db()
    for act in (
        lambda: services.accept(case, people.acceptor),
        lambda: services.ask_correction(case, people.acceptor, ["x"]),
        lambda: services.decide(case, people.approver, granted=True),
    ):
        with pytest.raises(MoveRefused):
            act()
    assert case.history.order_by("sequence").last().action == "originals_arrived"


def test_16_paper_does_not_match_one_correction_notice_and_no_second_discovery_until_handed_in_again(
    box, case, people, new_submission, new_supplement
):
    with pytest.raises(services.ReasonMissing):
        services.ask_correction(case, people.acceptor, [" "])
    services.ask_correction(case, people.acceptor, ["相片背景应为白色", "缺户口簿首页"])
    with pytest.raises(MoveRefused):
        services.ask_correction(case, people.acceptor, ["还缺一样"])
    notice = Notice.objects.get(case=case)
    assert Case.objects.get(pk=case.pk).reasons == ["相片背景应为白色", "缺户口簿首页"]
    assert "相片" not in notice.full_text
    assert notice.code is None
    assert box.orders().cases[0].state == "to_correct"
    number = case.number
    (asked,) = Correction.objects.filter(case=case)
    assert box.post(box.envelope(Kind.SUBMISSION, new_submission(originals_parcel=None), case.id)).status_code == 422
    box.send(Kind.SUPPLEMENT, new_supplement(asked), case.id)
    again = Case.objects.get(pk=case.id)
    assert (again.state, again.number) == ("received", number)
    assert again.answers.count() == len(catalogue.load().items["OLD-CARD"].sample)
    story.verify(again)


def test_not_accepted_ends_it(case, people):
    services.not_accept(case, people.acceptor, "不属于本区受理范围")
    assert _state(case.pk) == "not_accepted"
    with pytest.raises(MoveRefused):
        services.accept(case, people.acceptor)


def test_past_the_end_of_the_calendar_there_is_no_date_but_a_reason(case, people, monkeypatch):
    def ends(*_of):
        raise workdays.CalendarEnds(2031)

    monkeypatch.setattr(plan, "due", ends)
    accepted = services.accept(case, people.acceptor)
    assert accepted.promised_by is None
    assert "2031" in accepted.promise_note


def test_a_packed_case_is_not_packed_twice(case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcels.pack(case, people.issuer, "S")
    with pytest.raises(MoveRefused):
        parcels.pack(case, people.issuer, "S")
    assert Parcel.objects.filter(case=case).count() == 1


def test_only_a_courier_is_handed_a_result(case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S")
    people.courier.active = False
    with pytest.raises(parcels.NotACourier):
        parcels.hand_out(result, people.issuer, people.courier)
    people.courier.active = True
    parcels.hand_out(result, people.issuer, people.courier)
    with pytest.raises(ParcelMoveRefused):
        parcels.hand_out(result, people.issuer, people.courier)


def test_the_code_does_not_lie_in_the_database(case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S")
    row = Parcel.objects.get(pk=result.pk)
    code = parcels.hall_keys().open_code(bytes(row.code_sealed), row.barcode)
    assert len(code) == pickup.CODE_DIGITS
    assert code.encode() not in bytes(row.code_sealed) + bytes(row.code_hash) + bytes(row.code_salt)


def test_a_collected_case_nobody_rates_is_closed_after_a_week(box, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.hand_out(parcels.pack(case, people.issuer, "S"), people.issuer, people.courier)
    for event in (ParcelEvent.LOADED, ParcelEvent.TAKEN):
        box.send(Kind.CUSTODY, box.custody(event, result.barcode), case.id)
    collected = Case.objects.get(pk=case.pk)
    services.close_unrated(collected.updated_at + services.CLOSE_AFTER)
    assert _state(case.pk) == "collected"
    services.close_unrated(collected.updated_at + services.CLOSE_AFTER * 1.01)
    assert _state(case.pk) == "closed"
