"""The hall killed with SIGKILL while terminals hand things in: what was receipted is there, and once."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import proof
from contract.envelope import Kind, Receipt, new_id
from contract.orders import Enrolled, Enrolment

ROOT = Path(__file__).parents[2]
CASES = 7
_PAUSES_S = cycle([0.005, 0.03, 1.0])


class _Child:
    """A hall in a process of its own, on the same data folder at every start."""

    def __init__(self, data):
        self.environment = {**os.environ, "HALL_DATA": str(data), "DATABASE_URL": ""}
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "hall", "serve", "--port", "0"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        return re.search(r"http://\S+", self.process.stdout.readline())[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.process.stdout.close()

    def run(self, *arguments):
        command = [sys.executable, "-m", "hall", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@pytest.fixture
def child(tmp_path):
    """Killed at the end, whatever happens."""
    hall = _Child(tmp_path / "hall")
    yield hall
    if hall.process is not None and hall.process.poll() is None:
        hall.kill()


def test_nothing_lost_and_nothing_twice(child, box, new_submission):
    url = child.start()
    code, key = child.run("terminal", "add", box.id, "--site", "x"), Ed25519PrivateKey.generate()
    wish = Enrolment(terminal=box.id, code=code, public_key=b64encode(key.public_key().public_bytes_raw()))
    known = Enrolled.model_validate_json(
        requests.post(f"{url}/api/v1/enrol", wish.model_dump_json(), timeout=30).content
    )
    away = type(box)(url, box.id, key, known)
    envelopes = [away.envelope(Kind.SUBMISSION, new_submission(), new_id()) for _ in range(CASES)]
    receipts = {}
    for number, envelope in enumerate(envelopes):
        if number % 2:  # the request is on its way, the answer is lost with the process
            _post_and_kill(away, child, envelope)
            away.url = child.start()
        response = away.post(envelope)
        assert response.status_code == 200, response.text
        receipts[envelope.id] = Receipt.model_validate_json(response.content)
    for envelope in envelopes:
        assert Receipt.model_validate_json(away.post(envelope).content) == receipts[envelope.id]
    numbers = [case.number for case in away.orders().cases]
    assert sorted(numbers) == sorted(receipt.case_number for receipt in receipts.values())
    assert len(set(numbers)) == CASES
    assert child.run("verify-history").endswith(" 0 cases broken")


def _post_and_kill(away, child, envelope):
    """Put a whole envelope on the wire and kill the hall without waiting for its answer."""
    parts, path, body = urlsplit(away.url), "/api/v1/envelopes", envelope.model_dump_json().encode()
    header = proof.prove(away.key, away.id, "POST", path, body, datetime.now(UTC))
    with socket.create_connection((parts.hostname, parts.port), 10) as wire:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: {header}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        wire.sendall(head.encode() + body)
        select.select([wire], [], [], next(_PAUSES_S))  # sometimes before the work, sometimes in it, sometimes after
        child.kill()
