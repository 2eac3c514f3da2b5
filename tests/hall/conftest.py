"""A hall of the tests' own: one data folder and one database for the run, a real server on a free port.

Nothing is ever wiped between tests (the journals refuse it): every test brings its own terminal.
`HALL_TEST_DATABASE_URL` points the same tests at another database (see test_postgresql.py).
"""

import atexit
import itertools
import os
import shutil
import tempfile
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

_DATA = Path(tempfile.mkdtemp(prefix="hall-test-"))
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
_WANTED = {
    "DJANGO_SETTINGS_MODULE": "hall.settings",
    "HALL_DATA": str(_DATA),
    "DATABASE_URL": os.environ.get("HALL_TEST_DATABASE_URL", ""),
}
_before = {name: os.environ.get(name) for name in _WANTED}
os.environ.update(_WANTED)

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

# Officers sign in dozens of times here; the product's slow hash is tested in a child process (test_commands.py).
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()
for _name, _value in _before.items():  # children of other tests must not inherit this hall
    if _value is None:
        del os.environ[_name]
    else:
        os.environ[_name] = _value

import requests  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402

from contract import catalogue, numbers, parcel, pickup, proof  # noqa: E402
from contract.bodies import Answer, Applicant, Custody, MaterialFiled, Paper, Signature, Submission, Supplement  # noqa: E402
from contract.envelope import Envelope, Kind, Receipt, bound, digest, new_id  # noqa: E402
from contract.life import Role  # noqa: E402
from contract.message import Message  # noqa: E402
from contract.orders import Enrolled, Enrolment, Orders  # noqa: E402
from contract.seal import HallPublicKey  # noqa: E402
from hall.accounts.models import Officer, WrongTries  # noqa: E402
from hall.accounts.services import add_officer  # noqa: E402
from hall.cases import story  # noqa: E402
from hall.cases.corrections import asked_of  # noqa: E402
from hall.cases.models import Case, Correction  # noqa: E402
from hall.fleet import services as fleet  # noqa: E402
from hall.fleet.models import StaffMember  # noqa: E402
from hall.serve import GRACE_S, Server, migrate  # noqa: E402

PASSWORD = "correct horse battery"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
_counter = itertools.count(1)
_people = itertools.count(1)
_SAMPLE = {name: value for item in catalogue.load().items.values() for name, value in item.sample.items()}


@pytest.fixture(scope="session")
def hall_database(django_db_blocker: Any) -> Iterator[None]:
    """The migrated database, open to every test of this folder."""
    from django.db import connections

    with django_db_blocker.unblock():
        migrate()
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def hall_url(hall_database: None) -> Iterator[str]:
    """A real waitress on a free loopback port. What it would do besides, by the clock, tests do when they mean it."""
    server = Server("127.0.0.1", 0, rounds=())
    thread = threading.Thread(target=server.run, name="hall")
    thread.start()
    yield server.url
    server.close()
    thread.join(3 * GRACE_S)  # some test may have left half a request behind, which has its grace
    assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _database(hall_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test may use the database. Codes and PINs are hashed in no time here; child processes pay the true cost."""
    monkeypatch.setattr(pickup, "_SCRYPT_COST", 2)
    WrongTries.objects.all().delete()  # every test comes from the same address
    translation.deactivate()  # a request leaves its language with the thread


@dataclass
class Box:
    """A terminal as the hall sees it: its keys, its counters, and real HTTP."""

    url: str
    id: str
    key: Ed25519PrivateKey
    known: Enrolled
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    sequence: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def seal_key(self) -> HallPublicKey:
        return HallPublicKey(self.known.seal_key)

    @property
    def hall_key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.known.hall_key)

    def envelope(self, kind: Kind, body: Message, case_id: UUID | None = None, id_: UUID | None = None) -> Envelope:
        id_ = id_ or new_id()
        sealed = self.seal_key.seal(body.model_dump_json().encode(), bound(id_, kind, case_id))
        return self.wrap(sealed, kind, case_id, id_)

    def wrap(self, sealed: bytes, kind: Kind, case_id: UUID | None, id_: UUID) -> Envelope:
        return Envelope(
            id=id_,
            kind=kind,
            case_id=case_id,
            terminal=self.id,
            counter=next(self.counter),
            created_at=datetime.now(UTC),
            key_id=self.seal_key.key_id,
            sealed=b64encode(sealed),
        )

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
        proven = proof.prove(self.key, self.id, method, path, body, datetime.now(UTC))
        sent = {"Authorization": proven, "Content-Type": "application/json", **headers}
        return requests.request(method, self.url + path, data=body, headers=sent, timeout=30)

    def post(self, envelope: Envelope) -> requests.Response:
        return self.request("POST", "/api/v1/envelopes", envelope.model_dump_json().encode())

    def send(self, kind: Kind, body: Message, case_id: UUID | None = None) -> Receipt:
        """Post and check the receipt's signature as the terminal does."""
        envelope = self.envelope(kind, body, case_id)
        response = self.post(envelope)
        assert response.status_code == 200, response.text
        receipt = Receipt.model_validate_json(response.content)
        proof.check_receipt(receipt, envelope.id, envelope.sealed, self.hall_key)
        return receipt

    def submit(self, submission: Submission) -> UUID:
        case_id = new_id()
        assert self.send(Kind.SUBMISSION, submission, case_id).case_number
        return case_id

    def custody(self, event: parcel.ParcelEvent, barcode: str, **changes: Any) -> Custody:
        said = {
            "sequence": next(self.sequence),
            "at": datetime.now(UTC),
            "event": event,
            "parcel": barcode,
            "compartment": 3,
            "actor": "resident",
            "authority": "card",
        }
        if event in (parcel.ParcelEvent.COLLECTED, parcel.ParcelEvent.LOADED):
            said |= {"actor": "T2001", "authority": "courier"}
        return Custody(**{**said, **changes})

    def orders(self) -> Orders:
        response = self.request("GET", "/api/v1/orders")
        assert response.status_code == 200, response.text
        return Orders.model_validate_json(response.content)

    def upload(self, data: bytes) -> str:
        """A whole upload in one chunk; returns its path."""
        made = self.request("POST", "/api/v1/files", **{"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data))})
        assert made.status_code == 201, made.text
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        }
        sent = self.request("PATCH", made.headers["Location"], data, **headers)
        assert sent.status_code == 204, sent.text
        return str(made.headers["Location"])

    def paper(self, case_id: UUID, material: str = "ID", pdf: bytes = PDF) -> Envelope:
        """An uploaded paper's envelope, not yet posted."""
        id_ = new_id()
        blob = self.seal_key.seal(pdf, bound(id_, Kind.PAPER, case_id))
        self.upload(blob)
        body = Paper(material=material, pages=2, pdf_sha256=digest(pdf), blob_sha256=digest(blob), blob_bytes=len(blob))
        return self.envelope(Kind.PAPER, body, case_id, id_)


@pytest.fixture
def box(new_box: Callable[[], Box]) -> Box:
    """A freshly enrolled terminal."""
    return new_box()


@pytest.fixture
def new_box(hall_url: str) -> Callable[[], Box]:
    """Makes freshly enrolled terminals, each through the real enrolment."""

    def make() -> Box:
        id_ = f"T{next(_counter):05d}"
        code = fleet.add_terminal(id_, "测试小区 1 号")
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        wish = Enrolment(terminal=id_, code=code, public_key=b64encode(public))
        response = requests.post(f"{hall_url}/api/v1/enrol", data=wish.model_dump_json(), timeout=30)
        assert response.status_code == 200, response.text
        return Box(hall_url, id_, key, Enrolled.model_validate_json(response.content))

    return make


@pytest.fixture
def new_submission(box: Box) -> Callable[..., Submission]:
    """Makes a hand-in of the seniors' card that passes pre-review, with changes."""

    def make(**changes: Any) -> Submission:
        item = catalogue.load().items["OLD-CARD"]
        said: dict[str, Any] = {
            "provisional_number": numbers.provisional_number(box.id, next(_counter)),
            "items": [item.id],
            "catalogue_version": catalogue.load().version,
            "applicant": Applicant(
                name=item.sample["p.name"], id_number=item.sample["p.id_no"], mobile=item.sample["p.mobile"]
            ),
            "answers": {name: Answer(value=value, origin="typed") for name, value in item.sample.items()},
            "materials": [
                MaterialFiled(material="ID", pages=2, pdf_sha256=digest(PDF)),
                MaterialFiled(material="HKB", pages=2, pdf_sha256=digest(PDF + b"2"), original=True),
                MaterialFiled(material="PH1", pages=0, original=True),
            ],
            "originals_parcel": parcel.barcode(parcel.ParcelKind.ORIGINALS, box.id, next(_counter)),
            "delivery": "here",
            "signature": Signature(strokes=[[(1.0, 2.0, 0), (3.5, 2.25, 16)]], document_sha256=digest(b"form")),
            "prereview_verdict": "pass",
            "submitted_at": datetime.now(UTC),
            "language": "zh-Hans",
        }
        return Submission(**{**said, **changes})

    return make


@pytest.fixture
def submission(new_submission: Callable[..., Submission]) -> Submission:
    """One such hand-in."""
    return new_submission()


@pytest.fixture
def new_supplement() -> Callable[..., Supplement]:
    """Makes the hand-in that brings what these lists ask for, with changes."""

    def make(*rows: Correction, **changes: Any) -> Supplement:
        asked = asked_of(rows)
        said: dict[str, Any] = {
            "corrections": [row.id for row in rows],
            "answers": {name: Answer(value=_SAMPLE[name], origin="typed") for name in asked.fields},
            "materials": [
                MaterialFiled(material=name, pages=2, pdf_sha256=digest(PDF + name.encode()))
                for name in asked.materials
            ],
            "originals_parcel": None,
            "signature": Signature(strokes=[[(1.0, 2.0, 0), (3.5, 2.25, 16)]], document_sha256=digest(b"again")),
            "submitted_at": datetime.now(UTC),
        }
        return Supplement(**{**said, **changes})

    return make


@dataclass
class People:
    """Officers of every kind, and a courier."""

    acceptor: Officer
    approver: Officer
    issuer: Officer
    supervisor: Officer
    both: Officer
    courier: StaffMember


@pytest.fixture
def somebody() -> str:
    """A number that no other test knows."""
    digits = f"44{next(_people) + 7000:04}19580101000"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


@pytest.fixture(scope="session")
def people(hall_database: None) -> People:
    """Officers with `PASSWORD`; `both` may accept and decide, but not the same case."""
    return People(
        acceptor=add_officer("t-acceptor", "受理员", [Role.ACCEPTOR], PASSWORD),
        approver=add_officer("t-approver", "审批员", [Role.APPROVER], PASSWORD),
        issuer=add_officer("t-issuer", "出件员", [Role.ISSUER], PASSWORD),
        supervisor=add_officer("t-supervisor", "督办员", [Role.SUPERVISOR], PASSWORD),
        both=add_officer("t-both", "两岗", [Role.ACCEPTOR, Role.APPROVER], PASSWORD),
        courier=fleet.add_staff("T2001", "邮递员", Role.COURIER, "123456"),
    )


@pytest.fixture
def put_into() -> Callable[[UUID, str], None]:
    """Puts a case into a state that would take many acts to reach, with its line in the story: others verify all."""

    def put(case_id: UUID, state: str) -> None:
        Case.objects.filter(pk=case_id).update(state=state)
        story.write(Case.objects.get(pk=case_id), "put_into", story.SYSTEM, {}, {"state": state})

    return put


@pytest.fixture
def case(box: Box, new_submission: Callable[..., Submission]) -> Case:
    """A received case without originals on the way."""
    return Case.objects.get(pk=box.submit(new_submission(originals_parcel=None)))
