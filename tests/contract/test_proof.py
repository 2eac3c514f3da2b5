"""Proofs of requests and of receipts."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contract.envelope import Envelope, Kind, Receipt, new_id
from contract.proof import (
    MAX_SKEW,
    BadProof,
    asked,
    check,
    check_receipt,
    check_refusal,
    claimed_terminal,
    prove,
    sign_receipt,
    sign_refusal,
    sign_seal_key,
)

KEY = Ed25519PrivateKey.generate()
HALL = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BODY = b'{"a": 1}'


def header() -> str:
    return prove(KEY, "LW0001", "post", "/api/envelopes?x=1", BODY, NOW)


def test_a_proof_proves_its_request() -> None:
    assert claimed_terminal(header()) == "LW0001"
    assert check(header(), KEY.public_key(), "POST", "/api/envelopes?x=1", BODY, NOW)


def test_every_proof_has_its_own_id() -> None:
    ids = {check(header(), KEY.public_key(), "POST", "/api/envelopes?x=1", BODY, NOW) for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/envelopes?x=1", BODY),
        ("POST", "/api/envelopes?x=2", BODY),
        ("POST", "/api/envelopes", BODY),
        ("POST", "/api/envelopes?x=1", BODY + b" "),
    ],
)
def test_it_proves_no_other_request(method: str, path: str, body: bytes) -> None:
    with pytest.raises(BadProof, match="another request"):
        check(header(), KEY.public_key(), method, path, body, NOW)


@pytest.mark.parametrize("skew", [MAX_SKEW, -MAX_SKEW])
def test_clocks_may_differ_only_so_much(skew: timedelta) -> None:
    there = NOW + skew
    assert check(header(), KEY.public_key(), "POST", "/api/envelopes?x=1", BODY, there)
    with pytest.raises(BadProof, match="clocks"):
        check(header(), KEY.public_key(), "POST", "/api/envelopes?x=1", BODY, there + skew / 100)


def test_another_key_proves_nothing() -> None:
    with pytest.raises(BadProof):
        check(header(), HALL.public_key(), "POST", "/api/envelopes?x=1", BODY, NOW)


def test_no_signature_proves_nothing() -> None:
    claims = {"iss": "LW0001", "iat": NOW, "jti": "1", "htm": "POST", "htu": "/", "bsh": ""}
    with pytest.raises(BadProof):
        check("Terminal " + jwt.encode(claims, None, algorithm="none"), KEY.public_key(), "POST", "/", b"", NOW)


@pytest.mark.parametrize("text", ["", "Terminal", "Terminal ", "Bearer x.y.z", "Terminal x.y.z", "Terminal ä"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        claimed_terminal(text)
    with pytest.raises(BadProof):
        check(text, KEY.public_key(), "GET", "/", b"", NOW)


@given(st.text(max_size=80))
def test_any_header_is_refused_calmly(text: str) -> None:
    with pytest.raises(BadProof):
        claimed_terminal(text)


# --- receipts -----------------------------------------------------------------------------------------


def envelope() -> Envelope:
    return Envelope(
        id=new_id(), kind=Kind.RATING, case_id=None, terminal="LW0001", counter=1,
        created_at=NOW, key_id="0" * 16, sealed=b"c2VhbGVk",
    )  # fmt: skip


@pytest.mark.parametrize("number", [None, "1" * 43])
def test_a_receipt_proves_its_envelope(number: str | None) -> None:
    sent = envelope()
    receipt = sign_receipt(HALL, sent, number, NOW)
    check_receipt(receipt, sent.id, sent.sealed, HALL.public_key())
    check_receipt(Receipt.model_validate_json(receipt.model_dump_json()), sent.id, sent.sealed, HALL.public_key())


def test_a_receipt_proves_nothing_else() -> None:
    sent = envelope()
    receipt = sign_receipt(HALL, sent, None, NOW)
    forged = [
        (receipt, uuid4(), sent.sealed),
        (receipt, sent.id, b"other"),
        (receipt.model_copy(update={"case_number": "2" * 43}), sent.id, sent.sealed),
        (receipt.model_copy(update={"envelope_id": uuid4()}), sent.id, sent.sealed),
        (receipt.model_copy(update={"taken_at": NOW + timedelta(days=1)}), sent.id, sent.sealed),
    ]
    for one, id_, sealed in forged:
        with pytest.raises(BadProof, match="something else"):
            check_receipt(one, id_, sealed, HALL.public_key())
    with pytest.raises(BadProof):
        check_receipt(receipt, sent.id, sent.sealed, KEY.public_key())


def test_a_refusal_is_the_halls_and_of_one_request() -> None:
    request = asked("POST", "/api/v1/envelopes", header())
    token = sign_refusal(HALL, request, 422, "bad_message")
    assert check_refusal(token, request, 422, HALL.public_key()) == "bad_message"
    wrong = [
        (token, asked("POST", "/api/v1/envelopes", header()), 422, HALL),
        (token, asked("PATCH", "/api/v1/envelopes", header()), 422, HALL),
        (token, request, 409, HALL),
        (token, request, 422, KEY),
        (sign_seal_key(HALL, b"k", 1), request, 422, HALL),
        ("", request, 422, HALL),
    ]
    for said, of, status, key in wrong:
        with pytest.raises(BadProof):
            check_refusal(said, of, status, key.public_key())
