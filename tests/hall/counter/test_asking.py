"""The one form on a page: what it sends comes back as it was, whatever was typed."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import form
from contract.bodies import Answer
from contract.catalogue import load
from contract.item import FieldType
from contract.text import Language
from hall.counter import asking
from hall.counter.begun import Application, Begun
from tests.hall.counter.conftest import posted

KNOWN = load()
FORMS = {id_: form.build([item], KNOWN) for id_, item in KNOWN.items.items()}


def sent(said: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in said.items():
        query[name] = value
    return query


@pytest.mark.parametrize("id_", list(KNOWN.items))
def test_the_samples_answers_come_back_as_they_are(id_):
    item, built = KNOWN.items[id_], FORMS[id_]
    asked = {question.field.id for group in built.visible(item.sample) for question in group.questions}
    said = posted(item.sample)
    for name, value in item.sample.items():
        if name in KNOWN.fields and KNOWN.fields[name].type is FieldType.SLOT:
            said[f"f.{name}"], _slash, said[f"f.{name}.half"] = str(value).partition("/")
    read = asking.read(built, sent(said), {})
    assert {name: one.value for name, one in read.items()} == {
        name: value for name, value in item.sample.items() if name in asked
    }


@pytest.mark.parametrize("id_", list(KNOWN.items))
def test_every_question_that_is_asked_stands_on_the_page_once_in_both_languages(id_):
    item, built = KNOWN.items[id_], FORMS[id_]
    answers = {name: Answer(value=value, origin="typed") for name, value in item.sample.items()}
    wanted = [question.field.id for group in built.visible(item.sample) for question in group.questions]
    for language in Language:
        shown = [ask for part in asking.parts(built, answers, language) for ask in part.asks]
        assert sorted(ask.question.field.id for ask in shown) == sorted(wanted)
        assert len({ask.id for ask in shown}) == len(shown)
        assert all(ask.label for ask in shown)


typed = st.text(max_size=60).filter(lambda text: "\0" not in text)
FIELDS = sorted({question.field.id for built in FORMS.values() for question in built.questions()})


@settings(max_examples=200)
@given(st.sampled_from(list(KNOWN.items)), st.dictionaries(st.sampled_from(FIELDS), typed, max_size=12))
def test_whatever_is_typed_is_read_shown_and_judged_and_reading_it_again_changes_nothing(id_, said):
    built = FORMS[id_]
    once = asking.read(built, sent({f"f.{name}": text for name, text in said.items()}), {})
    asked = {question.field.id for question in built.questions()}
    assert set(once) <= asked
    values = {name: one.value for name, one in once.items()}
    visible = {question.field.id for group in built.visible(values) for question in group.questions}
    assert set(once) <= visible
    assert asking.parts(built, once, Language.EN)
    for question in built.questions():
        form.problem(question, values.get(question.field.id), values)  # says something or nothing, and never fails
    begun = Begun(version=KNOWN.version, items=[id_], answers=once)
    assert Begun.model_validate_json(begun.model_dump_json()) == begun
    assert Application(begun, KNOWN).needs is not None


def test_what_was_left_as_it_was_keeps_where_it_came_from():
    before = {"p.mobile": Answer(value="13900000001", origin="answered")}
    same = asking.read(FORMS["LONGEVITY"], sent({"f.p.mobile": "13900000001"}), before)
    other = asking.read(FORMS["LONGEVITY"], sent({"f.p.mobile": "13900000002"}), before)
    assert (same["p.mobile"].origin, other["p.mobile"].origin) == ("answered", "typed")


def test_an_identity_number_says_sex_and_birth_and_nobody_can_say_otherwise():
    said = {"f.p.id_no": "44010319560301000 5", "f.p.sex": "male", "f.p.birth": "1990-01-01"}
    read = asking.read(FORMS["OLD-CARD"], sent(said), {})
    assert (read["p.sex"].value, read["p.birth"].value) == ("female", "1956-03-01")
    assert {read[name].origin for name in ("p.sex", "p.birth", "p.id_type")} == {"derived"}


def test_of_an_assigned_number_sex_and_birth_are_asked():
    said = {"f.p.id_no": "HA1234567890123456", "f.p.sex": "male", "f.p.birth": "1950-01-01"}
    read = asking.read(FORMS["OLD-CARD"], sent(said), {})
    assert {read[name].origin for name in ("p.sex", "p.birth")} == {"typed"}
    shown = {ask.question.field.id for part in asking.parts(FORMS["OLD-CARD"], read, Language.ZH) for ask in part.asks}
    assert {"p.id_type", "p.sex", "p.birth"} <= shown


def test_an_answer_that_is_no_longer_asked_for_goes_with_its_question():
    said = {"f.agent.used": "no", "f.agent.name": "李四"}
    assert "agent.name" not in asking.read(FORMS["OLD-CARD"], sent(said), {})
    assert "agent.name" in asking.read(FORMS["OLD-CARD"], sent(said | {"f.agent.used": "yes"}), {})
