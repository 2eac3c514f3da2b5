"""Links over TCP and over character devices: a real socket, a real pty."""

import contextlib
import os
import pty
import socket
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link import LinkDenied, LinkLost
from drivers.link_file import FileLink
from drivers.link_tcp import TcpLink


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def tcp(server: socket.socket) -> TcpLink:
    return TcpLink("127.0.0.1", server.getsockname()[1], stall_s=0.3)


def test_bytes_go_both_ways_and_a_deadline_is_kept(listening):
    link = tcp(listening)
    link.write(b"ask")
    far, _ = listening.accept()
    with far:
        assert far.recv(16) == b"ask"
        assert link.read(16, time.monotonic() + 0.05) == b""
        far.sendall(b"answer")
        assert link.read(3, time.monotonic() + 2) == b"ans"
        assert link.waiting() == b"wer"
        assert link.opened_count == 1
        link.close()
        link.close()


def test_a_hang_up_is_lost_and_the_next_call_connects_again(listening):
    link = tcp(listening)
    link.open()
    listening.accept()[0].close()
    with pytest.raises(LinkLost):
        link.read(1, time.monotonic() + 2)
    link.write(b"again")
    far, _ = listening.accept()
    with far:
        assert far.recv(16) == b"again"
    assert link.opened_count == 2
    link.close()


def test_nobody_there(listening):
    link = tcp(listening)
    listening.close()
    with pytest.raises(LinkLost, match="refused"):
        link.open()


def test_a_far_side_that_takes_nothing_is_given_up_and_nothing_arrives_later(listening):
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link = tcp(listening)
    link.open()
    far, _ = listening.accept()
    with far:
        with pytest.raises(LinkLost) as raised:
            link.write(bytes(8_000_000))
        assert raised.value.accepted < 8_000_000
        far.settimeout(2)
        arrived = 0
        with contextlib.suppress(ConnectionResetError):  # torn, not ended: the peer must not take it for the whole
            while data := far.recv(65536):
                arrived += len(data)
            pytest.fail("the connection came to a good end")
        assert arrived < 8_000_000


@pytest.fixture
def device(tmp_path: Path) -> Iterator[tuple[int, str]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_character_device(device):
    master, name = device
    link = FileLink(name, stall_s=0.3)
    link.write(b"ask")
    assert os.read(master, 16) == b"ask"
    assert link.read(16, time.monotonic() + 0.05) == b""
    os.write(master, b"answer")
    assert link.read(16, time.monotonic() + 2) == b"answer"
    link.close()


def test_a_second_owner_is_denied(device):
    first, second = FileLink(device[1]), FileLink(device[1])
    first.open()
    with pytest.raises(LinkDenied, match="another program"):
        second.open()
    first.close()
    second.open()
    second.close()


def test_a_device_that_takes_nothing_is_given_up(device):
    link = FileLink(device[1], stall_s=0.2)
    with pytest.raises(LinkLost, match="no byte left"):
        link.write(bytes(200_000))


def test_a_missing_device_and_a_plain_file_under_its_name(tmp_path):
    with pytest.raises(LinkLost):
        FileLink(str(tmp_path / "lp0")).open()
    (tmp_path / "lp0").write_bytes(b"")
    with pytest.raises(LinkLost, match="not a device"):
        FileLink(str(tmp_path / "lp0")).open()
