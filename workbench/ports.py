"""Ports for servers that must be told their number before they start.

A number the system gives out may be somebody's outgoing connection by the time the server asks for it; those come from
`net.ipv4.ip_local_port_range` (from 32768 on Linux), so numbers are looked for below it.
"""

import random
import socket
from contextlib import ExitStack

_LOW, _HIGH = 15_000, 32_000
_TRIES = 200


def free_ports(how_many: int = 1) -> int:
    """The first of so many neighbouring ports that are free on every interface; OSError when none are found."""
    for _ in range(_TRIES):
        first = random.randrange(_LOW, _HIGH)
        with ExitStack() as held:
            try:
                for port in range(first, first + how_many):
                    held.enter_context(socket.create_server(("", port)))
            except OSError:
                continue
            return first
    raise OSError(f"no {how_many} neighbouring free ports between {_LOW} and {_HIGH}")
