"""ESC/POS as bytes: the slip's raster, the status questions and what their answers mean. Pure.

Commands are those common to Epson's reference and its many Chinese clones; not checked against one printer yet.
"""

from dataclasses import dataclass
from enum import IntEnum, unique

from escpos.printer import Dummy
from PIL import Image, ImageChops

from drivers.roles import Paper, PrinterStatus

# A printer whose client died in the middle of a raster takes what follows for its rest. So bands are small,
# and a new client first sends one band of zeros: white paper at worst, nothing at best.
BAND_ROWS = 48
PROFILE = "TM-T20II"  # 576 dots, 203 dpi
MOTION_UNITS = b"\x1dP\xcb\xcb"  # GS P 203 203: ESC J then feeds dots
ASK_DONE = b"\x1dr\x01"  # GS r 1: answered in its turn, that is after everything before it was printed
MOST_FEED_DOTS = 255


@unique
class Question(IntEnum):
    """n of DLE EOT n, answered at once even when the printer is busy or off line."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    PAPER = 4


@dataclass(frozen=True, slots=True)
class Answers:
    """The three status bytes, each already checked by `is_status`."""

    printer: int
    offline_cause: int
    paper: int


def question(which: Question) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, which))


def is_status(byte: int) -> bool:
    """True for an answer to DLE EOT: bits 1 and 4 set, bits 0 and 7 clear."""
    return byte & 0x93 == 0x12


def is_done(byte: int) -> bool:
    """True for an answer to GS r: bit 4 and bit 7 clear."""
    return byte & 0x90 == 0


def status(answers: Answers) -> PrinterStatus:
    """The role's words for the three bytes; an end of paper shows in either of two bytes."""
    cover_open = bool(answers.offline_cause & 0x04)
    if answers.paper & 0x60 or answers.offline_cause & 0x20:
        paper = Paper.OUT
    elif answers.paper & 0x0C:
        paper = Paper.LOW
    else:
        paper = Paper.OK
    # Off line because of the cover or the paper is told by those; anything else makes it plainly not ready.
    other = bool(answers.offline_cause & 0x40) or bool(
        answers.printer & 0x08 and not cover_open and paper is not Paper.OUT
    )
    return PrinterStatus(online=not other, paper=paper, cover_open=cover_open)


def wake(width_dots: int) -> bytes:
    """Finish a raster a former client left half sent, then reset."""
    return bytes(BAND_ROWS * ((width_dots + 7) // 8)) + b"\x1b@"


def slip(picture: Image.Image) -> bytes:
    """Reset, the mode "1" picture in bands with white rows fed instead of sent, cut."""
    out = Dummy(profile=PROFILE)
    out.hw("INIT")
    out._raw(MOTION_UNITS)
    for top, height, black in _runs(picture):
        if black:
            for y in range(top, top + height, BAND_ROWS):
                band = picture.crop((0, y, picture.width, min(y + BAND_ROWS, top + height)))
                out.image(band, impl="bitImageRaster")
        else:
            for left in range(height, 0, -MOST_FEED_DOTS):
                out._raw(b"\x1bJ" + bytes((min(left, MOST_FEED_DOTS),)))
    out.cut(feed=False)
    return bytes(out.output)


def _runs(picture: Image.Image) -> list[tuple[int, int, bool]]:
    """(top, height, has ink) from top to bottom: at 19200 baud a white row sent costs 38 ms, fed almost none."""
    ink = ImageChops.invert(picture.convert("L"))
    rows = [ink.crop((0, y, picture.width, y + 1)).getbbox() is not None for y in range(picture.height)]
    runs: list[tuple[int, int, bool]] = []
    for y, black in enumerate(rows):
        if runs and runs[-1][2] == black:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1, black)
        else:
            runs.append((y, 1, black))
    return runs
