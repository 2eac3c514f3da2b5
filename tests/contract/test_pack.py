"""Signed packs of the catalogue and what one change costs; the long list."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contract import pack
from contract.catalogue import files_of, load, parse
from contract.item import Here
from contract.listing import BadListing, Listing
from workbench.city.listing import DISTRICTS, records

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
    listing = Listing(records(60).values(), load().synonyms)
    assert len(listing.lines) == 60
    for words in ("老人卡", "lnk", "老人咔", "长者乘车卡"):
        assert listing.search(words)[0].id == "OLD-CARD"
    found = listing.search("食品经营许可首次申领")[0]
    assert found.here is Here.INFO
    assert set(found.bodies) == set(found.promised_workdays) == set(DISTRICTS)
    assert listing.search("") == list(listing.lines.values())


@pytest.mark.parametrize("wrong", ["", "[]", "{}", '{"id": "A"}', "null"])
def test_a_record_that_is_no_line_is_named(wrong: str) -> None:
    with pytest.raises(BadListing):
        Listing([wrong])
