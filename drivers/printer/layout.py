"""A slip as a picture: 8 dots to the millimetre (203 dpi), black on white, nothing left to the printer's fonts."""

import itertools
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from drivers.printer.codes import code128, qr
from drivers.printer.fonts import font
from drivers.printer.text import wrapped
from drivers.roles import Barcode, Big, Block, Line, Pair, Qr, Rule, Slip, Title

DOTS_PER_MM = 8
INK_LEVEL = 150  # of 255: darker is black; keeps thin strokes of small hanzi closed on thermal paper
SIDE_DOTS = 8  # kept free left and right: rolls sit a little askew
EDGE_DOTS = 12  # above the first and below the last block
LABEL_SHARE = 0.30  # of the width, for the labels of pairs


@dataclass(frozen=True, slots=True)
class _Type:
    """One step of the type scale, in dots."""

    em: int
    line: int
    bold: bool = False

    @property
    def face(self) -> ImageFont.FreeTypeFont:
        return font(self.em, bold=self.bold)


TITLE = _Type(50, 64, bold=True)
BODY = _Type(28, 40)
SMALL = _Type(22, 32)
LABEL = _Type(24, 40)
VALUE = _Type(28, 40, bold=True)
CODE = _Type(26, 36)
BIG_EM, BIG_LEAST_EM = 176, 56

GAP_DOTS = 10  # between blocks of one kind
SECTION_DOTS = 22  # between blocks of different kinds
BIG_DOTS = 34  # around the one large word
BARCODE_HEIGHT_DOTS = 96
QR_WISH_DOTS = 264


def render(slip: Slip, width_dots: int = 576) -> Image.Image:
    """The slip as a mode "1" picture, `width_dots` wide; raises FontMissing, or ValueError for a code too long."""
    above = (None, *slip.blocks)
    width = width_dots - 2 * SIDE_DOTS
    drawn = [(block, _drawn(block, width, over)) for over, block in zip(above, slip.blocks, strict=False)]
    gaps = [_gap(above, below) for (above, _), (below, _) in itertools.pairwise(drawn)]
    height = 2 * EDGE_DOTS + sum(picture.height for _, picture in drawn) + sum(gaps)
    sheet = Image.new("L", (width_dots, height), 255)
    y = EDGE_DOTS
    for (_, picture), gap in zip(drawn, [*gaps, 0], strict=False):
        sheet.paste(picture, (SIDE_DOTS, y))
        y += picture.height + gap
    return sheet.point(lambda level: 255 if level >= INK_LEVEL else 0).convert("1")


def _gap(above: Block, below: Block) -> int:
    if type(above) is type(below):
        same_size = not isinstance(above, Line) or not isinstance(below, Line) or above.small == below.small
        return GAP_DOTS // 2 if same_size else GAP_DOTS
    if _subtitle(below, above):
        return GAP_DOTS
    return BIG_DOTS if isinstance(above, Big) or isinstance(below, Big) else SECTION_DOTS


def _subtitle(block: Block, over: Block | None) -> bool:
    """A small line right under a title belongs to it."""
    return isinstance(over, Title) and isinstance(block, Line) and block.small


def _drawn(block: Block, width: int, over: Block | None) -> Image.Image:
    match block:
        case Title(text):
            return _paragraph(text, TITLE, width, centred=True)
        case Line(text, small):
            return _paragraph(text, SMALL if small else BODY, width, centred=_subtitle(block, over))
        case Pair(label, value):
            return _pair(label, value, width)
        case Big(text):
            return _big(text, width)
        case Rule():
            return _rule(width)
        case Barcode(data):
            return _below(code128(data, BARCODE_HEIGHT_DOTS, width), _paragraph(data, CODE, width, centred=True), width)
        case Qr(data, caption):
            words = _paragraph(caption, SMALL, width, centred=True) if caption else None
            return _below(qr(data, QR_WISH_DOTS, width), words, width)


def _paragraph(text: str, kind: _Type, width: int, *, centred: bool = False) -> Image.Image:
    face = kind.face
    lines = wrapped(text, face, width)
    picture = Image.new("L", (width, kind.line * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        # Anchored in the middle of its row: the CJK typeface's own line gap is far too loose for paper.
        x, anchor = (width / 2, "mm") if centred else (0, "lm")
        draw.text((x, kind.line * (row + 0.5)), line, fill=0, font=face, anchor=anchor)
    return picture


def _pair(label: str, value: str, width: int) -> Image.Image:
    """Labels in one column, values in the next, so that the eye runs down two straight edges."""
    column = round(width * LABEL_SHARE)
    # A number is never broken: too long for its column, it takes the whole width under its label.
    whole = " " not in value and value.isascii() and VALUE.face.getlength(value) > width - column
    beside = LABEL.face.getlength(label) <= column - GAP_DOTS and not whole
    labels = _paragraph(label, LABEL, column if beside else width)
    column = 0 if whole else column
    values = _paragraph(value, VALUE, width - column)
    top = 0 if beside else labels.height
    picture = Image.new("L", (width, max(labels.height, top + values.height)), 255)
    picture.paste(labels, (0, 0))
    picture.paste(values, (column, top))
    return picture


def _big(text: str, width: int) -> Image.Image:
    """One word as large as fits, read from a step away."""
    em = BIG_EM
    while em > BIG_LEAST_EM and font(em, bold=True).getlength(text) > width:
        em -= 4
    if font(em, bold=True).getlength(text) > width:
        return _paragraph(text, _Type(em, round(em * 1.2), bold=True), width, centred=True)
    left, top, right, bottom = font(em, bold=True).getbbox(text)
    picture = Image.new("L", (width, round(bottom - top)), 255)
    at = ((width - (right - left)) / 2 - left, -top)
    ImageDraw.Draw(picture).text(at, text, fill=0, font=font(em, bold=True))
    return picture


def _rule(width: int) -> Image.Image:
    return Image.new("L", (width, 2), 0)


def _below(picture: Image.Image, words: Image.Image | None, width: int) -> Image.Image:
    """The picture centred, its words under it."""
    sheet = Image.new("L", (width, picture.height + (words.height if words else 0)), 255)
    sheet.paste(picture, ((width - picture.width) // 2, 0))
    if words:
        sheet.paste(words, (0, picture.height))
    return sheet
