"""What a phone gets of a slip: its words, without the small print, within what one code carries."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.roles import Barcode, Big, Line, Pair, Qr, Rule, Slip, Title
from kiosk.slips import PHONE_BYTES, phone_text


def test_a_phone_gets_the_words_of_the_slip():
    slip = Slip(
        (
            Line("一柜通", small=True),
            Title("收件凭证"),
            Rule(),
            Line("PGZ0001-000002-F"),
            Pair("事项", "老年人优待证"),
            Big("7 号柜"),
            Barcode("M0000T1000001Y"),
            Qr("YGT:PGZ0001-000002-F", "扫码查进度"),
        )
    )
    said = ["收件凭证", "PGZ0001-000002-F", "事项: 老年人优待证", "7 号柜", "M0000T1000001Y"]
    assert phone_text(slip) == "\n".join(said)


@given(st.lists(st.text("收件凭证abc ", max_size=200), max_size=12))
def test_what_does_not_fit_is_left_out_line_by_line(lines):
    text = phone_text(Slip(tuple(map(Line, lines))))
    assert len(text.encode()) <= PHONE_BYTES
    kept = text.split("\n") if text else []
    left = iter(lines)
    assert all(any(line == other for other in left) for line in kept)
    if sum(len(line.encode()) + 1 for line in lines) <= PHONE_BYTES:
        assert kept == [line for line in lines if line]
