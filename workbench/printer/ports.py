"""Where a simulated printer is plugged in: a serial line on a pty, or a listening TCP port."""

import contextlib
import fcntl
import os
import pty
import socket
import struct
import termios
import time
import tty
from pathlib import Path

from workbench.ports import free_ports

SPEEDS = {
    9600: termios.B9600, 19200: termios.B19200, 38400: termios.B38400, 57600: termios.B57600,
    115200: termios.B115200, 460800: termios.B460800, 921600: termios.B921600,
}  # fmt: skip
BITS_A_BYTE = 10
BURST_S = 0.02  # a line may deliver this much at once after a pause: the simulation looks that often


class PtyPort:
    """A pty under a steady name (a link, as udev makes them) that delivers bytes no faster than a line of `baud` would.

    Bytes sent at another speed arrive as what a UART makes of them: rubbish of the same length. Without a `baud` it
    stands for a USB printer device, which has no speed.
    """

    def __init__(self, name: Path, baud: int | None) -> None:
        self._name, self._baud = name, baud
        self._master = self._slave = -1
        self._read_at_s = time.monotonic()
        self.bytes_at_wrong_speed = 0

    @property
    def path(self) -> str:
        """What to give the driver."""
        return str(self._name)

    @property
    def fd(self) -> int:
        """What to wait on; -1 while unplugged."""
        return self._master

    @property
    def due_s(self) -> float:
        """Seconds until the line can have delivered something."""
        return max(0.0, self._read_at_s - time.monotonic())

    def plug(self) -> None:
        """A new pty under the old name."""
        # The slave end stays open here, or the port would die with the first client that closes it.
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        fresh = Path(f"{self._name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._name)

    def unplug(self) -> None:
        """The port hangs up and its name goes away."""
        self._name.unlink(missing_ok=True)
        for end in (self._slave, self._master):
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1

    def take(self) -> bytes:
        """What the line has delivered by now."""
        # A real port forgets TIOCEXCL when its last holder dies; a pty whose other end lives does not.
        fcntl.ioctl(self._slave, termios.TIOCNXCL)
        if self._baud is None:
            return self._read(4096)
        now_s = time.monotonic()
        begun_s = max(self._read_at_s, now_s - BURST_S)
        most = max(1, int((now_s + BURST_S - begun_s) * self._baud / BITS_A_BYTE))
        data = self._read(most)
        self._read_at_s = begun_s + len(data) * BITS_A_BYTE / self._baud
        if termios.tcgetattr(self._master)[4] == SPEEDS[self._baud]:
            return data
        self.bytes_at_wrong_speed += len(data)
        return bytes(byte ^ 0xE4 for byte in data)

    def _read(self, most: int) -> bytes:
        try:
            return os.read(self._master, most)
        except BlockingIOError:
            return b""

    def put(self, data: bytes) -> None:
        """Send; lost when nobody reads, as on a line."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, data)


class TcpPort:
    """A printer on the network: one client at a time on a loopback port that stays the same."""

    def __init__(self) -> None:
        self._listening: socket.socket | None = None
        self._client: socket.socket | None = None
        self._number = free_ports()

    @property
    def path(self) -> str:
        """What to give the driver."""
        return f"tcp:127.0.0.1:{self._number}"

    @property
    def fd(self) -> int:
        """The client's connection, or where the next client knocks; -1 while unplugged."""
        one = self._client or self._listening
        return one.fileno() if one else -1

    @property
    def due_s(self) -> float:
        """A network is as fast as it is."""
        return 0.0

    def plug(self) -> None:
        """Listen, each time under the same number."""
        self._listening = socket.create_server(("127.0.0.1", self._number), backlog=4)

    def unplug(self) -> None:
        """Reset the client, refuse others."""
        self.drop()
        if self._listening:
            self._listening.close()
        self._listening = None

    def drop(self) -> None:
        """Hang up on the client, as printers do with an idle one."""
        if self._client:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._client.close()
        self._client = None

    def take(self) -> bytes:
        """What came; a new client is let in, a gone one let go."""
        if self._client is None:
            if self._listening:
                self._client, _ = self._listening.accept()
                self._client.setblocking(False)
            return b""
        try:
            data = self._client.recv(4096)
        except BlockingIOError:
            return b""
        except ConnectionError:
            data = b""
        if not data:
            self._client.close()
            self._client = None
        return data

    def put(self, data: bytes) -> None:
        """Send; lost when nobody is there."""
        with contextlib.suppress(OSError):
            if self._client:
                self._client.sendall(data)
