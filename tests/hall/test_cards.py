"""Lost cards in the hall: what follows from which report, what stays written, and what terminals are told."""

import io
import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.lost_cards import CardWords, Standing, card_tag, holder_tag, key_name
from hall import commands
from hall.accounts.models import Officer
from hall.cards import services
from hall.cards.models import CardReport, Report
from hall.cards.services import ReportRefused, last_number, report, words_after
from hall.cases.hands import NotYourRole
from hall.fleet import news
from hall.fleet.models import Terminal
from hall.fleet.services import OPERATOR
from hall.ledger import WrittenOnce

CARD = "A00000003"
_people = itertools.count(1)
ABOUT_A_CARD = (Report.LOST, Report.FOUND, Report.FREED, Report.REPLACED)


@pytest.fixture
def person():
    """A number nobody else's test reports anything of."""
    return new_person()


def new_person():
    return f"44{next(_people):04}190001010000"


def tag(person, card=CARD):
    return card_tag(person, card, services.card_key())


def say(what, person, card=CARD):
    return report(what, person, card, OPERATOR, "called the hotline")


def told(number_before):
    """The words after a number, to a terminal that holds the key."""
    return words_after(number_before, key_name(services.card_key()))


def test_found_again_frees_nothing_and_only_staff_does(person):
    say(Report.LOST, person)
    say(Report.FOUND, person)
    assert services.standing_of(tag(person)) is Standing.LOST
    say(Report.FREED, person)
    assert services.standing_of(tag(person)) is Standing.FREE


def test_a_replaced_card_never_works_again(person):
    say(Report.LOST, person)
    say(Report.REPLACED, person)
    for what in (Report.LOST, Report.FOUND, Report.FREED, Report.REPLACED):
        with pytest.raises(ReportRefused):
            say(what, person)
    assert services.standing_of(tag(person)) is Standing.REPLACED
    assert services.standing_of(tag(person, "B00000019")) is Standing.FREE


def test_one_card_of_a_person_says_nothing_of_another_nor_of_the_same_number_of_somebody_else(person):
    say(Report.LOST, person)
    assert services.standing_of(tag(person, "B00000019")) is Standing.FREE
    assert services.standing_of(tag(new_person())) is Standing.FREE


def test_without_its_number_every_card_issued_before_today_is_meant(person):
    before = last_number()
    row = say(Report.LOST, person, "")
    (word,) = told(before).words
    assert word.tag == word.holder == row.tag == holder_tag(person, services.card_key())
    assert word.issued_before == timezone.localdate()


def test_a_card_got_later_is_reported_without_its_number_too_and_frees_no_earlier_one(person, monkeypatch):
    today = timezone.localdate()
    say(Report.LOST, person, "")
    with pytest.raises(ReportRefused):
        say(Report.LOST, person, "")
    say(Report.REPLACED, person, "")
    monkeypatch.setattr(services.timezone, "localdate", lambda: today + timedelta(days=400))
    before = last_number()
    say(Report.LOST, person, "")
    (word,) = told(before).words
    assert (word.standing, word.issued_before) == (Standing.LOST, today + timedelta(days=400))
    with pytest.raises(ReportRefused):  # it would free the replaced card as well: that needs the card's number
        say(Report.FREED, person, "")
    assert services.standing_of(holder_tag(person, services.card_key())) is Standing.LOST


@given(st.lists(st.sampled_from(ABOUT_A_CARD), max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_reported_in_whatever_order_a_card_is_free_only_by_being_freed(reports):
    person, standing, written = new_person(), Standing.FREE, 0
    before = last_number()
    for what in reports:
        allowed = (
            what
            in {
                Standing.FREE: (Report.LOST, Report.REPLACED),
                Standing.LOST: (Report.FOUND, Report.FREED, Report.REPLACED),
                Standing.REPLACED: (),
            }[standing]
        )
        try:
            say(what, person)
        except ReportRefused as refusal:
            refused = refusal.standing
        else:
            refused = None
        assert refused is (None if allowed else standing)
        if not allowed:
            continue
        written += 1
        standing = {
            Report.LOST: Standing.LOST,
            Report.FREED: Standing.FREE,
            Report.REPLACED: Standing.REPLACED,
        }.get(what, standing)
    assert services.standing_of(tag(person)) is standing
    assert last_number() == before + written
    words = [word for word in told(before).words if word.tag == tag(person)]
    assert (words[-1].standing if words else Standing.FREE) is standing


@pytest.mark.parametrize(
    ("number", "card", "reason"),
    [("", CARD, "why"), ("4" * 19, CARD, "why"), ("440103一", CARD, "why"), (None, "A1", "why"), (None, CARD, "  ")],
)
def test_a_report_without_numbers_that_can_be_or_without_a_reason_writes_nothing(person, number, card, reason):
    before = last_number()
    with pytest.raises(ValueError, match=r"number|nine|reason"):
        report(Report.LOST, person if number is None else number, card, OPERATOR, reason)
    assert last_number() == before


def test_no_number_of_person_or_card_lies_in_the_ledger(person):
    row = say(Report.LOST, person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cards_cardreport WHERE id = %s", [row.pk])
        kept = repr(cursor.fetchone())
    assert person not in kept
    assert CARD not in kept


def test_what_is_written_is_not_changed_by_code_or_by_hand(person):
    row = say(Report.LOST, person)
    row.reason = "another"
    with pytest.raises(WrittenOnce):
        row.save()
    for change in (
        "UPDATE cards_cardreport SET reason = 'x' WHERE id = %s",
        "DELETE FROM cards_cardreport WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [row.pk])


def test_two_who_report_at_once_get_two_numbers(person, monkeypatch):
    say(Report.LOST, person)
    stale = iter([last_number() - 1])
    real = services.last_number
    monkeypatch.setattr(services, "last_number", lambda: next(stale, None) or real())
    assert say(Report.LOST, new_person()).number == real()


def test_many_who_report_at_once_leave_no_gap_and_no_number_twice():
    before, people = last_number(), [new_person() for _ in range(12)]

    def one(person):
        try:
            return say(Report.LOST, person).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as desks:
        numbers = list(desks.map(one, people))
    assert sorted(numbers) == list(range(before + 1, before + 13))


def test_a_terminal_is_told_in_pages_and_from_the_beginning_when_its_book_is_another_halls(person, monkeypatch, box):
    monkeypatch.setattr(services, "MOST_WORDS", 3)
    before = last_number()
    for _ in range(7):
        say(Report.LOST, new_person())
    key, after, words = key_name(services.card_key()), before, []
    while after < last_number():
        answer = box.request("GET", f"/api/v1/cards?after={after}&key={key}")
        page = CardWords.model_validate_json(answer.content)
        assert page.since == after
        assert len(page.words) <= 3
        words, after = words + page.words, page.until
    assert [word.number for word in words] == list(range(before + 1, before + 8))
    assert box.request("GET", f"/api/v1/cards?after={after}&key=00000000").json()["since"] == 0
    assert told(after + 1).since == 0  # a number this ledger has not reached: a backup was put back
    assert told(after).words == []


def test_only_terminals_are_told(hall_url, person):
    assert Client().get("/api/v1/cards").status_code == 401


def test_orders_change_with_a_report_and_name_its_number(box, person):
    before = box.orders()
    mark = news.mark(Terminal.objects.get(pk=box.id))
    number = say(Report.LOST, person).number
    after = box.orders()
    assert after.cards == number == before.cards + 1
    assert after.version != before.version
    assert mark is None or mark != news.mark(Terminal.objects.get(pk=box.id))


# --- the console and the command ---------------------------------------------------------------------------


def post(officer: Officer, **said):
    client = Client()
    client.force_login(officer.user)
    answer = client.post("/console/cards", said)
    return answer, [str(one) for one in get_messages(answer.wsgi_request)]


def test_an_acceptor_reports_and_frees_a_card_in_the_console_with_name_time_and_reason(people, person):
    said = {"person": person, "card": CARD.lower(), "reason": "电话挂失,已核对"}
    before = last_number()
    assert post(people.acceptor, report="lost", **said)[0].status_code == 302
    row = CardReport.objects.get(number=before + 1)
    assert (row.report, row.actor, row.device) == ("lost", people.acceptor.label, "console")
    assert row.reason == said["reason"]
    assert timezone.now() - row.at < timedelta(minutes=1)
    assert post(people.acceptor, report="freed", **said)[0].status_code == 302
    assert services.standing_of(tag(person)) is Standing.FREE
    client = Client()
    client.force_login(people.supervisor.user)
    page = client.get("/console/cards").content.decode()
    assert said["reason"] in page
    assert person not in page
    assert 'name="person"' not in page


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"report": "found"}, "没有挂失"),
        ({"report": "activated"}, "请选择"),
        ({"report": "lost", "reason": ""}, "没有写原因"),
        ({"report": "lost", "card": "A1"}, "号码不对"),
    ],
)
def test_a_report_the_console_cannot_take_is_answered_in_words_and_writes_nothing(people, person, said, answer):
    before = last_number()
    words = post(people.acceptor, **({"person": person, "card": CARD, "reason": "why"} | said))[1]
    assert answer in "".join(words)
    assert last_number() == before


def test_nobody_but_an_acceptor_reports_also_past_the_page(people):
    for officer in (people.supervisor, people.issuer, people.approver):
        assert post(officer, report="lost", person=new_person(), reason="why")[0].status_code == 403
        with pytest.raises(NotYourRole):
            services.at_console(officer)


def test_the_command_takes_the_number_from_standard_input_and_refuses_what_does_not_follow(person, monkeypatch, capsys):
    def hall(*arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{person}\n"))
        return commands.main(["card", *arguments])

    assert hall("lost", "--card", CARD, "--reason", "reported by phone") == 0
    assert hall("lost", "--card", CARD, "--reason", "again") == 2
    assert "the card is lost" in capsys.readouterr().err
    assert hall("found", "--card", CARD, "--reason", "on the stairs") == 0
    assert hall("replaced", "--card", CARD, "--reason", "new card made") == 0
    assert hall("activate", "visit", "--reason", "hospital") == 0
    assert hall("activate", "disability", "--reason", "is planned") == 2
    assert hall("reports") == 0
    out = capsys.readouterr().out
    assert person not in out
    assert "replaced" in out
    assert hall("applications") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "4 live + 0 pilot + 82 planned = 86"
