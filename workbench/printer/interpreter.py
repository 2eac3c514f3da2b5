"""What a receipt printer does with ESC/POS bytes; written from the command set, shares nothing with the driver.

Feed it bytes with `take`; it returns the bytes it would answer and appends cut slips to `slips`. DLE EOT is
answered by the port, not here, because a printer answers it even while it is stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from drivers.printer.fonts import font

WIDTH_DOTS = 576
SIDE_DOTS = 32  # 80 mm paper, 72 mm print
LINE_DOTS = 30  # default line pitch, about 1/6 inch
CHAR_DOTS = (12, 24)  # font A
CUTTER_DOTS = 120  # 15 mm between print head and cutter: a slip begins with that much blank paper


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One cut piece of paper: grey picture with the paper's edges, and what a scanner reads on it."""

    image: np.ndarray = field(repr=False)
    codes: tuple[str, ...]


@dataclass(slots=True)
class _Style:
    align: int = 0
    bold: bool = False
    wide: int = 1
    tall: int = 1


class Interpreter:
    """The print engine; `unknown` lists every byte sequence it did not understand."""

    def __init__(self) -> None:
        self.slips: list[PrintedSlip] = []
        self.unknown: list[bytes] = []
        self.paper_low = False
        self._waiting = bytearray()
        self._rows: list[np.ndarray] = []
        self._text = bytearray()
        self._after_strip = False
        self._reset()

    @property
    def dots_since_cut(self) -> int:
        """How much paper has come out since the last cut."""
        return sum(len(row) for row in self._rows)

    def take(self, data: bytes) -> bytes:
        """Work through the bytes; an unfinished command waits for the next call."""
        self._waiting += data
        answers = bytearray()
        while self._waiting:
            used, answer = self._step(bytes(self._waiting[:64]))
            if used == 0:
                break
            del self._waiting[:used]
            answers += answer
        return bytes(answers)

    def forget(self) -> None:
        """Drop what is received and not printed; what is on the paper stays there, uncut."""
        self._waiting.clear()
        self._text.clear()

    def power_cut(self) -> None:
        """As `forget`, and every setting is lost."""
        self.forget()
        self._reset()

    def _reset(self) -> None:
        self._style, self._pitch = _Style(), LINE_DOTS

    def _step(self, head: bytes) -> tuple[int, bytes]:
        """(bytes used, answer); 0 used = more, please."""
        first = head[0]
        if first == 0x0A:
            # The line end of a strip of columns feeds just that strip, which is already out.
            if self._text or not self._after_strip:
                self._end_line()
            self._after_strip = False
            return 1, b""
        if first in (0x00, 0x0D):
            return 1, b""
        if first not in (0x1B, 0x1D, 0x10):
            self._text.append(first)
            return 1, b""
        if len(head) < 2:
            return 0, b""
        command = _COMMANDS.get(head[:2])
        if command is None:
            self.unknown.append(head[:2])
            return 2, b""
        length, act = command
        if len(head) < length:
            return 0, b""
        return act(self, head[:length])

    def _take_raster(self, head: bytes) -> tuple[int, bytes]:
        """GS v 0 m xL xH yL yH d..."""
        if head[2] not in (0x30, 0x00):
            self.unknown.append(head[:3])
            return 3, b""
        width_bytes, rows = head[4] + 256 * head[5], head[6] + 256 * head[7]
        length = len(head) + width_bytes * rows
        if len(self._waiting) < length:
            return 0, b""
        bits = np.frombuffer(bytes(self._waiting[len(head) : length]), np.uint8).reshape(rows, width_bytes)
        dots = np.where(np.unpackbits(bits, axis=1), 0, 255).astype(np.uint8)
        dots = dots.repeat(2 if head[3] & 2 else 1, 0).repeat(2 if head[3] & 1 else 1, 1)
        self._print_rows(dots)
        return length, b""

    def _take_columns(self, head: bytes) -> tuple[int, bytes]:
        """ESC * m nL nH d...: a strip of 8 or 24 dots height."""
        columns, depth = head[3] + 256 * head[4], 3 if head[2] >= 32 else 1
        length = len(head) + columns * depth
        if len(self._waiting) < length:
            return 0, b""
        bits = np.frombuffer(bytes(self._waiting[len(head) : length]), np.uint8).reshape(columns, depth)
        dots = np.where(np.unpackbits(bits, axis=1).T, 0, 255).astype(np.uint8)
        self._print_rows(dots)
        self._after_strip = True
        return length, b""

    def _print_rows(self, dots: np.ndarray) -> None:
        if self._text:
            self._end_line()
        sheet = np.full((dots.shape[0], WIDTH_DOTS), 255, np.uint8)
        dots = dots[:, :WIDTH_DOTS]
        spare = WIDTH_DOTS - dots.shape[1]
        left = (0, spare // 2, spare)[self._style.align]
        sheet[:, left : left + dots.shape[1]] = dots
        self._rows.append(sheet)

    def _end_line(self) -> None:
        """Print the waiting text in font A; without text only feed."""
        text, style = self._text.decode("gb18030", "replace"), self._style
        self._text.clear()
        if not text:
            self._feed(self._pitch)
            return
        face: ImageFont.FreeTypeFont = font(CHAR_DOTS[1] - 2, bold=style.bold, family="Noto Sans Mono CJK SC")
        line = Image.new("L", (max(1, round(face.getlength(text))), LINE_DOTS), 255)
        ImageDraw.Draw(line).text((0, LINE_DOTS / 2), text, fill=0, font=face, anchor="lm")
        line = line.resize((line.width * style.wide, line.height * style.tall))
        self._print_rows(np.where(np.asarray(line) < 128, 0, 255).astype(np.uint8))

    def _feed(self, dots: int) -> None:
        if dots:
            self._rows.append(np.full((dots, WIDTH_DOTS), 255, np.uint8))

    def _cut(self) -> None:
        if self._text:
            self._end_line()
        if not self._rows:
            return
        blank = np.full((CUTTER_DOTS, WIDTH_DOTS), 255, np.uint8)
        tail = np.full((SIDE_DOTS, WIDTH_DOTS), 255, np.uint8)
        sheet = np.pad(np.vstack([blank[:SIDE_DOTS], *self._rows, tail]), ((0, 0), (SIDE_DOTS, SIDE_DOTS)),
                       constant_values=255)  # fmt: skip
        self._rows = []
        readable = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode])
        codes = zxingcpp.read_barcodes(sheet, formats=readable, text_mode=zxingcpp.TextMode.Plain)
        codes.sort(key=lambda code: code.position.top_left.y)
        self.slips.append(PrintedSlip(sheet, tuple(code.text for code in codes)))

    # --- one method a command; each gets its own bytes, returns (bytes used, answer) -----------------------

    def _initialise(self, head: bytes) -> tuple[int, bytes]:
        self._text.clear()
        self._reset()
        return len(head), b""

    def _feed_dots(self, head: bytes) -> tuple[int, bytes]:
        if self._text:
            self._end_line()
        self._feed(head[2])
        return len(head), b""

    def _feed_lines(self, head: bytes) -> tuple[int, bytes]:
        if self._text:
            self._end_line()
        self._feed(head[2] * self._pitch)
        return len(head), b""

    def _set_align(self, head: bytes) -> tuple[int, bytes]:
        self._style.align = min(2, head[2] & 0x0F)
        return len(head), b""

    def _set_bold(self, head: bytes) -> tuple[int, bytes]:
        self._style.bold = bool(head[2] & 1)
        return len(head), b""

    def _set_size(self, head: bytes) -> tuple[int, bytes]:
        self._style.wide, self._style.tall = 1 + (head[2] >> 4 & 7), 1 + (head[2] & 7)
        return len(head), b""

    def _set_pitch(self, head: bytes) -> tuple[int, bytes]:
        self._pitch = head[2] if len(head) == 3 else LINE_DOTS
        return len(head), b""

    def _cut_command(self, head: bytes) -> tuple[int, bytes]:
        """GS V m, or GS V m n with m 65/66: feed n more, then cut."""
        if head[2] not in (65, 66):
            self._cut()
            return 3, b""
        if len(self._waiting) < 4:
            return 0, b""
        self._feed(self._waiting[3])
        self._cut()
        return 4, b""

    def _tell_paper(self, head: bytes) -> tuple[int, bytes]:
        """GS r 1, answered in its turn."""
        return len(head), bytes((0x03 if self.paper_low else 0x00,))

    def _ignore(self, head: bytes) -> tuple[int, bytes]:
        return len(head), b""


_COMMANDS: dict[bytes, tuple[int, Callable[[Interpreter, bytes], tuple[int, bytes]]]] = {
    b"\x1b@": (2, Interpreter._initialise),
    b"\x1bJ": (3, Interpreter._feed_dots),
    b"\x1bd": (3, Interpreter._feed_lines),
    b"\x1ba": (3, Interpreter._set_align),
    b"\x1bE": (3, Interpreter._set_bold),
    b"\x1bG": (3, Interpreter._set_bold),
    b"\x1d!": (3, Interpreter._set_size),
    b"\x1b2": (2, Interpreter._set_pitch),
    b"\x1b3": (3, Interpreter._set_pitch),
    b"\x1bt": (3, Interpreter._ignore),
    b"\x1bR": (3, Interpreter._ignore),
    b"\x1dP": (4, Interpreter._ignore),
    b"\x1b*": (5, Interpreter._take_columns),
    b"\x1dv": (8, Interpreter._take_raster),
    b"\x1dV": (3, Interpreter._cut_command),
    b"\x1dr": (3, Interpreter._tell_paper),
    b"\x1da": (3, Interpreter._ignore),
    b"\x10\x04": (3, Interpreter._ignore),
    b"\x10\x14": (10, Interpreter._ignore),
}
