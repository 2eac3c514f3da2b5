"""A district sends back, once, what was sent on to it; the city settles who handles it (domain 2.9)."""

from dataclasses import dataclass

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.envelope import new_id
from contract.life import MoveRefused, Role
from contract.scope import CITY
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.accounts.services import NoSuchDesk, add_officer
from hall.cases import clocks, hands, services, story, tasks
from hall.cases.models import Case, CaseItem, Channel
from hall.console import desks as queues
from hall.console.views.districts import inbound
from hall.districts import services as districts
from hall.districts.models import Ruling, SentBack
from hall.fleet import counters
from hall.fleet.models import Terminal
from hall.fleet.orders import orders_for
from hall.ledger import WrittenOnce
from hall.notices.models import Notice
from hall.parcels import services as parcels
from tests.hall.conftest import PASSWORD
from tests.hall.scoped import LIWAN, PANYU, TIANHE, HandIn, hand_in, rolled_back

__all__ = ["hand_in", "rolled_back"]

SENT_ON = '{ by = "household", sent_on_workdays = 2 }'
WHY = "户籍已于上月迁出本区"
RULED = "以递交当日户籍为准"


def an_officer(district: str, *roles: Role) -> Officer:
    """Somebody new, of a desk of this district ("" for none)."""
    return add_officer(f"t-dist-{new_id().hex[-10:]}", "合成人员", roles, PASSWORD, district=district)


@dataclass
class Hands:
    """Who has to do with a case that Liwan took and Panyu decides."""

    liwan: Officer
    panyu: Officer
    city: Officer
    approver: Officer


@pytest.fixture
def people_of(rolled_back: None) -> Hands:
    return Hands(
        an_officer(LIWAN, Role.ACCEPTOR),
        an_officer(PANYU, Role.ACCEPTOR),
        an_officer(CITY, Role.ACCEPTOR),
        an_officer("", Role.APPROVER),
    )


@pytest.fixture
def task(hand_in: HandIn, people_of: Hands) -> CaseItem:
    """Taken at a terminal of Liwan and accepted there, to be decided in Panyu."""
    found = hand_in(SENT_ON, household=PANYU)
    services.accept(found.case, people_of.liwan)
    return now(found)


def now(task: CaseItem) -> CaseItem:
    return CaseItem.objects.select_related("case__terminal", "case__accepted_by").get(pk=task.pk)


def told(case: Case) -> list[str]:
    return list(Notice.objects.filter(case=case).order_by("id").values_list("reason", flat=True))


def test_a_district_bounces_an_inbound_case_with_its_reason_once_and_then_the_city_arbitrates(
    task: CaseItem, people_of: Hands
) -> None:
    with pytest.raises(hands.ReasonMissing):
        districts.send_back(task, people_of.panyu, "  ")
    sent = districts.send_back(task, people_of.panyu, WHY)
    assert now(task).state == TaskState.SENT_BACK
    assert list(districts.unsettled().filter(case=task.case)) == [sent]
    districts.rule(sent, people_of.city, PANYU, RULED)
    assert (now(task).state, now(task).district) == (TaskState.WORKING, PANYU)
    with pytest.raises(districts.SentBackBefore):
        districts.send_back(now(task), an_officer(PANYU, Role.ACCEPTOR), "第二次")
    assert not districts.unsettled().filter(case=task.case).exists()


def test_the_citys_ruling_binds_also_the_district_it_names_anew(task: CaseItem, people_of: Hands) -> None:
    districts.rule(districts.send_back(task, people_of.panyu, WHY), people_of.city, TIANHE, RULED)
    moved = now(task)
    assert moved.district == TIANHE
    with pytest.raises(districts.SentBackBefore):
        districts.send_back(moved, an_officer(TIANHE, Role.ACCEPTOR), WHY)
    with pytest.raises(hands.OtherDepartment):
        tasks.decide(moved, an_officer(PANYU, Role.APPROVER), granted=True)
    assert tasks.decide(moved, an_officer(TIANHE, Role.APPROVER), granted=True).state == "granted"


def test_the_promised_day_is_not_moved_by_the_quarrel_and_the_resident_is_told_so(
    task: CaseItem, people_of: Hands
) -> None:
    before = (task.case.promised_by, task.case.legal_by, task.due_by, task.promised_workdays)
    sent = districts.send_back(task, people_of.panyu, WHY)
    clocks.set_dates(now(task).case)
    assert (now(task).case.promised_by, now(task).case.legal_by, now(task).due_by) == before[:3]
    districts.rule(sent, people_of.city, TIANHE, RULED)
    after = now(task)
    assert (after.case.promised_by, after.case.legal_by, after.due_by, after.promised_workdays) == before
    assert told(after.case) == ["sent_back", "ruled"]
    texts = [notice.text for notice in Notice.objects.filter(case=task.case).order_by("id")]
    assert "不因此延长" in texts[0]
    assert "天河区" in texts[1]
    assert WHY not in "".join(texts)  # a message carries nothing of the case


def test_the_result_comes_back_to_the_locker_it_was_handed_in_at(task: CaseItem, people_of: Hands) -> None:
    districts.rule(districts.send_back(task, people_of.panyu, WHY), people_of.city, TIANHE, RULED)
    case = tasks.decide(now(task), people_of.approver, granted=True)
    parcel = parcels.pack(case, an_officer("", Role.ISSUER), "S")
    terminal = Terminal.objects.get(pk=task.case.terminal_id)
    assert terminal.district == LIWAN
    assert [one.parcel for one in orders_for(terminal).expected] == [parcel.barcode]


def test_the_terminal_is_told_that_it_is_being_handled(task: CaseItem, people_of: Hands) -> None:
    """One of before knows no other word for it."""
    districts.send_back(task, people_of.panyu, WHY)
    news = orders_for(Terminal.objects.get(pk=task.case.terminal_id)).cases
    assert [[one.state for one in case.tasks] for case in news] == [["working"]]


def test_the_story_says_who_sent_it_back_and_who_settled_it_and_its_chain_holds(
    task: CaseItem, people_of: Hands
) -> None:
    districts.rule(districts.send_back(task, people_of.panyu, WHY), people_of.city, TIANHE, RULED)
    lines = [(line.action, line.actor, line.note) for line in task.case.history.order_by("sequence")][-2:]
    assert lines == [("sent_back", people_of.panyu.label, WHY), ("ruled", people_of.city.label, RULED)]
    ruled = task.case.history.order_by("-sequence")[0]
    assert (ruled.before["district"], ruled.after["district"]) == (PANYU, TIANHE)
    assert story.verify(now(task).case) == task.case.history.count()


def test_only_an_acceptor_of_the_deciding_district_sends_back_and_never_who_accepted(
    task: CaseItem, people_of: Hands
) -> None:
    for desk in (LIWAN, TIANHE, CITY, ""):
        with pytest.raises(districts.OtherDistrict):
            districts.send_back(task, an_officer(desk, Role.ACCEPTOR), WHY)
    with pytest.raises(hands.NotYourRole):
        districts.send_back(task, an_officer(PANYU, Role.APPROVER, Role.SUPERVISOR, Role.ISSUER), WHY)
    people_of.liwan.desk.district = PANYU  # moved to another desk since
    people_of.liwan.desk.save()
    with pytest.raises(hands.SamePerson):
        districts.send_back(task, people_of.liwan, WHY)


def test_only_the_city_settles_it_and_neither_who_accepted_nor_who_sent_it_back(
    task: CaseItem, people_of: Hands
) -> None:
    sent = districts.send_back(task, people_of.panyu, WHY)
    for desk in (LIWAN, PANYU, TIANHE, ""):
        with pytest.raises(districts.OtherDistrict):
            districts.rule(sent, an_officer(desk, Role.ACCEPTOR), LIWAN, RULED)
    with pytest.raises(hands.NotYourRole):
        districts.rule(sent, an_officer(CITY, Role.APPROVER, Role.SUPERVISOR), LIWAN, RULED)
    for moved in (people_of.liwan, people_of.panyu):
        moved.desk.district = CITY
        moved.desk.save()
        with pytest.raises(hands.SamePerson):
            districts.rule(sent, moved, LIWAN, RULED)
    for wrong in ("", CITY, "110101", "liwan"):
        with pytest.raises(districts.NoSuchDistrict):
            districts.rule(sent, people_of.city, wrong, RULED)
    with pytest.raises(hands.ReasonMissing):
        districts.rule(sent, people_of.city, LIWAN, "")
    districts.rule(sent, people_of.city, LIWAN, RULED)
    with pytest.raises(MoveRefused):
        districts.rule(sent, an_officer(CITY, Role.ACCEPTOR), PANYU, RULED)


def test_what_a_district_took_at_a_terminal_of_its_own_it_cannot_send_back(hand_in: HandIn) -> None:
    own = hand_in(SENT_ON, household=LIWAN)
    services.accept(own.case, an_officer(LIWAN, Role.ACCEPTOR))
    with pytest.raises(MoveRefused):
        districts.send_back(now(own), an_officer(LIWAN, Role.ACCEPTOR), WHY)


def test_nothing_is_decided_nor_asked_for_while_it_is_open_and_it_lies_on_no_approvers_desk(
    task: CaseItem, people_of: Hands
) -> None:
    panyu = an_officer(PANYU, Role.APPROVER)
    assert queues.to_decide(task.case, panyu) == [task]
    districts.send_back(task, people_of.panyu, WHY)
    assert queues.to_decide(task.case, panyu) == []
    with pytest.raises(MoveRefused):
        tasks.decide(now(task), panyu, granted=True)
    with pytest.raises(MoveRefused):
        clocks.suspend(now(task), panyu, "专家评审", 5)


def test_who_sent_it_back_or_settled_it_does_not_decide_it(hand_in: HandIn, people_of: Hands) -> None:
    both = an_officer(PANYU, Role.ACCEPTOR, Role.APPROVER)
    task = hand_in(SENT_ON, household=PANYU)
    services.accept(task.case, people_of.liwan)
    districts.rule(districts.send_back(now(task), both, WHY), people_of.city, PANYU, RULED)
    with pytest.raises(hands.SamePerson):
        tasks.decide(now(task), both, granted=True)
    assert tasks.decide(now(task), an_officer(PANYU, Role.APPROVER), granted=True).state == "granted"


def test_the_database_keeps_its_own_watch_over_districts(task: CaseItem, people_of: Hands) -> None:
    own = {"task": task, "case": task.case, "district": PANYU, "accepted_by": people_of.liwan, "reason": WHY}
    refused = [
        lambda: SentBack.objects.create(by=people_of.city, **own),
        lambda: SentBack.objects.create(by=people_of.liwan, **own),
        lambda: SentBack.objects.create(by=an_officer(TIANHE, Role.ACCEPTOR), **{**own, "district": TIANHE}),
        lambda: CaseItem.objects.filter(pk=task.pk).update(district=TIANHE),
        lambda: CaseItem.objects.filter(pk=task.pk).update(
            state=TaskState.GRANTED, decided_by=an_officer(TIANHE, Role.APPROVER)
        ),
    ]
    for deed in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    sent = districts.send_back(task, people_of.panyu, WHY)
    ruling = {"sent_back": sent, "sent_back_by": people_of.panyu, "accepted_by": people_of.liwan, "reason": RULED}
    while_open = [
        lambda: Ruling.objects.create(by=people_of.panyu, district=LIWAN, **ruling),
        lambda: CaseItem.objects.filter(pk=task.pk).update(state=TaskState.WORKING),
        lambda: CaseItem.objects.filter(pk=task.pk).update(state=TaskState.GRANTED, decided_by=people_of.approver),
        lambda: SentBack.objects.create(by=an_officer(PANYU, Role.ACCEPTOR), **own),
    ]
    for deed in while_open:
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    districts.rule(sent, people_of.city, TIANHE, RULED)
    settled = [
        lambda: Ruling.objects.create(by=an_officer(CITY, Role.ACCEPTOR), district=LIWAN, **ruling),
        lambda: CaseItem.objects.filter(pk=task.pk).update(state=TaskState.GRANTED, decided_by=people_of.panyu),
        lambda: CaseItem.objects.filter(pk=task.pk).update(state=TaskState.GRANTED, decided_by=people_of.city),
    ]
    for deed in settled:
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    for row in (sent, Ruling.objects.get(sent_back=sent)):
        row.reason = "anders"
        with pytest.raises(WrittenOnce):
            row.save()


@pytest.mark.parametrize("deed", ["UPDATE {} SET reason = 'x' WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
def test_the_database_lets_nobody_rewrite_what_was_sent_back(task: CaseItem, people_of: Hands, deed: str) -> None:
    from django.db import connection

    sent = districts.send_back(task, people_of.panyu, WHY)
    ruling = districts.rule(sent, people_of.city, TIANHE, RULED)
    for table, row in (("districts_sentback", sent), ("districts_ruling", ruling)):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed.format(table), [row.pk])


def test_an_officers_desk_is_of_a_district_there_is() -> None:
    with pytest.raises(NoSuchDesk):
        an_officer("110101", Role.ACCEPTOR)


_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["send_back", "rule", "decide"]),
        st.sampled_from([LIWAN, PANYU, TIANHE, CITY, ""]),
        st.sampled_from([LIWAN, PANYU, TIANHE]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS)
def test_whatever_is_tried_it_is_sent_back_at_most_once_and_decided_only_by_the_district_it_lies_with(
    task: CaseItem, deeds: list[tuple[str, str, str]]
) -> None:
    promised = task.case.promised_by
    with transaction.atomic():
        for deed, desk, where in deeds:
            try:
                _try(deed, now(task), desk, where)
            except (MoveRefused, hands.NotYourRole, hands.SamePerson):
                continue
        held = now(task)
        sent = SentBack.objects.filter(task=task)
        assert sent.count() <= 1
        ruling = Ruling.objects.filter(sent_back__task=task).first()
        assert held.district == (ruling.district if ruling else PANYU)
        assert (held.state == TaskState.SENT_BACK) == (sent.exists() and ruling is None)
        assert held.case.promised_by == promised
        if held.decided_by is not None:
            assert held.decided_by.district in ("", held.district)
        story.verify(held.case)
        transaction.set_rollback(True)


def _try(deed: str, task: CaseItem, desk: str, where: str) -> None:
    match deed:
        case "send_back":
            districts.send_back(task, an_officer(desk, Role.ACCEPTOR), WHY)
        case "rule":
            for sent in SentBack.objects.filter(task=task):
                districts.rule(sent, an_officer(desk, Role.ACCEPTOR), where, RULED)
        case "decide":
            tasks.decide(task, an_officer(desk, Role.APPROVER), granted=True)


def _page(officer: Officer, path: str) -> str:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(officer.user)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def at_counter(task: CaseItem, district: str, officer: Officer) -> CaseItem:
    """The same case as a counter of this district took it; its results go to the terminal's locker all the same."""
    terminal = task.case.terminal
    counter = counters.add(f"D{new_id().int % 90000 + 10000}", "政务服务中心", terminal, district)
    Case.objects.filter(pk=task.case_id).update(counter=counter, channel=Channel.COUNTER, taken_by=officer)
    return CaseItem.objects.get(pk=task.pk)


def test_what_a_counter_took_was_taken_in_the_counters_district_wherever_its_locker_stands(
    hand_in: HandIn, people_of: Hands
) -> None:
    task = hand_in(SENT_ON, household=PANYU)  # at a terminal of Liwan
    services.accept(task.case, people_of.liwan)
    task.refresh_from_db()
    assert task in page_of(PANYU)
    own = at_counter(task, PANYU, an_officer("", Role.ACCEPTOR))
    assert task not in page_of(PANYU)
    with pytest.raises(MoveRefused):
        districts.send_back(own, people_of.panyu, WHY)


def page_of(district: str) -> list[CaseItem]:
    return list(inbound(district))


def test_who_took_it_at_a_counter_neither_sends_it_back_nor_settles_it(hand_in: HandIn, people_of: Hands) -> None:
    task = hand_in(SENT_ON, household=PANYU)
    services.accept(task.case, people_of.liwan)
    task = at_counter(task, LIWAN, people_of.panyu)
    with pytest.raises(hands.SamePerson):
        districts.send_back(task, people_of.panyu, WHY)
    assert queues.to_send_back(task.case, people_of.panyu) == []
    row = districts.send_back(task, an_officer(PANYU, Role.ACCEPTOR), WHY)
    Case.objects.filter(pk=task.case_id).update(taken_by=people_of.city)
    row.refresh_from_db()
    with pytest.raises(hands.SamePerson):
        districts.rule(row, people_of.city, PANYU, RULED)
    assert queues.to_rule(Case.objects.get(pk=task.case_id), people_of.city) == []
