"""One answer: what is wrong with it, and how it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import load
from contract.form import Form, Question, build, problem, text_of
from contract.text import Language

ALL = load()


def form_of(*ids: str) -> Form:
    return build([ALL.items[id_] for id_ in ids], ALL)


def question_of(form: Form, id_: str) -> Question:
    return next(question for question in form.questions() if question.field.id == id_)


@pytest.mark.parametrize(
    ("items", "id_", "good", "bad"),
    [
        ("OLD-CARD", "p.name", ["陈秀英", "ANN LEE", "买买提·吐尔逊"], ["", "  ", None, "陈1", "x" * 101]),
        ("OLD-CARD", "p.sex", ["female"], ["woman", "", 1]),
        ("OLD-CARD", "p.birth", ["1956-03-01"], ["1956-02-30", "19560301", "1956-3-1", 5]),
        ("OLD-CARD", "p.mobile", ["13000000000"], ["12000000000", "1300000000"]),
        ("OLD-CARD", "p.id_no", ["440103195603010005"], ["440103195603010006", "1"]),
        ("OLD-CARD", "p.live_addr", ["广州市荔湾区示例路 1 号"], ["家里", 7, "路" * 101]),
        ("OLD-CARD", "agent.used", [True, False], ["yes", None, 1]),
        ("LONGEVITY", "p.bank_acct", ["6200000000000000000"], ["62000", "6200-0000-0000-0000"]),
        ("FLEX-INS", "i.base", ["5500", "5500.5", "5500.55"], ["5500.555", "-1", "五千", 5500]),
        ("FLEX-INS", "i.start", ["2026-07"], ["2026-13", "2026-7", "2026-07-01"]),
        ("SOLE-TRADER", "m.staff", [0, 2], [-1, "2", True, 2.5, 10**9]),
        ("SOLE-TRADER", "m.scope", [["小吃服务"]], [[], "小吃服务", ["x"] * 13, ["x" * 101], [1]]),
        ("PASSPORT", "e.appoint", ["2030-06-03/am"], ["2030-06-03", "2030-06-31/am", "2030-06-03/xx"]),
    ],
)
def test_answers_by_type(items: str, id_: str, good: list[object], bad: list[object]) -> None:
    question = question_of(form_of(items), id_)
    assert [problem(question, value, {}) for value in good] == [None] * len(good)
    for value in bad:
        assert problem(question, value, {}) is not None, value


def test_what_is_not_asked_is_never_wrong() -> None:
    question = question_of(form_of("OLD-CARD"), "agent.id_no")
    assert problem(question, None, {"agent.used": False}) is None
    assert problem(question, None, {"agent.used": True}) is not None


def test_an_optional_answer_may_be_left_out_but_not_be_wrong() -> None:
    question = question_of(form_of("BIRTH-REG"), "s.mobile")
    married = {"p.marital": "married"}
    assert problem(question, "", married) is None
    assert problem(question, "123", married) is not None


def test_a_missing_answer_names_its_field() -> None:
    found = problem(question_of(form_of("OLD-CARD"), "p.mobile"), "", {})
    assert found is not None
    assert "手机号码" in found.zh
    assert "Mobile number" in found.en


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.text(max_size=5), max_size=3),
)


@given(st.sampled_from(list(ALL.fields.values())), anything)
def test_any_value_is_answered_and_shown_without_a_crash(field: object, value: object) -> None:
    question = Question(field=field, required=True, read_only=False, items=("X",))  # type: ignore[arg-type]
    problem(question, value, {})
    for language in Language:
        assert isinstance(text_of(question.field, value, language), str)


@pytest.mark.parametrize(
    ("id_", "value", "zh", "en"),
    [
        ("p.sex", "female", "女", "Female"),
        ("p.birth", "1956-03-01", "1956年3月1日", "1 March 1956"),
        ("i.start", "2026-07", "2026年7月", "July 2026"),
        ("i.base", "5500", "5,500.00 元", "CNY 5,500.00"),
        ("agent.used", False, "否", "No"),
        ("m.scope", ["小吃", "饮料"], "小吃、饮料", "小吃, 饮料"),
        ("e.appoint", "2030-06-03/am", "2030年6月3日上午", "3 June 2030, morning"),
        ("p.ethnic", "01", "汉族", "Han"),
        ("m.staff", 2, "2", "2"),
        ("p.name", "陈秀英", "陈秀英", "陈秀英"),
        ("p.name", None, "", ""),
        ("p.birth", "gestern", "gestern", "gestern"),
    ],
)
def test_values_read_well(id_: str, value: object, zh: str, en: str) -> None:
    field = ALL.fields[id_]
    assert text_of(field, value, Language.ZH) == zh
    assert text_of(field, value, Language.EN) == en
