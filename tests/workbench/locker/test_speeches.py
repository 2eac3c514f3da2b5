"""Every simulated family says the literal bytes of the lock-board facts (those the facts leave open are marked)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.locker.speech import EVERY_BOARD, Look, Request, Speech, Wish, families, speech_of
from workbench.locker.speeches.speech_8a import EightA
from workbench.locker.speeches.speech_kerong_cu16 import KerongCu16

MODBUS = "modbus_waveshare"
KERONG = "kerong_cu16"
DATA = bytes.fromhex

# family, bytes, wish, board, locks
UNDERSTOOD = [
    ("8a", "8A 01 01 11 9B", Wish.OPEN, 1, (1,)),
    ("8a", "8A 01 02 11 98", Wish.OPEN, 1, (2,)),
    ("8a", "8A 01 0C 11 96", Wish.OPEN, 1, (12,)),
    ("8a", "8A 02 0C 11 95", Wish.OPEN, 2, (12,)),
    ("8a", "8A 03 0C 11 94", Wish.OPEN, 3, (12,)),
    ("8a", "8A 01 18 11 82", Wish.OPEN, 1, (24,)),
    ("8a", "8A 01 00 11 9A", Wish.OPEN, 1, ()),
    ("8a", "8A 02 00 11 99", Wish.OPEN, 2, ()),
    ("8a", "80 01 01 33 B3", Wish.READ, 1, (1,)),
    ("8a", "80 02 00 33 B1", Wish.READ, 2, ()),
    ("8a", "9A 01 01 11 8B", Wish.HOLD, 1, (1,)),
    ("8a", "9B 01 01 11 8A", Wish.RELEASE, 1, (1,)),
    (KERONG, "02 10 30 03 45", Wish.READ, 1, ()),
    (KERONG, "02 F0 32 03 27", Wish.READ, EVERY_BOARD, ()),
    (KERONG, "02 00 31 03 36", Wish.OPEN, 0, (1,)),
    (KERONG, "02 0F 31 03 45", Wish.OPEN, 0, (16,)),
    (KERONG, "02 10 31 03 46", Wish.OPEN, 1, (1,)),
    (KERONG, "02 13 31 03 49", Wish.OPEN, 1, (4,)),
    (KERONG, "02 00 33 03 38", Wish.OPEN, 0, ()),
    (KERONG, "02 00 37 03 3C", Wish.READ, 0, ()),
    (KERONG, "02 00 37 00 32 03 6E", Wish.SET_PULSE, 0, ()),
    (KERONG, "02 00 37 03 20 03 5F", Wish.SET_PULSE, 0, ()),  # 03 inside the data is no end mark
    (KERONG, "F5 B6 00 00 5F 0A", Wish.READ, 0, ()),
    (MODBUS, "01 05 00 00 FF 00 8C 3A", Wish.HOLD, 1, (1,)),
    (MODBUS, "01 05 00 00 00 00 CD CA", Wish.RELEASE, 1, (1,)),
    (MODBUS, "01 05 00 00 55 00 F2 9A", Wish.TOGGLE, 1, (1,)),
    (MODBUS, "01 05 00 FF 00 00 FD FA", Wish.RELEASE, 1, ()),
    (MODBUS, "01 05 00 FF FF 00 BC 0A", Wish.HOLD, 1, ()),
    (MODBUS, "01 05 02 00 00 07 8D B0", Wish.OPEN, 1, (1,)),
    (MODBUS, "01 05 02 03 00 05 FC 71", Wish.OPEN, 1, (4,)),
    (MODBUS, "01 05 04 02 00 05 AD 39", Wish.RELEASE, 1, (3,)),
    ("winnsen", "90 06 05 01 05 03", Wish.OPEN, 1, (5,)),
    ("winnsen", "90 06 12 01 05 03", Wish.READ, 1, (5,)),
    ("winnsen", "90 06 12 03 03 03", Wish.READ, 3, (3,)),  # the tail's value inside the data
    ("wkly", "57 4B 4C 59 09 00 82 00 82", Wish.OPEN, 0, (1,)),
    ("wkly", "57 4B 4C 59 09 00 83 05 86", Wish.READ, 0, (6,)),
    ("wkly", "57 4B 4C 59 08 00 84 85", Wish.READ, 0, ()),
    ("wkly", "57 4B 4C 59 08 01 86 86", Wish.OPEN, 1, ()),
    ("wkly", "57 4B 4C 59 0C 01 80 03 00 01 02 84", Wish.OPEN_TOGETHER, 1, (1, 2, 3)),
    ("wkly", "57 4B 4C 59 0C 01 87 03 00 01 02 83", Wish.OPEN, 1, (1, 2, 3)),
    ("wkly", "57 4B 4C 59 09 00 88 01 89", Wish.HOLD, 0, (2,)),
    ("wkly", "57 4B 4C 59 09 00 89 01 88", Wish.RELEASE, 0, (2,)),
    ("wkly", "57 4B 4C 59 09 00 81 01 80", Wish.LAMP, 0, (2,)),
    ("dc02", "DC 02 01 01 00 02", Wish.READ, 1, ()),
    ("dc02", "DC 02 01 10 01 01 13", Wish.OPEN, 1, (1,)),
    ("dc02", "DC 02 01 11 01 03 16", Wish.READ, 1, (3,)),
    ("dc02", "DC 02 01 12 00 13", Wish.READ, 1, ()),
    ("dc02", "DC 02 01 14 00 15", Wish.OPEN, 1, ()),
    ("dc02", "DC 02 01 15 02 00 07 1F", Wish.OPEN, 1, (1, 2, 3)),
    ("dc02", "DC 02 01 18 02 08 01 24", Wish.OPEN_TOGETHER, 1, (1, 12)),
    ("dc02", "DC 02 01 16 02 05 01 1F", Wish.HOLD, 1, (5,)),
    ("dc02", "DC 02 01 16 02 05 00 1E", Wish.RELEASE, 1, (5,)),
]

# family, locks of the board, doors that stand open, request, answer
ANSWERED = [
    ("8a", 8, range(1, 9), "80 01 00 33 B2", "80 01 00 00 00 33 B2"),
    ("8a", 24, (), "80 01 00 33 B2", "80 01 FF FF FF 33 4D"),
    ("8a", 24, (1,), "80 01 00 33 B2", "80 01 FF FF FE 33 4C"),
    ("8a", 24, {*range(1, 25)} - {1, 9, 17}, "80 01 00 33 B2", "80 01 01 01 01 33 B3"),
    ("8a", 12, (1,), "80 01 01 33 B3", "80 01 01 00 80"),
    ("8a", 12, (), "80 01 01 33 B3", "80 01 01 11 91"),
    ("8a", 12, (1,), "8A 01 01 11 9B", "8A 01 01 00 8A"),
    ("8a", 12, (), "8A 01 01 11 9B", "8A 01 01 11 9B"),
    ("8a", 12, (12,), "8A 02 0C 11 95", "8A 02 0C 00 84"),
    ("8a", 12, (), "8A 01 00 11 9A", "8A 01 00 11 9A"),
    ("8a", 12, (), "9A 01 01 11 8B", ""),
    (KERONG, 16, (), "02 00 30 03 35", "02 00 35 FF FF 00 00 03 38"),
    (KERONG, 16, range(1, 17), "02 F0 32 03 27", "02 00 36 00 00 00 00 03 3B"),
    (KERONG, 16, (), "02 00 37 03 3C", "02 00 38 00 14 03 51"),  # layout guessed; 200 ms
    (KERONG, 16, (), "02 00 37 00 32 03 6E", ""),
    (KERONG, 16, (), "F5 B6 00 00 5F 0A", "F5 B6 00 04 00 00 12 03 5F 23"),  # bytes 6 and 7 are sourced
    (MODBUS, 8, (1,), "01 02 00 00 00 08 79 CC", "01 02 01 FE 20 08"),
    (MODBUS, 8, (), "01 03 80 00 00 01 AD CA", "01 03 02 00 64 B9 AF"),
    (
        MODBUS,
        8,
        (),
        "01 03 10 00 00 08 40 CC",
        "01 03 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 E4 59",
    ),
    (MODBUS, 8, (), "01 05 02 00 00 07 8D B0", "01 05 02 00 00 07 8D B0"),
    (MODBUS, 8, (), "01 05 00 FF 00 00 FD FA", "01 05 00 FF 00 00 FD FA"),
    (MODBUS, 8, (), "01 02 00 00 00 09 B8 0C", "01 82 02 C1 61"),
    (MODBUS, 8, (), "01 03 40 00 00 01 91 CA", "01 83 02 C0 F1"),
    ("winnsen", 16, (), "90 06 05 01 05 03", "90 07 85 01 05 01 03"),
    ("winnsen", 16, (5,), "90 06 12 01 05 03", "90 07 92 01 01 05 03"),
    ("winnsen", 16, (), "90 06 12 01 05 03", "90 07 92 01 00 05 03"),
    ("wkly", 12, (1,), "57 4B 4C 59 09 00 82 00 82", "57 4B 4C 59 0B 00 82 00 00 00 80"),
    ("wkly", 12, (), "57 4B 4C 59 09 00 83 05 86", "57 4B 4C 59 0B 00 83 00 05 01 85"),
    ("wkly", 4, (1,), "57 4B 4C 59 08 00 84 85", "57 4B 4C 59 0E 00 84 00 04 00 01 01 01 86"),
    ("wkly", 4, (), "57 4B 4C 59 08 01 86 86", "57 4B 4C 59 09 01 86 00 87"),
    ("wkly", 4, (), "57 4B 4C 59 0C 01 80 03 00 01 02 84", "57 4B 4C 59 09 01 80 00 81"),
    ("wkly", 4, (), "57 4B 4C 59 0C 01 87 03 00 01 02 83", "57 4B 4C 59 09 01 87 00 86"),
    ("wkly", 4, (), "57 4B 4C 59 09 00 81 01 80", "57 4B 4C 59 0A 00 81 00 01 83"),
    ("wkly", 4, (), "57 4B 4C 59 09 00 88 01 89", "57 4B 4C 59 0A 00 88 00 01 8A"),
    ("dc02", 12, (1,), "DC 02 01 10 01 01 13", "DC FE 01 10 02 01 01 15"),
    ("dc02", 12, (), "DC 02 01 11 01 03 16", "DC FE 01 11 02 03 00 17"),
    ("dc02", 12, (1, 3, 12), "DC 02 01 12 00 13", "DC FE 01 12 02 08 05 22"),
    ("dc02", 12, (1, 2, 3), "DC 02 01 15 02 00 07 1F", "DC FE 01 15 02 00 07 1F"),  # answer assumed
    ("dc02", 12, (), "DC 02 01 16 02 05 01 1F", "DC FE 01 16 02 05 01 1F"),  # answer assumed
    ("dc02", 12, (), "DC 02 01 01 00 02", "DC FE 01 01 02 01 00 05"),  # the two version bytes are assumed
]

# family, request, the words for a coil that must cool, the words for a lock that is not there
REFUSALS = [
    ("8a", "8A 01 0C 11 96", "", ""),
    (KERONG, "02 0F 31 03 45", "", ""),
    (MODBUS, "01 05 00 08 FF 00 0D F8", "", "01 85 02 C3 51"),
    ("winnsen", "90 06 05 01 05 03", "90 07 85 01 05 02 03", "90 07 85 01 05 00 03"),
    ("wkly", "57 4B 4C 59 09 00 82 00 82", "57 4B 4C 59 0B 00 82 FF 00 FF 80", "57 4B 4C 59 0B 00 82 FF 00 FF 80"),
    ("dc02", "DC 02 01 10 01 01 13", "", ""),
]

EVENTS = [
    ("8a", True, "81 01 01 11 90"),
    ("8a", False, "81 01 01 00 81"),
    (KERONG, True, ""),
    (MODBUS, True, ""),
    ("winnsen", True, ""),
    ("dc02", True, ""),
]

NEIGHBOURS = [
    ("8a", "80 01 01 11 91", "80 02 01 11 92"),
    (KERONG, "02 00 36 00 00 00 00 03 3B", "02 10 36 00 00 00 00 03 4B"),
    (KERONG, "F5 B6 00 04 00 00 12 03 5F 23", "F5 B6 10 04 00 00 12 03 5F 33"),
    (MODBUS, "01 02 01 FF E1 C8", "02 02 01 FF E1 8C"),
    ("winnsen", "90 07 92 01 00 05 03", "90 07 92 02 00 05 03"),
    ("wkly", "57 4B 4C 59 0B 00 83 00 05 01 85", "57 4B 4C 59 0B 01 83 00 05 01 84"),
    ("dc02", "DC FE 01 12 02 00 00 15", "DC FE 02 12 02 00 00 16"),
]


def whole(speech: Speech, data: bytes) -> Request:
    request, used = speech.next_request(data)
    assert request is not None
    assert used == len(data)
    assert request.data == data
    return request


def said(data: bytes) -> str:
    return data.hex(" ").upper()


def test_the_families_are_those_of_the_facts() -> None:
    assert families() == ["8a", "dc02", KERONG, MODBUS, "winnsen", "wkly"]
    assert {name for name, *_ in UNDERSTOOD} == {name for name, *_ in ANSWERED} == set(families())
    with pytest.raises(ValueError, match="nothing"):
        speech_of("nothing")


@pytest.mark.parametrize(("family", "text", "wish", "board", "locks"), UNDERSTOOD)
def test_requests_are_understood(family: str, text: str, wish: Wish, board: int, locks: tuple[int, ...]) -> None:
    request = whole(speech_of(family), DATA(text))
    assert (request.wish, request.board, request.locks) == (wish, board, locks)


@pytest.mark.parametrize(
    ("family", "text", "pulse_s"),
    [
        (MODBUS, "01 05 02 00 00 07 8D B0", 0.7),
        (MODBUS, "01 05 02 03 00 05 FC 71", 0.5),
        (KERONG, "02 00 37 00 32 03 6E", 0.5),
        (KERONG, "02 00 37 03 20 03 5F", 8.0),
    ],
)
def test_requests_tell_how_long_to_pulse(family: str, text: str, pulse_s: float) -> None:
    assert whole(speech_of(family), DATA(text)).pulse_s == pytest.approx(pulse_s)


@pytest.mark.parametrize(("family", "count", "opened", "text", "answer"), ANSWERED)
def test_answers_are_worded_as_published(
    family: str, count: int, opened: range | tuple[int, ...], text: str, answer: str
) -> None:
    speech = speech_of(family)
    request = whole(speech, DATA(text))
    contacts = [lock not in opened for lock in range(1, count + 1)]
    nothing = [False] * count
    board = 0 if request.board == EVERY_BOARD else request.board
    assert said(speech.answer(request, Look(board, contacts, nothing, nothing, 0.2))) == answer


def test_infrared_and_coils_have_their_bits() -> None:
    nothing, shut = [False] * 16, [True] * 16
    kerong = speech_of(KERONG)
    seen = Look(0, [False, *shut[1:]], [True, *nothing[1:]])
    assert said(kerong.answer(whole(kerong, DATA("02 00 30 03 35")), seen)) == "02 00 35 FE FF 01 00 03 38"
    modbus = speech_of(MODBUS)
    coils = [index in (0, 6) for index in range(8)]
    answer = modbus.answer(whole(modbus, DATA("01 01 00 00 00 08 3D CC")), Look(1, shut[:8], coils=coils))
    assert said(answer) == "01 01 01 41 91 B8"


@pytest.mark.parametrize(("family", "text", "busy", "no_such_lock"), REFUSALS)
def test_refusals_are_in_the_familys_own_words(family: str, text: str, busy: str, no_such_lock: str) -> None:
    speech = speech_of(family)
    request = whole(speech, DATA(text))
    assert said(speech.busy(request)) == busy
    assert said(speech.no_such_lock(request)) == no_such_lock


@pytest.mark.parametrize(
    ("text", "code", "answer"),
    [
        ("01 05 02 00 00 07 8D B0", 2, "01 85 02 C3 51"),
        ("01 02 00 00 00 08 79 CC", 2, "01 82 02 C1 61"),
        ("01 06 40 00 00 02 1D CB", None, "01 86 01 83 A0"),
        ("01 0F 00 00 00 08 01 FF BE D5", None, "01 8F 01 85 F0"),
        ("01 41 00 10 50", None, "01 C1 01 B0 50"),
        ("01 05 00 00 12 34 C0 BD", None, "01 85 03 02 91"),
        ("01 05 02 00 00 00 CC 72", None, "01 85 03 02 91"),
        ("01 05 05 00 FF 00 8C F6", None, "01 85 02 C3 51"),
    ],
)
def test_modbus_refuses_by_exception(text: str, code: int | None, answer: str) -> None:
    speech = speech_of(MODBUS)
    request = whole(speech, DATA(text))
    assert (request.wish is Wish.REFUSED) == (code is None)
    assert said(speech.exception(request, request.refusal if code is None else code)) == answer


@pytest.mark.parametrize(("family", "contact", "report"), EVENTS)
def test_unasked_reports(family: str, contact: bool, report: str) -> None:
    assert said(speech_of(family).event(1, 1, contact)) == report


def test_reports_of_other_firmware_and_of_wkly() -> None:
    special = EightA(reports_as=0x82)
    assert [said(special.event(1, 1, seen)) for seen in (False, True)] == ["82 01 01 00 82", "82 01 01 11 93"]
    assert said(speech_of("wkly").event(0, 1, True)) == "57 4B 4C 59 0B 00 85 00 00 01 86"  # layout assumed


@pytest.mark.parametrize(("family", "answer", "forged"), NEIGHBOURS)
def test_a_neighbours_answer_is_whole(family: str, answer: str, forged: str) -> None:
    assert said(speech_of(family).neighbour(DATA(answer))) == forged


@pytest.mark.parametrize(("family", "text", "wish", "board", "locks"), UNDERSTOOD)
def test_half_a_request_waits_for_the_rest_and_junk_slides_away(
    family: str, text: str, wish: Wish, board: int, locks: tuple[int, ...]
) -> None:
    speech, data = speech_of(family), DATA(text)
    assert all(speech.next_request(data[:size]) == (None, 0) for size in range(len(data)))
    behind = speech.next_request(data + b"\x01\x02")
    assert behind == (whole(speech, data), len(data))
    if family != MODBUS:  # there a pause alone tells where a request begins
        assert speech.next_request(b"\x07" + data) == (None, 1)


@pytest.mark.parametrize(("family", "text", "wish", "board", "locks"), UNDERSTOOD)
def test_a_turned_bit_is_no_request(family: str, text: str, wish: Wish, board: int, locks: tuple[int, ...]) -> None:
    speech, data = speech_of(family), DATA(text)
    if speech.sealed:
        for bit in range(8 * len(data)):
            turned = (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")
            assert speech.next_request(turned)[0] is None, turned.hex(" ")


def test_a_lenient_kerong_takes_the_wrong_sums_in_circulation() -> None:
    wrong = DATA("02 10 30 03 3E")
    assert KerongCu16().next_request(wrong) == (None, 1)
    assert whole(KerongCu16(lenient=True), wrong).board == 1


@given(family=st.sampled_from(families()), data=st.binary(max_size=40))
def test_no_bytes_upset_a_board(family: str, data: bytes) -> None:
    speech = speech_of(family)
    while data:
        request, used = speech.next_request(data)
        assert 0 <= used <= len(data)
        if not used:
            assert request is None
            return
        data = data[used:]
