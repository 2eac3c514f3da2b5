"""Every fault does what its name says, seen as bytes on a plain pty and as doors; no driver involved."""

import select
import time
from collections.abc import Callable

import pytest

from tests.workbench.locker.terminal import Banks, Terminals, Until
from workbench.locker import Board, Fault, SimulatedBank, Unasked, families
from workbench.locker.faults import Of, collided
from workbench.locker.speech import speech_of

QUESTIONS = {  # one read, and its healthy answer from a bank whose doors are shut
    "8a": ("80 01 01 33 B3", "80 01 01 11 91"),
    "kerong_cu16": ("02 10 30 03 45", "02 10 35 FF 0F 00 00 03 58"),
    "modbus_waveshare": ("01 02 00 00 00 08 79 CC", "01 02 01 FF E1 C8"),
    "winnsen": ("90 06 12 01 05 03", "90 07 92 01 00 05 03"),
    "wkly": ("57 4B 4C 59 09 01 83 05 87", "57 4B 4C 59 0B 01 83 00 05 01 84"),
    "dc02": ("DC 02 01 11 01 03 16", "DC FE 01 11 02 03 00 17"),
}
ASK, ANSWER = QUESTIONS["8a"]
NOT_FOR_ALL = (Fault.EXCEPTION, Fault.UNSOLICITED, Fault.BAD_CHECKSUM)


def turned_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


# fault, its detail, how many bytes more or fewer, what they look like: (got, healthy, question)
Shape = Callable[[bytes, bytes, bytes], bool]
SHAPES: list[tuple[Fault, int | None, int, Shape]] = [
    (Fault.TRUNCATED, None, -2, lambda got, well, _: got == well[:-2]),
    (Fault.TRUNCATED, 4, -4, lambda got, well, _: got == well[:-4]),
    (Fault.SPLIT, 2, 0, lambda got, well, _: got == well),
    (Fault.BIT_FLIP, None, 0, lambda got, well, _: got[2] == well[2] ^ 8 and turned_bits(got, well) == 1),
    (Fault.BIT_FLIP, 7, 0, lambda got, well, _: got[0] == well[0] ^ 128 and turned_bits(got, well) == 1),
    (Fault.BAD_CHECKSUM, None, 0, lambda got, well, _: got[:-1] == well[:-1] and got[-1] != well[-1]),
    (Fault.GARBAGE_BEFORE, None, 6, lambda got, well, _: got.endswith(well)),
    (Fault.GARBAGE_BEFORE, 1, 1, lambda got, well, _: got.endswith(well)),
    (Fault.GARBAGE_AFTER, None, 6, lambda got, well, _: got.startswith(well)),
    (Fault.DUPLICATE, None, 0, lambda got, well, _: got == well),  # the second copy is met below
    (Fault.WRONG_BOARD, None, 0, lambda got, well, _: turned_bits(got, well) > 0),
]


@pytest.mark.parametrize("family", families())
def test_answers_are_spoiled_as_named_and_only_once(bank_of: Banks, terminal_of: Terminals, family: str) -> None:
    bank = bank_of(family)
    line = terminal_of(bank)
    question, answer = QUESTIONS[family]
    healthy = bytes.fromhex(answer)
    assert line.get(question, len(healthy)) == answer
    for fault, detail, more, looks_right in SHAPES:
        if not fault.suits(bank.speech):
            continue
        bank.fault(fault, board=1, times=1, detail=detail)
        got = bytes.fromhex(line.get(question, len(healthy) + more))
        assert looks_right(got, healthy, bytes.fromhex(question)), (fault, got.hex(" "))
        if fault is Fault.DUPLICATE:
            assert line.get("", len(healthy)) == answer
        if fault is Fault.WRONG_BOARD:
            assert got == bank.speech.neighbour(healthy)
        assert bank.faults == []
        assert line.get(question, len(healthy)) == answer, fault


@pytest.mark.parametrize("family", families())
def test_silent_and_lost_leave_no_bytes_and_echo_returns_them(
    bank_of: Banks, terminal_of: Terminals, family: str
) -> None:
    bank = bank_of(family)
    line = terminal_of(bank)
    question, answer = QUESTIONS[family]
    for fault in (Fault.SILENT, Fault.LOST):
        bank.fault(fault, times=1)
        assert line.ask(question, 0.1) == ""
    bank.fault(Fault.ECHO)
    assert line.get(question, len(bytes.fromhex(question + answer))) == f"{question} {answer}"
    bank.clear(Fault.ECHO)
    assert line.get(question, len(bytes.fromhex(answer))) == answer


def test_silent_does_nothing_where_lost_acts(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault(Fault.SILENT, times=1)
    assert line.ask("8A 01 03 11 99", 0.3) == ""
    assert bank.pulses[3] == 0
    bank.fault(Fault.LOST, times=1)
    assert line.ask("8A 01 03 11 99", 0.3) == ""
    assert bank.pulses[3] == 1
    assert bank.door(3)


def test_a_split_answer_pauses_at_every_place_in_turn(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    cuts = []
    for cut in bank.splits(5):
        began = time.monotonic()
        head = line.get(ASK, cut)
        assert f"{head} {line.get('', 5 - cut)}" == ANSWER
        assert time.monotonic() - began > 0.1
        cuts.append(cut)
    assert cuts == [1, 2, 3, 4]


def test_a_late_answer_comes_after_all(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of(late_s=0.4)
    line = terminal_of(bank)
    bank.fault(Fault.LATE, times=1)
    began = time.monotonic()
    assert line.get(ASK, 5) == ANSWER
    assert time.monotonic() - began > 0.4


def test_a_late_answer_may_fall_into_the_next_transaction(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault(Fault.LATE, times=1, detail=1)
    assert line.ask(ASK, 0.15) == ""
    assert line.get("80 01 02 33 B0", 10) == "80 01 01 11 91 80 01 02 11 92"


@pytest.mark.parametrize(
    ("where", "bytes_on_the_line"),
    [
        (Unasked.BEFORE, "81 01 01 11 90 80 01 02 11 92"),
        (Unasked.INSIDE, "80 01 81 01 01 11 90 02 11 92"),
        (Unasked.AFTER, "80 01 02 11 92 81 01 01 11 90"),
        (Unasked.IN_THE_GAP, "80 01 02 11 92 81 01 01 11 90"),
    ],
)
def test_unasked_reports_land_where_they_are_told(
    bank_of: Banks, terminal_of: Terminals, where: Unasked, bytes_on_the_line: str
) -> None:
    bank = bank_of()
    bank.fault(Fault.UNSOLICITED, times=1, detail=where)
    assert terminal_of(bank).get("80 01 02 33 B0", 10) == bytes_on_the_line


def test_an_unasked_report_in_the_gap_keeps_away_from_the_answer(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault(Fault.UNSOLICITED, times=1, detail=Unasked.IN_THE_GAP)
    began = time.monotonic()
    assert line.get(ASK, 5) == ANSWER
    assert line.get("", 5) == "81 01 01 11 90"
    assert time.monotonic() - began > 0.04, "15 bytes, 20 ms between answer and report, 10 ms before the question"


@pytest.mark.parametrize(("family", "report"), [("8a", "81 01 02 11 93"), ("wkly", "57 4B 4C 59 0B 01 85 00 01 01 86")])
def test_pushing_a_door_is_reported_where_boards_do_that(
    bank_of: Banks, terminal_of: Terminals, family: str, report: str
) -> None:
    bank = bank_of(family)
    bank.fault(Fault.UNSOLICITED)
    bank.pull(2, by_force=True)
    line = terminal_of(bank)
    bank.push(2)
    assert line.get("", len(bytes.fromhex(report))) == report


def test_noise_outlasts_the_question(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    bank.fault(Fault.NOISE, times=1)
    line = terminal_of(bank)
    line.get(ASK, 400)
    assert select.select([line.fd], [], [], 1)[0], "and on it goes"


def test_two_boards_of_one_address_talk_at_once(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault(Fault.TWO_BOARDS, board=1, times=1)
    assert line.get(ASK, 10) == "80 80 01 01 01 01 11 00 91 80"
    bank.fault(Fault.TWO_BOARDS, board=1, times=1, detail=1)
    assert line.get(ASK, 5) == "80 01 01 00 80"
    assert line.get("80 02 01 33 B0", 5) == "80 02 01 11 92"


def test_bytes_collide() -> None:
    assert collided(b"\x81\x0f", b"\x18", anded=True) == b"\x00\x0f"
    assert collided(b"abc", b"x", anded=False) == b"axbc"


def test_a_board_that_needs_a_gap_drops_what_comes_sooner(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    assert line.get(ASK, 5) == ANSWER
    bank.fault(Fault.NEEDS_GAP, board=1, detail=5000)
    assert line.ask(ASK, 0.1) == ""
    assert bank.dropped == [bytes.fromhex(ASK)]
    assert line.get("80 02 01 33 B0", 5) == "80 02 01 11 92", "the other board hears"
    bank.fault(Fault.NEEDS_GAP, board=1, detail=20)
    time.sleep(0.05)
    assert line.get(ASK, 5) == ANSWER


def test_two_questions_without_a_gap_lose_the_second(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    assert terminal_of(bank).ask(f"{ASK} 80 02 01 33 B0", 0.2) == ANSWER
    assert bank.dropped == [bytes.fromhex("80 02 01 33 B0")]


BUSY = [
    ("8a", "8A 01 05 11 9F", "8A 01 05 11 9F"),
    ("modbus_waveshare", "01 05 02 03 00 05 FC 71", "01 05 02 03 00 05 FC 71"),
    ("winnsen", "90 06 05 01 05 03", "90 07 85 01 05 02 03"),
    ("wkly", "57 4B 4C 59 09 01 82 00 83", "57 4B 4C 59 0B 01 82 FF 00 FF 81"),
    ("dc02", "DC 02 01 10 01 01 13", "DC FE 01 10 02 01 00 14"),
]


@pytest.mark.parametrize(("family", "opening", "answer"), BUSY)
def test_a_busy_coil_is_not_pulsed(
    bank_of: Banks, terminal_of: Terminals, family: str, opening: str, answer: str
) -> None:
    bank = bank_of(family, boards=(Board(1, 8),))
    bank.fault(Fault.BUSY, times=1)
    assert terminal_of(bank).get(opening, len(bytes.fromhex(answer))) == answer
    time.sleep(0.1)
    assert sum(bank.pulses.values()) == 0


def test_a_coil_may_really_have_to_cool(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("winnsen", cool_down_s=60, pulse_s=0.1)
    line = terminal_of(bank)
    assert line.get("90 06 05 01 05 03", 7) == "90 07 85 01 05 01 03"
    time.sleep(0.2)
    assert line.get("90 06 05 01 05 03", 7) == "90 07 85 01 05 02 03"
    assert line.get("90 06 05 01 06 03", 7) == "90 07 85 01 06 01 03", "another coil is cool"
    assert bank.pulses[5] == 1


def test_a_busy_kerong_says_nothing_and_does_nothing(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("kerong_cu16")
    bank.fault(Fault.BUSY, compartment=1)
    assert terminal_of(bank).ask("02 10 31 03 46", 0.2) == ""
    assert bank.pulses[1] == 0


def test_a_modbus_board_refuses_by_exception(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("modbus_waveshare", boards=(Board(1, 8),))
    line = terminal_of(bank)
    bank.fault(Fault.EXCEPTION, times=2)
    assert line.get("01 02 00 00 00 08 79 CC", 5) == "01 82 02 C1 61"
    assert line.get("01 05 02 00 00 07 8D B0", 5) == "01 85 02 C3 51"
    bank.fault(Fault.EXCEPTION, times=1, detail=4)
    assert line.get("01 02 00 00 00 08 79 CC", 5) == "01 82 04 41 63"
    assert sum(bank.pulses.values()) == 0


def test_a_jam_holds_and_a_dead_sensor_stays(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault(Fault.JAMMED, compartment=3)
    assert line.get("8A 01 03 11 99", 5) == "8A 01 03 11 99"
    assert bank.pulses[3] == 1
    assert not bank.door(3)
    bank.clear()
    bank.fault(Fault.SENSOR_DEAD, compartment=4)
    assert line.get("8A 01 04 11 9E", 5) == "8A 01 04 11 9E"
    assert bank.door(4)
    bank.clear(Fault.SENSOR_DEAD)
    assert line.get("80 01 04 33 B6", 5) == "80 01 04 00 85"


def test_a_stuck_relay_keeps_the_door_from_latching(bank_of: Banks, terminal_of: Terminals, until: Until) -> None:
    bank = bank_of("modbus_waveshare", boards=(Board(1, 8),))
    line = terminal_of(bank)
    bank.fault(Fault.RELAY_STUCK, compartment=1, times=1)
    assert line.get("01 05 02 00 00 01 0D B2", 8) == "01 05 02 00 00 01 0D B2"
    until(lambda: bank.coil(1).stuck)
    assert line.get("01 01 00 00 00 08 3D CC", 6) == "01 01 01 01 90 48"
    assert not bank.push(1)
    assert bank.door(1)
    assert line.get("01 05 00 FF 00 00 FD FA", 8) == "01 05 00 FF 00 00 FD FA", "all off is acknowledged"
    assert line.get("01 01 00 00 00 08 3D CC", 6) == "01 01 01 01 90 48", "and changes nothing"
    bank.clear(Fault.JAMMED)
    assert bank.coil(1).on
    bank.clear(Fault.RELAY_STUCK)
    assert line.get("01 01 00 00 00 08 3D CC", 6) == "01 01 01 00 51 88"
    assert bank.push(1)
    assert bank.pulses[1] == 1


def test_a_power_cut_ends_the_pulse_and_what_was_to_follow(
    bank_of: Banks, terminal_of: Terminals, until: Until
) -> None:
    bank = bank_of(boards=(Board(1, 12), Board(2, 12)), pulse_s=0.5, boot_s=0.3)
    line = terminal_of(bank)
    line.ask("8A 01 00 11 9A", 0)
    until(lambda: bank.coil(1).on and bank.door(1))
    bank.fault(Fault.POWER_CUT, board=1)
    assert not bank.coil(1).on
    pulsed = sum(bank.pulses.values())
    assert pulsed < 12
    assert bank.faults == ["power cut on board 1"]
    assert line.ask(ASK, 0.1) == "", "it boots"
    assert line.get("80 02 01 33 B0", 5) == "80 02 01 11 92", "the other has power"
    until(lambda: bank.faults == [])
    assert line.get(ASK, 5) == "80 01 01 00 80", "doors are as they were"
    time.sleep(0.6)
    assert sum(bank.pulses.values()) == pulsed
    assert line.hear(0) == "", "opening all is never answered"


def test_power_back_by_hand_and_all_that_was_set_is_lost(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of("kerong_cu16", boards=(Board(0, 16),), boot_s=60)
    line = terminal_of(bank)
    line.ask("02 00 37 00 32 03 6E", 0.05)
    assert line.get("02 00 37 03 3C", 7) == "02 00 38 00 32 03 6F"
    bank.fault(Fault.POWER_CUT, detail=500)
    assert line.ask("02 00 37 03 3C", 0.1) == ""
    bank.clear()
    assert line.get("02 00 37 03 3C", 7) == "02 00 38 00 14 03 51"


def test_a_fault_for_some_times_keeps_to_its_board(bank_of: Banks, terminal_of: Terminals) -> None:
    bank = bank_of()
    line = terminal_of(bank)
    bank.fault("silent", board=2, times=2)
    assert line.ask(ASK, 0.1) == ANSWER
    assert line.ask("80 02 01 33 B0", 0.1) == ""
    assert line.ask("80 02 01 33 B0", 0.1) == ""
    assert line.get("80 02 01 33 B0", 5) == "80 02 01 11 92"


def test_faults_need_the_right_target(bank_of: Banks) -> None:
    bank = bank_of()
    for fault in Fault:
        wrong = {"board": 1} if fault.of in (Of.DOOR, Of.LINE) else {"compartment": 3, "board": 1}
        with pytest.raises(ValueError, match="compartment"):
            bank.fault(fault, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="nonsense"):
        bank.fault("nonsense")
    with pytest.raises(KeyError):
        bank.fault("silent", board=9)
    with pytest.raises(KeyError):
        bank.fault("jammed", compartment=99)
    assert bank.faults == []


def test_every_fault_has_a_meaning_and_families_that_can_show_it() -> None:
    assert len({fault.meaning for fault in Fault}) == len(Fault)
    suited = {fault: [name for name in families() if fault.suits(speech_of(name))] for fault in Fault}
    assert suited[Fault.EXCEPTION] == ["modbus_waveshare"]
    assert suited[Fault.UNSOLICITED] == ["8a", "wkly"]
    assert suited[Fault.BAD_CHECKSUM] == [name for name in families() if name != "winnsen"]
    assert all(suited[fault] == families() for fault in Fault if fault not in NOT_FOR_ALL)


def test_faults_in_force_are_named_with_what_they_befall(bank_of: Banks) -> None:
    bank: SimulatedBank = bank_of()
    bank.fault("silent")
    bank.fault("lost", board=2)
    bank.fault("jammed", compartment=7)
    bank.fault("jammed", compartment=7)
    assert bank.faults == ["silent", "lost on board 2", "jammed 7"]
    bank.clear("jammed", 7)
    assert bank.faults == ["silent", "lost on board 2"]
