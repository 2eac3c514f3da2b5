"""Which desks a case goes to (domain 2.10)."""

import pytest

from contract.catalogue import load
from contract.item import AdminLevel
from contract.routing import owner, route

ALL = load().items


def test_a_package_mixing_street_and_city_shows_both_desks_and_the_highest_owns_it() -> None:
    items = [ALL["RES-ENDORSE"], ALL["CAR-QUOTA"]]
    assert owner(items) is AdminLevel.CITY
    assert route(items).zh == "小区终端 → 街道 → 市 → 出件"
    assert route(items[::-1]) == route(items)


def test_one_item_goes_to_its_own_level_only() -> None:
    assert route([ALL["UNEMP"]]).zh == "小区终端 → 街道 → 出件"
    assert owner([ALL["UNEMP"]]) is AdminLevel.STREET


def test_an_individual_business_goes_to_the_district_though_its_owner_is_a_citizen() -> None:
    assert owner([ALL["SOLE-TRADER"]]) is AdminLevel.DISTRICT


def test_nothing_has_no_owner() -> None:
    with pytest.raises(ValueError, match="empty"):
        owner([])
