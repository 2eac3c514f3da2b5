"""What closed a slot and is taken out of use before the decision grants nothing (domain 2.5, edge)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from contract.certificate import Standing
from contract.covered import Way
from contract.envelope import Kind
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Case
from hall.certificates import services
from hall.certificates.models import Certificate
from hall.reuse.services import withdraw
from hall.verification.gone import PaperGone


@pytest.fixture
def holder(resident, people, nobody_else):
    """Somebody whose residence permit was granted, and whose papers are kept."""
    who = resident("RES-PERMIT", of=nobody_else("RES-PERMIT"))
    case = cases.accept(who.hand_in(), people.acceptor)
    who.send_papers()
    cases.decide(case, people.approver, True)
    return who


@pytest.fixture
def second(resident, holder, people):
    """Their yearly endorsement, accepted: the permit stands in the library, the card was shown before."""
    who = resident("RES-ENDORSE", of=holder.number)
    return who, cases.accept(who.hand_in(list(who.ask().values())), people.acceptor)


def permit(holder):
    return Certificate.objects.get(case_id=holder.case_id)


def test_a_certificate_revoked_after_use_grants_nothing_until_the_paper_has_come(
    holder, second, people, new_supplement
):
    who, case = second
    assert case.covers.get(material="RP").way == Way.CERTIFICATE
    services.revoke(permit(holder).number, "operator", "issued in error")
    with pytest.raises(PaperGone, match="RP"):
        cases.decide(case, people.approver, granted=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.approver.user)
    said = client.post(f"/console/cases/{case.number}/decide", {"decision": "grant"}, follow=True).content.decode()
    assert "was taken out of use" in said
    assert "Taken out of use since" in client.get(f"/console/cases/{case.number}/verifications").content.decode()
    client.post(f"/console/cases/{case.number}/items/RES-ENDORSE/correct", {"reason": "RP:void"})
    asked = case.corrections.get()
    assert asked.wants["materials"] == ["RP"]
    who.box.send(Kind.SUPPLEMENT, new_supplement(asked), case.pk)
    assert not case.covers.filter(material="RP").exists()
    done = cases.decide(Case.objects.get(pk=case.pk), people.approver, granted=True)
    assert story.verify(done)


def test_before_acceptance_the_acceptor_too_may_ask_for_what_closed_a_slot(resident, holder, people):
    who = resident("RES-ENDORSE", of=holder.number)
    number = who.hand_in(list(who.ask().values())).number
    client = Client()
    client.force_login(people.acceptor.user)
    assert 'value="ID:unclear"' in client.get(f"/console/cases/{number}").content.decode()
    client.post(f"/console/cases/{number}/correct", {"reason": ["RP:void", "ID:unclear"]})
    assert sorted(Case.objects.get(number=number).corrections.get().wants["materials"]) == ["ID", "RP"]


def test_a_paper_filed_before_and_withdrawn_since_grants_nothing(holder, second, people):
    _who, case = second
    assert case.covers.get(material="ID").way == Way.FILED_BEFORE
    paper = Case.objects.get(pk=holder.case_id).materials.get(material="ID")
    withdraw(paper.pdf_sha256, "operator", "somebody else's card")
    with pytest.raises(PaperGone, match="ID"), transaction.atomic():
        cases.decide(case, people.approver, granted=True)
    assert cases.decide(case, people.approver, granted=False, reason="材料不符").state == "refused"


def test_one_that_expires_between_hand_in_and_decision_was_good_when_it_counted(holder, second, people, monkeypatch):
    _who, case = second
    row = permit(holder)
    later = timezone.now() + (row.valid_until - timezone.localdate()) + timedelta(days=1)
    assert services.standing(row, later) is Standing.EXPIRED
    monkeypatch.setattr("hall.cases.tasks.check_verified", lambda *_: None)  # answers of a year ago are another matter
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert cases.decide(case, people.approver, granted=True).state == "granted"
