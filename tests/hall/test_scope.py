"""The hall judges where a service is taken by the terminal's own code, and counts what sending on adds (domain 2.9)."""

import pytest
from django.test import Client

from contract.catalogue import load
from contract.envelope import new_id
from contract.life import Role
from contract.scope import OUTSIDE
from hall.accounts.services import add_officer
from hall.commands import main
from hall.errors import Unfit
from hall.fleet import services as fleet
from hall.fleet.models import Terminal
from tests.hall.conftest import PASSWORD, Box
from tests.hall.scoped import LIWAN, PANYU, YUEXIU, HandIn, hand_in, rolled_back

__all__ = ["hand_in", "rolled_back"]
pytestmark = pytest.mark.usefixtures("rolled_back")


@pytest.mark.parametrize(
    ("scope", "homes"),
    [
        (f'{{ districts = ["{YUEXIU}"] }}', {}),
        ('{ by = "household" }', {"household": PANYU}),
        ('{ by = "household", sent_on_workdays = 2 }', {"household": OUTSIDE}),
        ('{ by = "household" }', {"home": LIWAN}),  # the other address says nothing
    ],
)
def test_what_is_not_taken_in_the_terminals_district_is_refused_with_its_own_reason(
    hand_in: HandIn, scope: str, homes: dict[str, str]
) -> None:
    with pytest.raises(Unfit) as refused:
        hand_in(scope, **homes)
    assert refused.value.code == "item_elsewhere"


def test_what_is_sent_on_keeps_the_deciding_district_and_the_days_it_adds(hand_in: HandIn) -> None:
    task = hand_in('{ by = "household", sent_on_workdays = 2 }', household=PANYU)
    promised = load().items["OLD-CARD"].promised_workdays
    assert promised is not None
    assert (task.district, task.promised_workdays) == (PANYU, promised + 2)
    reader = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    reader.force_login(add_officer(f"t-scope-{new_id().hex[-8:]}", "督办", [Role.SUPERVISOR], PASSWORD).user)
    page = reader.get(f"/console/cases/{task.case.number}")
    assert "Decided in Panyu" in page.content.decode()


def test_what_is_decided_in_the_terminals_own_district_adds_nothing(hand_in: HandIn) -> None:
    task = hand_in(f'{{ districts = ["{LIWAN}"], by = "household", sent_on_workdays = 2 }}', household=LIWAN)
    assert (task.district, task.promised_workdays) == (LIWAN, load().items["OLD-CARD"].promised_workdays)


def test_of_a_terminal_whose_district_the_hall_was_not_told_nothing_is_judged(hand_in: HandIn) -> None:
    task = hand_in(f'{{ districts = ["{YUEXIU}"] }}', district="")
    assert (task.item, task.district) == ("OLD-CARD", "")


def test_a_terminal_is_given_its_district_and_a_new_code_keeps_it(box: Box) -> None:
    fleet.add_terminal(box.id, "恩宁社区", district=LIWAN)
    assert main(["terminal", "add", box.id, "--site", "恩宁社区"]) == 0
    assert Terminal.objects.get(pk=box.id).district == LIWAN
    assert main(["terminal", "add", box.id, "--site", "恩宁社区", "--district", PANYU]) == 0
    assert Terminal.objects.get(pk=box.id).district == PANYU
    for wrong in ("荔湾区", "44010", "4401034"):
        with pytest.raises(fleet.BadDistrict):
            fleet.add_terminal(box.id, "恩宁社区", district=wrong)
    assert Terminal.objects.get(pk=box.id).district == PANYU
