"""The simulated identity-card reader says the bytes of the sources, by its own code."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from contract.people import id_problem
from drivers.link import SerialLink
from workbench.card import people as social
from workbench.idcard import Fault, SimulatedIdReader, people
from workbench.idcard.speech import answer, take_request

FIND = "AAAAAA966900032001" + "22"
SELECT = "AAAAAA966900032002" + "21"
READ = "AAAAAA966900033001" + "32"


@pytest.fixture
def far() -> Iterator[SimulatedIdReader]:
    made = SimulatedIdReader()
    yield made
    made.close()


class Line:
    """A serial port, and one question after another."""

    def __init__(self, path: str) -> None:
        self.link = SerialLink(path, 115200)

    def ask(self, request: str, size: int) -> str:
        """The answer's first `size` bytes as hex, fewer when no more come."""
        import time

        self.link.write(bytes.fromhex(request))
        heard, deadline = b"", time.monotonic() + 3.0
        while len(heard) < size and (part := self.link.read(size - len(heard), deadline)):
            heard += part
        return heard.hex().upper()


@pytest.fixture
def line(far: SimulatedIdReader) -> Iterator[Line]:
    made = Line(far.path)
    yield made
    made.link.close()


def test_the_frames_of_the_sources(far: SimulatedIdReader, line: Line) -> None:
    assert line.ask(FIND, 11) == "AAAAAA9669000400008084"
    assert line.ask(SELECT, 11) == "AAAAAA9669000400008185"
    assert line.ask(READ, 11) == "AAAAAA9669000400004145"
    far.lay(people.CHEN)
    assert line.ask(FIND, 15) == "AAAAAA9669000800009F0000000097"
    assert line.ask(SELECT, 19) == "AAAAAA9669000C00009000000000000000009C"
    said = line.ask(READ, 1295)
    assert len(said) == 2 * 1295
    assert said.startswith("AAAAAA9669050800009001000400" + people.CHEN.text.hex().upper())
    assert line.ask(FIND, 11) == "AAAAAA9669000400008084"  # read: not found again until it was lifted
    far.take()
    far.lay(people.CHEN)
    assert line.ask(FIND, 15).startswith("AAAAAA9669000800009F")


def test_with_finger_the_answer_has_three_lengths(far: SimulatedIdReader, line: Line) -> None:
    far.lay(people.CHEN)
    line.ask(FIND, 15)
    line.ask(SELECT, 19)
    said = line.ask("AAAAAA9669000330" + "1023", 1297)
    assert len(said) == 2 * 1297
    assert said[14:32] == "000090010004000000"[:18]


def test_module_commands_and_bad_requests(line: Line) -> None:
    assert line.ask("AAAAAA9669000312FFEE", 27).startswith("AAAAAA96690014000090")
    assert line.ask("AAAAAA9669000311FFED", 11) == "AAAAAA9669000400009094"
    assert line.ask("AAAAAA9669000310FFEC", 11) == "AAAAAA9669000400009094"
    assert line.ask("AAAAAA96690003200100", 11) == answer(0x10).hex().upper()
    assert line.ask("AAAAAA966900037001" + "72", 11) == answer(0x21).hex().upper()


def test_requests_are_found_in_noise() -> None:
    heard = bytearray(b"\xaa\xaa" + bytes.fromhex(FIND) + bytes.fromhex(FIND)[:6])
    assert take_request(heard) == b"\x20\x01"
    assert take_request(heard) is None
    assert take_request(bytearray(bytes.fromhex("AAAAAA9669FFFF"))) == 0x11


@pytest.mark.parametrize("card", people.ALL.values(), ids=lambda card: card.key)
def test_nobody_exists_and_every_text_is_whole(card: people.IdCard) -> None:
    assert len(card.text) == 256
    assert card.text[248:250].decode("utf-16-le").strip() == card.letter
    unissued = card.number[14:17] in ("000", "001", "005", "801") or card.birth.year < 1900
    assert unissued
    assert (id_problem(card.number) is None) is (card is not people.ODD)


def test_one_person_has_both_cards() -> None:
    assert (people.CHEN.name, people.CHEN.number) == (social.CHEN.name, social.CHEN.number)


def test_faults_are_by_name(far: SimulatedIdReader, line: Line) -> None:
    far.fault(Fault.TRUNCATED, times=1)
    assert line.ask(FIND, 9) == "AAAAAA966900040000"
    line.link.waiting()
    far.fault(Fault.REFUSE, detail=0x66)
    assert line.ask(FIND, 11) == answer(0x66).hex().upper()
    far.clear()
    assert line.ask(FIND, 11) == answer(0x80).hex().upper()


def test_the_prompt_prints_its_path_and_obeys() -> None:
    typed = ["lay chen", "show", "lay nobody", "fault refuse 66", "always silent", "faults", "clear", "unplug", "plug"]
    typed += ["people", "take", "quit", ""]
    played = subprocess.run(
        [sys.executable, "-m", "workbench.idcard"],
        input="\n".join(typed),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "/line" in played.stdout
    assert "chen - 0 requests" in played.stdout
    assert "cannot: KeyError('nobody')" in played.stdout
    assert "bad checksum" in played.stdout


def test_help() -> None:
    command = [sys.executable, "-m", "workbench.idcard", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "lay KEY" in said
    assert "drivers.card watch --resident" in said
