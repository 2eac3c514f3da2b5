"""Ports that are given out for servers to come."""

import socket

import pytest

from workbench import ports


def test_neighbours_are_free_and_nobody_connects_from_them() -> None:
    first = ports.free_ports(2)
    assert first + 1 < 32_768
    for port in (first, first + 1):
        socket.create_server(("", port)).close()


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_one_that_is_listened_on_anywhere_is_not_free(family: socket.AddressFamily, host: str) -> None:
    if family is socket.AF_INET6 and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 on this machine")
    with socket.create_server((host, ports.free_ports()), family=family) as taken:
        assert not ports.is_free(taken.getsockname()[1])


def test_taken_ones_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", ports.free_ports())) as taken:
        number = taken.getsockname()[1]
        drawn = iter([number - 1, number, ports.free_ports(2)])
        monkeypatch.setattr("random.randrange", lambda *_: next(drawn))
        assert ports.free_ports(2) not in (number - 1, number)
