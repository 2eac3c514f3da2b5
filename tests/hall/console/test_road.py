"""Officers bring a case along its road in a real browser, and the server keeps their hands apart."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from contract.life import CaseState, Role
from contract.parcel import Holder, ParcelEvent
from hall.cases import services
from hall.cases.models import Case
from hall.cases.story import SYSTEM
from hall.parcels import services as parcels
from hall.parcels.models import Parcel
from workbench.officer import Officer, Refused, SignInRefused

PASSWORD = "correct horse battery"  # as in conftest


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_case_passes_through_separate_hands(at: Callable[..., Officer], received: Case, people: Any) -> None:
    both = at("both")
    assert received.number in both.open_queue()
    both.accept(received.number)
    assert state(received) == CaseState.ACCEPTED
    with pytest.raises(Refused, match="其他人员"):
        both.decide(received.number, granted=True)
    with pytest.raises(Refused, match="经手过此办件"):
        both.insist(received.number, granted=True)
    assert state(received) == CaseState.ACCEPTED

    approver = at("approver")
    approver.decide(received.number, granted=True)
    assert state(received) == CaseState.GRANTED

    issuer = at("issuer")
    barcode = issuer.pack(received.number, "M")
    assert state(received) == CaseState.PACKED
    issuer.hand_out(barcode, people.courier.number)
    parcel = Parcel.objects.get(pk=barcode)
    assert (parcel.holder, parcel.holder_name, parcel.size) == (Holder.COURIER, people.courier.number, "M")

    story = issuer.open_history(received.number)
    assert [line[3:6] for line in story[-4:]] == [
        ["t-both", "受理人员", "办理台"],
        ["t-approver", "审批人员", "办理台"],
        ["t-issuer", "出件人员", "办理台"],
        ["t-issuer", "出件人员", "办理台"],
    ]
    assert [line[2].split("\n")[0] for line in story[-4:]] == ["已受理", "已批准", "结果已封装", "结果已交邮递员"]
    assert "已受理,办理中" in story[-3][6]
    assert "已批准,正在制证" in story[-3][7]
    assert issuer.page.locator(".message.success").count() == 1  # the chain was checked


def test_originals_are_scanned_in_before_acceptance(
    at: Callable[..., Officer], box: Any, new_submission: Callable[..., Any]
) -> None:
    submission = new_submission()
    case_id = box.submit(submission)
    barcode = submission.originals_parcel
    box.send("custody", box.custody(ParcelEvent.DROPPED, barcode), case_id)
    acceptor = at("acceptor")
    with pytest.raises(Refused, match="自助柜"):
        acceptor.scan_in(barcode)  # still in the box
    box.send("custody", box.custody(ParcelEvent.COLLECTED, barcode, actor="T2001", authority="round"), case_id)
    case = Case.objects.get(pk=case_id)
    acceptor.open_case(barcode)
    assert acceptor.page.locator("#accept").count() == 0
    acceptor.scan_in(f" {barcode.lower()} ")
    assert Parcel.objects.get(pk=barcode).holder == Holder.MAIL_ROOM
    acceptor.accept(case.number)
    assert state(case) == CaseState.ACCEPTED
    with pytest.raises(Refused, match="不是本系统的条码"):
        acceptor.scan_in("M12345")


def test_15_paper_arrives_but_case_was_withdrawn_and_the_mail_room_is_told_to_return_it_sealed(
    at: Callable[..., Officer], box: Any, new_submission: Callable[..., Any]
) -> None:
    submission = new_submission()
    case_id = box.submit(submission)
    box.send("custody", box.custody(ParcelEvent.DROPPED, submission.originals_parcel), case_id)
    collected = box.custody(ParcelEvent.COLLECTED, submission.originals_parcel, actor="T2001", authority="round")
    box.send("custody", collected, case_id)
    with transaction.atomic():
        case = services.locked(Case.objects.get(pk=case_id))
        services.move(case, CaseState.WITHDRAWN, SYSTEM, "withdrawn", rule=Role.APPLICANT)
    with pytest.raises(Refused, match="原封退回"):
        at("acceptor").scan_in(submission.originals_parcel)
    assert Parcel.objects.get(pk=submission.originals_parcel).holder == Holder.MAIL_ROOM


def test_a_correction_is_asked_for_once_in_the_residents_words(
    at: Callable[..., Officer], received: Case, box: Any
) -> None:
    acceptor = at("acceptor", "en-US")
    acceptor.ask_correction(received.number, ["ID:unclear", "signature"], "请带齐材料")
    case = Case.objects.get(pk=received.pk)
    assert case.state == CaseState.TO_CORRECT
    assert len(case.reasons) == 3
    assert "居民身份证" in case.reasons[0]  # the resident used Chinese, whatever the officer reads
    assert case.reasons[2] == "请带齐材料"
    acceptor.page.goto(f"{acceptor.base_url}/console/notices")
    assert "Correction needed" in acceptor.page.locator("tbody tr").first.inner_text()


def test_a_correction_without_a_reason_changes_nothing(at: Callable[..., Officer], received: Case) -> None:
    with pytest.raises(Refused, match="至少"):
        at("acceptor").ask_correction(received.number, [])
    assert state(received) == CaseState.RECEIVED


def test_not_accepting_keeps_the_reason(at: Callable[..., Officer], received: Case) -> None:
    at("acceptor").not_accept(received.number, "elsewhere")
    case = Case.objects.get(pk=received.pk)
    assert (case.state, case.reasons) == (CaseState.NOT_ACCEPTED, ["不属于本机关职权范围,请向有权机关申请"])


def test_a_refusal_needs_its_reason(at: Callable[..., Officer], received: Case, people: Any) -> None:
    services.accept(received, people.acceptor)
    approver = at("approver")
    with pytest.raises(Refused, match="至少"):
        approver.decide(received.number, granted=False)
    approver.decide(received.number, granted=False, reason="年龄未到")
    assert Case.objects.get(pk=received.pk).reasons == ["年龄未到"]


def test_two_officers_at_one_case_the_second_is_told(at: Callable[..., Officer], received: Case) -> None:
    first, second = at("acceptor"), at("both")
    second.open_case(received.number)
    first.accept(received.number)
    with second.page.expect_navigation():
        second.page.click("#accept")
    assert "已受理,办理中" in second.page.locator(".message.error").inner_text()
    assert Case.objects.get(pk=received.pk).history.filter(action="accepted").count() == 1


def test_an_issuer_uncovers_a_code_and_the_story_says_so(
    at: Callable[..., Officer], received: Case, box: Any, people: Any
) -> None:
    services.accept(received, people.acceptor)
    services.decide(received, people.approver, granted=True)
    barcode = parcels.pack(received, people.issuer, "S").barcode
    issuer = at("issuer")
    issuer.hand_out(barcode)
    box.send(
        "custody", box.custody(ParcelEvent.LOADED, barcode, actor=people.courier.number, authority="r"), received.pk
    )
    notice = received.notices.get(reason="in_locker")
    issuer.page.goto(f"{issuer.base_url}/console/notices")
    assert notice.code not in issuer.page.content()
    row = issuer.page.locator("tbody tr", has_text=received.number[31:39]).first
    with issuer.page.expect_navigation():
        row.locator("button").click()
    assert notice.code in issuer.page.locator("tr.picked").inner_text()
    assert Case.objects.get(pk=received.pk).history.last().action == "code_shown"


def test_a_wrong_password_gets_one_plain_answer_and_the_fifth_a_lock(hall_url: str, browser: Any, people: Any) -> None:
    officer = Officer(hall_url, browser)
    with pytest.raises(SignInRefused, match="用户名或密码"):
        officer.sign_in("t-acceptor", "not it")
    with pytest.raises(SignInRefused, match="用户名或密码"):
        officer.sign_in("nobody", "not it")
    for _ in range(3):
        with pytest.raises(SignInRefused, match="用户名或密码"):
            officer.sign_in("nobody", "not it")
    with pytest.raises(SignInRefused, match="已锁定至"):
        officer.sign_in("t-acceptor", PASSWORD)
    officer.close()
