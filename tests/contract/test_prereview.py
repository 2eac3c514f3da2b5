"""Pre-review: everything wrong at once, nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import FieldType, Item, MaterialUse, load
from contract.hand_in import merge_uses
from contract.prereview import (
    RULES,
    VERDICT_TEXT,
    FindingLevel,
    Verdict,
    VerdictKind,
    optional_materials,
    required_materials,
    review,
)

ALL = load()
TODAY = date(2026, 11, 23)
items = pytest.mark.parametrize("item", list(ALL.items.values()), ids=list(ALL.items))


def look(chosen: Iterable[Item], answers: dict[str, Any], today: date = TODAY, lacking: Iterable[str] = ()) -> Verdict:
    """Review with everything handed in that is needed, but for `lacking`."""
    chosen = list(chosen)
    needed = [use for use in required_materials(chosen, ALL, answers) if use.material not in set(lacking)]
    pages = {use.material: ALL.materials[use.material].pages_min for use in needed if use.scan}
    return review(chosen, ALL, answers, pages, {use.material for use in needed if use.original}, today)


def changed(id_: str, **changes: Any) -> dict[str, Any]:
    """An item's sample with some answers changed; `p__mobile` stands for `p.mobile`, None takes the answer away."""
    answers = dict(ALL.items[id_].sample)
    for name, value in changes.items():
        answers[name.replace("__", ".", 1)] = value
    return {name: value for name, value in answers.items() if value is not None}


def rules(verdict: Verdict) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.field or finding.material) for finding in verdict.findings}


@items
@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29)])
def test_every_sample_passes(item: Item, today: date) -> None:
    verdict = look([item], item.sample, today)
    assert verdict.findings == ()
    assert verdict.kind is VerdictKind.PASS
    assert verdict.may_submit
    assert verdict.rules_version == f"{RULES}-{ALL.version}"


@items
def test_every_required_answer_is_missed(item: Item) -> None:
    for use in item.fields:
        asked = ALL.fields[use.field].type not in (FieldType.PHOTO, FieldType.SIGN)
        if not (asked and use.required) or use.field not in item.sample:
            continue
        without = {name: value for name, value in item.sample.items() if name != use.field}
        assert ("complete", use.field) in rules(look([item], without))


@items
def test_every_needed_material_is_missed(item: Item) -> None:
    for use in required_materials([item], ALL, item.sample):
        verdict = look([item], item.sample, lacking=[use.material])
        expected = {("material_missing", use.material)} if use.scan else set()
        expected |= {("original_missing", use.material)} if use.original else set()
        assert rules(verdict) == expected
        assert verdict.kind is VerdictKind.FIX
        assert not verdict.may_submit


@items
def test_only_an_original_that_is_handed_in_anyway_stands_for_its_picture(item: Item) -> None:
    needed = required_materials([item], ALL, item.sample)
    pages = {use.material: 0 for use in needed}
    originals = {use.material for use in needed if use.original}
    verdict = review([item], ALL, item.sample, pages, originals, TODAY, frozenset(pages))
    for use in needed:
        if use.scan:
            rule = "material_by_locker" if use.original else "material_missing"
            assert (rule, use.material) in rules(verdict)
    promised = [finding for finding in verdict.findings if finding.rule == "material_by_locker"]
    assert {finding.level for finding in promised} <= {FindingLevel.PERSON_NEEDED}
    not_put_in = review([item], ALL, item.sample, pages, set(), TODAY, frozenset(pages))
    assert not any(finding.rule == "material_by_locker" for finding in not_put_in.findings)


def test_an_empty_hand_in_is_told_everything_at_once() -> None:
    item = ALL.items["OLD-CARD"]
    verdict = review([item], ALL, {}, {}, set(), TODAY)
    fields = {finding.field for finding in verdict.findings if finding.rule == "complete"}
    assert fields == {
        *("p.name", "p.id_type", "p.id_no", "p.sex", "p.birth", "p.mobile"),
        *("p.hukou_kind", "p.hukou_addr", "p.live_addr", "agent.used", "out.channel"),
    }
    assert {finding.material for finding in verdict.findings} >= {"ID", "PH1"}


def test_five_planted_faults_come_in_one_list() -> None:
    answers = changed("OLD-CARD", p__mobile="123", p__sex="male", p__birth="1956-03-02", p__live_addr=None)
    verdict = look([ALL.items["OLD-CARD"]], answers, lacking=["HKB"])
    assert rules(verdict) == {
        ("format", "p.mobile"),
        ("identity", "p.sex"),
        ("identity", "p.birth"),
        ("complete", "p.live_addr"),
        ("material_missing", "HKB"),
        ("original_missing", "HKB"),
    }


# --- eligibility --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2015, 12, 31), VerdictKind.NOT_FOR_YOU),
        (date(2016, 1, 1), VerdictKind.PASS),  # two months before 60 on 2016-03-01
        (date(2016, 3, 1), VerdictKind.PASS),
    ],
)
def test_the_seniors_card_opens_two_months_before_sixty(today: date, kind: VerdictKind) -> None:
    assert look([ALL.items["OLD-CARD"]], ALL.items["OLD-CARD"].sample, today).kind is kind


@pytest.mark.parametrize(
    ("today", "kind"),
    [(date(2016, 5, 14), VerdictKind.NOT_FOR_YOU), (date(2016, 5, 15), VerdictKind.PASS)],
)
def test_the_longevity_allowance_opens_three_months_before_seventy(today: date, kind: VerdictKind) -> None:
    assert look([ALL.items["LONGEVITY"]], ALL.items["LONGEVITY"].sample, today).kind is kind


@pytest.mark.parametrize(
    ("id_", "changes", "rule", "kind"),
    [
        ("OLD-CARD", {"p__hukou_kind": "garrison"}, "OLD-CARD.garrison", VerdictKind.NOT_FOR_YOU),
        ("LONGEVITY", {"p__hukou_kind": "province"}, "LONGEVITY.household", VerdictKind.NOT_FOR_YOU),
        ("RES-PERMIT", {"p__live_since": "2026-05-24"}, "RES-PERMIT.half_year", VerdictKind.NOT_FOR_YOU),
        ("DISAB", {"d__category": "mental"}, "DISAB.guardian", VerdictKind.PERSON_NEEDED),
        ("CAR-QUOTA", {"c__live_case": "other"}, "CAR-QUOTA.live_case", VerdictKind.PERSON_NEEDED),
        ("HUKOU-SPOUSE", {"h__marry_date": "2025-01-01"}, "HUKOU-SPOUSE.two_years", VerdictKind.PERSON_NEEDED),
        ("HUKOU-SPOUSE", {"p__marital": "single"}, "HUKOU-SPOUSE.married", VerdictKind.NOT_FOR_YOU),
    ],
)
def test_an_items_own_rules(id_: str, changes: dict[str, str], rule: str, kind: VerdictKind) -> None:
    verdict = look([ALL.items[id_]], changed(id_, **changes))
    assert rule in {finding.rule for finding in verdict.findings}
    assert verdict.kind is kind


def test_half_a_year_is_met_on_its_day() -> None:
    answers = changed("RES-PERMIT", p__live_since="2026-05-23")
    assert look([ALL.items["RES-PERMIT"]], answers).kind is VerdictKind.PASS


def test_a_child_needs_a_guardian_and_the_papers() -> None:
    number = "44010320200601000"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number += "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11]
    answers = changed("PASSPORT", p__id_no=number, p__birth="2020-06-01")
    item = ALL.items["PASSPORT"]
    assert rules(look([item], answers)) == {
        ("PASSPORT.guardian", "e.guardian"),
        ("PASSPORT.guardian_papers", "GUARD"),
    }
    whole = answers | {"e.guardian": ["王大成 440524188001010014"]}
    pages = {"ID": 2, "PHX": 1, "GUARD": 2}
    assert review([item], ALL, whole, pages, set(), TODAY).kind is VerdictKind.PASS


@pytest.mark.parametrize(("today", "alone"), [(date(2003, 2, 28), False), (date(2004, 2, 29), True)])
def test_at_sixteen_no_guardian_is_needed(today: date, alone: bool) -> None:
    answers = changed("PASSPORT", e__appoint="2030-06-03/am")  # born 1988-02-29
    found = {rule for rule, _ in rules(look([ALL.items["PASSPORT"]], answers, today))}
    assert ("PASSPORT.guardian" not in found) is alone


def test_something_that_happened_today_is_not_in_the_future() -> None:
    answers = changed("UNEMP", u__date=TODAY.isoformat())
    assert look([ALL.items["UNEMP"]], answers).kind is VerdictKind.PASS


def test_the_heaviest_finding_decides_and_comes_first() -> None:
    answers = changed("OLD-CARD", p__hukou_kind="garrison", p__mobile="1")
    verdict = look([ALL.items["OLD-CARD"]], answers)
    assert [finding.level for finding in verdict.findings] == [FindingLevel.NOT_FOR_YOU, FindingLevel.FIX]
    assert verdict.kind is VerdictKind.NOT_FOR_YOU


# --- consistency --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "changes", "found"),
    [
        ("RES-REG", {"p__live_since": "1987-01-01"}, ("consistency", "p.live_since")),
        ("RES-REG", {"p__live_since": "2026-11-24"}, ("consistency", "p.live_since")),
        ("UNEMP", {"u__date": "2027-01-01"}, ("consistency", "u.date")),
        ("HUKOU-SPOUSE", {"s__id_no": "440103198802290007"}, ("consistency", "s.id_no")),
        ("PASSPORT", {"e__appoint": "2026-11-23/am"}, ("consistency", "e.appoint")),
        ("SCHOOL", {"k__birth": "2020-06-02"}, ("identity", "k.birth")),
        ("SCHOOL", {"k__id_no": "440103198802290007"}, ("consistency", "k.id_no")),
    ],
)
def test_answers_that_contradict_each_other(id_: str, changes: dict[str, str], found: tuple[str, str]) -> None:
    assert found in rules(look([ALL.items[id_]], changed(id_, **changes)))


def test_an_assigned_number_is_not_held_against_sex_and_birth() -> None:
    answers = changed("OLD-CARD", p__id_no="USA123456789012345", p__id_type="assigned", p__sex="male")
    assert look([ALL.items["OLD-CARD"]], answers).kind is VerdictKind.PASS


# --- materials ----------------------------------------------------------------------------------------


def test_materials_follow_household_and_agent() -> None:
    def kinds(answers: dict[str, Any]) -> list[str]:
        return [use.material for use in required_materials([ALL.items["OLD-CARD"]], ALL, answers)]

    assert kinds(changed("OLD-CARD")) == ["ID", "HKB", "PH1"]
    assert kinds(changed("OLD-CARD", p__hukou_kind="province")) == ["ID", "RP", "PH1"]
    assert kinds(changed("OLD-CARD", agent__used=True)) == ["ID", "HKB", "PH1", "AGID"]


def test_one_hand_in_merges_kinds_and_takes_the_stricter() -> None:
    chosen = [ALL.items["LONGEVITY"], ALL.items["OLD-CARD"]]
    answers = ALL.items["LONGEVITY"].sample | ALL.items["OLD-CARD"].sample
    merged = {use.material: use for use in required_materials(chosen, ALL, answers)}
    assert list(merged) == ["ID", "HKB", "BANK", "PH1"]
    assert merged["HKB"].scan
    assert merged["HKB"].original, "the seniors' card wants the original, so both items get it"
    own = next(use for use in ALL.items["OLD-CARD"].materials if use.material == "HKB")
    assert merged["HKB"].note == own.note
    assert look(chosen, answers).kind is VerdictKind.PASS


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_merging_is_the_same_from_either_side(scan: bool, original: bool, scan2: bool, original2: bool) -> None:
    one = MaterialUse(material="ID", scan=scan, original=original)
    two = MaterialUse(material="ID", scan=scan2, original=original2)
    assert merge_uses(one, two) == merge_uses(two, one)
    assert merge_uses(one, two).scan is (scan or scan2)


@items
def test_what_offices_check_among_themselves_is_never_asked(item: Item) -> None:
    asked = {use.material for use in required_materials([item], ALL, item.sample)}
    asked |= {use.material for use in optional_materials([item], ALL, item.sample)}
    assert not asked & {"MAR", "APP_M", "APP_E", "APP_D", "APP_H"}


def test_optional_materials_are_those_not_required() -> None:
    birth = ALL.items["BIRTH-REG"]
    assert [use.material for use in optional_materials([birth], ALL, birth.sample)] == ["RP"]
    both = [birth, ALL.items["RES-ENDORSE"]]
    assert optional_materials(both, ALL, birth.sample) == ()


def test_too_few_and_too_many_pages() -> None:
    item = ALL.items["CAR-QUOTA"]
    few = review([item], ALL, item.sample, {"ID": 1, "DL": 1}, set(), TODAY)
    assert rules(few) == {("material_missing", "ID")}
    many = review([item], ALL, item.sample, {"ID": 3, "DL": 1}, set(), TODAY)
    assert rules(many) == {("material_pages", "ID")}


# --- the whole ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(list(ALL.items.values())), min_size=1, max_size=4, unique_by=lambda i: i.id))
def test_many_items_find_what_each_finds_alone(chosen: list[Item]) -> None:
    together = rules(review(chosen, ALL, {}, {}, set(), TODAY))
    alone = set().union(*(rules(review([item], ALL, {}, {}, set(), TODAY)) for item in chosen))
    assert {found for found in together if found[0] == "complete"} <= alone
    assert {found for found in alone if found[0] == "material_missing"} <= together


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=2)
)


@given(
    st.sampled_from(list(ALL.items.values())),
    st.dictionaries(st.sampled_from(list(ALL.fields)), anything, max_size=8),
    st.dictionaries(st.sampled_from([*ALL.materials, "XX"]), st.integers(0, 50), max_size=4),
    st.dates(date(2016, 1, 1), date(2090, 1, 1)),
)
def test_no_input_crashes_it(item: Item, noise: dict[str, Any], pages: dict[str, int], today: date) -> None:
    verdict = review([item], ALL, item.sample | noise, pages, set(), today)
    assert verdict.kind in set(VerdictKind)
    assert all(finding.text.zh and finding.text.en for finding in verdict.findings)
    assert len(set(verdict.findings)) == len(verdict.findings)


def test_every_verdict_has_words_and_none_says_accepted() -> None:
    assert set(VERDICT_TEXT) == set(VerdictKind)
    for kind in (VerdictKind.PASS, VerdictKind.PASS_WITH_NOTE):
        assert "待受理" in VERDICT_TEXT[kind].zh
