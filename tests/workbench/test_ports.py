"""Ports that are given out for servers to come."""

import socket
from pathlib import Path

import pytest

from workbench import ports


def test_neighbours_are_free_and_nobody_connects_from_them() -> None:
    first = ports.free_ports(2)
    lowest, _highest = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    assert first + 1 < lowest
    for port in (first, first + 1):
        socket.create_server(("", port)).close()


def test_taken_ones_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", ports.free_ports())) as taken:
        number = taken.getsockname()[1]
        drawn = iter([number - 1, number, ports.free_ports(2)])
        monkeypatch.setattr("random.randrange", lambda *_: next(drawn))
        assert ports.free_ports(2) not in (number - 1, number)
