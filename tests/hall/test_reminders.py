"""What a person is reminded of by what the hall has, on the days of the facts, and what stays away (domain 2.7)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from contract.bodies import Applicant, Submission, Unwanted
from contract.due import held_until
from contract.envelope import Kind
from contract.parcel import ParcelEvent
from contract.prereview import add_months
from contract.reminding import Duty, RemindersFound, Unasked
from contract.workdays import CHINA
from hall import persons
from hall.cards import services as cards
from hall.cards.models import CardShown
from hall.cases import services as cases
from hall.cases.models import Case, Correction
from hall.certificates import services as library
from hall.certificates.models import Certificate
from hall.ledger import WrittenOnce
from hall.parcels import services as parcels
from hall.parcels.models import Parcel
from hall.reminders import services
from hall.reminders.models import UnwantedReminder
from kiosk.offices import Offices
from offline_queue.line import HallLine, Later
from tests.hall.conftest import Box, People
from tests.offline_queue.small_hall import SteppedClock

DAY = timedelta(days=1)


@pytest.fixture
def handed_in(box: Box, new_submission: Callable[..., Submission], somebody: str) -> Callable[..., Case]:
    """A received case of theirs."""

    def make(**changes: Any) -> Case:
        applicant = Applicant(name="陈合成", id_number=somebody, mobile="13000000000")
        said = {"applicant": applicant, "originals_parcel": None, **changes}
        return Case.objects.get(pk=box.submit(new_submission(**said)))

    return make


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA)


def told(number: str, now: datetime) -> list[tuple[Duty, str]]:
    return [(one.duty, one.terminal) for one in services.of_person(number, now).told]


def asked(box: Box, number: str) -> RemindersFound:
    """By the terminal's own line, over HTTP."""
    from contract.envelope import new_id

    line = Offices(HallLine(box.url, box.id, box.key, box.hall_key, SteppedClock()))
    return line.reminders(new_id(), number, box.seal_key)


def not_wanted(box: Box, number: str, reminder: str, why: Unasked = Unasked.NEVER) -> None:
    said = Unwanted(id_number=number, reminder=reminder, why=why, on=timezone.localdate())
    box.send(Kind.UNWANTED, said)


def test_a_correction_is_a_card_from_three_days_before_its_last_day_on_and_not_on_the_fourth(
    handed_in: Callable[..., Case], somebody: str, people: People, box: Box
) -> None:
    case = handed_in()
    until = cases.ask_correction(case, people.acceptor, ["看不清"], ["ID"]).until
    assert told(somebody, noon(until - 4 * DAY)) == []
    for day in (until - 3 * DAY, until):
        assert told(somebody, noon(day)) == [(Duty.CORRECTION, box.id)]
    assert told(somebody, noon(until + DAY)) == []
    (card,) = services.of_person(somebody, noon(until)).told
    assert (card.case_id, until.isoformat() in card.text.zh, "看不清" in repr(card)) == (case.pk, True, False)


def test_what_was_handed_in_meanwhile_is_a_card_no_more(
    handed_in: Callable[..., Case], somebody: str, people: People, box: Box, new_supplement: Any
) -> None:
    case = handed_in()
    row = cases.ask_correction(case, people.acceptor, ["看不清"], ["ID"])
    box.send(Kind.SUPPLEMENT, new_supplement(row), case.pk)
    assert told(somebody, noon(row.until)) == []


def in_locker(case: Case, people: People, box: Box) -> Parcel:
    cases.accept(case, people.acceptor)
    cases.decide(case, people.approver, granted=True)
    parcel = parcels.hand_out(parcels.pack(case, people.issuer, "S"), people.issuer, people.courier)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, parcel.barcode), parcel.case_id)
    return Parcel.objects.get(pk=parcel.barcode)


def test_a_result_is_a_card_the_same_day_and_on_the_last_one_says_that_the_locker_times_out(
    handed_in: Callable[..., Case], somebody: str, people: People, box: Box
) -> None:
    parcel = in_locker(handed_in(), people, box)
    assert parcel.loaded_at is not None
    assert parcel.dies_at is not None
    assert told(somebody, parcel.loaded_at) == [(Duty.RESULT, box.id)]
    assert told(somebody, parcel.dies_at - DAY - timedelta(minutes=1)) == [(Duty.RESULT, box.id)]
    assert told(somebody, parcel.dies_at - DAY) == [(Duty.LAST_DAY, box.id)]
    assert told(somebody, parcel.dies_at) == []
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, parcel.barcode), parcel.case_id)
    assert told(somebody, parcel.loaded_at) == []


@pytest.fixture
def permit(handed_in: Callable[..., Case], people: People, somebody: str) -> Certificate:
    """Their residence permit, given a year less three weeks ago."""
    case = handed_in(items=["RES-PERMIT"])
    cases.accept(case, people.acceptor)
    cases.decide(case, people.approver, granted=True)
    Case.objects.filter(pk=case.pk).update(state="closed")
    cases.story.write(Case.objects.get(pk=case.pk), "put_into", cases.SYSTEM, {}, {"state": "closed"})
    return Certificate.objects.get(case=case)


def test_a_permit_is_to_be_endorsed_within_the_month_before_its_full_year(permit: Certificate, somebody: str) -> None:
    until = add_months(permit.valid_from, 12)
    first = add_months(until, -1)
    assert told(somebody, noon(first - DAY)) == []
    for day in (first, until):
        assert told(somebody, noon(day)) == [(Duty.RENEWAL, "")]
    assert told(somebody, noon(until + DAY)) == []
    (card,) = services.of_person(somebody, noon(first)).told
    assert (card.id, card.item, until.isoformat() in card.text.en) == ("renewal:RES-ENDORSE", "RES-ENDORSE", True)
    assert held_until([permit.valid_from], 1) == until


def test_nobody_is_reminded_of_an_endorsement_under_way_nor_of_a_permit_that_was_revoked(
    permit: Certificate, somebody: str, handed_in: Callable[..., Case]
) -> None:
    day = noon(add_months(permit.valid_from, 12))
    case = handed_in(items=["RES-ENDORSE"])
    assert told(somebody, day) == []
    Case.objects.filter(pk=case.pk).update(state="withdrawn")
    cases.story.write(Case.objects.get(pk=case.pk), "put_into", cases.SYSTEM, {}, {"state": "withdrawn"})
    assert told(somebody, day) == [(Duty.RENEWAL, "")]
    library.revoke(permit.number, "operator", "注销")
    assert told(somebody, day) == []


def test_another_person_is_told_nothing_of_it(
    handed_in: Callable[..., Case], people: People, box: Box, somebody: str
) -> None:
    in_locker(handed_in(), people, box)
    assert [one.duty for one in asked(box, somebody).told] == [Duty.RESULT]
    assert asked(box, "440106189203150015").told == []


def test_what_is_not_wanted_stays_away_at_every_terminal_and_is_counted_by_its_rule_without_the_person(
    handed_in: Callable[..., Case], people: People, box: Box, new_box: Callable[[], Box], somebody: str
) -> None:
    parcel = in_locker(handed_in(), people, box)
    (card,) = asked(box, somebody).told
    before = dict(((rule, why), times) for rule, why, times in services.counted()).get(("result", "not_me"), 0)
    not_wanted(box, somebody, card.id, Unasked.NOT_ME)
    not_wanted(box, somebody, card.id, Unasked.NEVER)  # said twice it counts once, as it was said first
    not_wanted(box, somebody, "OLD-CARD-60")
    for terminal in (box, new_box()):
        found = asked(terminal, somebody)
        assert (found.told, found.unwanted) == ([], [card.id, "OLD-CARD-60"])
    counted = dict(((rule, why), times) for rule, why, times in services.counted())
    assert counted["result", "not_me"] == before + 1
    kept = UnwantedReminder.objects.filter(person_tag=persons.tag_of(somebody)).values_list()
    assert somebody not in repr(list(kept))
    assert parcel.barcode in repr(list(kept))  # the next result is another card


def test_a_supervisor_reads_how_often_a_rule_was_called_wrong(box: Box, people: People, somebody: str) -> None:
    not_wanted(box, somebody, "LONGEVITY-70", Unasked.NOT_ME)
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(people.supervisor.user)
    page = client.get("/console/supervision").content.decode()
    assert "LONGEVITY-70" in page
    assert "“Not me, or wrong”" in page
    assert persons.tag_of(somebody) not in page


def test_what_was_not_wanted_is_written_once(box: Box, somebody: str) -> None:
    not_wanted(box, somebody, "LONGEVITY-70")
    row = UnwantedReminder.objects.get(person_tag=persons.tag_of(somebody))
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reminders_unwantedreminder WHERE id = %s", [row.pk])


def test_who_was_told_of_is_written_down_and_a_terminal_that_fishes_is_stopped(
    box: Box, somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(box, somebody)
    assert CardShown.objects.filter(terminal_id=box.id).count() == 1
    monkeypatch.setattr(cards, "MAX_SHOWN_AN_HOUR", 1)
    with pytest.raises(Later):
        asked(box, "440103195603010005")
    assert CardShown.objects.filter(terminal_id=box.id).count() == 1


def test_a_wish_sealed_to_something_else_is_refused(box: Box, somebody: str) -> None:
    wish = {"id": str(Correction.objects.none().count()), "key_id": box.seal_key.key_id, "sealed": "AAAA"}
    import json

    assert box.request("POST", "/api/v1/reminders", json.dumps(wish).encode()).status_code == 422
    wish["id"] = "01a219ce-a8a3-7341-91d4-2c63a9f1f87e"
    answer = box.request("POST", "/api/v1/reminders", json.dumps(wish).encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "seal_broken")
