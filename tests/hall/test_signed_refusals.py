"""A refusal is believed only when the hall signed it for this very request; the real server, and a link that lies."""

from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlsplit

import pytest
import requests

from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.proof import REFUSAL_HEADER, BadProof, asked, check_refusal, prove
from hall.fleet.models import Terminal
from hall.intake.models import TakenEnvelope
from offline_queue.line import Reason, Unreachable
from offline_queue.news import LinkChanged, Rejected, Sent
from offline_queue.post import HallClient
from offline_queue.sender import Sender
from offline_queue.store import Store
from workbench.bad_link import BadLink, Trouble

TUS = {"Tus-Resumable": "1.0.0"}
UNKNOWN = "0198c0de-0000-7000-8000-000000000000"


def signed_code(answer, box):
    sent = answer.request
    of = asked(sent.method, urlsplit(sent.url).path, sent.headers["Authorization"])
    return check_refusal(answer.headers[REFUSAL_HEADER], of, answer.status_code, box.hall_key)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", f"/api/v1/envelopes/{UNKNOWN}", {}, 404, "envelope_unknown"),
        ("HEAD", f"/api/v1/files/{UNKNOWN}", TUS, 404, "upload_unknown"),
        ("POST", "/api/v1/files", {**TUS, "Upload-Length": "999999999999"}, 413, "too_large"),
        ("POST", "/api/v1/envelopes", {}, 422, "bad_message"),
        ("POST", "/api/v1/files", {"Tus-Resumable": "0.2.2"}, 412, "tus_version"),
    ],
)
def test_the_hall_signs_what_it_refuses(box, method, path, headers, status, code):
    answer = box.request(method, path, **headers)
    assert answer.status_code == status
    assert signed_code(answer, box) == code


def test_later_and_never_are_signed_as_well(box):
    assert signed_code(box.post(box.envelope(Kind.RATING, Rating(level=5), new_id())), box) == "case_unknown"
    assert signed_code(box.post(box.envelope(Kind.RATING, Rating(level=5), None)), box) == "case_id_missing"


def test_what_is_said_of_the_proof_itself_is_signed(box):
    header = prove(box.key, box.id, "GET", "/api/v1/orders", b"other", datetime.now(UTC))
    answer = requests.get(f"{box.url}/api/v1/orders", headers={"Authorization": header}, timeout=30)
    assert (answer.status_code, signed_code(answer, box)) == (401, "bad_proof")
    Terminal.objects.filter(pk=box.id).update(revoked_at=datetime.now(UTC))
    answer = box.request("GET", "/api/v1/orders")
    assert (answer.status_code, signed_code(answer, box)) == (403, "revoked")


@pytest.mark.parametrize("path", ["/api/v1/envelope", "/api/v1/envelopes"])
def test_nobody_gets_the_halls_word_against_a_message_by_repeating_its_header(box, path):
    """Under another path, or with more bytes than may come: such a 4xx is said before anything was proven."""
    body = box.envelope(Kind.RATING, Rating(level=5)).model_dump_json().encode()
    header = prove(box.key, box.id, "POST", "/api/v1/envelopes", body, datetime.now(UTC))
    much = bytes(20_000_000) if path.endswith("s") else body
    answer = requests.post(box.url + path, data=much, headers={"Authorization": header}, timeout=30)
    assert answer.status_code in (404, 413)
    assert REFUSAL_HEADER not in answer.headers


def test_officers_and_strangers_get_no_signature(box):
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = requests.get(f"{box.url}/api/v1/orders", headers=headers, timeout=30)
        assert answer.status_code == 401
        assert REFUSAL_HEADER not in answer.headers


def test_a_signed_refusal_is_of_one_request_only(box):
    first, second = (box.request("GET", f"/api/v1/envelopes/{UNKNOWN}") for _ in range(2))
    second.headers[REFUSAL_HEADER] = first.headers[REFUSAL_HEADER]
    with pytest.raises(BadProof):
        signed_code(second, box)


class _OneBehind(BadLink):
    """Every answer is the one before it; the first is an empty one."""

    def _dealt(self) -> Trouble:
        return Trouble.LATE_BY_ONE


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()


def _inline(call):
    return call()


@pytest.fixture
def link(hall_url):
    made = _OneBehind(("127.0.0.1", urlsplit(hall_url).port))
    yield made
    made.close()


def _client(box, url):
    return HallClient(url, box.id, box.key, box.hall_key, _Clock())


def test_a_stale_refusal_over_a_lying_link_costs_nothing(box, link, submission, tmp_path):
    """The hall refuses one message; the link says so of the next, which the hall has taken."""
    told = []
    with Store(tmp_path / "terminal.db") as store:

        def put(kind, case_id, body):
            with store.transaction() as tx:
                common = {"hall_key": box.seal_key, "terminal": box.id, "now": datetime.now(UTC)}
                return store.enqueue(tx, kind, case_id, body, **common)

        def sender(url):
            made = Sender(store, _client(box, url), _Clock(), told.append, run_on_queue=_inline, jitter=lambda a, b: 0)
            made.round()
            made.close()

        def states():
            return dict(tuple(row) for row in store.read("SELECT id, state FROM outbox"))

        liar = _client(box, link.url)
        never = box.envelope(Kind.RATING, Rating(level=5), None)
        with pytest.raises(Unreachable):  # what the link says first is nothing; it keeps the hall's signed no
            liar.post(never)
        good = put(Kind.SUBMISSION, new_id(), submission)
        sender(link.url)
        assert states() == {str(good): "sending"}
        assert TakenEnvelope.objects.filter(pk=good).exists(), "the hall has it, and its receipt was kept back"
        assert [news for news in told if isinstance(news, LinkChanged)][-1].reason is Reason.REFUSAL_FALSE
        sender(box.url)
        assert states() == {str(good): "sent"}
        assert [type(news) for news in told if isinstance(news, Sent | Rejected)] == [Sent]


def test_a_refusal_by_the_true_hall_is_believed(box, tmp_path):
    told = []
    with Store(tmp_path / "terminal.db") as store:
        with store.transaction() as tx:
            common = {"hall_key": box.seal_key, "terminal": box.id, "now": datetime.now(UTC)}
            store.enqueue(tx, Kind.RATING, None, Rating(level=5), **common)
        sender = Sender(store, _client(box, box.url), _Clock(), told.append, run_on_queue=_inline)
        sender.round()
        sender.close()
        assert [news.code for news in told if isinstance(news, Rejected)] == ["case_id_missing"]
        assert store.stats().refused == 1
