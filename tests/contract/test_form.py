"""One form from many items."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import FieldType, Item, Prefill, When, load
from contract.form import (
    GROUP_SIZE,
    ORIGIN_TEXT,
    Form,
    Known,
    Origin,
    Question,
    build,
    derive,
    prefill,
)

ALL = load()
NOT_ASKED = {FieldType.PHOTO, FieldType.SIGN}
some_items = st.lists(st.sampled_from(list(ALL.items.values())), min_size=1, max_size=5, unique_by=lambda i: i.id)
answers = st.dictionaries(
    st.sampled_from(["agent.used", "p.hukou_kind", "out.channel", "p.marital", "r.reason", "r.house_kind", "u.reason"]),
    st.sampled_from(
        [True, False, "city", "other_province", "mail", "here", "married", "work", "own", "graduated", None]
    ),
)


def form_of(*ids: str) -> Form:
    return build([ALL.items[id_] for id_ in ids], ALL)


def question_of(form: Form, id_: str) -> Question:
    return next(question for question in form.questions() if question.field.id == id_)


# domain 2.11: fields asked separately -> merged, of these keyed by hand; material slots separately -> merged
PACKAGES = {
    "来穗安居": (("RES-REG", "RES-PERMIT", "UNEMP"), (57, 31, 12), (10, 6)),
    "养老": (("OLD-CARD", "LONGEVITY"), (34, 21, 5), (9, 6)),
    "就业转换": (("UNEMP", "FLEX-INS"), (31, 22, 7), (6, 5)),
    "出境": (("PASSPORT", "HKM-PERMIT"), (34, 17, 4), (10, 5)),
    "小店开张": (("SOLE-TRADER", "FLEX-INS"), (38, 31, 15), (9, 8)),
    "来穗购车": (("RES-ENDORSE", "CAR-QUOTA"), (27, 20, 6), (6, 5)),
}


@pytest.mark.parametrize("name", list(PACKAGES))
def test_the_merged_counts_of_the_facts(name: str) -> None:
    ids, fields, slots = PACKAGES[name]
    items = [ALL.items[id_] for id_ in ids]
    merged = {use.field for item in items for use in item.fields}
    by_hand = [id_ for id_ in merged if ALL.fields[id_].prefill is Prefill.NONE]
    assert (sum(len(item.fields) for item in items), len(merged), len(by_hand)) == fields
    kinds = {use.material for item in items for use in item.materials}
    assert (sum(len(item.materials) for item in items), len(kinds)) == slots
    asked = {id_ for id_ in merged if ALL.fields[id_].type not in NOT_ASKED}
    assert {question.field.id for question in build(items, ALL).questions()} == asked


def test_the_order_of_the_groups() -> None:
    groups = [group.id for group in form_of("OLD-CARD", "LONGEVITY").groups]
    assert groups == ["who", "contact", "address", "item-LONGEVITY", "agent", "delivery"]


def test_photo_and_signature_are_not_asked() -> None:
    ids = {question.field.id for question in form_of("OLD-CARD", "UNEMP", "FLEX-INS").questions()}
    assert not ids & {"p.photo", "u.pledge", "i.debit"}


@given(some_items)
def test_a_form_is_the_union_each_field_once_and_screens_are_calm(items: list[Item]) -> None:
    form = build(items, ALL)
    ids = [question.field.id for question in form.questions()]
    wanted = {use.field for item in items for use in item.fields if ALL.fields[use.field].type not in NOT_ASKED}
    assert len(ids) == len(set(ids))
    assert set(ids) == wanted
    assert all(1 <= len(group.questions) <= GROUP_SIZE for group in form.groups)
    assert len({group.id for group in form.groups}) == len(form.groups)


@given(some_items)
def test_every_question_says_which_items_want_it(items: list[Item]) -> None:
    for question in build(items, ALL).questions():
        wanting = [item.id for item in items if question.field.id in {use.field for use in item.fields}]
        assert list(question.items) == wanting


@given(some_items, answers)
def test_a_field_is_visible_exactly_when_some_item_wants_it(
    items: list[Item], given_answers: dict[str, object]
) -> None:
    form = build(items, ALL)
    shown = {question.field.id for group in form.visible(given_answers) for question in group.questions}
    wanted = {
        use.field
        for item in items
        for use in item.fields
        if ALL.fields[use.field].type not in NOT_ASKED and (use.when is None or use.when.holds(given_answers))
    }
    assert shown == wanted
    assert all(group.questions for group in form.visible(given_answers))


@given(some_items, answers)
def test_groups_keep_their_ids_and_order_whatever_is_answered(
    items: list[Item], given_answers: dict[str, object]
) -> None:
    form = build(items, ALL)
    order = [group.id for group in form.groups]
    shown = [group.id for group in form.visible(given_answers)]
    assert shown == [id_ for id_ in order if id_ in shown]


def test_a_form_needs_different_items() -> None:
    with pytest.raises(ValueError, match="different items"):
        build([], ALL)
    with pytest.raises(ValueError, match="different items"):
        form_of("UNEMP", "UNEMP")


def test_conditions_of_two_items_are_joined() -> None:
    alone = question_of(form_of("BIRTH-REG"), "s.name")
    assert alone.when
    both = question_of(form_of("BIRTH-REG", "HUKOU-SPOUSE"), "s.name")
    assert both.when == ()
    permit = question_of(form_of("OLD-CARD", "DISAB"), "permit.no")
    assert len(permit.when) == 1


def test_the_agent_block_appears_with_the_agent() -> None:
    form = form_of("OLD-CARD")
    ids = {group.id: len(group.questions) for group in form.visible({"agent.used": False})}
    assert ids["agent"] == 1
    assert len(next(g for g in form.visible({"agent.used": True}) if g.id == "agent").questions) == 5


# --- prefill ------------------------------------------------------------------------------------------


def test_the_card_prefills_who() -> None:
    known = Known("陈秀英", "440103195603010005", "2", date(1956, 3, 1), "01")
    values = prefill(form_of("OLD-CARD"), known)
    assert {id_: (one.value, one.origin) for id_, one in values.items()} == {
        "p.name": ("陈秀英", Origin.CARD),
        "p.id_type": ("resident_id", Origin.CARD),
        "p.id_no": ("440103195603010005", Origin.CARD),
        "p.sex": ("female", Origin.DERIVED),
        "p.birth": ("1956-03-01", Origin.DERIVED),
    }
    assert not any(one.must_confirm for one in values.values())
    assert prefill(form_of("RES-REG"), known)["p.ethnic"].value == "01"


def test_the_number_wins_over_what_the_card_says_beside_it() -> None:
    known = Known("陈秀英", "440103195603010005", "1", date(1960, 1, 1))
    values = prefill(form_of("OLD-CARD"), known)
    assert (values["p.sex"].value, values["p.birth"].value) == ("female", "1956-03-01")


def test_an_assigned_number_leaves_sex_and_birth_to_the_card() -> None:
    values = prefill(form_of("OLD-CARD"), Known("ANN LEE", "USA123456789012345", "2", date(1950, 5, 6)))
    assert values["p.id_type"].value == "assigned"
    assert (values["p.sex"].value, values["p.sex"].origin) == ("female", Origin.CARD)
    assert values["p.birth"].value == "1950-05-06"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("810000199001010016", "hmt_permit"),
        ("830000199001010013", "hmt_permit"),
        ("911000199001010018", "foreign_permit"),
        ("440103195603010005", "resident_id"),
    ],
)
def test_the_kind_of_document_follows_the_number(number: str, kind: str) -> None:
    body = number[:17]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    assert prefill(form_of("OLD-CARD"), Known("某人", number))["p.id_type"].value == kind


def test_nothing_known_prefills_nothing_and_broken_values_are_left_out() -> None:
    assert prefill(form_of("OLD-CARD"), Known()) == {}
    values = prefill(form_of("RES-REG"), Known("陈秀英", "440103195603010006", ethnic="77"))
    assert "p.id_no" not in values
    assert "p.ethnic" not in values


def test_personal_data_stays_out_of_what_is_printed_by_accident() -> None:
    known = Known("陈秀英", "440103195603010005")
    assert "陈秀英" not in repr(known)
    assert "440103" not in repr(prefill(form_of("OLD-CARD"), known))


def test_a_childs_birth_follows_the_typed_number() -> None:
    form = form_of("SCHOOL")
    number = ALL.items["SCHOOL"].sample["k.id_no"]
    assert {id_: one.value for id_, one in derive(form, {"k.id_no": number}).items()} == {"k.birth": "2020-06-01"}
    assert derive(form, {"k.id_no": None}) == {}


def test_derived_and_card_fields_are_read_only() -> None:
    form = form_of("OLD-CARD", "SCHOOL")
    read_only = {question.field.id for question in form.questions() if question.read_only}
    assert read_only == {"p.name", "p.id_type", "p.id_no", "p.sex", "p.birth", "k.birth"}


def test_every_origin_has_words() -> None:
    assert set(ORIGIN_TEXT) == set(Origin)


def test_pairs_of_items_all_merge() -> None:
    for first, second in combinations(ALL.items.values(), 2):
        shared = {u.field for u in first.fields} & {u.field for u in second.fields}
        both = {q.field.id for q in build([first, second], ALL).questions() if len(q.items) == 2}
        assert both == {id_ for id_ in shared if ALL.fields[id_].type not in NOT_ASKED}


def test_a_field_wanted_by_one_as_required_is_required() -> None:
    assert not question_of(form_of("BIRTH-REG"), "s.mobile").required
    assert question_of(form_of("BIRTH-REG", "HUKOU-SPOUSE"), "s.mobile").required


def test_either_condition_is_enough() -> None:
    conditions = tuple(When.model_validate(one) for one in ({"field": "a", "is": "x"}, {"field": "b", "is": True}))
    question = Question(ALL.fields["p.mobile"], required=True, read_only=False, items=("X", "Y"), when=conditions)
    assert question.asked({"a": "x"})
    assert question.asked({"b": True})
    assert not question.asked({"a": "y", "b": False})
