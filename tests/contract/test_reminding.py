"""Which full year a certificate is held until, and under which rule a reminder counts (domain 2.7)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contract.catalogue import load
from contract.certificate import kinds
from contract.due import held_until
from contract.prereview import add_months
from contract.reminding import ReminderId, rule_of

DAY = timedelta(days=1)
BEGUN = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ([BEGUN], date(2025, 2, 28)),
        ([BEGUN, date(2025, 1, 28)], date(2026, 2, 28)),  # the first day of the month before
        ([BEGUN, date(2025, 2, 28)], date(2026, 2, 28)),  # the full year's own day
        ([BEGUN, date(2025, 3, 1)], date(2026, 3, 1)),  # late: the years count anew
        ([BEGUN, date(2025, 1, 27)], date(2025, 2, 28)),  # too soon: a lost card's replacement changes nothing
        ([BEGUN, date(2025, 2, 1), date(2026, 2, 1), date(2027, 2, 1)], date(2028, 2, 29)),
    ],
)
def test_an_endorsement_in_the_month_before_holds_for_the_next_year_and_a_late_one_counts_anew(
    given: list[date], until: date
) -> None:
    assert held_until(given, 1) == until


@given(st.lists(st.dates(date(2000, 1, 1), date(2040, 12, 31)), min_size=1, max_size=8).map(sorted))
def test_it_is_always_a_full_year_of_a_day_it_was_given_on_and_never_before_a_full_year_of_the_last_late_one(
    given: list[date],
) -> None:
    until = held_until(given, 1)
    assert until in {add_months(day, 12 * years) for day in given for years in range(1, 10)}
    assert until >= add_months(given[0], 12)
    assert held_until([*given, until + DAY], 1) == add_months(until + DAY, 12)


def test_every_certificate_that_is_to_be_renewed_is_one_there_is() -> None:
    renewals = [one for item in load().items.values() for one in item.renewals]
    assert {one.certificate for one in renewals} == {"residence-permit"}
    assert {one.certificate for one in renewals} <= set(kinds())
    assert all("{day}" in text for one in renewals for text in (one.text.zh, one.text.en))


def test_a_reminder_counts_under_its_rule_without_the_case_or_parcel_it_is_about() -> None:
    assert [
        rule_of(id_) for id_ in ("result:R0GZ00010000011", "correction:12", "renewal:RES-ENDORSE", "OLD-CARD-60")
    ] == [
        "result",
        "correction",
        "renewal:RES-ENDORSE",
        "OLD-CARD-60",
    ]


@pytest.mark.parametrize("wrong", ["", "a b", "陈秀英", "x" * 81, "a\nb", "../x"])
def test_what_is_no_reminders_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ReminderId).validate_python(wrong)
