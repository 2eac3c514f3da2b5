"""Keyed hashes of cards: one card of one person, the same however it was typed, and nothing else."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.lost_cards import card_tag, fold_card, holder_tag, key_name

KEY, PERSON = bytes(range(32)), "440103195603010005"
NUMBERS = st.text(string.ascii_uppercase + string.digits, min_size=9, max_size=9)


@given(NUMBERS, st.sets(st.integers(0, 9), max_size=3), st.booleans())
def test_a_number_is_the_same_with_its_printed_hyphen_blanks_and_small_letters(
    number: str, blanks: set[int], small: bool
) -> None:
    typed = "".join(" " * (at in blanks) + sign for at, sign in enumerate(number[:8])) + "-" + number[8]
    assert fold_card(typed.lower() if small else typed) == number


@given(st.text(max_size=14))
def test_whatever_is_typed_is_nine_characters_or_nothing_or_refused(typed: str) -> None:
    try:
        folded = fold_card(typed)
    except ValueError:
        return
    assert len(folded) in (0, 9)
    assert fold_card(folded) == folded


@pytest.mark.parametrize("wrong", ["A0000000", "A000000033", "A0000000Ü", "A0000_003", "一二三四五六七八九"])
def test_no_card_has_such_a_number(wrong: str) -> None:
    with pytest.raises(ValueError, match="nine"):
        fold_card(wrong)


@given(NUMBERS, NUMBERS)
def test_cards_persons_and_keys_do_not_meet(one: str, other: str) -> None:
    tags = {
        card_tag(PERSON, one, KEY),
        card_tag("440103195603010021", one, KEY),
        card_tag(PERSON, one, bytes(32)),
        holder_tag(PERSON, KEY),
        holder_tag(PERSON, bytes(32)),
    }
    assert len(tags) == 5
    assert (card_tag(PERSON, one, KEY) == card_tag(PERSON, other, KEY)) is (one == other)


def test_a_number_with_a_small_x_is_the_same_person() -> None:
    assert holder_tag("11010519491231002x", KEY) == holder_tag("11010519491231002X ", KEY)


def test_the_name_of_a_key_tells_nothing_of_it() -> None:
    assert len(key_name(KEY)) == 8
    assert key_name(KEY) != key_name(bytes(32))
    assert key_name(KEY) not in KEY.hex()
