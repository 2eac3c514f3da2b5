"""The road as the demo plays it, and what must be true when it has been played."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.card import people
from workbench.play import Play
from workbench.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A city whose terminal also reads the papers."""
    with World(tmp_path_factory.mktemp("city"), read_papers=True) as city:
        yield city


@pytest.mark.timeout(420)
def test_the_whole_road_in_ten_steps(world: World, told: list[str], tmp_path: Path) -> None:
    Play(world, tmp_path, told.append).everything()

    for number in range(1, 11):
        assert any(f" {number}. " in line for line in told), f"the transcript does not name step {number}"
    assert [case["state"] for case in world.cases()] == ["closed", "awaiting_paper"]
    assert " 0 cases broken" in world.hall_command("verify")
    pulsed = {number: count for number, count in world.bank.pulses.items() if count}
    assert pulsed == {1: 4}, "drop, collect, load, take: one pulse each"

    slips = [" ".join(slip.codes) for slip in world.printer.slips]
    assert sum("YGT:" in slip for slip in slips) == 2
    nothing_personal_in(world)


def nothing_personal_in(world: World) -> None:
    """No name and no number on the terminal's disk or in its log."""
    secrets = [people.CHEN.name, people.CHEN.number, "13000000000"]
    for path in [*(world.folder / "terminal").rglob("*"), world.folder / "kiosk.log"]:
        if path.is_file():
            data = path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in data, f"{path.name} holds personal data"
                assert secret.encode("utf-16-le") not in data
