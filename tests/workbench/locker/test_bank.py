"""The simulated bank by itself: the hand, doors and coils, wiring, plug; no driver involved."""

import fcntl
import os
import termios
from pathlib import Path

import pytest

from tests.workbench.locker.terminal import Banks, Terminals, Until
from workbench.locker import Board, DoorShut, SimulatedBank, demo_bank

TIOCGEXCL = 0x80045440


def test_published_8a_bytes_move_real_doors(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of(boards=(Board(1, 24), Board(2, 12)))
    line = terminal_of(bank)
    assert line.get("80 01 00 33 B2", 7) == "80 01 FF FF FF 33 4D"
    assert line.get("80 01 01 33 B3", 5) == "80 01 01 11 91"
    assert line.get("8A 01 01 11 9B", 5) == "8A 01 01 00 8A"
    assert line.get("80 01 00 33 B2", 7) == "80 01 FF FF FE 33 4C"
    assert line.get("8A 02 0C 11 95", 5) == "8A 02 0C 00 84"
    assert {number for number, count in bank.pulses.items() if count} == {1, 36}
    for number in bank.compartments:
        bank.pull(number, by_force=True)
    assert line.get("80 01 00 33 B2", 7) == "80 01 00 00 00 33 B2"
    for number in (1, 9, 17):
        bank.push(number)
    assert line.get("80 01 00 33 B2", 7) == "80 01 01 01 01 33 B3"


def test_the_other_wiring_turns_every_bit(bank_of: Banks, terminal_of: Terminals) -> None:
    line = terminal_of(bank_of(boards=(Board(1, 24),), contact_when_closed=False))
    assert line.get("80 01 00 33 B2", 7) == "80 01 00 00 00 33 B2"
    assert line.get("8A 01 01 11 9B", 5) == "8A 01 01 11 9B"


def test_one_lock_may_be_wired_the_other_way(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of(boards=(Board(1, 24),))
    bank.rewire(1, contact_when_closed=False)
    assert terminal_of(bank).get("80 01 00 33 B2", 7) == "80 01 FF FF FE 33 4C"


def test_the_hand_meets_latch_and_door(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    changed: list[int] = []
    bank.listen(changed.append)
    assert not bank.pull(3)
    with pytest.raises(DoorShut):
        bank.put(3, "an envelope")
    assert changed == []
    terminal_of(bank).get("8A 01 03 11 99", 5)
    assert bank.door(3)
    bank.put(3, "an envelope")
    bank.put(3, "a slip")
    assert bank.things(3) == ("an envelope", "a slip")
    assert bank.take(3, "nothing of the kind") is None
    assert bank.take(3, "an envelope") == "an envelope"
    assert bank.take(3) == "a slip"
    assert bank.take(3) is None
    assert bank.push(3)
    assert not bank.door(3)
    assert changed == [3, 3, 3, 3, 3, 3]


def test_coils_are_measured(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of(pulse_s=0.1)
    line = terminal_of(bank)
    assert bank.coil(3).shortest_interval_s == float("inf")
    for _ in range(2):
        assert line.get("8A 01 03 11 99", 5) == "8A 01 03 00 88"
        until(lambda: not bank.coil(3).on)
    seen = bank.coil(3)
    assert seen.pulses == bank.pulses[3] == 2
    assert 0.2 <= seen.on_total_s < 1
    assert 0.1 <= seen.shortest_interval_s < 2
    assert bank.coil(4).pulses == bank.coil(4).on_total_s == 0


def test_opening_all_goes_door_by_door_and_is_answered_at_the_end(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of(boards=(Board(1, 6),), pulse_s=0.05)
    opened: list[int] = []
    bank.listen(opened.append)
    assert terminal_of(bank).get("8A 01 00 11 9A", 5) == "8A 01 00 11 9A"
    assert list(bank.pulses.values()) == [1] * 6
    starts = [bank.coil(number).last_pulse_s for number in bank.compartments]
    assert opened == list(bank.compartments)
    assert starts == sorted(starts)
    assert starts[-1] - starts[0] > 0.1, "five times 0.05 s"


def test_boards_a_family_cannot_have_are_refused() -> None:
    for boards in ([Board(16, 8)], [Board(0, 17)], [Board(0, 0)], [Board(1, 8), Board(1, 8)], []):
        with pytest.raises(ValueError, match=r"(?i)board"):
            SimulatedBank(boards, "kerong_cu16")


@pytest.mark.parametrize("wrong", ["80 01 00 33 B3", "8A 01 01 11 9A", "8A 09 01 11 93", "8A 01 14 11 8E", "80 01 00"])
def test_wrong_requests_are_not_answered(bank_of: Banks, terminal_of: Terminals, wrong: str) -> None:
    bank = bank_of()
    assert terminal_of(bank).ask(wrong, 0.15) == ""
    assert sum(bank.pulses.values()) == 0


def test_unplugged_is_a_hang_up_and_back_is_another_node(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    assert line.get("80 01 01 33 B3", 5)
    bank.unplug()
    assert not os.path.lexists(bank.path)
    with pytest.raises(OSError, match="Input/output"):
        os.write(line.fd, b"x")
    bank.pull(3, by_force=True)
    bank.plug()
    assert terminal_of(bank).get("80 01 03 33 B1", 5) == "80 01 03 00 82", "doors are as they were left"


def test_the_line_forgets_a_dead_owner_as_a_real_port_does(
    bank_of: Banks, terminal_of: Terminals, until: Until
) -> None:
    line = terminal_of(bank_of())
    fcntl.ioctl(line.fd, termios.TIOCEXCL)
    until(lambda: fcntl.ioctl(line.fd, TIOCGEXCL, b"\0\0\0\0") == b"\0\0\0\0")


def test_the_demo_has_twenty_four_doors_on_two_boards(tmp_path: Path, terminal_of: Terminals) -> None:
    bank = demo_bank(tmp_path / "lockers")
    try:
        assert bank.path == str(tmp_path / "lockers")
        assert bank.compartments == tuple(range(1, 25))
        assert (bank.family, bank.wire.baud) == ("8a", 9600)
        terminal_of(bank).get("8A 02 01 11 98", 5)
        assert bank.pulses[13] == 1
        assert bank.place(13) == (2, 1)
    finally:
        bank.close()
    assert not os.path.lexists(tmp_path / "lockers")
