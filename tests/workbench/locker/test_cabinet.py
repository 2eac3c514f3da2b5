"""A cabinet of several families: painted numbers run through, and each line has its own boards and faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workbench.locker.terminal import Terminal, Until
from workbench.locker import Board, DoorShut, Section, SimulatedCabinet, demo_cabinet, families


@pytest.fixture
def mixed() -> Iterator[SimulatedCabinet]:
    cabinet = SimulatedCabinet(
        {
            "a": Section((Board(1, 4),), "8a"),
            "b": Section((Board(1, 8),), "modbus_waveshare", {"min_gap_s": 0.005}),
            "c": Section((Board(0, 2), Board(1, 2)), "kerong_cu16"),
        }
    )
    yield cabinet
    cabinet.close()


def test_numbers_run_through_the_lines(mixed: SimulatedCabinet, until: Until) -> None:
    assert mixed.compartments == tuple(range(1, 17))
    assert [mixed.lines[name].compartments[0] for name in "abc"] == [1, 5, 13]
    assert mixed.line_of(15).place(15) == (1, 1)
    assert len({bank.path for bank in mixed.lines.values()}) == 3
    changed: list[int] = []
    mixed.listen(changed.append)
    opened = {"a": "8A 01 04 11 9E", "b": "01 05 02 00 00 05 0C 71", "c": "02 10 31 03 46"}
    for name, request in opened.items():
        terminal = Terminal(mixed.lines[name].wire)
        terminal.ask(request, 0)
        until(lambda: len(changed) == len(set(changed)) == list(opened).index(name) + 1)  # noqa: B023
        terminal.close()
    assert changed == [4, 5, 15]
    assert {number for number, count in mixed.pulses.items() if count} == {4, 5, 15}
    assert mixed.coil(5).pulses == 1


def test_the_hand_needs_only_the_painted_number(mixed: SimulatedCabinet) -> None:
    with pytest.raises(DoorShut):
        mixed.put(16, "an envelope")
    assert not mixed.pull(16)
    assert mixed.pull(16, by_force=True)
    mixed.put(16, "an envelope")
    assert mixed.things(16) == ("an envelope",)
    assert mixed.take(16) == "an envelope"
    assert mixed.push(16)
    assert not mixed.door(16)
    with pytest.raises(KeyError):
        mixed.pull(17)


def test_faults_go_to_a_line_a_door_or_everywhere(mixed: SimulatedCabinet) -> None:
    mixed.fault("silent", line="c", board=1)
    mixed.fault("jammed", compartment=5)
    mixed.fault("echo")
    assert mixed.faults == ["a: echo", "b: jammed 5", "b: echo", "c: silent on board 1", "c: echo"]
    with pytest.raises(ValueError, match="which line"):
        mixed.fault("silent", board=1)
    mixed.clear("echo", line="a")
    mixed.clear("jammed", 5)
    assert mixed.faults == ["b: echo", "c: silent on board 1", "c: echo"]
    mixed.clear()
    assert mixed.faults == []


def test_the_wall_of_the_demo_has_every_family(tmp_path: Path) -> None:
    cabinet = demo_cabinet(lambda line: tmp_path / line)
    try:
        assert sorted(bank.family for bank in cabinet.lines.values()) == families()
        assert cabinet.lines["a"].compartments == tuple(range(1, 25))
        assert cabinet.lines["f"].path == str(tmp_path / "f")
        terminal = Terminal(cabinet.lines["d"].wire)
        assert terminal.get("90 06 12 01 05 03", 7) == "90 07 92 01 00 05 03"
        terminal.close()
    finally:
        cabinet.close()
    assert list(tmp_path.iterdir()) == []
