"""Ports for servers that must be told their number before they start.

A number the system gives out may be somebody's outgoing connection by the time the server asks for it; those come from
32768 upwards on Linux unless told otherwise (`net.ipv4.ip_local_port_range`), so numbers are looked for below.
"""

import random
import socket

_LOW, _HIGH = 15_000, 32_000
_TRIES = 200


def free_ports(how_many: int = 1) -> int:
    """The first of so many neighbouring ports that are free on every interface; OSError when none are found."""
    for _ in range(_TRIES):
        first = random.randrange(_LOW, _HIGH)
        if all(is_free(port) for port in range(first, first + how_many)):
            return first
    raise OSError(f"no {how_many} neighbouring free ports between {_LOW} and {_HIGH}")


def is_free(port: int) -> bool:
    """Whether a server may listen on `port` of every interface."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    try:
        socket.create_server(("", port), family=family, dualstack_ipv6=both).close()
    except OSError:
        return False
    return True
