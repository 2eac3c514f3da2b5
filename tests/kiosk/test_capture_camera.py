"""Papers laid under the simulated camera, one after another, and nobody touches the shutter: real frames over HTTP."""

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.capture.camera import OpenCvCamera
from kiosk.events import Said
from kiosk.papers.auto_shoot import NOTHING_SEEN, Sight
from tests.kiosk.conftest import DEADLINE_S, Play
from tests.kiosk.test_apply import fill, to_form
from workbench.camera import papers
from workbench.camera.server import SimulatedCamera, WireFault

FRAME_S = 0.2  # of the test's clock: a machine that stalls sees fewer frames, not less time


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


@pytest.fixture
def stand() -> Iterator[SimulatedCamera]:
    stand = SimulatedCamera(fps=5.0)
    yield stand
    stand.close()


@pytest.fixture
def camera(stand: SimulatedCamera) -> OpenCvCamera:
    """In place of the camera on the desk; the terminal closes it."""
    return OpenCvCamera(stand.url, still_deadline_s=15.0, wait_s=8.0)


def watch(play: Play, until: Callable[[Any], bool], what: str) -> Any:
    """Frame by frame, each at its own moment of the test's clock, until the screen is so."""
    deadline = time.monotonic() + 2 * DEADLINE_S
    while not until(play.screen):
        assert time.monotonic() < deadline, f"{what}: {play.screen}"
        play.clock.advance(FRAME_S)
        play._posts.get(timeout=DEADLINE_S)()
    return play.screen


def test_the_picture_takes_itself_once_a_side(play: Play, stand: SimulatedCamera) -> None:
    sights: list[Sight] = [NOTHING_SEEN]
    seen = play.session.handle

    def remember(event: Any) -> None:
        sights.append(getattr(event, "sight", sights[-1]))
        seen(event)

    play.session.handle = remember  # type: ignore[method-assign]
    to_form(play)
    fill(play)
    stand.show(papers.id_card())
    review = watch(play, lambda s: s.state == "review", "the front of the card is not taken")
    assert len(sights[-1].outline) == 8
    assert review.can_accept, review.advice
    play.say("accept")
    shown = watch(play, lambda s: "下一页" in s.advice, "it is not said that this side is taken")
    assert (shown.state, len(shown.thumbs)) == ("live", 1)
    for _ in range(12):
        play.clock.advance(FRAME_S)
        play._posts.get(timeout=DEADLINE_S)()
    assert (play.screen.state, len(play.screen.thumbs)) == ("live", 1), "the same side must not be taken twice"
    stand.show(papers.id_card_back())
    watch(play, lambda s: s.state == "review", "the back of the card is not taken")
    play.say("accept")
    assert len(play.session.visit.application.pages["ID"]) == 2
    stand.show(None)
    watch(play, lambda s: sights[-1].outline == (), "the empty table still has an outline")


class TestInMidCapture:
    """One side of the card is taken; then the camera fails while the next picture is being made."""

    @pytest.fixture
    def camera(self, stand: SimulatedCamera) -> OpenCvCamera:
        return OpenCvCamera(stand.url, still_deadline_s=2.0, wait_s=1.5)

    def test_each_fault_is_one_sentence_nothing_is_lost_and_it_heals(self, play: Play, stand: SimulatedCamera) -> None:
        to_form(play)
        fill(play)
        play.say("auto", on=False)
        stand.show(papers.id_card())
        taken(play)
        answers, before_kib = dict(play.session.visit.application.answers), _peak_kib()
        for fault, sentence in (
            (None, "拍摄设备暂时不可用"),
            (WireFault.EMPTY, "拍摄设备暂时不可用"),
            (WireFault.GIANT, "不是完整的画面"),
        ):
            stand.show(papers.id_card_back())
            play.session.handle(Said("shoot"))
            stand.set_faults(fault) if fault else stand.unplug()
            shown = self.told(play)
            assert sentence in shown.advice, (fault, shown.advice)
            assert shown.advice_tone == "bad"
            assert (len(shown.thumbs), play.session.visit.application.answers) == (1, answers)
            stand.plug()
            stand.set_faults()
        assert _peak_kib() - before_kib < 500_000
        taken(play)
        assert len(play.session.visit.application.pages["ID"]) == 2

    def told(self, play: Play) -> Any:
        """The screen that says what is wrong; a picture that had come before the fault is taken again."""
        play.drain()
        for _ in range(20):
            if play.screen.state != "review" and play.screen.advice_tone == "bad":
                return play.screen
            play.say("retake" if play.screen.state == "review" else "shoot")
        raise AssertionError(f"the fault is not told: {play.screen}")


def taken(play: Play) -> None:
    """One page, however often the camera has to be asked."""
    before = len(play.screen.thumbs)
    for _ in range(20):
        play.say("accept" if play.screen.state == "review" else "shoot")
        if play.session.visit.application.pages.get("ID", [])[before:]:
            return
    raise AssertionError(f"no page was taken: {play.screen}")


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
