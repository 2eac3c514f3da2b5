"""A joint package at the terminal: questions, one chain, one form, one hand-in (domain 2.6)."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contract.bodies import Submission
from contract.catalogue import load
from contract.envelope import Kind, bound
from contract.failures import Failure
from contract.seal import HallPrivateKey
from tests.kiosk.conftest import CameraOnDesk, Play

COUPLE = {"born_here": True, "first_issue": True, "under_one": True, "guangdong": True}
STROKES = [[[10.0 + i, 20.0, i * 8] for i in range(12)]]


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank, as for any application."""
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


def to_questions(play: Play, package: str) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id="packages")
    assert package in [tile.id for tile in play.screen.tiles]
    play.say("choose", id=package)
    assert play.view == "Form"


def answer(play: Play, answers: dict[str, bool]) -> None:
    for field, value in answers.items():
        play.say("edit", field=field, value=value)
    play.say("next")


def fill(play: Play, items: list[str]) -> list[str]:
    """Every page of the form with the samples' values; the fields that were asked."""
    samples: dict[str, Any] = {}
    for item in items:
        samples = load().items[item].sample | samples
    asked = []
    while play.view == "Form":
        for question in play.screen.questions:
            asked.append(question.id)
            if not question.read_only and question.id in samples:
                play.say("edit", field=question.id, value=samples[question.id])
        before = play.screen.page
        play.say("next")
        assert play.view != "Form" or play.screen.page == before + 1, play.screen
    return asked


def photograph_all(play: Play) -> set[str]:
    """Every material once; whatever the camera says of these pictures is overruled, as a resident may."""
    seen = set()
    while play.view == "Capture":
        seen.add(play.screen.material)
        play.say("shoot")
        play.say("accept" if play.screen.can_accept else "anyway" if play.screen.can_anyway else "retake")
    return seen


def filed(play: Play, hall_key: HallPrivateKey) -> Submission:
    row = play.terminal.store.read("SELECT id, case_id, sealed FROM outbox WHERE kind = 'submission'")[0]
    id_, case_id = UUID(row["id"]), UUID(row["case_id"])
    return Submission.model_validate_json(hall_key.unseal(row["sealed"], bound(id_, Kind.SUBMISSION, case_id)))


def test_a_couple_answer_five_questions_see_one_chain_with_one_date_and_file_once(
    play: Play, camera: CameraOnDesk, hall_key: HallPrivateKey
) -> None:
    to_questions(play, "NEWBORN")
    answer(play, {**COUPLE, "registered": True, "insured": False})
    assert play.view == "Chain"
    assert len(play.screen.steps) == 7
    assert [step["state"] for step in play.session.steps].count("now") == 1
    assert len(play.session.steps) == 7  # the chain is the guide's place, not one more
    assert "5" in play.screen.date
    needed = [row.title for row in play.screen.materials]
    assert "出生医学证明" not in needed  # an earlier step of the chain makes it
    play.say("start")
    items = list(play.session.visit.application.items)
    asked = fill(play, items)
    assert len(asked) == len(set(asked))
    assert photograph_all(play) <= set(needed)
    assert play.view == "Prereview", play.screen
    play.say("next")
    play.say("next")
    play.say("sign", strokes=STROKES)
    receipt = play.until("Receipt")
    assert any("新生儿出生一件事" in row.value for row in receipt.lines)
    said = filed(play, hall_key)
    assert said.package is not None
    assert (said.package.id, said.items) == ("NEWBORN", items)
    assert len(play.terminal.store.read("SELECT id FROM outbox WHERE kind = 'submission'")) == 1


def test_an_unanswered_question_is_pointed_at(play: Play) -> None:
    to_questions(play, "NEWBORN")
    answer(play, COUPLE)
    assert play.view == "Form"
    assert {question.id for question in play.screen.questions if question.error} == {"registered", "insured"}


def test_answers_outside_the_list_are_not_taken(play: Play) -> None:
    to_questions(play, "NEWBORN")
    for value in ("yes", 1.5, None, "是"):
        play.say("edit", field="born_here", value=value)
    play.say("edit", field="no_such_question", value=True)
    assert play.session.visit.application.package_answers == {}


def test_whom_a_package_is_not_for_is_told_before_the_form_and_where_to_go(play: Play) -> None:
    to_questions(play, "NEWBORN")
    answer(play, {**COUPLE, "born_here": False, "registered": True, "insured": False})
    assert play.view == "Chain"
    assert not play.screen.can_start
    assert "窗口" in play.screen.blocked
    play.say("start")
    assert play.view == "Chain"
    play.say("back")
    answer(play, {"born_here": True})
    assert play.screen.can_start


def test_answers_changed_half_way_let_items_leave(play: Play) -> None:
    to_questions(play, "NEWBORN")
    answer(play, {**COUPLE, "registered": True, "insured": True})
    assert "MATERNITY" in play.session.visit.application.items
    play.say("back")
    answer(play, {"insured": False})
    assert "MATERNITY" not in play.session.visit.application.items


def test_packages_are_found_by_everyday_words(play: Play) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("search", text="宝宝")
    assert play.screen.tiles[0].id == "NEWBORN"
    play.say("choose", id="packages")
    play.say("back")
    assert play.view == "Catalogue"
    play.say("back")
    assert play.view == "Home"


def test_without_a_camera_the_chain_says_so(play: Play, camera: CameraOnDesk) -> None:
    to_questions(play, "JOB")
    play.terminal.troubles.mark(Failure.CAMERA_MISSING, True)
    answer(play, {"left": True, "register": True, "insure": True})
    assert play.view == "Chain"
    assert not play.screen.can_start


def household(play: Play) -> tuple[Any, str]:
    """The form's question about the household as it first stands, and where its value came from."""
    while not (found := [one for one in play.screen.questions if one.id == "p.hukou_kind"]):
        samples = load().items["LONGEVITY"].sample
        for question in play.screen.questions:
            if not question.read_only and question.id in samples:
                play.say("edit", field=question.id, value=samples[question.id])
        play.say("next")
    return found[0].value, found[0].origin


def back_to_questions(play: Play) -> None:
    while "has_card" not in [one.id for one in getattr(play.screen, "questions", [])]:
        play.say("back")


def to_form_again(play: Play, **answers: bool) -> None:
    answer(play, answers)
    play.say("start")
    assert play.view == "Form"


def test_what_was_answered_before_is_filled_in_and_says_where_it_came_from(play: Play) -> None:
    to_questions(play, "ELDER")
    to_form_again(play, has_card=False, seventy=True, city_household=True)
    assert household(play) == ("city", "按您刚才的回答")
    back_to_questions(play)
    to_form_again(play, city_household=False)
    assert household(play) == (None, "")  # it says no more: neither does the form
    play.say("edit", field="p.hukou_kind", value="province")
    back_to_questions(play)
    to_form_again(play, city_household=True)
    assert household(play) == ("province", "")  # what was typed is the person's own word
