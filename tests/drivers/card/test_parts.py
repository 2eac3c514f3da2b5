"""The pure parts: APDU chain, TLV, ATR, check characters."""

import logging
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import numbers
from drivers.card.apdu import MAX_ROUNDS, Apdu, Channel
from drivers.card.atr import historical_bytes
from drivers.card.errors import CardFault, MalformedTlv
from drivers.card.tlv import ber_find, records
from drivers.card.trace import TRACE

FCI = bytes.fromhex("6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860101")
EF05 = bytes.fromhex(
    "0110110000D15600000500000001FFFFFFFF0201330304322E3030040C9156000002110000110000010504202401010604203401010709413030303030303033"
)


class Script:
    """A wire that expects exactly these commands and gives these answers."""

    def __init__(self, *turns: tuple[str, str]) -> None:
        self.turns = list(turns)

    def __call__(self, command: bytes) -> bytes:
        expected, answer = self.turns.pop(0)
        assert command.hex().upper() == expected.replace(" ", "")
        return bytes.fromhex(answer)


def test_case_4_goes_without_le_under_t0_and_with_it_under_t1() -> None:
    select = Apdu(0xA4, 4, 0, b"\x01\x02", le=0)
    assert select.encode(t0=True).hex() == "00a40400020102"
    assert select.encode(t0=False).hex() == "00a4040002010200"


def test_61_fetches_the_answer_in_as_many_parts_as_the_card_likes() -> None:
    wire = Script(("00A40000 00", "6103"), ("00C00000 03", "010203 6102"), ("00C00000 02", "0405 9000"))
    answer = Channel(wire, t0=True).exchange(Apdu(0xA4, 0, 0))
    assert (answer.data, answer.ok, wire.turns) == (bytes((1, 2, 3, 4, 5)), True, [])


def test_6c_is_resent_once_with_the_right_length() -> None:
    wire = Script(("00B20104 00", "6C02"), ("00B20104 02", "AABB 9000"))
    assert Channel(wire, t0=True).exchange(Apdu(0xB2, 1, 4, le=0)).data == b"\xaa\xbb"


def test_6c_a_second_time_is_the_answer() -> None:
    wire = Script(("00B20104 00", "6C02"), ("00B20104 02", "6C03"))
    assert Channel(wire, t0=True).exchange(Apdu(0xB2, 1, 4, le=0)).sw == 0x6C03


@pytest.mark.parametrize("command", [Apdu(0x82, 0, 0x0A, b"secret"), Apdu(0x88, 0, 0, b"data", le=0), Apdu(0x20, 0, 0)])
@pytest.mark.parametrize("t0", [True, False])
def test_what_may_spend_a_try_is_never_sent_twice(command: Apdu, t0: bool) -> None:
    wire = Script((command.encode(t0=t0).hex().upper(), "6C08"))
    assert Channel(wire, t0=t0).exchange(command).sw == 0x6C08
    assert "secret" not in repr(command)


def test_get_response_may_be_corrected_too() -> None:
    wire = Script(("00A40000 00", "6100"), ("00C00000 00", "6C01"), ("00C00000 01", "77 9000"))
    assert Channel(wire, t0=True).exchange(Apdu(0xA4, 0, 0)).data == b"\x77"


def test_a_card_that_never_ends_is_a_fault() -> None:
    sent: list[bytes] = []

    def wire(command: bytes) -> bytes:
        sent.append(command)
        return b"\x00\x61\x01"

    with pytest.raises(CardFault, match="never came to the end"):
        Channel(wire, t0=True).exchange(Apdu(0xA4, 0, 0))
    assert len(sent) == MAX_ROUNDS


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_an_answer_without_status_word_is_a_fault(answer: bytes) -> None:
    with pytest.raises(CardFault, match="status word"):
        Channel(lambda _: answer, t0=True).exchange(Apdu(0xB2, 1, 4, le=0))


def test_the_trace_shows_headers_and_no_data(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(TRACE, "drivers.card"):
        Channel(lambda _: b"\x08\x04SECR\x90\x00", t0=True).exchange(Apdu(0xB2, 8, 0, le=6))
    assert "00B20800" in caplog.text
    assert "9000" in caplog.text
    assert "SECR" not in caplog.text
    assert b"SECR".hex() not in caplog.text.lower()


def test_the_trace_is_silent_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "drivers.card"):
        Channel(lambda _: b"\x90\x00", t0=True).exchange(Apdu(0xB2, 8, 0, le=6))
    assert not caplog.records


def test_records_of_a_whole_file() -> None:
    found, whole = records(EF05)
    assert whole
    assert list(found) == [1, 2, 3, 4, 5, 6, 7]
    assert found[7] == b"A00000003"


@given(st.integers(0, len(EF05) - 1))
def test_a_cut_file_keeps_its_whole_records(length: int) -> None:
    found, whole = records(EF05[:length])
    complete = records(EF05)[0]
    assert all(complete[tag] == value for tag, value in found.items())
    assert whole == (sum(len(value) + 2 for value in found.values()) == length)


@pytest.mark.parametrize("padding", [b"\x00" * 5, b"\xff" * 5])
def test_padding_behind_the_last_record_is_no_record(padding: bytes) -> None:
    assert records(b"\x0a\x011" + padding) == ({0x0A: b"1"}, False)


def test_algorithm_of_the_vendors_fci() -> None:
    assert ber_find(FCI, 0x6F, 0xA5, 0x9F0C, 0x86) == b"\x01"
    assert ber_find(FCI, 0x6F, 0x84) == bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
    assert ber_find(FCI, 0x6F, 0xA5, 0x9F0D) is None


def test_long_ber_length() -> None:
    assert ber_find(b"\x6f\x81\x80" + b"\x84\x7e" + bytes(126), 0x6F, 0x84) == bytes(126)


@given(st.binary(max_size=80))
def test_no_bytes_upset_the_tlv_readers(data: bytes) -> None:
    records(data)
    with suppress(MalformedTlv):  # documented; anything else fails the test
        ber_find(data, 0x6F, 0xA5, 0x9F0C, 0x86)


@given(st.integers(0, len(FCI) - 1))
def test_a_cut_fci_is_malformed_or_empty(length: int) -> None:
    if length == 0:
        assert ber_find(FCI[:length], 0x6F) is None
    else:
        with pytest.raises(MalformedTlv):
            ber_find(FCI[:length], 0x6F)


@pytest.mark.parametrize(
    ("atr", "history"),
    [
        ("3B6D0000 0081544553 8660 1100 00000001", "00815445538660110000000001"),
        ("3B8D8001 0081544553 8660 1100 00000001 39", "00815445538660110000000001"),
        ("3B9D0080 1F 0081544553 8660 1100 00000001 FF", None),
        ("3B02 1450", "1450"),
    ],
)
def test_historical_bytes(atr: str, history: str | None) -> None:
    if history is None:  # T0=9D: TA1=00, TD1=80, TD2=1F (TA3 follows), then 13 bytes
        raw = bytes.fromhex(atr)
        assert historical_bytes(raw[:5] + b"\x11" + raw[5:]) == raw[5:18]
    else:
        assert historical_bytes(bytes.fromhex(atr)).hex().upper() == history


@given(st.binary(max_size=40))
def test_any_atr_gives_history_or_a_fault(atr: bytes) -> None:
    with suppress(CardFault):  # documented; anything else fails the test
        assert len(historical_bytes(atr)) == atr[1] & 0x0F


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "11000018800101001X",
        "110000188001010028",
        "519900189002290013",
        "440000189912310057",
        "440103195603010005",
        "440103194608150002",
        "440103198802290007",
    ],
)
def test_id_check_digit(number: str) -> None:
    assert numbers.is_citizen_number(number)
    assert numbers.id_check_ok(number)
    wrong = "0" if number[17] != "0" else "1"
    assert not numbers.id_check_ok(number[:17] + wrong)


def test_no_such_day_in_a_number() -> None:
    assert numbers.birth_in("519900189002290013") is None


@pytest.mark.parametrize("number", ["D2143569X", "ET000077X", "X00000019", "A00000003"])
def test_card_number_check(number: str) -> None:
    assert numbers.card_number_check_ok(number)
    assert not numbers.card_number_check_ok(number[:8] + ("1" if number[8] != "1" else "2"))


@pytest.mark.parametrize("number", ["", "A0000000", "a00000003", "Ａ00000003", "A0000000-"])
def test_not_a_card_number(number: str) -> None:
    assert not numbers.card_number_check_ok(number)
