"""Scenes come out the same for a number, and their corners are where the paper is."""

import cv2
import numpy as np
import pytest

from workbench.papers_bench.finder import corner_error_px, in_view, overlap, tally
from workbench.scenes import Difficulty, all_scenes, scene
from workbench.scenes.arrays import any_array

SMALL = (640, 480)


def test_a_number_always_gives_the_same_scene():
    first, again, other = (scene(number, Difficulty.CLUTTERED, SMALL) for number in (3, 3, 4))
    assert np.array_equal(first.image, again.image)
    assert np.array_equal(first.corners, again.corners)
    assert not np.array_equal(first.image, other.image)


def test_every_class_is_rendered_and_only_poor_ones_leave_the_frame():
    kinds = []
    for shown in all_scenes(1, SMALL):
        kinds.append(shown.difficulty)
        assert shown.image.shape == (480, 640, 3)
        assert shown.image.dtype == np.uint8
        if shown.difficulty is Difficulty.EMPTY:
            assert shown.corners is None
        elif shown.difficulty is not Difficulty.POOR:
            assert shown.visible
    assert kinds == [*Difficulty]


@pytest.mark.parametrize("number", range(3))
def test_the_corners_begin_at_the_papers_own_top_left(number):
    """Laid flat by them, the picture is like the paper, and unlike the paper upside down."""
    shown = scene(number, Difficulty.MAT, (960, 720))
    flat = np.array([[0, 0], [300, 0], [300, 300], [0, 300]], np.float32)
    seen = cv2.warpPerspective(shown.image, cv2.getPerspectiveTransform(shown.corners, flat), (300, 300))
    paper = cv2.resize(shown.document.image, (300, 300), interpolation=cv2.INTER_AREA)
    assert _likeness(seen, paper) > 0.5
    assert _likeness(seen, paper) > _likeness(seen, paper[::-1, ::-1]) + 0.1


def test_a_sheet_with_an_array_lies_in_the_scene_and_its_number_gives_the_same_one():
    first, again = (scene(5, Difficulty.DESK, SMALL, any_array) for _ in range(2))
    assert np.array_equal(first.image, again.image)
    assert first.document.name in ("chess_board", "number_grid", "calendar", "contact_sheet")
    assert first.visible


def test_a_sheet_that_fills_the_frame_has_no_outline():
    """Nothing but the sheet is in view: at the rim, too, it is lighter than the ground would be."""
    shown = scene(8, Difficulty.EMPTY, SMALL, any_array)
    assert shown.corners is None
    assert not np.array_equal(shown.image, scene(8, Difficulty.EMPTY, SMALL).image)
    assert min(part.mean() for part in (shown.image[0], shown.image[-1], shown.image[:, 0], shown.image[:, -1])) > 90


def test_the_finder_of_the_terminal_masters_the_mat():
    """The other classes are measured by ./run bench papers; their figures are in docs/papers.md."""
    assert tally(Difficulty.MAT, range(5))["ours"].good_share >= 0.6


def test_overlap_and_corner_error_of_known_shapes():
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    assert overlap(square, square) == pytest.approx(1)
    assert overlap(square, square + np.array([5, 0])) == pytest.approx(1 / 3)
    assert overlap(square, square + 100) == 0
    assert overlap(square, np.array([[0, 0], [10, 0], [10, 10], [0, 20]])) == pytest.approx(100 / 150)
    assert in_view(square - 5, np.array([[0, 0], [5, 0], [5, 5], [-5, 5]]), (100, 100)) == pytest.approx(1)
    assert corner_error_px(square[::-1], square) == 0
    assert corner_error_px(np.roll(square, 1, axis=0) + np.array([3, 4]), square) == pytest.approx(5)


def _likeness(first: np.ndarray, second: np.ndarray) -> float:
    grey = [cv2.GaussianBlur(cv2.cvtColor(one, cv2.COLOR_BGR2GRAY), (0, 0), 2) for one in (first, second)]
    return float(cv2.matchTemplate(grey[0], grey[1], cv2.TM_CCOEFF_NORMED)[0, 0])
