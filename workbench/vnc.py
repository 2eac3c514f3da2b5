"""Qt's own VNC server, kept to this machine.

Qt's plugin listens on every interface and asks no password, so the listening socket is tied to the loopback device
as soon as it exists: from elsewhere one comes through ssh.
"""

import os
import socket


def platform(width_px: int, height_px: int, port: int) -> str:
    """The value of QT_QPA_PLATFORM (or -platform) that serves one screen of that size on `port`."""
    return f"vnc:size={width_px}x{height_px}:port={port}"


def port_of(platform_: str) -> int | None:
    """The port in such a value; None when it is no VNC screen."""
    kind, *settings = platform_.split(":")
    values = dict(one.partition("=")[::2] for one in settings)
    return int(values["port"]) if kind == "vnc" and "port" in values else None


def keep_local(port: int) -> None:
    """Tie this process's listener on `port` to the loopback device; LookupError when nothing listens there.

    Qt's server listens from the moment its first window is drawn.
    """
    for name in os.listdir("/proc/self/fd"):
        one = _socket_at(int(name))
        if one is None:
            continue
        with one:
            if one.family in (socket.AF_INET, socket.AF_INET6) and one.getsockname()[1] == port and _listens(one):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
                return
    raise LookupError(f"nothing listens on port {port}: taken by another program?")


def _socket_at(descriptor: int) -> socket.socket | None:
    """A second handle on the socket at `descriptor`; None when it is something else, or gone by now."""
    try:
        copy = os.dup(descriptor)
    except OSError:
        return None
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None


def _listens(one: socket.socket) -> bool:
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
