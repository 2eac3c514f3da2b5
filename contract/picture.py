"""What a file from outside is, by its own first bytes and never by its name: JPEG, PNG or PDF, and how many pixels.

Only headers are read, so that a picture that would fill the memory is refused before anything decodes it. The markers
are those of ITU-T T.81 table B.1 (JPEG) and of the PNG specification's IHDR.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

MAX_PIXELS = 50_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})  # ISO/IEC 23008-12 brands
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # among SOF0 to SOF15: tables and a reserved one
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length


class NotAPage(Exception):
    """Neither a JPEG, nor a PNG, nor a PDF, or one whose header is broken."""


class HeicPicture(NotAPage):
    """A picture in the format of iPhones, which nothing here decodes (decision 023)."""


class TooManyPixels(Exception):
    """A picture with more than `MAX_PIXELS`."""


@unique
class PageType(StrEnum):
    """What a resident may hand over; the value is its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Header:
    """A file's type; its pixels, 0 x 0 for a PDF."""

    type: PageType
    width: int = 0
    height: int = 0


def header_of(data: bytes) -> Header:
    """Read the header. Raises `NotAPage` (`HeicPicture`), `TooManyPixels`."""
    if data.startswith(b"%PDF-"):
        return Header(PageType.PDF)
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        return _bounded(PageType.PNG, int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise HeicPicture(data[8:12].decode())
    raise NotAPage("no type we know")


def _jpeg(data: bytes) -> Header:
    """Walk from segment to segment to the frame header."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            return _bounded(PageType.JPEG, int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7]))
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))
    raise NotAPage("a JPEG without a frame")


def _bounded(type_: PageType, width: int, height: int) -> Header:
    if not width or not height:
        raise NotAPage("a picture without pixels")
    if width * height > MAX_PIXELS:
        raise TooManyPixels(f"{width} x {height}")
    return Header(type_, width, height)
