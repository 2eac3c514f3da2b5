"""The sender against the real hall in a process of its own: enrolment, a case, its paper, its parcel, orders."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract import catalogue, numbers
from contract.bodies import Answer, Applicant, Custody, MaterialFiled, Paper, Signature, Submission
from contract.envelope import Kind, digest, new_id
from contract.parcel import ParcelEvent, ParcelKind, barcode
from contract.seal import HallPublicKey
from contract.sealed_to import SealedTo
from offline_queue.blobs import seal_paper
from offline_queue.line import Refused
from offline_queue.news import OrdersArrived, Rejected, Sent
from offline_queue.post import GONE_AFTER, HallClient, enrol
from offline_queue.sender import Sender
from offline_queue.store import Store
from tests.offline_queue.small_hall import SteppedClock, inline

ROOT = Path(__file__).resolve().parents[2]
PDF = b"%PDF-1.7\n" + os.urandom(300_000) + b"\n%%EOF\n"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(base URL, a code that enrols terminal T00001)."""
    env = {**os.environ, "HALL_DATA": str(tmp_path / "hall"), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "hall", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = next(line for line in server.stdout if "listening" in line).split()[-1]
            add = [sys.executable, "-m", "hall", "terminal", "add", "T00001", "--site", "测试小区"]
            said = subprocess.run(add, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=60)
            yield url, said.stdout.split()[-1]
        finally:
            server.send_signal(signal.SIGTERM)


def submission(parcel: str) -> Submission:
    item = catalogue.load().items["OLD-CARD"]
    sample = item.sample
    return Submission(
        provisional_number=numbers.provisional_number("T00001", 1),
        items=[item.id],
        catalogue_version=catalogue.load().version,
        applicant=Applicant(name=sample["p.name"], id_number=sample["p.id_no"], mobile=sample["p.mobile"]),
        answers={name: Answer(value=value, origin="typed") for name, value in sample.items()},
        materials=[
            MaterialFiled(material="ID", pages=1, pdf_sha256=digest(PDF)),
            MaterialFiled(material="HKB", pages=1, pdf_sha256=digest(PDF), original=True),
            MaterialFiled(material="PH1", pages=0, original=True),
        ],
        originals_parcel=parcel,
        delivery="here",
        signature=Signature(strokes=[[(1.0, 2.0, 0), (3.5, 2.25, 16)]], document_sha256=digest(b"form")),
        prereview_verdict="pass",
        submitted_at=datetime.now(UTC),
        language="zh-Hans",
    )


@pytest.mark.timeout(180)
def test_a_case_with_paper_and_parcel_reaches_the_real_hall(hall, tmp_path):
    url, code = hall
    clock, key = SteppedClock(), Ed25519PrivateKey.generate()
    known = enrol(url, "T00001", code, key, clock)
    with pytest.raises(Refused):
        enrol(url, "T00001", code, key, clock)
    client = HallClient(url, "T00001", key, Ed25519PublicKey.from_public_bytes(known.hall_key), clock)
    common = {"hall_key": HallPublicKey(known.seal_key), "terminal": "T00001", "now": clock.now()}
    told, case_id = [], new_id()
    parcel = barcode(ParcelKind.ORIGINALS, "T00001", 1)
    with Store(tmp_path / "terminal.db") as store:
        paper = seal_paper(store.blobs, PDF, case_id, common["hall_key"])
        body = Paper(
            material="ID",
            pages=1,
            pdf_sha256=paper.plain_sha256,
            blob_sha256=paper.blob.sha256,
            blob_bytes=paper.blob.size,
        )
        dropped = Custody(
            sequence=1,
            at=clock.now(),
            event=ParcelEvent.DROPPED,
            parcel=parcel,
            compartment=1,
            actor="tag",
            authority="resident-card",
        )
        with store.transaction() as tx:
            store.enqueue(tx, Kind.SUBMISSION, case_id, submission(parcel), **common)
            store.enqueue(tx, Kind.PAPER, case_id, body, blob=paper.blob.path, envelope_id=paper.envelope_id, **common)
            store.enqueue(tx, Kind.CUSTODY, case_id, dropped, priority=2, **common)
            # Begun before the hall moved: of this path it knows nothing, and says so in no words of its own.
            tx.execute("UPDATE outbox SET upload_url = '/old/api/v1/files/7' WHERE kind = 'paper'")
        sender = Sender(store, client, clock, told.append, run_on_queue=inline, jitter=lambda low, high: high)
        sender.sealed_to = SealedTo(common["hall_key"].key_id, tuple(store.keys_held()))
        assert sender.sealed_to.held == (common["hall_key"].key_id,)
        for _ in range(GONE_AFTER * 2):
            clock.pass_s(sender.round())
        sender.close()
        assert [news for news in told if isinstance(news, Rejected)] == []
        receipts = [news.receipt for news in told if isinstance(news, Sent)]
        assert len(receipts) == 3
        assert receipts[0].case_number
        (orders,) = [news.orders for news in told if isinstance(news, OrdersArrived)]
        assert [case.case_id for case in orders.cases] == [case_id]
        assert list(store.blobs.iterdir()) == []
        assert store.keys_held() == []
