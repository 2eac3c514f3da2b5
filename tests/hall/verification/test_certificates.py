"""The library: issued on a grant, found for a slot, signed, revoked, superseded, expired (domain 2.5)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from contract import catalogue
from contract.certificate import Certainty, Standing, kinds
from contract.coverage import Consent
from contract.covered import Way
from hall import commands
from hall.cases import services as cases
from hall.cases.models import Case, DayCounter
from hall.certificates import services, signing
from hall.certificates.models import Certificate
from hall.ledger import WrittenOnce
from hall.verification.models import Grant


def granted(who, people) -> Case:
    case = cases.accept(who.hand_in(), people.acceptor)
    return cases.decide(case, people.approver, True)


@pytest.fixture
def holder(resident, people, nobody_else):
    """Somebody whose residence permit was granted."""
    who = resident("RES-PERMIT", of=nobody_else("RES-PERMIT"))
    granted(who, people)
    return who


def permit(holder) -> Certificate:
    return Certificate.objects.get(case_id=holder.case_id)


def next_visit(resident, holder):
    return resident("RES-ENDORSE", of=holder.number)


def test_158_kinds_in_three_classes_and_a_made_up_name_says_so():
    counts = Counter(kind.class_.value for kind in kinds().values())
    assert counts == {"personal": 82, "registration": 29, "construction": 47}
    for kind in kinds().values():
        assert (kind.certainty is Certainty.SYNTHETIC) == ("(合成)" in kind.title.zh)
        assert set(kind.fields) <= set(catalogue.load().fields)


def test_every_kind_the_catalogue_names_exists():
    known = catalogue.load()
    named = {m.certificate for m in known.materials.values()} | {item.issues for item in known.items.values()}
    assert named - {""} <= set(kinds())


def test_a_grant_puts_a_certificate_into_the_library(holder):
    row = permit(holder)
    assert signing.verify(row)["p.id_no"] == holder.number
    assert services.standing(row, timezone.now()) is Standing.VALID
    assert holder.number not in f"{row.__dict__}"
    case = Case.objects.get(pk=holder.case_id)
    assert case.history.filter(action="certificate_issued").count() == 1


def test_two_items_that_issue_the_same_kind_on_one_day_get_two_numbers(resident, people, nobody_else):
    """Each item code has a day counter of its own, so both cases end in the same characters."""
    today, known = timezone.localdate(), catalogue.load().items
    last = 1 + max(DayCounter.objects.filter(day=today).values_list("last", flat=True), default=0)
    both = []
    for item in ("RES-PERMIT", "RES-ENDORSE"):
        DayCounter.objects.update_or_create(item_code=known[item].code, day=today, defaults={"last": last})
        both.append(granted(resident(item, of=nobody_else(item)), people))
    assert both[0].number[-12:] == both[1].number[-12:]
    numbers = [Certificate.objects.get(case=case).number for case in both]
    assert len(set(numbers)) == 2
    assert all(len(number) <= 40 for number in numbers)


def test_a_case_from_before_versions_were_kept_is_granted_by_todays_catalogue(resident, people, nobody_else):
    who = resident("RES-PERMIT", of=nobody_else("RES-PERMIT"))
    Case.objects.filter(pk=who.hand_in().pk).update(rules_version="", catalogue_version="before-any")
    case = cases.accept(Case.objects.get(pk=who.case_id), people.acceptor)
    cases.decide(case, people.approver, True)
    assert permit(who).kind == "residence-permit"


def test_a_refusal_issues_nothing(resident, people):
    who = resident("RES-PERMIT")
    case = cases.accept(who.hand_in(), people.acceptor)
    cases.decide(case, people.approver, False, "no")
    assert not Certificate.objects.filter(case=case).exists()


def test_a_second_visit_asks_for_fewer_materials_than_the_first(resident, holder):
    who = next_visit(resident, holder)
    before = {filed.material for filed in who.submission().materials}
    covered = who.ask()
    assert (covered["RP"].way, covered["RP"].reference) == (Way.CERTIFICATE, permit(holder).number)
    submission = who.submission(list(covered.values()))
    assert {filed.material for filed in submission.materials} == before - {"RP"}
    case = who.hand_in(list(covered.values()))
    assert case.verdict == "pass"
    assert [event.event for event in permit(holder).events.all()] == ["issued", "used"]


def test_without_consent_the_library_is_not_opened(resident, holder):
    who = next_visit(resident, holder)
    assert "RP" not in who.ask(consent=Consent.VERIFICATION)


def test_another_person_holds_nothing(resident, holder):
    assert "RP" not in resident("RES-ENDORSE", of="440103197001010007").ask()


def test_one_revoked_after_it_was_shown_closes_nothing_when_handed_in(resident, holder):
    who = next_visit(resident, holder)
    covered = list(who.ask().values())
    services.revoke(permit(holder).number, "operator", "withdrawn")
    case = who.hand_in(covered)
    assert case.verdict == "fix"
    assert {found["material"] for found in case.findings} == {"RP"}
    assert "RP" not in next_visit(resident, holder).ask()


def test_an_expired_one_closes_nothing(holder):
    row = permit(holder)
    last = timezone.now() + (row.valid_until - timezone.localdate())
    assert services.standing(row, last) is Standing.VALID
    assert services.standing(row, last + timedelta(days=1)) is Standing.EXPIRED
    assert services.usable(row.number, holder.number, last)
    assert not services.usable(row.number, holder.number, last + timedelta(days=1))


def test_a_new_one_supersedes_the_old(resident, holder, people):
    granted(resident("RES-PERMIT", of=holder.number), people)
    assert services.standing(permit(holder), timezone.now()) is Standing.SUPERSEDED
    tag = permit(holder).holder_tag
    valid = [
        one
        for one in Certificate.objects.filter(holder_tag=tag)
        if services.usable(one.number, holder.number, timezone.now())
    ]
    assert len(valid) == 1


def test_a_certificate_is_written_once(holder):
    row = permit(holder)
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_certificate SET valid_until = NULL")


@pytest.mark.parametrize("change", ["valid_until", "holder_tag", "kind", "signature", "issuer", "fields_sealed"])
def test_one_changed_in_the_database_is_told_and_stands_for_nothing(holder, change, capsys, monkeypatch):
    row = permit(holder)
    changed = {
        "valid_until": row.valid_until + timedelta(days=1),
        "signature": bytes(64),
        "fields_sealed": bytes(row.fields_sealed)[:-1] + bytes([bytes(row.fields_sealed)[-1] ^ 1]),
    }
    setattr(row, change, changed.get(change, "other"))
    with pytest.raises(signing.Forged):
        signing.verify(row)
    assert not services._good(row, timezone.now())


def test_the_command_verifies_and_revokes(holder, capsys):
    number = permit(holder).number
    assert commands.main(["certificate", "verify"]) == 0
    assert commands.main(["certificate", "verify", number]) == 0
    assert "issued  valid" in capsys.readouterr().out
    assert commands.main(["certificate", "revoke", number, "--reason", "lost"]) == 0
    assert commands.main(["certificate", "revoke", number, "--reason", "lost"]) == 2
    commands.main(["certificate", "verify", number])
    assert "revoked" in capsys.readouterr().out
    assert commands.main(["certificate", "verify", "nothing"]) == 2
    assert commands.main(["certificate", "kinds"]) == 0
    assert "158 kinds" in capsys.readouterr().out


def test_the_grant_of_a_slot_is_kept(resident, holder):
    who = next_visit(resident, holder)
    who.ask()
    assert [(one.material, one.way) for one in Grant.objects.filter(inquiry=who.case_id)] == [("RP", "certificate")]
