"""What was read on the papers beside the form: shown, never filled in, asked once, switched off for good."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contract.form import Origin
from tests.kiosk.conftest import NAME, NUMBER, Play
from tests.kiosk.test_apply import ANSWERS, fill, photograph_all, to_form

ADDRESS = "广州市荔湾区示例路 9 号 502 房"


@dataclass(frozen=True)
class Read:
    """As the reader of papers hands it over."""

    field: str
    value: Any
    confidence: float = 0.97
    material: str = ""
    page: int = 0


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


def after_camera(play: Play, *read: Read) -> Any:
    """From the card to the step after the camera, with this read on the way."""
    to_form(play)
    fill(play)
    play.session.visit.application.suggested = list(read)
    photograph_all(play)
    return play.screen


def test_what_agrees_is_not_asked(play: Play) -> None:
    same = [Read("p.name", NAME), Read("p.id_no", NUMBER), Read("p.hukou_addr", ANSWERS["p.hukou_addr"] + " ")]
    assert after_camera(play, *same).view == "Prereview"


@pytest.mark.parametrize("bad", [Read("x.unknown", "1"), Read("p.mobile", "12"), Read("agent.name", "李四")])
def test_what_is_no_answer_here_is_not_asked(play: Play, bad: Read) -> None:
    assert after_camera(play, bad).view == "Prereview"


def test_form_and_paper_stand_side_by_side_and_nothing_is_taken_by_itself(play: Play) -> None:
    shown = after_camera(play, Read("p.hukou_addr", ADDRESS), Read("p.mobile", "13000000001", 0.6))
    assert shown.view == "PaperCheck"
    assert [step["title"] for step in play.session.steps if step["state"] == "now"] == ["拍材料"]
    rows = {row.field: row for row in shown.rows}
    assert (rows["p.hukou_addr"].mine, rows["p.hukou_addr"].read) == (ANSWERS["p.hukou_addr"], ADDRESS)
    assert (rows["p.hukou_addr"].unsure, rows["p.mobile"].unsure) == (False, True)
    assert not any(row.taken for row in shown.rows)
    play.say("next")
    answers = play.session.visit.application.answers
    assert (answers["p.hukou_addr"], answers["p.mobile"]) == (ANSWERS["p.hukou_addr"], ANSWERS["p.mobile"])


def test_what_the_person_takes_is_on_the_form_with_its_origin(play: Play) -> None:
    after_camera(play, Read("p.hukou_addr", ADDRESS), Read("p.mobile", "13000000001"))
    play.say("take", field="p.mobile")
    play.say("keep", field="p.mobile")
    play.say("take", field="p.hukou_addr")
    assert [row.taken for row in play.screen.rows if row.field == "p.hukou_addr"] == [True]
    play.say("next")
    assert play.view == "Prereview"
    application = play.session.visit.application
    assert (application.answers["p.hukou_addr"], application.answers["p.mobile"]) == (ADDRESS, ANSWERS["p.mobile"])
    assert application.prefilled["p.hukou_addr"].origin is Origin.CAPTURED


def test_the_surest_of_two_readings_is_shown(play: Play) -> None:
    shown = after_camera(play, Read("p.hukou_addr", ADDRESS, 0.95), Read("p.hukou_addr", ADDRESS[:-1], 0.5))
    assert [row.read for row in shown.rows] == [ADDRESS]


def test_another_persons_paper_is_said_and_can_only_be_taken_again_or_left_to_staff(play: Play) -> None:
    shown = after_camera(play, Read("p.name", "陈秀芳"))
    assert "重拍" in shown.warning
    assert not shown.rows[0].can_take
    play.say("take", field="p.name")
    play.say("again")
    assert (play.view, play.screen.state) == ("Capture", "full")
    play.say("next")
    assert play.view == "PaperCheck"
    play.say("next")
    assert play.view == "Prereview"
    assert play.session.visit.application.answers["p.name"] == NAME


def test_the_number_is_masked_on_both_sides(play: Play) -> None:
    shown = after_camera(play, Read("p.id_no", "440103189003070003"))
    assert shown.view in ("PaperCheck", "Prereview")
    assert NUMBER not in repr(shown)
    assert "189003070003" not in repr(shown)


def test_what_was_looked_at_once_is_not_asked_again(play: Play) -> None:
    after_camera(play, Read("p.hukou_addr", ADDRESS))
    play.say("next")
    play.say("back")
    assert play.view == "Form"
    fill(play)
    assert play.view == "Prereview"


def test_switched_off_it_stays_off_for_the_visit(play: Play) -> None:
    after_camera(play, Read("p.hukou_addr", ADDRESS))
    play.say("take", field="p.hukou_addr")
    play.say("off")
    assert play.view == "Prereview"
    application = play.session.visit.application
    assert application.answers["p.hukou_addr"] == ANSWERS["p.hukou_addr"]
    application.suggested = [Read("p.mobile", "13000000009")]
    play.say("back")
    fill(play)
    assert play.view == "Prereview"
    play.session.trail.reset()
    assert play.session.visit.read_papers
