"""The order of domain 2.5, and what a closed slot means to pre-review."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contract import coverage
from contract.catalogue import CatalogueError, files_of, load, parse
from contract.covered import Covered, Way
from contract.hand_in import Need, needs
from contract.prereview import VerdictKind, review
from contract.source import SOURCE_TEXT, LookUpAnswer, Source, Verify
from contract.text import Text

ALL = load()
TODAY = date(2026, 3, 2)
ORDER = (Way.VERIFICATION, Way.CERTIFICATE, Way.FILED_BEFORE)


def need_of(item: str, material: str) -> Need:
    entry = ALL.items[item]
    return next(need for need in coverage.askable([entry], ALL, entry.sample) if need.use.material == material)


def covered(material: str, way: Way = Way.VERIFICATION, **more: Any) -> Covered:
    said = {"material": material, "way": way, "source": SOURCE_TEXT[Source.CIVIL_AFFAIRS]}
    return Covered.model_validate(said | {"at": datetime(2026, 3, 2, tzinfo=UTC)} | more)


def test_the_ways_are_those_of_the_facts_in_their_order() -> None:
    assert list(Way) == [*ORDER, Way.SCAN, Way.PAPER]


@pytest.mark.parametrize("having", [ORDER[i:] for i in range(4)])
def test_the_first_way_that_has_something_closes_the_slot_and_no_later_one_is_asked(having: tuple[Way, ...]) -> None:
    need, asked = need_of("HUKOU-SPOUSE", "HKB"), []
    catalogue = load()
    material = catalogue.materials["HKB"].model_copy(update={"certificate": "residence-permit"})
    every = replace(catalogue, materials=catalogue.materials | {"HKB": material})

    def finder(way: Way) -> coverage.Finder:
        def find(_: Need) -> Covered | None:
            asked.append(way)
            return covered("HKB", way) if way in having else None

        return find

    found = coverage.first(need, every, {way: finder(way) for way in reversed(ORDER)})
    assert (found.way if found else None) == (having[0] if having else None)
    assert asked == list(ORDER[: ORDER.index(having[0]) + 1] if having else ORDER)


def test_a_copy_filed_before_never_stands_for_an_original() -> None:
    assert Way.FILED_BEFORE in coverage.electronic(need_of("LONGEVITY", "HKB"), ALL)
    assert Way.FILED_BEFORE not in coverage.electronic(need_of("OLD-CARD", "HKB"), ALL)


def test_what_an_office_keeps_and_what_is_another_persons_is_always_asked_for() -> None:
    for item in ALL.items.values():
        for need in needs([item], ALL, item.sample):
            if need.use.kept or ALL.materials[need.use.material].subject != "applicant":
                assert coverage.electronic(need, ALL) == ()


def test_a_fact_nobody_has_stated_is_not_asked_about() -> None:
    verify = ALL.materials["MAR"].verify
    assert isinstance(verify, Verify)
    assert verify.asked({"p.marital": "married"}) == "marital.is(married)"
    assert verify.asked({"p.marital": ""}) is verify.asked({}) is None


def verdict(item: str, closed: list[Covered]) -> Any:
    entry = ALL.items[item]
    use = [need.use for need in coverage.left([entry], ALL, entry.sample, closed)]
    pages = {one.material: ALL.materials[one.material].pages_min for one in use if one.scan}
    originals = {one.material for one in use if one.original}
    return review([entry], ALL, entry.sample, pages, originals, TODAY, frozenset(), closed)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (LookUpAnswer.YES, VerdictKind.PASS),
        (LookUpAnswer.NO, VerdictKind.FIX),
        (LookUpAnswer.NO_RECORD, VerdictKind.PERSON_NEEDED),
        (LookUpAnswer.AMBIGUOUS, VerdictKind.PERSON_NEEDED),
        (LookUpAnswer.SOURCE_UNAVAILABLE, VerdictKind.PASS_WITH_NOTE),
    ],
)
def test_no_answer_asks_for_the_paper(answer: LookUpAnswer, kind: VerdictKind) -> None:
    found = verdict("OLD-CARD", [covered("HKB", answer=answer)])
    assert found.kind is kind
    assert [one.field for one in found.findings if one.level == "fix"] == (
        ["p.hukou_kind"] if answer is LookUpAnswer.NO else []
    )
    assert {one.material for one in found.findings} <= {None}


def test_a_disputed_record_is_for_staff() -> None:
    closed = covered("HKB", answer=LookUpAnswer.NO, disputed=True)
    assert verdict("OLD-CARD", [closed]).kind is VerdictKind.PERSON_NEEDED


def test_the_closed_slots_are_among_what_was_judged_and_none_changes_nothing() -> None:
    entry = ALL.items["LONGEVITY"]
    pages = {need.use.material: 2 for need in needs([entry], ALL, entry.sample)}
    plain = review([entry], ALL, entry.sample, pages, set(), TODAY)
    assert plain.inputs_sha256 == review([entry], ALL, entry.sample, pages, set(), TODAY, covered=()).inputs_sha256
    closed = [covered("HKB", answer=LookUpAnswer.YES)]
    assert plain.inputs_sha256 != review([entry], ALL, entry.sample, pages, set(), TODAY, covered=closed).inputs_sha256


def test_a_cover_of_a_material_the_catalogue_does_not_know_is_let_be() -> None:
    assert verdict("LONGEVITY", [covered("GONE", answer=LookUpAnswer.NO)]).kind is VerdictKind.PASS


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('stated = "p.marital"', 'stated = "p.nothing"', "verify.stated"),
        ('question = "marital.is"', 'question = "Are you married?"', "verify.question"),
        ('spec = { size = "small 1-inch"', 'reuse_months = 3\nspec = { size = "small 1-inch"', "PH1"),
    ],
)
def test_a_wrong_entry_is_named(old: str, new: str, named: str) -> None:
    files = files_of()
    assert old in files["materials.toml"]
    with pytest.raises(CatalogueError, match=named):
        parse(files | {"materials.toml": files["materials.toml"].replace(old, new)})


def test_a_source_has_its_name_in_every_language() -> None:
    assert set(SOURCE_TEXT) == set(Source)
    assert all(isinstance(text, Text) for text in SOURCE_TEXT.values())
