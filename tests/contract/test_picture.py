"""What a file is, by its header: real encoders' pictures, whatever a name says, and giants that are never decoded."""

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.picture import MAX_PIXELS, Header, NotAPage, PageType, TooManyPixels, header_of


def encoded(kind: str, width: int, height: int, *flags: int) -> bytes:
    return bytes(cv2.imencode(kind, np.full((height, width, 3), 200, np.uint8), flags)[1])


def png_of(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)


def jpeg_of(width: int, height: int) -> bytes:
    small = encoded(".jpg", 16, 16)
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]


@pytest.mark.parametrize("flags", [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
def test_jpegs_of_a_real_encoder(flags: tuple[int, ...]) -> None:
    assert header_of(encoded(".jpg", 321, 123, *flags)) == Header(PageType.JPEG, 321, 123)


def test_the_other_types() -> None:
    assert header_of(encoded(".png", 321, 123)) == Header(PageType.PNG, 321, 123)
    assert header_of(b"%PDF-1.7\n") == Header(PageType.PDF)


def test_an_exif_thumbnail_is_not_taken_for_the_picture() -> None:
    inner = jpeg_of(160, 120)
    segment = b"\xff\xe1" + struct.pack(">H", len(inner) + 2) + inner
    outer = jpeg_of(4000, 3000)
    assert header_of(outer[:2] + segment + outer[2:]) == Header(PageType.JPEG, 4000, 3000)


@pytest.mark.parametrize("make", [png_of, jpeg_of])
def test_a_giant_is_refused_by_its_header(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TooManyPixels):
        header_of(make(10_001, MAX_PIXELS // 10_000))
    assert header_of(make(10_000, MAX_PIXELS // 10_000)).width == 10_000
    with pytest.raises(NotAPage):
        header_of(make(0, 10))


@pytest.mark.parametrize("data", [b"", b"MZ\x90\x00", b"\x7fELF\x02\x01\x01", b"GIF89a", b"\xff\xd8\xff", b"<svg/>"])
def test_anything_else_is_none(data: bytes) -> None:
    with pytest.raises(NotAPage):
        header_of(data)


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_rubbish_ends_in_an_answer_or_a_refusal(data: bytes, start: bytes) -> None:
    try:
        header = header_of(start + data)
    except (NotAPage, TooManyPixels):
        return
    assert header.type is PageType.PDF or 0 < header.width * header.height <= MAX_PIXELS
