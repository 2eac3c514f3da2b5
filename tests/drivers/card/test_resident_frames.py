"""Frames of the identity-card reader: the bytes of the sources, every split, noise, and the fuzz of the parser."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import resident_frames as frames
from drivers.card.resident_frames import FIND, LONGEST, MODULE_ID, MODULE_STATUS, READ, SELECT, Answer, Status, decode

# Card facts 8, "all frames below recomputed"; typed in as they stand there.
REQUESTS = {
    "find": (FIND, "AAAAAA9669 0003 2001 22"),
    "select": (SELECT, "AAAAAA9669 0003 2002 21"),
    "read": (READ, "AAAAAA9669 0003 3001 32"),
    "module id": (MODULE_ID, "AAAAAA9669 0003 12FF EE"),
    "module status": (MODULE_STATUS, "AAAAAA9669 0003 11FF ED"),
}
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")
ANSWERS = {
    "found": (FOUND, Answer(0x9F, bytes(4))),
    "selected": (SELECTED, Answer(0x90, bytes(8))),
    "nothing found": (bytes.fromhex("AAAAAA9669 0004 000080 84"), Answer(0x80, b"")),
    "not selected": (bytes.fromhex("AAAAAA9669 0004 000081 85"), Answer(0x81, b"")),
    "not read": (bytes.fromhex("AAAAAA9669 0004 000041 45"), Answer(0x41, b"")),
}


def whole_read(text: bytes = bytes(256), photo: bytes = bytes(1024)) -> bytes:
    """An answer to READ as the source has it: 1295 bytes, `0508 000090 0100 0400`, text, photo, check."""
    body = bytes.fromhex("0508 000090 0100 0400") + text + photo
    check = 0
    for byte in body:
        check ^= byte
    return bytes.fromhex("AAAAAA9669") + body + bytes([check])


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_are_the_sources_bytes(name: str) -> None:
    command, written = REQUESTS[name]
    assert command.frame == bytes.fromhex(written)


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_the_sources_bytes(name: str) -> None:
    raw, meant = ANSWERS[name]
    assert decode(raw) == (meant, len(raw))


def test_the_read_answer_has_the_length_the_source_gives() -> None:
    raw = whole_read(b"ab" * 128)
    assert len(raw) == 1295
    answer, used = decode(raw)
    assert answer is not None
    assert used == 1295
    assert READ.fits(answer)
    assert frames.text_of(answer) == b"ab" * 128


@pytest.mark.parametrize("raw", [FOUND, SELECTED, whole_read()], ids=["find", "select", "read"])
def test_at_every_split_point_more_is_wanted(raw: bytes) -> None:
    """The beginning is never taken for an answer nor thrown away; the whole is found."""
    for at in range(len(raw)):
        answer, used = decode(raw[:at])
        assert (answer, used) == (None, 0), at
    assert decode(raw)[1] == len(raw)


@pytest.mark.parametrize("bit", range(8 * len(SELECTED)))
def test_no_flipped_bit_passes(bit: int) -> None:
    flipped = bytearray(SELECTED)
    flipped[bit // 8] ^= 1 << bit % 8
    assert everything(bytes(flipped), ended=True) == []


def everything(data: bytes, *, ended: bool) -> list[Answer]:
    """All answers in `data`; also checks that the parser always gets on."""
    found = []
    for _ in range(len(data) + 1):
        if not data:
            return found
        answer, used = decode(data, ended=ended)
        assert 0 <= used <= len(data)
        if not used:
            return found
        data = data[used:]
        if answer is not None:
            found.append(answer)
    raise AssertionError("the parser does not get on")


@pytest.mark.parametrize(
    "before",
    [
        b"\xaa",
        b"\xaa\xaa\xaa",
        b"\xaa\xaa\xaa\x96",
        FOUND[:7],
        FOUND[:-1],
        bytes.fromhex("AAAAAA9669 0003 0000"),  # too short a length
        bytes.fromhex("AAAAAA9669 0961 000090"),  # one more than is believed
        bytes.fromhex("AAAAAA9669 FFFF 000090"),
        b"noise" * 50,
    ],
)
def test_an_answer_behind_noise_is_found(before: bytes) -> None:
    assert everything(before + FOUND + b"\xaa\x00", ended=True) == [Answer(0x9F, bytes(4))]


def test_a_length_beyond_the_greatest_is_not_waited_for() -> None:
    head = bytes.fromhex("AAAAAA9669")
    assert decode(head + LONGEST.to_bytes(2, "big")) == (None, 0)
    assert decode(head + (LONGEST + 1).to_bytes(2, "big"))[1] > 0


# Bytes that stand for a piece of an answer: one drawn byte string makes a stream where answers do occur.
PIECES = {0x00: FOUND, 0x01: SELECTED, 0x02: FOUND[:-2], 0x03: SELECTED[3:], 0x04: FOUND[:5], 0xAA: b"\xaa"}


@settings(max_examples=2_000, derandomize=True)
@given(st.binary(max_size=40))
def test_any_bytes_get_an_answer_or_none_and_never_an_error(drawn: bytes) -> None:
    never_wrong(drawn)


def test_ten_thousand_more_streams() -> None:
    chance = random.Random(20)
    for _ in range(10_000):
        never_wrong(chance.randbytes(chance.randrange(30)).translate(LIKELY))


# Half of what is drawn becomes a piece of an answer.
LIKELY = bytes(byte if byte < 128 else (0x00, 0x01, 0x02, 0x03, 0x04, 0xAA)[byte % 6] for byte in range(256))


def never_wrong(drawn: bytes) -> None:
    data, ended = b"".join(PIECES.get(byte, bytes([byte])) for byte in drawn), len(drawn) % 2 == 0
    for answer in everything(data, ended=ended):
        assert all(isinstance(command.fits(answer), bool) for command, _ in REQUESTS.values())
    while ended and data:
        used = decode(data, ended=True)[1]
        assert used, "nothing may be waited for any more"
        data = data[used:]


def test_answers_in_a_stream_of_noise_are_all_found() -> None:
    chance = random.Random(7)
    stream = b"".join(chance.randbytes(chance.randrange(30)).replace(b"\x69", b"") + FOUND for _ in range(200))
    assert everything(stream, ended=False) == [Answer(0x9F, bytes(4))] * 200


@pytest.mark.parametrize(
    ("command", "answer", "fits"),
    [
        (SELECT, Answer(0x90, bytes(8)), True),
        (SELECT, Answer(0x90, bytes(1284)), False),  # a late answer to READ
        (READ, Answer(0x90, bytes(8)), False),  # a late answer to SELECT
        (READ, Answer(0x9F, bytes(4)), False),
        (SELECT, Answer(0x80, b""), False),
        (FIND, Answer(0x81, b""), False),
        (FIND, Answer(0x80, b""), True),
        (FIND, Answer(Status.SELF_TEST, b""), True),
        (READ, Answer(Status.BAD_CHECKSUM, b""), True),
        (READ, Answer(0x55, b""), False),
    ],
)
def test_a_late_answer_to_another_command_does_not_fit(command: frames.Command, answer: Answer, fits: bool) -> None:
    assert command.fits(answer) is fits


@pytest.mark.parametrize("lengths", ["01000000", "00F00400", "04000100"])
def test_an_answer_that_counts_its_parts_otherwise_is_refused(lengths: str) -> None:
    with pytest.raises(ValueError, match="counts its parts"):
        frames.text_of(Answer(0x90, bytes.fromhex(lengths) + bytes(1280)))
