"""Handled in parallel: one task a department, one number, one date (domain 2.11, 同步办理)."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from contract import catalogue
from contract.bodies import Answer, MaterialFiled
from contract.correction import open_for
from contract.envelope import Kind
from contract.life import CaseState, MoveRefused, Role
from contract.parcel import ParcelKind, barcode
from contract.remark import Remark, RemarkKind
from contract.task import TaskState, department_of, summary
from contract.workdays import CHINA, add_workdays
from hall.accounts.services import add_officer
from hall.cases import clocks, corrections, hands, services, story, tasks
from hall.cases.models import Case, CaseItem, Correction

PASSWORD = "correct horse battery"
MONDAY = date(2026, 3, 2)
ITEMS = ("RES-REG", "RES-PERMIT", "UNEMP")


def at(monkeypatch, day):
    """Let it be noon of this day in the hall."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=CHINA))


@pytest.fixture(scope="module")
def departments(hall_database):
    """One approver for each department of the three items."""
    made = {}
    for item in ITEMS:
        authority = department_of(catalogue.load().items[item].code)
        made[item] = add_officer(f"d-{item.lower()}", f"{item} 审批员", [Role.APPROVER], PASSWORD, [authority])
    return made


@pytest.fixture
def three(box, new_submission):
    """A received case of three items, without edges between them."""
    known = catalogue.load().items
    answers = {name: value for item in ITEMS for name, value in known[item].sample.items()}
    said = {name: Answer(value=value, origin="typed") for name, value in answers.items()}
    case_id = box.submit(new_submission(items=list(ITEMS), answers=said, originals_parcel=None))
    return Case.objects.get(pk=case_id)


def chain(case, **days):
    """RES-PERMIT stands on RES-REG; working days of each."""
    for item, n in days.items():
        case.items.filter(item=item.replace("_", "-")).update(promised_workdays=n)
    case.items.filter(item="RES-PERMIT").update(after=[{"item": "RES-REG", "kind": "result"}])


def task(case, item):
    return CaseItem.objects.get(case=case, item=item)


def states(case):
    return [row.state for row in CaseItem.objects.filter(case=case)]


def test_acceptance_fans_out_one_task_a_department_and_holds_back_what_stands_on_another(three, people):
    chain(three)
    services.accept(three, people.acceptor)
    assert states(three) == ["working", "pending", "working"]
    assert len({row.department for row in three.items.all()}) == 3
    assert task(three, "RES-PERMIT").opened_on is None


def test_every_change_of_a_task_is_a_line_of_the_story(three, people, departments):
    chain(three)
    services.accept(three, people.acceptor)
    tasks.decide(task(three, "RES-REG"), departments["RES-REG"], granted=False, reason="地址不符")
    tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    said = [(line.action, line.after.get("item"), line.role) for line in three.history.order_by("sequence")]
    assert said[1:] == [
        ("accepted", None, "acceptor"),
        ("task_working", "RES-REG", "system"),
        ("task_working", "UNEMP", "system"),
        ("task_refused", "RES-REG", "approver"),
        ("task_dropped", "RES-PERMIT", "system"),
        ("task_granted", "UNEMP", "approver"),
        ("granted", None, "approver"),
    ]
    ended = {line.after["item"]: line.after["task"] for line in three.history.all() if "task" in line.after}
    assert ended == {row.item: row.state for row in CaseItem.objects.filter(case=three)}


def test_the_date_promised_is_the_longest_path_not_the_sum_and_not_the_maximum(three, people, monkeypatch):
    at(monkeypatch, MONDAY)
    chain(three, RES_REG=3, RES_PERMIT=4, UNEMP=5)
    case = services.accept(three, people.acceptor)
    assert case.promised_by == add_workdays(MONDAY, 7)  # 3 + 4; the sum is 12, the longest single promise 5


def test_a_late_office_does_not_move_what_was_promised_and_the_next_has_its_own_full_time(
    three, people, departments, monkeypatch
):
    at(monkeypatch, MONDAY)
    chain(three, RES_REG=3, RES_PERMIT=4, UNEMP=5)
    promised = services.accept(three, people.acceptor).promised_by
    later = add_workdays(MONDAY, 6)
    at(monkeypatch, later)
    tasks.decide(task(three, "RES-REG"), departments["RES-REG"], granted=True)
    at(monkeypatch, later)
    three.refresh_from_db()
    assert three.promised_by == promised
    held = task(three, "RES-PERMIT")
    assert (held.state, held.opened_on, held.due_by) == ("working", later, add_workdays(later, 4))


def test_each_department_decides_only_its_own_task(three, people, departments):
    services.accept(three, people.acceptor)
    with pytest.raises(hands.OtherDepartment):
        tasks.decide(task(three, "UNEMP"), departments["RES-REG"], granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database itself, whatever our code does
        three.items.filter(item="UNEMP").update(state="granted", decided_by=departments["RES-REG"])
    assert states(three) == ["working", "working", "working"]
    tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        three.items.filter(item="UNEMP").update(decided_by=people.approver)  # decided once
    assert states(three) == ["working", "working", "granted"]


def test_an_approver_bound_to_a_department_later_leaves_what_was_decided_before_in_peace(three, people, departments):
    free = add_officer("d-bound-later", "后来才分科室", [Role.APPROVER], PASSWORD)
    services.accept(three, people.acceptor)
    tasks.decide(task(three, "UNEMP"), free, granted=True)
    free.departments.create(authority=task(three, "RES-REG").department)
    three.items.filter(item="UNEMP").update(issued_in="YG-1")
    assert task(three, "UNEMP").issued_in == "YG-1"
    with pytest.raises(IntegrityError), transaction.atomic():  # from now on it is watched
        three.items.filter(item="RES-PERMIT").update(state="granted", decided_by=free)


def test_opposite_verdicts_are_normal_and_the_case_says_how_many_are_done(three, people, departments):
    services.accept(three, people.acceptor)
    tasks.decide(task(three, "RES-REG"), departments["RES-REG"], granted=True)
    tasks.decide(task(three, "RES-PERMIT"), departments["RES-PERMIT"], granted=False, reason="居住未满半年")
    corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"])
    said = summary(TaskState(state) for state in states(three))
    assert said.zh == "3 项中 2 项已办结,1 项等待补正"
    row = Correction.objects.get(task__case=three)
    with transaction.atomic():
        corrections.answered(Case.objects.get(pk=three.pk), row, story.SYSTEM)
    case = tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    assert (case.state, case.reasons) == ("granted", ["居住未满半年"])
    assert story.verify(case) == case.history.count()


def test_one_refused_its_dependants_stop_and_the_independent_go_on(three, people, departments):
    chain(three)
    services.accept(three, people.acceptor)
    tasks.decide(task(three, "RES-REG"), departments["RES-REG"], granted=False, reason="地址不符")
    assert states(three) == ["refused", "dropped", "working"]
    case = tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    assert case.state == "granted"


def test_one_departments_correction_stops_its_own_clock_only(three, people, departments, monkeypatch):
    at(monkeypatch, MONDAY)
    chain(three, RES_REG=5, RES_PERMIT=5, UNEMP=8)
    case = services.accept(three, people.acceptor)
    other = task(three, "RES-REG").due_by
    at(monkeypatch, add_workdays(MONDAY, 1))
    corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"])
    assert (task(three, "UNEMP").due_by, task(three, "RES-REG").due_by) == (None, other)
    tasks.decide(task(three, "RES-REG"), departments["RES-REG"], granted=True)  # the others go on
    with pytest.raises(MoveRefused):
        tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    at(monkeypatch, add_workdays(MONDAY, 4))
    with transaction.atomic():
        corrections.answered(services.locked(case), Correction.objects.get(task__case=three), story.SYSTEM)
    assert task(three, "UNEMP").due_by == add_workdays(MONDAY, 8 + 3)  # stood still on three working days


def test_corrections_of_several_departments_within_a_day_are_one_notice(
    box, three, people, departments, new_supplement, monkeypatch
):
    at(monkeypatch, MONDAY)
    services.accept(three, people.acceptor)
    first = corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"])
    second = corrections.ask_of_task(task(three, "RES-REG"), departments["RES-REG"], ["看不清"], ["ADDR"])
    assert three.notices.filter(reason="to_correct").count() == 1
    assert [one.id for one in corrections.open_of(three).lists] == [first.id, second.id]
    at(monkeypatch, add_workdays(MONDAY, 1))
    corrections.ask_of_task(task(three, "RES-PERMIT"), departments["RES-PERMIT"], ["过期"])
    assert three.notices.filter(reason="to_correct").count() == 2


def test_who_has_handed_in_is_told_again_when_another_office_asks_on_the_same_day(
    box, three, people, departments, new_supplement
):
    services.accept(three, people.acceptor)
    asked = corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"], ["ID"], ["p.mobile"])
    box.send(Kind.SUPPLEMENT, new_supplement(asked), three.id)
    corrections.ask_of_task(task(three, "RES-REG"), departments["RES-REG"], ["看不清"], ["ADDR"])
    assert three.notices.filter(reason="to_correct").count() == 2


def test_two_officers_deciding_at_once_one_wins_and_the_other_is_told(three, people, departments):
    services.accept(three, people.acceptor)
    both, told, start = (people.approver, departments["UNEMP"]), [], threading.Barrier(2)

    def decide(officer):
        try:
            start.wait(10)
            tasks.decide(task(three, "UNEMP"), officer, granted=officer is people.approver, reason="不符合条件")
            told.append("won")
        except hands.AlreadyDecided as late:
            told.append(late.by)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(officer,)) for officer in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    winner = task(three, "UNEMP").decided_by.label
    assert sorted(told) == sorted(["won", winner])
    assert three.history.filter(action__in=("task_granted", "task_refused")).count() == 1


def test_the_console_tells_the_slower_of_two_who_was_quicker(three, people, departments):
    services.accept(three, people.acceptor)
    client = Client()
    client.force_login(people.approver.user)
    page = f"/console/cases/{three.number}"
    assert client.get(page).content.decode().count('name="decision" value="grant"') == 3
    tasks.decide(task(three, "UNEMP"), departments["UNEMP"], granted=True)
    said = client.post(f"{page}/decide", {"item": "UNEMP", "decision": "refuse", "reason": "x"}, follow=True)
    assert "d-unemp" in said.content.decode()
    assert task(three, "UNEMP").state == "granted"
    client.force_login(departments["RES-REG"].user)
    assert client.get(page).content.decode().count('name="decision" value="grant"') == 1
    refused = client.post(f"{page}/decide", {"item": "RES-PERMIT", "decision": "grant"}, follow=True)
    assert "部门" in refused.content.decode()
    assert task(three, "RES-PERMIT").state == "working"
    assert three.number in client.get("/console/cases").content.decode()


def test_a_package_of_street_and_city_shows_both_desks_under_one_number_and_community_staff_decides_nothing(
    box, new_submission, people
):
    known = catalogue.load()
    chosen = [known.items[item] for item in ("RES-ENDORSE", "CAR-QUOTA")]
    assert [item.level.value for item in chosen] == ["street", "city"]
    case = Case.objects.get(pk=box.submit(new_submission(items=[item.id for item in chosen], originals_parcel=None)))
    services.accept(case, people.acceptor)
    client = Client()
    client.force_login(people.approver.user)
    page = client.get(f"/console/cases/{case.number}").content.decode()
    assert all(item.department.zh in page for item in chosen)
    assert page.count('name="decision" value="grant"') == 2
    client.force_login(add_officer("d-community", "社区代办员", [Role.AGENT], PASSWORD).user)
    assert 'name="decision"' not in client.get("/console/help").content.decode()
    said = {"item": "CAR-QUOTA", "decision": "grant"}
    for answer in (
        client.get(f"/console/cases/{case.number}"),
        client.post(f"/console/cases/{case.number}/decide", said),
    ):
        assert answer.status_code == 403
    assert states(case) == ["working", "working"]


def test_ten_thousand_corrections_are_refused_sanely(box, three, people, departments, new_supplement):
    services.accept(three, people.acceptor)
    unemp = task(three, "UNEMP")
    with pytest.raises(corrections.TooMuchAsked):
        corrections.ask_of_task(unemp, departments["UNEMP"], [f"第 {n} 条" for n in range(10_000)])
    assert not Correction.objects.filter(case=three).exists()
    for _ in range(corrections.MOST_TIMES):
        asked = corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"], ["ID"])
        box.send(Kind.SUPPLEMENT, new_supplement(asked), three.id)
    with pytest.raises(corrections.TooMuchAsked):
        corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"], ["ID"])
    lines = three.history.count()
    for answer in [box.post(box.envelope(Kind.SUPPLEMENT, new_supplement(asked), three.id)) for _ in range(5)]:
        assert (answer.status_code, answer.json()["code"]) == (422, "correction_closed")
    assert three.history.count() == lines
    big = new_supplement(asked, corrections=[asked.id] * 10_000)
    assert box.post(box.envelope(Kind.SUPPLEMENT, big, three.id)).json()["code"] == "correction_closed"


def test_exactly_what_was_asked_for_is_taken(box, three, people, departments, new_supplement):
    services.accept(three, people.acceptor)
    asked = corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"], ["ID"], ["u.date"])
    good = new_supplement(asked)
    less = good.model_copy(update={"materials": []})
    more = good.model_copy(update={"answers": {**good.answers, "u.reason": Answer(value="left", origin="typed")}})
    for wrong in (less, more):
        refused = box.post(box.envelope(Kind.SUPPLEMENT, wrong, three.id))
        assert (refused.status_code, refused.json()["code"]) == (422, "not_what_was_asked")
    before = {row.field: row.value for row in three.answers.all()}
    new = Answer(value="2026-06-30", origin="typed")
    box.send(Kind.SUPPLEMENT, good.model_copy(update={"answers": {"u.date": new}}), three.id)
    assert {row.field: row.value for row in three.answers.all()} == {**before, "u.date": "2026-06-30"}
    assert task(three, "UNEMP").state == "working"
    assert box.orders().cases[0].correction is None


def test_what_is_not_corrected_by_its_day_counts_as_withdrawn(three, people, departments):
    chain(three)
    services.accept(three, people.acceptor)
    asked = corrections.ask_of_task(task(three, "RES-REG"), departments["RES-REG"], ["看不清"])
    corrections.lapse(asked.until + corrections.ON_ITS_WAY)
    assert states(three) == ["to_correct", "pending", "working"]  # a terminal may have been offline
    corrections.lapse(asked.until + corrections.ON_ITS_WAY + timedelta(days=1))
    assert states(three) == ["lapsed", "dropped", "working"]
    assert three.notices.filter(reason="lapsed").count() == 1


def test_a_lapsed_list_leaves_the_case_its_promised_date(three, people, departments, monkeypatch):
    """Also when a special procedure of the same task was still open: it ends with the task."""
    at(monkeypatch, MONDAY)
    chain(three, RES_REG=3, RES_PERMIT=4, UNEMP=20)
    services.accept(three, people.acceptor)
    clocks.suspend(task(three, "RES-REG"), departments["RES-REG"], "听证", 5)
    asked = corrections.ask_of_task(task(three, "RES-REG"), departments["RES-REG"], ["看不清"])
    assert Case.objects.get(pk=three.pk).promised_by is None
    after = asked.until + timedelta(days=30)
    at(monkeypatch, after)
    corrections.lapse(after)
    three.refresh_from_db()
    assert states(three) == ["lapsed", "dropped", "working"]
    assert three.promised_by is not None
    assert three.promise_note == ""
    assert task(three, "RES-REG").suspensions.get().until == after


def test_the_acceptor_of_the_case_decides_no_task_of_it(three, people):
    services.accept(three, people.both)
    with pytest.raises(hands.SamePerson):
        tasks.decide(task(three, "UNEMP"), people.both, granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        three.items.filter(item="UNEMP").update(state="granted", decided_by=people.both)


def test_a_task_named_by_nobody_is_not_guessed(three, people):
    services.accept(three, people.acceptor)
    with pytest.raises(hands.TaskNotSaid):
        services.decide(three, people.approver, granted=True)


def test_the_database_keeps_its_own_watch(hall_database):
    """A table SQLite made anew in a later migration would have lost its triggers without a word."""
    kind = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE true"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {kind} AND {column} LIKE 'cases_caseitem_%%'", [])
        names = {row[0] for row in cursor.fetchall()}
    assert names & {"cases_caseitem_own_department", "cases_caseitem_hands"}


def test_a_correction_of_the_whole_case_with_an_original_waits_for_the_paper(box, case, people, new_supplement):
    asked = services.ask_correction(case, people.acceptor, ["缺页"], ["HKB"])
    assert (asked.task, Case.objects.get(pk=case.pk).state) == (None, "to_correct")
    parcel = barcode(ParcelKind.ORIGINALS, box.id, 77)
    brought = [MaterialFiled(material="HKB", pages=3, pdf_sha256="a" * 64, original=True)]
    box.send(Kind.SUPPLEMENT, new_supplement(asked, materials=brought, originals_parcel=parcel), case.id)
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.originals_parcel) == ("awaiting_paper", parcel)
    assert again.materials.get(material="HKB").pages == 3
    assert again.materials.count() == case.materials.count()
    assert [line.action for line in again.history.order_by("sequence")][-2:] == ["corrected", "awaiting_paper"]


def test_what_is_asked_for_reaches_the_terminal_sealed_to_the_person(box, case, people):
    services.ask_correction(case, people.acceptor, ["「户口簿」缺页"], ["HKB"])
    first, second = box.orders(), box.orders()
    assert first.version == second.version  # sealed to the same bytes each time
    (news,) = first.cases
    assert "户口簿" not in first.model_dump_json()
    opened = open_for(case.applicant_id_number, bytes(box.known.person_key), case.id, bytes(news.correction))
    assert (opened.materials, opened.until) == (("HKB",), news.correct_by)


def test_a_case_that_ended_otherwise_does_not_hold_up_those_that_lapse(box, case, people):
    asked = services.ask_correction(case, people.acceptor, ["缺页"])
    with transaction.atomic():
        services.move(services.locked(case), CaseState.WITHDRAWN, story.SYSTEM, "withdrawn", rule=Role.APPLICANT)
    assert box.orders().cases[0].correction is None
    corrections.lapse(asked.until + corrections.ON_ITS_WAY + timedelta(days=1))
    assert Correction.objects.get(pk=asked.pk).ended_on is not None
    assert not case.notices.filter(reason="lapsed").exists()


def test_what_was_handed_in_on_the_last_day_is_taken_though_it_arrives_later(box, case, people, new_supplement):
    asked = services.ask_correction(case, people.acceptor, ["缺页"], ["HKB"])
    today = datetime.now(CHINA)
    last = today - timedelta(days=2)
    Correction.objects.filter(pk=asked.pk).update(until=last.date())
    corrections.lapse(today.date())
    late = new_supplement(asked, submitted_at=last + timedelta(days=1))
    assert box.post(box.envelope(Kind.SUPPLEMENT, late, case.id)).json()["code"] == "correction_closed"
    assert box.orders().cases[0].correction is None  # nobody begins it any more
    box.send(Kind.SUPPLEMENT, new_supplement(asked, submitted_at=last), case.id)
    assert Case.objects.get(pk=case.pk).state == "received"


def test_of_several_lists_those_still_open_are_taken(box, three, people, departments, new_supplement):
    services.accept(three, people.acceptor)
    gone = corrections.ask_of_task(task(three, "RES-REG"), departments["RES-REG"], ["看不清"], ["ADDR"], ["p.mobile"])
    asked = corrections.ask_of_task(task(three, "UNEMP"), departments["UNEMP"], ["缺页"], ["ID"], ["u.date"])
    both = new_supplement(gone, asked)
    mobile = Answer(value="13900000000", origin="typed")
    both = both.model_copy(update={"answers": {**both.answers, "p.mobile": mobile}})
    Correction.objects.filter(pk=gone.pk).update(until=MONDAY)
    corrections.lapse(datetime.now(CHINA).date())
    box.send(Kind.SUPPLEMENT, both, three.id)
    assert [task(three, item).state for item in ("RES-REG", "UNEMP")] == ["lapsed", "working"]
    assert three.materials.filter(material="ID").get().pages == 2
    assert not three.materials.filter(material="ADDR").exists()
    assert Case.objects.get(pk=three.pk).applicant_mobile != "13900000000"
    again = box.post(box.envelope(Kind.SUPPLEMENT, both, three.id))
    assert (again.status_code, again.json()["code"]) == (422, "correction_closed")


def test_a_second_hand_in_of_an_absurd_day_is_refused(box, case, people, new_supplement):
    asked = services.ask_correction(case, people.acceptor, ["缺页"], ["HKB"])
    never = new_supplement(asked, submitted_at=datetime(9999, 12, 31, 20, tzinfo=UTC))
    refused = box.post(box.envelope(Kind.SUPPLEMENT, never, case.id))
    assert (refused.status_code, refused.json()["code"]) == (422, "does_not_fit")


def test_a_new_paper_takes_the_doubts_about_the_old_one_away(box, case, people, new_supplement):
    doubts = [Remark(material=one, page=1, kind=RemarkKind.BLURRED) for one in ("ID", "HKB")]
    Case.objects.filter(pk=case.pk).update(remarks=[doubt.model_dump(mode="json") for doubt in doubts])
    asked = services.ask_correction(case, people.acceptor, ["看不清"], ["HKB"])
    new = Remark(material="HKB", page=2, kind=RemarkKind.GLARE)
    box.send(Kind.SUPPLEMENT, new_supplement(asked, remarks=[new]), case.id)
    kept = [Remark.model_validate(one) for one in Case.objects.get(pk=case.pk).remarks]
    assert kept == [doubts[0], new]
