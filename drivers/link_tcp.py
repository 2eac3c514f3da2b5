"""A link over TCP: network printers and serial servers that pass bytes on as they are (port 9100, "raw")."""

import fcntl
import socket
import struct
import termios

from drivers.link_stream import StreamLink


class TcpLink(StreamLink):
    """One connection to `host`:`port`, opened on first use and again after any loss.

    Give the host as a number: looking up a name is bounded by the system only, not by `connect_s`.
    """

    def __init__(self, host: str, port: int, *, connect_s: float = 2.0, stall_s: float = 2.0) -> None:
        super().__init__(f"{host}:{port}", stall_s)
        self._address, self._connect_s = (host, port), connect_s

    def _opened(self) -> int:
        connection = socket.create_connection(self._address, self._connect_s)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            # A printer whose plug was pulled sends no goodbye: without this the kernel would try for a quarter hour.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(self._stall_s * 1000))
            # What has not left when we give up must not be printed later.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.setblocking(False)
        except OSError:
            connection.close()
            raise
        return connection.detach()

    def _queued(self, fd: int) -> int:
        """Bytes the far side has not acknowledged."""
        return int(struct.unpack("i", fcntl.ioctl(fd, termios.TIOCOUTQ, b"\0\0\0\0"))[0])
