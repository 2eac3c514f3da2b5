"""One hand-in: merged by kind and specification, apart with a reason (domain 2.11)."""

from dataclasses import replace as changed
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.catalogue import Catalogue, Item, MaterialUse, load
from contract.hand_in import needs, offers, slots
from contract.spec import Spec

ALL = load()
some_items = st.lists(st.sampled_from(list(ALL.items.values())), min_size=1, max_size=5, unique_by=lambda i: i.id)
specs = st.builds(
    Spec,
    size=st.sampled_from([None, "1-inch", "2-inch"]),
    background=st.sampled_from([None, "white", "blue"]),
    newest_months=st.sampled_from([None, 3, 6]),
)


def asking(id_: str, material: str, **use: Any) -> Item:
    """An item that asks for one material."""
    said = {"material": material, "scan": False, "original": True, "kept": True, **use}
    return ALL.items[id_].model_copy(update={"materials": (MaterialUse.model_validate(said),)})


def with_specs(**specs_of: Spec) -> Catalogue:
    """The catalogue with other specifications of some materials."""
    known = {id_: ALL.materials[id_].model_copy(update={"spec": spec}) for id_, spec in specs_of.items()}
    return changed(ALL, materials=ALL.materials | known)


# domain 2.11: material slots separately -> merged
SLOTS = {
    "来穗安居": (("RES-REG", "RES-PERMIT", "UNEMP"), (10, 6)),
    "养老": (("OLD-CARD", "LONGEVITY"), (9, 6)),
    "就业转换": (("UNEMP", "FLEX-INS"), (6, 5)),
    "出境": (("PASSPORT", "HKM-PERMIT"), (10, 5)),
    "小店开张": (("SOLE-TRADER", "FLEX-INS"), (9, 8)),
    "来穗购车": (("RES-ENDORSE", "CAR-QUOTA"), (6, 5)),
}


@pytest.mark.parametrize("name", list(SLOTS))
def test_the_slots_of_the_facts_are_what_the_merging_gives(name: str) -> None:
    ids, (separately, merged) = SLOTS[name]
    items = [ALL.items[id_] for id_ in ids]
    assert sum(len(slots([item], ALL)) for item in items) == separately
    assert len(slots(items, ALL)) == merged


def test_photographs_that_differ_stay_two_lines_and_the_screen_says_why() -> None:
    old_card, disab = ALL.items["OLD-CARD"], ALL.items["DISAB"]
    answers = old_card.sample | disab.sample
    photos = [need for need in needs([old_card, disab], ALL, answers) if need.use.material.startswith("PH")]
    assert [need.use.material for need in photos] == ["PH1", "PH2"]
    assert photos[0].apart is None
    assert photos[1].apart is not None
    assert "尺寸不同" in photos[1].apart.zh
    blue = with_specs(PH2=Spec(background="blue"), PH1=Spec(background="white"))
    two = needs([asking("OLD-CARD", "PH1"), asking("DISAB", "PH2")], blue, {})
    assert [need.apart.zh if need.apart else "" for need in two] == ["", "照片底色不同"]


def test_one_paper_that_meets_both_is_one_line_and_the_stricter_counts() -> None:
    loose = with_specs(PH1=Spec(background="white"), PH2=Spec(size="2-inch", background="white", newest_months=3))
    for first, second in (("PH1", "PH2"), ("PH2", "PH1")):
        (need,) = needs([asking("OLD-CARD", first), asking("DISAB", second)], loose, {})
        assert need.use.material == "PH2"
        assert need.spec == Spec(size="2-inch", background="white", newest_months=3)
        assert (need.items, need.copies, need.apart) == (("OLD-CARD", "DISAB"), 2, None)


def test_two_papers_of_which_neither_is_the_stricter_stay_two() -> None:
    crossed = with_specs(PH1=Spec(size="1-inch"), PH2=Spec(background="white"))
    two = needs([asking("OLD-CARD", "PH1"), asking("DISAB", "PH2")], crossed, {})
    assert len(two) == 2
    assert two[1].apart is not None


def test_an_items_own_age_limit_narrows_the_merged_paper() -> None:
    six = asking("DISAB", "PH1", spec={"newest_months": 1})
    (need,) = needs([asking("OLD-CARD", "PH1"), six], ALL, {})
    assert need.spec.newest_months == 1
    assert ALL.materials["PH1"].spec.newest_months == 3


def test_the_agents_card_is_not_the_applicants() -> None:
    answers = ALL.items["OLD-CARD"].sample | {"agent.used": True}
    found = [need.use.material for need in needs([ALL.items["OLD-CARD"]], ALL, answers)]
    assert {"ID", "AGID"} <= set(found)
    assert all(need.apart is None for need in needs([ALL.items["OLD-CARD"]], ALL, answers))


def test_as_many_copies_as_offices_that_keep_paper_and_scans_serve_the_rest() -> None:
    kept, shown = asking("OLD-CARD", "HKB"), asking("DISAB", "HKB", kept=False)
    scan = asking("LONGEVITY", "HKB", scan=True, original=False, kept=False)
    (need,) = needs([kept, shown, scan], ALL, {})
    assert (need.copies, need.use.original, need.use.scan) == (1, True, True)
    (need,) = needs([kept, asking("DISAB", "HKB")], ALL, {})
    assert need.copies == 2


@given(some_items)
def test_every_slot_of_every_item_is_met_by_exactly_one_line(items: list[Item]) -> None:
    lines = slots(items, ALL)
    for item in items:
        for use in item.materials:
            meeting = [line for line in lines if item.id in line.items and line.use.material == use.material]
            assert len(meeting) == 1
    assert len({line.use.material for line in lines}) == len(lines)
    optional = {offer.use.material for offer in offers(items, ALL, {})}
    assert not optional & {need.use.material for need in needs(items, ALL, {})}


@given(specs, specs)
def test_meeting_is_symmetric_and_never_looser(one: Spec, two: Spec) -> None:
    both = one.meet(two)
    assert both == two.meet(one)
    assert (both is None) is bool(one.clash(two))
    if both is not None:
        assert both.meet(one) == both
        assert both.meet(two) == both
