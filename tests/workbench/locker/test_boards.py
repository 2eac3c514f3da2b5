"""Boards of every family on their line: when they answer, and what their coils do meanwhile; no driver involved."""

import time

import pytest

from tests.workbench.locker.terminal import Banks, Terminals, Until
from workbench.locker import Board
from workbench.locker.speeches.speech_kerong_cu16 import KerongCu16

EIGHT = (Board(1, 8),)
COILS = "01 01 00 00 00 08 3D CC"


def test_kerong_opens_without_a_word(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("kerong_cu16", (Board(0, 16), Board(1, 16)))
    line = terminal_of(bank)
    assert line.get("02 00 30 03 35", 9) == "02 00 35 FF FF 00 00 03 38"
    assert line.ask("02 00 31 03 36", 0.3) == "", "unlock is not answered"
    until(lambda: bank.door(1))
    bank.put(1, "an envelope")
    assert line.get("02 00 30 03 35", 9) == "02 00 35 FE FF 01 00 03 38"
    for opening in ("02 0F 31 03 45", "02 10 31 03 46"):
        assert line.ask(opening, 0.05) == ""
    until(lambda: {number for number, count in bank.pulses.items() if count} == {1, 16, 17})


def test_kerong_tells_the_whole_bus(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("kerong_cu16", (Board(0, 16), Board(1, 16)))
    line = terminal_of(bank)
    every = "02 F0 32 03 27"
    assert line.get(every, 18) == "02 00 36 FF FF 00 00 03 39 02 10 36 FF FF 00 00 03 49"
    for number in bank.compartments:
        bank.pull(number, by_force=True)
    assert line.get(every, 18) == "02 00 36 00 00 00 00 03 3B 02 10 36 00 00 00 00 03 4B"
    bank.fault("silent", board=0, times=1)
    assert line.get(every, 9) == "02 10 36 00 00 00 00 03 4B"


def test_kerong_can_be_told_how_long_to_pulse(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("kerong_cu16", (Board(0, 16),))
    line = terminal_of(bank)
    assert line.get("02 00 37 03 3C", 7) == "02 00 38 00 14 03 51"
    line.ask("02 00 37 00 32 03 6E", 0.05)
    assert line.get("02 00 37 03 3C", 7) == "02 00 38 00 32 03 6F"
    line.ask("02 00 31 03 36", 0)
    until(lambda: bank.pulses[1] == 1 and not bank.coil(1).on)
    assert bank.coil(1).on_total_s >= 0.5


def test_kerong_may_be_lenient_and_may_answer_an_unlock(bank_of: Banks, terminal_of: Terminals) -> None:
    wrong = "02 10 30 03 3E"  # in circulation; 45 would be right
    assert terminal_of(bank_of("kerong_cu16", (Board(1, 16),))).ask(wrong, 0.1) == ""
    line = terminal_of(bank_of(KerongCu16(lenient=True, answers_unlock=True), (Board(1, 16),)))
    assert line.get(wrong, 9) == "02 10 35 FF FF 00 00 03 48"
    assert line.get("02 10 31 03 46", 9) == "02 10 35 FE FF 00 00 03 47"


def test_winnsen_answers_before_its_two_second_pulse(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("winnsen", (Board(1, 16),))
    line = terminal_of(bank)
    began = time.monotonic()
    assert line.get("90 06 05 01 05 03", 7) == "90 07 85 01 05 01 03"
    until(lambda: bank.door(5))
    assert bank.coil(5).on or time.monotonic() - began > 2, "the pulse goes on"
    assert line.get("90 06 12 01 05 03", 7) == "90 07 92 01 01 05 03"
    assert line.get("90 06 12 01 06 03", 7) == "90 07 92 01 00 06 03"
    until(lambda: not bank.coil(5).on)
    assert bank.coil(5).on_total_s >= 2
    assert bank.pulses[5] == 1
    bank.push(5)
    assert line.get("90 06 12 01 05 03", 7) == "90 07 92 01 00 05 03"


def test_wkly_and_dc02_tell_the_door_after_the_pulse(bank_of: Banks, terminal_of: Terminals) -> None:
    wkly = bank_of("wkly", (Board(0, 4),))
    line = terminal_of(wkly)
    began = time.monotonic()
    assert line.get("57 4B 4C 59 09 00 82 00 82", 11) == "57 4B 4C 59 0B 00 82 00 00 00 80"
    assert time.monotonic() - began > 0.2
    assert line.get("57 4B 4C 59 08 00 84 85", 14) == "57 4B 4C 59 0E 00 84 00 04 00 01 01 01 86"
    assert line.get("57 4B 4C 59 09 00 82 0C 8E", 11) == "57 4B 4C 59 0B 00 82 FF 0C FF 8C", "no such channel"
    dc02 = bank_of("dc02", (Board(1, 12),))
    line = terminal_of(dc02)
    assert line.get("DC 02 01 12 00 13", 8) == "DC FE 01 12 02 00 00 15"
    assert line.get("DC 02 01 10 01 01 13", 8) == "DC FE 01 10 02 01 01 15"
    assert line.get("DC 02 01 15 02 00 07 1F", 8) == "DC FE 01 15 02 00 07 1F"
    assert [dc02.pulses[number] for number in range(1, 5)] == [2, 1, 1, 0]


def test_several_at_once_are_pulsed_at_once(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("wkly", (Board(1, 4),), pulse_s=0.4)
    line = terminal_of(bank)
    assert line.get("57 4B 4C 59 0C 01 80 03 00 01 02 84", 9) == "57 4B 4C 59 09 01 80 00 81"
    starts = [bank.coil(number).last_pulse_s for number in (1, 2, 3)]
    assert max(starts) - min(starts) < 0.4
    assert bank.pulses[4] == 0


def test_modbus_flashes_for_as_long_as_the_request_says(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("modbus_waveshare", EIGHT)
    line = terminal_of(bank)
    assert line.get("01 05 02 00 00 07 8D B0", 8) == "01 05 02 00 00 07 8D B0"
    until(lambda: bank.coil(1).on)
    until(lambda: not bank.coil(1).on)
    assert bank.coil(1).on_total_s >= 0.7
    assert line.get("01 02 00 00 00 08 79 CC", 6) == "01 02 01 FE 20 08"
    assert line.get(COILS, 6) == "01 01 01 00 51 88"


def test_modbus_coils_are_held_released_and_turned_over(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("modbus_waveshare", EIGHT)
    line = terminal_of(bank)
    line.get("01 05 00 00 FF 00 8C 3A", 8)
    assert line.get(COILS, 6) == "01 01 01 01 90 48"
    until(lambda: bank.door(1))
    assert not bank.push(1), "the latch is drawn"
    line.get("01 05 00 00 00 00 CD CA", 8)
    assert line.get(COILS, 6) == "01 01 01 00 51 88"
    assert bank.push(1)
    line.get("01 05 00 00 55 00 F2 9A", 8)
    assert line.get(COILS, 6) == "01 01 01 01 90 48"
    line.get("01 05 00 00 55 00 F2 9A", 8)
    assert line.get(COILS, 6) == "01 01 01 00 51 88"
    line.get("01 05 00 FF FF 00 BC 0A", 8)
    assert line.get(COILS, 6) == "01 01 01 FF 11 C8"
    line.get("01 05 00 FF 00 00 FD FA", 8)
    assert line.get(COILS, 6) == "01 01 01 00 51 88"
    assert bank.pulses[1] == 3


def test_modbus_flash_off_switches_on_again(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("modbus_waveshare", EIGHT)
    assert terminal_of(bank).get("01 05 04 00 00 02 4D 3B", 8) == "01 05 04 00 00 02 4D 3B"
    assert not bank.coil(1).on
    until(lambda: bank.coil(1).on)


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("01 03 80 00 00 01 AD CA", "01 03 02 00 64 B9 AF"),
        ("01 05 00 08 FF 00 0D F8", "01 85 02 C3 51"),
        ("01 06 40 00 00 02 1D CB", "01 86 01 83 A0"),
    ],
)
def test_modbus_versions_and_refusals(bank_of: Banks, terminal_of: Terminals, request_: str, answer: str) -> None:
    bank = bank_of("modbus_waveshare", EIGHT)
    assert terminal_of(bank).get(request_, len(bytes.fromhex(answer))) == answer
    assert sum(bank.pulses.values()) == 0


def test_8a_holds_a_magnet_lock(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    assert line.ask("9A 01 01 11 8B", 0.05) == ""
    until(lambda: bank.door(1))
    assert not bank.push(1)
    assert line.ask("9B 01 01 11 8A", 0.05) == ""
    until(lambda: not bank.coil(1).on)
    assert bank.push(1)


def test_a_drawn_latch_gives_way_to_a_pull_unless_it_is_jammed(
    bank_of: Banks, terminal_of: Terminals, until: Until
) -> None:
    bank = bank_of()
    bank.fault("jammed", compartment=1)
    terminal_of(bank).ask("9A 01 01 11 8B", 0.05)
    until(lambda: bank.coil(1).on)
    assert not bank.pull(1)
    bank.clear("jammed")
    assert bank.pull(1)
