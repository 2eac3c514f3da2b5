"""Two halls with nothing in common but PostgreSQL and S3, behind the nginx of `deploy/`; one is killed at work."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

from contract.bodies import MaterialFiled, Paper
from contract.envelope import Kind, Receipt, bound, digest, new_id
from contract.orders import Enrolled, Enrolment
from workbench.city import postgres
from workbench.ports import free_ports

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SENDERS, CASES_EACH, KILL_AFTER = 4, 12, 10
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400

pytestmark = [
    pytest.mark.storm,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (postgres.BINARIES and NGINX), reason="needs Debian's postgresql and nginx-light"),
]


class _Hall:
    """One process of the hall with a data folder of its own."""

    def __init__(self, data, environment):
        self.port, self.log = free_ports(), data.with_suffix(".log")
        self.environment = {**os.environ, **environment, "HALL_DATA": str(data), "PYTHONPATH": str(ROOT)}
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "hall", "serve", "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        return self

    def listening(self):
        assert "listening" in self.process.stdout.readline(), self.log.read_text()

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait(20)
        self.process.stdout.close()

    def run(self, *arguments):
        command = [sys.executable, "-m", "hall", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


@pytest.fixture
def shared(tmp_path):
    """What the halls share, as their environment: a database, a bucket, one secret."""
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    s3 = ThreadedMotoServer("127.0.0.1", 0)
    s3.start()
    host, port = s3.get_host_and_port()
    with postgres.postgresql("fsync=off") as database, pytest.MonkeyPatch.context() as patch:
        for name, value in keys.items():
            patch.setenv(name, value)
        boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1").create_bucket(Bucket="city")
        yield {
            **keys,
            "DATABASE_URL": database,
            "HALL_S3_BUCKET": "city",
            "HALL_S3_ENDPOINT": f"http://{host}:{port}",
            "HALL_S3_REGION": "us-east-1",
            "HALL_SECRET_KEY": "one secret for both of them, and long enough",
            "HALL_HTTPS": "1",
            "HALL_HOSTS": "localhost",
        }
    s3.stop()


@pytest.fixture
def halls(tmp_path, shared):
    """Two halls that start at the same moment on an empty database; the second has a copy of the first one's keys."""
    first, second = (_Hall(tmp_path / name, shared) for name in ("first", "second"))
    first.run("keys", "list")
    shutil.copytree(tmp_path / "first" / "keys", tmp_path / "second" / "keys")
    both = [first.start(), second.start()]
    for hall in both:
        hall.listening()
    yield both
    for hall in both:
        if hall.process.poll() is None:
            hall.end(signal.SIGTERM)
        print(hall.log.read_text()[-3000:])  # shown when the test failed


def _certificate(folder):
    key = Ed25519PrivateKey.generate()
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, None)
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _configure(folder, port, halls):
    """The example of `deploy/` itself, with this test's ports and places."""
    shutil.copy(ROOT / "deploy" / "nginx" / "hall-proxy.conf", folder)
    text = (ROOT / "deploy" / "nginx" / "hall.conf").read_text("utf-8")
    servers = "".join(f"server 127.0.0.1:{hall.port} max_fails=1 fail_timeout=3s;" for hall in halls)
    for pattern, to in (
        (r"server 127\.0\.0\.1:8700 [^;]*;", servers),
        (r"listen (\[::\]:)?80;", ""),
        (r"server_name hall\.example\.org;\n\s+return", f"listen 127.0.0.1:{free_ports()}; return"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        (r"listen \[::\]:443 ssl http2;", ""),
        (r"/etc/ssl/hall", str(folder)),
        (r"snippets/hall-proxy\.conf", str(folder / "hall-proxy.conf")),
    ):
        text, times = re.subn(pattern, to, text)
        assert times, pattern
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""  # whoever owns the folder of this test
    head = f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{ access_log off; {places}\n{text}\n}}\n")


@pytest.fixture
def front(tmp_path, halls):
    """The address of nginx, and the certificate to trust."""
    folder, port = tmp_path / "nginx", free_ports()
    folder.mkdir()
    _certificate(folder)
    _configure(folder, port, halls)
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.PIPE, text=True)
    try:
        _until_listening(port, process)
        yield f"https://localhost:{port}", str(folder / "fullchain.pem")
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def _until_listening(port, process):
    for _ in range(200):
        assert process.poll() is None, process.stderr.read()
        try:
            return socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            threading.Event().wait(0.05)
    pytest.fail("nginx does not listen")


@pytest.fixture
def away(front, halls, box, monkeypatch):
    """A terminal let in through nginx; each of its requests is a connection of its own."""
    url, certificate = front
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate)
    code, key = halls[1].run("terminal", "add", "CITY1", "--site", "x"), Ed25519PrivateKey.generate()
    wish = Enrolment(terminal="CITY1", code=code, public_key=b64encode(key.public_key().public_bytes_raw()))
    answer = requests.post(f"{url}/api/v1/enrol", wish.model_dump_json(), timeout=30)
    assert answer.status_code == 200, answer.text
    return type(box)(url, "CITY1", key, Enrolled.model_validate_json(answer.content))


def _until_taken(away, envelope):
    """The receipt. As a terminal does: whatever is no receipt and no refusal is sent again, with a new proof."""
    for _ in range(100):
        try:
            answer = away.post(envelope)
        except requests.ConnectionError:
            continue
        if answer.status_code == 200:
            return Receipt.model_validate_json(answer.content)
        assert answer.status_code in (502, 503, 504), answer.text
        threading.Event().wait(0.1)
    pytest.fail("never taken")


def test_one_of_two_halls_is_killed_in_mid_submission_and_nothing_is_lost_or_doubled(away, halls, new_submission):
    envelopes = [
        away.envelope(Kind.SUBMISSION, new_submission(originals_parcel=None), new_id())
        for _ in range(SENDERS * CASES_EACH)
    ]
    receipts, enough = {}, threading.Event()

    def send(mine):
        for envelope in mine:
            receipts[envelope.id] = _until_taken(away, envelope)
            if len(receipts) >= KILL_AFTER:
                enough.set()

    senders = [threading.Thread(target=send, args=(envelopes[number::SENDERS],)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    assert enough.wait(120)
    halls[0].end(signal.SIGKILL)
    halls[0].start().listening()
    for sender in senders:
        sender.join(120)
        assert not sender.is_alive()
    assert len(receipts) == len(envelopes)
    assert {_until_taken(away, one) == receipts[one.id] for one in envelopes} == {True}
    numbers = Counter(case.number for case in away.orders().cases)
    assert numbers == Counter(receipt.case_number for receipt in receipts.values())
    assert set(numbers.values()) == {1}
    assert halls[1].run("verify-history").endswith(" 0 cases broken")
    assert all("envelopes 200" in hall.log.read_text() for hall in halls)  # both had their share


def test_sessions_wrong_tries_and_upload_parts_are_everybodys(away, halls, new_submission, front):
    _a_session_holds_at_both(front[0], halls[0].run("staff", "officer", "chen", "--name", "陈", "--role", "acceptor"))
    filed = MaterialFiled(material="ID", pages=1, pdf_sha256=digest(PDF))
    case_id, id_ = away.submit(new_submission(originals_parcel=None, materials=[filed])), new_id()
    blob = away.seal_key.seal(PDF, bound(id_, Kind.PAPER, case_id))
    path = away.request("POST", "/api/v1/files", **TUS, **{"Upload-Length": str(len(blob))}).headers["Location"]
    for begin in range(0, len(blob), 20_000):  # nginx gives each request to the other hall
        headers = {**CHUNK, "Upload-Offset": str(begin)}
        assert away.request("PATCH", path, blob[begin : begin + 20_000], **headers).status_code == 204
    named = Paper(material="ID", pages=1, pdf_sha256=digest(PDF), blob_sha256=digest(blob), blob_bytes=len(blob))
    answer = away.post(away.envelope(Kind.PAPER, named, case_id, id_))
    assert answer.status_code == 200, answer.text
    assert all("PATCH /api/v1/files" in hall.log.read_text() for hall in halls)


def _a_session_holds_at_both(url, password):
    with requests.Session() as officer:
        officer.headers["Referer"] = "https://localhost/"  # as if nginx had its true port

        def sign_in(given):
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', officer.get(f"{url}/console/cases").text)
            said = {"csrfmiddlewaretoken": token[1], "name": "chen", "password": given}
            return officer.post(f"{url}/console/login", said, timeout=30)

        assert sign_in(password).url == f"{url}/console/cases"
        pages = [officer.get(f"{url}/console/cases", timeout=30) for _ in range(6)]
        assert {page.url for page in pages} == {f"{url}/console/cases"}
    with requests.Session() as officer:
        officer.headers["Referer"] = "https://localhost/"  # as if nginx had its true port
        page = officer.get(f"{url}/console/login", timeout=30).text
        said = {"name": "chen", "csrfmiddlewaretoken": re.search(r'token" value="(\w+)"', page)[1]}
        tries = [officer.post(f"{url}/console/login", {**said, "password": "no"}, timeout=30) for _ in range(6)]
        assert [one.status_code for one in tries] == [403] * 5 + [429]
