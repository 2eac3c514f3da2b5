"""Constraints of several items intersect; where nothing is left each is asked by itself (domain 2.11)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import FieldUse, Item, load
from contract.form import build, problem
from contract.limit import Format, Limit
from contract.prereview import review
from contract.question import answers_of, base_of

ALL = load()
limits = st.builds(
    Limit,
    choices=st.sampled_from([None, ("a",), ("a", "b"), ("b", "c")]),
    least=st.sampled_from([None, 0, 3]),
    most=st.sampled_from([None, 2, 9]),
    longest=st.sampled_from([None, 1, 3]),
    format=st.sampled_from([None, *Format]),
)
values = st.one_of(st.sampled_from(["a", "b", "c", "abc", "020-81234567", "13000000000"]), st.integers(0, 12))


def narrowed(id_: str, field: str, **limit: Any) -> Item:
    """An item that accepts less of one field."""
    item = ALL.items[id_]
    uses = [
        use.model_copy(update={"limit": Limit.model_validate(limit)}) if use.field == field else use
        for use in item.fields
    ]
    if field not in {use.field for use in item.fields}:
        uses.append(FieldUse.model_validate({"field": field, "limit": limit}))
    return item.model_copy(update={"fields": tuple(uses)})


def asked(items: list[Item], field: str) -> list[Any]:
    return [question for question in build(items, ALL).questions() if base_of(question.field.id) == field]


@given(limits, limits, values)
def test_what_both_accept_is_what_the_meeting_accepts(one: Limit, two: Limit, value: str | int) -> None:
    both = one.meet(two)
    right = one.problem(value) is None and two.problem(value) is None
    if both is None:
        assert not right or isinstance(value, str)  # bounds that clash say nothing of a text
    else:
        assert (both.problem(value) is None) is right


def test_any_telephone_and_a_mobile_make_a_mobile() -> None:
    items = [
        narrowed("PASSPORT", "p.emergency", format="mobile"),
        narrowed("HKM-PERMIT", "p.emergency", format="phone"),
    ]
    (question,) = asked(items, "p.emergency")
    assert question.limit.format is Format.MOBILE
    assert problem(question, "020-81234567", {}) is not None
    assert problem(question, "13000000000", {}) is None
    (alone,) = asked([items[1]], "p.emergency")
    assert problem(alone, "020-81234567", {}) is None


def test_only_the_choices_of_both_are_offered() -> None:
    items = [
        narrowed("OLD-CARD", "out.channel", choices=("here", "mail")),
        narrowed("BIRTH-REG", "out.channel", choices=("mail", "electronic")),
    ]
    (question,) = asked(items, "out.channel")
    assert [option.value for option in question.field.options] == ["mail"]
    assert problem(question, "here", {}) is not None


def test_a_physical_card_is_not_delivered_electronically() -> None:
    (question,) = asked([ALL.items["OLD-CARD"]], "out.channel")
    assert "electronic" not in {option.value for option in question.field.options}
    (question,) = asked([ALL.items["OLD-CARD"], ALL.items["BIRTH-REG"]], "out.channel")
    assert "electronic" not in {option.value for option in question.field.options}


@pytest.fixture
def apart() -> list[Item]:
    """Two items that accept no common way of delivery, and a third that sides with the second."""
    return [
        narrowed("OLD-CARD", "out.channel", choices=("here",)),
        narrowed("BIRTH-REG", "out.channel", choices=("mail",)),
        narrowed("DISAB", "out.channel", choices=("mail", "window")),
    ]


def test_an_empty_intersection_is_asked_twice_labelled_by_item(apart: list[Item]) -> None:
    first, second = asked(apart, "out.channel")
    assert (first.field.id, first.items) == ("out.channel", ("OLD-CARD",))
    assert (second.field.id, second.items) == ("out.channel@BIRTH-REG+DISAB", ("BIRTH-REG", "DISAB"))
    assert "生育登记" in second.field.label.zh
    assert "Birth registration" in second.field.label.en
    groups = {question.field.id: group.id for group in build(apart, ALL).groups for question in group.questions}
    assert groups[second.field.id] == groups[first.field.id]


def test_each_item_sees_its_own_answer_and_its_own_conditions(apart: list[Item]) -> None:
    answers = {"out.channel": "here", "out.channel@BIRTH-REG+DISAB": "mail"}
    assert answers_of("OLD-CARD", answers) == {"out.channel": "here"}
    assert answers_of("DISAB", answers) == {"out.channel": "mail"}
    (address,) = asked(apart, "out.mail_addr")
    assert address.asked(answers)
    assert not address.asked({"out.channel": "here", "out.channel@BIRTH-REG+DISAB": "window"})


def test_a_finding_names_the_question_and_the_item(apart: list[Item]) -> None:
    answers = {"out.channel": "here", "out.channel@BIRTH-REG+DISAB": "here"}
    found = review(apart, ALL, answers, {}, set(), date(2026, 11, 23)).findings
    (finding,) = (one for one in found if one.field and base_of(one.field) == "out.channel")
    assert (finding.field, finding.items) == ("out.channel@BIRTH-REG+DISAB", ("BIRTH-REG", "DISAB"))


@pytest.mark.parametrize(("value", "right"), [(0, False), (1, True)])
def test_a_birth_order_is_at_least_one(value: int, right: bool) -> None:
    (question,) = asked([ALL.items["BIRTH-REG"]], "b.parity")
    assert (problem(question, value, {}) is None) is right
