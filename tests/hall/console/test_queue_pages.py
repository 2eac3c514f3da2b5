"""Pages of the queue: from any key on, and what their numbers say."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.timezone import localdate

from contract.life import Role
from contract.task import TaskState
from hall.accounts.services import add_officer
from hall.cases import services
from hall.cases.models import Case
from hall.console import desks, order, search
from hall.console.desks import Tab
from tests.hall.invented import undone, written

PK = "01a219ce-a8a3-7341-91d4-2c63a9f1f87e"


@pytest.fixture
def look(people):
    """Asks for the queue as an officer with a desk."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "en"})
    client.force_login(people.acceptor.user)
    return lambda **said: client.get("/console/cases", said)


@pytest.mark.parametrize("tab", ["mine", "open", "ended"])
@pytest.mark.parametrize(
    "after",
    [
        f"1900-01-01~2026-01-01T00:00:00+08:00~{PK}",
        f"0001-01-01~2026-01-01T00:00:00+08:00~{PK}",
        f"9999-12-31~2026-01-01T00:00:00+08:00~{PK}",
        f"9999-12-30~2026-01-01T00:00:00+08:00~{PK}",
        f"2026-12-01~0001-01-01T00:00:00+08:00~{PK}",
        f"2026-12-01~9999-12-31T23:59:59-08:00~{PK}",
        f"2026-01-01T00:00:00+08:00~{PK}",
        f"0001-01-01T00:00:00+08:00~{PK}",
        f"9999-12-31T23:59:59-08:00~{PK}",
    ],
)
def test_whatever_a_page_is_asked_to_go_on_after_there_is_a_page(look, case, tab, after):
    assert look(tab=tab, after=after).status_code == 200


def test_an_ended_tabs_place_leads_to_the_first_rows_of_another(case):
    ended = str(order.ended_key_of(case))
    assert order.Key.read(ended) is None
    assert order.EndedKey.read(str(order.key_of(case))) is None
    assert order.EndedKey.read(ended) == order.ended_key_of(case)


def test_a_page_whose_rows_have_all_moved_on_shows_the_first_rows(look, case):
    Case.objects.filter(pk=case.pk).update(received_at=datetime(2026, 1, 5, tzinfo=UTC))  # among the first
    answer = look(tab="mine", after=f"9999-12-31~2090-01-01T00:00:00+08:00~{PK}")
    assert answer.context["after"] == ""
    assert case.number in answer.content.decode()
    assert "Nothing waits for you" not in answer.content.decode()


def test_a_case_on_two_desks_of_one_officer_is_one_case(case, people):
    roles = [Role.APPROVER, Role.ISSUER]
    officer = add_officer("t-decides-and-issues", "合成人员", roles, "correct horse battery")
    services.accept(case, people.acceptor)
    before, lit = _said(officer)
    item = case.items.get()
    case.items.create(
        position=2,
        item="GONE",
        code=item.code,
        title_zh="旧",
        title_en="Old",
        state=TaskState.GRANTED,
        decided_by=officer,
    )
    Case.objects.filter(pk=case.pk).update(as_ready=True)
    streams = desks.streams_of(Tab.MINE, officer)
    assert sum(case.pk in {one.pk for one in order.part(stream, None)} for stream in streams) == 1
    assert _said(officer) == (before, lit)
    case.items.filter(pk=item.pk).update(state=TaskState.GRANTED, decided_by=officer)  # now for its one desk only
    assert _said(officer) == (before, lit)


def _said(officer):
    streams = desks.streams_of(Tab.MINE, officer)
    return desks.count(Tab.MINE, officer), sum(order.lamps(streams, localdate()))


def test_more_cases_than_are_shown_are_said_to_be_more(look, case, monkeypatch):
    monkeypatch.setattr(search, "FOUND_AT_MOST", 2)
    with undone():
        written(2)
        Case.objects.filter(pk=case.pk).update(provisional_number="QQQQ1")
        others = Case.objects.exclude(pk=case.pk).order_by("-received_at")[:2]
        for place, other in enumerate(others):
            Case.objects.filter(pk=other.pk).update(provisional_number=f"QQQQ{place + 2}")
        assert "2+ cases found" in look(q="QQQQ").content.decode()
        Case.objects.filter(pk=case.pk).update(provisional_number="ZZZZ1")
        assert "2 cases found" in look(q="QQQQ").content.decode()
