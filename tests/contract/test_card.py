"""What one card stands for: the registry adds up, and a holder stands in exactly one place with each application."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contract.card
from contract import catalogue
from contract.card import Application, Status, Sure, read, registry
from contract.holding import Basis, Holder, State, Validity, holding, validity
from contract.people import age_on, birthday

FILE = Path(contract.card.__file__).with_name("card_applications.toml").read_text("utf-8")
KNOWN = registry().applications
SENIORS = KNOWN["seniors"]
TODAY = date(2026, 3, 2)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
EVERY = dict.fromkeys(KNOWN, True)


def somebody(birth: date | None = date(1950, 1, 1), **known: object) -> Holder:
    said: dict[str, object] = {"card": Validity(), "lost": False, "activation": EVERY} | known
    return Holder(birth, **said)  # type: ignore[arg-type]


def test_4_live_and_82_planned_are_86_and_77_of_them_have_no_name() -> None:
    known = registry()
    assert {status.value: count for status, count in known.counts.items()} == {"live": 4, "pilot": 0, "planned": 82}
    assert known.total == 86
    assert [one.name.zh for one in known.of(Status.LIVE)] == ["社保卡", "医疗保险卡", "诊疗卡", "老人优待卡"]
    named = ["个人参保证明", "计划生育服务证", "健康卡", "优抚优待凭证", "残疾人证"]
    assert [one.name.zh for one in known.of(Status.PLANNED)] == named
    assert known.without_name == 77


def test_every_planned_one_says_how_it_is_done_today_and_leads_to_a_service_there_is() -> None:
    items = catalogue.load().items
    for one in registry().of(Status.PLANNED):
        assert one.today is not None
        assert len(one.today.zh) > 15
    assert {one.item for one in KNOWN.values()} - {""} <= set(items)
    assert len({one.today.zh for one in registry().of(Status.PLANNED) if one.today}) == 5


def test_only_names_and_the_ages_of_the_fares_are_more_than_designs() -> None:
    assert {one.certainty for one in KNOWN.values()} == {Sure.NAMED}
    assert {one.rest for one in KNOWN.values()} == {Sure.DESIGN}
    assert [one.code for one in KNOWN.values() if one.rule and one.rule.certainty is Sure.SOURCED] == ["seniors"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("live = 4", "live = 5", "counts.live"),
        ("planned = 82", "planned = 4", "counts.planned"),
        ('key_for = ["seniors-card"]', 'key_for = ["no-such-kind"]', "no-such-kind"),
        ("{ age = 65,", "{ age = 60,", "higher age"),
        ('activation = { zh = "请带', '# activation = { zh = "请带', "activated"),
        ('today = { zh = "现在就医', '# today = { zh = "现在就医', "how it is done today"),
        ('status = "live"', 'status = "alive"', "status"),
        ('certainty = "named"', 'certainty = "named"\nsort = 1', "sort"),
    ],
)
def test_a_registry_that_does_not_add_up_is_refused_by_name(old: str, new: str, why: str) -> None:
    assert old in FILE
    with pytest.raises(ValueError, match=why):
        read(FILE.replace(old, new, 1))


def test_the_seniors_fare_begins_at_60_and_changes_itself_at_65_without_a_new_card() -> None:
    birth = date(1966, 3, 2)

    def on(day: date) -> tuple[State, str, date | None]:
        found = holding(SENIORS, somebody(birth), day)
        return found.state, found.grade.title.zh if found.grade else "", found.changes

    sixty, sixty_five = birthday(birth, 60), birthday(birth, 65)
    day = timedelta(days=1)
    assert on(sixty - day) == (State.NOT_ENTITLED, "", sixty)
    assert on(sixty) == (State.ACTIVE, "乘车半价", sixty_five)
    assert on(sixty_five - day) == (State.ACTIVE, "乘车半价", sixty_five)
    assert on(sixty_five) == (State.ACTIVE, "乘车免费", None)


def test_whoever_is_not_entitled_is_told_why() -> None:
    found = holding(SENIORS, somebody(date(2015, 1, 1)), TODAY)
    assert found.why is not None
    assert found.why.zh == "满 60 周岁起享受"


def test_what_has_to_be_activated_says_where_and_is_not_known_while_the_hall_is_away() -> None:
    card = KNOWN["social-security"]
    found = holding(card, somebody(activation={card.code: False}), TODAY)
    assert (found.state, found.why) == (State.NOT_ACTIVATED, card.activation)
    assert holding(card, somebody(activation={}), TODAY).state is State.NOT_KNOWN
    assert holding(KNOWN["medical-insurance"], somebody(activation={}), TODAY).state is State.ACTIVE


@given(
    st.sampled_from(registry().usable),
    st.none() | DAYS,
    st.none() | DAYS,
    st.booleans(),
    st.dictionaries(st.sampled_from(sorted(KNOWN)), st.booleans()),
    DAYS,
)
def test_nothing_of_a_lost_or_expired_card_is_ever_in_use(
    one: Application,
    birth: date | None,
    until: date | None,
    lost: bool,
    activation: dict[str, bool],
    today: date,
) -> None:
    card = Validity(until, Basis.CARD)
    found = holding(one, Holder(birth, card, lost, activation), today)
    if found.state is State.ACTIVE:
        assert not lost
        assert not card.over(today)
        assert not one.needs_activation or activation.get(one.code)
    if found.state is State.SUSPENDED:
        assert lost
    if lost:
        assert found.state in (State.SUSPENDED, State.NOT_ENTITLED, State.NOT_KNOWN)
    assert (found.next_ is None) is (found.changes is None)


@pytest.mark.parametrize("one", registry().of(Status.PLANNED), ids=lambda one: one.code)
def test_nobody_has_a_planned_one(one: Application) -> None:
    with pytest.raises(ValueError, match="planned"):
        holding(one, somebody(), TODAY)


@pytest.mark.parametrize(
    ("age", "years"), [(0, 6), (15, 6), (16, 10), (25, 10), (26, 20), (59, 20), (60, None), (90, None)]
)
def test_a_card_that_names_no_last_day_lives_by_the_rules_of_2009(age: int, years: int | None) -> None:
    birth, issued = date(1930, 5, 17), birthday(date(1930, 5, 17), age)
    assert validity(issued, None, birth) == Validity(years and birthday(issued, years), Basis.RULES)
    assert validity(issued, TODAY, birth) == Validity(TODAY, Basis.CARD)  # its own word counts more


def test_a_card_whose_dates_say_nothing_is_not_called_expired() -> None:
    for issued, birth in ((None, TODAY), (TODAY, None), (TODAY, TODAY + timedelta(days=1))):
        found = validity(issued, None, birth)
        assert found == Validity(None, Basis.UNSEEN)
        assert not found.over(date(2999, 1, 1))


@given(DAYS, DAYS)
def test_the_life_of_a_card_never_ends_before_its_issue(birth: date, issued: date) -> None:
    found = validity(issued, None, birth)
    if found.until is not None:
        assert found.until > issued
        assert age_on(birth, issued) < 60


def test_the_last_day_itself_still_counts() -> None:
    last = Validity(TODAY, Basis.CARD)
    assert not last.over(TODAY)
    assert last.over(TODAY + timedelta(days=1))


def test_a_card_of_the_29th_of_february_lives_to_the_1st_of_march() -> None:
    assert validity(date(2024, 2, 29), None, date(2015, 1, 1)).until == date(2030, 3, 1)
