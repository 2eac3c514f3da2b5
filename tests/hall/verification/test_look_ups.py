"""Internal verification through the hall's API and real HTTP to simulated departments (domain 2.2)."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contract import catalogue
from contract.bodies import Answer
from contract.envelope import Kind
from contract.hand_in import needs
from contract.life import MoveRefused, Role
from contract.source import LookUpAnswer, Source
from hall.accounts.services import add_officer
from hall.cases import review, services, story, tasks
from hall.cases.hands import OtherDepartment
from hall.cases.models import Case
from hall.catalogues import services as catalogues
from hall.verification import desk, gateway
from hall.verification.models import Letter, LookUp, LookUpTry
from workbench.departments import Behaviour

CIVIL = Source.CIVIL_AFFAIRS
NOT_ANSWERING = (
    *(Behaviour.SLOW, Behaviour.BROKEN, Behaviour.GARBAGE, Behaviour.ENDLESS, Behaviour.CONTRADICTORY),
    *(Behaviour.OTHER_QUESTION, Behaviour.FUTURE, Behaviour.UNKNOWN),
)


@pytest.fixture
def civil(departments):
    return departments[CIVIL]


def look_up(case_id):
    return LookUp.objects.get(case_id=case_id, source=CIVIL.value)


def test_an_item_that_used_to_list_a_single_certificate_shows_no_such_slot(resident, civil):
    who = resident()
    known = catalogue.load()
    assert "MAR" in {use.material for use in known.items["BIRTH-REG"].materials}
    assert "MAR" not in {need.use.material for need in needs([known.items["BIRTH-REG"]], known, who.answers)}
    assert who.ask()["MAR"].answer is LookUpAnswer.YES
    assert [asked["question"] for asked in civil.asked] == ["marital.is(married)"]


@pytest.mark.parametrize("fault", [*NOT_ANSWERING, "unplugged"])
def test_with_civil_affairs_down_the_resident_can_still_submit(resident, civil, fault):
    """Never a fall-back to paper: the slot is closed, the case received, and the look-up waits."""
    if fault == "unplugged":
        civil.unplug()
    else:
        civil.behaviour = fault
    who = resident()
    covered = who.ask()
    assert covered["MAR"].answer is LookUpAnswer.SOURCE_UNAVAILABLE
    case = who.hand_in(list(covered.values()))
    assert case.state == "received"
    assert case.verdict == "pass_with_note"
    assert not case.materials.filter(material="MAR").exists()
    row = look_up(case.pk)
    assert row.next_try_at is not None
    assert row.story.get().fault in {*("slow", "status", "garbage", "contradictory", "unreachable")}
    assert story.verify(case)


def test_a_scanned_paper_is_not_asked_for_either_while_its_source_is_down(resident, departments, nobody_else):
    departments[Source.PUBLIC_SECURITY].unplug()
    who = resident("OLD-CARD", of=nobody_else("OLD-CARD"))
    covered = who.ask()
    assert covered["HKB"].answer is LookUpAnswer.SOURCE_UNAVAILABLE
    assert [filed.material for filed in who.submission(list(covered.values())).materials] == ["ID", "PH1"]


@pytest.mark.parametrize(
    ("behaviour", "answer", "verdict"),
    [
        (Behaviour.OK, LookUpAnswer.YES, "pass"),
        (Behaviour.NO, LookUpAnswer.NO, "fix"),
        (Behaviour.NO_RECORD, LookUpAnswer.NO_RECORD, "person_needed"),
        (Behaviour.AMBIGUOUS, LookUpAnswer.AMBIGUOUS, "person_needed"),
        (Behaviour.BROKEN, LookUpAnswer.SOURCE_UNAVAILABLE, "pass_with_note"),
    ],
)
def test_five_answers_five_verdicts_and_each_can_be_given_again(resident, civil, behaviour, answer, verdict):
    civil.behaviour = behaviour
    who = resident()
    covered = who.ask()
    assert covered["MAR"].answer is answer
    case = who.hand_in(list(covered.values()))
    assert case.verdict == verdict
    assert review.same(case, review.replay(case))
    assert not any("material" in found["rule"] for found in case.findings)


def test_nobody_waits_for_one_silent_source_after_another(resident, departments, civil, monkeypatch):
    """The second source is not even asked when the first has used up the patience of who stands there."""
    monkeypatch.setattr("hall.verification.coverage.PATIENCE_S", 0.1)
    departments[Source.NATURAL_RESOURCES].behaviour = Behaviour.SLOW
    who = resident("HUKOU-SPOUSE")
    covered = who.ask()
    assert {covered[m].answer for m in ("ESTATE", "MAR")} == {LookUpAnswer.SOURCE_UNAVAILABLE}
    assert civil.posts == 0
    case = who.hand_in(list(covered.values()))
    assert {cover.material for cover in case.covers.all()} >= {"ESTATE", "MAR"}
    departments[Source.NATURAL_RESOURCES].behaviour = Behaviour.OK
    gateway.ask_due(timezone.now() + timedelta(hours=1))
    assert look_up(case.pk).answer == "yes"


def test_candidates_of_an_ambiguous_answer_are_for_staff_and_not_for_the_screen(resident, civil):
    civil.behaviour = Behaviour.AMBIGUOUS
    who = resident()
    response = who.post()
    assert "candidates" not in response.text
    assert "4401" not in response.text
    assert len(look_up(who.case_id).candidates) == 2


def test_a_record_the_resident_calls_wrong_is_for_staff(resident, civil):
    who = resident()
    civil.told[who.number, "marital.is"] = "widowed"
    covered = who.ask()
    assert covered["MAR"].answer is LookUpAnswer.NO
    case = who.hand_in([covered["MAR"].model_copy(update={"disputed": True})])
    assert {f["level"] for f in case.findings if f["rule"] == "look_up_no"} == {"person_needed"}
    assert look_up(case.pk).disputed_at is not None
    assert case.history.filter(action="record_disputed").count() == 1


def test_an_auditor_finds_each_look_up_with_a_case_number(resident, civil, departments):
    who = resident("HUKOU-SPOUSE")
    case = who.hand_in(list(who.ask().values()))
    lines = case.history.filter(action="looked_up")
    asked = [request for one in departments.values() for request in one.asked]
    assert {line.after["question"] for line in lines} == {request["question"] for request in asked}
    assert len(asked) == 2
    assert {one.look_up.case_id for one in LookUpTry.objects.filter(look_up__case_id=case.pk)} == {case.pk}
    client = Client()
    client.force_login(add_officer("t-look-up-auditor", "审计员", [Role.AUDITOR], "correct horse battery").user)
    history = client.get(f"/console/cases/{case.number}/history").content.decode()
    assert all(line.after["question"] in history for line in lines)
    page = client.get(f"/console/cases/{case.number}/verifications").content.decode()
    assert all(one.reference in page for one in LookUp.objects.filter(case_id=case.pk))
    assert story.verify(case)


def test_a_request_says_for_what_by_whom_and_on_what_ground(resident, civil):
    who = resident()
    who.ask()
    said = civil.asked[0]
    assert said["case"] == str(who.case_id)
    assert said["items"] == ["BIRTH-REG"]
    assert said["asked_by"] == "system"
    assert "266" in said["basis"]
    assert said["purpose"]
    assert said["consented_at"]


def test_a_caseless_look_up_is_refused(resident, civil):
    who = resident()
    assert who.box.request("POST", "/api/v1/coverage", b'{"key_id": "x", "sealed": "eA=="}').status_code == 422
    other = who.post(case_id=uuid.uuid4())  # sealed to another case
    assert (other.status_code, other.json()["code"]) == (422, "seal_broken")
    assert civil.posts == 0


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"answers": {"p.marital": "x" * 500}}, 200),
        ({"answers": {"p.marital": {"a": [1]}}}, 200),
        ({"answers": {"p.marital": ["married"]}}, 200),
        ({"answers": {"p.marital": "a\u0000b"}}, 422),
        ({"answers": {}}, 200),
        ({"items": ["NOTHING"]}, 422),
        ({"items": ["BIRTH-REG", "BIRTH-REG"]}, 422),
        ({"items": []}, 422),
        ({"consented_at": "0001-01-01T00:00:00Z"}, 422),
        ({"applicant": {"name": "x" * 5000, "id_number": "1", "mobile": ""}}, 422),
        ({"consent": "everything"}, 422),
    ],
)
def test_a_strange_wish_is_refused_or_asks_nobody(resident, civil, change, status):
    who = resident()
    assert who.post(raw=change).status_code == status
    assert civil.posts == 0


def test_bulk_look_ups_are_refused(resident, civil, monkeypatch):
    monkeypatch.setattr("hall.verification.coverage.MAX_OPEN_AN_HOUR", 2)
    who = resident()
    who.ask()
    second = resident("LONGEVITY")
    second.ask()
    third = resident()
    assert third.post().json()["code"] == "too_many_inquiries"
    who.ask()  # its own goes on


def test_a_case_has_one_subject(resident, civil):
    who = resident()
    who.ask()
    who.of = "440103196001010008"
    answer = who.post()
    assert (answer.status_code, answer.json()["code"]) == (403, "other_subject")
    assert civil.posts == 1


def test_an_answer_is_good_for_its_case_for_24_hours(resident, civil):
    who = resident()
    who.ask()
    who.ask()
    assert civil.posts == 1
    LookUp.objects.filter(case_id=who.case_id).update(answered_at=timezone.now() - timedelta(hours=25))
    civil.behaviour = Behaviour.NO
    assert who.ask()["MAR"].answer is LookUpAnswer.NO
    assert len({asked["request_id"] for asked in civil.asked}) == 2


def test_another_statement_is_another_question(resident, civil):
    who = resident()
    civil.told[who.number, "marital.is"] = "widowed"
    assert who.ask()["MAR"].answer is LookUpAnswer.NO
    mended = who.ask(answers=who.answers | {"p.marital": "widowed"})
    assert mended["MAR"].answer is LookUpAnswer.YES
    case = who.hand_in([mended["MAR"]])  # but the form still says married
    assert not case.covers.exists()


def test_what_was_mended_before_handing_in_does_not_hold_up_the_decision(resident, civil, people):
    who = resident()
    civil.told[who.number, "marital.is"] = "widowed"
    who.ask(answers=who.answers | {"p.marital": "single"})
    civil.told.clear()
    case = services.accept(who.hand_in(list(who.ask().values())), people.acceptor)
    assert [(one.answer, one.abandoned) for one in LookUp.objects.filter(case_id=case.pk)] == [
        ("no", True),
        ("yes", False),
    ]
    assert services.decide(case, people.approver, True).state == "granted"


def test_hand_ins_never_finished_do_not_keep_others_waiting(resident, civil, monkeypatch):
    monkeypatch.setattr(gateway, "MOST_A_ROUND", 1)
    civil.behaviour = Behaviour.BROKEN
    resident().ask()  # leaves
    who = resident()
    case = who.hand_in(list(who.ask().values()))
    civil.behaviour = Behaviour.OK
    assert gateway.ask_due(timezone.now() + timedelta(hours=1)) == 1
    assert look_up(case.pk).answer == "yes"


def test_a_repeated_try_is_the_same_request_to_the_source(resident, civil):
    civil.behaviour = Behaviour.SLOW
    who = resident()
    case = who.hand_in(list(who.ask().values()))
    civil.behaviour = Behaviour.OK
    row = look_up(case.pk)
    gateway.ask_due(row.next_try_at - timedelta(seconds=1))
    assert look_up(case.pk).tries == 1
    gateway.ask_due(row.next_try_at + timedelta(seconds=1))
    row = look_up(case.pk)
    assert (row.answer, row.next_try_at, row.tries) == ("yes", None, 2)
    mine = [asked["request_id"] for asked in civil.asked if asked["request_id"].startswith(str(case.pk))]
    assert len(mine) == 1
    assert [one.outcome for one in row.story.all()] == ["source_unavailable", "yes"]
    assert case.history.filter(action="looked_up").count() == 2


def test_pauses_grow(resident, civil):
    civil.behaviour = Behaviour.BROKEN
    who = resident()
    case = who.hand_in(list(who.ask().values()))
    now, pauses = timezone.now(), []
    for _ in range(6):
        row = look_up(case.pk)
        now = row.next_try_at + timedelta(seconds=1)
        gateway.ask_due(now)
        pauses.append(round((look_up(case.pk).next_try_at - now).total_seconds()))
    assert pauses == [300, 900, 3600, 14400, 14400, 14400]


def test_after_n_working_days_an_official_letter(resident, civil, people):
    civil.unplug()
    who = resident()
    case = who.hand_in(list(who.ask().values()))
    friday = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    LookUp.objects.filter(case_id=case.pk).update(first_asked_at=friday)
    desk.write_letters(datetime(2026, 3, 12, 2, 0, tzinfo=UTC))
    assert not Letter.objects.filter(look_up__case_id=case.pk).exists()
    for _ in range(2):
        desk.write_letters(datetime(2026, 3, 13, 2, 0, tzinfo=UTC))
    letter = Letter.objects.get(look_up__case_id=case.pk)
    assert letter.number.startswith("HC20260313-")
    assert case.history.filter(action="letter_written").count() == 1
    row = desk.settle(letter.look_up, people.acceptor, LookUpAnswer.YES, "复函", "民政函 12 号")
    assert desk.settled(row)
    assert row.reference == "民政函 12 号"
    assert gateway.ask_due(timezone.now() + timedelta(days=30)) == 0


def test_handed_in_without_the_network_the_hall_asks_afterwards(resident, civil):
    who = resident()
    case = who.hand_in()
    assert look_up(case.pk).story.count() == 0
    gateway.ask_due(timezone.now())
    assert look_up(case.pk).answer == "yes"
    assert case.history.filter(action="looked_up").count() == 1


def test_two_processes_do_not_ask_at_once(resident, civil):
    who = resident()
    case = who.hand_in()
    row = look_up(case.pk)
    subject = gateway.Subject(name=who.applicant.name, id_number=who.number)
    gateway.ask(row, subject, ["BIRTH-REG"], timezone.now())
    gateway.ask(row, subject, ["BIRTH-REG"], timezone.now())  # read before the other's try
    assert civil.posts == 1


def test_a_claim_the_hall_never_granted_closes_nothing(resident, civil, nobody_else):
    number = nobody_else("OLD-CARD")
    who, other = resident("OLD-CARD", of=number), resident("OLD-CARD", of=number)
    covered = list(who.ask().values())
    assert [one.material for one in covered] == ["HKB"]
    case = other.hand_in(covered, materials=[])
    assert not case.covers.exists()
    assert {"HKB", "ID"} <= {f["material"] for f in case.findings}


def test_what_was_asked_is_held_against_the_catalogue_of_the_hand_in(resident, civil, monkeypatch):
    """The program was renewed while the resident stood there: its catalogue puts the question in other words."""
    files, before = catalogue.files_of(), catalogue.load().version
    files["materials.toml"] = files["materials.toml"].replace('"marital.is"', '"marital.as"')
    who = resident()
    covered = list(who.ask().values())
    catalogues.keep_installed()
    renewed = catalogue.parse(files)
    monkeypatch.setattr(catalogue, "load", lambda: renewed)
    case = who.hand_in(covered, catalogue_version=before)
    assert case.covers.get(material="MAR").question == "marital.is(married)"


def accepted(who, people) -> Case:
    return services.accept(who.hand_in(list(who.ask().values())), people.acceptor)


def test_a_change_between_pre_review_and_decision_raises_a_flag(resident, civil, people):
    case = accepted(resident(), people)
    civil.behaviour = Behaviour.NO
    row = desk.ask_anew(look_up(case.pk), people.approver, timezone.now())
    assert row.changed
    assert row.round == 2
    assert row.story.last().actor == "t-approver"
    with pytest.raises(desk.NotVerified):
        services.decide(case, people.approver, True)
    desk.settle(row, people.approver, LookUpAnswer.NO, "record is right")
    with pytest.raises(desk.NotVerified):
        services.decide(case, people.approver, True)
    assert services.decide(case, people.approver, False, "not married").state == "refused"


def test_a_decision_stands_on_answers_of_the_last_24_hours(resident, civil, people):
    case = accepted(resident(), people)
    LookUp.objects.filter(case_id=case.pk).update(answered_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(desk.NotVerified):
        services.decide(case, people.approver, True)
    desk.ask_anew(look_up(case.pk), people.approver, timezone.now())
    assert services.decide(case, people.approver, True).state == "granted"


def test_only_acceptors_and_approvers_ask_and_settle(resident, civil, people):
    case = accepted(resident(), people)
    row = look_up(case.pk)
    for act in (
        lambda: desk.ask_anew(row, people.supervisor, timezone.now()),
        lambda: desk.settle(row, people.issuer, LookUpAnswer.YES, "x"),
    ):
        with pytest.raises(services.NotYourRole):
            act()
    with pytest.raises(MoveRefused):
        desk.settle(row, people.acceptor, LookUpAnswer.YES, "the source said yes already")


def test_every_look_up_is_visible_to_its_subject_and_to_nobody_else(resident, civil):
    mine, other = resident(of="440103196805050007"), resident()
    case = mine.hand_in(list(mine.ask().values()))
    other.ask()
    told = mine.looked_up()
    assert [(one.question, one.case, one.asked_by, one.answer) for one in told] == [
        ("marital.is(married)", case.number, "system", LookUpAnswer.YES)
    ]
    assert told[0].source.en == "Civil affairs"
    assert told[0].purpose == "生育登记"


def test_nothing_personal_lies_with_a_look_up(resident, civil):
    who = resident()
    who.ask()
    row = look_up(who.case_id)
    values = " ".join(str(getattr(row, column.attname)) for column in row._meta.concrete_fields)
    assert who.number not in values
    assert who.applicant.name not in values
    assert row.purpose == "生育登记"


@pytest.fixture
def two(resident, departments, people, nobody_else):
    """An accepted case of two departments; what public security says about the household is FLEX-INS's fact alone."""
    departments[Source.PUBLIC_SECURITY].behaviour = Behaviour.NO
    who = resident("FLEX-INS", of=nobody_else("FLEX-INS"))
    items = ["RES-REG", "FLEX-INS"]
    answers = {**catalogue.load().items["RES-REG"].sample, **who.answers}
    covered = list(who.ask(items=items, answers=answers).values())
    said = {name: Answer(value=value, origin="typed") for name, value in answers.items()}
    return services.accept(who.hand_in(covered, items=items, answers=said), people.acceptor)


def test_one_departments_fact_holds_up_no_other_departments_task(two, people):
    household = LookUp.objects.get(case_id=two.pk, material="HKB")
    with pytest.raises(desk.NotVerified):
        tasks.decide(two.items.get(item="FLEX-INS"), people.approver, granted=True)
    desk.settle(household, people.acceptor, LookUpAnswer.NO, "the record is right")
    with pytest.raises(desk.NotVerified):
        tasks.decide(two.items.get(item="FLEX-INS"), people.approver, granted=True)
    tasks.decide(two.items.get(item="FLEX-INS"), people.approver, granted=False, reason="非本市户籍")
    assert tasks.decide(two.items.get(item="RES-REG"), people.approver, granted=True).state == "granted"


def test_a_fact_that_no_item_names_counts_for_all(two, people):
    LookUp.objects.filter(case_id=two.pk, material="HKB").update(material="GONE")
    with pytest.raises(desk.NotVerified):
        tasks.decide(two.items.get(item="RES-REG"), people.approver, granted=True)


def test_a_fact_is_settled_by_the_department_that_stands_on_it_or_by_an_acceptor(two, people):
    household, made = LookUp.objects.get(case_id=two.pk, material="HKB"), {}
    for item in ("RES-REG", "FLEX-INS"):
        authority = two.items.get(item=item).department
        made[item] = add_officer(f"f-{item.lower()}", f"{item} 审批员", [Role.APPROVER], "correct horse", [authority])
    for act in (
        lambda: desk.settle(household, made["RES-REG"], LookUpAnswer.YES, "x"),
        lambda: desk.ask_anew(household, made["RES-REG"], timezone.now()),
    ):
        with pytest.raises(OtherDepartment):
            act()
    client = Client()
    client.force_login(made["RES-REG"].user)
    said = client.post(f"/console/look-ups/{household.pk}/settle", {"found": "yes", "note": "x"}, follow=True)
    assert "部门" in said.content.decode()
    assert f"again-{household.pk}" not in said.content.decode()
    client.force_login(made["FLEX-INS"].user)
    assert f"again-{household.pk}" in client.get(f"/console/cases/{two.number}/verifications").content.decode()
    household.refresh_from_db()
    assert household.settled_at is None
    assert desk.settle(household, made["FLEX-INS"], LookUpAnswer.YES, "电话核实").settled_by == made["FLEX-INS"]
    assert desk.settle(household, people.acceptor, LookUpAnswer.NO, "复函").settled_by == people.acceptor


def corrected(who, case, people, new_supplement, materials=(), **fields):
    """The case after a second hand-in with these papers and answers."""
    names = [name.replace("_", ".", 1) for name in fields]
    asked = services.ask_correction(case, people.acceptor, ["请更正"], list(materials), names)
    said = {name: Answer(value=value, origin="typed") for name, value in zip(names, fields.values(), strict=True)}
    who.box.send(Kind.SUPPLEMENT, new_supplement(asked, answers=said), case.pk)
    return Case.objects.get(pk=case.pk)


def abandoned(case):
    return dict(LookUp.objects.filter(case_id=case.pk, source=CIVIL.value).values_list("question", "abandoned"))


def test_a_corrected_answer_ends_the_question_that_was_put_before(resident, civil, people, new_supplement):
    who = resident()
    case = who.hand_in(list(who.ask().values()))
    single = corrected(who, case, people, new_supplement, p_marital="single")
    assert abandoned(case) == {"marital.is(married)": True, "marital.is(single)": False}
    assert not case.covers.filter(material="MAR").exists()
    assert review.same(single, review.replay(single))
    married = corrected(who, case, people, new_supplement, p_marital="married")
    assert abandoned(case) == {"marital.is(married)": False, "marital.is(single)": True}
    assert review.same(married, review.replay(married))


def test_an_answer_corrected_to_a_fact_of_a_source_is_asked_of_it(resident, civil, people, new_supplement):
    who = resident()
    said = {name: Answer(value=value, origin="typed") for name, value in who.answers.items()}
    case = who.hand_in(answers=said | {"p.marital": Answer(value="single", origin="typed")})
    assert abandoned(case) == {"marital.is(single)": False}
    corrected(who, case, people, new_supplement, p_marital="married")
    gateway.ask_due(timezone.now())
    assert LookUp.objects.get(case_id=case.pk, question="marital.is(married)").answer == "yes"
    assert abandoned(case) == {"marital.is(married)": False, "marital.is(single)": True}


def test_a_paper_that_came_takes_the_place_of_what_closed_its_slot(
    resident, departments, people, nobody_else, new_supplement
):
    who = resident("OLD-CARD", of=nobody_else("OLD-CARD"))
    case = who.hand_in(list(who.ask().values()))
    assert case.covers.filter(material="HKB").exists()
    after = corrected(who, case, people, new_supplement, ["HKB"])
    assert not case.covers.filter(material="HKB").exists()
    assert review.same(after, review.replay(after))
