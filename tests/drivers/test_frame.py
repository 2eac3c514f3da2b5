"""Frames: fields, bounds, checksums, lengths that vary, and no crash on any bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fields import Check, Code, Codes, Length, Literal, Mask, Nibbles, Raw, UInt, crc16, sum8, xor8
from drivers.frame import MORE, SLIDE, Frame

FIXED = Frame("fixed", Literal(b"\x8a"), UInt("board", low=1, high=31), UInt("number", width=2), Check("xor8"))
VARYING = Frame("varying", Literal(b"\x80"), Mask("flags", 2, 5, highest_first=True), Literal(b"\x33"), Check("sum8"))
PACKED = Frame("packed", Nibbles("high", "low"), Nibbles("top", 0), Check("sum8", start=1))
STATES = {0x00: False, 0x01: True, 0xFF: None}
COUNTED = Frame(
    "counted", Literal(b"W"), Length(), UInt("board"), Length(5), Codes("states", STATES, 1, 9), Check("xor8")
)
MODBUS = Frame("modbus", UInt("unit", low=1), Literal(b"\x02"), Length(5), Mask("inputs", 1, 2), Check("crc16"))
RAW = Frame("raw", Literal(b"R"), Code("state", STATES), Length(4), Raw("rest", 1, 8), Check("sum8", start=2))
FRAMES = (FIXED, VARYING, PACKED, COUNTED, MODBUS, RAW)


def test_checksums() -> None:
    assert xor8(bytes.fromhex("8A 01 01 11")) == b"\x9b"
    assert sum8(bytes.fromhex("02 F0 32 03")) == b"\x27"
    assert crc16(bytes.fromhex("01 05 02 00 00 07")) == b"\x8d\xb0", "low byte first"
    assert crc16(b"123456789") == b"\x37\x4b", "the check value of CRC-16/MODBUS, 4B37"


def test_number_is_big_endian_and_bounded() -> None:
    data = FIXED.encode({"board": 3, "number": 0x0102})
    assert data == b"\x8a\x03\x01\x02\x8a"
    assert FIXED.decode(data) == ({"board": 3, "number": 0x0102}, 5)
    for values in ({"board": 0, "number": 1}, {"board": 32, "number": 1}, {"board": 1, "number": 65536}, {"board": 1}):
        with pytest.raises(ValueError, match=r"board|number"):
            FIXED.encode(values)


def test_half_a_frame_asks_for_more_and_a_wrong_one_slides() -> None:
    data = FIXED.encode({"board": 3, "number": 7})
    for cut in range(len(data)):
        assert FIXED.decode(data[:cut]) == (None, MORE)
        if cut:
            assert FIXED.decode(data[:cut], ended=True) == (None, SLIDE)
    assert FIXED.decode(b"\x8b") == (None, SLIDE)
    assert FIXED.decode(b"\x8a\x00") == (None, SLIDE), "board 0 is out of bounds: no need to wait"
    assert FIXED.decode(data[:-1] + b"\x00") == (None, SLIDE)


def test_what_follows_is_left_alone() -> None:
    data = FIXED.encode({"board": 3, "number": 7})
    assert FIXED.decode(data + b"tail") == ({"board": 3, "number": 7}, 5)


def test_flags_lowest_first_value_highest_first_bytes() -> None:
    flags = (True,) + (False,) * 7 + (False, True) + (False,) * 6
    data = VARYING.encode({"flags": flags})
    assert data[1:3] == b"\x02\x01"
    assert VARYING.decode(data) == (None, MORE), "could still grow"
    assert VARYING.decode(data, ended=True) == ({"flags": flags}, 5)


def test_greatest_length_needs_no_quiet() -> None:
    flags = (True, False) * 20
    data = VARYING.encode({"flags": flags})
    assert VARYING.decode(data) == ({"flags": flags}, 8)


def test_the_longest_fitting_length_wins() -> None:
    # A two-byte reading hides at the start of this three-byte one: 80 f0 f1 33 sum 33 sum
    inner = bytes([0x80, 0xF0, 0xF1, 0x33])
    inner += sum8(inner)
    assert VARYING.decode(inner, ended=True)[1] == 5
    longer = inner + b"\x33"
    longer += sum8(longer)
    values, used = VARYING.decode(longer, ended=True)
    assert used == 7
    assert values is not None
    assert len(values["flags"]) == 32  # type: ignore[arg-type]


def test_flags_must_be_whole_bytes_within_bounds() -> None:
    for flags in ((True,) * 9, (True,) * 8, (True,) * 48, 5):
        with pytest.raises(ValueError, match="flags"):
            VARYING.encode({"flags": flags})


def test_nibbles_and_a_constant_one() -> None:
    data = PACKED.encode({"high": 15, "low": 3, "top": 2})
    assert data == b"\xf3\x20\x20"
    assert PACKED.decode(data) == ({"high": 15, "low": 3, "top": 2}, 3)
    assert PACKED.decode(b"\xf3\x21\x21") == (None, SLIDE)
    with pytest.raises(ValueError, match="four bits"):
        PACKED.encode({"high": 16, "low": 0, "top": 0})


def test_two_varying_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="told apart"):
        Frame("ambiguous", Mask("a", 1, 2), Mask("b", 1, 2))


def test_among_narrows() -> None:
    frame = Frame("status", UInt("status", among=(0x00, 0x11)))
    assert frame.decode(b"\x11") == ({"status": 0x11}, 1)
    assert frame.decode(b"\x12") == (None, SLIDE)
    with pytest.raises(ValueError, match="bounds"):
        frame.encode({"status": 5})


def test_a_code_stands_for_a_meaning_and_may_stand_for_none() -> None:
    data = RAW.encode({"state": None, "rest": b"\x07"})
    assert data == b"R\xff\x01\x07\x08"
    assert RAW.decode(data) == ({"state": None, "rest": b"\x07"}, 5)
    assert RAW.decode(b"R\x02") == (None, SLIDE), "a byte without a meaning"
    for values in ({"rest": b"\x07"}, {"state": 3, "rest": b"\x07"}, {"state": True, "rest": b""}, {"state": True}):
        with pytest.raises(ValueError, match=r"state|rest"):
            RAW.encode(values)


def test_an_announced_length_needs_no_quiet() -> None:
    states = (False, None, True)
    data = COUNTED.encode({"board": 7, "states": states})
    assert data[:4] == b"W\x08\x07\x03"
    for cut in range(len(data)):
        assert COUNTED.decode(data[:cut]) == (None, MORE)
    assert COUNTED.decode(data + b"tail") == ({"board": 7, "states": states}, 8)


def test_a_wrong_length_is_refused_at_once() -> None:
    assert COUNTED.decode(b"W\x40") == (None, SLIDE), "longer than any"
    assert COUNTED.decode(b"W\x05\x07") == (None, SLIDE), "shorter than any"
    assert COUNTED.decode(b"W\x08\x07\x04") == (None, SLIDE), "the count contradicts the length"
    with pytest.raises(ValueError, match="states"):
        COUNTED.encode({"board": 7, "states": (True,) * 10})


def test_modbus_inputs_lowest_bit_first() -> None:
    inputs = (False,) + (True,) * 7
    assert MODBUS.encode({"unit": 1, "inputs": inputs}) == bytes.fromhex("01 02 01 FE 20 08")
    assert MODBUS.decode(bytes.fromhex("01 02 01 FE 08 20")) == (None, SLIDE), "high byte first is wrong"


def test_a_frame_knows_whether_it_is_checked() -> None:
    assert MODBUS.checked
    assert not Frame("bare", Literal(b"\x90"), UInt("board")).checked


@given(st.sampled_from(FRAMES), st.binary(max_size=24), st.booleans())
def test_any_bytes_are_answered_and_what_is_accepted_encodes_back(frame: Frame, data: bytes, ended: bool) -> None:
    values, used = frame.decode(data, ended=ended)
    if values is None:
        assert used in (MORE, SLIDE)
        assert used == SLIDE or len(data) < frame.most
    else:
        assert frame.least <= used <= len(data)
        assert frame.encode(values) == data[:used]


@given(st.integers(1, 31), st.integers(0, 65535), st.integers(0, 39), st.binary(max_size=6))
def test_no_single_flipped_bit_is_accepted(board: int, number: int, bit: int, tail: bytes) -> None:
    data = FIXED.encode({"board": board, "number": number})
    flipped = (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(5, "big")
    assert FIXED.decode(flipped + tail)[0] is None
