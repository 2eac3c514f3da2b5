"""Sealing to the hall."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.seal import HallPrivateKey, HallPublicKey, SealBroken

KEY = HallPrivateKey.generate()
BOUND = b"id|submission|case"


@settings(max_examples=25)
@given(st.binary(max_size=5000), st.binary(max_size=100))
def test_what_is_sealed_opens_only_bound_to_the_same(plain: bytes, bound: bytes) -> None:
    sealed = KEY.public.seal(plain, bound)
    assert KEY.unseal(sealed, bound) == plain
    with pytest.raises(SealBroken):
        KEY.unseal(sealed, bound + b"x")


def test_two_seals_of_the_same_differ() -> None:
    assert KEY.public.seal(b"same", BOUND) != KEY.public.seal(b"same", BOUND)


def test_the_plain_text_is_not_in_it() -> None:
    assert b"440103195603010005" not in KEY.public.seal(b"440103195603010005" * 3, BOUND)


@settings(max_examples=40)
@given(st.data())
def test_one_changed_byte_breaks_it(data: st.DataObject) -> None:
    sealed = bytearray(KEY.public.seal(b"papers", BOUND))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        KEY.unseal(bytes(sealed), BOUND)


@pytest.mark.parametrize("cut", [0, 1, 100, 1119])
def test_a_torn_seal_breaks(cut: int) -> None:
    with pytest.raises(SealBroken):
        KEY.unseal(KEY.public.seal(b"papers", BOUND)[:cut], BOUND)


def test_another_hall_cannot_open_it() -> None:
    with pytest.raises(SealBroken):
        HallPrivateKey.generate().unseal(KEY.public.seal(b"papers", BOUND), BOUND)


def test_keys_survive_being_written_down() -> None:
    again = HallPrivateKey(KEY.raw)
    assert again.unseal(HallPublicKey(KEY.public.raw).seal(b"papers", BOUND), BOUND) == b"papers"
    assert again.public.key_id == KEY.public.key_id
    assert len(KEY.public.key_id) == 16
    assert HallPrivateKey.generate().public.key_id != KEY.public.key_id


@pytest.mark.parametrize("length", [0, 32, 1215, 1217])
def test_a_public_key_of_the_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        HallPublicKey(bytes(length))


def test_a_private_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        HallPrivateKey(bytes(95))
