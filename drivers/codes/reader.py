"""A QR or barcode reader that sends each code by itself over a serial port or USB-CDC."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping

from drivers.codes.errors import CodeReaderLost
from drivers.codes.frame import MORE, MOST, decode
from drivers.link import LinkError, SerialLink

QUIET_S = 0.5
"""Readers send a code in one burst: what is begun and not ended for so long was torn, and must not join the next."""
_RETRY_S = 0.5


class SerialCodeReader:
    """The reader at `path` (preferably a /dev/serial/by-id name). Codes are told, never kept, traced or logged."""

    def __init__(self, path: str, baud: int = 9600, *, quiet_s: float = QUIET_S, retry_s: float = _RETRY_S) -> None:
        self._link = SerialLink(path, baud)
        self._quiet_s, self._retry_s = quiet_s, retry_s
        self._buffer = b""
        self._error = "not opened yet"
        self._joined_at = 0  # the connection that is listened to: counted by the link
        self._codes = self._torn = 0
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, tell: Callable[[str], None]) -> None:
        """Tell every code, on the reader's own thread, until `close`; a lost port is opened again by itself."""
        self._thread = threading.Thread(target=self._listen, args=(tell,), name="codes", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raises `CodeReaderLost` while the port cannot be listened to."""
        if self._error:
            raise CodeReaderLost(self._error)

    def status(self) -> Mapping[str, str]:
        """Port, whether it is listened to, how many codes came and how many broke off or were garbled."""
        values = {"port": self._link.path, "codes": str(self._codes), "torn": str(self._torn)}
        return values | ({"error": self._error} if self._error else {"state": "listening"})

    def close(self) -> None:
        """Stop listening and let go of the port."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(5)
        self._link.close()

    def _listen(self, tell: Callable[[str], None]) -> None:
        try:
            self._read_on(tell)
        finally:  # also when what was told raised: nobody listens any more, and `check` says so
            self._error = "nobody listens any more"

    def _read_on(self, tell: Callable[[str], None]) -> None:
        while not self._closing.is_set():
            try:
                data = self._link.read(MOST, time.monotonic() + self._quiet_s)
            except LinkError as error:
                self._error, self._buffer = str(error), b""
                self._closing.wait(self._retry_s)
                continue
            for code in self._whole(data):
                self._codes += 1
                tell(code)

    def _whole(self, data: bytes) -> Iterator[str]:
        """The codes in `data`. A new connection is joined in a pause: what comes before may be the end of a code."""
        if self._joined_at != self._link.opened_count:
            self._error, self._buffer = "waiting for a pause", b""
            if data:
                return
            self._joined_at, self._error = self._link.opened_count, ""
        yield from self._taken(data)

    def _taken(self, data: bytes) -> Iterator[str]:
        """The whole codes in what was heard so far."""
        if not data:  # quiet
            self._torn += bool(self._buffer)
            self._buffer = b""
        self._buffer += data
        while self._buffer:
            code, used = decode(self._buffer)
            if used == MORE:
                self._buffer = self._buffer[: MOST + 1]  # too long already: so it stays, until its end has come
                return
            line, self._buffer = self._buffer[:used], self._buffer[used:]
            if code is not None:
                yield code
            else:
                self._torn += bool(line.strip())
