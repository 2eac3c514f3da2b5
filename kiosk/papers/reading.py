"""What was read on a page: lines of text and codes, where they stand and how sure the reader is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it stands on the page."""

    text: str
    confidence: float  # of the reader itself, 0 to 1: a rank, no probability
    box: tuple[tuple[float, float], ...]  # four corners in page pixels, clockwise from the upper left of the text
