"""Breaking Chinese and Latin text into lines of a given width in dots."""

import re

from PIL import ImageFont

NO_LINE_STARTS_WITH = frozenset("，。、；：？！）】》」』〉〕”’…·,.;:?!)]}%")
NO_LINE_ENDS_WITH = frozenset("（【《「『〈〔“‘([{")
# A Latin word, a number, an e-mail address stays whole; every other sign may begin a line.
_PIECES = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._:/+#*'-]*|\s|.", re.DOTALL)


def wrapped(text: str, face: ImageFont.FreeTypeFont, width_dots: int) -> list[str]:
    """The text in lines no wider than `width_dots`; line breaks in it are kept, an empty text is one line."""
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, face, width_dots)]


def _paragraph(text: str, face: ImageFont.FreeTypeFont, width_dots: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _fitting_pieces(text, face, width_dots):
        if not line or face.getlength(line + piece) <= width_dots:
            line += piece
            continue
        carried = _carried(line, piece)
        lines.append(line[: len(line) - len(carried)].rstrip())
        line = carried + piece if carried else piece.lstrip()
    return [*lines, line.rstrip()]


def _carried(line: str, piece: str) -> str:
    """What must move down with `piece`: the sign before a closing mark, or an opening mark left at the end."""
    if piece in NO_LINE_STARTS_WITH and len(line) > 1:
        return line[-1]
    if line[-1] in NO_LINE_ENDS_WITH and len(line) > 1:
        return line[-1]
    return ""


def _fitting_pieces(text: str, face: ImageFont.FreeTypeFont, width_dots: int) -> list[str]:
    """Words and signs; a word wider than the line is taken apart into signs."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces.extend(piece if len(piece) > 1 and face.getlength(piece) > width_dots else [piece])
    return pieces
