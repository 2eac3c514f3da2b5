"""One source department over HTTP: asked by the hall, answers out of what it was told, and misbehaves by name.

It shares no code with the hall's client: what it understands of a question is written here once more.
"""

import json
import secrets
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from contract.source import Source

SLOW_S = 30.0  # longer than any asker's patience; a closing server does not wait for it


@unique
class Behaviour(StrEnum):
    """How it answers: as it was told, one of the other answers to everybody, or a fault."""

    OK = "ok"
    NO = "no"
    NO_RECORD = "no_record"
    AMBIGUOUS = "ambiguous"
    SLOW = "slow"
    DRIP = "drip"
    BROKEN = "500"
    GARBAGE = "garbage"
    ENDLESS = "endless"
    CONTRADICTORY = "contradictory"
    OTHER_QUESTION = "other_question"
    FUTURE = "future"
    UNKNOWN = "unknown"


class SimulatedDepartment:
    """Listening on loopback as soon as it is made. `told`: (number, question without what is stated) -> its fact."""

    def __init__(self, source: Source, port: int = 0) -> None:
        self.source = source
        self.behaviour = Behaviour.OK
        self.told: dict[tuple[str, str], str] = {}
        self.asked: list[dict[str, Any]] = []  # every different request, in order
        self.posts = 0  # repeated ones too
        self.token = secrets.token_hex(16)
        self._answers: dict[str, bytes] = {}
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = port
        self.plug()

    @property
    def url(self) -> str:
        """Where questions are posted."""
        return f"http://127.0.0.1:{self.port}/questions"

    def plug(self) -> None:
        """Answer again, at the same address."""
        if self._server is None:
            self._over.clear()
            self._server = _Server(self, self.port)
            self.port = self._server.server_address[1]
            threading.Thread(target=self._server.serve_forever, args=(0.02,), name=self.source, daemon=True).start()

    def unplug(self) -> None:
        """Nobody listens any more."""
        if self._server is not None:
            self._over.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self) -> None:
        """The same, for good."""
        self.unplug()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def wait(self, seconds: float) -> None:
        """Be slow, but not at the end."""
        self._over.wait(seconds)

    def answer(self, request: dict[str, Any]) -> bytes:
        """The answer to a request; the same bytes to the same request while it behaves."""
        with self._lock:
            self.posts += 1
            key = str(request["request_id"])
            if key not in self._answers:
                self.asked.append(request)
                made = self._made(request)
                if self.behaviour not in _WORDS:
                    return made
                self._answers[key] = made
            return self._answers[key]

    def _made(self, request: dict[str, Any]) -> bytes:
        now, behaviour = datetime.now(UTC), self.behaviour
        said: dict[str, Any] = {"request_id": request["request_id"], "answer": self._word(request)}
        said |= {"as_of": now.isoformat(), "reference": f"{self.source[:2].upper()}-{len(self.asked):06d}"}
        if behaviour is Behaviour.AMBIGUOUS:
            said["candidates"] = [{"name": "陈*英", "number": f"4401**********{n:04d}"} for n in (5, 21)]
        if behaviour is Behaviour.CONTRADICTORY:
            said["candidates"] = [{"name": "陈*英", "number": "4401**********0005"}]
        if behaviour is Behaviour.OTHER_QUESTION:
            said["request_id"] = "another"
        if behaviour is Behaviour.FUTURE:
            said["as_of"] = (now + timedelta(days=2)).isoformat()
        if behaviour is Behaviour.UNKNOWN:
            said["answer"] = "perhaps"
        return json.dumps(said, ensure_ascii=False).encode()

    def _word(self, request: dict[str, Any]) -> str:
        if self.behaviour in (Behaviour.NO, Behaviour.NO_RECORD, Behaviour.AMBIGUOUS):
            return self.behaviour.value
        question, _, stated = str(request["question"]).partition("(")
        fact = self.told.get((str(request["subject"]["id_number"]), question))
        return "yes" if fact is None or fact == stated.rstrip(")") else "no"


_WORDS = frozenset({Behaviour.OK, Behaviour.NO, Behaviour.NO_RECORD, Behaviour.AMBIGUOUS})


def sources_file(path: Path, departments: list[SimulatedDepartment], **more: Any) -> Path:
    """The hall's file of sources for these departments; `more` goes into every table (numbers only)."""
    lines: list[str] = []
    for one in departments:
        lines += [f"[{one.source}]", f'url = "{one.url}"', f'token = "{one.token}"']
        lines += [f"{name} = {value}" for name, value in more.items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, department: SimulatedDepartment, port: int) -> None:
        self.department = department
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        department = self.server.department
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != f"Bearer {department.token}":
            self._send(401, b"{}")
            return
        request = json.loads(body)
        behaviour = department.behaviour
        if request["request_id"] != self.headers.get("Idempotency-Key"):
            self._send(400, b"{}")
        elif behaviour is Behaviour.BROKEN:
            self._send(500, b"<h1>Internal Server Error</h1>")
        elif behaviour is Behaviour.GARBAGE:
            self._send(200, b"\xff\xfe\x00 not JSON")
        elif behaviour in (Behaviour.DRIP, Behaviour.ENDLESS):
            self._stream(behaviour)
        else:
            if behaviour is Behaviour.SLOW:
                department.wait(SLOW_S)
            self._send(200, department.answer(request))

    def _stream(self, behaviour: Behaviour) -> None:
        self.send_response(200)
        self.end_headers()
        piece = b" " if behaviour is Behaviour.DRIP else b" " * 65536
        for _ in range(400):
            self.wfile.write(piece)
            self.wfile.flush()
            if behaviour is Behaviour.DRIP:
                self.server.department.wait(0.05)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the asker lost patience
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a line would name what was asked."""
