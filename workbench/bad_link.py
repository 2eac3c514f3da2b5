"""A bad link between terminal and hall: a TCP relay that misbehaves by dice, the same way for the same seed.

It tears and stalls connections, and it lies: the hall has taken the request, and the terminal hears something else.
"""

import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from enum import Enum, unique

from workbench.answers import Answers


@unique
class Trouble(Enum):
    """What may befall one connection."""

    NONE = "none"
    CUT_GOING_UP = "cut going up"  # torn after some bytes towards the hall
    CUT_COMING_DOWN = "cut coming down"  # torn after some bytes of the answers
    ANSWER_LOST = "answer lost"  # the hall has the whole request; the first byte of its answer tears the connection
    STALL = "stall"  # nothing moves for a while, then it goes on
    REFUSED = "refused"  # nobody listens for a moment
    FAULT = "500 instead"  # the answers are replaced from here on; what the hall did is done
    HTML = "a page instead"  # a portal's sign-in page, with status 200
    NOTHING = "an empty 200 instead"
    LATE_BY_ONE = "late by one"  # each answer is the one before it: somebody else's receipt or refusal, or none


_LIES = {
    Trouble.FAULT: b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
    Trouble.HTML: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>please sign in</html",
    Trouble.NOTHING: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
}


class BadLink:
    """Listens on a loopback port and relays to `target`; each connection meets one `Trouble` with probability `bad`.

    `cut_every_bytes`: besides, every connection is torn after so many bytes towards the hall, 0 = never.
    `carried_bytes` counts what went up, `met` what befell.
    """

    def __init__(
        self,
        target: tuple[str, int],
        *,
        seed: int = 0,
        bad: float = 0.0,
        cut_every_bytes: int = 0,
        stall_s: float = 0.3,
    ) -> None:
        self.bad = bad
        self.carried_bytes = 0
        self.met: Counter[Trouble] = Counter()
        self._target = target
        self._dice = random.Random(seed)
        self._cut_every_bytes = cut_every_bytes
        self._stall_s = stall_s
        self._lock = threading.Lock()
        self._before = _LIES[Trouble.NOTHING]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="bad-link", daemon=True).start()

    @property
    def url(self) -> str:
        """Where the terminal finds the hall."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Take the link away; what is open goes on until its ends close."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            trouble = self._dealt()
            if trouble is Trouble.REFUSED:
                _tear(near)
                continue
            try:
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                _tear(near)
                continue
            _Connection(self, near, far, trouble).start()

    def _dealt(self) -> Trouble:
        with self._lock:
            trouble = Trouble.NONE
            if self._dice.random() < self.bad:
                trouble = self._dice.choice([one for one in Trouble if one is not Trouble.NONE])
            self.met[trouble] += 1
            return trouble

    def allowance(self, trouble: Trouble) -> int:
        """After how many bytes a torn direction tears."""
        with self._lock:
            if trouble is Trouble.ANSWER_LOST:
                return 0
            return self._dice.choice((0, 100, 700, 5_000, 70_000))

    def pause_s(self) -> float:
        """How long a stall lasts."""
        return self._stall_s

    def said_instead(self, trouble: Trouble, answer: bytes) -> bytes:
        """What the terminal hears for one of the hall's answers."""
        with self._lock:
            before = self._before
            self._before = answer
        return before if trouble is Trouble.LATE_BY_ONE else _LIES.get(trouble, answer)

    def carried(self, count: int) -> None:
        """So many bytes went up."""
        with self._lock:
            self.carried_bytes += count

    @property
    def cut_every_bytes(self) -> int:
        """After how many bytes up every connection is torn; 0 = never."""
        return self._cut_every_bytes


class _Connection:
    """Two directions of one connection, each on a thread."""

    def __init__(self, link: BadLink, near: socket.socket, far: socket.socket, trouble: Trouble) -> None:
        self._link, self._near, self._far, self._trouble = link, near, far, trouble
        far.settimeout(None)
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._up_left = link.allowance(trouble) if trouble is Trouble.CUT_GOING_UP else None
        if self._up_left is None and link.cut_every_bytes:
            self._up_left = link.cut_every_bytes
        down = trouble in (Trouble.CUT_COMING_DOWN, Trouble.ANSWER_LOST)
        self._down_left = link.allowance(trouble) if down else None

    def start(self) -> None:
        for move in (self._up, self._down):
            threading.Thread(target=move, name="bad-link", daemon=True).start()

    def _up(self) -> None:
        self._move(self._near, self._far, self._up_left, up=True)

    def _down(self) -> None:
        if self._trouble in (*_LIES, Trouble.LATE_BY_ONE):
            self._lie()
        else:
            self._move(self._far, self._near, self._down_left, up=False)

    def _lie(self) -> None:
        """Hear out each answer of the hall, and say another."""
        answers = Answers()
        with suppress(OSError):
            while data := self._far.recv(16384):
                for answer in answers.feed(data):
                    self._near.sendall(self._link.said_instead(self._trouble, answer))
        self._tear()

    def _move(self, source: socket.socket, sink: socket.socket, left: int | None, *, up: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16384):
                if self._trouble is Trouble.STALL:
                    time.sleep(self._link.pause_s())
                    self._trouble = Trouble.NONE
                part = data if left is None else data[:left]
                if part:
                    sink.sendall(part)
                    if up:
                        self._link.carried(len(part))
                if left is not None:
                    left -= len(part)
                    if len(part) < len(data) or left <= 0:
                        return self._tear()
            sink.shutdown(socket.SHUT_WR)  # a good end of one direction: the other may still have words
            return None
        self._tear()
        return None

    def _tear(self) -> None:
        for one in (self._near, self._far):
            _tear(one)


def _tear(connection: socket.socket) -> None:
    """Reset, so that the other end learns of it at once."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
