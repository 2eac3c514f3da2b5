"""Codes, QR tokens and the keyed hash of a person."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contract.pickup import (
    CODE_DIGITS,
    BadQr,
    QrElsewhere,
    QrExpired,
    hash_secret,
    new_code,
    new_qr,
    person_tag,
    read_qr,
    secret_matches,
)

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
PARCEL = "RLW00010000011"


def test_codes_are_digits_and_not_the_same() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 195
    assert all(len(code) == CODE_DIGITS and code.isdigit() for code in codes)


def test_a_secret_matches_only_itself_and_its_salt() -> None:
    kept = hash_secret("12345678", b"salt")
    assert len(kept) == 32
    assert secret_matches("12345678", b"salt", kept)
    assert not secret_matches("12345679", b"salt", kept)
    assert not secret_matches("12345678", b"pepper", kept)


def test_a_person_is_known_by_one_terminal_only() -> None:
    number = "11010519491231002X"
    tag = person_tag(number, b"k" * 32)
    assert tag == person_tag(number.lower(), b"k" * 32)
    assert tag != person_tag(number, b"l" * 32)
    assert tag != person_tag("440103195603010005", b"k" * 32)
    assert len(tag) == 32
    assert number not in tag


def test_a_qr_opens_its_parcel_at_its_terminal_until_its_time() -> None:
    token = new_qr(PARCEL, "LW0001", UNTIL, KEY)
    assert read_qr(token, "LW0001", NOW, KEY.public_key()) == PARCEL
    assert read_qr(token, "LW0001", UNTIL - timedelta(seconds=1), KEY.public_key()) == PARCEL
    with pytest.raises(QrExpired):
        read_qr(token, "LW0001", UNTIL, KEY.public_key())
    with pytest.raises(QrElsewhere) as raised:
        read_qr(token, "LW0002", NOW, KEY.public_key())
    assert raised.value.terminal == "LW0001"


def test_what_another_hand_signed_is_never_told_as_late_or_elsewhere() -> None:
    for terminal, now in (("LW0002", NOW), ("LW0001", UNTIL)):
        with pytest.raises(BadQr) as raised:
            read_qr(new_qr(PARCEL, "LW0001", UNTIL, Ed25519PrivateKey.generate()), terminal, now, KEY.public_key())
        assert type(raised.value) is BadQr


@pytest.mark.parametrize("odd", [{"sub": 7}, {"aud": ["LW0001"]}, {"exp": "soon"}, {"exp": True}, {"exp": 1e400}])
def test_a_rightly_signed_qr_with_odd_claims_is_refused(odd: dict[str, object]) -> None:
    claims = {"sub": PARCEL, "aud": "LW0001", "exp": int(UNTIL.timestamp())} | odd
    with pytest.raises(BadQr):
        read_qr(jwt.encode(claims, KEY, algorithm="EdDSA"), "LW0001", NOW, KEY.public_key())


def test_a_qr_by_another_hand_is_refused() -> None:
    token = new_qr(PARCEL, "LW0001", UNTIL, Ed25519PrivateKey.generate())
    with pytest.raises(BadQr):
        read_qr(token, "LW0001", NOW, KEY.public_key())


def test_an_unsigned_or_weakly_signed_qr_is_refused() -> None:
    claims = {"sub": PARCEL, "aud": "LW0001", "exp": UNTIL}
    for token in (jwt.encode(claims, None, algorithm="none"), jwt.encode(claims, "k" * 32, algorithm="HS256")):
        with pytest.raises(BadQr):
            read_qr(token, "LW0001", NOW, KEY.public_key())


@pytest.mark.parametrize("missing", ["sub", "aud", "exp"])
def test_a_qr_without_a_claim_is_refused(missing: str) -> None:
    claims = {"sub": PARCEL, "aud": "LW0001", "exp": UNTIL}
    del claims[missing]
    with pytest.raises(BadQr):
        read_qr(jwt.encode(claims, KEY, algorithm="EdDSA"), "LW0001", NOW, KEY.public_key())


@given(st.text(max_size=60))
def test_any_scanned_text_is_refused_calmly(text: str) -> None:
    with pytest.raises(BadQr):
        read_qr(text, "LW0001", NOW, KEY.public_key())
