"""Identity numbers, credit codes, mobiles, masks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.people import (
    Sex,
    age_on,
    birth_of,
    birthday,
    id_problem,
    is_resident_number,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    mobile_problem,
    sex_of,
    uscc_problem,
)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def checked(body: str) -> str:
    """A number with the check character worked out by the standard's weights, not by the code under test."""
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


births = st.dates(date(1880, 1, 1), date(2026, 1, 1))
residents = st.builds(
    lambda day, order: checked(f"440103{day:%Y%m%d}{order:03d}"), births, st.integers(min_value=0, max_value=999)
)


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
        ("440103195603010005", date(1956, 3, 1), Sex.FEMALE),
        ("440103194608150002", date(1946, 8, 15), Sex.FEMALE),
        ("440103198802290007", date(1988, 2, 29), Sex.FEMALE),
        ("440000189912310057", date(1899, 12, 31), Sex.MALE),
    ],
)
def test_the_known_vectors(number: str, birth: date, sex: Sex) -> None:
    assert id_problem(number) is None
    assert birth_of(number) == birth
    assert sex_of(number) is sex


def test_lower_case_x_and_blanks_are_forgiven() -> None:
    assert id_problem("110105 1949 1231 002x") is None
    assert birth_of("11010519491231002x") == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("", "18 characters"),
        ("44010319560301000", "18 characters"),
        ("440103195603010006", "every character"),
        ("519900189002290013", "does not exist"),  # 1890 is no leap year
        (checked("00010319560301000"), "no known region"),
        ("44010319560301000?", "digits and capital letters"),
        ("4401031956030100\uff105", "digits and capital letters"),
    ],
)
def test_what_is_wrong_is_said(number: str, word: str) -> None:
    problem = id_problem(number)
    assert problem is not None
    assert word in problem.en


@pytest.mark.parametrize("number", ["XXA440018910101", "xxa 4400 1891 0101"])
def test_the_number_of_a_foreigners_card_of_2017_is_taken(number: str) -> None:
    """15 characters (card facts 8); nothing in it is checked, since its make-up is known from memory only."""
    assert id_problem(number) is None
    assert birth_of(number) is None
    assert sex_of(number) is None
    assert mask_id(number) == "XXA440*****0101"


@pytest.mark.parametrize("number", ["XXA44001891010", "XX4440018910101", "XXA4400189101O1", "440018910101XXA"])
def test_other_numbers_of_about_15_characters_are_not(number: str) -> None:
    assert id_problem(number) is not None


def test_assigned_numbers_of_18_characters_are_taken_as_they_are() -> None:
    assert id_problem("USA123456789012345") is None
    assert not is_resident_number("USA123456789012345")
    assert birth_of("USA123456789012345") is None
    assert sex_of("USA123456789012345") is None


def test_permits_and_the_new_foreign_card_are_resident_shaped() -> None:
    assert id_problem(checked("81000019900101001")) is None
    assert id_problem(checked("91100019900101001")) is None


@given(residents)
def test_every_well_formed_number_passes_and_says_its_birth(number: str) -> None:
    assert id_problem(number) is None
    birth = birth_of(number)
    assert birth is not None
    assert f"{birth:%Y%m%d}" == number[6:14]
    assert sex_of(number) is (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


@given(residents, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert id_problem(wrong) is not None


@given(st.text(max_size=40))
def test_any_text_is_answered_not_crashed(text: str) -> None:
    id_problem(text)
    birth_of(text)
    sex_of(text)
    mobile_problem(text)
    uscc_problem(text)


def test_credit_codes() -> None:
    assert uscc_problem("91350100M000100Y43") is None
    assert uscc_problem("91440101MA00000TEU") is None
    assert uscc_problem("91440101MA00000TEW") is not None
    assert uscc_problem("") is not None


@pytest.mark.parametrize("number", ["13000000000", "19912345678"])
def test_good_mobiles(number: str) -> None:
    assert mobile_problem(number) is None


@pytest.mark.parametrize("number", ["12000000000", "1300000000", "130000000000", "1300000000a", "1300000000\uff10", ""])
def test_bad_mobiles(number: str) -> None:
    assert mobile_problem(number) is not None


def test_age_turns_on_the_birthday_and_for_leap_days_on_the_first_of_march() -> None:
    birth = date(1956, 3, 1)
    assert (age_on(birth, date(2016, 2, 29)), age_on(birth, date(2016, 3, 1))) == (59, 60)
    leap = date(1988, 2, 29)
    assert (age_on(leap, date(2026, 2, 28)), age_on(leap, date(2026, 3, 1))) == (37, 38)
    assert birthday(leap, 60) == date(2048, 2, 29)
    assert birthday(leap, 61) == date(2049, 3, 1)


@given(births, st.integers(0, 40_000))
def test_age_never_falls_and_is_full_years(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    age = age_on(birth, day)
    assert birthday(birth, age) <= day < birthday(birth, age + 1)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张明", "张*"), ("陈秀英", "陈*英"), ("欧阳建国", "欧**国"), ("张", "张*"), ("", ""), ("Ann Lee", "A* L*")],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked() -> None:
    assert mask_id("440103195603010005") == "440103********0005"
    assert mask_id("12345") == "***45"
    assert mask_phone("13812348000") == "138****8000"
    assert mask_phone("12345") == "*****"


def test_addresses_are_masked_to_the_street() -> None:
    assert mask_address("广州市荔湾区示例路 1 号 101 房") == "广州市荔湾区示例路****"
    assert mask_address("广州市荔湾区示例街道示例社区 3 栋") == "广州市荔湾区示例街道****"
    assert mask_address("某个没有名字的地方 9 号") == "某个没有名字****"
    assert mask_address("") == ""


@given(residents)
def test_a_mask_never_shows_the_birth(number: str) -> None:
    masked = mask_id(number)
    assert len(masked) == len(number)
    assert masked[6:14] == "*" * 8


@given(st.text(alphabet="张王李赵陈欧阳建国秀英", min_size=2, max_size=6))
def test_a_masked_name_keeps_at_most_two_characters(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert len(masked.replace("*", "")) <= 2
