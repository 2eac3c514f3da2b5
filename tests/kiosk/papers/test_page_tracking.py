"""The outline is shown smoothly, and is stable only when the sheet has lain still without a gap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.papers.tracking import STILL_S, OutlineTracking

SHEET = np.array([[100, 100], [700, 100], [700, 500], [100, 500]], np.float32)
WIDTH_PX = 1000


def test_a_still_sheet_becomes_stable_after_its_time():
    tracking = OutlineTracking()
    seen = [tracking.follow(SHEET, WIDTH_PX, 10 + step / 10) for step in range(10)]
    assert [one.stable for one in seen] == [one.stable_s >= STILL_S for one in seen]
    assert not seen[7].stable
    assert seen[9].stable


def test_a_slow_drift_is_not_still_though_each_step_is_small():
    tracking = OutlineTracking()
    seen = [tracking.follow(SHEET + 2 * step, WIDTH_PX, step / 10) for step in range(40)]
    assert not any(one.stable for one in seen)


def test_a_gap_begins_the_waiting_again_but_the_outline_holds_for_a_moment():
    tracking = OutlineTracking()
    for step in range(10):
        tracking.follow(SHEET, WIDTH_PX, step / 10)
    gap = tracking.follow(None, WIDTH_PX, 1.0)
    assert gap.corners is not None
    assert not gap.stable
    assert tracking.follow(None, WIDTH_PX, 2.0).corners is None
    assert tracking.follow(SHEET, WIDTH_PX, 2.1).stable_s == 0


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_same_corners_named_from_another_are_the_same_sheet(turn):
    tracking = OutlineTracking()
    tracking.follow(SHEET, WIDTH_PX, 0.0)
    assert tracking.follow(np.roll(SHEET, turn, axis=0), WIDTH_PX, 1.0).stable


@given(st.lists(st.tuples(st.booleans(), st.floats(-40, 40)), min_size=1, max_size=40))
def test_stable_means_seen_near_one_place_for_the_whole_time(history):
    """By the definition, over every history of frames a tenth of a second apart."""
    tracking, places = OutlineTracking(), []
    for step, (there, offset) in enumerate(history):
        places.append(offset if there else None)
        seen = tracking.follow(SHEET + np.float32(offset) if there else None, WIDTH_PX, step / 10)
        if seen.stable:
            last = places[-9:]
            assert None not in last
            assert max(last) - min(last) < 2 * 5


def test_see_finds_the_sheet_itself(shoot, true_corners):
    seen = OutlineTracking().see(shoot("id_card"), 0.0)
    assert np.abs(seen.corners - true_corners("id_card")).max() < 5
