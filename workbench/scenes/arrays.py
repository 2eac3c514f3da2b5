"""Sheets printed with a regular array, whose cells and frames are good shapes themselves: none of them is the sheet."""

from collections.abc import Callable

import numpy as np

from workbench.camera.drawing import Colour, Paper, Pen

Rng = np.random.Generator


def any_array(rng: Rng) -> Paper:
    """One of the kinds, of any size, count and colours."""
    kinds: tuple[Callable[[Rng], Paper], ...] = (chess_board, number_grid, calendar, contact_sheet)
    return kinds[int(rng.integers(len(kinds)))](rng)


def chess_board(rng: Rng) -> Paper:
    """Squares dark and light in turn, with a margin as light as these or without one."""
    columns, rows = rng.integers(5, 11, 2)
    cell, margin = rng.uniform(12, 26), rng.choice([0.0, float(rng.uniform(4, 25))])
    dark = _colour(rng, 0, 110)
    pen = Pen(columns * cell + 2 * margin, rows * cell + 2 * margin, _colour(rng, 205, 255))
    for row in range(rows):
        for column in range(row % 2, columns, 2):
            pen.box((margin + column * cell, margin + row * cell), (cell, cell), fill=dark)
    return pen.paper("chess_board")


def number_grid(rng: Rng) -> Paper:
    """A puzzle of nine by nine numbers in a heavy frame, anywhere on its page."""
    width, height = rng.uniform(130, 210, 2).tolist()
    pen, cell = Pen(width, height, _colour(rng, 195, 255)), rng.uniform(9, 12)
    left, top = rng.uniform(6, width - 9 * cell - 6), rng.uniform(6, height - 9 * cell - 6)
    for line in range(10):
        thick = 0.9 if line % 3 == 0 else 0.3
        pen.line((left + line * cell, top), (left + line * cell, top + 9 * cell), width_mm=thick)
        pen.line((left, top + line * cell), (left + 9 * cell, top + line * cell), width_mm=thick)
    for row, column in zip(*np.nonzero(rng.random((9, 9)) < 0.4), strict=True):
        pen.text((left + (column + 0.3) * cell, top + (row + 0.8) * cell), str(rng.integers(1, 10)), 0.7 * cell)
    return pen.paper("number_grid")


def calendar(rng: Rng) -> Paper:
    """A table of days: a dark head, every second row tinted, lines across or along or both."""
    columns, rows = int(rng.integers(4, 9)), int(rng.integers(5, 13))
    width, height = rng.uniform(140, 260, 2).tolist()
    pen, tint = Pen(width, height, _colour(rng, 220, 255)), _colour(rng, 170, 235)
    margin, across, along = rng.uniform(5, 25), *(rng.random(2) < 0.8)
    wide, high = (width - 2 * margin) / columns, (height - 2 * margin) / (rows + 1)
    pen.box((margin, margin), (width - 2 * margin, high), fill=_colour(rng, 20, 150))
    for row in range(1, rows + 1):
        if row % 2 or not across:
            pen.box((margin, margin + row * high), (width - 2 * margin, high), fill=tint)
        for column in range(columns):
            pen.text((margin + (column + 0.1) * wide, margin + (row + 0.7) * high), str(row * columns + column), 4)
    for row in range(2, rows + 2) if across else ():
        pen.line((margin, margin + row * high), (width - margin, margin + row * high), width_mm=0.3)
    for column in range(columns + 1) if along else ():
        pen.line((margin + column * wide, margin), (margin + column * wide, height - margin), width_mm=0.3)
    return pen.paper("calendar")


def contact_sheet(rng: Rng) -> Paper:
    """Pictures or labels of one size, row by row, with gaps between them."""
    columns, rows = rng.integers(2, 6, 2)
    wide, high = rng.uniform(18, 45, 2)
    gap, margin = rng.uniform(1, 8), rng.uniform(4, 20)
    low, top = sorted(rng.uniform(20, 240, 2))
    size = (columns * (wide + gap) - gap + 2 * margin, rows * (high + gap) - gap + 2 * margin)
    pen = Pen(*size, _colour(rng, 215, 255))
    for row in range(rows):
        for column in range(columns):
            at = (margin + column * (wide + gap), margin + row * (high + gap))
            pen.box(at, (wide, high), fill=_colour(rng, low, top + 5))
            pen.text((at[0] + 2, at[1] + 0.6 * high), str(rng.integers(100, 999)), 4)
    return pen.paper("contact_sheet")


def _colour(rng: Rng, low: float, high: float) -> Colour:
    """Nearly grey, of a lightness between the two."""
    red, green, blue = np.clip(rng.uniform(low, high) + rng.uniform(-12, 12, 3), 0, 255).astype(int).tolist()
    return red, green, blue
