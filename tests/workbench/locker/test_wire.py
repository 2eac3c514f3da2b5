"""The wire: every speed is paced and checked; bytes nobody takes, and bytes of a sender that has died, are lost."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.workbench.locker.terminal import Banks, Terminal, Until
from workbench.wire import SPEEDS, Wire

BITS = 10
TEN = "00 01 02 03 04 05 06 07 08 09"


@pytest.fixture
def wire_of() -> Iterator[Callable[[int], tuple[Wire, Terminal, list[bytes]]]]:
    with ExitStack() as stack:

        def make(baud: int, speed: int | None = None) -> tuple[Wire, Terminal, list[bytes]]:
            arrived: list[bytes] = []
            wire = Wire(baud, arrived.append)
            stack.callback(wire.close)
            terminal = Terminal(wire, speed)
            stack.callback(terminal.close)
            return wire, terminal, arrived

        yield make


Wires = Callable[..., tuple[Wire, Terminal, list[bytes]]]


@pytest.mark.parametrize("baud", SPEEDS)
def test_bytes_take_their_time_both_ways(wire_of: Wires, until: Until, baud: int) -> None:
    wire, terminal, arrived = wire_of(baud)
    began = time.monotonic()
    os.write(terminal.fd, bytes.fromhex(TEN))
    until(lambda: b"".join(arrived) == bytes.fromhex(TEN))
    assert time.monotonic() - began >= 10 * BITS / baud
    began = time.monotonic()
    wire.send(bytes.fromhex(TEN))
    assert terminal.get("", 10) == TEN
    assert time.monotonic() - began >= 10 * BITS / baud


@pytest.mark.parametrize("baud", SPEEDS)
def test_the_wrong_speed_is_not_understood(wire_of: Wires, until: Until, baud: int) -> None:
    wrong = next(other for other in SPEEDS if other != baud)
    wire, terminal, arrived = wire_of(baud, SPEEDS[wrong])
    os.write(terminal.fd, bytes.fromhex(TEN))
    until(lambda: wire.bytes_at_wrong_speed == 10)
    assert arrived == []


def test_what_is_sent_in_pieces_arrives_no_sooner_than_in_one(wire_of: Wires, until: Until) -> None:
    _, terminal, arrived = wire_of(4800)
    began = time.monotonic()
    for _ in range(10):
        os.write(terminal.fd, bytes(8))
    until(lambda: sum(map(len, arrived)) == 80)
    assert time.monotonic() - began >= 80 * BITS / 4800


def test_what_nobody_reads_does_not_stop_the_wire(wire_of: Wires, until: Until) -> None:
    wire, terminal, arrived = wire_of(115200)
    wire.send(bytes(9000))  # more than a pty keeps
    until(lambda: wire.line_free_at_s < time.monotonic())
    os.write(terminal.fd, b"x")
    until(lambda: arrived == [b"x"])


def test_bytes_of_a_sender_that_has_died_do_not_leave(wire_of: Wires, until: Until) -> None:
    wire, terminal, _ = wire_of(4800)
    alive = [True]
    wire.send(bytes(2000), lambda: alive[0])  # four seconds
    assert terminal.get("", 1) == "00"
    alive[0] = False
    assert len(terminal.hear(0.15)) < 3 * 1000


def test_a_bank_answers_at_the_pace_of_its_line(bank_of: Banks) -> None:
    bank = bank_of()
    terminal = Terminal(bank.wire)
    began = time.monotonic()
    assert terminal.get("80 01 00 33 B2", 7) == "80 01 00 0F FF 33 42"
    terminal.close()
    assert time.monotonic() - began >= 0.0125, "five bytes there and seven back take 12.5 ms at 9600"
