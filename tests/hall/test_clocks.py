"""Two limits, and the special procedures that stop them (domain 2.0, clocks)."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from contract.life import MoveRefused
from contract.workdays import CHINA, add_workdays
from hall.cases import clocks, services, story
from hall.cases.models import Case, Suspension
from hall.notices.models import Notice

ACCEPTED_ON = date(2026, 9, 21)


@pytest.fixture
def accepted(case, people, monkeypatch):
    """A case of the seniors' card accepted on a Monday before the autumn holidays."""
    at(monkeypatch, ACCEPTED_ON)
    return services.accept(case, people.acceptor)


def at(monkeypatch, day):
    """Let it be noon of this day in the hall."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=CHINA))


def test_the_promised_date_jumps_over_the_holidays_and_back_onto_worked_weekends(accepted):
    assert accepted.promised_by == add_workdays(ACCEPTED_ON, 15) == date(2026, 10, 19)
    assert accepted.legal_by is None  # the seniors' card has no legal limit


def test_both_limits_of_an_item_that_has_both(case, people, monkeypatch):
    at(monkeypatch, ACCEPTED_ON)
    case.items.update(promised_workdays=3, legal_workdays=7)
    services.accept(case, people.acceptor)
    case.refresh_from_db()
    assert (case.promised_by, case.legal_by) == (add_workdays(ACCEPTED_ON, 3), add_workdays(ACCEPTED_ON, 7))


def test_a_special_procedure_stops_the_clock_and_what_it_took_is_added(accepted, people, monkeypatch):
    item = accepted.items.get()
    at(monkeypatch, date(2026, 9, 23))
    clocks.suspend(item, people.approver, "残疾评定", 15)
    case = Case.objects.get(pk=accepted.pk)
    assert (case.promised_by, case.promise_note) == (None, "a special procedure stops the clock")
    told = Notice.objects.get(case=case, reason="suspended")
    assert "15" in told.full_text
    with pytest.raises(MoveRefused):
        services.decide(case, people.approver, granted=True)
    at(monkeypatch, date(2026, 9, 29))
    clocks.resume(item, people.approver)
    case.refresh_from_db()
    stood_still = 3  # 23, 24 and 28 September; the 25th is a holiday, 26 and 27 a weekend
    assert case.promised_by == add_workdays(ACCEPTED_ON, 15 + stood_still)
    assert story.verify(case) == case.history.count()
    assert [line.action for line in case.history.order_by("sequence")][-2:] == ["suspended", "resumed"]
    services.decide(case, people.approver, granted=True)


def test_what_refuses_a_stop(accepted, people, case, new_box, new_submission):
    item = accepted.items.get()
    for officer in (people.acceptor, people.supervisor, people.issuer):
        with pytest.raises(services.NotYourRole):
            clocks.suspend(item, officer, "鉴定", 5)
    for reason, days in (("  ", 5), ("鉴定", 0)):
        with pytest.raises(services.ReasonMissing):
            clocks.suspend(item, people.approver, reason, days)
    with pytest.raises(MoveRefused):
        clocks.resume(item, people.approver)
    clocks.suspend(item, people.approver, "鉴定", 5)
    with pytest.raises(MoveRefused):
        clocks.suspend(item, people.approver, "鉴定", 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(item=item, since=ACCEPTED_ON, reason="x", expected_workdays=1)


def test_whoever_accepted_does_not_stop_the_clock_either(case, people):
    services.accept(case, people.both)
    with pytest.raises(services.SamePerson):
        clocks.suspend(case.items.get(), people.both, "鉴定", 5)


def test_nothing_to_stop_before_acceptance(case, people):
    with pytest.raises(MoveRefused):
        clocks.suspend(case.items.get(), people.approver, "鉴定", 5)


def test_the_console_stops_and_starts_it(accepted, people):
    client = Client()
    client.force_login(people.approver.user)
    path = f"/console/cases/{accepted.number}/items/OLD-CARD"
    for wrong in ("", "-1", "9999", "五"):
        client.post(f"{path}/suspend", {"reason": "鉴定", "workdays": wrong})
    assert not Suspension.objects.filter(item__case=accepted).exists()
    client.post(f"{path}/suspend", {"reason": "鉴定", "workdays": "5"})
    assert Suspension.objects.get(item__case=accepted).until is None
    shown = client.get(f"/console/cases/{accepted.number}").content.decode()
    assert "程序结束,时限继续计算" in shown
    client.post(f"{path}/resume")
    assert Suspension.objects.get(item__case=accepted).until is not None
    assert client.post(f"/console/cases/{accepted.number}/items/NO/suspend", {}).status_code == 404
    client.force_login(people.supervisor.user)
    assert client.post(f"{path}/suspend", {"reason": "x", "workdays": "5"}).status_code == 403
