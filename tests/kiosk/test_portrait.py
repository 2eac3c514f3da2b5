"""A visit whose item wants a portrait: the print is laid down, found, judged, and taken, or it is said why not."""

import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from contract.catalogue import load
from kiosk.events import FrameSeen
from kiosk.papers.auto_shoot import HOLD_S, Place, Sight
from kiosk.papers.page import MM_PER_INCH
from kiosk.preview import small
from tests.kiosk.conftest import CameraOnDesk, Play
from tests.kiosk.test_apply import STROKES
from workbench.camera.drawing import Paper
from workbench.camera.prints import BLUE, TWO_INCH, blank_print, photo_print, touching
from workbench.scenes.known import Ground, laid, sheet
from workbench.world import bank_layout

ITEM, MATERIAL = "DISAB", "PH2"
FRAME_S = 0.1


@pytest.fixture
def config_file(tmp_path: Path, bank: Any) -> Path:
    """With a bank: the print itself goes into the locker."""
    path = tmp_path / "terminal.toml"
    line = f'[[locker.lines]]\nname = "a"\nport = "{bank.path}"\nfamily = "8a"'
    head = 'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n'
    path.write_text("\n".join([head, line, *bank_layout()]), "utf-8")
    return path


@pytest.fixture
def at_portrait(play: Play) -> Play:
    """The card and the register are taken, and the photograph is asked for."""
    play.sign_on()
    for said in ({"id": "apply"}, {"id": ITEM}):
        play.say("choose", **said)
    play.say("start")
    sample = load().items[ITEM].sample
    while play.view == "Form":
        for question in play.screen.questions:
            if not question.read_only and question.id in sample:
                play.say("edit", field=question.id, value=sample[question.id])
        play.say("next")
    while play.view != "Capture" or "两寸" not in play.screen.material:
        assert play.view == "Capture", play.screen
        play.say("shoot")
        assert play.screen.can_accept, play.screen.advice
        play.say("accept")
    return play


def lay(camera: CameraOnDesk, paper: Paper, number: int = 11) -> np.ndarray:
    """On the mat; what a still would show."""
    camera.picture = laid(paper, Ground.MAT, number).image
    return camera.picture


def watched(play: Play, frame: np.ndarray, seconds: float = 0.0) -> Sight:
    """The preview looks at one frame for so long, as on the camera's own thread; the step is told each time."""
    sight, until = Sight(), play.clock.monotonic() + seconds
    while True:
        sight = play.session.trail.step._watch.auto.see(small(frame), play.clock.monotonic())
        play.event(FrameSeen(frame, sight))
        if play.clock.monotonic() >= until or play.screen.state == "review":
            return sight
        play.clock.advance(FRAME_S)


def test_a_print_laid_on_the_mat_takes_itself_and_is_filed_at_its_true_size(
    at_portrait: Play, camera: CameraOnDesk
) -> None:
    assert "垫子" in at_portrait.screen.hint
    sight = watched(at_portrait, lay(camera, photo_print(TWO_INCH)), HOLD_S + 0.5)
    assert len(sight.outlines) == 1
    assert (at_portrait.screen.state, at_portrait.screen.can_accept) == ("review", True), at_portrait.screen.advice
    at_portrait.say("accept")
    (page,) = at_portrait.session.visit.application.pages[MATERIAL]
    sides_mm = sorted(px / 200 * MM_PER_INCH for px in page.picture.shape[:2])
    assert sides_mm == pytest.approx(sorted(TWO_INCH), rel=0.06)
    assert page.advice == ""
    assert at_portrait.view == "Prereview"


def test_the_print_is_photographed_and_goes_into_the_envelope_as_well(at_portrait: Play, camera: CameraOnDesk) -> None:
    lay(camera, photo_print(TWO_INCH))
    for said in ("shoot", "accept", "next", "next"):
        at_portrait.say(said)
    at_portrait.say("sign", strokes=STROKES)
    at_portrait.until("Receipt")
    application = at_portrait.session.visit.application
    assert MATERIAL in application.originals
    assert application.page_counts[MATERIAL] == 1


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (photo_print(TWO_INCH, BLUE), "背景颜色不合要求"),
        (blank_print(TWO_INCH), "请翻过来"),
        (sheet("id_card", 0), "没有看到证件照片"),
        (sheet("household_register", 0), "没有看到证件照片"),
    ],
    ids=["a blue ground", "its back", "an identity card", "a register"],
)
def test_what_is_no_such_print_is_told_in_one_sentence(
    at_portrait: Play, camera: CameraOnDesk, paper: Paper, said: str
) -> None:
    lay(camera, paper)
    at_portrait.say("shoot")
    assert said in at_portrait.screen.advice
    assert (at_portrait.screen.can_accept, at_portrait.screen.can_anyway) == (False, False)
    at_portrait.session.visit.language = at_portrait.session.visit.language.EN
    at_portrait.session.show()
    assert at_portrait.screen.advice.isascii(), "and in English"


def test_after_three_of_them_it_may_be_used_anyway_or_left_to_the_locker(
    at_portrait: Play, camera: CameraOnDesk
) -> None:
    lay(camera, photo_print(TWO_INCH, BLUE))
    for tries in range(1, 4):
        at_portrait.say("shoot")
        assert at_portrait.screen.can_anyway == at_portrait.screen.can_by_locker == (tries == 3)
        if tries < 3:
            at_portrait.say("retake")
    at_portrait.say("anyway")
    (page,) = at_portrait.session.visit.application.pages[MATERIAL]
    assert page.advice == "photo_ground", "staff is told"


def test_of_two_prints_that_touch_none_is_taken_until_one_is_meant(at_portrait: Play, camera: CameraOnDesk) -> None:
    frame = lay(camera, touching(photo_print(TWO_INCH), photo_print(TWO_INCH, BLUE)))
    sight = watched(at_portrait, frame, HOLD_S + 0.5)
    assert (sight.place, len(sight.outlines), sight.due) == (Place.SEVERAL, 2, False)
    assert "看到好几张" in at_portrait.screen.advice
    assert at_portrait.screen.state == "live"
    seen = []
    for index in range(len(sight.outlines)):
        at_portrait.say("sheet", index=index)
        watched(at_portrait, frame)
        at_portrait.say("shoot")
        seen.append(at_portrait.screen.can_accept)
        at_portrait.say("retake")
    assert sorted(seen) == [False, True], "one of them is blue, and the one that was touched is judged"


def test_nothing_of_a_portrait_lies_on_a_disk(
    at_portrait: Play, camera: CameraOnDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any form a careless part would leave it: raw, JPEG or PNG, under the terminal or in its /tmp."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    lay(camera, photo_print(TWO_INCH))
    at_portrait.say("shoot")
    shot = at_portrait.session.trail.step._now.shot
    for said in ("accept", "next", "next"):
        at_portrait.say(said)
    at_portrait.say("sign", strokes=STROKES)
    at_portrait.until("Receipt")
    page = shot.page.image()
    row = page[len(page) // 4, 40:140]
    forms = [row.tobytes(), cv2.cvtColor(row[None], cv2.COLOR_BGR2RGB).tobytes(), shot.thumb[100:160]]
    marks = [*forms, b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n"]
    written = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert written, "the store is there, and what was handed in lies sealed in it"
    assert not [mark for mark in marks for data in written if mark in data]
    assert not list(scratch.iterdir())
