"""An invisible layer of text over a page, so that the PDF can be searched (ISO 32000-1 9.3.6, render mode 3).

Its font has a width for every character and no outline: PDF/A wants each font embedded, and nothing is to be seen.
"""

import io
import math
from collections.abc import Iterable, Sequence

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from kiosk.papers.reading import Line

_EM = 1000
_NAME = "YiguitongInvisible"
_FOOT = 0.2  # of a line's height lies under its baseline; a guess that fits Chinese and Latin print
_CHARS_A_BLOCK = 100  # PDF 32000-1 9.10.3 takes a hundred characters a block


class InvisibleFont:
    """One font a document: character number n of the text is glyph n, all one em wide and empty."""

    def __init__(self, document: pikepdf.Pdf, texts: Iterable[str]) -> None:
        self._codes = {char: code for code, char in enumerate(sorted(set("".join(texts))), start=1)}
        self._document = document
        self.font = document.make_indirect(self._dictionary())

    def encoded(self, text: str) -> str:
        """Hex codes of `text`, two bytes a character."""
        return "".join(f"{self._codes[char]:04x}" for char in text)

    def _dictionary(self) -> pikepdf.Dictionary:
        program = self._document.make_stream(_program(len(self._codes) + 1))
        program.Length1 = len(program.read_bytes())
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/" + _NAME),
            Flags=4,
            FontBBox=[0, 0, _EM, _EM],
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=800,
            StemV=80,
            FontFile2=program,
        )
        cid_font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name("/" + _NAME),
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=_EM,
            CIDToGIDMap=pikepdf.Name.Identity,
            FontDescriptor=self._document.make_indirect(descriptor),
        )
        return pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/" + _NAME),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[self._document.make_indirect(cid_font)],
            ToUnicode=self._document.make_stream(self._to_unicode()),
        )

    def _to_unicode(self) -> bytes:
        pairs = [f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in self._codes.items()]
        blocks = [pairs[at : at + _CHARS_A_BLOCK] for at in range(0, len(pairs), _CHARS_A_BLOCK)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
                "1 begincodespacerange <0000> <ffff> endcodespacerange",
                *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
                "endcmap CMapName currentdict /CMap defineresource pop end end",
            ]
        ).encode()


def lay_text(document: pikepdf.Pdf, pages_lines: Sequence[Sequence[Line]], pt_per_px: float) -> None:
    """Put each page's lines over its picture, where they stand; a page without lines is left as it is."""
    kept = [[(_printable(line.text), line) for line in lines if _printable(line.text)] for lines in pages_lines]
    if not any(kept):
        return
    font = InvisibleFont(document, (text for lines in kept for text, _ in lines))
    for page, lines in zip(document.pages, kept, strict=True):
        if not lines:
            continue
        height_pt = float(page.mediabox[3])
        shown = [_operators(font.encoded(text), len(text), line, height_pt, pt_per_px) for text, line in lines]
        name = page.add_resource(font.font, pikepdf.Name.Font)
        stream = "\n".join(["q BT 3 Tr", *(f"{name} {one}" for one in shown if one), "ET Q"]).encode()
        page.contents_add(document.make_stream(stream))


def _printable(text: str) -> str:
    return "".join(char for char in text.strip() if char.isprintable())


def _operators(codes: str, count: int, line: Line, page_height_pt: float, pt_per_px: float) -> str:
    """Operands from the font's size on: the text stretched over its box, turned as the box is."""
    (x0, y0), (x1, y1), _, (x3, y3) = line.box
    width, height = math.hypot(x1 - x0, y1 - y0) * pt_per_px, math.hypot(x3 - x0, y3 - y0) * pt_per_px
    if width <= 0 or height <= 0:
        return ""
    angle = math.atan2(y0 - y1, x1 - x0)
    x, y = x3 + _FOOT * (x0 - x3), y3 + _FOOT * (y0 - y3)
    cos, sin = math.cos(angle), math.sin(angle)
    place = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x * pt_per_px:.3f} {page_height_pt - y * pt_per_px:.3f}"
    return f"{height:.3f} Tf {100 * width / (height * count):.3f} Tz {place} Tm <{codes}> Tj"


def _program(glyphs: int) -> bytes:
    """A TrueType file of empty glyphs, each one em wide; the same bytes for the same number."""
    names = [".notdef", *(f"g{number}" for number in range(1, glyphs))]
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    builder.setupGlyf({name: Glyph() for name in names})
    builder.setupHorizontalMetrics({name: (_EM, 0) for name in names})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    builder.setupOS2()
    builder.setupPost()
    builder.font.recalcTimestamp = False
    builder.font["head"].created = builder.font["head"].modified = 0
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
