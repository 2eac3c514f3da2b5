"""Applying: from the card to the receipt, and every way it can go wrong before anything is promised."""

import shutil
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contract.bodies import Submission
from contract.envelope import Kind, bound
from contract.seal import HallPrivateKey
from contract.signed import document_sha256
from drivers.capture.errors import CameraLost
from drivers.card.errors import CardMute, CardRemoved, NotSocialSecurityCard
from drivers.printer.errors import PaperOut
from drivers.roles import CardEvent, Genuineness, Identity, NotRead
from kiosk.events import QueueMoved
from kiosk.news import CaseNumbered, LinkMoved
from kiosk.steps.strokes import MAX_POINTS, clean_strokes
from offline_queue.errors import StoreBroken, StoreFull
from offline_queue.line import Reason
from offline_queue.news import LinkChanged
from tests.kiosk.conftest import NAME, NUMBER, CameraOnDesk, CardInHand, Play, PrinterOnDesk, photograph, resident

ITEM = "OLD-CARD"
STROKES = [[[10.0 + i, 20.0, i * 8] for i in range(12)]]
ANSWERS = {
    "p.mobile": "13000000000",
    "p.hukou_kind": "city",
    "p.hukou_addr": "广州市荔湾区示例街道示例社区",
    "p.live_addr": "广州市荔湾区示例路 1 号 101 房",
    "agent.used": False,
    "out.channel": "here",
}


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank: reading 24 real doors before each of these tests would only take time."""
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


def to_form(play: Play, item: str = ITEM) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id=item)
    play.say("start")
    assert play.view == "Form"


def fill(play: Play) -> None:
    while play.view == "Form":
        for question in play.screen.questions:
            if question.id in ANSWERS:
                play.say("edit", field=question.id, value=ANSWERS[question.id])
        before = play.screen.page
        play.say("next")
        assert play.view != "Form" or play.screen.page == before + 1, play.screen


def photograph_all(play: Play) -> None:
    while play.view == "Capture":
        play.say("shoot")
        assert play.screen.state == "review", play.screen
        assert play.screen.can_accept, play.screen.advice
        play.say("accept")


def to_sign(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    assert play.view == "Prereview", play.screen
    play.say("next")
    assert play.view == "Review"
    play.say("next")
    assert play.view == "Sign"


def hand_in(play: Play) -> Any:
    to_sign(play)
    play.say("sign", strokes=STROKES)
    return play.until("Receipt")


# --- the card -----------------------------------------------------------------------------------------


def test_the_name_is_shown_masked(play: Play) -> None:
    home = play.sign_on()
    assert home.name.endswith("英")
    assert NAME not in repr(home)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotSocialSecurityCard(), "这不是社会保障卡。"),
        (CardMute(), "没有读到卡片。"),
        (CardRemoved(), "卡片被取出了,本次办理已停止,屏幕上的信息已清除。"),
        (ValueError("x"), "出了点意外,本次操作没有完成。"),
    ],
)
def test_a_bad_card_is_one_sentence_and_another_try(
    play: Play, card: CardInHand, error: Exception, sentence: str
) -> None:
    card.error = error
    play.begin()
    play.card()
    assert play.until("InsertCard").problem == sentence
    play.card(CardEvent.REMOVED)
    assert play.screen.problem == sentence
    card.error = None
    play.card()
    play.until("Home")


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (NotRead.AUTH_REQUIRED, "这张卡需要授权"),
        (NotRead.SAM_MISSING, "这张卡需要授权"),
        (NotRead.MALFORMED, "卡片内容读不完整"),
        (NotRead.ABSENT, "卡片内容读不完整"),
    ],
)
def test_a_card_that_will_not_give_the_name_does_not_sign_in(
    play: Play, card: CardInHand, why: NotRead, said: str
) -> None:
    card.identity = replace(resident(name="", number=""), not_read={"name": why, "id_number": why})
    play.begin()
    play.card()
    assert play.until("InsertCard").problem.startswith(said)
    assert play.session.visit.identity is None


def test_a_clone_does_not_sign_in_even_when_it_can_be_read(play: Play, card: CardInHand) -> None:
    card.identity = replace(resident(), genuine=Genuineness.CLONE)
    play.begin()
    play.card()
    assert play.until("InsertCard").problem.startswith("这张卡没有通过验证")
    assert play.session.visit.identity is None


def test_a_mute_card_is_told_apart_from_none(play: Play) -> None:
    play.begin()
    play.say("start")
    assert play.view == "InsertCard"
    play.card(CardEvent.MUTE)
    assert "芯片" in play.screen.advice
    play.card(CardEvent.READER_LOST)
    assert play.screen.code == "reader_missing"


def test_a_card_pulled_while_it_is_read_drops_the_late_answer(play: Play, card: CardInHand) -> None:
    import threading

    gate, waited = threading.Event(), []
    card.before = lambda: waited.append(gate.wait(20))
    play.begin()
    play.session.handle(_moved(CardEvent.INSERTED))
    play.clock.advance(0)
    assert play.step == "ReadCard"
    play.session.handle(_moved(CardEvent.REMOVED))
    gate.set()
    play.drain()
    assert play.screen.problem == "卡片被取出了,本次办理已停止,屏幕上的信息已清除。"
    assert play.session.visit.identity is None


def _moved(change: CardEvent) -> Any:
    from kiosk.events import CardMoved

    return CardMoved(change)


def test_a_card_that_lies_in_the_slot_already_is_read_on_start(play: Play) -> None:
    play.begin()
    play.terminal.card_in = True
    play.say("start")
    play.until("Home")


# --- catalogue, guide, form -----------------------------------------------------------------------------


def test_services_are_found_by_words_and_initials(play: Play) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    assert play.screen.tiles[0].id == "packages"
    assert len(play.screen.tiles) == 1 + 23
    for words in ("老人卡", "lnryd"):
        play.say("search", text=words)
        assert ITEM in [tile.id for tile in play.screen.tiles], words
    play.say("choose", id="no-such-item")
    assert play.view == "Catalogue"
    play.say("back")
    assert play.view == "Home"


def test_the_guide_says_what_is_photographed_and_what_goes_into_the_locker(play: Play) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id=ITEM)
    icons = [row.icon for row in play.screen.materials]
    assert {"camera", "both", "locker"} <= set(icons)
    assert play.screen.can_start
    play.say("back")
    assert play.view == "Catalogue"


def test_without_a_camera_it_is_said_before_the_form(play: Play, camera: CameraOnDesk) -> None:
    camera.picture = None
    play.begin()
    assert any("拍摄设备" in notice for notice in play.screen.notices)
    play.card()
    play.until("Home")
    play.say("choose", id="apply")
    play.say("choose", id=ITEM)
    assert not play.screen.can_start
    assert "拍摄设备" in play.screen.blocked
    play.say("start")
    assert play.view == "Guide"


def test_a_disk_nine_tenths_full_takes_no_papers_but_says_so_first(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=100, used=90, free=10))
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id=ITEM)
    assert "存储已满" in play.screen.blocked
    play.say("start")
    assert play.view == "Guide"


def test_what_the_card_knows_is_prefilled_with_its_origin_and_cannot_be_changed(play: Play) -> None:
    to_form(play)
    shown = {question.id: question for question in play.screen.questions}
    assert shown["p.name"].value == NAME
    assert shown["p.name"].origin
    assert shown["p.name"].read_only
    play.say("edit", field="p.name", value="别人")
    assert play.session.visit.application.answers["p.name"] == NAME


def test_a_page_is_not_left_with_holes_or_mistakes(play: Play) -> None:
    to_form(play)
    play.say("next")
    play.say("next")
    (mobile,) = play.screen.questions
    assert mobile.error
    play.say("edit", field="p.mobile", value="123")
    play.say("next")
    assert play.screen.questions[0].error
    play.say("edit", field="p.mobile", value="13000000000")
    play.say("next")
    assert play.screen.page == 3
    play.say("back")
    play.say("back")
    play.say("back")
    assert play.view == "Guide"


def test_an_unknown_field_changes_nothing(play: Play) -> None:
    to_form(play)
    before = dict(play.session.visit.application.answers)
    play.say("edit", field="x.y", value="z")
    assert play.session.visit.application.answers == before


def test_what_is_no_longer_asked_is_not_handed_in(play: Play) -> None:
    to_form(play)
    play.say("edit", field="p.name", value=NAME)
    play.session.visit.application.answers |= {"agent.used": True, "agent.name": "李四"}
    fill(play)
    assert play.session.visit.application.answers["agent.used"] is False
    assert "agent.name" not in play.session.visit.application.answers


# --- papers ---------------------------------------------------------------------------------------------


def test_a_shot_can_be_retaken_and_an_empty_desk_is_not_accepted(play: Play, camera: CameraOnDesk) -> None:
    to_form(play)
    fill(play)
    play.say("shoot")
    play.say("retake")
    assert play.screen.state == "live"
    camera.picture = camera.picture * 0 + 40
    for _ in range(4):
        play.say("shoot")
        assert play.screen.advice_tone == "warn"
        assert not play.screen.can_accept
        assert not play.screen.can_anyway
        play.say("accept")
        play.say("anyway")
        assert play.screen.state == "review"
        play.say("retake")
    assert not play.session.visit.application.pages.get("ID")


def test_a_camera_that_fails_says_so_and_can_be_tried_again(play: Play, camera: CameraOnDesk) -> None:
    to_form(play)
    fill(play)
    good, camera.picture = camera.picture, None
    play.say("shoot")
    assert (play.view, play.screen.state) == ("Capture", "live")
    assert "拍摄设备" in play.screen.advice
    assert play.screen.advice_tone == "bad"
    camera.picture = good
    play.say("shoot")
    assert play.screen.state == "review"


def test_the_camera_is_shut_when_the_papers_are_left(play: Play, camera: CameraOnDesk) -> None:
    to_form(play)
    fill(play)
    assert camera.running
    play.say("back")
    assert not camera.running
    assert play.view == "Form"


def test_an_accepted_page_can_be_taken_out_again(play: Play) -> None:
    to_form(play)
    fill(play)
    play.say("shoot")
    play.say("accept")
    assert len(play.screen.thumbs) == 1
    play.say("delete_page", index=0)
    assert play.screen.thumbs == []


def test_a_household_register_may_have_more_pages(play: Play) -> None:
    """Two sides of the card and no more; as many pages of the register as it has, up to its bound."""
    to_form(play)
    fill(play)
    for _ in range(2):
        play.say("shoot")
        assert not play.screen.can_add_page
        play.say("accept")
    for pages in range(1, 4):
        play.say("shoot")
        assert play.screen.can_add_page
        play.say("another_page")
        assert (play.screen.state, len(play.screen.thumbs)) == ("live", pages)
    play.say("shoot")
    play.say("accept")
    assert play.view == "Prereview"
    assert len(play.session.visit.application.pages["HKB"]) == 4


def test_back_from_the_check_reaches_the_form_and_the_papers_stay(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    assert play.view == "Prereview"
    pages = {material: len(some) for material, some in play.session.visit.application.pages.items()}
    play.say("back")
    assert play.view == "Form"
    fill(play)
    assert play.view == "Prereview"
    assert {m: len(some) for m, some in play.session.visit.application.pages.items()} == pages


# --- check, review, sign --------------------------------------------------------------------------------


def test_somebody_too_young_is_told_why_and_cannot_hand_in(play: Play, card: CardInHand) -> None:
    card.identity = resident("张小明", "440103199003070002")
    to_form(play)
    fill(play)
    photograph_all(play)
    assert play.screen.tone == "bad"
    assert not play.screen.can_continue
    play.say("next")
    assert play.view == "Prereview"


def test_a_finding_leads_to_its_field_and_back_goes_on_from_there(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    play.say("fix", target="field:p.live_addr")
    assert "p.live_addr" in [question.id for question in play.screen.questions]
    fill(play)
    assert play.view == "Prereview"
    play.say("fix", target="material:HKB")
    assert play.view == "Capture"
    play.say("back")
    assert play.view == "Form"


def test_what_is_not_photographed_cannot_be_gone_to_with_the_camera(play: Play) -> None:
    to_form(play)
    fill(play)
    photograph_all(play)
    play.say("fix", target="material:NO-SUCH")
    assert play.view == "Prereview"


def test_every_section_of_the_review_can_be_gone_back_to(play: Play) -> None:
    to_sign(play)
    play.say("back")
    review = play.screen
    assert NUMBER not in repr(review)
    play.say("edit", target=review.sections[1].edit)
    assert review.sections[1].edit in [question.id for question in play.screen.questions]


@pytest.mark.parametrize("strokes", [[], [[[1.0, 1.0, 0]]], [[[1, 1, 0], [2, 2, 8], [3, 3, 16]]]])
def test_a_scratch_is_no_signature(play: Play, strokes: list[Any]) -> None:
    to_sign(play)
    play.say("sign", strokes=strokes)
    assert play.view == "Sign"
    assert play.session.message.text == "请在框内签上您的名字"


# --- handing in -----------------------------------------------------------------------------------------


def test_a_receipt_is_shown_only_when_it_is_durable_and_holds_nothing_readable(
    play: Play, hall_key: HallPrivateKey, printer: PrinterOnDesk
) -> None:
    receipt = hand_in(play)
    assert receipt.provisional
    assert "受理通知" in receipt.not_acceptance
    rows = play.terminal.submit("queue", lambda: play.terminal.store.read("SELECT * FROM outbox ORDER BY seq")).result()
    assert [row["kind"] for row in rows] == ["submission", "paper", "paper"]
    sealed = rows[0]
    plain = hall_key.unseal(sealed["sealed"], bound(_uuid(sealed["id"]), Kind.SUBMISSION, _uuid(sealed["case_id"])))
    filed = Submission.model_validate_json(plain)
    assert (filed.applicant.name, filed.applicant.id_number) == (NAME, NUMBER)
    assert filed.provisional_number == receipt.number
    assert filed.answers["p.name"].origin == "card"
    assert filed.answers["p.mobile"].origin == "typed"
    assert {one.material: one.original for one in filed.materials} == {"ID": False, "HKB": True, "PH1": True}
    assert filed.originals_parcel
    pages = {one.material: one.page_sha256 for one in filed.materials if one.pdf_sha256}
    assert {material: len(some) for material, some in pages.items()} == {"ID": 1, "HKB": 1}  # both sides on one sheet
    answers = {name: answer.value for name, answer in filed.answers.items()}
    assert filed.signature.by_pages
    assert filed.signature.document_sha256 == document_sha256(answers, pages)
    disk = play.on_disk()
    for secret in (NAME.encode(), NUMBER.encode(), NAME.encode("gb18030"), b"13000000000", "示例路".encode(), b"%PDF"):
        assert secret not in disk


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


def test_a_whole_visit_leaves_no_name_or_number_in_the_log(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    import structlog

    from kiosk.log import to_stderr

    to_stderr("DEBUG")
    try:
        hand_in(play)
        play.say("deposit")
        play.say("crash")
        play.card(CardEvent.REMOVED)
        play.say("end")
    finally:
        structlog.reset_defaults()
    said = capsys.readouterr().err
    assert said.count("\n") > 10
    assert '"name": "ShowReceipt"' in said
    for secret in (NAME, NUMBER, "13000000000", "示例路", play.session.visit.person_tag or "no tag"):
        assert secret not in said


def test_the_slip_carries_the_number_and_masks_the_name(play: Play, printer: PrinterOnDesk) -> None:
    receipt = hand_in(play)
    play.wait(5)
    assert play.screen.printing == "printed"
    assert len(printer.tray) == 1
    assert receipt.number in printer.text
    assert NAME not in printer.text
    assert NUMBER not in printer.text
    marks = play.session.visit.application.page_marks
    assert [len(some) for some in marks.values()] == [1, 1]
    assert all(mark[:8] in printer.text for some in marks.values() for mark in some)
    assert play.session.visit.slip_printed


def test_the_number_of_the_hall_replaces_the_provisional_one_and_is_printed_once(
    play: Play, printer: PrinterOnDesk
) -> None:
    hand_in(play)
    case_id = play.session.visit.application.case_id
    assert case_id is not None
    play.event(QueueMoved(CaseNumbered(case_id, "440103-2026-000001")))
    assert (play.screen.number, play.screen.provisional) == ("440103-2026-000001", False)
    play.wait(6)
    assert len(printer.tray) == 1
    assert "440103-2026-000001" in printer.text


def test_offline_and_online_receipts_say_what_is_true(play: Play) -> None:
    play.terminal.link.hear(LinkChanged(False, Reason.UNREACHABLE))
    receipt = hand_in(play)
    assert any("网络暂时不通" in row.value for row in receipt.lines)
    play.terminal.link.hear(LinkChanged(False, Reason.FAULT))
    play.event(QueueMoved(LinkMoved(False)))
    assert any("系统暂时有故障" in row.value for row in play.screen.lines)
    play.terminal.link.hear(LinkChanged(True, None))
    play.event(QueueMoved(LinkMoved(True)))
    assert not any("网络" in row.value or "故障" in row.value for row in play.screen.lines)


def test_a_printer_without_paper_is_said_and_the_slip_can_be_asked_for_again(
    play: Play, printer: PrinterOnDesk
) -> None:
    printer.error = PaperOut()
    hand_in(play)
    play.wait(5)
    assert (play.screen.printing, play.session.visit.slip_printed) == ("failed", False)
    for_a_phone = play.session.visit.images["/".join(play.screen.qr.split("/")[:2])]
    assert play.screen.number in for_a_phone
    assert "老年人优待" in for_a_phone
    printer.error = None
    play.say("print")
    assert play.screen.printing == "printed"


def test_a_full_disk_takes_nothing_and_keeps_what_was_filled_in(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    to_sign(play)
    real = play.terminal.store.enqueue

    def full(tx: Any, kind: Kind, *args: Any, **named: Any) -> Any:
        if kind is Kind.PAPER:
            raise StoreFull("no room")
        return real(tx, kind, *args, **named)

    monkeypatch.setattr(play.terminal.store, "enqueue", full)
    play.say("sign", strokes=STROKES)
    assert play.until("Fault").code == "disk_full"
    assert _count(play, "cases") == _count(play, "outbox") == _count(play, "parcels") == 0
    assert list((play.folder / "blobs").glob("*")) == []
    monkeypatch.undo()
    play.say("retry")
    assert play.until("Receipt").number
    assert (_count(play, "cases"), _count(play, "outbox")) == (1, 3)


def _count(play: Play, table: str) -> int:
    rows = play.terminal.submit(
        "queue", lambda: play.terminal.store.read(f"SELECT count(*) AS n FROM {table}")
    ).result()
    return int(rows[0]["n"])


def test_the_card_may_go_once_sealing_has_begun_and_the_receipt_still_comes(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    to_sign(play)
    gate, real = threading.Event(), play.terminal.filing.file

    def slow(*args: Any) -> Any:
        assert gate.wait(20)
        return real(*args)

    monkeypatch.setattr(play.terminal.filing, "file", slow)
    from kiosk.events import Said

    play.session.handle(Said("sign", {"strokes": STROKES}))
    while play.session.trail.step.keeps_card:
        play._posts.get(timeout=20)()
    play.session.handle(Said("end"))
    assert "请稍候" in play.session.message.text
    play.session.handle(_moved(CardEvent.REMOVED))
    gate.set()
    assert play.until("Receipt").number
    play.say("finish")
    assert play.view == "Goodbye"


def test_a_case_whose_visit_broke_off_before_the_deposit_goes_on_from_home(play: Play, build: Any) -> None:
    hand_in(play)
    parcel = play.session.visit.box.parcel
    again = build()
    again.sign_on()
    assert [tile.enabled for tile in again.screen.tiles if tile.id == "deposit"] == [True]
    assert len(again.screen.cases) == 1
    again.say("choose", id="deposit")
    assert (again.session.visit.box.parcel, again.session.visit.application.originals) == (parcel, ["HKB", "PH1"])


def test_the_cases_of_a_person_are_shown_to_them_alone(play: Play, build: Any, card: CardInHand) -> None:
    hand_in(play)
    card.identity = resident("张小明", "440103199003070002")
    again = build()
    assert again.sign_on().cases == []


def test_a_lost_camera_raises_its_own_error(camera: CameraOnDesk) -> None:
    camera.picture = None
    with pytest.raises(CameraLost):
        camera.still()
    assert isinstance(resident(), Identity)
    assert photograph("id_card").shape == (1440, 1920, 3)


def test_a_commit_that_was_not_heard_is_not_filed_twice(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk has it and says it has not: the second try finds the case, and no paper was thrown away."""
    to_sign(play)
    real, told = play.terminal.filing._commit, []

    def unheard(*args: Any) -> Any:
        told.append(real(*args))
        raise StoreBroken("the answer was lost")

    monkeypatch.setattr(play.terminal.filing, "_commit", unheard)
    play.say("sign", strokes=STROKES)
    assert play.until("Fault").can_retry
    play.say("retry")
    assert play.until("Receipt").number == told[0].provisional
    assert len(told) == 1
    assert _count(play, "cases") == 1
    rows = play.terminal.submit("queue", lambda: play.terminal.store.read("SELECT blob_sha256 FROM outbox")).result()
    papers = [row["blob_sha256"] for row in rows if row["blob_sha256"]]
    assert papers
    assert all((play.terminal.store.blobs / name).exists() for name in papers)


def test_only_finite_numbers_and_so_many_of_them_are_a_signature() -> None:
    odd = [[[1, 2.005, 3], [float("nan"), 1, 2], [1, 2], "abc", None], "stroke", 7, []]
    assert clean_strokes(odd) == [[(1.0, 2.0, 3)]]
    assert clean_strokes({"x": 1}) == []
    endless = [[[float(i), 1.0, i] for i in range(300)]] * 200
    assert sum(map(len, clean_strokes(endless))) == MAX_POINTS


def test_a_slip_that_waits_for_the_printer_never_comes_out_into_the_next_visit(
    play: Play, printer: PrinterOnDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer hangs: leaving goes on all the same, and the next person is not handed somebody else's slip."""
    real, waiting = play.terminal.submit, []

    def busy(worker: str, call: Any, **more: Any) -> Any:
        if "Session.print" not in call.__qualname__:
            return real(worker, call, **more)
        waiting.append(call)
        return Future()

    monkeypatch.setattr(play.terminal, "submit", busy)
    hand_in(play)
    play.wait(5)
    assert play.screen.printing == "printing"
    (print_slip,) = waiting
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract")
    print_slip()
    assert len(printer.tray) == 1  # nobody else stands here yet: the person may still take it
    play.card()
    play.until("Home")
    print_slip()
    assert len(printer.tray) == 1
