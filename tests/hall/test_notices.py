"""Notices over the API: codes stay covered, and every look at one stands in the case's story."""

import pytest
import requests

from contract.envelope import Kind
from contract.life import Role
from contract.parcel import ParcelEvent
from hall.accounts.services import add_officer
from hall.cases import services
from hall.notices import links
from hall.notices.models import Notice
from hall.parcels import services as parcels
from workbench.world import World

PASSWORD = "correct horse battery"  # as in conftest


@pytest.fixture
def notice(box, case, people):
    """The message about a result that lies in the locker."""
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcel = parcels.pack(case, people.issuer, "S")
    parcels.hand_out(parcel, people.issuer, people.courier)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, parcel.barcode, actor="T2001", authority="pin"), case.pk)
    return Notice.objects.get(case=case)


def _ask(box, notice_id, name="t-issuer"):
    login = (name, PASSWORD) if name else None
    return requests.post(f"{box.url}/api/v1/notices/{notice_id}/code", auth=login, timeout=30)


def _looks(case):
    return [(line.actor, line.role, line.device) for line in case.history.filter(action="code_shown")]


@pytest.mark.parametrize("name", ["t-issuer", "t-acceptor", "t-supervisor"])
def test_the_list_covers_codes_for_everybody(box, notice, name):
    url = f"{box.url}/api/v1/notices?case_id={notice.case_id}"
    answer = requests.get(url, auth=(name, PASSWORD), timeout=30)
    (row,) = answer.json()
    assert notice.code not in answer.text
    assert row["has_code"]
    assert "••••••••" in row["text"]
    assert _looks(notice.case) == []


def test_an_issuer_uncovers_one_and_the_story_says_so(box, notice):
    assert _ask(box, notice.pk).json() == {"code": notice.code, "link": links.address(notice.pk)}
    assert _looks(notice.case) == [("t-issuer", "issuer", "api")]
    assert _ask(box, notice.pk).json() == {"code": notice.code, "link": links.address(notice.pk)}
    assert len(_looks(notice.case)) == 2


def test_nobody_else_uncovers(box, notice):
    for name in ("t-acceptor", "t-approver", "t-supervisor"):
        answer = _ask(box, notice.pk, name)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
    assert _ask(box, notice.pk, name="").status_code == 401
    assert box.request("POST", f"/api/v1/notices/{notice.pk}/code").status_code == 401
    assert _looks(notice.case) == []


def test_a_notice_without_code_and_none_at_all(box, case, people):
    services.ask_correction(case, people.acceptor, ["缺页"])
    plain = Notice.objects.get(case=case)
    assert _ask(box, plain.pk).json()["code"] == "no_code"
    assert _ask(box, 10**9).json()["code"] == "notice_unknown"
    assert case.history.count() == 2


def test_the_workbench_asks_for_each_code_once(box, notice, tmp_path):
    world = World(tmp_path)
    world.hall_url, world.secrets = box.url, {"officers": {"issuer": PASSWORD}}
    add_officer("issuer", "出件员", [Role.ISSUER], PASSWORD)
    for _ in range(3):
        told = [said for said in world.notices() if said["case_id"] == str(notice.case_id)]
        assert [said["code"] for said in told] == [notice.code]
    assert _looks(notice.case) == [("issuer", "issuer", "api")]
