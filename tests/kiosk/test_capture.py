"""The capture step: the picture by itself, the tray of pages, the slots, other ways out, and who may look on."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contract.prereview import VerdictKind
from kiosk.events import FrameSeen
from kiosk.papers.auto_shoot import Place, Sight
from kiosk.papers.page import find_page, rectify
from kiosk.papers.quality import Advice, readied
from kiosk.step import UNDO_S
from kiosk.steps.capture_watch import HIDE_S
from kiosk.steps.capture_words import advice_picture
from tests.kiosk.conftest import CameraOnDesk, Play, photograph
from tests.kiosk.papers.two_cards import two_cards
from tests.kiosk.test_apply import fill, hand_in, photograph_all, to_form
from workbench.world import bank_layout

FRAME = np.zeros((4, 4, 3), np.uint8)
HOLDING = Sight(Place.HOLD, ((0.1,) * 8,), 0, 0.5)
DUE = Sight(Place.HOLD, ((0.1,) * 8,), 0, 1.0, due=True)


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank, as for most of applying."""
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


@pytest.fixture
def at_camera(play: Play) -> Play:
    to_form(play)
    fill(play)
    assert play.view == "Capture"
    return play


def see(play: Play, sight: Sight) -> Any:
    play.event(FrameSeen(FRAME, sight))
    return play.screen


def take(play: Play, pages: int = 1) -> None:
    for _ in range(pages):
        play.say("shoot")
        play.say("accept")


def numbers(play: Play, material: str) -> list[int]:
    return [page.number for page in play.session.visit.application.pages.get(material, [])]


# --- by itself ----------------------------------------------------------------------------------------


def test_a_page_that_lies_still_is_taken_without_a_touch(at_camera: Play) -> None:
    holding = see(at_camera, HOLDING)
    assert (holding.state, holding.picture, holding.advice_tone) == ("live", "page-still", "good")
    assert "不要动" in holding.advice
    assert see(at_camera, DUE).state == "review"
    assert at_camera.screen.can_accept


def test_switched_off_only_the_button_takes_it_and_it_stays_off_for_the_visit(at_camera: Play) -> None:
    at_camera.say("auto", on=False)
    assert not at_camera.screen.auto
    for _ in range(5):
        shown = see(at_camera, DUE)
        assert (shown.state, "按“拍照”" in shown.advice) == ("live", True)
    at_camera.say("back")
    fill(at_camera)
    assert see(at_camera, DUE).state == "live"
    at_camera.say("shoot")
    assert at_camera.screen.state == "review"
    at_camera.session.trail.reset()
    assert at_camera.session.visit.auto_shoot


@pytest.mark.parametrize(("place", "said"), [(Place.GO_LEFT, "往左"), (Place.GO_UP, "往上"), (Place.TAKEN, "下一页")])
def test_one_sentence_and_one_picture_say_what_to_do_with_the_paper(at_camera: Play, place: Place, said: str) -> None:
    shown = see(at_camera, Sight(place, ((0.1,) * 8,), 0))
    assert said in shown.advice
    assert shown.picture


def test_nothing_is_taken_while_a_page_is_under_review_or_the_slots_are_full(at_camera: Play) -> None:
    see(at_camera, DUE)
    number = at_camera.screen.page
    assert see(at_camera, DUE).page == number
    at_camera.say("accept")
    take(at_camera)
    at_camera.say("slot", index=0)
    assert at_camera.screen.state == "full"
    assert see(at_camera, DUE).state == "full"
    at_camera.say("shoot")
    assert at_camera.screen.state == "full"


def test_frames_alone_do_not_redraw_the_page(at_camera: Play) -> None:
    see(at_camera, HOLDING)
    drawn = at_camera.shown
    for hold in (0.6, 0.7, 0.8):
        see(at_camera, Sight(Place.HOLD, ((0.1,) * 8,), 0, hold))
    assert at_camera.shown == drawn


def test_a_camera_that_fails_is_not_asked_again_and_again(at_camera: Play, camera: CameraOnDesk) -> None:
    good, camera.picture = camera.picture, None
    assert see(at_camera, DUE).advice_tone == "bad"
    camera.picture = good
    assert see(at_camera, DUE).state == "live", "what the person reads now must not be swept away by itself"
    at_camera.say("shoot")
    assert at_camera.screen.state == "review"


@pytest.mark.parametrize("advice", list(Advice))
def test_every_advice_has_its_picture(advice: Advice) -> None:
    icons = Path(__file__).parents[2] / "ui" / "qml" / "icons"
    assert (icons / f"{advice_picture(advice)}.svg").is_file()


# --- the tray and the slots ---------------------------------------------------------------------------


@pytest.fixture
def three_pages(at_camera: Play) -> Play:
    """Both sides of the card are taken; the register has three pages and is shown."""
    take(at_camera, 2)
    for _ in range(3):
        at_camera.say("shoot")
        at_camera.say("another_page")
    assert len(at_camera.screen.thumbs) == 3
    return at_camera


def test_a_chosen_page_says_which_of_how_many(three_pages: Play) -> None:
    assert (three_pages.screen.chosen, three_pages.screen.page_title) == (-1, "")
    three_pages.say("choose_page", index=1)
    assert (three_pages.screen.chosen, three_pages.screen.page_title) == (1, "第 2 页,共 3 页")
    three_pages.say("choose_page", index=1)
    assert three_pages.screen.chosen == -1


@pytest.mark.parametrize(("index", "to", "order"), [(0, 1, [1, 0, 2]), (2, 0, [2, 0, 1]), (0, 2, [1, 2, 0])])
def test_pages_are_put_in_order(three_pages: Play, index: int, to: int, order: list[int]) -> None:
    before, thumbs = numbers(three_pages, "HKB"), three_pages.screen.thumbs
    three_pages.say("move_page", index=index, to=to)
    assert numbers(three_pages, "HKB") == [before[place] for place in order]
    assert three_pages.screen.thumbs == [thumbs[place] for place in order]
    assert three_pages.screen.chosen == to


@pytest.mark.parametrize(
    "data", [{"index": 9}, {"index": -1}, {"index": 0, "to": 3}, {"index": 0, "to": "x"}, {"index": float("nan")}, {}]
)
@pytest.mark.parametrize("name", ["move_page", "turn_page", "delete_page", "retake_page", "choose_page", "slot"])
def test_what_is_not_there_changes_nothing(three_pages: Play, name: str, data: dict[str, Any]) -> None:
    if name != "move_page" and "to" in data:
        return
    before = numbers(three_pages, "HKB")
    three_pages.say(name, **data)
    assert (three_pages.view, numbers(three_pages, "HKB")) == ("Capture", before)


def test_a_page_is_turned_with_its_thumbnail(three_pages: Play) -> None:
    before = three_pages.session.visit.application.pages["HKB"][1]
    three_pages.say("turn_page", index=1)
    after = three_pages.session.visit.application.pages["HKB"][1]
    assert np.array_equal(after.picture.image(), np.rot90(before.picture.image(), -1))
    assert after.thumb != before.thumb
    assert three_pages.screen.thumbs[1] == f"thumb/{after.number}" != f"thumb/{before.number}"


def test_a_page_turned_while_another_material_is_opened_is_still_turned(three_pages: Play) -> None:
    from kiosk.events import Said

    before = three_pages.session.visit.application.pages["HKB"][1]
    three_pages.session.handle(Said("turn_page", {"index": 1}))
    three_pages.say("slot", index=0)
    after = three_pages.session.visit.application.pages["HKB"][1]
    assert after.picture.shape[:2] == before.picture.shape[1::-1]


def test_a_page_is_taken_again_in_its_place(three_pages: Play) -> None:
    before = numbers(three_pages, "HKB")
    three_pages.say("retake_page", index=0)
    assert "重拍第 1 页" in three_pages.screen.advice
    take(three_pages)
    after = numbers(three_pages, "HKB")
    assert (len(after), after[1:]) == (3, before[1:])
    assert after[0] not in before
    assert three_pages.view == "Capture", "who mends one page may want to mend another"


def test_a_deleted_page_comes_back_to_its_place_within_eight_seconds(three_pages: Play) -> None:
    before = numbers(three_pages, "HKB")
    three_pages.say("delete_page", index=1)
    assert numbers(three_pages, "HKB") == [before[0], before[2]]
    assert (three_pages.session.message.text, three_pages.session.message.undo) == ("已删除第 2 页", True)
    three_pages.wait(UNDO_S - 1)
    three_pages.say("slot", index=0)
    three_pages.say("undo")
    assert numbers(three_pages, "HKB") == before
    assert (three_pages.session.message.text, three_pages.session.message.undo) == ("", False)
    three_pages.say("undo")
    assert numbers(three_pages, "HKB") == before


def test_after_eight_seconds_it_is_gone(three_pages: Play) -> None:
    three_pages.say("delete_page", index=0)
    three_pages.wait(UNDO_S + 1)
    assert (three_pages.session.message.text, three_pages.session.message.undo) == ("", False)
    three_pages.say("undo")
    assert len(numbers(three_pages, "HKB")) == 2


def test_the_first_deletion_does_not_end_the_seconds_of_the_next(three_pages: Play) -> None:
    before = numbers(three_pages, "HKB")
    three_pages.say("delete_page", index=0)
    three_pages.wait(UNDO_S - 2)
    three_pages.say("delete_page", index=0)
    three_pages.wait(UNDO_S - 2)
    three_pages.say("undo")
    assert numbers(three_pages, "HKB") == before[1:]


def test_nothing_can_be_brought_back_after_the_step_or_the_visit(three_pages: Play) -> None:
    three_pages.say("delete_page", index=0)
    three_pages.say("back")
    assert (three_pages.session.message.text, three_pages.session.message.undo) == ("", False)
    three_pages.say("end")
    three_pages.say("undo")
    three_pages.say("finish")
    assert three_pages.until("Attract")
    assert not three_pages.session.visit.application.pages


def test_the_checklist_fills_and_each_slot_can_be_opened(at_camera: Play) -> None:
    first = at_camera.screen.checks
    assert [(check.state, check.pages, check.wanted) for check in first[:2]] == [("now", 0, 2), ("todo", 0, 1)]
    take(at_camera, 2)
    assert [(check.state, check.pages) for check in at_camera.screen.checks[:2]] == [("done", 2), ("now", 0)]
    serial = at_camera.session.serial
    at_camera.say("slot", index=0)
    assert (at_camera.screen.checks[0].state, len(at_camera.screen.thumbs)) == ("now", 2)
    assert at_camera.session.serial > serial
    assert at_camera.screen.can_go_on
    at_camera.say("next")
    assert at_camera.screen.checks[1].state == "now"
    at_camera.say("next")
    assert at_camera.view == "Capture", "a material without its pages is not gone past"
    take(at_camera)
    assert at_camera.view == "Prereview"


def test_from_the_review_the_papers_can_be_put_right(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    play.say("next")
    before = numbers(play, "ID")
    play.say("edit", target=play.screen.edit_papers)
    assert (play.view, play.screen.state) == ("Capture", "full")
    play.say("move_page", index=0, to=1)
    play.say("next")
    assert play.view == "Prereview"
    assert numbers(play, "ID") == before[::-1]


def test_a_finding_about_a_paper_keeps_its_pages(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    before = numbers(play, "HKB")
    play.say("fix", target="material:HKB")
    assert (play.view, numbers(play, "HKB")) == ("Capture", before)


# --- after three bad pictures -------------------------------------------------------------------------


def three_bad(play: Play, camera: CameraOnDesk, name: str = "blank_sheet") -> None:
    camera.picture = photograph(name)
    for tries in range(1, 4):
        play.say("shoot")
        assert play.screen.advice_tone == "warn"
        assert bool(play.screen.way_out) == (tries == 3)
        if tries < 3:
            play.say("by_locker")
            assert play.screen.state == "review", "not offered yet"
            play.say("retake")


def test_a_material_that_stays_here_is_sent_to_the_window_or_used_anyway(at_camera: Play, camera: CameraOnDesk) -> None:
    three_bad(at_camera, camera)
    assert (at_camera.screen.can_anyway, at_camera.screen.can_by_locker) == (True, False)
    assert "窗口" in at_camera.screen.way_out
    at_camera.say("by_locker")
    assert at_camera.session.visit.application.by_locker == set()
    at_camera.say("anyway")
    assert len(at_camera.screen.thumbs) == 1


def test_without_a_bank_no_locker_is_offered(at_camera: Play, camera: CameraOnDesk) -> None:
    take(at_camera, 2)
    three_bad(at_camera, camera)
    assert not at_camera.screen.can_by_locker


class TestWithABank:
    @pytest.fixture
    def config_file(self, tmp_path: Path, bank: Any) -> Path:
        path = tmp_path / "terminal.toml"
        line = f'[[locker.lines]]\nname = "a"\nport = "{bank.path}"\nfamily = "8a"'
        head = 'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n'
        path.write_text("\n".join([head, line, *bank_layout()]), "utf-8")
        return path

    def test_an_original_that_goes_into_the_locker_anyway_may_come_without_a_picture(
        self, at_camera: Play, camera: CameraOnDesk
    ) -> None:
        take(at_camera, 2)
        three_bad(at_camera, camera)
        assert at_camera.screen.can_by_locker
        assert "柜子" in at_camera.screen.way_out
        at_camera.say("by_locker")
        assert at_camera.view == "Prereview"
        verdict = at_camera.session.visit.application.verdict
        assert verdict is not None
        assert verdict.kind is VerdictKind.PERSON_NEEDED
        assert [finding.rule for finding in verdict.findings] == ["material_by_locker"]
        self._hand_in(at_camera)

    @staticmethod
    def _hand_in(play: Play) -> None:
        from tests.kiosk.test_apply import STROKES

        for _ in range(2):
            play.say("next")
        play.say("sign", strokes=STROKES)
        play.until("Receipt")
        application = play.session.visit.application
        assert "HKB" in application.originals
        assert application.page_counts == {"ID": 2}

    def test_a_picture_taken_after_all_takes_the_promise_back(self, at_camera: Play, camera: CameraOnDesk) -> None:
        good = camera.picture
        take(at_camera, 2)
        three_bad(at_camera, camera)
        at_camera.say("by_locker")
        at_camera.say("fix", target="material:HKB")
        assert "工作人员" in at_camera.screen.checks[1].note
        camera.picture = good
        take(at_camera)
        at_camera.say("next")
        assert at_camera.view == "Prereview"
        assert at_camera.session.visit.application.by_locker == set()


# --- who may look on ----------------------------------------------------------------------------------


def hidden(play: Play) -> bool:
    return bool(play.screen.hidden)


def test_a_preview_nobody_minds_is_hidden_and_comes_back_by_a_touch(at_camera: Play) -> None:
    shown: list[Any] = []
    at_camera.terminal.viewfinder.on_frame = shown.append
    at_camera.wait(HIDE_S - 2)
    assert not hidden(at_camera)
    at_camera.wait(3)
    assert hidden(at_camera)
    assert shown == [None], "the picture itself is gone, not only covered"
    at_camera.say("show")
    assert not hidden(at_camera)
    at_camera.wait(HIDE_S + 1)
    at_camera.say("touch")
    at_camera.wait(2)
    assert not hidden(at_camera)


def test_moving_the_paper_is_as_good_as_a_touch_and_a_paper_lying_there_is_not(at_camera: Play) -> None:
    at_camera.say("auto", on=False)
    for _ in range(4):
        at_camera.wait(HIDE_S / 2)
        see(at_camera, Sight(Place.HOLD, ((0.1,) * 8,), 0, 0.0, moved=True))
        assert not hidden(at_camera)
    for _ in range(4):
        at_camera.wait(HIDE_S / 2)
        see(at_camera, HOLDING)
    assert hidden(at_camera)
    assert not see(at_camera, Sight(Place.HOLD, ((0.2,) * 8,), 0, 0.0, moved=True)).hidden


def test_hidden_frames_are_looked_at_but_not_shown(play: Play, camera: CameraOnDesk, monkeypatch: Any) -> None:
    told: list[Any] = []
    shown: list[Any] = []
    looked: list[Any] = []
    monkeypatch.setattr(camera, "start", told.append)
    play.begin()
    play.terminal.viewfinder.on_frame = shown.append
    play.terminal.viewfinder.on(lambda frame, now_s: looked.append(frame) or Sight())
    play.drain()
    one, two, three = (np.full((4, 4, 3), grey, np.uint8) for grey in (1, 2, 3))
    told[0](one)
    play.terminal.viewfinder.hide(True)
    told[0](two)
    play.terminal.viewfinder.hide(False)
    told[0](three)
    assert [frame[0, 0, 0] for frame in shown if frame is not None] == [1, 3]
    assert [frame[0, 0, 0] for frame in looked] == [1, 2, 3]


# --- several papers in view ---------------------------------------------------------------------------


def test_of_two_cards_none_is_taken_before_one_is_touched(
    play: Play, camera: CameraOnDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame, _ = two_cards()
    told: list[Any] = []
    monkeypatch.setattr(camera, "start", told.append)
    to_form(play)
    fill(play)
    camera.picture = frame
    sights = [look_on(play, told[-1], frame) for _ in range(4)]  # longer than the stillness that a picture needs
    assert "好几张纸" in play.screen.advice
    assert play.screen.state == "live"
    assert {len(sight.outlines) for sight in sights} == {2}
    play.say("sheet", index=1)
    for _ in range(4):
        look_on(play, told[-1], frame)
    assert play.screen.state == "review"
    back = find_page(frame, two_cards()[1][1])
    taken_page = play.session.visit.images["shot"].image()
    assert taken_page.shape == rectify(frame, back).shape
    assert np.abs(taken_page.mean(axis=(0, 1)) - readied(rectify(frame, back)).mean(axis=(0, 1))).max() < 1


def look_on(play: Play, tell: Any, frame: Any) -> Sight:
    """One frame of the camera, 0.3 s after the one before; what the step was told of it."""
    seen: list[Sight] = []
    handle = play.session.handle
    play.session.handle = lambda event: (seen.append(getattr(event, "sight", None)), handle(event))  # type: ignore
    play.clock.advance(0.3)
    tell(frame)
    play.drain()
    play.session.handle = handle  # type: ignore[method-assign]
    return next(sight for sight in seen if sight is not None)


def test_hand_in_still_works_from_here(play: Play) -> None:
    assert hand_in(play).provisional
