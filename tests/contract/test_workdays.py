"""Working days with swapped workdays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.workdays import CHINA, CalendarEnds, add_workdays, count_start, covers_until, is_workday

YEARS = (2016, 2024, 2025, 2026)


def test_five_days_over_the_spring_festival_of_2016() -> None:
    assert add_workdays(date(2016, 2, 5), 5) == date(2016, 2, 17)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2016, 2, 6), True),  # a Saturday, worked
        (date(2016, 2, 14), True),  # a Sunday, worked
        (date(2016, 2, 8), False),
        (date(2016, 10, 8), True),
        (date(2016, 10, 9), True),
        (date(2024, 2, 4), True),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
    ],
)
def test_known_days(day: date, works: bool) -> None:
    assert is_workday(day) is works


@pytest.mark.parametrize(("year", "count"), [(2016, 250), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_in_a_year(year: int, count: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert sum(is_workday(day) for day in days if day.year == year) == count


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2017, 1, 1), date(2023, 12, 29), date(2027, 1, 1)])
def test_a_year_without_a_table_fails_visibly(day: date) -> None:
    with pytest.raises(CalendarEnds) as caught:
        is_workday(day)
    assert caught.value.year == day.year


def test_counting_past_the_end_fails_rather_than_guesses() -> None:
    assert covers_until().year == max(YEARS)
    with pytest.raises(CalendarEnds):
        add_workdays(covers_until() - timedelta(days=3), 15)


def test_counting_back_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 1, 5), -1)


def test_the_clock_starts_on_the_next_working_day() -> None:
    sunday_night = datetime(2026, 11, 22, 2, 10, tzinfo=CHINA)
    assert count_start(sunday_night) == date(2026, 11, 23)
    assert count_start(datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)) == date(2026, 11, 24)


def test_the_day_is_the_day_in_china() -> None:
    assert count_start(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 25)  # 01:00 on the 24th


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        count_start(datetime(2026, 11, 23, 9, 0))


covered = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@given(covered, st.integers(1, 60))
def test_the_nth_day_is_a_working_day_with_n_minus_1_between(day: date, n: int) -> None:
    end = add_workdays(day, n)
    assert is_workday(end)
    between = (day + timedelta(days=step) for step in range(1, (end - day).days + 1))
    assert sum(is_workday(one) for one in between) == n


@given(covered, st.integers(0, 30), st.integers(0, 30))
def test_counting_in_two_goes_is_counting_in_one(day: date, first: int, second: int) -> None:
    assert add_workdays(add_workdays(day, first), second) == add_workdays(day, first + second)
