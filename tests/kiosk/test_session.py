"""The visit: rows, back, interrupts met once, late answers dropped, the visit wiped as a whole."""

import threading
from pathlib import Path
from typing import Any

import pytest

from contract.failures import Failure
from contract.text import Language, Text
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.events import CardMoved, Done, Elapsed, Event, Failed, Returned, Said
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import Back, Become, Begin, End, Fail, GoTo, Here, Leave, Next, Outcome, Row, Stay, Step
from kiosk.visit import Visit, Who


class _Named(Step):
    """A step that does what the event says."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def on(self, event: Event, here: Here) -> Outcome | None:
        self.heard.append(event)
        match event:
            case Said("do", {"outcome": outcome}):
                return outcome
            case Said("run", {"call": call}):
                here.run("job", "queue", call)
            case Said("later", {"seconds": seconds}):
                here.later(seconds, "timer")
            case Said("crash"):
                raise ValueError(event)
        return None

    def leave(self, here: Here) -> None:
        self.heard.append(Said("left"))

    def screen(self, here: Here) -> Screen:
        return Working(type(self).__name__)


class A(_Named):
    pass


class B(_Named):
    pass


class Skipped(_Named):
    def skip(self, here: Here) -> bool:
        return True


class C(_Named):
    pass


class Guarded(_Named):
    def why_stay(self, here: Here) -> Text | None:
        return Text(zh="先关门", en="Shut the door first")


ABC = Row("abc", (A, Skipped, B, C))
OTHER = Row("other", (C,))


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank: reading 24 real doors before each of these tests would only take time."""
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


@pytest.fixture
def on(play: Any) -> Any:
    """A session on step A, nobody signed in."""
    play.begin()
    play.session.trail.follow(Become(ABC))
    return play


def at(play: Any) -> _Named:
    step = play.session.trail.step
    assert isinstance(step, _Named), step
    return step


def test_back_is_index_minus_one_and_passes_over_what_is_skipped(on: Any) -> None:
    for expected in (B, C, B, A):
        on.say("do", outcome=Next() if expected is C or type(at(on)) is A else Back())
        assert type(at(on)) is expected


def test_a_named_step_is_gone_to_and_left_backwards_from_there(on: Any) -> None:
    on.say("do", outcome=GoTo(C))
    assert type(at(on)) is C
    on.say("do", outcome=Back())
    assert type(at(on)) is B


def test_a_row_begun_on_top_returns_its_result_to_the_same_step(on: Any) -> None:
    below = at(on)
    on.say("do", outcome=Begin(OTHER))
    assert type(at(on)) is C
    on.say("do", outcome=Next("the result"))
    assert at(on) is below
    assert below.heard[-1] == Returned("the result")


def test_back_before_the_first_step_returns_nothing(on: Any) -> None:
    on.say("do", outcome=Begin(OTHER))
    on.say("do", outcome=Back())
    assert at(on).heard[-1] == Returned(None)


def test_become_leaves_nothing_to_return_to(on: Any) -> None:
    on.say("do", outcome=Become(OTHER))
    on.say("do", outcome=Next())
    assert on.view == "Attract"


def test_leave_goes_to_the_home_of_who_is_signed_in(on: Any) -> None:
    on.session.visit.who = Who.TECHNICIAN
    on.say("do", outcome=Leave())
    assert on.step == "TechnicianStart"


def test_leave_of_nobody_ends_the_visit(on: Any) -> None:
    on.say("do", outcome=Leave())
    assert on.view == "Attract"


def test_end_says_goodbye_unless_silent(on: Any) -> None:
    on.say("do", outcome=End())
    assert on.view == "Goodbye"
    on.until("Attract")
    on.session.trail.follow(Become(ABC))
    on.say("do", outcome=End(silent=True))
    assert on.view == "Attract"


def test_ending_replaces_the_whole_visit(on: Any) -> None:
    before = on.session.visit
    before.who, before.application.answers = Who.COURIER, {"p.name": "x"}
    on.say("do", outcome=End(silent=True))
    assert on.session.visit is not before
    assert on.session.visit == Visit()


def test_a_failure_with_retry_makes_the_step_anew(on: Any) -> None:
    first = at(on)
    on.say("do", outcome=Fail(Failure.CAMERA_MISSING, retry=True))
    assert (on.view, on.screen.code, on.screen.can_retry) == ("Fault", "camera_missing", True)
    on.say("retry")
    assert type(at(on)) is A
    assert at(on) is not first


def test_a_failure_without_retry_goes_home(on: Any) -> None:
    on.session.visit.who = Who.TECHNICIAN
    on.say("do", outcome=Fail(Failure.STORE_BROKEN))
    assert not on.screen.can_retry
    on.say("retry")
    assert on.view == "Fault"
    on.say("finish")
    assert on.step == "TechnicianStart"


def test_a_failure_with_retry_can_be_given_up(on: Any) -> None:
    on.say("do", outcome=Fail(Failure.CAMERA_MISSING, retry=True))
    on.say("finish")
    assert on.view == "Attract"


def test_a_job_answers_the_step_that_asked(on: Any) -> None:
    on.say("run", call=lambda: 42)
    assert Done("job", 42) in at(on).heard


def test_a_job_that_raises_and_is_not_met_becomes_a_failure(on: Any) -> None:
    def call() -> None:
        raise ValueError("boom")

    on.say("run", call=call)
    assert (on.view, on.screen.code) == ("Fault", "unexpected")


@pytest.mark.parametrize("fails", [False, True])
def test_a_late_answer_to_a_step_that_was_left_is_dropped(on: Any, fails: bool) -> None:
    gate = threading.Event()

    def call() -> int:
        assert gate.wait(20)
        if fails:
            raise ValueError("late")
        return 1

    left = at(on)
    on.session.handle(Said("run", {"call": call}))
    on.session.handle(Said("do", {"outcome": Next()}))
    gate.set()
    on.drain()
    assert type(at(on)) is B
    assert not any(isinstance(event, Done | Failed) for event in [*left.heard, *at(on).heard])


def test_a_timer_of_a_left_step_never_rings(on: Any) -> None:
    on.say("later", seconds=5)
    on.say("do", outcome=Next())
    on.wait(10)
    assert [event for event in at(on).heard if not isinstance(event, Said)] == []


def test_a_step_that_crashes_shows_a_failure(on: Any) -> None:
    on.say("crash")
    assert on.screen.code == "unexpected"


def test_a_step_is_told_once_that_it_is_left(on: Any) -> None:
    step = at(on)
    on.say("do", outcome=End(silent=True))
    assert step.heard.count(Said("left")) == 1


def test_stay_quiet_draws_nothing(on: Any) -> None:
    before = on.shown
    on.say("do", outcome=Stay(quiet=True))
    assert on.shown == before
    on.say("do", outcome=Stay())
    assert on.shown == before + 1


@pytest.mark.parametrize("event", ["home", "end"])
def test_the_shell_cannot_leave_an_open_door(on: Any, event: str) -> None:
    on.session.trail.follow(Become(Row("guarded", (Guarded,))))
    step = at(on)
    on.say(event)
    assert at(on) is step
    assert on.session.message.text == "先关门"
    on.wait(7)
    assert on.session.message.text == ""


def test_the_shell_ends_a_visit(on: Any) -> None:
    on.say("end")
    assert on.view == "Goodbye"


def test_language_and_elder_mode_reset_with_the_visit(on: Any) -> None:
    on.say("language", language="en")
    on.say("elder", on=True)
    assert (on.session.visit.language, on.session.idle.elder) == (Language.EN, True)
    on.say("do", outcome=End(silent=True))
    assert (on.session.visit.language, on.session.idle.elder) == (Language.ZH, False)


def test_pulling_the_card_ends_and_wipes_the_visit(play: Any) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id="OLD-CARD")
    play.say("start")
    assert play.view == "Form"
    play.card(CardEvent.REMOVED)
    assert (play.view, play.screen.code) == ("Fault", "card_pulled")
    assert play.session.visit == Visit()


def test_pulling_the_card_at_home_is_a_plain_goodbye(play: Any) -> None:
    play.sign_on()
    play.card(CardEvent.REMOVED)
    assert play.view == "Goodbye"
    assert play.session.visit == Visit()


def test_losing_the_reader_ends_the_visit_with_its_own_sentence(play: Any) -> None:
    play.sign_on()
    play.card(CardEvent.READER_LOST)
    assert play.screen.code == "reader_missing"
    assert play.session.visit == Visit()


def test_the_language_of_the_person_is_kept_when_their_card_is_pulled(play: Any) -> None:
    play.sign_on()
    play.say("language", language="en")
    play.say("choose", id="apply")
    play.card(CardEvent.REMOVED)
    assert play.screen.sentence.startswith("The card")


def test_a_switch_of_language_keeps_the_answers(play: Any) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id="OLD-CARD")
    play.say("start")
    play.say("next")
    play.say("edit", field="p.mobile", value="13000000000")
    zh = play.screen
    play.say("language", language="en")
    assert play.screen.title != zh.title
    assert play.screen.page == zh.page
    assert play.session.visit.application.answers["p.mobile"] == "13000000000"


def test_the_home_of_a_resident_is_not_shown_again_once_the_card_is_out(play: Any) -> None:
    play.sign_on()
    play.session.visit.door = None
    play.session.trail.follow(Begin(Row("harmless", (_Harmless,))))
    play.card(CardEvent.REMOVED)
    assert play.step == "_Harmless"
    play.say("do", outcome=Next())
    assert play.view == "Goodbye"


class _Harmless(_Named):
    keeps_card = False


def test_a_card_that_comes_meanwhile_is_known(on: Any) -> None:
    on.event(CardMoved(CardEvent.INSERTED))
    assert on.terminal.card_in
    on.event(CardMoved(CardEvent.MUTE))
    assert not on.terminal.card_in


def test_every_row_has_steps_and_every_home_a_row() -> None:
    made = [row for row in vars(rows).values() if isinstance(row, Row)]
    assert len(made) >= 15
    assert all(row.steps for row in made)
    assert set(rows.HOMES) == set(Who) - {Who.NOBODY}


def test_progress_names_what_is_done_and_what_comes(play: Any) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id="OLD-CARD")
    play.say("start")
    states = {one["title"]: one["state"] for one in play.session.steps}
    assert list(states.values()) == ["done", "now", "todo", "todo", "todo", "todo", "todo"]


def test_another_card_does_not_bring_back_what_the_first_one_showed(play: Any) -> None:
    play.sign_on()
    play.session.trail.follow(Begin(Row("harmless", (_Harmless,))))
    play.card(CardEvent.REMOVED)
    play.card(CardEvent.INSERTED)
    play.say("do", outcome=Next())
    assert play.view == "Goodbye"


def test_a_step_that_failed_is_not_tried_again_for_somebody_without_the_card(play: Any) -> None:
    play.sign_on()
    play.session.trail.follow(Begin(ABC))
    play.say("do", outcome=Fail(Failure.DISK_FULL, retry=True))
    play.card(CardEvent.REMOVED)
    assert play.view == "Fault"
    play.say("retry")
    assert play.view == "Goodbye"


def test_delays_that_are_over_are_not_kept(on: Any) -> None:
    for _ in range(5):
        on.say("later", seconds=1)
        on.wait(2)
    assert at(on).heard.count(Elapsed("timer")) == 5
    assert on.session._timers == []


class Unspeakable(_Named):
    def screen(self, here: Here) -> Screen:
        raise ValueError("nothing to show")


def test_a_step_that_cannot_be_shown_is_a_failure_like_any_other(on: Any) -> None:
    on.session._shown = lambda: on.session.screen
    on.session.trail.follow(Become(Row("unspeakable", (Unspeakable,))))
    assert on.screen.code == "unexpected"


@pytest.mark.parametrize(
    ("name", "data"),
    [("language", {}), ("language", {"language": "xx"}), ("language", {"language": []}), ("elder", {})],
)
def test_what_the_shell_cannot_have_meant_changes_nothing(on: Any, name: str, data: dict[str, Any]) -> None:
    on.event(Said(name, data))
    assert (on.step, on.session.visit) == ("A", Visit())
