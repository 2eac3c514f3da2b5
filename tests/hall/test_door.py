"""Who gets in: enrolment, proofs, replays, clocks, revocation; and the pages around the API."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from contract import proof
from contract.envelope import Kind, new_id
from contract.life import Role
from contract.orders import Enrolment, Orders
from hall.fleet import auth
from hall.fleet import services as fleet
from hall.fleet.models import EnrolmentCode, SeenProof, Terminal
from hall.settings import DATA_UPLOAD_MAX_MEMORY_SIZE

PATH, ENVELOPES = "/api/v1/orders", "/api/v1/envelopes"
PASSWORD = "correct horse battery"  # as in conftest


def _get(box, authorization, path=PATH):
    return requests.get(box.url + path, headers={"Authorization": authorization}, timeout=30)


def _prove(box, ahead=timedelta(0), **changes):
    """A proof by a clock that is `ahead` of the hall's."""
    said = {"method": "GET", "path": PATH, "body": b"", "key": box.key, "terminal": box.id}
    return proof.prove(**{**said, "now": datetime.now(UTC) + ahead, **changes})


def _refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code), response.text


def test_a_proof_works_once(box):
    header = _prove(box)
    assert _get(box, header).status_code == 200
    _refused(_get(box, header), 401, "bad_proof")


def _sent(box, body, header):
    headers = {"Authorization": header, "Content-Type": "application/json"}
    return requests.post(f"{box.url}{ENVELOPES}", data=body, headers=headers, timeout=30)


def test_a_hand_ins_proof_works_once_whatever_became_of_it(box, new_submission):
    taken = box.envelope(Kind.SUBMISSION, new_submission(), new_id()).model_dump_json()
    unfit = box.envelope(Kind.SUBMISSION, new_submission(items=["NONE"]), new_id()).model_dump_json()
    for body, status in ((taken, 200), (unfit, 422), ("{}", 422), ("[", 400)):
        header = _prove(box, method="POST", path=ENVELOPES, body=body.encode())
        assert _sent(box, body, header).status_code == status
        _refused(_sent(box, body, header), 401, "bad_proof")


def test_one_proof_many_times_at_once_is_heard_once(box, new_submission):
    body = box.envelope(Kind.SUBMISSION, new_submission(), new_id()).model_dump_json()
    header = _prove(box, method="POST", path=ENVELOPES, body=body.encode())
    with ThreadPoolExecutor(8) as crowd:
        answers = [answer.status_code for answer in crowd.map(lambda _: _sent(box, body, header), range(8))]
    assert sorted(answers) == [200] + [401] * 7


def test_a_replay_is_not_a_sign_of_life(box):
    header = _prove(box)
    assert _get(box, header).status_code == 200
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    Terminal.objects.filter(pk=box.id).update(last_seen_at=long_ago)
    _refused(_get(box, header), 401, "bad_proof")
    assert Terminal.objects.get(pk=box.id).last_seen_at == long_ago


@pytest.mark.parametrize(
    "changes",
    [
        {"key": Ed25519PrivateKey.generate()},
        {"terminal": "NOBODY"},
        {"terminal": "x' OR 1=1 --"},
        {"terminal": "\0"},
        {"method": "POST"},
        {"path": ENVELOPES},
        {"body": b"other"},
    ],
)
def test_proofs_that_prove_nothing(box, changes):
    _refused(_get(box, _prove(box, **changes)), 401, "bad_proof")


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_terminal_whose_clock_is_off_is_told_so(box, minutes):
    _refused(_get(box, _prove(box, ahead=timedelta(minutes=minutes))), 401, "clocks_apart")


def test_only_the_terminal_itself_learns_that_its_clock_is_off(box):
    stranger = _prove(box, ahead=timedelta(minutes=11), key=Ed25519PrivateKey.generate())
    _refused(_get(box, stranger), 401, "bad_proof")


@pytest.mark.parametrize("header", ["", "Terminal", "Terminal x", "Bearer x.y.z", "Terminal x.y.z", "Terminal é"])
def test_headers_that_are_no_proof(box, header):
    _refused(_get(box, header.encode()), 401, "bad_proof")
    _refused(requests.get(box.url + PATH, timeout=30), 401, "bad_proof")


@pytest.mark.parametrize("changes", [{"iat": "soon"}, {"jti": "x"}, {"jti": "x" * 500}, {"jti": {}}, {"htm": None}])
def test_rightly_signed_claims_of_wrong_types(box, changes):
    token = _prove(box).partition(" ")[2]
    claims = {**jwt.decode(token, options={"verify_signature": False}), **changes}
    _refused(_get(box, "Terminal " + jwt.encode(claims, box.key, algorithm="EdDSA")), 401, "bad_proof")


def test_no_other_algorithm(box):
    token = _prove(box).partition(" ")[2]
    claims = jwt.decode(token, options={"verify_signature": False})
    _refused(_get(box, "Terminal " + jwt.encode(claims, "", algorithm="none")), 401, "bad_proof")


def test_the_body_is_bound(box, submission):
    header = proof.prove(box.key, box.id, "POST", "/api/v1/envelopes", b"{}", datetime.now(UTC))
    response = requests.post(box.url + "/api/v1/envelopes", data=b"{ }", headers={"Authorization": header}, timeout=30)
    _refused(response, 401, "bad_proof")


def test_a_revoked_terminal_is_shut_out_until_it_is_enrolled_again(box):
    fleet.revoke(Terminal.objects.get(pk=box.id))
    _refused(box.request("GET", PATH), 403, "revoked")
    code = fleet.add_terminal(box.id, "again")
    key = Ed25519PrivateKey.generate()
    wish = Enrolment(terminal=box.id, code=code, public_key=b64encode(key.public_key().public_bytes_raw()))
    assert requests.post(box.url + "/api/v1/enrol", data=wish.model_dump_json(), timeout=30).status_code == 200
    _refused(box.request("GET", PATH), 401, "bad_proof")
    box.key = key
    assert box.request("GET", PATH).status_code == 200


def _enrol(box, code, terminal=None, key=b"k" * 32):
    wish = Enrolment(terminal=terminal or box.id, code=code, public_key=b64encode(key))
    return requests.post(box.url + "/api/v1/enrol", data=wish.model_dump_json(), timeout=30)


def test_an_enrolment_code_works_once_for_one_terminal(box, new_box):
    code = fleet.add_terminal(box.id, "site")
    _refused(_enrol(box, code, terminal="NOBODY"), 403, "bad_code")
    _refused(_enrol(box, code, terminal=new_box().id), 403, "bad_code")
    _refused(_enrol(box, code, key=b"short"), 422, "bad_key")
    _refused(_enrol(box, code + "X"), 403, "bad_code")
    assert _enrol(box, code).status_code == 200
    _refused(_enrol(box, code), 403, "bad_code")


def test_an_enrolment_code_does_not_work_for_ever(box):
    late = fleet.add_terminal(box.id, "site")
    EnrolmentCode.objects.filter(terminal=box.id, used_at=None).update(expires_at=timezone.now())
    _refused(_enrol(box, late), 403, "bad_code")


def test_only_the_hash_of_a_code_is_kept(box):
    code = fleet.add_terminal(box.id, "site")
    row = EnrolmentCode.objects.filter(terminal=box.id).latest("pk")
    assert code.encode() not in bytes(row.code_hash) + bytes(row.salt)


def test_terminal_names_that_fit_no_barcode():
    for name in ("", "TOOLONG", "gz0001", "GZ 01", "中001"):
        with pytest.raises(ValueError, match="terminal's id"):
            fleet.add_terminal(name, "site")


def test_old_proofs_are_forgotten_only_when_they_would_be_refused_anyway(box):
    box.orders()
    now = timezone.now()
    auth.forget_old_proofs(now + proof.MAX_SKEW)
    assert SeenProof.objects.filter(terminal=box.id).count() == 1
    auth.forget_old_proofs(now + 3 * proof.MAX_SKEW)
    assert SeenProof.objects.filter(terminal=box.id).count() == 0


def test_orders_say_304_until_something_changes(box, new_submission):
    first = box.request("GET", PATH)
    tag = first.headers["ETag"]
    assert tag == f'"{Orders.model_validate_json(first.content).version}"'
    unchanged = box.request("GET", PATH, **{"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    box.submit(new_submission())
    assert box.request("GET", PATH, **{"If-None-Match": tag}).status_code == 200


def test_staff_are_told_to_their_terminals_only(box, new_box):
    other = new_box()
    here = Terminal.objects.get(pk=box.id)
    fleet.add_staff(f"S{box.id}", "站务员", Role.STATION, "654321", [here])
    assert f"S{box.id}" in [member.number for member in box.orders().staff]
    assert f"S{box.id}" not in [member.number for member in other.orders().staff]
    for pin in ("", "12345", "abcdef", "1234567"):
        with pytest.raises(ValueError, match="PIN"):
            fleet.add_staff("S", "x", Role.STATION, pin)
    with pytest.raises(ValueError, match="does not sign in"):
        fleet.add_staff("S", "x", Role.ACCEPTOR, "123456")


def test_too_large_is_told_before_it_is_read(box):
    response = box.request("POST", "/api/v1/envelopes", b" " * (DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("PUT", "/api/v1/envelopes", 405, "method_not_allowed"),
        ("GET", "/api/v1/envelopes/not-a-uuid", 404, "not_found"),
    ],
)
def test_wrong_paths_and_methods_are_refused_calmly(box, method, path, status, code):
    answer = box.request(method, path)
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json()) == {"code", "message"}
    _refused(answer, status, code)


def test_the_api_describes_itself(box):
    schema = requests.get(box.url + "/api/v1/openapi.json", timeout=30).json()
    for path in ("enrol", "envelopes", "orders", "files", "files/{upload_id}", "notices"):
        assert f"/api/v1/{path}" in schema["paths"], sorted(schema["paths"])
    assert {"Envelope", "Receipt", "Orders", "Enrolled"} <= set(schema["components"]["schemas"])
    assert requests.get(box.url + "/api/v1/docs", timeout=30).status_code == 200


def test_health_and_figures(box):
    assert requests.get(box.url + "/healthz", timeout=30).json() == {"ok": True, "wrong": []}
    figures = requests.get(box.url + "/metrics", timeout=30).text
    assert "hall_open_doubts" in figures
    assert "hall_requests_total" in figures
    through_a_proxy = requests.get(box.url + "/metrics", headers={"X-Forwarded-For": "10.0.0.1"}, timeout=30)
    assert through_a_proxy.status_code == 404


def test_notices_are_for_officers_only(box, case, people):
    from hall.cases import services

    services.ask_correction(case, people.acceptor, ["缺页"])
    url = f"{box.url}/api/v1/notices?case_id={case.pk}"
    _refused(requests.get(url, timeout=30), 401, "bad_proof")
    _refused(requests.get(url, auth=("t-acceptor", "wrong"), timeout=30), 401, "bad_proof")
    _refused(box.request("GET", f"/api/v1/notices?case_id={case.pk}"), 401, "bad_proof")
    seen = requests.get(url, auth=("t-acceptor", PASSWORD), timeout=30)
    assert seen.status_code == 200
    assert [row["reason"] for row in seen.json()] == ["to_correct"]
    assert case.applicant_mobile not in json.dumps(seen.json())


def test_a_kept_connection_does_not_wait_for_delayed_acknowledgements(box):
    """Two small writes without TCP_NODELAY cost 40 ms an answer (queue facts)."""
    with requests.Session() as session:
        session.get(box.url + "/healthz", timeout=30)
        times = []
        for _ in range(20):
            began = perf_counter()
            session.get(box.url + "/healthz", timeout=30)
            times.append(perf_counter() - began)
    assert sorted(times)[10] < 0.035
