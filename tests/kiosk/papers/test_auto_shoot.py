"""The picture that takes itself: once a sheet, only of one that lies still and whole, and what is said until then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.roles import Image
from kiosk.papers.auto_shoot import CHANGE_S, HOLD_S, AutoShoot, Place, Sight
from kiosk.papers.still import LOST_S, StillOutline
from workbench.camera.scene import SceneFault

FRAME_S = 0.1
EMPTY = np.full((360, 480, 3), 60, np.uint8)


def sheet(left: int = 100, top: int = 80, *, width: int = 240, height: int = 170, print_: int = 1) -> Image:
    """A white sheet on a dark table with a pattern of its own."""
    frame = EMPTY.copy()
    frame[max(0, top) : top + height, max(0, left) : left + width] = 235
    rng = np.random.default_rng(print_)
    if print_:
        for x, y in rng.integers(0, 100, (30, 2)):
            x, y = left + 14 + int(x * (width - 60) / 100), top + 14 + int(y * (height - 40) / 100)
            cv2.rectangle(frame, (x, y), (x + 26, y + 5), (30, 30, 30), -1)
    return frame


def bright_box(frame: Image) -> list[Any]:
    """A finder for these plain frames that costs next to nothing: the box round all that is bright."""
    ys, xs = np.nonzero(frame[..., 0] > 150)
    if not len(xs):
        return []
    left, right, top, bottom = xs.min(), xs.max(), ys.min(), ys.max()
    return [np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)]


def bright_box_again(frame: Image, _corners: Any) -> Any:
    """The same, as the quick look between two searches."""
    return next(iter(bright_box(frame)), None)


@dataclass
class Watched:
    """An AutoShoot fed frame by frame, in steps of the test's own time."""

    shooter: AutoShoot
    now_s: float = 100.0

    def see(self, frame: Image, seconds: float = FRAME_S) -> Sight:
        sight = Sight()
        for _ in range(max(1, round(seconds / FRAME_S))):
            self.now_s += FRAME_S
            sight = self.shooter.see(frame, self.now_s)
        return sight


@pytest.fixture
def watched() -> Watched:
    return Watched(AutoShoot(StillOutline(bright_box, bright_box_again)))


@pytest.fixture
def watched_by_finder() -> Watched:
    """The same with the product's finder."""
    return Watched(AutoShoot(StillOutline()))


def test_a_sheet_that_lies_still_fills_the_ring_and_is_due(watched: Watched) -> None:
    assert watched.see(EMPTY).place is Place.NOTHING
    first = watched.see(sheet())
    assert (first.place, first.hold, first.due) == (Place.HOLD, 0.0, False)
    assert first.moved
    half = watched.see(sheet(), HOLD_S / 2)
    assert 0.3 < half.hold < 0.7
    assert not half.moved
    assert watched.see(sheet(), HOLD_S).due


def test_the_outline_is_told_in_shares_of_the_frame(watched: Watched) -> None:
    corners = np.array(watched.see(sheet(120, 90, width=240, height=180)).outline).reshape(4, 2) * (480, 360)
    assert np.abs(corners - [[120, 90], [360, 90], [360, 270], [120, 270]]).max() < 3


def test_a_sheet_that_moves_is_not_due(watched: Watched) -> None:
    for step in range(20):
        sight = watched.see(sheet(60 + 6 * step))
        assert not sight.due
        assert sight.hold == 0.0


@pytest.mark.parametrize(
    ("left", "top", "width", "height", "place"),
    [
        (-30, 80, 240, 170, Place.GO_RIGHT),
        (300, 80, 240, 170, Place.GO_LEFT),
        (100, -20, 240, 170, Place.GO_DOWN),
        (100, 220, 240, 170, Place.GO_UP),
    ],
)
def test_a_sheet_over_the_rim_is_sent_the_right_way_and_never_due(
    watched: Watched, left: int, top: int, width: int, height: int, place: Place
) -> None:
    sight = watched.see(sheet(left, top, width=width, height=height), 3 * HOLD_S)
    assert (sight.place, sight.due) == (place, False)


def test_the_same_sheet_is_not_taken_twice(watched: Watched) -> None:
    assert watched.see(sheet(), 2 * HOLD_S).due
    watched.shooter.taken()
    after = watched.see(sheet(), 10 * HOLD_S)
    assert (after.place, after.due) == (Place.TAKEN, False)
    assert not watched.see(sheet(110, 90), 10 * HOLD_S).due, "shifted a little it is still the same"


def test_another_side_in_the_same_place_is_taken(watched: Watched) -> None:
    watched.see(sheet(), 2 * HOLD_S)
    watched.shooter.taken()
    assert watched.see(sheet(print_=2), CHANGE_S + 2 * HOLD_S).due


def test_a_sheet_taken_away_and_laid_down_is_another_one(watched: Watched) -> None:
    watched.see(sheet(), 2 * HOLD_S)
    watched.shooter.taken()
    watched.see(EMPTY, 2 * CHANGE_S)
    assert watched.see(sheet(), 2 * HOLD_S).due


def test_a_finder_that_blinks_has_not_seen_the_sheet_go(watched: Watched) -> None:
    watched.see(sheet(), 2 * HOLD_S)
    watched.shooter.taken()
    for _ in range(10):
        assert not watched.see(EMPTY, FRAME_S).due
        assert not watched.see(sheet(), HOLD_S).due


def test_an_empty_sheet_is_taken_once(watched: Watched) -> None:
    rng = np.random.default_rng(3)

    def noisy() -> Image:
        blank = sheet(print_=0).astype(np.int16) + rng.normal(0, 2.2, (360, 480, 3)).astype(np.int16)
        return np.clip(blank, 0, 255).astype(np.uint8)

    watched.see(noisy(), 2 * HOLD_S)
    watched.shooter.taken()
    for _ in range(40):
        assert not watched.see(noisy()).due


def test_after_a_bad_picture_the_sheet_has_to_be_laid_differently(watched: Watched) -> None:
    watched.see(sheet(), 2 * HOLD_S)
    watched.shooter.taken()
    watched.shooter.again()
    assert not watched.see(sheet(), 10 * HOLD_S).due
    assert watched.see(sheet(140, 90), CHANGE_S + 2 * HOLD_S).due


def test_a_picture_that_never_came_counts_as_none(watched: Watched) -> None:
    assert watched.see(sheet(), 2 * HOLD_S).due
    watched.shooter.taken()
    watched.shooter.forget()
    assert watched.see(sheet()).due


def test_the_back_of_a_card_is_another_page_and_the_front_turned_round_is_not(
    watched_by_finder: Watched, shoot: Callable[..., Any]
) -> None:
    front, back = shoot("id_card"), shoot("id_card_back")
    assert watched_by_finder.see(front, 2 * HOLD_S).due
    watched_by_finder.shooter.taken()
    assert not watched_by_finder.see(np.ascontiguousarray(front[::-1, ::-1]), HOLD_S).due
    assert watched_by_finder.see(back, CHANGE_S + 2 * HOLD_S).due


def test_papers_of_the_simulated_table_are_followed(watched_by_finder: Watched, shoot: Callable[..., Any]) -> None:
    assert watched_by_finder.see(shoot("household_register"), 1.5 * HOLD_S).due
    assert not watched_by_finder.see(shoot("id_card", SceneFault.CUT_OFF), 1.5 * HOLD_S).due
    assert watched_by_finder.see(shoot("nothing")).outline == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["empty", "one", "two"]), st.floats(0.1, 1.5)), min_size=1, max_size=8))
def test_whatever_is_shown_a_sheet_left_lying_is_taken_once(scenes: list[tuple[str, float]]) -> None:
    """At most one picture for each time that the scene becomes another one."""
    watched = Watched(AutoShoot(StillOutline(bright_box, bright_box_again)))
    frames = {"empty": EMPTY, "one": sheet(print_=1), "two": sheet(print_=2)}
    changes, pictures, before = 0, 0, "empty"
    for name, seconds in scenes:
        changes += name not in (before, "empty")
        before = name
        for _ in range(round(seconds / FRAME_S)):
            if watched.see(frames[name]).due:
                watched.shooter.taken()
                pictures += 1
    assert pictures <= changes


def test_an_outline_lost_for_a_moment_still_rests() -> None:
    tracker = StillOutline(bright_box, bright_box_again)
    tracker.see(sheet(), 10.0)
    assert tracker.see(EMPTY, 10.1).corners is None
    assert tracker.see(sheet(), 10.2).stable_s == pytest.approx(0.2)
    tracker.see(EMPTY, 10.3)
    tracker.see(EMPTY, 10.3 + 2 * LOST_S)
    assert tracker.see(sheet(), 11.0).stable_s == 0.0
