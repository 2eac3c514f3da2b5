"""The key function: whose e-certificates the hall tells, and one of them put into one form (domain 2.3)."""

import json
from base64 import b64encode
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pydantic import ValidationError

from contract.card import registry
from contract.certificate import Standing
from contract.coverage import Consent
from contract.covered import Way
from contract.envelope import new_id
from contract.looked_up import SealedPerson
from contract.lost_cards import card_tag, holder_tag
from contract.my_card import MyCardFound, MyCardWish, NameDiffers, NameDiffersWish, bound, bound_name
from hall.cards import services
from hall.cards.models import CardReport, CardShown
from hall.certificates.services import revoke
from hall.fleet.services import OPERATOR
from hall.verification.models import Inquiry
from tests.hall.verification.test_certificates import granted, holder, next_visit, permit

__all__ = ["holder"]
CARD = "A00000003"
_unheard_of = registry().applications["visit"].model_copy(update={"code": "unheard-of"})


def ask(box, number, bound_to=None):
    id_, key = new_id(), box.seal_key
    sealed = key.seal(SealedPerson(id_number=number).model_dump_json().encode(), bound(bound_to or id_))
    wish = MyCardWish.model_validate({"id": id_, "key_id": key.key_id, "sealed": b64encode(sealed)})
    return box.request("POST", "/api/v1/my-card", wish.model_dump_json().encode())


def mine(box, number):
    answer = ask(box, number)
    assert answer.status_code == 200, answer.text
    assert number not in answer.text
    return MyCardFound.model_validate_json(answer.content)


def test_the_holder_is_told_of_their_own_certificates_by_kind_and_of_nobody_elses(box, holder, nobody_else):
    (held,) = mine(box, holder.number).certificates
    row = permit(holder)
    assert (held.number, held.kind, held.standing) == (row.number, "residence-permit", Standing.VALID)
    assert held.valid_until == row.valid_until
    assert mine(box, nobody_else("RES-PERMIT")).certificates == []


def test_one_that_was_revoked_or_superseded_is_told_as_what_it_is(box, holder, resident, people):
    granted(next_visit(resident, holder), people)
    newer, older = mine(box, holder.number).certificates
    assert (older.number, older.standing) == (permit(holder).number, Standing.SUPERSEDED)
    revoke(newer.number, "operator", "test")
    assert mine(box, holder.number).certificates[0].standing is Standing.REVOKED


def test_what_is_activated_is_the_persons_whatever_card_they_hold(box, nobody_else):
    number = nobody_else("RES-PERMIT")
    services.activate("visit", nobody_else("RES-PERMIT"), OPERATOR, "somebody's first visit")
    assert mine(box, number).activation["visit"] is False
    services.activate("visit", number, OPERATOR, "first visit")
    services.report(services.Report.REPLACED, number, CARD, OPERATOR, "new card")
    assert mine(box, number).activation["visit"] is True


def test_of_what_nobody_ever_reported_the_hall_does_not_say_that_it_is_not_activated(box, nobody_else, monkeypatch):
    monkeypatch.setattr(services, "registry", lambda: SimpleNamespace(usable=[_unheard_of]))
    assert mine(box, nobody_else("RES-PERMIT")).activation == {}


def test_each_showing_is_written_down_and_a_terminal_that_fishes_is_stopped(box, nobody_else, monkeypatch):
    number = nobody_else("RES-PERMIT")
    mine(box, number)
    shown = CardShown.objects.get(terminal_id=box.id)
    assert shown.holder_tag == holder_tag(number, services.card_key())
    monkeypatch.setattr(services, "MAX_SHOWN_AN_HOUR", 1)
    mine(box, number)
    refused = ask(box, nobody_else("RES-PERMIT"))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_holders")
    assert CardShown.objects.filter(terminal_id=box.id).count() == 2


def test_a_wish_sealed_for_another_id_is_refused(box, nobody_else):
    answer = ask(box, nobody_else("RES-PERMIT"), bound_to=new_id())
    assert (answer.status_code, answer.json()["code"]) == (422, "seal_broken")
    assert not CardShown.objects.filter(terminal_id=box.id).exists()


# --- one of them into one form -----------------------------------------------------------------------------


def test_the_chosen_certificate_closes_its_slot_and_nothing_else_is_looked_up(holder, resident, people):
    visit = next_visit(resident, holder)
    number = permit(holder).number
    covered = visit.ask(consent=Consent.ONE, certificate=number)
    assert {material: one.way for material, one in covered.items()} == {"RP": Way.CERTIFICATE}
    assert covered["RP"].reference == number
    assert Inquiry.objects.get(pk=visit.case_id).consent == "one"
    case = visit.hand_in(list(covered.values()))
    assert [(row.material, row.way, row.reference) for row in case.covers.all()] == [("RP", "certificate", number)]


def test_one_certificate_more_takes_back_nothing_that_was_agreed_to(holder, resident):
    visit = next_visit(resident, holder)
    visit.ask()
    visit.ask(consent=Consent.ONE, certificate=permit(holder).number)
    assert Inquiry.objects.get(pk=visit.case_id).consent == "all"


def test_somebody_elses_certificate_or_one_out_of_use_closes_nothing(holder, resident, nobody_else):
    number = permit(holder).number
    other = resident("RES-ENDORSE", of=nobody_else("RES-ENDORSE"))
    assert other.ask(consent=Consent.ONE, certificate=number) == {}
    revoke(number, "operator", "test")
    assert next_visit(resident, holder).ask(consent=Consent.ONE, certificate=number) == {}


def test_one_is_agreed_to_by_its_number_and_by_nothing_less(holder, resident):
    visit = next_visit(resident, holder)
    with pytest.raises(ValidationError):
        visit.ask(consent=Consent.ONE)
    answer = visit.post(raw={"consent": "one"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


# --- two names of one person -------------------------------------------------------------------------------


def test_a_card_whose_name_is_another_is_queued_once_and_no_name_is_sent(box, nobody_else):
    number = nobody_else("RES-PERMIT")

    def tell():
        id_, key = new_id(), box.seal_key
        said = NameDiffers(id_number=number, card_number=CARD)
        sealed = key.seal(said.model_dump_json().encode(), bound_name(id_))
        wish = NameDiffersWish.model_validate({"id": id_, "key_id": key.key_id, "sealed": b64encode(sealed)})
        return box.request("POST", "/api/v1/my-card/name", wish.model_dump_json().encode()).status_code

    assert [tell(), tell()] == [204, 204]
    row = CardReport.objects.get(tag=card_tag(number, CARD, services.card_key()))
    assert (row.report, row.actor, row.device) == ("name_differs", "terminal", box.id)
    assert set(json.loads(NameDiffers(id_number=number, card_number=CARD).model_dump_json())) == {
        "id_number",
        "card_number",
    }


def test_nothing_older_than_an_hour_counts_against_a_terminal(box, nobody_else, monkeypatch):
    number = nobody_else("RES-PERMIT")
    CardShown.objects.create(terminal_id=box.id, holder_tag="0" * 32, at=timezone.now() - timedelta(minutes=61))
    monkeypatch.setattr(services, "MAX_SHOWN_AN_HOUR", 1)
    assert mine(box, number).certificates == []
