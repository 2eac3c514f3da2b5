"""The headline rates and the rows behind them, the check of every story, a supervisor's word, rounds and help."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from contract import catalogue
from contract.item import Here
from contract.life import CaseState, MoveRefused, Role
from contract.parcel import ParcelEvent
from hall.accounts.services import add_officer
from hall.cases import services
from hall.cases.models import Case, History
from hall.cases.story import SYSTEM
from hall.commands import main
from hall.console import desks
from hall.oversight import audit, rates
from hall.oversight.models import StoryAudit
from hall.oversight.rates import Figure, Rate
from hall.parcels import services as parcels
from hall.parcels.models import Parcel


@pytest.fixture
def cases_of(box, new_submission):
    """Cases of a month of their own, so that nobody else's are counted with them."""

    moved = []

    def make(number, month):
        made = [Case.objects.get(pk=box.submit(new_submission(originals_parcel=None))) for _ in range(number)]
        moment = datetime(month.year, month.month, 15, tzinfo=UTC)
        moved.extend(made)
        Case.objects.filter(pk__in=[case.pk for case in made]).update(received_at=moment)
        return made

    yield make
    Case.objects.filter(pk__in=[case.pk for case in moved]).update(received_at=datetime.now(UTC))  # for others' queues


def as_(officer):
    client = Client()
    client.force_login(officer.user)
    return client


def line_of(month, item="OLD-CARD"):
    return next(line for line in rates.lines(month) if line.item == item)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(9999, 10_000, "99.99"), (99_999, 100_000, "99.99"), (3, 3, "100.00"), (0, 0, "")]
)
def test_only_the_whole_reads_a_hundred(part, whole, percent):
    assert Figure(part, whole).percent == percent


def test_a_supervisor_clicks_the_rate_and_sees_what_is_missing_with_the_reason(people):
    client = as_(people.supervisor)
    page = client.get("/console/supervision", headers={"accept-language": "en"}).content.decode()
    items = catalogue.load().items.values()
    without = [item for item in items if item.here in (Here.PREPARE, Here.INFO)]
    assert without
    assert f"{len(items) - len(without)} / {len(items)}" in page
    assert f"{len(without)} missing, and why" in page
    rows = client.get(
        "/console/supervision/rows?rate=available&side=out", headers={"accept-language": "en"}
    ).content.decode()
    for item in items:
        assert (item.title.en in rows) is (item in without), item.id
    assert "The person must come for fingerprints" in rows


def test_a_case_given_at_the_window_is_used_and_not_finished(cases_of, box, people):
    month = date(2019, 4, 1)
    window, locker, withdrawn, refused = cases_of(4, month)
    for case in (window, locker):
        services.accept(case, people.acceptor)
        services.decide(case, people.approver, granted=True)
        barcode = parcels.pack(case, people.issuer, "S").barcode
        parcels.hand_out(Parcel.objects.get(pk=barcode), people.issuer, people.courier)
        box.send("custody", box.custody(ParcelEvent.LOADED, barcode), case.pk)
        event, actor = (ParcelEvent.RECOVERED, "T3001") if case == window else (ParcelEvent.TAKEN, "resident")
        box.send("custody", box.custody(event, barcode, actor=actor, authority="staff"), case.pk)
    parcels.give_at_window(window.parcels.get(), people.issuer, "驾驶证")
    services.not_accept(refused, people.acceptor, "不属于本机关职权范围")
    with transaction.atomic():
        services.move(services.locked(withdrawn), CaseState.WITHDRAWN, SYSTEM, "withdrawn", rule=Role.APPLICANT)
    line = line_of(month)
    assert (line.figures[Rate.USED], line.figures[Rate.FINISHED]) == (Figure(4, 4), Figure(1, 4))
    assert (line.not_accepted, line.withdrawn) == (1, 1)
    finished = [row.case_id for row in rates.rows(Rate.FINISHED, month, "OLD-CARD", inside=True)]
    assert finished == [locker.pk]
    rest = {row.case_id for row in rates.rows(Rate.FINISHED, month, "", inside=False)}
    assert rest == {window.pk, withdrawn.pk, refused.pk}
    said = as_(people.supervisor).get("/console/supervision/rows?rate=finished&side=out&month=2019-04&format=csv")
    told = said.content.decode("utf-8-sig").splitlines()
    assert said["Content-Disposition"].startswith("attachment")
    assert any(window.number in row and "窗口" in row for row in told)
    assert window.applicant_name not in said.content.decode()


def test_counters_count_in_the_whole_of_used(cases_of):
    month = date(2019, 5, 1)
    cases_of(1, month)
    assert main(["counter-cases", "2019-05", "OLD-CARD", "3"]) == 0
    assert main(["counter-cases", "2019-05", "OLD-CARD", "7"]) == 0
    assert line_of(month).figures[Rate.USED] == Figure(1, 8)
    assert main(["counter-cases", "2019-05", "NO-SUCH", "3"]) == 2
    assert main(["counter-cases", "May", "OLD-CARD", "3"]) == 2


def test_satisfied_and_overdue_open_to_their_rows(cases_of, people):
    month = date(2019, 6, 1)
    good, poor, silent, late = cases_of(4, month)
    Case.objects.filter(pk=good.pk).update(rating=5, rated=True)
    Case.objects.filter(pk=poor.pk).update(rating=2, rated=True)
    services.accept(late, people.acceptor)
    Case.objects.filter(pk=late.pk).update(promised_by=timezone.localdate() - timedelta(1))
    figures = line_of(month).figures
    assert (figures[Rate.SATISFIED], figures[Rate.OVERDUE]) == (Figure(1, 2), Figure(1, 4))
    assert [row.case_id for row in rates.rows(Rate.SATISFIED, month, "", inside=True)] == [good.pk]
    assert [row.case_id for row in rates.rows(Rate.SATISFIED, month, "", inside=False)] == [poor.pk]
    assert [row.case_id for row in rates.rows(Rate.OVERDUE, month, "", inside=True)] == [late.pk]
    assert silent.pk in {row.case_id for row in rates.rows(Rate.OVERDUE, month, "", inside=False)}


@pytest.mark.parametrize("month", ["", "2026-13", "9999-12", "0000-00", "2026-1", "' OR 1=1", "2026-11"])
def test_any_month_gets_a_page(people, month):
    client = as_(people.supervisor)
    for path, rate in (("supervision", ""), ("supervision/rows", "overdue"), ("supervision/rows", "none")):
        answer = client.get(f"/console/{path}", {"month": month, "rate": rate, "item": "%", "page": "x"})
        assert answer.status_code == 200


@pytest.fixture
def auditor():
    return add_officer("t-oversight", "审计员", [Role.AUDITOR], "correct horse battery")


def test_a_check_goes_through_all_stories_in_slices_and_can_be_left(auditor, case, people):
    with pytest.raises(services.NotYourRole):
        audit.begin(people.supervisor)
    begun = audit.begin(auditor)
    steps, most = 0, max(1, Case.objects.count() // 3)
    while begun.ended_at is None:
        begun, steps = audit.step(begun, most), steps + 1
    assert steps > 1
    assert begun.cases == Case.objects.count()
    assert begun.lines == History.objects.count()
    assert audit.step(begun).cases == begun.cases  # past the end


def test_a_changed_line_is_found_and_shown(auditor, case):
    client = as_(auditor)
    line = case.history.first()
    table, guards = History._meta.db_table, connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        _unguarded(cursor, table, guards, f"UPDATE {table} SET actor = 'nobody' WHERE id = %s", line.pk)
        assert client.post("/console/audit").status_code == 302
        running = StoryAudit.objects.first()
        while running.ended_at is None:
            assert client.post(f"/console/audit/{running.pk}/step", headers={"hx-request": "true"}).status_code == 200
            running = StoryAudit.objects.first()
        page = client.get("/console/audit").content.decode()
        assert [found.case_id for found in running.broken.all()] == [case.pk]
        assert case.number[31:39] in page
        assert "第 1 行" in page
        transaction.set_rollback(True)


def _unguarded(cursor, table, postgresql, statement, key):
    """Change a row as somebody with the database's own rights would: the guard taken off first."""
    if postgresql:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    else:
        cursor.execute(f"DROP TRIGGER {table}_no_update")
    cursor.execute(statement, [key])


def test_a_supervisor_presses_for_a_case_and_changes_nothing_else(case, people):
    client = as_(people.supervisor)
    before = Case.objects.values().get(pk=case.pk)
    assert client.post(f"/console/cases/{case.number}/urge", {"words": " "}).status_code == 302
    assert not case.history.filter(action="urged").exists()  # without words it is nothing
    client.post(f"/console/cases/{case.number}/urge", {"words": "请今天办结"})
    assert Case.objects.values().get(pk=case.pk) == before
    line = case.history.last()
    assert (line.action, line.actor, line.role, line.note) == ("urged", "t-supervisor", "supervisor", "请今天办结")
    assert desks.whole([case])[0].urged
    services.accept(case, people.acceptor)
    assert not desks.whole([case])[0].urged  # it has moved since


def test_nobody_presses_for_what_has_ended(case, people):
    services.not_accept(case, people.acceptor, "不属于本机关职权范围")
    with pytest.raises(MoveRefused):
        services.urge(case, people.supervisor, "再快一点")
    with pytest.raises(services.NotYourRole):
        services.urge(case, people.acceptor, "再快一点")


def test_a_courier_sees_barcodes_and_compartments_and_no_person(box, new_submission, people):
    submission = new_submission()
    case_id = box.submit(submission)
    box.send("custody", box.custody(ParcelEvent.DROPPED, submission.originals_parcel, compartment=7), case_id)
    case = Case.objects.get(pk=case_id)
    page = as_(add_officer("T2001", "邮递员", [Role.COURIER], "correct horse battery")).get("/console/rounds")
    text = page.content.decode()
    assert submission.originals_parcel in text
    assert "<td>7</td>" in text
    for secret in (case.number, case.applicant_name, case.applicant_id_number, case.applicant_mobile):
        assert secret not in text
    unknown = as_(add_officer("T2978", "邮递员", [Role.COURIER], "correct horse battery")).get("/console/rounds")
    assert submission.originals_parcel not in unknown.content.decode()
    assert "T2978" in unknown.content.decode()


def test_an_agent_sees_what_is_asked_for_and_no_number(case, people):
    agent = as_(add_officer("t-helper", "代办员", [Role.AGENT], "correct horse battery"))
    assert case.number[31:39] + "-" + case.number[39:] not in agent.get("/console/help?page=1").content.decode()
    services.ask_correction(case, people.acceptor, ["请重新拍摄身份证"])
    Case.objects.filter(pk=case.pk).update(updated_at=datetime(2019, 1, 1, tzinfo=UTC))  # waited longest: on page one
    text = agent.get("/console/help").content.decode()
    assert "请重新拍摄身份证" in text
    assert case.number[31:39] in text
    for secret in (case.applicant_name, case.applicant_id_number, case.applicant_mobile):
        assert secret not in text
    assert agent.get(f"/console/cases/{case.number}").status_code == 403
