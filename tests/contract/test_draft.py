"""One form for several items: edits re-check all, leaving items take only their own (domain 2.11)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import load
from contract.draft import Draft, edit, together, without
from contract.form import build
from contract.prereview import VerdictKind, review

ALL = load()
TODAY = date(2026, 11, 23)
ids = st.lists(st.sampled_from(list(ALL.items)), min_size=2, max_size=4, unique=True)


def draft_of(*items: str, **changes: Any) -> Draft:
    answers: dict[str, Any] = {}
    for id_ in reversed(items):
        answers |= ALL.items[id_].sample
    return Draft(items, answers | {name.replace("__", ".", 1): value for name, value in changes.items()})


def test_an_edit_of_a_shared_field_checks_all_items_and_says_which() -> None:
    draft = draft_of("OLD-CARD", "LONGEVITY", "UNEMP")
    done = edit(draft, ALL, "p.hukou_kind", "garrison", TODAY)
    assert done.affected == ("OLD-CARD", "LONGEVITY", "UNEMP")
    assert {(finding.rule, finding.items) for finding in done.raised} >= {
        ("OLD-CARD.garrison", ("OLD-CARD",)),
        ("LONGEVITY.household", ("LONGEVITY",)),
    }
    back = edit(done.draft, ALL, "p.hukou_kind", draft.answers["p.hukou_kind"], TODAY)
    assert set(back.settled) == set(done.raised)
    assert back.draft.answers == draft.answers


def test_an_edit_of_one_items_own_field_touches_no_other() -> None:
    done = edit(draft_of("OLD-CARD", "LONGEVITY"), ALL, "p.bank_acct", "12", TODAY)
    assert done.affected == ("LONGEVITY",)
    assert [(finding.rule, finding.items) for finding in done.raised] == [("format", ("LONGEVITY",))]


def test_what_follows_from_an_edit_follows_with_it() -> None:
    done = edit(draft_of("OLD-CARD", "LONGEVITY"), ALL, "p.id_no", "440103198802290007", TODAY)
    assert done.draft.answers["p.birth"] == "1988-02-29"
    assert {"OLD-CARD.age", "LONGEVITY.age"} <= {finding.rule for finding in done.raised}
    assert not any(finding.rule == "identity" for finding in done.raised)


def test_a_question_nobody_asks_cannot_be_edited() -> None:
    with pytest.raises(KeyError):
        edit(draft_of("OLD-CARD"), ALL, "p.bank_acct", "12", TODAY)


def test_a_removed_item_takes_only_what_nobody_else_needs_and_undo_brings_it_back() -> None:
    draft = draft_of("OLD-CARD", "LONGEVITY")
    less = without(draft, ALL, "LONGEVITY")
    assert less.items == ("OLD-CARD",)
    assert "p.bank_acct" not in less.answers
    assert less.aside["p.bank_acct"] == draft.answers["p.bank_acct"]
    assert less.answers["p.name"] == draft.answers["p.name"]
    again = together(less, ALL, "LONGEVITY")
    assert (again.items, again.answers, again.aside) == (draft.items, draft.answers, {})


def test_the_last_item_stays() -> None:
    with pytest.raises(ValueError, match="one or more"):
        without(draft_of("UNEMP"), ALL, "UNEMP")


@given(ids, st.data())
def test_nothing_is_ever_lost_by_removing_and_undoing(items: list[str], data: st.DataObject) -> None:
    draft = draft_of(*items)
    gone = data.draw(st.sampled_from(items))
    less = without(draft, ALL, gone)
    needed = {question.field.id for question in build([ALL.items[i] for i in less.items], ALL).questions()}
    assert set(less.answers) <= needed
    assert {**less.aside, **less.answers} == draft.answers
    assert together(less, ALL, gone).answers == {**draft.answers}


# --- one verdict an item, and the same verdict again --------------------------------------------------


def test_each_item_has_its_own_verdict() -> None:
    draft = draft_of("OLD-CARD", "UNEMP", p__hukou_kind="garrison")
    items = [ALL.items[id_] for id_ in draft.items]
    pages = {"ID": 2, "HKB": 2, "SSC": 2}
    verdict = review(items, ALL, draft.answers, pages, {"HKB", "PH1"}, TODAY)
    assert verdict.of("OLD-CARD") is VerdictKind.NOT_FOR_YOU
    assert verdict.of("UNEMP") is VerdictKind.PASS
    assert verdict.kind is VerdictKind.NOT_FOR_YOU


def test_the_same_inputs_give_the_same_digest_and_any_other_input_another() -> None:
    item, answers = ALL.items["OLD-CARD"], ALL.items["OLD-CARD"].sample
    pages: dict[str, int] = {"ID": 2, "HKB": 2}
    first = review([item], ALL, answers, pages, {"HKB", "PH1"}, TODAY)
    shuffled = dict(reversed(answers.items()))
    assert review([item], ALL, shuffled, dict(reversed(pages.items())), {"PH1", "HKB"}, TODAY) == first
    others = [
        review([item], ALL, answers | {"p.mobile": "13000000001"}, pages, {"HKB", "PH1"}, TODAY),
        review([item], ALL, answers, pages | {"HKB": 3}, {"HKB", "PH1"}, TODAY),
        review([item], ALL, answers, pages, {"PH1"}, TODAY),
        review([item], ALL, answers, pages, {"HKB", "PH1"}, date(2026, 11, 24)),
        review([item, ALL.items["UNEMP"]], ALL, answers, pages, {"HKB", "PH1"}, TODAY),
    ]
    assert len({one.inputs_sha256 for one in (first, *others)}) == 6
