"""Papers filed before: used again with consent and purpose, each time a row (domain 2.5)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contract import catalogue
from contract.coverage import Consent
from contract.covered import Way
from contract.envelope import Kind, digest
from hall import commands, files
from hall.cases import corrections
from hall.cases import services as cases
from hall.cases.models import Case, Correction
from hall.ledger import WrittenOnce
from hall.reuse.models import Reuse


@pytest.fixture
def earlier(resident, people, nobody_else):
    """A granted residence permit of somebody no other test knows, its papers stored."""
    who = resident("RES-PERMIT", of=nobody_else("RES-PERMIT"))
    case = who.hand_in()
    who.send_papers()
    cases.accept(case, people.acceptor)
    return who


def paper(who, material="ID"):
    return Case.objects.get(pk=who.case_id).materials.get(material=material)


def again(resident, earlier):
    return resident("UNEMP", of=earlier.number)


def test_a_paper_filed_before_is_not_asked_for_again(resident, earlier):
    who = again(resident, earlier)
    covered = who.ask()
    assert covered["ID"].way is Way.FILED_BEFORE
    case = who.hand_in(list(covered.values()))
    assert not case.materials.filter(material="ID").exists()
    row = Reuse.objects.get(case=case)
    assert (row.source_case_id, row.pdf_sha256) == (earlier.case_id, paper(earlier).pdf_sha256)
    assert row.purpose == "失业登记"
    assert row.consented_at <= row.at
    with pytest.raises(WrittenOnce):
        row.delete()


def test_without_consent_nothing_is_used_again(resident, earlier):
    assert "ID" not in again(resident, earlier).ask(consent=Consent.VERIFICATION)


def test_a_copy_that_is_too_old_is_asked_for_anew(resident, earlier):
    Case.objects.filter(pk=earlier.case_id).update(submitted_at=timezone.now() - timedelta(days=400))
    assert "ID" not in again(resident, earlier).ask()


@pytest.mark.parametrize("state", ["to_correct", "not_accepted", "withdrawn"])
def test_papers_found_wanting_are_not_used_again(resident, earlier, state, put_into):
    put_into(earlier.case_id, state)
    assert "ID" not in again(resident, earlier).ask()


def test_papers_one_department_found_wanting_are_not_used_again_until_they_are_mended(resident, earlier, people):
    case = Case.objects.get(pk=earlier.case_id)
    asked = corrections.ask_of_task(case.items.get(), people.approver, ["看不清"], ["ID"])
    assert Case.objects.get(pk=case.pk).state == "accepted"
    assert "ID" not in again(resident, earlier).ask()
    Correction.objects.filter(pk=asked.pk).update(answered=True, ended_on=timezone.localdate())
    assert "ID" in again(resident, earlier).ask()


def test_the_paper_shown_is_the_one_that_was_used_whatever_its_own_case_holds_now(
    resident, earlier, people, new_supplement
):
    who = again(resident, earlier)
    case = who.hand_in(list(who.ask().values()))
    old = files.load(paper(earlier).pdf_sha256)
    asked = corrections.ask_of_task(
        Case.objects.get(pk=earlier.case_id).items.get(), people.approver, ["看不清"], ["ID"]
    )
    earlier.box.send(Kind.SUPPLEMENT, new_supplement(asked), earlier.case_id)
    assert paper(earlier).pdf_sha256 != digest(old)
    client = Client()
    client.force_login(people.approver.user)
    page = client.get(f"/console/cases/{case.number}/verifications").content.decode()
    (link,) = re.findall(r'href="([^"]+\.pdf)"', page)
    assert client.get(link).content == old


def test_papers_no_officer_has_accepted_are_not_used_again(resident):
    who = resident("RES-PERMIT", of="440103196907070003")
    who.hand_in()
    who.send_papers()
    assert "ID" not in again(resident, who).ask()


def test_a_paper_taken_out_of_use_closes_nothing_not_even_what_was_shown(resident, earlier):
    who = again(resident, earlier)
    covered = list(who.ask().values())
    assert commands.main(["withdraw-paper", paper(earlier).pdf_sha256, "--reason", "stained"]) == 0
    case = who.hand_in(covered)
    assert {found["material"] for found in case.findings} >= {"ID"}
    assert not Reuse.objects.filter(case=case).exists()
    assert "ID" not in again(resident, earlier).ask()
    assert commands.main(["withdraw-paper", "0" * 64, "--reason", "no such paper"]) == 2


def test_photographs_that_must_be_fresh_are_never_used_again():
    for material in catalogue.load().materials.values():
        assert not (material.reuse_months and material.spec.newest_months)
