"""Shapes like it beside a shape: squares of a board and cells have them, a sheet by itself has not."""

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.papers.find.alike import alike_beside
from kiosk.papers.find.seen import seen

SIZE = (480, 360)
SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)


def _drawn(cells: list[tuple[int, int]], side: int = 45, bend: Any = None) -> Any:
    """Light squares at these places of a grid, on a dark ground; as seen through `bend`."""
    frame = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
    for x, y in cells:
        cv2.rectangle(frame, (60 + x * side, 45 + y * side), (59 + (x + 1) * side, 44 + (y + 1) * side), (215,) * 3, -1)
    return frame if bend is None else cv2.warpPerspective(frame, bend, SIZE, borderMode=cv2.BORDER_REPLICATE)


def _cell(x: int, y: int, side: int = 45, bend: Any = None) -> Any:
    corners = (SQUARE + np.array((x, y))) * side + [59.5, 44.5]
    return (corners[None] if bend is None else cv2.perspectiveTransform(corners[None], bend)).astype(np.float32)


def _most(frame: Any, corners: Any) -> list[float]:
    return sorted(alike_beside(seen(frame), corners)[0].tolist())[::-1]


def test_a_square_within_a_board_has_its_like_on_all_sides_and_one_at_the_edge_at_two_corners() -> None:
    frame = _drawn([(x, y) for x in range(8) for y in range(6) if (x + y) % 2])
    assert _most(frame, _cell(4, 3))[7] == 1.0
    assert _most(frame, _cell(3, 0))[1] == 1.0


def test_a_sheet_by_itself_has_no_like_beside_it() -> None:
    assert _most(_drawn([(3, 2)]), _cell(3, 2))[0] < 0.3


def test_one_half_of_an_open_booklet_has_its_like_on_one_side_only() -> None:
    frame = _drawn([(3, 2), (4, 2)])
    cv2.line(frame, (60 + 4 * 45, 45 + 2 * 45), (60 + 4 * 45, 44 + 3 * 45), (20, 20, 20), 2)
    first, second, *_ = _most(frame, _cell(3, 2))
    assert first == 1.0
    assert second < 0.3


def test_what_would_lie_out_of_view_is_not_there() -> None:
    frame = _drawn([(x, y) for x in range(-2, 10) for y in range(-2, 8) if (x + y) % 2])
    beside = alike_beside(seen(frame), np.array([[[-30, 90], [15, 90], [15, 135], [-30, 135]]], np.float32))[0]
    assert beside[3] == 0.0


@settings(max_examples=25, deadline=None)
@given(st.floats(-0.0008, 0.0008), st.floats(-0.0008, 0.0008), st.floats(-0.15, 0.15))
def test_a_board_seen_at_a_slant_is_a_board_still(right: float, down: float, shear: float) -> None:
    bend = np.array([[1, shear, -shear * 180], [0, 1, 0], [right, down, 1 - 240 * right - 180 * down]], float)
    frame = _drawn([(x, y) for x in range(8) for y in range(6) if (x + y) % 2], bend=bend)
    assert _most(frame, _cell(4, 3, bend=bend))[3] > 0.8


@pytest.mark.parametrize(
    "corners", [[[0, 0], [480, 4], [470, 300], [9, 350]], [[100, 80], [140, 80], [141, 122], [99, 119]]]
)
def test_an_empty_picture_has_nothing_alike(corners: list[list[int]]) -> None:
    frame = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    assert not alike_beside(seen(frame), np.array([corners], np.float32)).any()
