"""The sheet among what looks like one: labels, folds, tables, shadows, pens, cloth; and how it is followed."""

import numpy as np
import pytest

from kiosk.papers.page import find_page, follow_page
from kiosk.papers.still import SEARCH_EVERY_S, StillOutline
from workbench.camera.scene import SceneFault, Table
from workbench.papers_bench.finder import GOOD_OVERLAP, in_view
from workbench.scenes import Difficulty, Scene, scene
from workbench.scenes.arrays import any_array

LIVE = (960, 720)


def _found_well(shown: Scene, found: np.ndarray | None) -> bool:
    return found is not None and in_view(found, shown.corners, shown.image.shape) >= GOOD_OVERLAP


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (Difficulty.PATTERNED, 0),  # an envelope with a white label, among chips of stone
        (Difficulty.DESK, 18),  # an open booklet: each half is a good shape
        (Difficulty.DESK, 28),  # paper as light as the desk
        (Difficulty.CLUTTERED, 19),  # a form whose ruled table is a good shape
        (Difficulty.SHADOW, 35),  # the rim of a shadow across the sheet
        (Difficulty.PATTERNED, 37),  # dots of the cloth that are steps of the same kind as the sheet's
        (Difficulty.POOR, 68),  # two corners beyond the rim of the frame
    ],
)
def test_the_whole_sheet_is_found_and_nothing_that_is_like_it(kind: Difficulty, number: int) -> None:
    shown = scene(number, kind, LIVE)
    assert _found_well(shown, find_page(shown.image))


@pytest.mark.parametrize(("kind", "number"), [(Difficulty.DESK, 1), (Difficulty.MAT, 2), (Difficulty.CLUTTERED, 10)])
def test_of_a_sheet_printed_with_an_array_the_sheet_is_found_and_none_of_the_cells(
    kind: Difficulty, number: int
) -> None:
    shown = scene(number, kind, LIVE, any_array)
    assert _found_well(shown, find_page(shown.image))


@pytest.mark.parametrize("number", [0, 2, 8, 10])
def test_no_square_or_frame_is_a_sheet_where_the_sheet_itself_fills_the_frame(number: int) -> None:
    assert find_page(scene(number, Difficulty.EMPTY, LIVE, any_array).image) is None


@pytest.mark.parametrize("size", [(1280, 960), (1920, 1440), (2592, 1944)])
def test_the_round_reflection_of_a_lamp_on_the_mat_is_no_sheet(size: tuple[int, int]) -> None:
    table = Table(*size)
    assert find_page(table.noisy(table.photograph(None, frozenset({SceneFault.GLARE})))) is None


@pytest.mark.parametrize("number", [22, 57, 130, 161])
def test_no_sheet_is_found_in_pens_shadows_tiles_and_cloth(number: int) -> None:
    assert find_page(scene(number, Difficulty.EMPTY, LIVE).image) is None


def test_a_sheet_that_moved_a_little_is_followed_and_one_that_went_is_not() -> None:
    shown, empty = scene(1, Difficulty.MAT, LIVE), scene(1, Difficulty.EMPTY, LIVE).image
    before = find_page(shown.image)
    shifted = np.roll(shown.image, (4, 6), axis=(0, 1))
    after = follow_page(shifted, before)
    assert np.abs(after - before - [6, 4]).max() < 1.5
    assert follow_page(empty, before) is None
    assert follow_page(np.roll(shown.image, 90, axis=1), before) is None


def test_between_two_searches_the_sheet_is_only_followed() -> None:
    asked: list[str] = []
    corners = np.array([[10, 10], [90, 10], [90, 60], [10, 60]], np.float32)
    tracker = StillOutline(
        lambda _frame: asked.append("search") or [corners], lambda _frame, last: asked.append("follow") or last
    )
    frame = np.zeros((72, 96, 3), np.uint8)
    for now_s in (1.0, 1.2, 1.4, 1.1 + SEARCH_EVERY_S):
        assert tracker.see(frame, now_s).corners is corners
    assert asked == ["search", "follow", "follow", "search"]


def test_what_cannot_be_followed_is_searched_for_at_once() -> None:
    places = [np.full((4, 2), 5, np.float32), np.full((4, 2), 9, np.float32)]
    tracker = StillOutline(lambda _frame: [places.pop(0)], lambda _frame, _last: None)
    frame = np.zeros((72, 96, 3), np.uint8)
    assert tracker.see(frame, 1.0).corners[0, 0] == 5
    assert tracker.see(frame, 1.1).corners[0, 0] == 9
