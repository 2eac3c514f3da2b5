"""Issued together, or as ready; several envelopes under one number (domain 2.11, 统一出件)."""

from datetime import timedelta

import pytest
from django.db.models.sql.where import WhereNode

from contract import catalogue
from contract.bodies import Answer, PackageChosen
from contract.envelope import Kind, new_id
from contract.issuing import LATE_WORKDAYS, TooThick, box_for
from contract.life import MoveRefused
from contract.parcel import ParcelEvent
from contract.workdays import add_workdays
from hall.cases import clocks, issuing, services, story, tasks
from hall.cases.models import Case
from hall.console.desks import Tab, streams_of
from hall.parcels import services as parcels
from tests.hall.test_tasks import MONDAY, at, chain, departments, task, three  # noqa: F401


@pytest.fixture
def accepted(three, people, monkeypatch):  # noqa: F811
    """Three parts; two of them decided at once, the third slow."""
    at(monkeypatch, MONDAY)
    chain(three, RES_REG=2, RES_PERMIT=3, UNEMP=4)
    services.accept(three, people.acceptor)
    tasks.decide(task(three, "RES-REG"), people.approver, granted=True)
    tasks.decide(task(three, "RES-PERMIT"), people.approver, granted=False, reason="居住未满半年")
    return Case.objects.get(pk=three.pk)


def bring(box, people, parcel, case, *events):
    parcels.hand_out(parcel, people.issuer, people.courier)
    for event in events:
        box.send(Kind.CUSTODY, box.custody(event, parcel.barcode), case.pk)


def state(case):
    return Case.objects.get(pk=case.pk).state


def test_three_items_one_slow_switches_exactly_at_n_days_over(accepted, people):
    assert accepted.promised_by == add_workdays(MONDAY, 5)
    with pytest.raises(MoveRefused):  # together is the rule
        parcels.pack(accepted, people.issuer, "S")
    over = add_workdays(accepted.promised_by, LATE_WORKDAYS)
    issuing.switch_late(over - timedelta(days=1))
    assert not Case.objects.get(pk=accepted.pk).as_ready
    issuing.switch_late(over)
    assert Case.objects.get(pk=accepted.pk).as_ready
    issuing.switch_late(over)
    assert accepted.history.filter(action="issued_as_ready").count() == 1


def test_a_slowest_that_stands_still_switches_at_once(accepted, people, monkeypatch):
    clocks.suspend(task(accepted, "UNEMP"), people.approver, "专家评审", 10)
    issuing.switch_late(MONDAY)
    assert Case.objects.get(pk=accepted.pk).as_ready


def test_results_as_ready_travel_one_by_one_and_the_case_follows_the_last(box, accepted, people, monkeypatch):
    monkeypatch.undo()  # a terminal whose clock is months away is refused
    Case.objects.filter(pk=accepted.pk).update(as_ready=True)
    listed = issuing.packing_list(accepted)
    assert [(one.task.item, one.what.zh) for one in listed] == [
        ("RES-REG", "居住登记凭证"),
        ("RES-PERMIT", "书面答复"),  # a refusal is issued too
    ]
    first = parcels.pack(accepted, people.issuer, issuing.size_of(listed))
    assert first.size == "S"
    with pytest.raises(MoveRefused):  # nothing else is ready
        parcels.pack(accepted, people.issuer, "S")
    bring(box, people, first, accepted, ParcelEvent.LOADED)
    assert state(accepted) == "accepted"
    assert accepted.notices.filter(reason="in_locker").count() == 1
    tasks.decide(task(accepted, "UNEMP"), people.approver, granted=True)
    last = parcels.pack(Case.objects.get(pk=accepted.pk), people.issuer, "S")
    assert [row.issued_in for row in accepted.items.all()] == [first.barcode, first.barcode, last.barcode]
    assert state(accepted) == "packed"
    bring(box, people, last, accepted, ParcelEvent.LOADED, ParcelEvent.TAKEN)
    assert state(accepted) == "in_locker"  # the first one still lies there
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, first.barcode), accepted.pk)
    assert state(accepted) == "collected"
    assert story.verify(Case.objects.get(pk=accepted.pk)) == accepted.history.count()


def test_together_is_one_envelope_with_everything(accepted, people):
    case = tasks.decide(task(accepted, "UNEMP"), people.approver, granted=True)
    assert len(issuing.packing_list(case)) == 3
    parcel = parcels.pack(case, people.issuer, "S")
    assert {row.issued_in for row in case.items.all()} == {parcel.barcode}
    assert state(case) == "packed"


def test_an_item_that_does_not_wait_says_so_in_its_own_file(box, new_submission):
    sole = {"SOLE-TRADER": True, "UNEMP": False}
    for item, expected in sole.items():
        case = Case.objects.get(pk=box.submit(new_submission(items=[item], originals_parcel=None)))
        assert case.as_ready is expected


def test_the_box_is_chosen_by_what_goes_in():
    assert [box_for([mm]) for mm in (1, 76, 77, 176, 177, 376)] == ["S", "S", "M", "M", "L", "L"]
    assert box_for([40, 40]) == "M"
    with pytest.raises(TooThick):
        box_for([377])


def test_a_package_is_one_case_with_a_task_for_each_item_and_one_date(box, new_submission, people, monkeypatch):
    answers = {"born_here": True, "first_issue": True, "under_one": True, "guangdong": True}
    chosen = PackageChosen(id="NEWBORN", answers={**answers, "registered": False, "insured": True})
    known = catalogue.load()
    items = [part.item for part in known.packages["NEWBORN"].chosen(chosen.answers)]
    filled = {name: value for item in items for name, value in known.items[item].sample.items()}
    said = new_submission(
        items=items,
        package=chosen,
        answers={name: Answer(value=value, origin="typed") for name, value in filled.items()},
        originals_parcel=None,
    )
    case = Case.objects.get(pk=box.submit(said))
    at(monkeypatch, MONDAY)
    services.accept(case, people.acceptor)
    monkeypatch.undo()
    case.refresh_from_db()
    assert case.promised_by == add_workdays(MONDAY, 5)
    states = {row.item: row.state for row in case.items.all()}
    assert len(states) == 9
    assert (states["KID-CERT"], states["KID-HUKOU"]) == ("working", "pending")
    while open_now := list(case.items.filter(state="working")):
        for row in open_now:
            tasks.decide(row, people.approver, granted=True)
    case.refresh_from_db()
    assert case.state == "granted"
    assert len(issuing.packing_list(case)) == 9
    assert box.orders().cases[-1].tasks[0].state == "granted"


@pytest.mark.parametrize(
    ("answers", "items", "code"),
    [
        ({"left": True, "register": True, "insure": True}, ["UNEMP"], "package_differs"),
        ({"left": True, "register": True}, ["UNEMP"], "package_unknown"),
        ({"left": False, "register": True, "insure": True}, ["UNEMP", "FLEX-INS"], "package_unknown"),
        ({"left": True, "register": "yes", "insure": True}, ["UNEMP", "FLEX-INS"], "package_unknown"),
    ],
)
def test_items_that_the_answers_do_not_lead_to_are_refused(box, new_submission, answers, items, code):
    said = new_submission(items=items, package=PackageChosen(id="JOB", answers=answers), originals_parcel=None)
    refused = box.post(box.envelope(Kind.SUBMISSION, said, new_id()))
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_every_stream_of_an_issuers_queue_names_a_state_so_that_an_index_serves(people):
    """One without it, and PostgreSQL reads the whole table."""
    streams = streams_of(Tab.MINE, people.issuer)
    assert len(streams) == 6  # granted, refused, ready of accepted: with a promised day and without
    for stream in streams:
        conditions = [one for one in stream.cases.query.where.children if not isinstance(one, WhereNode)]
        assert "state" in [one.lhs.target.name for one in conditions if hasattr(getattr(one, "lhs", None), "target")]
