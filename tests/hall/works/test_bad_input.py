"""What a wrong or stolen terminal can send: refused with a reason, written down in the log, and nothing half-done."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.test import Client
from django.utils import timezone

from contract import proof
from contract.bodies import Answer, Paper
from contract.envelope import Kind, bound, digest, new_id
from contract.life import Role
from hall.accounts.services import add_officer
from hall.cases.models import Answer as AnswerRow
from hall.cases.models import Case, CaseItem, History, Material
from hall.catalogues import editions
from hall.catalogues import services as catalogues
from hall.errors import Unfit
from hall.fleet import services as fleet
from hall.fleet.models import Terminal
from hall.intake import services as intake
from hall.intake.models import TakenEnvelope
from hall.parcels.models import Parcel
from tests.hall.conftest import PDF

PATH = "/api/v1/envelopes"
_ROWS = (Case, CaseItem, AnswerRow, Material, History, TakenEnvelope, Parcel)


def rows():
    """Everything a hand-in leaves."""
    return [model.objects.count() for model in _ROWS]


@pytest.fixture
def refused(caplog):
    """Checks one refusal: status and code, a sentence beside it, a line in the log, and not one row more."""
    caplog.set_level(logging.WARNING)

    def check(send, status, code, logged):
        before = rows()
        caplog.clear()
        answer = send()
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert len(answer.json()["message"].split()) >= 3 or code == "seal_broken"
        assert any(logged in record.getMessage() for record in caplog.records), caplog.text
        assert rows() == before

    return check


def post(box, envelope, key=None, clock_ahead=timedelta(0)):
    body = envelope.model_dump_json().encode()
    header = proof.prove(key or box.key, box.id, "POST", PATH, body, datetime.now(UTC) + clock_ahead)
    return body, header, lambda: requests.post(box.url + PATH, data=body, headers=_headers(header), timeout=30)


def _headers(header):
    return {"Authorization": header, "Content-Type": "application/json"}


def test_a_forged_request_is_refused(box, submission, refused):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    _body, _header, send = post(box, envelope, key=Ed25519PrivateKey.generate())
    refused(send, 401, "bad_proof", "refused a request")


def test_a_replayed_request_is_refused_and_the_same_message_sent_anew_makes_no_second_case(box, submission, refused):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    _body, _header, send = post(box, envelope)
    first = send()
    assert first.status_code == 200
    refused(send, 401, "bad_proof", "replayed")
    before = rows()
    assert post(box, envelope)[2]().content == first.content
    assert rows() == before


def test_a_stolen_terminal_that_was_shut_out_brings_nothing_in_and_is_named_in_the_log(box, submission, refused):
    fleet.revoke(Terminal.objects.get(pk=box.id))
    refused(post(box, box.envelope(Kind.SUBMISSION, submission, new_id()))[2], 403, "revoked", box.id)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_terminal_whose_clock_is_an_hour_off_is_told_so_and_nothing_is_taken(box, submission, refused, hours):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    send = post(box, envelope, clock_ahead=timedelta(hours=hours))[2]
    refused(send, 401, "clocks_apart", "refused a request")
    assert box.post(envelope).status_code == 200  # the clock set right, the same message is taken


def test_a_case_for_a_retired_item_is_refused_with_the_reason(box, new_submission, people, caplog):
    checker = add_officer("t-bad-checker", "法制审核", [Role.AUDITOR], "correct horse battery")
    try:
        with transaction.atomic():  # packs cannot be deleted: what is published here is rolled back
            gone = {"items/old-card.toml": None, "packages/elder.toml": None}
            made = editions.draft(people.supervisor, "retired", gone, "console")
            editions.check(made, checker, "console")
            editions.publish(made, people.supervisor, timezone.localdate(), "console")
            late = new_submission(originals_parcel=None, submitted_at=datetime.now(UTC) + timedelta(days=1))
            before = rows()
            with pytest.raises(Unfit, match="no longer offered"):
                intake.take(Terminal.objects.get(pk=box.id), box.envelope(Kind.SUBMISSION, late, new_id()))
            assert rows() == before
            assert "item_retired" in caplog.text
            transaction.set_rollback(True)
    finally:
        catalogues._kept.cache_clear()


def test_an_answer_outside_the_code_list_is_never_passed_and_the_acceptor_reads_which(box, new_submission, people):
    """The hand-in is kept, the resident did nothing wrong: the finding names the field, and the officer asks for it."""
    said = new_submission(originals_parcel=None)
    wrong = said.answers | {"out.channel": Answer(value="moon", origin="typed")}
    case = Case.objects.get(pk=box.submit(said.model_copy(update={"answers": wrong})))
    assert case.verdict == "fix"
    (found,) = [found for found in case.findings if found["field"] == "out.channel"]
    assert found["text"]["zh"]
    client = Client()
    client.force_login(people.acceptor.user)
    page = client.get(f"/console/cases/{case.number}").content.decode()
    assert found["text"]["zh"] in page


def test_a_material_of_another_persons_case_does_not_open_in_this_one(box, new_submission, refused):
    """The seal is bound to envelope and case: another's paper cannot be slipped in, though the bytes be the same."""
    other, mine = (box.submit(new_submission(originals_parcel=None)) for _ in range(2))
    id_ = new_id()
    blob = box.seal_key.seal(PDF, bound(id_, Kind.PAPER, other))
    box.upload(blob)
    body = Paper(material="ID", pages=2, pdf_sha256=digest(PDF), blob_sha256=digest(blob), blob_bytes=len(blob))
    slipped = box.envelope(Kind.PAPER, body, mine, id_)
    refused(lambda: box.post(slipped), 422, "seal_broken", "seal_broken")
    assert not Material.objects.filter(case=mine).exclude(stored_at=None).exists()
    moved = box.wrap(
        box.seal_key.seal(body.model_dump_json().encode(), bound(id_, Kind.PAPER, other)), Kind.PAPER, mine, id_
    )
    refused(lambda: box.post(moved), 422, "seal_broken", "seal_broken")
