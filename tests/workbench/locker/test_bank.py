"""The simulated bank by itself: the hand, the published bytes on its pty, pace, faults; no driver involved."""

import fcntl
import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.locker import Board, DoorShut, Fault, SimulatedBank, demo_bank
from workbench.locker.bench import measure

ROOT = Path(__file__).parents[3]
TIOCGEXCL = 0x80045440
TWO = (Board(1, 12), Board(2, 12))


class Terminal:
    """The other end, without any driver: a raw file descriptor at a chosen speed."""

    def __init__(self, bank: SimulatedBank, speed: int) -> None:
        self.fd = os.open(bank.path, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(self.fd)
        settings[4] = settings[5] = speed
        termios.tcsetattr(self.fd, termios.TCSANOW, settings)

    def ask(self, text: str, wait_s: float = 0.4) -> str:
        """Send bytes given in hex; everything that comes until it is quiet for `wait_s`, in hex."""
        os.write(self.fd, bytes.fromhex(text))
        return self.hear(wait_s)

    def hear(self, wait_s: float = 0.4) -> str:
        taken = b""
        while select.select([self.fd], [], [], wait_s)[0]:
            taken += os.read(self.fd, 100)
        return taken.hex(" ").upper()


@pytest.fixture
def bank_of() -> Iterator[Callable[..., SimulatedBank]]:
    made: list[SimulatedBank] = []

    def make(
        family: str = "8a", boards: tuple[Board, ...] = (Board(1, 12), Board(2, 12)), **more: object
    ) -> SimulatedBank:
        made.append(SimulatedBank(boards, family, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for bank in made:
        bank.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 3
    while not condition():
        assert time.monotonic() < deadline, "condition never held"
        time.sleep(0.005)


def test_published_8a_bytes(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of(boards=(Board(1, 24), Board(2, 12)))
    line = Terminal(bank, termios.B9600)
    assert line.ask("80 01 00 33 B2") == "80 01 FF FF FF 33 4D"
    assert line.ask("80 01 01 33 B3") == "80 01 01 11 91"
    assert line.ask("8A 01 01 11 9B") == "8A 01 01 00 8A"
    assert line.ask("80 01 00 33 B2") == "80 01 FF FF FE 33 4C"
    assert line.ask("8A 02 0C 11 95") == "8A 02 0C 00 84"
    assert {number for number, count in bank.pulses.items() if count} == {1, 36}
    for number in bank.compartments:
        bank.pull(number, by_force=True)
    assert line.ask("80 01 00 33 B2") == "80 01 00 00 00 33 B2"
    for number in (1, 9, 17):
        bank.push(number)
    assert line.ask("80 01 00 33 B2") == "80 01 01 01 01 33 B3"


def test_published_kerong_bytes(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of("kerong_cu16", (Board(0, 16), Board(1, 16)))
    line = Terminal(bank, termios.B19200)
    assert line.ask("02 00 30 03 35") == "02 00 35 FF FF 00 00 03 38"
    assert line.ask("02 00 31 03 36") == "", "unlock is not answered"
    bank.put(1, "an envelope")
    assert line.ask("02 00 30 03 35") == "02 00 35 FE FF 01 00 03 38"
    assert line.ask("02 0F 31 03 45") == ""
    assert line.ask("02 10 31 03 46") == ""
    assert {number for number, count in bank.pulses.items() if count} == {1, 16, 17}


@pytest.mark.parametrize("wrong", ["80 01 00 33 B3", "8A 01 01 11 9A", "8A 09 01 11 93", "8A 01 14 11 8E", "80 01 00"])
def test_wrong_requests_are_not_answered(bank_of: Callable[..., SimulatedBank], wrong: str) -> None:
    bank = bank_of()
    assert Terminal(bank, termios.B9600).ask(wrong, 0.3) == ""
    assert sum(bank.pulses.values()) == 0


def test_the_wrong_speed_is_not_understood(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    assert Terminal(bank, termios.B19200).ask("80 01 00 33 B2") == ""
    assert bank.wire.bytes_at_wrong_speed == 5


def test_bytes_come_at_the_pace_of_the_line(bank_of: Callable[..., SimulatedBank]) -> None:
    line = Terminal(bank_of(), termios.B9600)
    began = time.monotonic()
    os.write(line.fd, bytes.fromhex("80 01 00 33 B2"))
    got = b""
    while len(got) < 7:
        assert select.select([line.fd], [], [], 2)[0]
        got += os.read(line.fd, 100)
    assert 0.0120 <= time.monotonic() - began < 0.2, "five bytes there and seven back take 12.5 ms at 9600"


def test_the_other_wiring_turns_every_bit(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of(boards=(Board(1, 24),), contact_when_closed=False)
    line = Terminal(bank, termios.B9600)
    assert line.ask("80 01 00 33 B2") == "80 01 00 00 00 33 B2"
    assert line.ask("8A 01 01 11 9B") == "8A 01 01 11 9B"


def test_the_hand_meets_latch_and_door(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    changed: list[int] = []
    bank.listen(changed.append)
    assert not bank.pull(3)
    with pytest.raises(DoorShut):
        bank.put(3, "an envelope")
    assert changed == []
    Terminal(bank, termios.B9600).ask("8A 01 03 11 99")
    assert bank.door(3)
    bank.put(3, "an envelope")
    bank.put(3, "a slip")
    assert bank.things(3) == ("an envelope", "a slip")
    assert bank.take(3, "nothing of the kind") is None
    assert bank.take(3, "an envelope") == "an envelope"
    assert bank.take(3) == "a slip"
    assert bank.take(3) is None
    bank.push(3)
    assert not bank.door(3)
    assert changed == [3, 3, 3, 3, 3, 3]


def test_a_jam_holds_and_a_dead_sensor_stays(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    line = Terminal(bank, termios.B9600)
    bank.fault("jammed", compartment=3)
    assert line.ask("8A 01 03 11 99") == "8A 01 03 11 99"
    assert bank.pulses[3] == 1
    assert not bank.door(3)
    bank.clear()
    bank.fault("sensor dead", compartment=4)
    assert line.ask("8A 01 04 11 9E") == "8A 01 04 11 9E"
    assert bank.door(4)
    bank.clear("sensor dead")
    assert line.ask("80 01 04 33 B6") == "80 01 04 00 85"


FAULTED = [
    (Fault.SILENT, lambda data: data == ""),
    (Fault.LOST, lambda data: data == ""),
    (Fault.TRUNCATED, lambda data: data == "80 01 01"),
    (Fault.SPLIT, lambda data: data == "80 01 01 11 91"),
    (Fault.BIT_FLIP, lambda data: data == "80 01 09 11 91"),
    (Fault.BAD_CHECKSUM, lambda data: data == "80 01 01 11 CB"),
    (Fault.GARBAGE_BEFORE, lambda data: len(data) == 32 and data.endswith("80 01 01 11 91")),
    (Fault.GARBAGE_AFTER, lambda data: len(data) == 32 and data.startswith("80 01 01 11 91")),
    (Fault.DUPLICATE, lambda data: data == "80 01 01 11 91 80 01 01 11 91"),
    (Fault.WRONG_BOARD, lambda data: data == "80 02 01 11 92"),
    (Fault.ECHO, lambda data: data == "80 01 01 33 B3 80 01 01 11 91"),
    (Fault.UNSOLICITED, lambda data: data == "81 01 01 11 90 80 01 01 11 91"),
]


@pytest.mark.parametrize(("fault", "looks_right"), FAULTED, ids=[fault.value for fault, _ in FAULTED])
def test_faults_look_as_named_and_end_when_cleared(
    bank_of: Callable[..., SimulatedBank], fault: Fault, looks_right: Callable[[str], bool]
) -> None:
    bank = bank_of()
    line = Terminal(bank, termios.B9600)
    bank.fault(fault)
    assert bank.faults == [fault.value]
    assert looks_right(line.ask("80 01 01 33 B3", 0.2))
    bank.clear(fault)
    assert line.ask("80 01 01 33 B3", 0.2) == "80 01 01 11 91"


def test_a_fault_for_once_is_used_up_and_keeps_to_its_board(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    line = Terminal(bank, termios.B9600)
    bank.fault("silent", board=2, times=1)
    assert line.ask("80 01 01 33 B3", 0.1) == "80 01 01 11 91"
    assert line.ask("80 02 01 33 B0", 0.1) == ""
    assert line.ask("80 02 01 33 B0", 0.1) == "80 02 01 11 92"


def test_a_late_answer_comes_after_all(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of(late_s=0.5)
    bank.fault("late", times=1)
    line = Terminal(bank, termios.B9600)
    assert line.ask("80 01 01 33 B3", 0.3) == ""
    assert line.hear(0.5) == "80 01 01 11 91"


def test_noise_outlasts_the_question(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    bank.fault("noise")
    line = Terminal(bank, termios.B9600)
    began = time.monotonic()
    line.ask("80 01 01 33 B3", 0.2)
    assert time.monotonic() - began > 2


def test_faults_need_the_right_target(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    with pytest.raises(ValueError, match="compartment"):
        bank.fault("jammed")
    with pytest.raises(ValueError, match="compartment"):
        bank.fault("silent", compartment=3)
    with pytest.raises(ValueError, match="nonsense"):
        bank.fault("nonsense")


def test_two_questions_without_a_gap_lose_the_second(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    assert Terminal(bank, termios.B9600).ask("80 01 01 33 B3 80 02 01 33 B0") == "80 01 01 11 91"
    assert bank.dropped == [bytes.fromhex("80 02 01 33 B0")]


def test_unplugged_is_a_hang_up_and_back_is_another_node(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    line = Terminal(bank, termios.B9600)
    assert line.ask("80 01 01 33 B3", 0.1)
    bank.unplug()
    assert not os.path.lexists(bank.path)
    with pytest.raises(OSError, match="Input/output"):
        os.write(line.fd, b"x")
    bank.pull(3, by_force=True)
    bank.plug()
    assert Terminal(bank, termios.B9600).ask("80 01 03 33 B1", 0.1) == "80 01 03 00 82", "doors are as they were left"


def test_the_line_forgets_a_dead_owner_as_a_real_port_does(bank_of: Callable[..., SimulatedBank]) -> None:
    line = Terminal(bank_of(), termios.B9600)
    fcntl.ioctl(line.fd, termios.TIOCEXCL)
    until(lambda: fcntl.ioctl(line.fd, TIOCGEXCL, b"\0\0\0\0") == b"\0\0\0\0")


def test_pushing_a_door_is_reported_where_boards_do_that(bank_of: Callable[..., SimulatedBank]) -> None:
    bank = bank_of()
    bank.fault("unsolicited")
    line = Terminal(bank, termios.B9600)
    bank.pull(2, by_force=True)
    bank.push(2)
    assert line.hear(0.2) == "81 01 02 11 93"


def test_the_demo_has_twenty_four_doors_on_two_boards(tmp_path: Path) -> None:
    bank = demo_bank(tmp_path / "lockers")
    try:
        assert bank.path == str(tmp_path / "lockers")
        assert bank.compartments == tuple(range(1, 25))
        assert (bank.family, bank.wire.baud) == ("8a", 9600)
        Terminal(bank, termios.B9600).ask("8A 02 01 11 98")
        assert bank.pulses[13] == 1
    finally:
        bank.close()
    assert not os.path.lexists(tmp_path / "lockers")


def test_the_prompt_obeys(tmp_path: Path) -> None:
    typed = "pull 3\npull 3 force\nput 3 an envelope\nput 4 x\nfault jammed 3\nfault what\nshow\ntake 3\nquit\n"
    ended = subprocess.run(
        [sys.executable, "-m", "workbench.locker", "--boards", "1", "--path", str(tmp_path / "line")],
        input=typed,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=30,
    )
    assert ended.returncode == 0, ended.stderr
    for expected in (
        "it is latched",
        "3 OPEN",
        "an envelope",
        "4 is shut",
        "faults: jammed 3",
        "'what' is not a valid",
    ):
        assert expected in ended.stdout


def test_measuring_gives_plausible_figures() -> None:
    figures_ms = measure("8a", rounds=2)
    assert 10 < figures_ms["read one door"] < figures_ms["open, whole call"]
    assert 200 < figures_ms["pulse to acknowledged"] < figures_ms["pulse to seen open"] < 1500
