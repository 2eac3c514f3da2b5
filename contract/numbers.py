"""Case numbers: 31 characters of item code, the day, four digits of sequence; 43 in all (domain 2.0, 3.4).

Offline a terminal gives a provisional number of its own, which the hall later maps to a case number.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_37_36

ITEM_CODE_LENGTH = 31
CASE_NUMBER_LENGTH = 43
MAX_SEQUENCE = 9999
MAX_COUNTER = 999_999
_ITEM_CODE = re.compile(r"[0-9A-Z]{31}")
_TERMINAL = re.compile(r"[0-9A-Z]{1,6}")
_PROVISIONAL = re.compile(r"P[0-9A-Z]{1,6}-\d{6}-[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The three parts of a case number."""

    item_code: str
    day: date
    sequence: int


def case_number(item_code: str, day: date, sequence: int) -> str:
    """The 43-character number of the `sequence`-th case (1 to 9999) of an item on a day; raises `ValueError`."""
    if not _ITEM_CODE.fullmatch(item_code):
        raise ValueError(f"{item_code!r} is not an item code of {ITEM_CODE_LENGTH} characters")
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise ValueError(f"sequence {sequence} is not between 1 and {MAX_SEQUENCE}")
    return f"{item_code}{day:%Y%m%d}{sequence:04d}"


def parse_case_number(text: str) -> CaseNumber:
    """Take a case number apart; raises `ValueError`."""
    if len(text) != CASE_NUMBER_LENGTH or not _ITEM_CODE.fullmatch(text[:ITEM_CODE_LENGTH]):
        raise ValueError(f"{text!r} is not a case number")
    rest = text[ITEM_CODE_LENGTH:]
    if not (rest.isascii() and rest.isdigit()) or int(rest[8:]) == 0:
        raise ValueError(f"{text!r} is not a case number")
    return CaseNumber(text[:ITEM_CODE_LENGTH], date(int(rest[:4]), int(rest[4:6]), int(rest[6:8])), int(rest[8:]))


def is_case_number(text: str) -> bool:
    """Whether `text` is a well-formed case number."""
    try:
        parse_case_number(text)
    except ValueError:
        return False
    return True


def provisional_number(terminal: str, counter: int) -> str:
    """P, terminal, counter, check character (ISO 7064 mod 37,36): `PLW0001-000042-K`; raises `ValueError`."""
    if not _TERMINAL.fullmatch(terminal):
        raise ValueError(f"terminal {terminal!r} is not 1 to 6 characters of A-Z and 0-9")
    if not 1 <= counter <= MAX_COUNTER:
        raise ValueError(f"counter {counter} is not between 1 and {MAX_COUNTER}")
    return f"P{terminal}-{counter:06d}-{mod_37_36.calc_check_digit(f'P{terminal}{counter:06d}')}"


def is_provisional_number(text: str) -> bool:
    """Whether `text` is one of our provisional numbers, check character included."""
    return bool(_PROVISIONAL.fullmatch(text)) and mod_37_36.is_valid(text.replace("-", ""))
