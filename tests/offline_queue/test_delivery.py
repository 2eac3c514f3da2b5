"""From the outbox to a hall over real HTTP: everything arrives once, whatever the hall or the line does."""

import threading
from contextlib import nullcontext, suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import proof
from contract.envelope import Kind, digest, new_id
from offline_queue import outbox
from offline_queue.line import Answer, Later, Reason, Unreachable, _retry_after
from offline_queue.news import LinkChanged, OrdersArrived, Rejected, Sent
from offline_queue.post import GONE_AFTER
from tests.offline_queue.small_hall import Reply, orders

HTML = Reply(200, b"<html>please sign in to the hotel's network</html>", {"Content-Type": "text/html"})


def sent(rig):
    return [news.envelope_id for news in rig.told if isinstance(news, Sent)]


def links(rig):
    return [(news.online, news.reason) for news in rig.told if isinstance(news, LinkChanged)]


def test_everything_arrives_once_and_the_row_stays_with_its_receipt(rig):
    ids = [rig.put(new_id()) for _ in range(5)]
    rig.sender.round()
    assert list(rig.hall.taken) == ids == sent(rig)
    rows = rig.store.read("SELECT state, sealed, receipt FROM outbox")
    assert all(row["state"] == "sent" and row["sealed"] is None and "token" in row["receipt"] for row in rows)
    rig.sender.round()
    assert rig.hall.posts == ids


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(500, b"oops"), Reason.FAULT),
        (Reply(503, b'{"code": "busy"}'), Reason.FAULT),
        (HTML, Reason.GARBAGE),
        (Reply(200, b""), Reason.GARBAGE),
        (Reply(200, b'{"envelope_id": "x"}'), Reason.GARBAGE),
        (Reply(302, b"", {"Location": "http://elsewhere/"}), Reason.GARBAGE),
        (Reply(404, b"<h1>Not Found</h1>"), Reason.GARBAGE),
        (Reply(hang_up=True), Reason.UNREACHABLE),
        (Reply(500, b"oops", commit=True), Reason.FAULT),
        (Reply(hang_up=True, commit=True), Reason.UNREACHABLE),
    ],
)
def test_a_bad_answer_costs_time_and_nothing_else(rig, reply, reason):
    rig.hall.misbehave("POST", reply)
    id_ = rig.put(new_id())
    assert rig.sender.round() > 0
    assert rig.states() == ["sending"]
    assert links(rig)[-1] == (False, reason)
    rig.drain()
    assert rig.hall.asked == [id_]
    assert rig.hall.posts.count(id_) == 1
    assert list(rig.hall.taken) == [id_] == sent(rig)
    assert links(rig)[-1] == (True, None)


def test_a_receipt_for_something_else_is_not_believed(rig):
    first, second = rig.put(new_id()), rig.put(new_id())
    rig.sender.round()
    wrong = rig.hall.receipts[first].encode()
    third = rig.put(new_id())
    rig.hall.misbehave("POST", Reply(200, wrong))
    rig.sender.round()
    assert rig.states() == ["sent", "sent", "sending"]
    assert links(rig)[-1] == (False, Reason.RECEIPT_FALSE)
    rig.drain()
    assert sent(rig) == [first, second, third]


def test_a_receipt_signed_by_nobody_is_not_believed(rig):
    id_ = rig.put(new_id())
    with rig.store.transaction() as tx:
        sealed = tx.execute("SELECT sealed FROM outbox").fetchone()[0]
    envelope = type("E", (), {"id": id_, "sealed": sealed})()
    forged = proof.sign_receipt(Ed25519PrivateKey.generate(), envelope, "N1", rig.clock.now())
    rig.hall.misbehave("POST", Reply(200, forged.model_dump_json().encode()))
    rig.sender.round()
    assert rig.states() == ["sending"]
    assert sent(rig) == []
    assert links(rig)[-1] == (False, Reason.RECEIPT_FALSE)


def _forged(rig, how, status=422, code="bad_message"):
    """An answer whose refusal is signed by nobody, by another, for an earlier request or for another status."""
    key = Ed25519PrivateKey.generate() if how == "foreign" else rig.hall.signing
    token = proof.sign_refusal(key, "0" * 64, status, code)
    headers = {} if how == "unsigned" else {proof.REFUSAL_HEADER: token if how != "garbled" else token[:-3]}
    return Reply(status, f'{{"code": "{code}"}}'.encode(), headers, signed=False)


@pytest.mark.parametrize("how", ["unsigned", "foreign", "stale", "garbled"])
@pytest.mark.parametrize(
    ("status", "code"), [(422, "bad_message"), (409, "case_unknown"), (403, "revoked"), (413, "too_large")]
)
def test_a_refusal_the_hall_did_not_sign_for_this_request_is_not_believed(rig, how, status, code):
    id_ = rig.put(new_id())
    rig.hall.misbehave("POST", _forged(rig, how, status, code))
    assert rig.sender.round() > 0
    assert rig.states() == ["sending"]
    assert links(rig)[-1] == (False, Reason.REFUSAL_FALSE)
    rig.hall.misbehave("GET", _forged(rig, how, 404, "envelope_unknown"))
    rig.drain()
    assert (sent(rig), rig.hall.posts) == ([id_], [id_])
    assert [news for news in rig.told if isinstance(news, Rejected)] == []


def test_a_signed_refusal_under_another_status_is_not_believed(rig):
    """The hall asked to come again later; somebody turns that into a no."""
    rig.put(new_id())
    answer, request = Answer(422, {}, b'{"code": "case_unknown"}'), proof.asked("POST", "/api/v1/envelopes", "h")
    answer.headers[proof.REFUSAL_HEADER] = proof.sign_refusal(rig.hall.signing, request, 409, "case_unknown")
    line = rig.sender._client._line
    assert isinstance(line._failure(Answer(409, answer.headers, answer.body), request), Later)
    with pytest.raises(Unreachable, match="something else"):
        line._failure(answer, request)


def test_an_upload_a_liar_says_is_gone_goes_on_where_it_was(rig):
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", Reply(hang_up=True, commit=True))
    rig.hall.misbehave("HEAD", Reply(404, b"", signed=False), Reply(410, b"", signed=False))
    rig.drain()
    assert len(rig.hall.uploads) == 1
    assert rig.hall.patched_bytes == rig.hall.lengths["/api/v1/files/0"]


@pytest.mark.parametrize("body", [b"", b"<html>not found</html>", b'{"code": "upload_unknown"}'])
def test_a_place_that_is_gone_for_good_is_left_though_nobody_signs_for_it(rig, body):
    """The hall has moved, and the proxy in front of it knows nothing of the old path."""
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", Reply(hang_up=True, commit=True))
    rig.hall.misbehave("HEAD", *[Reply(404, body, signed=False)] * GONE_AFTER)
    for _ in range(GONE_AFTER):
        rig.clock.pass_s(rig.sender.round())
        assert len(rig.hall.uploads) == 1
    rig.drain()
    assert list(rig.hall.lengths) == ["/api/v1/files/0", "/api/v1/files/1"]
    assert rig.states() == ["sent"]


def test_papers_that_take_turns_at_places_long_gone_are_each_begun_anew(rig, tmp_path):
    """One such paper lets the others go first: between two tries of one the other's place is asked for."""
    client, paper, made = rig.sender._client, tmp_path / "paper", []
    paper.write_bytes(PAPER)
    rig.hall.misbehave("HEAD", *[Reply(404, b"", signed=False)] * 2 * GONE_AFTER)
    for last in range(GONE_AFTER):
        for gone in ("/api/v1/files/8", "/api/v1/files/9"):
            with suppress(Unreachable) if last + 1 < GONE_AFTER else nullcontext():
                client.upload(paper, digest(PAPER), url=gone, created=made.append)
        assert bool(made) is (last + 1 == GONE_AFTER)
    assert len(made) == 2


def test_a_proxy_that_finds_no_place_costs_tries_and_few_fresh_places(rig):
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", *[Reply(hang_up=True)] * 100)
    rig.hall.misbehave("HEAD", *[Reply(404, b"", signed=False)] * 100)
    for _ in range(2 * GONE_AFTER + 1):
        rig.clock.pass_s(rig.sender.round())
    assert len(rig.hall.uploads) == 3
    assert rig.states() == ["sending"]  # nothing is given up
    rig.hall.replies.clear()
    rig.drain()
    assert rig.states() == ["sent"]


def test_one_refused_item_does_not_stop_the_others(rig):
    case = new_id()
    first, second = rig.put(case), rig.put(new_id())
    rig.hall.misbehave("POST", Reply(422, b'{"code": "bad_message", "message": "x"}'))
    rig.sender.round()
    assert rig.states() == ["refused", "sent"]
    assert [news for news in rig.told if isinstance(news, Rejected)] == [
        Rejected(first, "bad_message", Kind.RATING, case)
    ]
    assert sent(rig) == [second]
    row = rig.store.read("SELECT sealed, refusal FROM outbox WHERE state = 'refused'")[0]
    assert row["sealed"]
    assert "bad_message" in row["refusal"]


@pytest.mark.parametrize("status", [401, 403])
def test_an_authentication_refusal_stops_the_round(rig, status):
    rig.put(new_id()), rig.put(new_id())
    rig.hall.misbehave("POST", Reply(status, b'{"code": "revoked"}'))
    assert rig.sender.round() > 0
    assert rig.states() == ["ready", "ready"]
    assert rig.hall.posts == []
    rig.drain()
    assert len(rig.hall.taken) == 2


@pytest.mark.parametrize(
    "reply", [Reply(409, b'{"code": "case_unknown"}'), Reply(429, b"", {"Retry-After": "40"}), Reply(425, b"")]
)
def test_later_is_not_no(rig, reply):
    first, second = rig.put(new_id()), rig.put(new_id())
    rig.hall.misbehave("POST", reply)
    rig.sender.round()
    assert rig.states() == ["ready", "sent"]
    if "Retry-After" in reply.headers:
        rig.clock.pass_s(39)
        rig.sender.round()
        assert rig.states() == ["ready", "sent"]
        rig.clock.pass_s(1)
    rig.drain()
    assert sent(rig) == [second, first]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"Retry-After": "40"}, 40.0),
        ({"Retry-After": "Wed, 04 Mar 2026 08:00:40 GMT", "Date": "Wed, 04 Mar 2026 08:00:00 GMT"}, 40.0),
        ({"Retry-After": "Wed, 04 Mar 2026 07:00:00 GMT", "Date": "Wed, 04 Mar 2026 08:00:00 GMT"}, 0.0),
        ({"Retry-After": "Wed, 04 Mar 2026 08:00:40 GMT"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_both_forms_of_retry_after_are_understood(said, seconds):
    assert _retry_after(Answer(429, said, b"")) == seconds


def test_a_fault_of_one_item_does_not_hold_up_the_rest(rig):
    poisoned, other = rig.put(new_id(), priority=1), rig.put(new_id())
    rig.hall.misbehave("POST", *[Reply(500, b"")] * 3)
    rig.hall.misbehave("GET", Reply(304), Reply(304))
    rig.drain()
    assert set(sent(rig)) == {poisoned, other}
    assert rig.hall.posts.count(poisoned) == 1


def test_back_off_grows_to_a_cap_and_ends(rig):
    rig.put(new_id())
    url = rig.hall.url
    rig.hall.close()
    waits = [rig.sender.round() for _ in range(12)]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(waits) == 300.0
    assert links(rig) == [(False, Reason.UNREACHABLE)]
    assert url.startswith("http://127.0.0.1")


def test_sending_found_at_start_is_asked_about_first(rig):
    id_ = rig.put(new_id())
    rig.hall.misbehave("POST", Reply(hang_up=True, commit=True))
    rig.sender.round()
    rig.restart()
    rig.sender.round()
    assert (rig.hall.asked, rig.hall.posts.count(id_), sent(rig)) == ([id_], 1, [id_])


def test_a_damaged_row_becomes_a_visible_dead_letter(rig):
    rig.put(new_id())
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET sealed = zeroblob(10)")
    rig.sender.round()
    assert [news.code for news in rig.told if isinstance(news, Rejected)] == ["damaged_on_disk"]
    assert rig.hall.posts == []


def test_orders_are_told_once(rig):
    rig.hall.orders = orders()
    rig.sender.round()
    rig.clock.pass_s(60)
    rig.sender.round()
    arrived = [news.orders.version for news in rig.told if isinstance(news, OrdersArrived)]
    assert arrived == ["v1"]


PAPER = bytes(range(256)) * 3000  # 768,000 bytes: six pieces


def test_a_paper_is_uploaded_sealed_then_its_blob_goes(rig):
    case = new_id()
    id_ = rig.put_paper(PAPER, case)
    blob = next(rig.store.blobs.iterdir())
    sealed = blob.read_bytes()
    rig.sender.round()
    assert sent(rig) == [id_]
    assert bytes(rig.hall.uploads["/api/v1/files/0"]) == sealed
    assert rig.hall_secret.unseal(sealed, rig.hall.taken[id_].bound) == PAPER
    assert not blob.exists()


def test_a_cut_upload_goes_on_where_it_was(rig):
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", Reply(hang_up=True, commit=True), Reply(hang_up=True), Reply(hang_up=True, commit=True))
    rig.drain()
    size = rig.hall.lengths["/api/v1/files/0"]
    assert len(rig.hall.uploads) == 1
    assert digest(bytes(rig.hall.uploads["/api/v1/files/0"])) == rig.store.read("SELECT blob_sha256 FROM outbox")[0][0]
    assert rig.hall.patched_bytes == size


def test_a_piece_that_arrives_changed_is_sent_again(rig):
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", Reply(460, b'{"code": "checksum_mismatch"}'))
    rig.drain()
    assert len(rig.hall.uploads) == 1
    assert rig.states() == ["sent"]


def test_the_upload_of_a_refused_paper_is_given_up(rig):
    refused, other = rig.put_paper(PAPER, new_id()), rig.put(new_id(), priority=9)
    rig.hall.misbehave("POST", Reply(commit=True, status=201, headers={"Location": "/api/v1/files/0"}))
    rig.hall.misbehave("POST", Reply(422, b'{"code": "bad_message"}'))
    rig.sender.round()
    assert rig.hall.uploads == {}
    assert rig.states() == ["refused", "sent"]
    assert (sent(rig), list(rig.hall.taken)) == ([other], [other])
    with rig.store.transaction() as tx:
        assert outbox.retry(tx, refused)
    rig.drain()
    assert set(sent(rig)) == {refused, other}, "sent again, its paper is brought up anew"


@pytest.mark.parametrize("reply", [Reply(500, b""), Reply(hang_up=True), Reply(404, b'{"code": "upload_unknown"}')])
def test_an_upload_that_cannot_be_given_up_holds_nothing_up(rig, reply):
    rig.put_paper(PAPER, new_id()), rig.put(new_id(), priority=9)
    rig.hall.misbehave("POST", Reply(commit=True, status=201, headers={"Location": "/api/v1/files/0"}))
    rig.hall.misbehave("POST", Reply(422, b'{"code": "bad_message"}'))
    rig.hall.misbehave("DELETE", reply)
    rig.sender.round()
    assert rig.states() == ["refused", "sent"]


def test_an_upload_the_hall_forgot_is_begun_anew(rig):
    rig.put_paper(PAPER, new_id())
    rig.hall.misbehave("PATCH", Reply(hang_up=True, commit=True))
    rig.sender.round()
    rig.hall.uploads.clear()
    rig.drain()
    assert list(rig.hall.uploads) == ["/api/v1/files/0"]
    assert rig.states() == ["sent"]


def test_a_damaged_blob_is_never_sent(rig):
    rig.put_paper(PAPER, new_id())
    blob = next(rig.store.blobs.iterdir())
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    rig.sender.round()
    assert [news.code for news in rig.told if isinstance(news, Rejected)] == ["damaged_on_disk"]
    assert rig.hall.uploads == {}


def test_the_thread_sends_as_soon_as_it_is_woken(rig):
    arrived = threading.Event()
    rig.sender._tell = lambda news: arrived.set() if isinstance(news, Sent) else None
    lock = threading.Lock()

    def one_at_a_time(call):
        with lock:
            return call()

    rig.sender._on_queue = one_at_a_time
    rig.hall.orders = orders()
    rig.sender.start()
    with lock:
        rig.put(new_id())
    rig.sender.wake()
    assert arrived.wait(10)


@pytest.mark.parametrize("length", [5, 5000])
def test_the_place_of_another_upload_is_left_and_the_paper_goes_to_its_own(rig, length):
    """An answer that came late named the place of an earlier, shorter or longer paper."""
    paper = rig.put_paper(b"%PDF", new_id())
    rig.hall.uploads["/api/v1/files/x"], rig.hall.lengths["/api/v1/files/x"] = bytearray(), length
    rig.hall.misbehave("POST", Reply(201, headers={"Location": "/api/v1/files/x"}))
    rig.drain()
    assert rig.states() == ["sent"]
    assert set(rig.hall.taken) == {paper}
    assert len(rig.hall.uploads) == 2
