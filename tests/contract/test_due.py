"""What falls due by age: on the first day of the window, not the day before, and never for long (domain 2.7)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contract import prereview
from contract.catalogue import load
from contract.due import Due, due
from contract.item import Item
from contract.people import birthday
from contract.reminder import Reminder
from contract.rule import Check
from contract.text import Text

ALL = load()
DAY = timedelta(days=1)
births = st.dates(date(1920, 1, 1), date(1990, 12, 31))


def shown(birth: date, today: date) -> list[str]:
    return [one.id for one in due(ALL.items.values(), birth, today)]


def test_a_69_year_old_is_reminded_of_the_allowance_on_the_first_day_of_the_window_and_not_the_day_before() -> None:
    birth, first = date(1956, 5, 2), date(2026, 2, 2)
    assert shown(birth, first - DAY) == []
    assert shown(birth, first) == ["LONGEVITY-70"]


@pytest.mark.parametrize(
    ("years", "id_"), [(60, "OLD-CARD-60"), (80, "LONGEVITY-80"), (90, "LONGEVITY-90"), (100, "LONGEVITY-100")]
)
def test_the_other_windows_of_the_facts(years: int, id_: str) -> None:
    birth = date(2026 - years, 8, 31)
    first = date(2026, 6, 30) if years == 60 else date(2026, 8, 31)
    assert (shown(birth, first - DAY), shown(birth, first)) == ([], [id_])
    assert shown(birth, date(2027, 8, 31)) == []


@given(births, st.sampled_from([id_ for id_, item in ALL.items.items() if any(one.act for one in item.reminders)]))
def test_whoever_is_reminded_to_act_is_let_through_by_the_age_rule_that_very_day(birth: date, id_: str) -> None:
    item = ALL.items[id_]
    (acting,) = [one for one in item.reminders if one.act]
    (rule,) = [rule for rule in item.rules if rule.check is Check.AGE_AT_LEAST]
    first = Due(item, acting, birthday(birth, acting.years)).first
    answers = item.sample | {"p.birth": birth.isoformat()}

    def too_young(day: date) -> bool:
        found = prereview.review([item], ALL, answers, {}, set(), day).findings
        return rule.text in [one.text for one in found]

    assert not too_young(first)
    assert too_young(first - DAY)


@given(births, st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_nothing_before_its_first_day_nothing_for_ever_and_no_card_twice(birth: date, today: date) -> None:
    found = due(ALL.items.values(), birth, today)
    assert len({one.id for one in found}) == len(found)
    assert all(one.first <= today < one.gone for one in found)
    assert [one.first for one in found] == sorted((one.first for one in found), reverse=True)


def test_a_service_no_longer_offered_reminds_of_nothing() -> None:
    left = [item for id_, item in ALL.items.items() if id_ != "LONGEVITY"]
    assert due(left, date(1956, 5, 2), date(2026, 3, 1)) == []


def test_a_reminder_that_begins_on_another_day_than_the_right_is_refused() -> None:
    said = ALL.items["LONGEVITY"].model_dump()
    early = Reminder(years=70, months_before=4, text=Text(zh="早", en="early"))
    with pytest.raises(ValidationError, match="does not begin on the day"):
        Item.model_validate(said | {"reminders": [early.model_dump()]})
