"""`python -m drivers.locker trace`: what is on the wire, in words."""

from pathlib import Path
from typing import Any

import pytest

from drivers.locker.bank import Bank, Line, numbered, serial_link
from drivers.locker.family import family, family_names
from drivers.locker.tool.trace import Telling, TracedLink
from tests.drivers.locker.person import CTRL_C, Person
from workbench.locker import Board, SimulatedBank


def told(name: str, *parts: tuple[str, str]) -> list[str]:
    """Lines for bytes going out (">") and coming in ("<"), without time and line."""
    lines: list[str] = []
    telling = Telling("a", family(name), lines.append)
    for way, data in parts:
        (telling.sent if way == ">" else telling.heard)(bytes.fromhex(data))
    telling.quiet()
    return [line.split(" a ", 1)[1] for line in lines]


def test_question_and_answer_are_named() -> None:
    asked, answered = told("8a", (">", "8A 02 0C 11 95"), ("<", "8A 02 0C 00 84"))
    assert asked.startswith("-> 8a 02 0c 11 95")
    assert asked.endswith("open               board 2  lock 12")
    assert "open answer        board 2  lock 12" in answered
    assert answered.endswith(" ms")


def test_a_split_answer_is_one_line_and_an_event_another() -> None:
    lines = told("8a", (">", "80 01 00 33 B2"), ("<", "81 01 01 00 81"), ("<", "80 01 00"), ("<", "00 00 33 B2"))
    assert [line[:2] for line in lines] == ["->", "<-", "<-"]
    assert "door closed" in lines[1]
    assert "read all answer" in lines[2]
    assert "000000000000000000000000" in lines[2]


def test_echo_and_rubbish_are_said() -> None:
    lines = told("8a", (">", "80 01 00 33 B2"), ("<", "80 01 00 33 B2 FF FE 80 01 00 00 00 33 B2"))
    assert "our own question come back" in lines[1]
    assert lines[2].startswith("<- ff fe ")
    assert "no frame of this family" in lines[2]
    assert "read all answer" in lines[3]


@pytest.mark.parametrize("name", family_names())
def test_every_familys_traffic_is_understood(name: str) -> None:
    declared = family(name)
    board, locks = declared.boards[0], min(8, len(declared.locks))
    lines: list[str] = []
    sim = SimulatedBank([Board(board, locks)], name)
    bank = Bank(
        [Line("a", sim.path, name)],
        numbered("a", [(board, locks)]),
        make_link=lambda path, baud: TracedLink(serial_link(path, baud), Telling("a", declared, lines.append)),
    )
    try:
        bank.doors()
        bank.open(1)
    finally:
        bank.close()
        sim.close()
    assert sum("->" in line for line in lines) >= 3
    assert not [line for line in lines if "no frame of this family" in line]


def test_an_opening_is_traced_to_screen_and_file(eight: Any, tmp_path: Path) -> None:
    eight.bank.close()
    out = tmp_path / "trace.txt"
    words = ("--line", eight.sim.path, "--family", "8a", "--boards", "1:12,2:12")
    with Person("trace", *words, "--open", "14", "--out", str(out)) as person:
        person.answers("Type its number", "14")
        assert person.ends() == 0
    assert "8a 02 02 11 9b" in out.read_text("utf-8")
    assert "open answer        board 2  lock 2" in person.seen
    assert eight.sim.pulses[14] == 1


def test_polling_is_traced_until_ctrl_c(eight: Any) -> None:
    eight.bank.close()
    with Person("trace", "--line", eight.sim.path, "--family", "8a", "--every", "0.05") as person:
        person.sees("read all answer")
        eight.sim.pull(3, by_force=True)
        person.sees("door 3 is open now")
        person.types(CTRL_C, end="")
        assert person.ends() == 0


def test_lockers_are_taken_from_a_terminals_settings(eight: Any, tmp_path: Path) -> None:
    eight.bank.close()
    config = tmp_path / "terminal.toml"
    config.write_text(
        f'terminal = "GZ0001"\n[[locker.lines]]\nname = "a"\nport = "{eight.sim.path}"\nfamily = "8a"\n'
        "[[locker.compartments]]\nnumber = 40\nline = 'a'\nboard = 2\nchannel = 3\nclosed_when = 0\n",
        "utf-8",
    )
    with Person("doors", "--config", str(config)) as person:
        assert person.ends() == 0
    assert "  40  open" in person.seen, "the wiring is taken from the file as well"
    with Person("doors", "--config", str(tmp_path / "none.toml")) as person:
        assert person.ends() == 2
