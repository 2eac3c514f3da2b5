"""Signed packs of the catalogue and what one change costs; the long list."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contract import listing, pack
from contract.catalogue import files_of, load, parse
from contract.item import AdminLevel, Here
from contract.text import Text
from workbench.city.listing import DISTRICTS, pack_files

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
DAY = date(2026, 12, 1)
some_files = st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=5), max_size=5)


@given(some_files, some_files)
def test_a_delta_leads_from_any_pack_to_any_other(one: dict[str, str], two: dict[str, str]) -> None:
    before, after = pack.signed(one, DAY, KEY), pack.signed(two, DAY, KEY)
    change = pack.read(pack.delta(before, after).model_dump_json().encode())
    assert isinstance(change, pack.Delta)
    assert pack.applied(before, change, KEY.public_key()).files == two


def test_a_pack_is_the_catalogue_and_says_from_when_it_is_in_force() -> None:
    made = pack.signed(files_of(), DAY, KEY)
    read = pack.read(made.model_dump_json().encode())
    assert isinstance(read, pack.Pack)
    assert pack.check(read, KEY.public_key()) == DAY
    assert parse(read.files).version == load().version
    assert pack.signed(files_of(), DAY, KEY) == made


def test_what_the_hall_did_not_sign_is_refused() -> None:
    made = pack.signed({"a": "1", "b": "2"}, DAY, KEY)
    for wrong in (
        made.model_copy(update={"files": {"a": "1", "b": "3"}}),
        made.model_copy(update={"files": {"a": "1"}}),
        made.model_copy(update={"token": "no token"}),
        pack.signed({"a": "1", "b": "2"}, DAY, OTHER),
    ):
        with pytest.raises(pack.BadPack):
            pack.check(wrong, KEY.public_key())
    target = pack.signed({"a": "1", "b": "4"}, DAY, KEY)
    change = pack.delta(made, target)
    with pytest.raises(pack.BadPack, match="another version"):
        pack.applied(target, change, KEY.public_key())
    with pytest.raises(pack.BadPack, match="something else"):
        pack.applied(made, change.model_copy(update={"changed": {"b": "5"}}), KEY.public_key())
    for raw in (b"", b"{}", b"[]", made.model_dump_json().encode()[:-1]):
        with pytest.raises(pack.BadPack):
            pack.read(raw)


def test_one_changed_item_costs_little() -> None:
    before = pack.signed(files_of(), DAY, KEY)
    path = "items/sole-trader.toml"
    after = pack.signed(before.files | {path: before.files[path].replace("order = ", "order = 1")}, DAY, KEY)
    assert len(pack.delta(before, after).model_dump_json().encode()) < 20_000


def test_the_long_list_is_searched_like_the_catalogue() -> None:
    long_list = listing.parse(pack_files(60), load().synonyms)
    listing.check(long_list)
    assert len(long_list) == 60
    for words in ("老人卡", "lnk", "老人咔", "长者乘车卡"):
        assert long_list.search(words)[0].id == "OLD-CARD"
    found = long_list.search("食品经营许可首次申领")[0]
    assert found == long_list.line(found.id)
    assert set(long_list.units[found.unit].bodies) == set(DISTRICTS)
    assert long_list.line("G99999") is None
    assert len(long_list.search("")) == 60


def test_the_best_of_one_level() -> None:
    long_list = listing.parse(pack_files(90), load().synonyms)
    streets = long_list.search("首次申领", level=AdminLevel.STREET, most=5)
    assert len(streets) == 5
    assert {line.level for line in streets} == {AdminLevel.STREET}
    everywhere = [line for line in long_list.search("首次申领") if line.level is AdminLevel.STREET]
    assert streets == everywhere[:5]


def test_two_districts_promise_different_limits_for_the_same_service() -> None:
    promised = {"440103": 5, "440104": 7, listing.EVERYWHERE: 10}
    text = Text(zh="甲", en="A")
    line = listing.Line("A", text, "甲", "U1", AdminLevel.STREET, Here.INFO, promised)
    read = listing.Listing({"A": listing.record(line)}).line("A")
    assert read == line
    assert [line.promised_in(district) for district in ("440103", "440104", "440105")] == [5, 7, 10]


def test_a_line_of_some_districts_is_found_by_theirs_and_by_no_other() -> None:
    text, panyu = Text(zh="甲", en="A"), ("440113", "440114")
    made = [
        listing.Line(id_, text, "甲", "U1", AdminLevel.STREET, Here.INFO, {}, districts)
        for id_, districts in (("A", ()), ("B", panyu), ("C", ("440103",)))
    ]
    records = {line.id: listing.record(line) for line in made}
    assert [record.count("\n") for record in records.values()] == [4, 5, 5]  # as before, where nothing is said
    long_list = listing.Listing(records)
    assert [long_list.line(line.id) for line in made] == made
    for district, found in (("", "ABC"), ("440113", "AB"), ("440103", "AC"), ("440106", "A")):
        assert sorted(line.id for line in long_list.search("甲", district=district)) == list(found)
    records["B"] = records["B"].replace("440114", "panyu")
    with pytest.raises(listing.BadListing, match="panyu"):
        listing.check(listing.Listing(records))


@pytest.mark.parametrize("wrong", ["", "[]", "a\nb\nc\nstreet", "a\nb\nc\nmoon\n{}", "a\nb\nc\nstreet\n{}", "a\n" * 9])
def test_a_record_that_is_no_line_is_named(wrong: str) -> None:
    with pytest.raises(listing.BadListing, match="wrong one"):
        listing.check(listing.Listing({"wrong one": wrong}))


def test_a_line_of_no_department_and_a_department_that_is_none_are_named() -> None:
    files = pack_files(20)
    del files["units/U07.json"]
    with pytest.raises(listing.BadListing, match="U07"):
        listing.check(listing.parse(files))
    with pytest.raises(listing.BadListing, match="U07"):
        listing.parse({"units/U07.json": "{}"})
