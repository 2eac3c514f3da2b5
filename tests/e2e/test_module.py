"""A terminal with a security module in its window: the third-generation resident is served, the forger is not."""

from pathlib import Path

import pytest

from contract.failures import Failure
from tests.e2e.wrong import Log, in_both_languages, nothing_personal, start_kiosk, to_attract
from workbench.card import VirtualCard, VirtualPsam, people
from workbench.road import Road
from workbench.world import World


@pytest.mark.storm
def test_with_a_module_the_third_generation_is_served(tmp_path: Path) -> None:
    with World(tmp_path, psam=True) as world:
        start_kiosk(world)
        road, log = Road(world, lambda said: None), Log(world.folder)
        road.sign_on(people.ZHAO)
        to_attract(world)

        world.pcscd.insert(VirtualCard(people.ZHAO, clone=True))
        in_both_languages(road, "InsertCard", Failure.CARD_NOT_VERIFIED)
        log.wait_for(Failure.CARD_NOT_VERIFIED)
        world.pcscd.pull_sam()
        world.pcscd.insert(VirtualCard(people.ZHAO))
        in_both_languages(road, "InsertCard", Failure.CARD_AUTH_REQUIRED)
        assert "sam_missing" in [line.get("reason") for line in log.lines()]
        world.pcscd.plug_sam(VirtualPsam())
        world.pcscd.insert(VirtualCard(people.ZHAO))
        road.hand.wait("Home", lambda v: v["name"].startswith(people.ZHAO.name[0]))
        to_attract(world)
        nothing_personal(world, people.ZHAO)
