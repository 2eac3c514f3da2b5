"""Months counted over their unequal ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.prereview import add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 1), -2, date(2026, 1, 1)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 5, 5), 24, date(2028, 5, 5)),
    ],
)
def test_months_are_added(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_added_months_differ_by_just_that(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
    if later.day < day.day:
        assert (later + timedelta(days=1)).day == 1
