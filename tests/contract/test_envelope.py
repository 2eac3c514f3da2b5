"""The messages between terminal and hall."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from contract.bodies import BODIES, Answer, Applicant, Custody, Rating, Submission
from contract.envelope import MAX_BODY_BYTES, Envelope, Kind, bound, digest, new_id
from contract.orders import ExpectedParcel

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def envelope(**changes: Any) -> Envelope:
    content: dict[str, Any] = {
        "id": new_id(), "kind": Kind.RATING, "case_id": uuid4(), "terminal": "LW0001", "counter": 1,
        "created_at": NOW, "key_id": "0" * 16, "sealed": b"c2VhbGVk",
    }  # fmt: skip
    return Envelope(**(content | changes))


def submission(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "provisional_number": "PLW0001-000042-J",
        "items": ["OLD-CARD"],
        "catalogue_version": "0" * 12,
        "applicant": {"name": "陈秀英", "id_number": "440103195603010005", "mobile": "13000000000"},
        "answers": {"p.name": {"value": "陈秀英", "origin": "card"}},
        "materials": [{"material": "ID", "pages": 2, "pdf_sha256": "0" * 64}],
        "originals_parcel": None,
        "delivery": "here",
        "signature": {"strokes": [[[1.0, 2.0, 0], [1.5, 2.5, 12]]], "document_sha256": "0" * 64},
        "prereview_verdict": "pass",
        "submitted_at": "2026-11-23T09:00:00+08:00",
        "language": "zh-Hans",
    }
    return content | changes


def test_ids_are_version_7_and_grow() -> None:
    ids = [new_id() for _ in range(100)]
    assert all(isinstance(id_, UUID) and id_.version == 7 for id_ in ids)
    assert ids == sorted(ids)
    assert len(set(ids)) == 100


def test_every_kind_has_its_body() -> None:
    assert set(BODIES) == set(Kind)
    assert {kind: model.__name__.lower() for kind, model in BODIES.items()} == {kind: kind.value for kind in Kind}


def test_an_envelope_travels_as_json_and_back() -> None:
    sent = envelope()
    assert sent.sealed == b"sealed"
    again = Envelope.model_validate_json(sent.model_dump_json())
    assert again == sent
    assert again.bound == sent.bound


def test_the_seal_is_bound_to_envelope_kind_and_case() -> None:
    one = envelope()
    assert one.bound == bound(one.id, one.kind, one.case_id)
    others = [
        bound(new_id(), one.kind, one.case_id),
        bound(one.id, Kind.PAPER, one.case_id),
        bound(one.id, one.kind, None),
    ]
    assert one.bound not in others
    assert len(set(others)) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"counter": 0},
        {"created_at": datetime(2026, 1, 1)},
        {"kind": "letter"},
        {"extra": 1},
        {"sealed": b"not base64!"},
    ],
)
def test_a_wrong_envelope_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        envelope(**changes)


def test_a_body_has_its_limit() -> None:
    import base64

    with pytest.raises(ValidationError):
        envelope(sealed=base64.b64encode(bytes(MAX_BODY_BYTES * 2 + 1)))


def test_a_submission_travels_as_json_and_back() -> None:
    sent = Submission.model_validate(submission())
    assert Submission.model_validate_json(sent.model_dump_json()) == sent
    assert sent.signature.strokes[0][1] == (1.5, 2.5, 12)


@pytest.mark.parametrize("changes", [{"items": []}, {"submitted_at": "2026-11-23T09:00:00"}, {"note": "x"}])
def test_a_wrong_submission_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Submission.model_validate(submission(**changes))


def test_personal_data_stays_out_of_what_is_printed_by_accident() -> None:
    text = repr(Submission.model_validate(submission()))
    assert "440103195603010005" not in text
    assert "陈秀英" not in text
    assert "13000000000" not in text
    assert "陈秀英" not in repr(Applicant(name="陈秀英", id_number="x", mobile="y"))
    assert "陈秀英" not in repr(Answer(value="陈秀英", origin="card"))


def test_messages_do_not_change() -> None:
    with pytest.raises(ValidationError):
        envelope().counter = 2


@pytest.mark.parametrize("level", [0, 6])
def test_ratings_go_from_one_to_five_or_are_skipped(level: int) -> None:
    assert Rating().level is None
    with pytest.raises(ValidationError):
        Rating(level=level)


def test_custody_events_are_counted_from_one() -> None:
    content = {
        "sequence": 1, "at": NOW, "event": "dropped", "parcel": "M", "compartment": 3, "actor": "a", "authority": "b",
    }  # fmt: skip
    assert Custody.model_validate(content).reason is None
    with pytest.raises(ValidationError):
        Custody.model_validate(content | {"sequence": 0})


def test_bytes_travel_as_base64() -> None:
    expected = ExpectedParcel(
        parcel="R", case_id=uuid4(), case_number="1" * 43, size="S", person_tag="t", code_salt=b"c2FsdA==",
        code_hash=b"aGFzaA==",
    )  # fmt: skip
    assert (expected.code_salt, expected.code_hash) == (b"salt", b"hash")
    assert json.loads(expected.model_dump_json())["code_salt"].strip() == "c2FsdA=="


def test_the_digest_is_sha256() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
