"""What a printer sends back, byte by byte, and what must never stand in a raster."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.printer import frames
from drivers.printer.frames import Heard, Question, Word
from drivers.roles import Paper, PrinterTrouble

OK = 0x12
FRAME = bytes((0x10, 0x00, 0x00, 0x0F))


def words(data: bytes) -> list[tuple[Word, bytes]]:
    found = []
    while data:
        one, used = frames.heard(data)
        if one is None:
            break
        found.append((one.word, one.data))
        data = data[used:]
    return found


@pytest.mark.parametrize(
    ("answers", "online", "paper", "cover", "trouble"),
    [
        ((OK, OK, OK, OK), True, Paper.OK, False, PrinterTrouble.NONE),
        ((OK, OK, OK, 0x1E), True, Paper.LOW, False, PrinterTrouble.NONE),
        ((0x1A, 0x32, OK, 0x7E), True, Paper.OUT, False, PrinterTrouble.NONE),
        ((0x1A, 0x32, OK, OK), True, Paper.OUT, False, PrinterTrouble.NONE),
        ((0x1A, 0x16, OK, OK), True, Paper.OK, True, PrinterTrouble.NONE),
        ((0x1A, OK, OK, OK), False, Paper.OK, False, PrinterTrouble.NONE),
        ((0x1A, 0x52, OK, OK), False, Paper.OK, False, PrinterTrouble.NONE),
        ((0x1A, 0x52, 0x1A, OK), True, Paper.OK, False, PrinterTrouble.CUTTER),
        ((0x1A, 0x52, 0x16, OK), True, Paper.OK, False, PrinterTrouble.CLEARABLE),
        ((0x1A, 0x52, 0x32, OK), True, Paper.OK, False, PrinterTrouble.BROKEN),
        ((0x1A, 0x52, 0x52, OK), True, Paper.OK, False, PrinterTrouble.PASSING),
        ((0x1A, 0x16, 0x52, OK), True, Paper.OK, True, PrinterTrouble.NONE),
    ],
)
def test_status_bytes(answers, online, paper, cover, trouble):
    status = frames.status(dict(zip(Question, answers, strict=True)))
    assert (status.online, status.paper, status.cover_open, status.trouble) == (online, paper, cover, trouble)
    fit = online and paper is not Paper.OUT and not cover and trouble is PrinterTrouble.NONE
    assert status.ready is fit


def test_what_was_not_answered_is_not_known():
    assert frames.status({Question.PRINTER: OK, Question.OFFLINE_CAUSE: OK}).paper is Paper.UNKNOWN
    assert frames.status({Question.PRINTER: 0x1A, Question.OFFLINE_CAUSE: 0x32}).paper is Paper.OUT
    assert not frames.status({Question.PRINTER: 0x1A}).ready


def test_kinds_are_told_apart_by_their_fixed_bits():
    data = b"\xff" + FRAME + b"\x12" + b"\x13\x11" + b"\x00" + b"\x7e"
    assert [word for word, _ in words(data)] == [
        Word.NOISE, Word.AUTOMATIC, Word.STATUS, Word.STOP, Word.GO, Word.IN_TURN, Word.STATUS,
    ]  # fmt: skip


def test_an_automatic_status_is_never_an_answer_however_it_is_cut():
    for cut in range(1, 4):
        assert frames.heard(FRAME[:cut]) == (None, 0)
    assert words(FRAME + FRAME + b"\x12")[-1] == (Word.STATUS, b"\x12")
    assert words(FRAME[:1] + b"\x12") == [(Word.NOISE, b"\x10"), (Word.STATUS, b"\x12")]


@pytest.mark.parametrize(
    ("frame", "paper", "cover", "trouble"),
    [
        (FRAME, Paper.OK, False, PrinterTrouble.NONE),
        (bytes((0x10, 0, 0x03, 0)), Paper.LOW, False, PrinterTrouble.NONE),
        (bytes((0x18, 0, 0x0F, 0)), Paper.OUT, False, PrinterTrouble.NONE),
        (bytes((0x38, 0, 0, 0)), Paper.OK, True, PrinterTrouble.NONE),
        (bytes((0x18, 0x08, 0, 0)), Paper.OK, False, PrinterTrouble.CUTTER),
    ],
)
def test_automatic_status_says_the_same(frame, paper, cover, trouble):
    status = frames.automatic(frame)
    assert (status.paper, status.cover_open, status.trouble) == (paper, cover, trouble)


@given(st.binary(max_size=64))
def test_any_bytes_are_taken_apart_without_losing_one(data: bytes):
    rest, taken = data, b""
    while rest:
        one, used = frames.heard(rest)
        if one is None:
            assert used == 0
            assert len(rest) < 4
            break
        assert isinstance(one, Heard)
        assert one.data == rest[:used]
        taken, rest = taken + one.data, rest[used:]
    assert taken + rest == data


@given(st.binary(max_size=24))
def test_noise_before_an_answer_does_not_hide_it(noise: bytes):
    answers = [data for word, data in words(noise + b"\x12\x12\x12\x12") if word is Word.STATUS]
    assert answers[-1:] == [b"\x12"]


@given(st.sampled_from([b"\x10\x04\x01", b"\x10\x14\x02\x01\x08", b"\x10\x05\x02"]), st.integers(0, 70 * 72))
def test_no_raster_holds_a_command_obeyed_at_once(command: bytes, at: int):
    rows = np.zeros(96 * 72, np.uint8)
    rows[at : at + len(command)] = np.frombuffer(command, np.uint8)
    dots = np.where(np.unpackbits(rows.reshape(96, 72), axis=1), 0, 255).astype(np.uint8)
    picture = Image.fromarray(dots).convert("1")
    data = frames.slip(picture)
    assert not re.search(rb"\x10[\x04\x05\x14]", data)
