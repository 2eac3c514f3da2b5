"""Asked to end, the hall finishes what it has in hand and takes nobody new in."""

import socket
import threading
import time

import pytest
import requests

from hall.serve import Server


@pytest.fixture
def server(hall_database):
    """A server of this test's own, in a thread, and the thread."""
    server = Server("127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server, thread
    server.close()
    thread.join(20)
    assert not thread.is_alive()


def _until_nobody_is_taken(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:  # refused, or reset at the very moment
            return
    pytest.fail("the hall still takes connections")


def test_a_request_in_hand_is_answered_and_a_new_one_is_not_taken(server, monkeypatch):
    hall, thread = server
    begun, may_end = threading.Event(), threading.Event()

    def slow(_path, _mode):
        begun.set()
        return may_end.wait(10)

    monkeypatch.setattr("hall.health.os.access", slow)
    answers = []
    client = threading.Thread(target=lambda: answers.append(requests.get(f"{hall.url}/healthz", timeout=20)))
    client.start()
    assert begun.wait(10)
    hall.close()
    _until_nobody_is_taken(hall.port)
    assert thread.is_alive()
    may_end.set()
    client.join(10)
    assert [answer.status_code for answer in answers] == [200]
    thread.join(10)
    assert not thread.is_alive()


def test_a_request_half_on_the_wire_is_waited_for_and_an_idle_line_is_not(server):
    hall, thread = server
    with socket.create_connection(("127.0.0.1", hall.port), 10) as idle, requests.Session() as session:
        session.get(f"{hall.url}/healthz", timeout=20)  # kept open, nothing asked any more
        with socket.create_connection(("127.0.0.1", hall.port), 10) as half:
            half.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            session.get(f"{hall.url}/healthz", timeout=20)  # by now the loop has read the first half
            hall.close()
            thread.join(1.5)
            assert thread.is_alive()
            half.sendall(b"\r\n")
            assert half.recv(100).startswith(b"HTTP/1.1 200")
        thread.join(5)
        assert not thread.is_alive()
        assert idle.recv(1) == b""


def test_who_never_ends_is_cut_off(server, monkeypatch):
    hall, thread = server
    monkeypatch.setattr("hall.serve.GRACE_S", 0.3)
    with socket.create_connection(("127.0.0.1", hall.port), 10) as half:
        half.sendall(b"GET /healthz HTTP/1.1\r\n")
        requests.get(f"{hall.url}/healthz", timeout=20)
        hall.close()
        thread.join(5)
        assert not thread.is_alive()
