"""The network cable between terminal and hall: a TCP relay that can be cut and mended."""

import socket
import threading
from contextlib import suppress


class Cable:
    """Listens on a loopback port and relays to `target`; while cut, connections are dropped and refused."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._cut = False
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.cut_every_bytes: int | None = None
        """Drop what is open each time so many bytes have gone towards the hall; new connections pass."""
        self.carried_bytes = 0
        self.cuts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="cable", daemon=True).start()

    @property
    def url(self) -> str:
        """Where the terminal finds the hall."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_cut(self) -> bool:
        """Whether nothing passes."""
        return self._cut

    def cut(self) -> None:
        """Drop what is open, refuse what comes."""
        with self._lock:
            self._cut = True
            gone, self._open = self._open, set()
        for one in gone:
            _reset(one)

    def lead_to(self, target: tuple[str, int]) -> None:
        """Put the far end into another socket: what is open is dropped, new connections go there."""
        was_cut = self._cut
        self.cut()
        self._target = target
        self._cut = was_cut

    def mend(self) -> None:
        """Let connections through again."""
        self._cut = False

    def close(self) -> None:
        """Take the cable away."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                _reset(near)
                continue
            try:
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(source, sink, source is near), daemon=True).start()

    def _count(self, number: int) -> None:
        before, self.carried_bytes = self.carried_bytes, self.carried_bytes + number
        every = self.cut_every_bytes
        if every and before // every != self.carried_bytes // every:
            self.cuts += 1
            self.cut()
            self.mend()

    def _relay(self, source: socket.socket, sink: socket.socket, towards_hall: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
                if towards_hall:
                    self._count(len(data))
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            with self._lock:
                self._open.discard(one)
            one.close()


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()
