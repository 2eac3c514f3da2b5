"""Whose turn it is: no one envelope, paper or answer keeps the others, or the hall's word, waiting for ever."""

import random
import socket
import threading
import time
from contextlib import suppress

import pytest

from contract.envelope import new_id
from offline_queue import line
from offline_queue.line import Answer, HallLine, Unreachable, _retry_after
from offline_queue.news import Rejected, Sent, StoreFailed
from tests.offline_queue.small_hall import Reply


def sent(rig):
    return [one.envelope_id for one in rig.told if isinstance(one, Sent)]


def rounds(rig, how_many):
    """So many rounds as the thread would have them, an unforeseen error told and waited out as there."""
    for _ in range(how_many):
        try:
            wait_s = rig.sender.round()
        except Exception as error:
            rig.told.append(StoreFailed(error))
            wait_s = 300.0
        rig.clock.pass_s(max(wait_s, 0.01))


@pytest.mark.parametrize("reply", [Reply(500), Reply(hang_up=True)], ids=["500", "hangs up"])
def test_many_envelopes_the_hall_chokes_on_do_not_keep_the_good_ones(rig, reply):
    rig.hall.now = rig.clock.now
    rig.sender._jitter = random.Random(4).uniform
    choking = [rig.put(priority=2) for _ in range(25)]
    rig.hall.always = dict.fromkeys(choking, reply)
    good = rig.put()
    rounds(rig, 40)
    assert good in sent(rig)
    rig.hall.always.clear()
    rig.drain(60)
    assert set(choking) < set(sent(rig))


@pytest.mark.parametrize("place", ["http://[", "files/0", "//", "/api/v1/files/ü", "/api/v1/../x y"])
def test_an_upload_at_a_strange_place_keeps_no_other_paper(rig, place):
    rig.hall.now = rig.clock.now
    one, other = rig.put_paper(b"one", new_id()), rig.put_paper(b"the other", new_id())
    rig.hall.misbehave("POST", Reply(201, b"", {"Location": place.encode().decode("latin-1")}))
    rounds(rig, 20)
    assert set(sent(rig)) == {one, other}
    assert not [told for told in rig.told if isinstance(told, StoreFailed)]


def test_a_place_that_is_garbled_on_the_disk_is_left_for_a_new_one(rig):
    rig.put_paper(b"one", new_id())
    rig.put_paper(b"the other", new_id())
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET upload_url = 'http://[' WHERE seq = 1")
    rig.drain()
    assert len(sent(rig)) == 2


@pytest.mark.parametrize("path", ["blobs/\0", "blobs", "blobs/" + "a" * 300])
def test_a_paper_whose_place_is_garbled_is_a_dead_letter_and_the_rest_goes_on(rig, path):
    lost, other = rig.put_paper(b"one", new_id()), rig.put_paper(b"the other", new_id())
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET blob_path = ? WHERE seq = 1", (path,))
    rounds(rig, 3)
    assert sent(rig) == [other]
    assert [(one.envelope_id, one.code) for one in rig.told if isinstance(one, Rejected)] == [(lost, "damaged_on_disk")]


def test_an_error_nobody_foresaw_costs_its_own_envelope_an_hour_and_the_others_little(rig):
    rig.hall.now = rig.clock.now
    before, odd, behind = rig.put(), rig.put(), rig.put()
    post = rig.sender._client.post

    def post_with_a_bug(envelope):
        if envelope.id == odd and rig.clock.steady < 3000:
            raise ZeroDivisionError
        return post(envelope)

    rig.sender._client.post = post_with_a_bug
    rounds(rig, 1)
    assert sent(rig) == [before], "what the hall had was written down"
    rounds(rig, 1)
    assert sent(rig) == [before, behind]
    rig.clock.pass_s(3600)
    rounds(rig, 1)
    assert sent(rig) == [before, behind, odd]


def test_the_hall_is_heard_while_thousands_wait(rig):
    for _ in range(60):
        rig.put()
    tell = rig.sender._tell
    heard = []

    def slowly(news):
        tell(news)
        if isinstance(news, Sent):
            rig.clock.steady += 5.0
            heard.append(rig.hall.polls)

    rig.sender._tell = slowly
    rig.sender.round()
    assert len(heard) == 60
    assert heard[-1] >= 2, "before the last went"


def test_the_hall_is_heard_over_a_link_that_cuts_every_paper(rig):
    rig.hall.now = rig.clock.now
    rig.put_paper(bytes(5_000_000), new_id())
    rig.hall.misbehave("PATCH", *[Reply(hang_up=True)] * 30)
    rounds(rig, 12)
    assert rig.hall.polls
    assert not sent(rig)


@pytest.mark.parametrize(
    "said",
    [
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
        "Wed, 21 Oct 2026 99999999999999999999:28:00 GMT",
        "Wed, 21 Oct 2026 07:28:00 +99999999999999999",
    ],
)
def test_a_date_that_is_none_says_nothing(said):
    assert _retry_after(Answer(429, {"Retry-After": said, "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"")) is None


def test_an_offset_of_thousands_of_digits_costs_time_only(rig):
    rig.put_paper(b"one", new_id())
    rig.hall.misbehave("PATCH", Reply(204, b"", {"Upload-Offset": "9" * 5000}))
    rig.drain()
    assert len(sent(rig)) == 1


def test_a_stranger_who_says_come_again_makes_no_upload_begin_anew(rig):
    rig.put_paper(bytes(300_000), new_id())
    rig.hall.misbehave("PATCH", Reply(429, b'{"code": "blob_unknown"}', signed=False))
    rig.drain()
    assert len(sent(rig)) == 1
    assert len(rig.hall.uploads) == 1


def test_an_answer_that_drips_ends_at_its_deadline(rig, monkeypatch):
    monkeypatch.setattr(line, "WHOLE_ANSWER_S", 0.5)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            with server.accept()[0] as hall:
                hall.recv(65536)
                hall.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                with suppress(OSError):  # hung up on
                    while not over.wait(0.02):
                        hall.sendall(b" ")

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        asking = HallLine(f"http://127.0.0.1:{server.getsockname()[1]}", "T1", rig.key, None, rig.clock)
        begun = time.monotonic()
        with pytest.raises(Unreachable, match="without end"):
            asking.call("GET", "/api/v1/orders")
        assert time.monotonic() - begun < 10
        over.set()
        dripping.join()
