"""What may answer in the hall's place: a broken hall, a captive portal, a gateway that loses answers, or nobody."""

import threading
from enum import Enum, unique
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.proof import REFUSAL_HEADER, asked, sign_refusal


@unique
class Answer(Enum):
    """How every request is met."""

    REFUSED = "refused"  # 422 in the hall's own words: it will never take this
    FORBIDDEN = "forbidden"  # 403: the hall does not know the terminal any more
    FORGED = "forged"  # 422 in the hall's own words, and not by the hall: nobody signed it
    FAULT = "fault"  # 500
    GARBAGE = "garbage"  # 200 with the page of a captive portal
    NEVER = "never"  # the request is taken, no answer comes
    LOST = "lost"  # the hall takes it, its answer is lost on the way back


_SIGNED = {Answer.REFUSED: "not_today", Answer.FORBIDDEN: "unknown_terminal"}
_PAGE = b"<!DOCTYPE html><html><body><h1>Welcome to the guest network</h1></body></html>"
_REPLIES = {
    Answer.REFUSED: (422, "application/json", b'{"code": "not_today", "message": "nothing is taken today"}'),
    Answer.FORGED: (422, "application/json", b'{"code": "not_today", "message": "nothing is taken today"}'),
    Answer.FORBIDDEN: (403, "application/json", b'{"code": "unknown_terminal", "message": "who are you?"}'),
    Answer.FAULT: (500, "text/html", b"<h1>Internal Server Error</h1>"),
    Answer.GARBAGE: (200, "text/html", _PAGE),
    Answer.LOST: (502, "text/html", b"<h1>Bad Gateway</h1>"),
}


class FalseHall:
    """Listens on a free loopback port; `answer` may be changed at any time. `true_hall` is (host, port).

    `signing` is the true hall's key: without it no terminal believes a refusal.
    """

    def __init__(self, true_hall: tuple[str, int], signing: Ed25519PrivateKey | None = None) -> None:
        self.answer = Answer.FAULT
        self.asked: list[tuple[str, str]] = []
        """Method and path of every request, in order."""
        self._true_hall = true_hall
        self._signing = signing
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="false-hall", daemon=True).start()

    @property
    def address(self) -> tuple[str, int]:
        """Where a cable may lead to."""
        return ("127.0.0.1", self._server.server_port)

    def close(self) -> None:
        """Go away, also for those who still wait."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def meet(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request; on its own thread."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.asked.append((handler.command, handler.path))
        answer = self.answer
        if answer is Answer.NEVER:
            self._closing.wait(120)
            handler.close_connection = True
            return
        if answer is Answer.LOST:
            self._pass_on(handler, body)
        status, kind, page = _REPLIES[answer]
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(page)))
        if self._signing is not None and answer in _SIGNED:
            request = asked(handler.command, handler.path, handler.headers.get("Authorization", ""))
            handler.send_header(REFUSAL_HEADER, sign_refusal(self._signing, request, status, _SIGNED[answer]))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(page)

    def _pass_on(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        hall = HTTPConnection(*self._true_hall, timeout=20)
        try:
            headers = {name: value for name, value in handler.headers.items() if name.lower() != "connection"}
            hall.request(handler.command, handler.path, body, headers)
            hall.getresponse().read()
        finally:
            hall.close()


def _handler_for(hall: FalseHall) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Every method, every path."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            hall.meet(self)

        do_POST = do_HEAD = do_PATCH = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
