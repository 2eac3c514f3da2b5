"""A promised limit that changes at midnight (domain 2.8): what is begun under the old one keeps it."""

from datetime import date, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from contract import catalogue
from contract.envelope import Kind, new_id
from contract.life import Role
from contract.workdays import CHINA, add_workdays
from hall.accounts.services import add_officer
from hall.cases import services, story
from hall.cases.models import Case
from hall.catalogues import editions
from hall.catalogues import services as catalogues
from hall.catalogues.models import KeptPack
from hall.fleet.models import Terminal
from hall.intake import services as intake

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SHIPPED, SHORTER = 15, 9


@pytest.fixture
def undone(box, people):
    """Packs cannot be deleted: what is published here is rolled back. The terminal was enrolled before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    catalogues._kept.cache_clear()


def test_a_promised_limit_changed_at_0000_holds_from_0001_on_and_yesterdays_cases_keep_theirs(
    box, new_submission, people, monkeypatch, undone
):
    def at(day, hour, minute):
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    def handed_in(version):
        said = new_submission(originals_parcel=None, catalogue_version=version, submitted_at=timezone.now())
        case_id = new_id()
        intake.take(Terminal.objects.get(pk=box.id), box.envelope(Kind.SUBMISSION, said, case_id))
        return Case.objects.get(pk=case_id)

    at(MONDAY, 9, 0)
    checker = add_officer("t-limit-checker", "法制审核", [Role.AUDITOR], "correct horse battery")
    text = editions.base()["items/old-card.toml"]
    changes = {"items/old-card.toml": text.replace(f"promised_workdays = {SHIPPED}", f"promised_workdays = {SHORTER}")}
    made = editions.draft(people.supervisor, "faster", changes, "console")
    editions.check(made, checker, "console")
    newer = KeptPack.objects.get(pk=editions.publish(made, people.supervisor, TUESDAY, "console").pack_id).catalogue

    at(MONDAY, 23, 59)
    assert catalogues.of_today().items["OLD-CARD"].promised_workdays == SHIPPED
    yesterdays = handed_in(catalogue.load().version)
    at(TUESDAY, 0, 1)
    assert catalogues.of_today().items["OLD-CARD"].promised_workdays == SHORTER
    todays = handed_in(newer)
    for case, days in ((yesterdays, SHIPPED), (todays, SHORTER)):
        assert case.items.get().promised_workdays == days
        accepted = services.accept(case, people.acceptor)
        assert accepted.promised_by == add_workdays(TUESDAY, days)
        assert story.verify(accepted)
