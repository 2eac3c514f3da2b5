"""ESC/POS as bytes: the slip's raster, the status questions and what a printer sends back. Pure.

Commands are those common to Epson's reference and its many clones (bits compared with the manuals of Epson, Citizen,
Bixolon, Sewoo and Partner); not checked against one printer yet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, unique

from escpos.printer import Dummy
from PIL import Image, ImageChops

from drivers.roles import Paper, PrinterStatus, PrinterTrouble

# A printer whose client died in the middle of a raster takes what follows for its rest. So bands are small,
# and a new client first sends one band of zeros: white paper at worst, nothing at best.
BAND_ROWS = 48
PROFILE = "TM-T20II"  # 576 dots, 203 dpi
MOTION_UNITS = b"\x1dP\xcb\xcb"  # GS P 203 203: ESC J then feeds dots
# GS r 1, answered in its turn, that is after everything before it was printed. Twice: a stray byte alone cannot be
# taken for the end of a slip.
ASK_DONE = b"\x1dr\x01\x1dr\x01"
# DLE DC4 8: forget what is still to be printed, at once. Printers that do not know it let it pass as ten odd bytes.
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CUT_OFF = b"\x1dVB\x00"  # GS V 66 0: whatever hangs in the slot goes by itself, not with the next slip
MOST_FEED_DOTS = 255
_AT_ONCE = re.compile(rb"\x10(?=[\x04\x05\x14])")  # DLE EOT, DLE ENQ, DLE DC4


@unique
class Question(IntEnum):
    """n of DLE EOT n, answered at once even when the printer is busy or off line."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


Answers = Mapping[Question, int]
"""The status bytes that came, each already known to be one; a printer may answer only some of the questions."""


@unique
class Word(Enum):
    """What one stretch of bytes from the printer is."""

    STATUS = "answer to DLE EOT"
    IN_TURN = "answer to GS r"
    AUTOMATIC = "four bytes of automatic status (ASB), sent unasked"
    STOP = "XOFF"
    GO = "XON"
    NOISE = "nothing of the kind"


@dataclass(frozen=True, slots=True)
class Heard:
    """One word and its bytes."""

    word: Word
    data: bytes


def heard(data: bytes) -> tuple[Heard | None, int]:
    """The first word in `data` and the bytes it used; (None, 0) = more, please.

    Bits 0, 1, 4 and 7 tell the kinds apart; the last three bytes of an automatic status look like an answer to GS r,
    so its first one must have been seen.
    """
    if not data:
        return None, 0
    first = data[0]
    if first & 0x93 == 0x10:
        rest = data[1:4]
        if any(byte & 0x90 for byte in rest):
            return Heard(Word.NOISE, data[:1]), 1
        return (Heard(Word.AUTOMATIC, data[:4]), 4) if len(rest) == 3 else (None, 0)
    if first in (0x11, 0x13):
        return Heard(Word.GO if first == 0x11 else Word.STOP, data[:1]), 1
    if first & 0x93 == 0x12:
        return Heard(Word.STATUS, data[:1]), 1
    return Heard(Word.NOISE if first & 0x90 else Word.IN_TURN, data[:1]), 1


def question(which: Question) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, which))


def doubtful(which: Question, answer: int) -> bool:
    """True when the answer should be heard a second time: it tells of trouble, or its twin sensor bits differ."""
    if which is Question.PRINTER:
        return bool(answer & 0x08)
    if which is Question.PAPER:
        return answer & 0x0C in (0x04, 0x08) or bool(answer & 0x60)
    return bool(answer & 0x6C)


def status(answers: Answers) -> PrinterStatus:
    """The role's words for the status bytes; an end of paper shows in either of two of them."""
    printer, cause = answers.get(Question.PRINTER, 0), answers.get(Question.OFFLINE_CAUSE, 0)
    cover_open, trouble = bool(cause & 0x04), _trouble(answers.get(Question.ERROR_CAUSE, 0))
    paper = _paper(answers.get(Question.PAPER), ended=bool(cause & 0x20))
    if trouble is PrinterTrouble.PASSING and cover_open:
        trouble = PrinterTrouble.NONE  # some printers call an open cover a passing error
    # Off line because of cover, paper or a named trouble is told by those; anything else makes it plainly not ready.
    told = cover_open or paper is Paper.OUT or trouble is not PrinterTrouble.NONE
    return PrinterStatus(not ((printer & 0x08 or cause & 0x40) and not told), paper, cover_open, trouble)


def automatic(frame: bytes) -> PrinterStatus:
    """The same words for the four bytes of an automatic status."""
    printer, error, paper = frame[0], frame[1], frame[2]
    return status(
        {
            Question.PRINTER: printer & 0x08,
            Question.OFFLINE_CAUSE: 0x04 if printer & 0x20 else 0,
            Question.ERROR_CAUSE: error,
            Question.PAPER: (paper & 0x03) << 2 | (paper & 0x0C) << 3,
        }
    )


def _paper(answer: int | None, ended: bool) -> Paper:
    if ended or (answer is not None and answer & 0x60):
        return Paper.OUT
    if answer is None:
        return Paper.UNKNOWN
    return Paper.LOW if answer & 0x0C else Paper.OK


def _trouble(answer: int) -> PrinterTrouble:
    for bit, trouble in (
        (0x20, PrinterTrouble.BROKEN),
        (0x08, PrinterTrouble.CUTTER),
        (0x04, PrinterTrouble.CLEARABLE),
        (0x40, PrinterTrouble.PASSING),
    ):
        if answer & bit:
            return trouble
    return PrinterTrouble.NONE


def wake(width_dots: int) -> bytes:
    """Finish a raster a former client left half sent, then reset."""
    return bytes(BAND_ROWS * ((width_dots + 7) // 8)) + b"\x1b@"


def slip(picture: Image.Image) -> bytes:
    """Reset, the mode "1" picture in bands with white rows fed instead of sent, cut."""
    out = Dummy(profile=PROFILE)
    out.hw("INIT")
    out._raw(MOTION_UNITS)
    picture = _without_commands(picture)
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


def _without_commands(picture: Image.Image) -> Image.Image:
    """The picture with no byte pattern in it that a printer would obey at once even in the middle of a raster.

    Where one would stand a single dot is blackened, an eighth of a millimetre beside others.
    """
    ink = ImageChops.invert(picture.convert("L")).convert("1").tobytes()
    safe = _AT_ONCE.sub(b"\x18", ink)
    if safe == ink:
        return picture
    return ImageChops.invert(Image.frombytes("1", picture.size, safe).convert("L")).convert("1")


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
