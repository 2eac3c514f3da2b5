"""Slips as pictures, and the bytes made of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer import fonts, frames
from drivers.printer.errors import FontMissing
from drivers.printer.layout import render
from drivers.printer.text import NO_LINE_STARTS_WITH, wrapped
from drivers.roles import Barcode, Big, Line, Pair, Qr, Rule, Slip, Title

FACE = fonts.font(28)


def ink(slip: Slip) -> np.ndarray:
    return ~np.asarray(render(slip), bool)


def test_every_block_leaves_ink_and_keeps_the_side_margins():
    for block in (Title("标题"), Line("行"), Pair("编号", "17"), Big("07"), Rule(), Barcode("A1"), Qr("x", "说明")):
        dots = ink(Slip((block,)))
        assert dots.any(), block
        assert not dots[:, :8].any(), block
        assert not dots[:, -8:].any(), block


def test_the_title_is_larger_than_a_line_and_the_big_word_larger_still():
    heights = [int(np.ptp(np.where(ink(Slip((b,))))[0])) for b in (Line("七"), Title("七"), Big("07"))]
    # 七 is flat: compared with itself only; the compartment number must be read from a step away (>= 14 mm)
    assert heights[1] > 1.5 * heights[0]
    assert heights[2] >= 14 * 8


def test_labels_and_values_stand_on_two_straight_edges():
    dots = ink(Slip((Pair("编号", "一一"), Pair("经办地点", "一一一一一一"))))
    columns = np.where(dots.any(axis=0))[0]
    assert columns[0] < 14
    gap = np.diff(columns).max()
    assert gap > 40


def test_a_long_number_is_not_broken():
    number = "GZ-LW-0001-20260302-000017"
    whole = ink(Slip((Pair("编号", number),)))
    assert whole.shape[0] <= 2 * 40 + 24  # label above, number below: two rows


@given(st.text(alphabet="广州市荔湾区样本街道，。；：（）《》 abcDEF0123-./@", max_size=120), st.integers(90, 560))
@settings(max_examples=60, deadline=None)
def test_wrapping_loses_nothing_and_fits(text: str, width: int):
    lines = wrapped(text, FACE, width)
    assert "".join("".join(line.split()) for line in lines) == "".join(text.split())
    for line in lines:
        # A closing mark pulls one sign with it, so a line may only be shorter, never longer, than the paper.
        assert FACE.getlength(line) <= width


def test_no_line_begins_with_a_closing_mark():
    text = "本凭证仅证明收到材料，不是受理决定。请妥善保管，凭此查询。"
    for width in range(120, 560, 28):
        lines = wrapped(text, FACE, width)
        assert not any(line[0] in NO_LINE_STARTS_WITH for line in lines), (width, lines)


def test_words_and_numbers_stay_whole():
    assert wrapped("编号 GZ-0001-17 号", FACE, 190)[1].startswith("GZ-0001-17")


def test_a_code_that_cannot_be_printed_is_refused():
    with pytest.raises(ValueError, match="too many"):
        render(Slip((Barcode("X" * 60),)))
    with pytest.raises(ValueError, match="Code 128"):
        render(Slip((Barcode("条码"),)))
    with pytest.raises(ValueError, match="too"):
        render(Slip((Qr("x" * 4000),)))


def test_a_missing_typeface_names_the_package():
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        fonts.font(20, family="No Such Family 字体")


def test_white_rows_are_fed_not_sent():
    picture = render(Slip((Title("收件凭证"), Rule(), Big("07"), Rule())))
    data = frames.slip(picture)
    assert data.startswith(b"\x1b@")
    assert b"\x1bJ" in data
    assert b"\x1dV" in data[-4:]
    assert len(data) < 0.8 * picture.height * picture.width / 8
