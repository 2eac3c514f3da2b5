"""The hall's own counter: the same lists, the same rules, the same road into the store; witnessed, never signed."""

import io
import json
from datetime import datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from contract.envelope import Kind, bound, new_id
from contract.life import Role
from contract.numbers import is_case_number, is_provisional_number
from contract.parcel import Holder, ParcelEvent, is_barcode
from contract.reminding import Duty
from contract.workdays import CHINA
from hall import files, store
from hall.cases import corrections, hand_ins, review, services, story, tasks
from hall.cases.entry import Seen
from hall.cases.hands import SamePerson
from hall.cases.models import Case, CaseItem
from hall.commands import main
from hall.counter import drafts, hand_in
from hall.counter.drafts import folder_of
from hall.counter.models import Draft
from hall.fleet import services as fleet
from hall.fleet.models import Counter
from hall.intake.pages import check_pages
from hall.notices.models import Notice
from hall.parcels import services as parcels
from hall.reminders import services as reminders
from tests.hall.counter.conftest import KNOWN, scan


def test_a_hand_in_at_the_counter_is_a_case_like_any_other(window, box):
    case = window.hand_in("LONGEVITY")
    assert is_case_number(case.number)
    assert is_provisional_number(case.provisional_number)
    assert case.provisional_number.startswith(f"P{window.counter.pk}-")
    assert (case.channel, case.counter_id, case.taken_by_id) == ("counter", window.counter.pk, window.officer.pk)
    assert (case.state, case.verdict, case.terminal_id) == ("received", "pass", box.id)
    sample = KNOWN.items["LONGEVITY"].sample
    assert {row.field: row.value for row in case.answers.all()} == sample
    assert {row.origin for row in case.answers.filter(field__in=["p.sex", "p.birth"])} == {"derived"}
    for filed in case.materials.all():
        pdf = files.load(filed.pdf_sha256)
        assert (len(filed.page_sha256), filed.pdf_bytes) == (filed.pages, len(pdf))
        check_pages(pdf, filed.page_sha256)
    assert review.same(case, review.replay(case))
    assert story.verify(case) == 1 + case.materials.count()
    assert not Draft.objects.filter(pk=case.pk).exists()
    assert store.names(folder_of(case.pk)) == []


def test_the_witness_stands_where_a_signature_would_and_is_never_shown_as_one(window):
    case = window.hand_in("LONGEVITY")
    said = {"officer": window.officer.label, "counter": window.counter.pk, "seen": "id_card"}
    assert case.signature["witness"] == said
    assert "strokes" not in case.signature
    (only,) = hand_ins.of_case(case)
    assert (only.holds, only.witness.officer) == (True, window.officer.label)
    line = case.history.first()
    assert (line.action, line.actor, line.role, line.device) == (
        "taken_at_counter",
        window.officer.label,
        "acceptor",
        window.counter.pk,
    )
    assert line.after["witness"] == window.officer.label
    page = window.client.get(f"/console/cases/{case.number}/history", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert "No signature." in text
    assert f"Witnessed by officer {window.officer.label} at counter {window.counter.pk}" in text
    assert "under exactly what came" not in text
    assert "pages as signed" not in window.client.get(f"/console/cases/{case.number}").content.decode()


def test_a_signed_hand_in_has_no_witness(case):
    assert [one.witness for one in hand_ins.of_case(case)] == [None]


def test_no_terminal_can_send_a_witness_in_place_of_a_signature(box, new_submission):
    said = json.loads(new_submission(originals_parcel=None).model_dump_json())
    said["signature"]["witness"] = {"officer": "t-acceptor", "counter": "C00001", "seen": "id_card"}
    id_, case_id = new_id(), new_id()
    sealed = box.seal_key.seal(json.dumps(said).encode(), bound(id_, Kind.SUBMISSION, case_id))
    answer = box.post(box.wrap(sealed, Kind.SUBMISSION, case_id, id_))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


def test_what_the_witness_covers_can_be_held_against_what_is_kept(window):
    case = window.hand_in("LONGEVITY")
    case.answers.filter(field="p.mobile").update(value="13900000001")
    assert [one.holds for one in hand_ins.of_case(case)] == [False]


def test_the_same_form_sent_twice_is_one_case_with_one_receipt(window):
    draft, answers = window.filled("LONGEVITY")
    said = {"seen": "id_card"}
    first, second = (window.press(draft, "hand_in", answers, **said) for _ in range(2))
    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert Case.objects.filter(counter=window.counter).count() == 1


def test_two_hand_ins_of_one_draft_at_once_are_one_case(window):
    """The second has read the draft before the first one was done."""
    draft, _answers = window.filled("LONGEVITY")
    stale = Draft.objects.get(pk=draft.pk)
    made, again = (hand_in.hand_in(one, window.officer, Seen.ID_CARD, "zh-Hans") for one in (draft, stale))
    assert made == again
    assert Case.objects.filter(counter=window.counter).count() == 1


def test_what_was_changed_in_another_window_meanwhile_is_not_handed_in_unseen(window):
    draft, answers = window.filled("LONGEVITY")
    stale = Draft.objects.get(pk=draft.pk)
    window.press(draft, "save", answers | {"p.mobile": "13900000007"})
    with pytest.raises(hand_in.Incomplete):
        hand_in.hand_in(stale, window.officer, Seen.ID_CARD, "zh-Hans")
    assert not Case.objects.filter(pk=draft.pk).exists()


def test_pages_exchanged_in_another_window_meanwhile_are_not_handed_in_unseen(window):
    draft, _answers = window.filled("LONGEVITY")
    stale = Draft.objects.get(pk=draft.pk)
    (material, count), *_rest = drafts.counted(draft).items()
    read = hand_in.drafts.sheets

    def swapped(one):
        found = read(one)
        drafts.clear(draft, material)
        for number in range(count):
            drafts.add_page(draft, material, scan(f"another {number}"))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hand_in.drafts, "sheets", swapped)
        with pytest.raises(hand_in.Incomplete):
            hand_in.hand_in(stale, window.officer, Seen.ID_CARD, "zh-Hans")
    assert not Case.objects.filter(pk=draft.pk).exists()


def test_what_was_given_up_in_another_window_meanwhile_is_not_said_to_be_handed_in(window, people):
    draft, _answers = window.filled("LONGEVITY")
    stale = Draft.objects.get(pk=draft.pk)
    drafts.forget(draft)
    with pytest.raises(hand_in.Incomplete):
        hand_in.hand_in(stale, window.officer, Seen.ID_CARD, "zh-Hans")
    case = window.hand_in("LONGEVITY")
    corrections.ask_of_case(case, people.acceptor, ["电话有误"], [], ["p.mobile"])
    again = drafts.begin_again(window.officer, window.counter, case)
    drafts.forget(again)
    with pytest.raises(hand_in.Incomplete):
        hand_in.hand_in(again, window.officer, Seen.ID_CARD, "zh-Hans")


def test_nothing_is_handed_in_before_pre_review_lets_it_and_every_finding_is_told_at_once(window):
    draft, answers = window.filled("OLD-CARD", without="HKB")
    wrong = {name: value for name, value in answers.items() if name not in ("p.mobile", "p.live_addr")}
    wrong["p.id_no"] = "440103194608150001"  # its last character cannot be right
    answer = window.press(draft, "hand_in", wrong, seen="id_card")
    page = answer.content.decode()
    assert not Case.objects.filter(pk=draft.pk).exists()
    draft.refresh_from_db()
    verdict = drafts.read(draft).verdict(drafts.counted(draft), timezone.now())
    assert len(verdict.findings) >= 4
    for found in verdict.findings:
        assert found.text.zh.replace("“", "").replace("”", "")[:8] in page.replace("“", "").replace("”", "")
    assert "do-hand-in" not in page


def test_who_is_witnessed_must_be_known_by_something(window):
    draft, answers = window.filled("LONGEVITY")
    answer = window.press(draft, "hand_in", answers)
    assert "请选择凭什么证件确认本人" in answer.content.decode()
    assert window.press(draft, "hand_in", answers, seen="a wink").status_code == 200
    assert not Case.objects.filter(pk=draft.pk).exists()


def test_originals_go_from_the_persons_hand_to_the_counters_desk_and_on_to_the_mail_room(window, people):
    case = window.hand_in("OLD-CARD")
    assert case.state == "received"  # nothing is on its way: it is there
    parcel = case.parcels.get()
    assert is_barcode(parcel.barcode)
    assert (parcel.barcode, parcel.holder, parcel.holder_name) == (
        case.originals_parcel,
        Holder.COUNTER,
        window.officer.label,
    )
    (event,) = parcel.events.all()
    assert (event.holder_before, event.holder_after, event.event) == ("resident", "counter", "handed_in")
    assert (event.actor, event.terminal_id, event.applied) == (window.officer.label, None, True)
    assert parcel.barcode in window.client.get("/console/mail-room").content.decode()
    parcels.arrive(parcel, people.acceptor)
    parcel.refresh_from_db()
    assert (parcel.holder, Case.objects.get(pk=case.pk).state) == (Holder.MAIL_ROOM, "received")
    assert story.verify(case) > 3


def test_what_is_only_scanned_leaves_no_parcel(window):
    assert not window.hand_in("LONGEVITY").parcels.exists()


def test_no_terminal_can_claim_that_something_was_handed_over_at_a_counter(box, window):
    case = window.hand_in("OLD-CARD")
    body = box.custody(ParcelEvent.HANDED_IN, case.originals_parcel)
    answer = box.post(box.envelope(Kind.CUSTODY, body, case.pk))
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_terminals_event")


def test_who_took_it_may_accept_it_but_neither_decide_nor_ask_for_more(new_window, people):
    window = new_window(roles=(Role.ACCEPTOR, Role.APPROVER))
    case = window.hand_in("LONGEVITY")
    services.accept(case, people.acceptor)  # another one accepted: the taker's hand is in it all the same
    task = case.items.get()
    with pytest.raises(SamePerson):
        tasks.decide(task, window.officer, granted=True)
    with pytest.raises(SamePerson):
        corrections.ask_of_task(task, window.officer, ["缺页"])
    page = window.client.get(f"/console/cases/{case.number}").content.decode()
    assert 'id="own"' in page
    assert "/decide" not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseItem.objects.filter(pk=task.pk).update(decided_by=window.officer, state="granted")
    tasks.decide(task, people.approver, granted=True)


def test_the_result_goes_to_the_locker_of_the_counters_terminal(window, people, box):
    case = window.hand_in("LONGEVITY")
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcel = parcels.pack(Case.objects.get(pk=case.pk), people.issuer, "S")
    expected = [one for one in box.orders().expected if one.parcel == parcel.barcode]
    assert [one.case_number for one in expected] == [case.number]


def test_the_receipt_says_number_limits_and_who_decides(window):
    case = window.hand_in("OLD-CARD")
    page = window.client.get(f"/console/cases/{case.number}/receipt").content.decode()
    item = KNOWN.items["OLD-CARD"]
    for said in (case.number, item.title.zh, item.department.zh, case.originals_parcel, case.provisional_number):
        assert said in page
    assert f"{item.promised_workdays} 个工作日" in page
    assert case.applicant_id_number not in page
    barcode = window.client.get(f"/console/parcels/{case.originals_parcel}.svg")
    assert (barcode.status_code, barcode["Content-Type"]) == (200, "image/svg+xml")


def test_a_case_of_a_terminal_has_no_receipt_of_a_counter(window, case):
    assert window.client.get(f"/console/cases/{case.number}/receipt").status_code == 404


def test_what_was_asked_for_again_is_brought_to_the_counter(window, people, somebody):
    case = window.hand_in("OLD-CARD")
    Case.objects.filter(pk=case.pk).update(applicant_id_number=somebody)  # whom no other test has asked anything
    asked = corrections.ask_of_case(case, people.acceptor, ["请重拍身份证"], ["ID"], ["p.mobile"])
    (notice,) = Notice.objects.filter(case=case, reason="to_correct")
    assert "窗口" in notice.text, "no terminal knows the case"
    assert "终端" not in notice.text
    near = reminders.of_person(somebody, datetime.combine(asked.until, time(12), CHINA))
    (told,) = [one for one in near.told if one.duty is Duty.CORRECTION]
    assert window.counter.pk in told.text.zh
    page = window.client.get(f"/console/cases/{case.number}").content.decode()
    assert 'id="bring"' in page
    answer = window.client.post(f"/console/cases/{case.number}/bring", follow=True)
    draft = Draft.objects.get(case=case)
    (part,) = answer.context["parts"]
    assert [ask.question.field.id for ask in part.asks] == ["p.mobile"]
    assert "do-hand-in" not in answer.content.decode()
    unready = window.press(draft, "hand_in", {"p.mobile": "13900000009"}, seen="social_card")
    assert "缺少要求的内容" in unready.content.decode()
    pages = {"page.ID": [io.BytesIO(scan("new 1")), io.BytesIO(scan("new 2"))]}
    done = window.press(draft, "hand_in", {"p.mobile": "13900000009"}, seen="social_card", **pages)
    assert done.resolver_match.url_name == "counter_receipt"
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.applicant_mobile) == ("received", "13900000009")
    assert [(one.holds, one.witness.seen.value) for one in hand_ins.of_case(case)] == [
        (True, "id_card"),
        (True, "social_card"),
    ]
    assert case.materials.get(material="ID").stored_at is not None
    assert story.verify(case)
    assert not Draft.objects.filter(case=case).exists()


def test_a_list_of_words_alone_can_be_answered_at_the_counter(window, people):
    case = window.hand_in("LONGEVITY")
    corrections.ask_of_case(case, people.acceptor, ["请来窗口说明情况"])
    window.client.post(f"/console/cases/{case.number}/bring")
    draft = Draft.objects.get(case=case)
    for _ in range(2):  # the same form twice is one hand-in
        done = window.press(draft, "hand_in", {}, seen="id_card")
        assert done.resolver_match.kwargs == {"number": case.number}
    assert case.later_hand_ins.count() == 1
    assert Case.objects.get(pk=case.pk).state == "received"


def test_what_a_terminal_took_is_not_corrected_at_the_counter(window, case, people):
    corrections.ask_of_case(case, people.acceptor, ["请重拍身份证"], ["ID"])
    answer = window.client.post(f"/console/cases/{case.number}/bring", follow=True)
    assert "目前没有可以到窗口补正的内容" in answer.content.decode()
    assert not Draft.objects.filter(case=case).exists()


def test_a_package_asks_its_questions_first_and_its_answers_stand_in_the_form(window):
    page = window.client.get("/console/counter/services/package/ELDER").content.decode()
    assert 'id="begin"' not in page
    said = {"q.has_card": "no", "q.seventy": "yes", "q.city_household": "yes"}
    draft = window.begin("package", "ELDER", **said)
    application = drafts.read(draft)
    assert application.begun.items == [
        one.item for one in KNOWN.packages["ELDER"].chosen({"has_card": False, "seventy": True, "city_household": True})
    ]
    filled = KNOWN.packages["ELDER"].filled({"has_card": False, "seventy": True, "city_household": True})
    assert {name: one.origin for name, one in application.begun.answers.items()} == dict.fromkeys(filled, "answered")


def test_everyday_words_find_services_and_nothing_found_still_leads_somewhere(window):
    assert "LONGEVITY" in window.client.get("/console/counter", {"q": "高龄津贴"}).content.decode()
    nothing = window.client.get("/console/counter", {"q": "qqqqzzzz"}).content.decode()
    assert "12345" in nothing


def test_counters_are_opened_and_closed_by_command_and_share_no_id_with_a_terminal(box, capsys):
    assert main(["counter", "add", "WIN01", "--site", "一号窗口", "--terminal", box.id, "--district", "440103"]) == 0
    assert main(["counter", "list"]) == 0
    assert f"results to the locker of {box.id}" in capsys.readouterr().out
    assert main(["counter", "close", "WIN01"]) == 0
    assert Counter.objects.get(pk="WIN01").closed_at is not None
    assert main(["counter", "add", box.id, "--site", "x", "--terminal", box.id]) == 2
    assert main(["counter", "add", "WIN02", "--site", "x", "--terminal", box.id, "--district", "Liwan"]) == 2
    assert main(["counter", "add", "w", "--site", "x", "--terminal", box.id]) == 2
    with pytest.raises(ValueError, match="counter"):
        fleet.add_terminal("WIN01", "小区")


def test_at_a_closed_counter_nothing_goes_on(window):
    draft = window.begin("item", "LONGEVITY")
    Counter.objects.filter(pk=window.counter.pk).update(closed_at=timezone.now())
    assert window.client.get(f"/console/counter/drafts/{draft.pk}").status_code == 404
    assert str(draft.pk) not in window.client.get("/console/counter").content.decode()
    answer = window.client.get("/console/counter/services/item/LONGEVITY", follow=True)
    assert answer.resolver_match.url_name == "counter"


def test_an_officer_of_another_role_cannot_take_anything(window, people):
    draft = window.begin("item", "LONGEVITY")
    client = Client()
    client.force_login(people.approver.user)
    for path in ("/console/counter", f"/console/counter/drafts/{draft.pk}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/console/counter/drafts/{draft.pk}", {"do": "hand_in", "seen": "id_card"}).status_code == 403
