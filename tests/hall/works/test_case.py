"""One case (domain 2.0, 2.10, 2.11): one verdict, one number, both desks, and nobody decides who may not."""

import re
import socket
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from contract import catalogue, prereview, proof
from contract.bodies import Answer, MaterialFiled
from contract.coverage import left
from contract.envelope import Kind, digest, new_id
from contract.life import Role
from contract.prereview import VerdictKind
from contract.routing import route
from contract.workdays import CHINA, count_start
from hall.accounts.models import OFFICER_ROLES
from hall.accounts.services import add_officer
from hall.cases import review, services, tasks
from hall.cases.hands import NotYourRole
from hall.cases.models import Case, CaseItem
from hall.commands import main
from hall.console.urls import urlpatterns
from tests.hall.conftest import PASSWORD
from tests.hall.console.test_roles import ALLOWED

KNOWN = catalogue.load()
SUNDAY = datetime(2026, 3, 1, 2, 10, tzinfo=CHINA)


def photographed(items, answers, without=""):
    """What a terminal files for these answers: pages by material, and which originals."""
    uses = [need.use for need in left(items, KNOWN, answers, ()) if need.use.material != without]
    filed = [
        MaterialFiled(
            material=use.material,
            pages=KNOWN.materials[use.material].pages_min if use.scan else 0,
            pdf_sha256=digest(use.material.encode()) if use.scan else None,
            original=use.original,
        )
        for use in uses
    ]
    pages = {one.material: one.pages for one in filed if one.pages}
    return filed, pages, {use.material for use in uses if use.original}


def faults(item):
    """The sample as it is, without its first answer, with an impossible number, and without its first paper."""
    first = next(iter(left([item], KNOWN, item.sample, ())), None)
    yield dict(item.sample), ""
    yield {name: value for name, value in item.sample.items() if name != "p.mobile"}, ""
    yield dict(item.sample) | {"p.id_no": "440103194608150001"}, ""
    yield dict(item.sample), first.use.material if first else ""


@pytest.mark.parametrize("id_", ["OLD-CARD", "SOLE-TRADER", "BIRTH-REG"])
def test_the_same_pre_review_verdict_comes_out_at_the_kiosk_in_the_hall_and_at_the_officers_desk(
    box, new_submission, id_, capsys
):
    """The kiosk's own call; what the hall finds in what arrived; what an officer's command finds in the rows later."""
    item, kinds = KNOWN.items[id_], set()
    for answers, without in faults(item):
        filed, pages, originals = photographed([item], answers, without)
        now = datetime.now(UTC)
        at_kiosk = prereview.review([item], KNOWN, answers, pages, originals, now.astimezone(CHINA).date())
        said = {name: Answer(value=value, origin="typed") for name, value in answers.items()}
        made = new_submission(
            items=[id_], answers=said, materials=filed, originals_parcel=None, submitted_at=now
        ).model_copy(update={"prereview_verdict": at_kiosk.kind.value})
        case = Case.objects.get(pk=box.submit(made))
        assert (case.terminal_verdict, case.verdict) == (at_kiosk.kind.value, at_kiosk.kind.value)
        assert case.findings == review.findings_of(at_kiosk)
        assert case.rules_version == at_kiosk.rules_version
        assert main(["replay", case.number]) == 0
        assert "the same" in capsys.readouterr().out
        kinds.add(at_kiosk.kind)
    assert kinds == {VerdictKind.PASS, VerdictKind.FIX}


def test_the_same_submission_sent_three_times_with_cut_connections_is_one_case_with_one_number(box, submission):
    """Twice the line is cut before the answer is read; the third answer is the receipt of the first."""
    envelope, where = box.envelope(Kind.SUBMISSION, submission, new_id()), urlsplit(box.url)
    body = envelope.model_dump_json().encode()
    for _ in range(2):
        proven = proof.prove(box.key, box.id, "POST", "/api/v1/envelopes", body, datetime.now(UTC))
        head = f"POST /api/v1/envelopes HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: {proven}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection((where.hostname, where.port), timeout=10) as line:
            line.sendall(head.encode() + body)
            line.shutdown(socket.SHUT_WR)
            line.recv(1)  # the answer begins, and nobody hears the rest
    receipt = box.post(envelope).json()
    (case,) = Case.objects.filter(provisional_number=submission.provisional_number)
    assert receipt["case_number"] == case.number
    assert re.fullmatch(KNOWN.items["OLD-CARD"].code + r"\d{8}\d{4}", case.number)


def test_a_provisional_number_finds_its_case(box, submission, people):
    box.submit(submission)
    case = Case.objects.get(provisional_number=submission.provisional_number)
    client = Client()
    client.force_login(people.acceptor.user)
    found = client.get("/console/cases", {"q": submission.provisional_number})
    assert found.headers["Location"] == f"/console/cases/{case.number}"


def test_submitted_on_a_sunday_at_0210_is_kept_to_the_minute_and_counted_from_the_next_working_day(box, new_submission):
    case = Case.objects.get(pk=box.submit(new_submission(originals_parcel=None, submitted_at=SUNDAY)))
    assert case.submitted_at == SUNDAY
    assert count_start(case.submitted_at).isoformat() == "2026-03-02"


def test_a_package_mixing_street_and_city_items_shows_both_desks_under_one_number(box, new_submission, people):
    items = [KNOWN.items["RES-ENDORSE"], KNOWN.items["CAR-QUOTA"]]
    answers = {name: value for item in items for name, value in item.sample.items()}
    said = {name: Answer(value=value, origin="typed") for name, value in answers.items()}
    made = new_submission(items=[item.id for item in items], answers=said, originals_parcel=None)
    case = Case.objects.get(pk=box.submit(made))
    assert {row.department for row in case.items.all()} == {item.code[:18] for item in items}
    client = Client()
    client.force_login(people.acceptor.user)
    page = client.get(f"/console/cases/{case.number}").content.decode()
    assert all(item.department.zh in page for item in items)
    assert route(items).zh == "小区终端 → 街道 → 市 → 出件"


@pytest.mark.parametrize("role", [role for role in OFFICER_ROLES if role is not Role.APPROVER])
def test_community_staff_and_everybody_but_an_approver_have_no_decide_button_at_all(case, people, role):
    """No button on any page they may open, none behind it: server and service refuse, whatever is pressed."""
    officer = add_officer(f"t-no-{role}", "无决定权", [role], PASSWORD)
    services.accept(case, people.acceptor)
    client = Client()
    client.force_login(officer.user)
    for address in urlpatterns:  # 代办 is what the community does
        may = ALLOWED.get(str(address.name), (None, None))[0] or ()
        if role is Role.AGENT and role in may and "<" not in str(address.pattern):
            assert "/decide" not in client.get(f"/console/{address.pattern}", follow=True).content.decode()
    page = client.get(f"/console/cases/{case.number}")
    assert page.status_code in (200, 403)
    assert "/decide" not in page.content.decode()
    assert client.post(f"/console/cases/{case.number}/decide", {"granted": "1"}).status_code == 403
    task = case.items.get()
    with pytest.raises(NotYourRole):
        tasks.decide(task, officer, granted=True, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():  # nor can the acceptor's own hand, past all of it
        CaseItem.objects.filter(pk=task.pk).update(decided_by=people.acceptor, state="granted")
