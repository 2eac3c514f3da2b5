"""A NUL is refused at the door, on either database, and by a sentence rather than by a mistake of ours."""

import json
import re
from base64 import b64encode

import pytest
import requests

from contract.life import Role
from hall.accounts.services import add_officer

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def desk(hall_url):
    """An officer's signed-in session."""
    add_officer("nul-officer", "受理员", [Role.ACCEPTOR], PASSWORD)
    session = requests.Session()
    _send(session, f"{hall_url}/console/login", "/console/login", name="nul-officer", password=PASSWORD)
    assert session.get(f"{hall_url}/console/cases", allow_redirects=False, timeout=30).status_code == 200
    return session


def _send(session, page, path, **said):
    text = session.get(page, timeout=30).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    url = page.split("/console")[0] + path
    return session.post(url, {"csrfmiddlewaretoken": token[1], **said}, headers={"Referer": page}, timeout=30)


@pytest.mark.parametrize(
    "path",
    [
        *("/console/cases/a%00b", "/console/cases?q=a%00b", "/console/cases?tab=%00", "/console/parcels/%00"),
        *("/p/a%00b", "/pickup/a%00b", "/console/nowhere%00", "/console/cases?%00=1"),
    ],
)
def test_in_a_path_or_query(hall_url, desk, path):
    answer = desk.get(hall_url + path, timeout=30)
    assert (answer.status_code, "cannot be read" in answer.text) == (400, True)


@pytest.mark.parametrize("said", [{"name": "a\0b", "password": "x"}, {"name": "x", "password": "\0"}, {"\0": ""}])
def test_in_a_form_without_a_sign_in(hall_url, said):
    page = f"{hall_url}/console/login"
    assert _send(requests.Session(), page, "/console/login", **said).status_code == 400


def test_in_an_officers_form(hall_url, desk, case):
    page = f"{hall_url}/console/cases/{case.number}"
    assert _send(desk, page, f"/console/cases/{case.number}/not-accept", reason="a\0b").status_code == 400
    case.refresh_from_db()
    assert case.state == "received"


@pytest.mark.parametrize(
    "path", ["/api/v1/envelopes/\0", "/api/v1/packs/%00", "/api/v1/files/%00", "/api/v1/orders?%00"]
)
def test_in_a_terminals_path(box, path):
    answer = box.request("GET", path.replace("\0", "%00"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/api/v1/enrol", "/api/v1/envelopes"])
def test_in_a_terminals_message(box, path):
    answer = box.request("POST", path, b'{"terminal": "T\\u0000", "code": "x", "public_key": "eA=="}')
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize("name", ["terminal", "code"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("said_to_be", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_in_json_however_it_is_sent(hall_url, name, encoding, said_to_be):
    wish = {"terminal": "T1", "code": "x", "public_key": "eA==", name: "T\0"}
    assert _enrol(hall_url, json.dumps(wish).encode(encoding), said_to_be) == 400


def test_as_a_key_far_down(hall_url):
    assert _enrol(hall_url, b'{"terminal": [[{"a": {"\\u0000": 1}}]]}') == 400


def test_the_six_characters_backslash_u_are_no_nul(hall_url):
    wish = {"terminal": "T1", "code": "\\u0000", "public_key": b64encode(bytes(32)).decode()}
    assert _enrol(hall_url, json.dumps(wish).encode()) == 403


def _enrol(hall_url, body, said_to_be="application/json"):
    headers = {"Content-Type": said_to_be}
    return requests.post(f"{hall_url}/api/v1/enrol", body, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("path", ["/console/cases", "/console/login"])
def test_in_a_cookie(hall_url, path):
    headers = {"Cookie": r'sessionid="\000aaaaaaaaaaaaaaaa"'}
    assert requests.get(hall_url + path, headers=headers, timeout=30).status_code == 400


def test_in_a_name_and_password_of_the_api(hall_url):
    secret = b64encode(b"a\0b:c\0d").decode()
    answer = requests.get(f"{hall_url}/api/v1/notices", headers={"Authorization": f"Basic {secret}"}, timeout=30)
    assert answer.status_code == 401


def test_the_word_percent_nought_nought_is_no_nul(hall_url, desk):
    assert desk.get(f"{hall_url}/console/cases?q=100%2500", timeout=30).status_code == 200
