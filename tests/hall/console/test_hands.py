"""What each role sees and what the server refuses, whatever the page offered."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Browser

from contract.bodies import DoorAlarm
from contract.life import CaseState, Role
from contract.remark import Remark, RemarkKind
from hall.accounts.services import add_officer
from hall.cases import services
from hall.cases.models import Case
from hall.console import desks
from hall.fleet.models import DoorAlarmRow, Terminal
from hall.notices.models import Notice
from workbench.officer import Officer, Refused

ACTS = ("accept", "correct", "not-accept", "decide", "pack")  # urging is a supervisor's own, and changes nothing
FIELDS = {"decision": "grant", "size": "M", "reason": "elsewhere", "free": "x"}


@pytest.mark.parametrize("name", ["supervisor", "auditor"])
def test_who_only_reads_has_no_buttons_and_a_forged_post_is_refused(
    at: Callable[..., Officer], received: Case, name: str
) -> None:
    reader = at(name)
    for path in (
        f"cases/{received.number}",
        f"cases/{received.number}/history",
        "mail-room",
        "hand-out",
        "doubts",
        "notices",
        "terminals",
    ):
        answer = reader.page.goto(f"{reader.base_url}/console/{path}")
        assert answer is not None
        assert answer.status == 200
        forms = reader.page.locator("main form[method=post]").count()
        assert forms == (name == "supervisor" and path.endswith(received.number)), path  # to press for it
    before = Case.objects.get(pk=received.pk).history.count()
    for act in ACTS:
        assert reader.forge(f"/console/cases/{received.number}/{act}", **FIELDS) == 403
    for path in ("mail-room", "hand-out", "terminals", "terminals/T00001/revoke", "doubts/1", "notices/1/code"):
        assert reader.forge(f"/console/{path}", barcode="X", id="NEW1", site="x") == 403, path
    case = Case.objects.get(pk=received.pk)
    assert (case.state, case.history.count()) == (CaseState.RECEIVED, before)
    assert not Terminal.objects.filter(pk="NEW1").exists()


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("acceptor", {"accept", "correct", "not-accept"}), ("approver", {"decide"}), ("issuer", {"pack"})],
)
def test_each_desk_does_only_its_own(at: Callable[..., Officer], received: Case, name: str, allowed: set[str]) -> None:
    officer = at(name)
    for act in set(ACTS) - allowed:
        assert officer.forge(f"/console/cases/{received.number}/{act}", **FIELDS) == 403
    assert Case.objects.get(pk=received.pk).state == CaseState.RECEIVED


def test_a_technician_lets_terminals_in_and_never_sees_a_case(at: Callable[..., Officer], received: Case) -> None:
    technician = at("technician")
    assert technician.page.url.endswith("/console/terminals")
    for path in (
        "cases",
        f"cases/{received.number}",
        f"cases/{received.number}/history",
        f"cases/{received.number}/materials/ID.pdf",
        "notices",
        "mail-room",
    ):
        answer = technician.page.request.get(f"{technician.base_url}/console/{path}")
        assert answer.status == 403, path
    code = technician.add_terminal("zz9x", "荔湾区示例小区", "440103")
    assert len(code.replace("-", "")) == 20
    technician.page.goto(f"{technician.base_url}/console/terminals?q=ZZ9X")
    assert code not in technician.page.content()
    assert Terminal.objects.get(pk="ZZ9X").public_key is None
    assert "荔湾区示例小区 · 荔湾区" in technician.page.content()
    with pytest.raises(Refused, match="六位"):
        technician.add_terminal("ZZ9Y", "荔湾区示例小区", "4401")
    assert not Terminal.objects.filter(pk="ZZ9Y").exists()
    with pytest.raises(Refused, match="编号"):
        technician.add_terminal("123", "荔湾区示例小区")  # no letter: a number could be taken for another one
    assert technician.forge("/console/terminals/ZZ9X/revoke") in (0, 302)
    assert Terminal.objects.get(pk="ZZ9X").revoked_at is not None
    technician.page.goto(f"{technician.base_url}/console/terminals")
    door = technician.page.locator("section[aria-labelledby=doors]")
    assert door.count() == 0 or "ZZ9X" not in door.inner_text()
    now = datetime.now(UTC)
    alarm = {"envelope_id": uuid4(), "sequence": 1, "at": now, "event": DoorAlarm.LEFT_AJAR, "open_s": 120}
    DoorAlarmRow.objects.create(terminal_id="ZZ9X", compartment=14, parcel="", **alarm)
    technician.page.reload()
    assert "14\t未关120 s" in door.locator("tbody tr", has_text="ZZ9X").inner_text().replace("\n", "")
    assert "扇柜门报警" in door.inner_text()
    log = technician.page.locator("section[aria-labelledby=log] tbody tr", has_text="ZZ9X").all_inner_texts()
    assert [line.split("\t")[2:] for line in log] == [
        ["停用", "t-technician", "办理台"],
        ["已登记,登记码已生成", "t-technician", "办理台"],
    ]


def test_nobody_signed_in_sees_nothing_and_changes_nothing(hall_url: str, received: Case) -> None:
    for path in ("", "cases", f"cases/{received.number}", f"cases/{received.number}/materials/ID.pdf", "terminals"):
        answer = requests.get(f"{hall_url}/console/{path}", allow_redirects=False, timeout=20)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/console/login")
    answer = requests.post(f"{hall_url}/console/cases/{received.number}/accept", timeout=20)
    assert answer.status_code == 403  # no CSRF token
    assert Case.objects.get(pk=received.pk).state == CaseState.RECEIVED


def test_a_post_without_the_token_is_refused_even_with_a_session(at: Callable[..., Officer], received: Case) -> None:
    acceptor = at("acceptor")
    answer = acceptor.page.request.post(f"{acceptor.base_url}/console/cases/{received.number}/accept", form={})
    assert answer.status == 403
    assert Case.objects.get(pk=received.pk).state == CaseState.RECEIVED


def test_signing_in_never_leads_away_from_the_hall(hall_url: str, browser: Browser, people: Any) -> None:
    officer = Officer(hall_url, browser)
    officer.page.goto(f"{hall_url}/console/login?next=https://example.org/steal")
    officer.page.fill("#name", "t-acceptor")
    officer.page.fill("#password", "correct horse battery")
    with officer.page.expect_navigation():
        officer.page.click("form.sign-in button.primary")
    assert officer.page.url.startswith(hall_url)
    officer.close()


def test_roles_taken_away_count_at_once(at: Callable[..., Officer], received: Case) -> None:
    add_officer("t-brief", "短期", [Role.ACCEPTOR], "correct horse battery")
    officer = at("brief")
    officer.open_case(received.number)
    add_officer("t-brief", "短期", [Role.AUDITOR], "correct horse battery")
    # the new password ends the session as well: the form of the old page leads to the sign-in page, not to a change
    with officer.page.expect_navigation():
        officer.page.click("#accept")
    assert "/console/login" in officer.page.url
    assert Case.objects.get(pk=received.pk).state == CaseState.RECEIVED


def test_pages_and_papers_carry_a_strict_policy(at: Callable[..., Officer], received: Case) -> None:
    acceptor = at("acceptor", papers=True)
    blocked: list[str] = []
    acceptor.page.on(
        "console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None
    )
    outside: list[str] = []
    acceptor.page.on(
        "request", lambda sent: outside.append(sent.url) if not _ours(sent.url, acceptor.base_url) else None
    )
    answer = acceptor.page.goto(f"{acceptor.base_url}/console/cases/{received.number}")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["cache-control"]
    acceptor.page.locator("iframe[name=paper]").wait_for()
    paper = acceptor.page.request.get(f"{acceptor.base_url}/console/cases/{received.number}/materials/ID.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"].startswith("inline")
    assert paper.headers["x-frame-options"] == "SAMEORIGIN"
    assert paper.body().startswith(b"%PDF-")
    assert (blocked, outside) == ([], [])


def _ours(url: str, base: str) -> bool:
    return url.startswith(
        (base, "data:", "blob:", "chrome-extension:", "chrome:")
    )  # Chromium's PDF viewer is an extension


def test_no_full_number_name_or_telephone_on_any_page(at: Callable[..., Officer], received: Case) -> None:
    case = Case.objects.get(pk=received.pk)
    acceptor = at("acceptor")
    for path in ("cases?tab=open", f"cases/{case.number}", f"cases/{case.number}/history"):
        acceptor.page.goto(f"{acceptor.base_url}/console/{path}")
        page = acceptor.page.content()
        for secret in (case.applicant_id_number, case.applicant_name, case.applicant_mobile):
            assert secret not in page, path


def test_the_outbox_shows_no_number(at: Callable[..., Officer], received: Case, people: Any) -> None:
    services.not_accept(received, people.acceptor, "同一事项已有在办件")
    assert Notice.objects.filter(case=received).count() == 1
    supervisor = at("supervisor")
    supervisor.page.goto(f"{supervisor.base_url}/console/notices")
    assert received.applicant_mobile not in supervisor.page.content()
    assert received.number[-12:-4] in supervisor.page.content()


def test_an_offer_fits_state_and_role(people: Any, received: Case) -> None:
    case = Case.objects.get(pk=received.pk)
    assert desks.offer(case, people.acceptor) == desks.Offer(accept=True)
    assert not desks.offer(case, people.approver).anything
    case.state, case.accepted_by = CaseState.ACCEPTED.value, people.both
    assert desks.offer(case, people.both) == desks.Offer(decide=True, own=True)
    assert desks.offer(case, people.approver) == desks.Offer(decide=True)
    case.state = CaseState.REFUSED.value
    assert desks.offer(case, people.issuer) == desks.Offer(pack=True)  # a refusal is a paper, too


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ("材料上读出的姓名与申请表不一致", "第 2 页: 画面模糊")),
        ("en", ("The name read on it is not the one on the form", "Page 2: Blurred")),
    ],
)
def test_what_the_terminal_noticed_stands_beside_the_material(
    at: Callable[..., Officer], received: Case, language: str, words: tuple[str, ...]
) -> None:
    remarks = [
        Remark(material="ID", kind=RemarkKind.NAME_DIFFERS),
        Remark(material="ID", page=2, kind=RemarkKind.BLURRED),
        Remark(material="HKB", kind=RemarkKind.GLARE),  # a material that did not come
    ]
    Case.objects.filter(pk=received.pk).update(remarks=[one.model_dump(mode="json") for one in remarks])
    page = at("acceptor", language).page
    page.goto(page.url.partition("/console")[0] + f"/console/cases/{received.number}")
    said = page.locator(".papers .findings li").all_inner_texts()
    assert len(said) == 2
    assert all(word in " ".join(text.split()) for word, text in zip(words, said, strict=True)), said
