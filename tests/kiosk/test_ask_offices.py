"""The page about papers nobody has to bring: a hall's answers in a visit, and every way without them (domain 2.5)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from contract.bodies import Submission
from contract.coverage import Consent, CoverageAsk
from contract.covered import Covered, Way
from contract.envelope import Kind, bound
from contract.looked_up import LookedUp
from contract.seal import HallPrivateKey, HallPublicKey
from contract.source import SOURCE_TEXT, LookUpAnswer, Source
from contract.text import Text
from offline_queue.line import Reason, Unreachable
from tests.kiosk.conftest import NUMBER, Play
from tests.kiosk.test_apply import ANSWERS, STROKES, config_file, fill, photograph_all, to_form

__all__ = ["config_file"]
REGISTER = Covered(
    material="HKB",
    way=Way.VERIFICATION,
    source=SOURCE_TEXT[Source.PUBLIC_SECURITY],
    reference="PU-000001",
    at=datetime(2026, 3, 2, tzinfo=UTC),
    answer=LookUpAnswer.YES,
    question="household.is(city)",
)
CARD = Covered(material="ID", way=Way.FILED_BEFORE, source=Text(zh="以前", en="Before"), reference="x", at=REGISTER.at)


LOOKED_UP = LookedUp(
    at=REGISTER.at,
    source=REGISTER.source,
    question="household.is(city)",
    purpose="老年人优待卡首次申领",
    case="a case",
    asked_by="system",
    answer=LookUpAnswer.YES,
    basis=REGISTER.source,
)


class HallAnswers:
    """The terminal's line to the hall, with what it answers; every ask is kept."""

    def __init__(self) -> None:
        self.found: list[Covered] = []
        self.error: Exception | None = None
        self.asks: list[tuple[UUID, CoverageAsk]] = []
        self.numbers: list[str] = []

    def ask(self, case_id: UUID, ask: CoverageAsk, key: HallPublicKey) -> list[Covered]:
        self.asks.append((case_id, ask))
        if self.error:
            raise self.error
        return self.found

    def looked_up(self, id_: UUID, id_number: str, key: HallPublicKey) -> list[LookedUp]:
        self.numbers.append(id_number)
        if self.error:
            raise self.error
        return [LOOKED_UP]


@pytest.fixture
def hall(play: Play) -> HallAnswers:
    """Online, and answering."""
    answers = HallAnswers()
    play.terminal.offices = answers  # type: ignore[assignment]
    play.terminal.link.online = True
    return answers


def to_offer(play: Play) -> None:
    to_form(play)
    fill(play)
    assert play.view == "Sources", play.screen


def test_the_page_says_who_would_be_asked_and_asks_nobody_before_the_resident_agrees(
    play: Play, hall: HallAnswers
) -> None:
    to_offer(play)
    assert play.screen.state == "offer"
    assert [(row.material, row.source) for row in play.screen.rows] == [("ID", "以前交过的材料"), ("HKB", "公安机关")]
    assert hall.asks == []
    assert [step["title"] for step in play.session.steps][:4] == ["办事须知", "填写", "拍材料", "预审"]


def test_the_resident_sees_only_the_slots_left_with_where_each_covered_one_came_from(
    play: Play, hall: HallAnswers
) -> None:
    hall.found = [REGISTER]
    to_offer(play)
    play.say("agree")
    found = play.until("Sources", state="found")
    assert found.rows[0].source.startswith("部门核查 · 公安机关 · PU-000001 · 2026-03-02 08:00")
    assert found.rows[0].status == "已核实,无需提交材料"
    play.say("next")
    assert [check.title for check in play.screen.checks] == ["居民身份证"]
    photograph_all(play)
    assert play.screen.can_continue, play.screen
    play.say("next")
    assert ("户口簿", "部门核查, 公安机关") in [(row.label, row.value) for row in play.screen.materials]


def test_what_is_handed_in_says_so_under_the_id_that_was_asked_about(
    play: Play, hall: HallAnswers, hall_key: HallPrivateKey
) -> None:
    hall.found = [REGISTER]
    to_offer(play)
    play.say("agree")
    play.until("Sources", state="found")
    play.say("next")
    photograph_all(play)
    play.say("next")
    play.say("next")
    play.say("sign", strokes=STROKES)
    play.until("Receipt")
    rows = play.terminal.workers.run_on_queue(lambda: play.terminal.store.read("SELECT * FROM outbox ORDER BY seq"))
    sealed = next(row for row in rows if row["kind"] == Kind.SUBMISSION)
    id_, case_id = _uuid(sealed["id"]), _uuid(sealed["case_id"])
    plain = hall_key.unseal(sealed["sealed"], bound(id_, Kind.SUBMISSION, case_id))
    handed_in = Submission.model_validate_json(plain)
    assert case_id == hall.asks[0][0]
    assert handed_in.covered == [REGISTER]
    assert [(filed.material, filed.original) for filed in handed_in.materials] == [("ID", False), ("PH1", True)]


def _uuid(kept: Any) -> UUID:
    return UUID(bytes=kept) if isinstance(kept, bytes) else UUID(kept)


def test_offices_only_is_what_is_asked_for(play: Play, hall: HallAnswers) -> None:
    to_offer(play)
    play.say("offices_only")
    play.until("Capture")
    assert hall.asks[0][1].consent is Consent.VERIFICATION


def test_nothing_the_hall_was_not_asked_for_counts(play: Play, hall: HallAnswers) -> None:
    hall.found = [CARD.model_copy(update={"material": "PH1"}), CARD.model_copy(update={"way": Way.CERTIFICATE})]
    to_offer(play)
    play.say("agree")
    play.until("Capture")
    assert len(play.screen.checks) == 2


@pytest.mark.parametrize("answer", [LookUpAnswer.SOURCE_UNAVAILABLE, LookUpAnswer.AMBIGUOUS, LookUpAnswer.NO_RECORD])
def test_no_answer_of_an_office_ever_asks_for_the_paper(play: Play, hall: HallAnswers, answer: LookUpAnswer) -> None:
    hall.found = [REGISTER.model_copy(update={"answer": answer}), CARD]
    to_offer(play)
    play.say("agree")
    play.until("Sources", state="found")
    play.say("next")
    assert play.view == "Prereview"
    assert play.screen.can_continue


def test_a_record_that_differs_is_mended_or_called_wrong(play: Play, hall: HallAnswers) -> None:
    hall.found = [REGISTER.model_copy(update={"answer": LookUpAnswer.NO}), CARD]
    to_offer(play)
    play.say("agree")
    assert play.until("Sources", state="found").rows[0].can_dispute
    play.say("next")
    assert not play.screen.can_continue
    assert play.screen.findings[0].target == "field:p.hukou_kind"
    play.say("back")
    assert play.view == "Sources"
    play.say("dispute", material="HKB")
    assert not play.screen.rows[0].can_dispute
    play.say("next")
    assert play.screen.can_continue
    assert len(hall.asks) == 1


def test_another_statement_is_asked_about_anew(play: Play, hall: HallAnswers) -> None:
    hall.found = [REGISTER, CARD]
    to_offer(play)
    play.say("agree")
    play.until("Sources", state="found")
    play.say("next")
    play.say("fix", target="field:p.hukou_kind")
    play.say("edit", field="p.hukou_kind", value="garrison")
    while play.view == "Form":
        play.say("next")
    assert play.view == "Sources"
    assert play.screen.state == "offer"
    assert play.session.visit.application.covered == []


def test_offline_it_is_passed_over_and_the_camera_says_why(play: Play, hall: HallAnswers) -> None:
    play.terminal.link.online = False
    to_form(play)
    fill(play)
    assert play.view == "Capture"
    assert "联不上网" in play.session.message.text
    assert len(play.screen.checks) == 2
    assert hall.asks == []


def test_a_hall_that_is_lost_in_between_costs_only_the_look_up(play: Play, hall: HallAnswers) -> None:
    hall.error = Unreachable(Reason.UNREACHABLE, "cut")
    to_offer(play)
    play.say("agree")
    play.until("Capture")
    assert "联不上网" in play.session.message.text
    assert ANSWERS["p.hukou_kind"] == play.session.visit.application.answers["p.hukou_kind"]


def test_the_person_sees_who_looked_them_up(play: Play, hall: HallAnswers) -> None:
    play.sign_on()
    play.say("choose", id="cases")
    assert play.screen.can_look_up
    play.say("look_ups")
    shown = play.until("Cases", heading="谁查过我的信息")
    assert shown.sections[0].title == "户籍类别"
    assert [row.value for row in shown.sections[0].rows] == [
        "2026-03-02 08:00", "公安机关", "系统自动核查", "老年人优待卡首次申领", "a case", "已核实,无需提交材料",
    ]  # fmt: skip
    assert hall.numbers == [NUMBER]
    play.say("back")
    assert play.screen.heading == ""


def test_a_list_that_cannot_be_had_says_why(play: Play, hall: HallAnswers) -> None:
    hall.error = Unreachable(Reason.UNREACHABLE, "cut")
    play.sign_on()
    play.say("choose", id="cases")
    play.say("look_ups")
    assert play.until("Cases", heading="谁查过我的信息").message
    assert play.screen.sections == []
