"""People's numbers: whether they can be right, what they say, and how much of them may be shown.

Resident numbers follow GB 11643 (card facts 6.1); other 18-character numbers are assigned to foreigners and to people
of Hong Kong, Macao and Taiwan and carry nothing we may check. A foreigner's card of 2017 has 15 characters (card facts
8; three letters and twelve digits are from memory), of which only the shape is checked.
Masking: kiosk requirements H-03, domain 2.0.
"""

import re
from datetime import date
from enum import StrEnum, unique

from stdnum.cn import ric, uscc

from contract.text import Text

ID_LENGTH = 18
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_ASSIGNED = re.compile(r"[0-9A-Z]{18}")
_FOREIGN_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Divisions of GB/T 2260; 81, 82, 83 are permits for Hong Kong, Macao and Taiwan, 9 foreign permanent residents.
_REGION_START = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9")
_STREET = re.compile(r".*?[路街道巷镇村](?=[^路街道巷镇村]*$)|.*?[区县市]")

_LENGTH = Text(zh="证件号码应为 18 位", en="The identity number has 18 characters")
_SIGNS = Text(zh="证件号码只能含数字和大写字母", en="The identity number has only digits and capital letters")
_CHECK = Text(
    zh="证件号码有误,请核对每一位数字", en="The identity number cannot be right; please check every character"
)
_DATE = Text(
    zh="证件号码中的出生日期不存在,请核对",
    en="The date of birth in the identity number does not exist; please check it",
)
_REGION = Text(
    zh="证件号码前两位不是有效地区,请核对", en="The identity number begins with no known region; please check it"
)
_MOBILE_BAD = Text(
    zh="请填写 11 位手机号码,以 1 开头", en="Please give a mobile number of 11 digits that begins with 1"
)
_USCC_BAD = Text(zh="统一社会信用代码有误,请核对", en="The unified social credit code cannot be right; please check it")


@unique
class Sex(StrEnum):
    """Sex as a resident number says it (17th digit: odd male, even female) or a card (GB/T 2261.1)."""

    MALE = "male"
    FEMALE = "female"
    UNSPECIFIED = "unspecified"


def fold_id(number: str) -> str:
    """The number as we keep and compare it: no blanks, upper case (servers hold `x`, too)."""
    return "".join(number.split()).upper()


def is_resident_number(number: str) -> bool:
    """Whether the number has the shape of GB 11643; any other 18 characters are an assigned number."""
    return bool(_RESIDENT.fullmatch(fold_id(number)))


def is_foreign_2017_number(number: str) -> bool:
    """Whether the number has the shape of the foreign permanent resident's card of 2017."""
    return bool(_FOREIGN_2017.fullmatch(fold_id(number)))


def id_problem(number: str) -> Text | None:
    """What is wrong with an identity number, or None. Assigned numbers are only checked for length and characters."""
    number = fold_id(number)
    if is_foreign_2017_number(number):
        return None
    if len(number) != ID_LENGTH:
        return _LENGTH
    if not _ASSIGNED.fullmatch(number):
        return _SIGNS
    if not is_resident_number(number):
        return None
    if ric.calc_check_digit(number) != number[-1]:
        return _CHECK
    if birth_of(number) is None:
        return _DATE
    return None if _REGION_START.match(number) else _REGION


def birth_of(number: str) -> date | None:
    """The date of birth in a resident number; None for an assigned number or a date that does not exist."""
    number = fold_id(number)
    if not is_resident_number(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex | None:
    """The sex a resident number states; None for an assigned number."""
    number = fold_id(number)
    if not is_resident_number(number):
        return None
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def birthday(birth: date, years: int) -> date:
    """The day on which a person is `years` old; born on 29 February, that is 1 March of a common year."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Full years on `day`."""
    years = day.year - birth.year
    return years if birthday(birth, years) <= day else years - 1


def uscc_problem(code: str) -> Text | None:
    """What is wrong with a unified social credit code (GB 32100), or None."""
    return None if uscc.is_valid(code) else _USCC_BAD


def mobile_problem(number: str) -> Text | None:
    """What is wrong with a mainland mobile number, or None."""
    return None if _MOBILE.fullmatch(number) else _MOBILE_BAD


def mask_name(name: str) -> str:
    """张* for two characters, 陈*英 for three or more; of a Latin name the initials stay (J* S*)."""
    name = name.strip()
    if name.isascii():
        return " ".join(part[0] + "*" for part in name.split())
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1 or 1) if name else ""
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str) -> str:
    """First six and last four characters: 440103********0005. Shorter numbers keep only the last two."""
    number = fold_id(number)
    if len(number) < 14:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(number: str) -> str:
    """138****8000; anything shorter than seven digits is hidden whole."""
    if len(number) < 7:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_address(address: str) -> str:
    """Down to the street: 广州市荔湾区示例路****; the first six characters when no street is found."""
    found = _STREET.match(address)
    kept = found.group() if found else address[:6]
    return kept + "****" if address else ""
