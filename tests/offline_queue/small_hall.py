"""A real file, a clock only tests move, and a small hall over real HTTP that can be told to misbehave."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import proof
from contract.bodies import Paper, Rating
from contract.envelope import Envelope, Kind
from contract.seal import HallPrivateKey
from offline_queue.blobs import seal_paper
from offline_queue.post import HallClient
from offline_queue.sender import Sender
from offline_queue.store import Store


class SteppedClock:
    """Wall and steady time that only a test moves."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)
        self.steady = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.steady

    def pass_s(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.steady += seconds


@dataclass
class Reply:
    """What the hall sends instead of the truth, once. `commit`: the envelope is taken all the same.

    A refusal in the hall's words is signed like the hall's own unless it is not `signed`.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    commit: bool = False
    signed: bool = True
    hang_up: bool = False


class SmallHall:
    """Takes every envelope once, signs receipts, keeps uploads; every request's proof is checked."""

    def __init__(self, terminal_key: Ed25519PrivateKey) -> None:
        self.signing = Ed25519PrivateKey.generate()
        self.terminal_key = terminal_key.public_key()
        self.taken: dict[UUID, Envelope] = {}
        self.posts: list[UUID] = []
        self.asked: list[UUID] = []
        self.receipts: dict[UUID, str] = {}
        self.uploads: dict[str, bytearray] = {}
        self.lengths: dict[str, int] = {}
        self.patched_bytes = 0
        self.seen: set[str] = set()
        self.replies: dict[str, list[Reply]] = {}  # by method
        self.always: dict[UUID, Reply] = {}  # to the posting of these envelopes
        self.polls = 0
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.orders: dict[str, Any] | None = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def misbehave(self, method: str, *replies: Reply) -> None:
        self.replies.setdefault(method, []).extend(replies)

    def take(self, envelope: Envelope, now: datetime) -> str:
        if envelope.id not in self.taken:
            self.taken[envelope.id] = envelope
            receipt = proof.sign_receipt(self.signing, envelope, f"N{len(self.taken)}", now)
            self.receipts[envelope.id] = receipt.model_dump_json()
        return self.receipts[envelope.id]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(hall: SmallHall) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                once = proof.check(
                    self.headers["Authorization"], hall.terminal_key, self.command, self.path, body, hall.now()
                )
            except (proof.BadProof, AttributeError):
                return self._answer(401, b'{"code": "bad_proof"}')
            if once in hall.seen:
                return self._answer(401, b'{"code": "replayed"}')
            hall.seen.add(once)
            waiting = hall.replies.get(self.command, [])
            reply = waiting.pop(0) if waiting else self._always(body)
            if reply is None or reply.commit:
                status, answer, headers = self._do(body)
            if reply is not None:
                if reply.hang_up:
                    self.close_connection = True
                    return None
                status, answer, headers = reply.status, reply.body, reply.headers
            return self._answer(status, answer, headers, signed=reply is None or reply.signed)

        do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = _serve  # noqa: N815

        def _always(self, body: bytes) -> Reply | None:
            if not hall.always or (self.command, self.path) != ("POST", "/api/v1/envelopes"):
                return None
            return hall.always.get(UUID(json.loads(body)["id"]))

        def _do(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            if self.path == "/api/v1/envelopes":
                envelope = Envelope.model_validate_json(body)
                hall.posts.append(envelope.id)
                if envelope.kind is Kind.PAPER and not any(
                    len(data) == hall.lengths[name] for name, data in hall.uploads.items()
                ):
                    return 409, b'{"code": "blob_unknown"}', {}
                return 200, hall.take(envelope, datetime.now(UTC)).encode(), {}
            if self.path.startswith("/api/v1/envelopes/"):
                id_ = UUID(self.path.rpartition("/")[2])
                hall.asked.append(id_)
                if id_ in hall.receipts:
                    return 200, hall.receipts[id_].encode(), {}
                return 404, b'{"code": "envelope_unknown"}', {}
            if self.path == "/api/v1/orders":
                hall.polls += 1
                if hall.orders is None or self.headers.get("If-None-Match") == '"v1"':
                    return 304, b"", {"ETag": '"v1"'}
                return 200, json.dumps(hall.orders).encode(), {"ETag": '"v1"'}
            return self._files(body)

        def _files(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            if self.command == "POST":
                name = f"/api/v1/files/{len(hall.uploads)}"
                hall.uploads[name], hall.lengths[name] = bytearray(), int(self.headers["Upload-Length"])
                return 201, b"", {"Location": name}
            if self.path not in hall.uploads:
                return 404, b'{"code": "upload_unknown"}', {}
            data = hall.uploads[self.path]
            if self.command == "DELETE":
                del hall.uploads[self.path]
                return 204, b"", {}
            if self.command == "PATCH":
                hall.patched_bytes += len(body)
                checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
                if self.headers["Upload-Checksum"] != f"sha256 {checksum}":
                    return 460, b'{"code": "checksum_mismatch"}', {}
                if int(self.headers["Upload-Offset"]) != len(data):
                    return 409, b'{"code": "wrong_offset"}', {}
                if len(data) + len(body) > hall.lengths[self.path]:
                    return 413, b'{"code": "too_large"}', {}
                data += body
                return 204, b"", {"Upload-Offset": str(len(data))}
            return 200, b"", {"Upload-Offset": str(len(data)), "Upload-Length": str(hall.lengths[self.path])}

        def _answer(
            self, status: int, body: bytes = b"", headers: dict[str, str] | None = None, *, signed: bool = True
        ) -> None:
            self.send_response(status)
            if signed and 400 <= status < 500 and body.startswith(b"{"):
                request = proof.asked(self.command, self.path, self.headers.get("Authorization", ""))
                code = json.loads(body)["code"]
                word = proof.sign_refusal(hall.signing, request, status, code)
                self.send_header(proof.REFUSAL_HEADER, word)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler


def inline(call: Callable[[], Any]) -> Any:
    return call()


@dataclass
class Rig:
    """One terminal's store and sender, and its hall."""

    path: Path
    hall_secret: HallPrivateKey
    key: Ed25519PrivateKey
    hall: SmallHall
    clock: SteppedClock = field(default_factory=SteppedClock)
    told: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(self.path)
        self.sender = self.make_sender()

    def make_sender(self) -> Sender:
        client = HallClient(self.hall.url, "T1", self.key, self.hall.signing.public_key(), self.clock)
        return Sender(
            self.store, client, self.clock, self.told.append, run_on_queue=inline, jitter=lambda low, high: high
        )

    def restart(self) -> None:
        self.close()
        self.open()

    def close(self) -> None:
        self.sender.close()
        self.store.close()

    def open(self) -> None:
        self.store = Store(self.path)
        self.sender = self.make_sender()

    def put(self, case_id: UUID | None = None, level: int = 5, **more: Any) -> UUID:
        with self.store.transaction() as tx:
            return self.store.enqueue(
                tx,
                Kind.RATING,
                case_id,
                Rating(level=level),
                hall_key=self.hall_secret.public,
                terminal="T1",
                now=self.clock.now(),
                **more,
            )

    def put_paper(self, data: bytes, case_id: UUID) -> UUID:
        sealed = seal_paper(self.store.blobs, data, case_id, self.hall_secret.public)
        body = Paper(
            material="photo",
            pages=1,
            pdf_sha256=sealed.plain_sha256,
            blob_sha256=sealed.blob.sha256,
            blob_bytes=sealed.blob.size,
        )
        with self.store.transaction() as tx:
            return self.store.enqueue(
                tx,
                Kind.PAPER,
                case_id,
                body,
                hall_key=self.hall_secret.public,
                terminal="T1",
                now=self.clock.now(),
                blob=sealed.blob.path,
                envelope_id=sealed.envelope_id,
            )

    def states(self) -> list[str]:
        return [row["state"] for row in self.store.read("SELECT state FROM outbox ORDER BY seq")]

    def drain(self, rounds: int = 30) -> None:
        """Rounds, each after the pause it asked for, until nothing waits."""
        for _ in range(rounds):
            if not set(self.states()) & {"ready", "sending"}:
                return
            self.clock.pass_s(max(self.sender.round(), 0.01))
        raise AssertionError(f"still waiting: {self.states()}")

    def drain_readable(self) -> None:
        """As `drain`, where some rows can no longer be read: until nothing more is claimed."""
        for _ in range(5):
            self.clock.pass_s(max(self.sender.round(), 0.01))


def orders(version: str = "v1") -> dict[str, Any]:
    """An empty word of the hall."""
    return {"hall_time": "2026-03-01T00:00:00Z", "version": version, "cases": [], "expected": [], "staff": []}
