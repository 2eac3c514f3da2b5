"""Check characters of the two numbers on the card; a wrong one is a remark, never a failed read. Pure."""

import re
from datetime import date

_CITIZEN = re.compile(r"\d{17}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def is_citizen_number(number: str) -> bool:
    """Whether `number` has the form of a GB 11643 number; foreigners' numbers do not (card facts 6.1)."""
    return number.isascii() and _CITIZEN.fullmatch(number) is not None


def id_check_ok(number: str) -> bool:
    """ISO 7064 MOD 11-2 over a number for which `is_citizen_number` holds (card facts 6.1)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def birth_in(number: str) -> date | None:
    """Birth date inside a citizen number, None when there is no such day (card facts 6.1)."""
    return day(number[6:14])


def is_male(number: str) -> bool:
    """Sex inside a citizen number: an odd sequence number is male (card facts 6.1)."""
    return int(number[16]) % 2 == 1


def day(digits: str) -> date | None:
    """The day written as YYYYMMDD, None when it is none."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def card_number_check_ok(number: str) -> bool:
    """Check character of a nine-character card number (card facts 6.2); real cards are known to fail it."""
    if len(number) != 9 or not number.isascii() or not number.isalnum() or number != number.upper():
        return False
    total = sum(weight * int(character, 36) for weight, character in zip(_CARD_WEIGHTS, number, strict=False))
    return "0X987654321"[total % 11] == number[8]
