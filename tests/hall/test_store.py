"""Papers and uploads on disk and in S3: one set of tests for both, the second against a real S3 server over HTTP."""

import threading
from itertools import pairwise
from uuid import uuid4

import boto3
import pytest
from django.conf import settings
from django.test import Client, override_settings
from moto.server import ThreadedMotoServer

from contract.bodies import MaterialFiled
from contract.envelope import digest
from hall import files, store
from hall.cases.models import Case, Material
from hall.files import FileDamaged
from hall.intake import uploads
from hall.intake.models import Upload
from hall.s3 import s3_store
from hall.store import StoreAway

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="module")
def s3():
    """An S3 server on a free port, with a bucket; yields the entry of STORAGES."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        server = ThreadedMotoServer("127.0.0.1", 0)
        server.start()
        host, port = server.get_host_and_port()
        entry = s3_store("papers", f"http://{host}:{port}", "us-east-1")
        try:
            boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1").create_bucket(
                Bucket="papers"
            )
            yield entry
        finally:
            server.stop()


@pytest.fixture(params=["disk", "s3"])
def kind(request, s3):
    """The hall, with its papers in one of the two."""
    if request.param == "disk":
        yield "disk"
        return
    with override_settings(STORAGES={**settings.STORAGES, "papers": s3}):
        yield "s3"


def test_what_was_put_is_there_until_it_is_dropped(kind):
    folder = f"trial/{uuid4().hex}"
    assert store.names(folder) == []
    for number in (10, 9, 100):
        store.put(f"{folder}/{number:04d}", b"%d" % number)
    store.put(f"{folder}/0009", b"nine")
    assert store.names(folder) == ["0009", "0010", "0100"]
    assert store.get(f"{folder}/0009") == b"nine"
    assert store.exists(f"{folder}/0100")
    inner = f"trial/{uuid4().hex}"
    store.put(f"{inner}/one/0001", b"1")
    store.put(f"{inner}/two/0001", b"2")
    assert (store.folders(inner), store.folders(folder)) == (["one", "two"], [])
    store.drop(f"{inner}/one")
    assert "two" in store.folders(inner)
    store.drop(folder)
    store.drop(folder)
    assert (store.names(folder), store.exists(f"{folder}/0100")) == ([], False)
    with pytest.raises(FileNotFoundError):
        store.get(f"{folder}/0009")


def test_a_paper_has_its_own_name_and_is_checked_when_read(kind):
    data = PDF + uuid4().bytes
    sha256 = files.store(data)
    assert files.store(data) == sha256 == digest(data)
    assert files.load(sha256) == data
    store.put(files.name_of(sha256), data[:-1] + b"?")
    with pytest.raises(FileDamaged):
        files.load(sha256)


@pytest.mark.parametrize("name", ["../outside", "/etc/hall-test"])
def test_no_name_leads_out_of_the_store(kind, name):
    from django.core.exceptions import SuspiciousOperation

    with pytest.raises(SuspiciousOperation):
        store.put(name, b"x")


def test_a_paper_comes_in_chunks_and_is_seen_in_the_console(kind, box, new_submission, people):
    pdf = PDF + uuid4().bytes
    filed = MaterialFiled(material="ID", pages=1, pdf_sha256=digest(pdf))
    case_id = box.submit(new_submission(originals_parcel=None, materials=[filed]))
    envelope = box.paper(case_id, "ID", pdf)  # one whole upload, to learn what is to be sent ...
    blob = uploads.read(Upload.objects.get(terminal=box.id))
    Upload.objects.filter(terminal=box.id).delete()  # ... and now in three chunks
    made = box.request("POST", "/api/v1/files", **TUS, **{"Upload-Length": str(len(blob))})
    path, cuts = made.headers["Location"], (0, 9_000, 90_000, len(blob))
    for begin, end in pairwise(cuts):
        sent = box.request("PATCH", path, blob[begin:end], **CHUNK, **{"Upload-Offset": str(begin)})
        assert sent.status_code == 204, sent.text
    upload = Upload.objects.get(terminal=box.id)
    assert len(store.names(uploads.folder_of(upload.pk))) == 3
    assert box.post(envelope).status_code == 200
    assert store.names(uploads.folder_of(upload.pk)) == []
    assert Material.objects.get(case_id=case_id).stored_at is not None
    client = Client()
    client.force_login(people.acceptor.user)
    page = client.get(f"/console/cases/{Case.objects.get(pk=case_id).number}/materials/ID.pdf")
    assert page.content == pdf


def test_a_chunk_whose_row_was_never_written_is_sent_again(kind, box):
    made = box.request("POST", "/api/v1/files", **TUS, **{"Upload-Length": "10"})
    path = made.headers["Location"]
    upload = Upload.objects.get(terminal=box.id)
    store.put(f"{uploads.folder_of(upload.pk)}/00000000", b"0123456")  # the hall died here, before its commit
    assert box.request("HEAD", path, **TUS).headers["Upload-Offset"] == "0"
    for offset, chunk in ((0, b"abcd"), (4, b"efghij")):
        assert box.request("PATCH", path, chunk, **CHUNK, **{"Upload-Offset": str(offset)}).status_code == 204
    assert uploads.read(Upload.objects.get(terminal=box.id)) == b"abcdefghij"


def test_a_store_that_is_away_takes_nothing_and_says_so(s3, box, new_submission):
    gone = {**s3, "OPTIONS": {**s3["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}}
    with override_settings(STORAGES={**settings.STORAGES, "papers": gone}):
        made = box.request("POST", "/api/v1/files", **TUS, **{"Upload-Length": "4"})
        sent = box.request("PATCH", made.headers["Location"], b"data", **CHUNK, **{"Upload-Offset": "0"})
        assert (sent.status_code, sent.json()["code"]) == (503, "busy")
        assert Upload.objects.get(terminal=box.id).offset == 0
        health = Client().get("/healthz")
        assert (health.status_code, health.json()["wrong"]) == (503, ["store of papers"])
        with pytest.raises(StoreAway):
            files.load("0" * 64)
    assert Client().get("/healthz").status_code == 200


def test_an_officer_is_told_that_papers_cannot_be_read_just_now(s3, case, people):
    Material.objects.filter(case=case, material="ID").update(stored_at=case.received_at)
    client = Client()
    client.force_login(people.acceptor.user)
    gone = {**s3, "OPTIONS": {**s3["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}}
    with override_settings(STORAGES={**settings.STORAGES, "papers": gone}):
        page = client.get(f"/console/cases/{case.number}/materials/ID.pdf")
    assert page.status_code == 503
    assert "暂时无法读取材料" in page.content.decode()
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_many_threads_share_one_store(kind):
    folder, failed = f"trial/{uuid4().hex}", []

    def write(number):
        try:
            store.put(f"{folder}/{number:04d}", b"%d" % number)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert len(store.names(folder)) == 12
