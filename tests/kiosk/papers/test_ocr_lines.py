"""What the reader is given to look at: parts of a page, cut between its lines, small enough for its memory."""

import itertools

import cv2
import numpy as np
import pytest

from kiosk.papers.ocr_lines import PART_PX, _cut_out, cuts


def _ruled(height: int, width: int) -> np.ndarray:
    """Bars of 20 rows as lines of writing, every 40 rows."""
    page = np.full((height, width, 3), 240, np.uint8)
    for top in range(20, height - 20, 40):
        page[top : top + 20, 40 : width - 40 : 8] = 20
    return page


@pytest.mark.parametrize(("height", "width"), [(1310, 926), (926, 1310), (3000, 1400)])
def test_a_large_page_is_cut_between_lines_into_parts_of_bounded_size(height: int, width: int) -> None:
    page = _ruled(height, width)
    rows = cuts(page)
    assert (rows[0], rows[-1]) == (0, height)
    assert len(rows) > 2
    for top, bottom in itertools.pairwise(rows):
        assert (bottom - top) * width <= 1.25 * PART_PX
    for row in rows[1:-1]:
        assert not (page[row] == 20).any(), "a line of writing is cut"


def test_a_card_is_looked_at_whole() -> None:
    assert cuts(_ruled(425, 674)) == [0, 425]


def test_a_line_is_cut_out_level_and_one_that_runs_down_is_laid() -> None:
    page = np.full((300, 300, 3), 255, np.uint8)
    cv2.rectangle(page, (50, 100), (249, 119), (0, 0, 0), -1)
    level = _cut_out(page, np.array([[50, 100], [250, 100], [250, 120], [50, 120]], np.float32))
    assert level.shape == (20, 200, 3)
    assert level.mean() < 5
    down = np.ascontiguousarray(np.rot90(page, -1))
    laid = _cut_out(down, np.array([[180, 50], [200, 50], [200, 250], [180, 250]], np.float32))
    assert laid.shape == (20, 200, 3)
    assert laid.mean() < 5
