"""Where a service is taken and who decides (domain 2.9)."""

import pytest
from pydantic import ValidationError

from contract import catalogue
from contract.catalogue import CatalogueError
from contract.scope import OUTSIDE, Address, Scope, Taken, district_name

LIWAN, YUEXIU, PANYU = "440103", "440104", "440113"
HOUSEHOLD, HOME = Address.HOUSEHOLD, Address.HOME


def test_a_service_that_says_nothing_is_of_the_whole_city() -> None:
    """Packs made before there were scopes mean what they meant, at a terminal that knows no district, too."""
    assert {item.scope for item in catalogue.load().items.values()} == {Scope()}
    assert {Scope().taken(terminal, {}) for terminal in ("", LIWAN, PANYU)} == {Taken.HERE}
    assert Scope().decided_in({HOUSEHOLD: PANYU}) == ""


def test_terminals_of_other_districts_than_the_named_do_not_take_it_whoever_asks() -> None:
    scope = Scope(districts=(YUEXIU, PANYU))
    assert scope.taken(PANYU, {}) is Taken.HERE
    for terminal in (LIWAN, ""):
        assert scope.taken(terminal, {HOUSEHOLD: PANYU}) is Taken.ELSEWHERE


@pytest.mark.parametrize(
    ("sent_on", "home", "expected", "added"),
    [
        (None, None, Taken.ASK, 0),
        (None, LIWAN, Taken.HERE, 0),
        (None, PANYU, Taken.ELSEWHERE, 0),
        (None, OUTSIDE, Taken.ELSEWHERE, 0),
        (2, None, Taken.ASK, 0),
        (2, LIWAN, Taken.HERE, 0),
        (2, PANYU, Taken.SENT_ON, 2),
        (2, OUTSIDE, Taken.ELSEWHERE, 0),
        (0, PANYU, Taken.SENT_ON, 0),
    ],
)
def test_the_three_groups_of_a_terminal_in_liwan(
    sent_on: int | None, home: str | None, expected: Taken, added: int
) -> None:
    scope = Scope(by=HOUSEHOLD, sent_on_workdays=sent_on)
    homes = {} if home is None else {HOUSEHOLD: home}
    assert (scope.taken(LIWAN, homes), scope.added_workdays(LIWAN, homes)) == (expected, added)
    assert scope.decided_in(homes) == ("" if home in (None, OUTSIDE) else home)


def test_the_address_decides_and_the_person_has_two() -> None:
    homes = {HOUSEHOLD: PANYU, HOME: LIWAN}
    assert Scope(by=HOME).taken(LIWAN, homes) is Taken.HERE
    assert Scope(by=HOUSEHOLD).taken(LIWAN, homes) is Taken.ELSEWHERE
    assert (Scope(by=HOME).decided_in(homes), Scope(by=HOUSEHOLD).decided_in(homes)) == (LIWAN, PANYU)


def test_a_terminal_that_knows_no_district_is_nobodys_own() -> None:
    assert Scope(by=HOUSEHOLD).taken("", {HOUSEHOLD: LIWAN}) is Taken.ELSEWHERE


def test_only_what_an_address_decides_can_be_sent_on() -> None:
    with pytest.raises(ValidationError, match="sent_on_workdays"):
        Scope(sent_on_workdays=1)


def test_a_scope_in_a_file_is_read_and_a_wrong_one_named() -> None:
    files, path = catalogue.files_of(), "items/longevity.toml"
    text = files[path].replace("order = ", f'scope = {{ districts = ["{LIWAN}"], by = "household" }}\norder = ', 1)
    read = catalogue.parse({**files, path: text}).items["LONGEVITY"].scope
    assert read == Scope(districts=(LIWAN,), by=HOUSEHOLD)
    with pytest.raises(CatalogueError, match=r"longevity\.toml: scope\.districts"):
        catalogue.parse({**files, path: text.replace(f'["{LIWAN}"]', '["liwan"]')})


def test_an_unknown_district_is_named_by_its_code() -> None:
    assert (district_name(PANYU).zh, district_name("440199").en) == ("番禺区", "district 440199")
