"""A seventh family is one dropped file: its own bytes, its own board on a pty, and the whole bank works with it."""

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.locker.bank import Bank, Line, numbered
from drivers.roles import Capabilities, Door

FILE = '''
"""A made-up family: "#" board, a letter, a lock where one is meant, data, sum."""

from drivers.fields import Check, Field, Literal, Mask, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Timing


def _frame(name: str, letter: bytes, *data: Field) -> Frame:
    return Frame(name, Literal(b"#"), UInt("board", low=1, high=9), Literal(letter), *data, Check("sum8"))


OPEN, OPENED = _frame("open", b"O", UInt("lock", high=7)), _frame("opened", b"o", UInt("lock", high=7))
READ, ALL = _frame("read", b"R"), _frame("all", b"r", Mask("contacts", 1, 1))

FAMILY = Family(
    title="Seventh",
    baud=9600,
    boards=range(1, 10),
    locks=range(1, 9),
    first_lock=0,
    open=Exchange(OPEN, OPENED, 0.5, ("board", "lock")),
    read_all=Exchange(READ, ALL, 0.5),
    timing=Timing(gap_s=0.005, open_gap_s=0.01, pulse_s=0.01),
    contact_when_closed=True,
    manual=(
        Golden(OPEN, "23 01 4F 02 75", {"board": 1, "lock": 2}, "made up"),
        Golden(READ, "23 01 52 76", {"board": 1}, "made up"),
    ),
)
'''


class SeventhBoard:
    """One board of the made-up family with eight doors, speaking its bytes by hand."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)
        self.closed = 0xFF
        self.pulses = [0] * 8
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        held = b""
        while data := self._read():
            held += data
            while held[:1] == b"#" and len(held) >= (size := 5 if held[2:3] == b"O" else 4):
                self._answer(held[:size])
                held = held[size:]

    def _read(self) -> bytes:
        try:
            return os.read(self.master, 99)
        except OSError:
            return b""

    def _answer(self, asked: bytes) -> None:
        if asked[1] != 1 or sum(asked[:-1]) & 255 != asked[-1]:
            return
        answer = b"#\x01r" + bytes([self.closed])
        if asked[2:3] == b"O":
            self.pulses[asked[3]] += 1
            self.closed &= ~(1 << asked[3])
            answer = b"#\x01o" + asked[3:4]
        os.write(self.master, answer + bytes([sum(answer) & 255]))

    def close(self) -> None:
        os.close(self.slave)
        os.close(self.master)


@pytest.fixture
def board() -> Iterator[SeventhBoard]:
    made = SeventhBoard()
    yield made
    made.close()


def test_a_dropped_file_is_a_working_family(tmp_path: Path, board: SeventhBoard) -> None:
    (tmp_path / "lock_seventh.py").write_text(FILE)
    bank = Bank([Line("a", board.path, "seventh")], numbered("a", [(1, 8)], first=31), families=tmp_path)
    try:
        assert set(bank.doors().values()) == {Door.CLOSED}
        opening = bank.open(33)
        assert opening.acknowledged_at is not None
        assert opening.seen_open_at is not None
        assert board.pulses == [0, 0, 1, 0, 0, 0, 0, 0]
        assert [number for number, door in bank.doors().items() if door is Door.OPEN] == [33]
        assert bank.capabilities(33) == Capabilities(True, False, True, False)
        assert bank.status()["a"].startswith("Seventh")
    finally:
        bank.close()
