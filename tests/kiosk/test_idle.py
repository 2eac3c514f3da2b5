"""60 s and a warning of 20 s, 120 and 30 in elder mode; one touch extends; never at the wrong moment."""

from typing import Any

import pytest

from drivers.roles import Door
from kiosk.custody.words import Authority, Purpose
from kiosk.idle import IdleTimes, IdleWatch
from kiosk.screens.screen import Screen
from kiosk.step import Become, Row
from kiosk.visit import DoorTask


class _Moment:
    busy = False

    def never_idle(self) -> bool:
        return self.busy


class _Watching:
    """An IdleWatch on a clock, with what it said."""

    def __init__(self, clock: Any) -> None:
        self.clock, self.moment, self.over, self.changes = clock, _Moment(), 0, 0
        self.idle = IdleWatch(clock, IdleTimes(), self._changed, self._over)
        self.idle.entered(self.moment)

    def _changed(self) -> None:
        self.changes += 1

    def _over(self) -> None:
        self.over += 1


@pytest.fixture
def watching(clock: Any) -> _Watching:
    return _Watching(clock)


@pytest.mark.parametrize(("elder", "before", "warning"), [(False, 60, 20), (True, 120, 30)])
def test_the_warning_comes_and_then_the_end(watching: _Watching, elder: bool, before: int, warning: int) -> None:
    watching.idle.elder = elder
    watching.clock.advance(before - 1)
    assert watching.idle.left_s == -1
    watching.clock.advance(1.5)
    assert warning - 2 <= watching.idle.left_s <= warning
    watching.clock.advance(warning - 2)
    assert (watching.over, 0 < watching.idle.left_s <= 2) == (0, True)
    watching.clock.advance(2)
    assert (watching.over, watching.idle.left_s) == (1, -1)


def test_the_warning_counts_every_second(watching: _Watching) -> None:
    watching.clock.advance(60.5)
    seen = []
    for _ in range(18):
        seen.append(watching.idle.left_s)
        watching.clock.advance(1)
    assert seen == list(range(seen[0], seen[0] - 18, -1))


def test_one_touch_takes_the_warning_away_and_starts_anew(watching: _Watching) -> None:
    watching.clock.advance(75)
    assert watching.idle.left_s > 0
    watching.idle.touched()
    assert watching.idle.left_s == -1
    watching.clock.advance(59)
    assert (watching.over, watching.idle.left_s) == (0, -1)


def test_a_moment_that_must_not_be_interrupted_stops_the_count(watching: _Watching) -> None:
    watching.moment.busy = True
    watching.clock.advance(600)
    assert (watching.over, watching.idle.left_s) == (0, -1)
    watching.moment.busy = False
    watching.clock.advance(59)
    assert watching.idle.left_s == -1
    watching.clock.advance(25)
    assert watching.over == 1


def test_a_new_step_starts_the_count_anew(watching: _Watching) -> None:
    watching.clock.advance(50)
    watching.idle.entered(watching.moment)
    watching.clock.advance(50)
    assert watching.idle.left_s == -1


# --- in a visit ---------------------------------------------------------------------------------------


def test_a_forgotten_visit_is_wiped(play: Any) -> None:
    play.sign_on()
    play.wait(62)
    assert play.session.idle.left_s > 0
    play.say("still_here")
    assert play.session.idle.left_s == -1
    play.wait(82)
    assert play.view == "Attract"
    assert play.session.visit.identity is None


def test_the_attract_screen_waits_for_ever(play: Any) -> None:
    play.begin()
    play.wait(100)
    assert (play.view, play.session.idle.left_s) == ("Attract", -1)


def test_a_language_chosen_and_left_goes_back_to_chinese(play: Any) -> None:
    play.begin()
    play.say("language", language="en")
    play.wait(85)
    assert play.session.visit.language.value == "zh-Hans"


def test_typing_is_a_sign_of_life(play: Any) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    for letter in "老年人优待卡":
        play.wait(30)
        play.say("search", text=letter)
    assert (play.view, play.session.idle.left_s) == ("Catalogue", -1)


def test_an_open_door_is_never_interrupted(play: Any) -> None:
    play.begin()
    play.session.visit.door = DoorTask(Purpose.TEST, "", 3, Authority("technician", "900001"))
    from kiosk.steps.door import OpenDoor

    play.session.trail.follow(Become(Row("test a door", (OpenDoor,))))
    play.until("DoorScreen", phase="open")
    play.clock.steady += 200
    play.wait(2)
    assert (play.screen.phase, play.session.idle.left_s) == ("open", -1)
    assert play.terminal.locker.door(3) is Door.OPEN
    play.bank.push(3)
    play.until("Attract")


def test_a_picture_being_taken_is_not_interrupted_but_one_left_lying_is(play: Any) -> None:
    play.sign_on()
    play.session.visit.application.items = ["UNEMP"]
    from kiosk.steps.capture import CaptureMaterials

    play.session.trail.follow(Become(Row("capture", (CaptureMaterials,))))
    step = play.session.trail.step
    assert not step.never_idle(play.session)
    play.session.handle(_said("shoot"))
    assert step.never_idle(play.session)
    play.drain()
    assert _review(play.screen)
    play.wait(82)
    assert play.view == "Attract"


def _said(name: str) -> Any:
    from kiosk.events import Said

    return Said(name)


def _review(screen: Screen) -> bool:
    return getattr(screen, "state", "") == "review"
