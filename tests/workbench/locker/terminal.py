"""The other end of a simulated line, without any driver; and names for the fixtures of this folder."""

import os
import select
import termios
import time
from collections.abc import Callable

from workbench.locker import SimulatedBank
from workbench.wire import SPEEDS, Wire

GAP_S = 0.01
Banks = Callable[..., SimulatedBank]
Until = Callable[[Callable[[], bool]], None]


class Terminal:
    """A raw file descriptor, at the line's own speed unless another is given."""

    def __init__(self, wire: Wire, speed: int | None = None) -> None:
        self.fd = os.open(wire.path, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(self.fd)
        settings[4] = settings[5] = SPEEDS[wire.baud] if speed is None else speed
        termios.tcsetattr(self.fd, termios.TCSANOW, settings)

    def ask(self, text: str, wait_s: float = 0.4) -> str:
        """After a pause as boards need it, send bytes given in hex; what comes until `wait_s` of quiet, in hex."""
        time.sleep(GAP_S)
        os.write(self.fd, bytes.fromhex(text))
        return self.hear(wait_s)

    def hear(self, wait_s: float = 0.4) -> str:
        taken = b""
        while select.select([self.fd], [], [], wait_s)[0]:
            taken += os.read(self.fd, 4096)
        return taken.hex(" ").upper()

    def get(self, text: str, size: int) -> str:
        """After a pause as boards need it, send bytes given in hex; the first `size` that come, in hex, and no more."""
        time.sleep(GAP_S)
        os.write(self.fd, bytes.fromhex(text))
        taken = b""
        while len(taken) < size:
            assert select.select([self.fd], [], [], 3)[0], f"only {taken.hex(' ')} came"
            taken += os.read(self.fd, size - len(taken))
        return taken.hex(" ").upper()

    def close(self) -> None:
        os.close(self.fd)


Terminals = Callable[..., Terminal]
