"""Case numbers and provisional numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.numbers import (
    CaseNumber,
    case_number,
    is_case_number,
    is_provisional_number,
    parse_case_number,
    provisional_number,
)

CODE = "12441500196720244T3442199806003"  # shape of a published number (domain 2.0)
codes = st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=31, max_size=31)
terminals = st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
days = st.dates(date(2016, 1, 1), date(2099, 12, 31))


def test_the_published_example() -> None:
    number = case_number(CODE, date(2022, 6, 23), 68)
    assert number == "12441500196720244T3442199806003202206230068"
    assert len(number) == 43


@given(codes, days, st.integers(1, 9999))
def test_43_characters_that_come_apart_again(code: str, day: date, sequence: int) -> None:
    number = case_number(code, day, sequence)
    assert len(number) == 43
    assert is_case_number(number)
    assert parse_case_number(number) == CaseNumber(code, day, sequence)


@given(codes, days, days, st.integers(1, 9999), st.integers(1, 9999))
def test_different_parts_make_different_numbers(code: str, one: date, two: date, first: int, second: int) -> None:
    same = case_number(code, one, first) == case_number(code, two, second)
    assert same is ((one, first) == (two, second))


@pytest.mark.parametrize("sequence", [0, -1, 10_000])
def test_a_sequence_out_of_range_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="sequence"):
        case_number(CODE, date(2026, 1, 1), sequence)


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "0", CODE.lower()])
def test_a_wrong_item_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="item code"):
        case_number(code, date(2026, 1, 1), 1)


@pytest.mark.parametrize(
    "text",
    ["", CODE, CODE + "202613010001", CODE + "202601010000", CODE + "2026010100a1", CODE + "2026010100011"],
)
def test_what_is_no_case_number(text: str) -> None:
    assert not is_case_number(text)


@given(terminals, st.integers(1, 999_999))
def test_provisional_numbers_prove_themselves(terminal: str, counter: int) -> None:
    assert is_provisional_number(provisional_number(terminal, counter))


@given(terminals, st.integers(1, 999_999), st.data())
def test_one_wrong_character_shows(terminal: str, counter: int, data: st.DataObject) -> None:
    number = provisional_number(terminal, counter)
    place = data.draw(st.sampled_from([i for i, character in enumerate(number) if character != "-"]))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").filter(lambda c: c != number[place]))
    assert not is_provisional_number(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize(("terminal", "counter"), [("", 1), ("LW00001", 1), ("lw", 1), ("A", 0), ("A", 1_000_000)])
def test_what_makes_no_provisional_number(terminal: str, counter: int) -> None:
    with pytest.raises(ValueError, match=r"terminal|counter"):
        provisional_number(terminal, counter)
