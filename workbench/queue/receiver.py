"""A hall that only receives: envelopes answered with signed receipts, papers by tus; as fast as Python's server is."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.envelope import Envelope
from contract.proof import REFUSAL_HEADER, asked, sign_receipt, sign_refusal


class Receiver:
    """Listens on a free loopback port. `envelopes` counts what came, `papers` holds the bytes of each upload."""

    def __init__(self) -> None:
        self.signing = Ed25519PrivateKey.generate()
        self.envelopes = 0
        self.papers: list[bytearray] = []
        self._sizes: list[str] = []  # as announced
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="receiver", daemon=True).start()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return ("127.0.0.1", self._server.server_port)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers for one whole request."""
        if path == "/api/v1/envelopes":
            self.envelopes += 1
            receipt = sign_receipt(self.signing, Envelope.model_validate_json(body), "N1", datetime.now(UTC))
            return 200, receipt.model_dump_json().encode(), {}
        if path == "/api/v1/files":
            self.papers.append(bytearray())
            self._sizes.append(headers["Upload-Length"])
            return 201, b"", {"Location": f"/api/v1/files/{len(self.papers) - 1}"}
        if path.startswith("/api/v1/files/"):
            paper = self.papers[int(path.rpartition("/")[2])]
            if method == "PATCH" and int(headers["Upload-Offset"]) == len(paper):
                paper += body
            size = self._sizes[int(path.rpartition("/")[2])]
            said = {"Upload-Offset": str(len(paper)), "Upload-Length": size}
            return (204 if method == "PATCH" else 200), b"", said
        if path == "/api/v1/orders":
            return 304, b"", {}
        word = sign_refusal(self.signing, asked(method, path, headers["Authorization"]), 404, "envelope_unknown")
        return 404, b'{"code": "envelope_unknown"}', {REFUSAL_HEADER: word}


class _Handler(BaseHTTPRequestHandler):
    """Answers as the receiver it is given to."""

    receiver: Receiver
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet: two cost 40 ms of delayed acknowledgement (offline-queue facts)
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        try:
            body = self.rfile.read(size)
        except OSError:
            body = b""
        if len(body) < size:  # the line broke in the middle: nothing of it is kept
            self.close_connection = True
            return
        status, said, headers = self.receiver.answer(self.command, self.path, self.headers, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_POST = do_HEAD = do_PATCH = do_GET  # noqa: N815

    def handle(self) -> None:
        with suppress(ConnectionError):  # a link that breaks is what is measured
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        return
