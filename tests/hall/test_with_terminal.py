"""The terminal's own code and a real hall over HTTP: 补正 from end to end, and a lost disk (domain 2.0, 2.14)."""

import itertools
import shutil
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from contract import catalogue
from contract.clock import Pause, due
from contract.envelope import Kind, new_id
from contract.life import CaseState
from contract.orders import Enrolment
from contract.parcel import ParcelEvent, ParcelKind, barcode
from contract.workdays import add_workdays
from drivers.roles import CardEvent
from hall.cases import hand_ins, story
from hall.cases.models import Case, Correction, Material
from hall.cases.review import replay, same
from hall.files import load as load_file
from hall.fleet import services as fleet
from hall.fleet.serials import first_free
from hall.intake.pages import check_pages
from hall.parcels.claims import claim
from hall.parcels.models import Doubt
from kiosk import keys
from offline_queue.post import enrol
from tests.kiosk.conftest import (  # noqa: F401
    Build,
    CardInHand,
    FakeClock,
    Play,
    _log_as_before,
    bank,
    build,
    camera,
    clock,
    printer,
    resident,
)
from tests.kiosk.test_apply import STROKES, photograph_all

ITEM = "UNEMP"
SAMPLE = catalogue.load().items[ITEM].sample
NEW_MOBILE = "13900000000"
_terminals = itertools.count(7000)


@pytest.fixture
def card() -> CardInHand:
    return CardInHand(resident(SAMPLE["p.name"], SAMPLE["p.id_no"]))


@pytest.fixture
def terminal_id(hall_database: None) -> str:
    """Of this test alone: the hall keeps every terminal it has let in."""
    return f"GZ{next(_terminals):04d}"


@pytest.fixture
def config_file(tmp_path: Path, hall_url: str, terminal_id: str) -> Path:
    """A terminal without a bank: nothing of this service travels as paper."""
    path = tmp_path / "terminal.toml"
    lines = [f'terminal = "{terminal_id}"', 'site = "恩宁社区"', 'data = "data"', "[hall]", f'url = "{hall_url}"']
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def play(build: Build, clock: FakeClock, hall_url: str, terminal_id: str, tmp_path: Path) -> Play:  # noqa: F811
    """A terminal that this hall has let in; its clock begins at the hall's hour."""
    clock.time = datetime.now(UTC)
    enrol_at(hall_url, terminal_id, tmp_path / "data" / "keys", clock)
    return build()


def enrol_at(url: str, id_: str, folder: Path, clock: FakeClock) -> None:  # noqa: F811
    keys.keep(folder, enrol(url, id_, fleet.add_terminal(id_, "恩宁社区"), keys.own_key(folder), clock))


def heard(play: Play) -> None:
    """One round of the terminal's own sender: everything delivered, the hall's word taken."""
    play.terminal.link.sender.poll_now()
    play.terminal.link.sender.round()
    play.drain()


def fill(play: Play, answers: dict[str, Any]) -> None:
    while play.view == "Form":
        for question in play.screen.questions:
            if question.id in answers and question.value != answers[question.id]:
                play.say("edit", field=question.id, value=answers[question.id])
        before = play.screen.page
        play.say("next")
        assert play.view != "Form" or play.screen.page == before + 1, play.screen


def leave_and_come_back(play: Play) -> None:
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract", 60)
    play.card()
    play.until("Home")


def apply_and_sign(play: Play) -> None:
    """The resident applies; it is on the terminal's disk, and nowhere else yet."""
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id=ITEM)
    play.say("start")
    fill(play, {**SAMPLE, "out.channel": "here"})
    while play.view != "Sign":
        photograph_all(play)
        play.say("next")
    play.say("sign", strokes=STROKES)
    play.until("Receipt")


def handed_in(play: Play) -> Case:
    """The resident applies; the hall has case and paper, and the terminal its number."""
    apply_and_sign(play)
    case_id = play.session.visit.application.case_id
    heard(play)
    assert stored(case_id) == 1
    return Case.objects.get(pk=case_id)


def stored(case_id: Any) -> int:
    """How many of a case's papers lie in the hall."""
    return Material.objects.filter(case_id=case_id, stored_at__isnull=False).count()


def at_desk(officer: Any, path: str, **said: Any) -> None:
    client = Client()
    client.force_login(officer.user)
    assert client.post(f"/console/cases/{path}", said).status_code == 302


def long_ago(case: Case, row: Correction) -> tuple[date, date]:
    """As if it had been accepted two weeks ago and asked for a week ago."""
    today = timezone.now()
    began, stopped = today - timedelta(days=14), today - timedelta(days=7)
    Case.objects.filter(pk=case.pk).update(accepted_at=began)
    case.items.update(opened_on=timezone.localdate(began))
    Correction.objects.filter(pk=row.pk).update(asked_at=stopped)
    return timezone.localdate(began), timezone.localdate(stopped)


def test_what_a_department_asks_for_is_handed_in_at_the_terminal_and_its_clock_runs_on(play: Play, people: Any) -> None:
    case = handed_in(play)
    first = Case.objects.get(pk=case.pk)
    first_paper = case.materials.get().pdf_sha256
    at_desk(people.acceptor, f"{case.number}/accept")
    assert Case.objects.get(pk=case.pk).promised_by == add_workdays(timezone.localdate(), 10)
    asked = {"reason": ["ID:unclear", "contact"], "free": "", "item": ITEM}
    at_desk(people.approver, f"{case.number}/items/{ITEM}/correct", **asked)
    assert Case.objects.get(pk=case.pk).promised_by is None  # it stands still
    row = Correction.objects.get(case=case)
    began, stopped = long_ago(case, row)

    heard(play)
    leave_and_come_back(play)
    play.say("choose", id="correct")
    assert play.screen.number == case.number
    assert [line.value for section in play.screen.sections for line in section.rows] == row.wants["words"]
    assert [todo.icon for todo in play.screen.todo] == ["edit", "camera", "sign"]
    play.say("start")
    assert [question.id for question in play.screen.questions] == ["p.mobile"]
    fill(play, {"p.mobile": NEW_MOBILE})
    photograph_all(play)
    play.say("sign", strokes=[[[x + 5.0, y, t] for x, y, t in STROKES[0]]])
    receipt = play.until("Receipt")
    assert receipt.number == case.number
    heard(play)
    assert Correction.objects.get(pk=row.pk).answered
    assert stored(case.pk) == 1

    case = Case.objects.get(pk=case.pk)
    assert [one.state for one in case.items.all()] == ["working"]
    assert case.promised_by == due(began, 10, [Pause(stopped, timezone.localdate())]) > due(began, 10, [])
    assert case.answers.get(field="p.mobile").value == case.applicant_mobile == NEW_MOBILE
    again = case.materials.get()
    assert again.pdf_sha256 != first_paper
    assert load_file(first_paper).startswith(b"%PDF")  # what was handed in first is still there
    assert load_file(again.pdf_sha256).startswith(b"%PDF")
    assert same(case, replay(case))
    assert case.signature == first.signature
    assert [one.holds for one in hand_ins.of_case(case)] == [True, True]
    leave_and_come_back(play)
    assert play.terminal.cases.get(case.pk).promised_by == case.promised_by
    assert not any(tile.id == "correct" for tile in play.screen.tiles)
    at_desk(people.approver, f"{case.number}/decide", decision="grant", item=ITEM)
    assert Case.objects.get(pk=case.pk).state == CaseState.GRANTED
    heard(play)
    assert play.terminal.cases.get(case.pk).state == CaseState.GRANTED
    case = Case.objects.get(pk=case.pk)
    assert story.verify(case) == case.history.count()


def test_a_terminal_disk_wiped_after_acknowledgement_loses_nothing(play: Play, tmp_path: Path) -> None:
    case = handed_in(play)
    row = play.terminal.cases.get(case.pk)
    shown = play.session.visit.application.page_marks
    assert play.terminal.store.read("SELECT 1 FROM outbox WHERE state != 'sent'") == []
    play.terminal.store.close()
    shutil.rmtree(tmp_path / "data")

    case = Case.objects.get(pk=row.case_id)
    assert case.number == row.number
    assert case.provisional_number == row.provisional  # what the slip says leads to it
    assert {line.field: line.value for line in case.answers.all()}.items() >= {"u.reason": SAMPLE["u.reason"]}.items()
    (paper,) = case.materials.all()
    assert {"ID": paper.page_sha256} == shown
    check_pages(load_file(paper.pdf_sha256), paper.page_sha256)
    assert [one.holds for one in hand_ins.of_case(case)] == [True]
    assert story.verify(case) == case.history.count()


def test_a_disk_lost_before_the_hall_answered_is_an_application_to_be_made_again_under_other_numbers(
    play: Play,
    build: Build,  # noqa: F811
    terminal_id: str,
    hall_url: str,
    tmp_path: Path,
) -> None:
    """What docs/operations.md says is lost. The first application after it must not bear the lost one's number."""
    apply_and_sign(play)
    lost = play.terminal.cases.get(play.session.visit.application.case_id)
    play.terminal.close()
    shutil.rmtree(tmp_path / "data")
    assert not Case.objects.filter(pk=lost.case_id).exists()

    enrol_at(hall_url, terminal_id, tmp_path / "data" / "keys", play.clock)
    play = build()
    case = handed_in(play)
    assert case.provisional_number != lost.provisional
    assert Case.objects.filter(terminal=terminal_id).get() == case


def test_an_envelope_after_a_lost_disk_is_not_taken_for_an_earlier_one(box: Any, submission: Any) -> None:
    first = box.submit(submission)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, submission.originals_parcel), first)
    terminal = fleet.Terminal.objects.get(pk=box.id)
    used = int(submission.originals_parcel[7:13])
    assert first_free(terminal) > used + 100
    wish = Enrolment(terminal=box.id, code=fleet.add_terminal(box.id, "x"), public_key=b64encode(bytes(32)))
    begun = fleet.enrol(wish).serials_from
    assert begun == first_free(terminal)
    fresh = barcode(ParcelKind.ORIGINALS, box.id, begun)
    said = box.custody(ParcelEvent.DROPPED, fresh, sequence=1)  # the journal of the new disk begins at 1, too
    second = Case.objects.get(pk=first)
    terminal.refresh_from_db()
    with transaction.atomic():
        claim(terminal, new_id(), second.pk, said, earlier_missing=lambda: False)
    assert not Doubt.objects.filter(event__parcel=fresh).exists()


def test_a_second_lost_disk_of_which_nothing_reached_the_hall_begins_beyond_the_first(box: Any) -> None:
    told = []
    for _ in range(3):
        wish = Enrolment(terminal=box.id, code=fleet.add_terminal(box.id, "x"), public_key=b64encode(bytes(32)))
        told.append(fleet.enrol(wish).serials_from)
    assert told[1] - told[0] > 100, "room for what the disk before gave"
    assert told[2] - told[1] > 100
