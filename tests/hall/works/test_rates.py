"""The headline rates (domain 2.1): every percentage opens to its rows, and a month stays what it was."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client

from contract.envelope import Kind
from contract.life import CaseState, Role
from contract.workdays import CHINA
from hall.accounts.services import add_officer
from hall.cases import services
from hall.cases.models import Case
from hall.catalogues import editions
from hall.catalogues import services as catalogues
from hall.commands import main
from hall.oversight import rates
from hall.oversight.rates import Figure, Rate

MONTH = date(2019, 8, 1)


@pytest.fixture
def cases(box, new_submission):
    """Five cases of a month that nobody else's are of; the first is done, the second rated, the third late."""
    made = [box.submit(new_submission(originals_parcel=None)) for _ in range(5)]
    month = Case.objects.filter(pk__in=made)
    day = datetime(2019, 8, 10, 12, tzinfo=UTC)
    month.update(received_at=day, submitted_at=day)
    Case.objects.filter(pk=made[0]).update(state=CaseState.CLOSED, rated=True, rating=5)
    Case.objects.filter(pk=made[1]).update(rated=True, rating=2)
    Case.objects.filter(pk=made[2]).update(promised_by=date(2019, 8, 12))
    yield [Case.objects.get(pk=pk) for pk in made]
    now = datetime.now(UTC)  # others share the queues
    month.update(received_at=now, submitted_at=now, state=CaseState.RECEIVED)  # as their stories tell


@pytest.fixture
def published(monkeypatch, people):
    """Publishes changes of the catalogue on a day of that month; all of it is undone afterwards."""
    checker = add_officer("t-works-checker", "法制审核", [Role.AUDITOR], "correct horse battery")

    def go(changes, day):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2019, 8, day, 9, tzinfo=UTC))
        made = editions.draft(people.supervisor, "a test", changes, "console")
        editions.check(made, checker, "console")
        pack = editions.publish(made, people.supervisor, date(2019, 8, day), "console").pack
        assert pack is not None
        return pack.catalogue

    with transaction.atomic():
        yield go
        transaction.set_rollback(True)
    catalogues._kept.cache_clear()


def line_of_month():
    return next(line for line in rates.lines(MONTH) if line.item == "OLD-CARD")


def test_every_percentage_opens_to_its_rows(cases, people):
    assert main(["counter-cases", "2019-08", "OLD-CARD", "3"]) == 0
    client = Client()
    client.force_login(people.supervisor.user)
    line, opened = line_of_month(), {}
    for rate in (Rate.USED, Rate.FINISHED, Rate.SATISFIED, Rate.OVERDUE):
        part, rest = (rates.rows(rate, MONTH, "OLD-CARD", inside).count() for inside in (True, False))
        opened[rate] = Figure(part, part + rest)
        for side, shown in (("in", part), ("out", rest)):
            address = f"/console/supervision/rows?rate={rate}&side={side}&month=2019-08&item=OLD-CARD"
            assert client.get(address).content.decode().count('class="row-link"') == shown, (rate, side)
    reported = line.figures[Rate.USED]
    assert (reported, opened.pop(Rate.USED)) == (Figure(5, 8), Figure(5, 5))  # three are known by their number only
    assert opened == {rate: line.figures[rate] for rate in opened}
    assert opened == {Rate.FINISHED: Figure(1, 5), Rate.SATISFIED: Figure(1, 2), Rate.OVERDUE: Figure(1, 5)}


def test_a_version_retired_in_mid_month_keeps_its_figures_and_its_rows(cases, published, people):
    before = line_of_month()
    published({"items/old-card.toml": None, "packages/elder.toml": None}, day=15)
    after = line_of_month()
    assert after == before
    assert after.figures[Rate.AVAILABLE] == Figure(1, 1)
    assert after.figures[Rate.FINISHED] == Figure(1, 5)
    assert "OLD-CARD" in {entry.id for entry in rates.services(MONTH, inside=True)}
    assert "OLD-CARD" not in {entry.id for entry in rates.services(date(2019, 9, 1), inside=True)}


def test_a_service_that_needs_a_visit_from_mid_month_on_is_finished_without_one_until_then(cases, published):
    text = editions.base()["items/old-card.toml"]
    Case.objects.filter(pk=cases[1].pk).update(
        state=CaseState.CLOSED, received_at=datetime(2019, 8, 20, 12, tzinfo=UTC)
    )
    assert line_of_month().figures[Rate.FINISHED] == Figure(2, 5)
    version = published({"items/old-card.toml": text.replace('here = "whole"', 'here = "up_to_locker"')}, day=15)
    handed_in_under(cases[1], version)
    assert line_of_month().figures[Rate.FINISHED] == Figure(1, 5)
    rest = {row.case_id: row for row in rates.rows(Rate.FINISHED, MONTH, "", inside=False)}
    assert cases[0].pk not in rest
    assert rates.needs_visit(rest[cases[1].pk])
    assert not rates.needs_visit(rest[cases[2].pk])


def handed_in_under(case, version):
    """As if the terminal had had this catalogue, and the hall had judged by it."""
    rules = case.rules_version.partition("-")[0]
    Case.objects.filter(pk=case.pk).update(rules_version=f"{rules}-{version}", catalogue_version=version)


def test_a_case_begun_before_a_change_is_judged_by_the_version_it_was_submitted_under(cases, published):
    """Received on the day of the change, begun the evening before: what was asked then is what it did."""
    text = editions.base()["items/old-card.toml"]
    day = datetime(2019, 8, 15, 0, 30, tzinfo=CHINA)
    Case.objects.filter(pk=cases[1].pk).update(state=CaseState.CLOSED, received_at=day)
    version = published({"items/old-card.toml": text.replace('here = "whole"', 'here = "up_to_locker"')}, day=15)
    assert line_of_month().figures[Rate.FINISHED] == Figure(2, 5)
    assert cases[1].pk in {row.case_id for row in rates.rows(Rate.FINISHED, MONTH, "", inside=True)}
    handed_in_under(cases[1], version)
    assert line_of_month().figures[Rate.FINISHED] == Figure(1, 5)
    assert cases[1].pk in {row.case_id for row in rates.rows(Rate.FINISHED, MONTH, "", inside=False)}


def test_a_case_whose_version_was_never_kept_is_judged_by_the_day_it_was_received(cases, published):
    text = editions.base()["items/old-card.toml"]
    for case, day in ((cases[0], 14), (cases[1], 16)):
        received = datetime(2019, 8, day, 12, tzinfo=UTC)
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, received_at=received)
        handed_in_under(case, "of-an-older-hall")
    published({"items/old-card.toml": text.replace('here = "whole"', 'here = "up_to_locker"')}, day=15)
    missing = {row.case_id: row for row in rates.rows(Rate.FINISHED, MONTH, "", inside=False)}
    assert cases[0].pk not in missing
    assert rates.needs_visit(missing[cases[1].pk])


def test_a_case_corrected_in_the_month_after_stays_in_the_month_it_came_in(cases, box, people, new_supplement):
    before = line_of_month()
    asked = services.ask_correction(Case.objects.get(pk=cases[3].pk), people.acceptor, ["请补"], ["ID"], [])
    box.send(Kind.SUPPLEMENT, new_supplement(asked), cases[3].pk)
    assert Case.objects.get(pk=cases[3].pk).submitted_at > cases[3].submitted_at
    assert line_of_month() == before
    assert before.figures[Rate.USED].part == len(cases)
