"""Several sheets in view: told apart, never chosen between by the machine, and the one that is touched is taken."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.roles import Image
from kiosk.papers.auto_shoot import HOLD_S, AutoShoot, Place, Sight
from kiosk.papers.find.beside import FARTHEST_BEHIND, LAPPED_PX, beside, sheets_among
from kiosk.papers.page import find_page, find_pages, page_at
from kiosk.papers.still import SEARCH_EVERY_S, StillOutline
from tests.kiosk.papers.test_auto_shoot import sheet
from tests.kiosk.papers.two_cards import two_cards


def box(left: float, top: float, width: float = 100, height: float = 60, turn_deg: float = 0) -> Any:
    """A rectangle (4, 2), clockwise with y downwards, turned about its middle."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    cos, sin = np.cos(np.deg2rad(turn_deg)), np.sin(np.deg2rad(turn_deg))
    return (half @ np.array([[cos, sin], [-sin, cos]]) + (left + width / 2, top + height / 2)).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(st.floats(-300, 300), st.floats(-300, 300), st.floats(0, 360), st.floats(0, 360))
def test_beside_is_mutual_and_never_said_of_shapes_that_share_a_middle(
    x: float, y: float, one_deg: float, two_deg: float
) -> None:
    one, two = box(0, 0, turn_deg=one_deg), box(x, y, turn_deg=two_deg)
    assert beside(one, two[None])[0] == beside(two, one[None])[0]
    away = float(np.hypot(x, y))
    if away > np.hypot(100, 60):
        assert beside(one, two[None])[0]
    if away < 60 - LAPPED_PX:
        assert not beside(one, two[None])[0]


def test_only_what_lies_beside_and_is_nearly_as_likely_is_another_sheet() -> None:
    shapes = np.stack([box(0, 0), box(10, 5), box(150, 0), box(300, 0)])
    chosen = sheets_among(shapes, np.array([8.0, 7.9, 7.0, 7.9 - FARTHEST_BEHIND]))
    assert [float(one[:, 0].min()) for one in chosen] == [0, 150]
    assert len(sheets_among(shapes, np.array([8.0, 7.9, -1.0, -2.0]))) == 1


def test_both_cards_are_found_and_the_one_that_is_meant_is_taken_from_the_still() -> None:
    frame, (left, right) = two_cards()
    found = find_pages(frame)
    assert len(found) == 2
    for true in (left, right):
        assert np.abs(np.sort(found[page_at(found, true)], axis=0) - np.sort(true, axis=0)).max() < 4
    assert np.abs(find_page(frame, found[1]) - found[1]).max() < 1, "though more speaks for the other"
    assert page_at(found, box(-500, -500)) is None


class Watch:
    """AutoShoot over plain frames whose sheets the test knows."""

    def __init__(self, *sheets: Any) -> None:
        self.sheets = list(sheets)
        self.now_s = 10.0
        self.shooter = AutoShoot(StillOutline(lambda _frame: list(self.sheets), self._follow))

    def _follow(self, _frame: Image, corners: Any) -> Any:
        return next((one for one in self.sheets if np.abs(one - corners).max() < 20), None)

    def see(self, seconds: float = 0.1) -> Sight:
        sight = Sight()
        for _ in range(max(1, round(seconds / 0.1))):
            self.now_s += 0.1
            sight = self.shooter.see(sheet(), self.now_s)
        return sight


LEFT, RIGHT = box(40, 100), box(300, 120)


def test_none_of_several_is_due_however_long_they_lie() -> None:
    sight = Watch(RIGHT, LEFT).see(5 * HOLD_S)
    assert (sight.place, sight.meant, sight.due, sight.hold, sight.outline) == (Place.SEVERAL, -1, False, 0.0, ())
    assert [outline[0] for outline in sight.outlines] == sorted(outline[0] for outline in sight.outlines)


@pytest.mark.parametrize("index", [0, 1])
def test_the_one_that_is_touched_is_followed_and_then_due(index: int) -> None:
    watch = Watch(RIGHT, LEFT)
    before = watch.see()
    watch.shooter.choose(index)
    sight = watch.see(2 * HOLD_S)
    assert (sight.place, sight.meant, sight.due) == (Place.HOLD, index, True)
    assert (len(sight.outlines), sight.outline) == (2, before.outlines[index])
    watch.sheets = [one + 8 for one in watch.sheets]
    assert watch.see(2 * SEARCH_EVERY_S).meant == index, "moved a little it is still the one"
    watch.shooter.choose(1 - index)
    assert watch.see().meant == 1 - index, "another one may be touched"


def test_the_last_one_left_needs_no_touch() -> None:
    watch = Watch(RIGHT, LEFT)
    watch.see(HOLD_S)
    watch.sheets = [LEFT]
    assert watch.see(SEARCH_EVERY_S + 2 * HOLD_S).due


def test_when_the_chosen_one_is_gone_the_others_are_asked_about_again() -> None:
    watch = Watch(LEFT, RIGHT)
    watch.see()
    watch.shooter.choose(1)
    assert watch.see().meant == 1
    watch.sheets = [LEFT, box(200, 260)]
    assert watch.see(2 * HOLD_S).place is Place.SEVERAL


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_an_outline_that_is_not_there_chooses_nothing(index: int) -> None:
    watch = Watch(LEFT, RIGHT)
    watch.see()
    watch.shooter.choose(index)
    assert watch.see().place is Place.SEVERAL
