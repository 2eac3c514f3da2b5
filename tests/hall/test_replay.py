"""A verdict is given again by the rules of its day, and a department's form printed from its answers (domain 2.11)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from contract import catalogue
from contract.catalogue import files_of, parse
from hall import commands
from hall.cases import review, story
from hall.cases.models import Case
from hall.catalogues import services as catalogues
from hall.catalogues.models import KeptCatalogue


def test_the_same_verdict_again(case, capsys):
    verdict = review.replay(case)
    assert verdict.kind.value == case.verdict
    assert (verdict.rules_version, verdict.inputs_sha256) == (case.rules_version, case.inputs_sha256)
    assert review.same(case, verdict)
    assert commands.main(["replay", case.number]) == 0
    assert "the same" in capsys.readouterr().out


def test_findings_come_again_word_for_word(box, new_submission):
    lacking = new_submission(originals_parcel=None, materials=[])
    case = Case.objects.get(pk=box.submit(lacking))
    assert case.verdict == "fix"
    assert review.same(case, review.replay(case))
    assert {tuple(found["items"]) for found in case.findings} == {("OLD-CARD",)}


def test_an_answer_changed_behind_the_back_shows(case, capsys):
    case.answers.filter(field="p.mobile").update(value="13000000001")
    assert not review.same(case, review.replay(case))
    assert commands.main(["replay", case.number]) == 1
    assert "ANOTHER" in capsys.readouterr().out


def test_an_old_case_is_judged_by_the_old_catalogue(case, monkeypatch):
    """Tomorrow the seniors' card begins at 90: yesterday's case keeps its verdict, a new one gets another."""
    files = files_of()
    files["items/old-card.toml"] = files["items/old-card.toml"].replace("years = 60", "years = 90")
    tomorrow = parse(files)
    monkeypatch.setattr(catalogue, "load", lambda: tomorrow)
    catalogues._kept.cache_clear()
    assert case.judged_by != tomorrow.version
    assert review.same(case, review.replay(case))


def test_rules_nobody_kept_are_said_to_be_missing(case, capsys):
    Case.objects.filter(pk=case.pk).update(rules_version="2-000000000000")
    assert commands.main(["replay", case.number]) == 2
    Case.objects.filter(pk=case.pk).update(rules_version=f"0-{catalogue.load().version}")
    assert commands.main(["replay", case.number]) == 2
    assert commands.main(["replay", "no such number"]) == 2


def test_a_kept_catalogue_cannot_be_changed(case):
    assert KeptCatalogue.objects.filter(pk=case.judged_by).exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogues_keptcatalogue SET files = '{}'")


def test_the_departments_form_shows_full_numbers_and_who_opened_it_is_written_down(case, people):
    client = Client()
    client.force_login(people.approver.user)
    path = f"/console/cases/{case.number}/forms/OLD-CARD"
    assert client.get(path).status_code == 405
    shown = client.post(path).content.decode()
    for words in ("老年人优待卡申领表", "GMSFHM", case.applicant_id_number, "户口所在地", "19560301"):
        assert words in shown
    line = case.history.order_by("sequence").last()
    assert (line.action, line.actor, line.after) == ("form_printed", "t-approver", {"item": "OLD-CARD"})
    story.verify(case)
    assert client.post(f"/console/cases/{case.number}/forms/UNEMP").status_code == 404
    client.force_login(people.issuer.user)
    assert client.post(path).status_code == 403


def test_of_a_case_from_before_versions_were_kept_the_form_is_printed_by_todays(case, people):
    Case.objects.filter(pk=case.pk).update(rules_version="", catalogue_version="before-any")
    case.items.create(position=1, item="GONE", code=case.items.get().code, title_zh="旧", title_en="Old")
    client = Client()
    client.force_login(people.approver.user)
    assert "老年人优待卡申领表" in client.post(f"/console/cases/{case.number}/forms/OLD-CARD").content.decode()
    assert client.post(f"/console/cases/{case.number}/forms/GONE").status_code == 404
