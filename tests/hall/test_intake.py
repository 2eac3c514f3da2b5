"""Envelopes: once each, whatever the network does, and nothing odd gets in."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract import proof
from contract.bodies import Answer, Applicant, Manifest, ManifestLine, MaterialFiled, Paper, Rating
from contract.envelope import Kind, Receipt, bound, digest, new_id
from contract.seal import HallPrivateKey
from hall import files, store
from hall.cases import story
from hall.cases.models import Case, Material
from hall.intake import uploads
from hall.intake.models import ManifestRow, TakenEnvelope, Upload

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"  # as in conftest


def _refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code), response.text


def test_eight_at_once_make_one_case(box, submission):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    start = threading.Barrier(8)

    def post(_):
        start.wait(10)
        return box.post(envelope)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.filter(provisional_number=submission.provisional_number).count() == 1
    assert TakenEnvelope.objects.filter(terminal=box.id).count() == 1


def test_many_cases_at_once_get_different_numbers(new_box, new_submission):
    boxes = [new_box() for _ in range(4)]
    sent = [(box, box.envelope(Kind.SUBMISSION, new_submission(), new_id())) for box in boxes for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: pair[0].post(pair[1]), sent))
    numbers = {answer.json()["case_number"] for answer in answers}
    assert len(numbers) == len(sent)
    sequences = sorted(int(number[-4:]) for number in numbers)
    assert sequences == list(range(sequences[0], sequences[0] + len(sent)))


def test_the_receipt_can_be_asked_for_again(box, submission):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    path = f"/api/v1/envelopes/{envelope.id}"
    _refused(box.request("GET", path), 404, "envelope_unknown")
    first = box.post(envelope)
    again = box.request("GET", path)
    assert again.content == first.content
    proof.check_receipt(Receipt.model_validate_json(again.content), envelope.id, envelope.sealed, box.hall_key)


def test_another_terminal_learns_nothing_of_a_receipt(box, new_box, submission):
    envelope = box.envelope(Kind.SUBMISSION, submission, new_id())
    box.post(envelope)
    _refused(new_box().request("GET", f"/api/v1/envelopes/{envelope.id}"), 404, "envelope_unknown")


def test_the_same_id_with_other_bytes_is_refused(box, new_submission):
    envelope = box.envelope(Kind.SUBMISSION, new_submission(), new_id())
    assert box.post(envelope).status_code == 200
    other = box.envelope(Kind.SUBMISSION, new_submission(), new_id(), id_=envelope.id)
    _refused(box.post(other), 409, "envelope_differs")


def test_another_terminals_id_is_refused(box, new_box, new_submission):
    envelope = box.envelope(Kind.SUBMISSION, new_submission(), new_id())
    assert box.post(envelope).status_code == 200
    other = new_box()
    _refused(
        other.post(other.envelope(Kind.SUBMISSION, new_submission(), new_id(), envelope.id)), 409, "envelope_differs"
    )
    _refused(other.post(envelope), 403, "other_terminal")


def test_the_hall_reviews_again_by_itself(box, new_submission):
    good = Case.objects.get(pk=box.submit(new_submission()))
    assert (good.verdict, good.terminal_verdict) == ("pass", "pass")
    answers = {**new_submission().answers, "p.birth": Answer(value="2001-03-01", origin="typed")}
    bad = Case.objects.get(pk=box.submit(new_submission(answers=answers)))
    assert bad.terminal_verdict == "pass"
    assert bad.verdict in ("fix", "not_for_you")
    assert bad.findings[0]["text"]["zh"]


def test_an_original_that_comes_without_a_picture_is_for_a_person_to_look_at(box, new_submission):
    filed = [one for one in new_submission().materials if one.material != "HKB"]
    by_locker = MaterialFiled(material="HKB", pages=0, original=True)
    case = Case.objects.get(pk=box.submit(new_submission(materials=[*filed, by_locker])))
    assert case.verdict == "person_needed"
    assert [finding["rule"] for finding in case.findings] == ["material_by_locker"]
    left_out = Case.objects.get(pk=box.submit(new_submission(materials=filed)))
    assert left_out.verdict == "fix"


def test_a_case_is_not_handed_in_twice_under_two_envelopes(box, submission):
    case_id = box.submit(submission)
    _refused(box.post(box.envelope(Kind.SUBMISSION, submission, case_id)), 422, "case_exists")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"items": ["NO-SUCH"]}, "item_unknown"),
        ({"items": ["OLD-CARD", "OLD-CARD"]}, "item_unknown"),
        ({"provisional_number": "P" * 300}, "does_not_fit"),
        ({"applicant": Applicant(name="王" * 200, id_number="1", mobile="1")}, "does_not_fit"),
        ({"language": "z\0h"}, "bad_body"),
        ({"submitted_at": datetime(1, 1, 1, tzinfo=UTC)}, "does_not_fit"),
        ({"materials": [MaterialFiled(material="ID", pages=1)] * 2}, "material_twice"),
        ({"materials": [MaterialFiled(material="ID", pages=10**9)]}, "does_not_fit"),
    ],
)
def test_hand_ins_that_cannot_be_right(box, new_submission, changes, code):
    case_id = new_id()
    _refused(box.post(box.envelope(Kind.SUBMISSION, new_submission(**changes), case_id)), 422, code)
    assert not Case.objects.filter(pk=case_id).exists()


def test_a_seal_for_something_else_is_refused(box, submission):
    case_id, id_ = new_id(), new_id()
    plain = submission.model_dump_json().encode()
    moved = box.seal_key.seal(plain, bound(id_, Kind.SUBMISSION, new_id()))
    _refused(box.post(box.wrap(moved, Kind.SUBMISSION, case_id, id_)), 422, "seal_broken")
    other_hall = HallPrivateKey.generate().public.seal(plain, bound(id_, Kind.SUBMISSION, case_id))
    _refused(box.post(box.wrap(other_hall, Kind.SUBMISSION, case_id, id_)), 422, "seal_broken")
    stranger = box.wrap(other_hall, Kind.SUBMISSION, case_id, id_).model_copy(update={"key_id": "0" * 16})
    _refused(box.post(stranger), 422, "unknown_key")


def test_a_body_of_another_kind_is_refused(box, submission):
    _refused(box.post(box.envelope(Kind.RATING, submission, new_id())), 422, "bad_body")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_no_database_keeps_is_refused(box, new_submission, number):
    answers, case_id, id_ = new_submission().answers, new_id(), new_id()
    body = new_submission(answers={**answers, "p.mobile": Answer(value="@@", origin="typed")})
    plain = body.model_dump_json().replace('"@@"', number).encode()
    sealed = box.seal_key.seal(plain, bound(id_, Kind.SUBMISSION, case_id))
    _refused(box.post(box.wrap(sealed, Kind.SUBMISSION, case_id, id_)), 422, "number_not_finite")


def test_the_refusal_does_not_repeat_personal_data(box, new_submission):
    bad, case_id, id_ = new_submission(), new_id(), new_id()
    plain = json.dumps({**json.loads(bad.model_dump_json()), "delivery": 7, "surplus": 1}).encode()
    sealed = box.seal_key.seal(plain, bound(id_, Kind.SUBMISSION, case_id))
    response = box.post(box.wrap(sealed, Kind.SUBMISSION, case_id, id_))
    _refused(response, 422, "bad_body")
    assert bad.applicant.id_number not in response.text
    assert "delivery" in response.json()["message"]


def test_a_paper_is_unsealed_checked_and_kept(box, submission):
    case_id = box.submit(submission)
    envelope = box.paper(case_id)
    folder = uploads.folder_of(Upload.objects.get(terminal=box.id).pk)
    assert store.names(folder)
    assert box.post(envelope).status_code == 200
    material = Material.objects.get(case_id=case_id, material="ID")
    assert files.load(material.pdf_sha256) == PDF
    assert material.stored_at is not None
    assert not Upload.objects.filter(terminal=box.id).exists()
    assert store.names(folder) == []
    assert box.post(envelope).status_code == 200
    assert Case.objects.get(pk=case_id).history.filter(action="paper_stored").count() == 1


def test_a_paper_before_its_case_is_asked_to_come_later(box, submission):
    case_id = new_id()
    envelope = box.paper(case_id)
    _refused(box.post(envelope), 409, "case_unknown")
    box.send(Kind.SUBMISSION, submission, case_id)
    assert box.post(envelope).status_code == 200


def test_a_paper_before_its_upload_is_asked_to_come_later(box, submission):
    case_id = box.submit(submission)
    body = Paper(material="ID", pages=2, pdf_sha256=digest(PDF), blob_sha256=digest(b"x"), blob_bytes=1)
    _refused(box.post(box.envelope(Kind.PAPER, body, case_id)), 409, "blob_unknown")


def test_papers_that_are_not_what_they_say(box, submission):
    case_id = box.submit(submission)
    _refused(box.post(box.paper(case_id, material="NOPE")), 422, "material_unknown")
    id_ = new_id()
    for plain, code in ((b"not a pdf", "not_the_pdf"), (PDF + b"!", "not_the_pdf")):
        blob = box.seal_key.seal(plain, bound(id_, Kind.PAPER, case_id))
        box.upload(blob)
        body = Paper(material="ID", pages=2, pdf_sha256=digest(PDF), blob_sha256=digest(blob), blob_bytes=len(blob))
        _refused(box.post(box.envelope(Kind.PAPER, body, case_id, id_)), 422, code)
    elsewhere = box.seal_key.seal(PDF, bound(new_id(), Kind.PAPER, case_id))
    box.upload(elsewhere)
    body = Paper(
        material="ID", pages=2, pdf_sha256=digest(PDF), blob_sha256=digest(elsewhere), blob_bytes=len(elsewhere)
    )
    _refused(box.post(box.envelope(Kind.PAPER, body, case_id)), 422, "seal_broken")
    assert not Material.objects.filter(case_id=case_id, stored_at__isnull=False).exists()


def test_a_case_of_another_terminal_is_as_unknown_as_none(box, new_box, submission):
    case_id = box.submit(submission)
    other = new_box()
    _refused(other.post(other.envelope(Kind.RATING, Rating(level=1), case_id)), 409, "case_unknown")
    assert not Case.objects.get(pk=case_id).rated


def test_a_manifest_is_kept_as_signed(box, submission):
    line = ManifestLine(parcel=submission.originals_parcel, compartment=3, result="found")
    signed = Manifest(
        courier="T2001", direction="collect", at=datetime.now(UTC), lines=[line], signature=submission.signature
    )
    box.send(Kind.MANIFEST, signed)
    row = ManifestRow.objects.get(terminal=box.id)
    assert row.lines == [line.model_dump()]
    assert row.signature == submission.signature.model_dump(mode="json")


def test_the_database_is_the_one_asked_for():
    wanted = "postgresql" if os.environ.get("HALL_TEST_DATABASE_URL") else "sqlite"
    assert connection.vendor == wanted


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_quiet = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@_quiet
@given(garbage=st.binary(max_size=300) | st.text(st.characters(codec="utf-8"), max_size=100).map(str.encode))
def test_garbage_is_refused_calmly(box, garbage):
    assert 400 <= box.request("POST", "/api/v1/envelopes", garbage).status_code < 500


@_quiet
@given(data=st.data())
def test_sealed_garbage_is_refused_calmly(box, data):
    kind = data.draw(st.sampled_from(list(Kind)))
    case_id, id_ = data.draw(st.none() | st.just(new_id())), new_id()
    plain = data.draw(st.binary(max_size=100))
    sealed = box.seal_key.seal(plain, bound(id_, kind, case_id))
    assert 400 <= box.post(box.wrap(sealed, kind, case_id, id_)).status_code < 500


@_quiet
@given(values=st.dictionaries(st.sampled_from(["p.birth", "p.id_no", "p.mobile", "agent.used", "x"]), _json))
def test_answers_of_any_shape_never_break_the_hall(box, new_submission, values):
    base = new_submission()
    answers = {**base.answers, **{name: Answer(value=value, origin="typed") for name, value in values.items()}}
    case_id = new_id()
    response = box.post(box.envelope(Kind.SUBMISSION, base.model_copy(update={"answers": answers}), case_id))
    assert response.status_code in (200, 422), response.text
    if response.status_code == 200:
        story.verify(Case.objects.get(pk=case_id))


def test_proof_of_a_strange_key_is_refused(box, submission):
    box.key = Ed25519PrivateKey.generate()
    _refused(box.post(box.envelope(Kind.SUBMISSION, submission, UUID(int=1))), 401, "bad_proof")
