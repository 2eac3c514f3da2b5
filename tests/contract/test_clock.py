"""Limits in working days that stand still (domain 2.0)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.clock import Pause, due
from contract.workdays import CalendarEnds, add_workdays, is_workday

days = st.dates(date(2024, 1, 1), date(2025, 9, 30))


def test_2016_02_05_and_5_working_days_lands_on_2016_02_17() -> None:
    assert due(date(2016, 2, 5), 5) == date(2016, 2, 17)  # Feb 6 and 14 are worked, Feb 7 to 13 are off


def test_a_stop_over_a_swapped_workday_gives_back_exactly_that_day() -> None:
    pause = Pause(date(2016, 2, 6), date(2016, 2, 14))  # one worked Saturday lies in it
    assert due(date(2016, 2, 5), 5, [pause]) == date(2016, 2, 18)


def test_while_it_stands_still_there_is_no_date_and_what_was_over_before_stays_over() -> None:
    assert due(date(2026, 11, 23), 5, [Pause(date(2026, 11, 25))]) is None
    assert due(date(2026, 11, 23), 5, [Pause(date(2026, 12, 25))]) == date(2026, 11, 30)


def test_stopped_and_running_again_on_one_day_costs_nothing() -> None:
    assert due(date(2026, 11, 23), 5, [Pause(date(2026, 11, 25), date(2026, 11, 25))]) == date(2026, 11, 30)


def test_past_the_table_it_fails_rather_than_guesses() -> None:
    with pytest.raises(CalendarEnds):
        due(date(2026, 12, 28), 15, [Pause(date(2026, 12, 29), date(2026, 12, 30))])
    with pytest.raises(ValueError, match="forward"):
        due(date(2026, 11, 23), -1, [Pause(date(2026, 11, 25))])


@given(days, st.integers(0, 40), st.lists(st.tuples(days, st.integers(0, 20)), max_size=4))
def test_the_days_counted_are_exactly_the_limit(start: date, limit: int, stops: list[tuple[date, int]]) -> None:
    pauses = [Pause(since, since + timedelta(days=length)) for since, length in stops]
    end = due(start, limit, pauses)
    assert end is not None
    between = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    counted = [day for day in between if is_workday(day) and not any(pause.holds(day) for pause in pauses)]
    assert len(counted) == limit
    assert end >= add_workdays(start, limit)
