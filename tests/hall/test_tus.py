"""Resumable uploads, driven by tuspy as an independent client and by hand for what it never does."""

import base64
import hashlib
import io
import os
import socket
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import requests
from django.utils import timezone
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader import Uploader

from contract import proof
from hall import store
from hall.cases.models import Case
from hall.intake import uploads
from hall.intake.models import Upload

PATH = "/api/v1/files"
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}


class _Signing:
    """Signs what tuspy sends, where tuspy sends it: tuspy itself knows nothing of our proofs."""

    def __init__(self, box):
        self.box = box

    def __call__(self, request):
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else body.read()
        request.body = body
        request.headers["Content-Length"] = str(len(body))
        request.headers["Authorization"] = proof.prove(
            self.box.key, self.box.id, request.method, path, body, datetime.now(UTC)
        )
        return request


@pytest.fixture
def client(box, monkeypatch):
    """A tuspy client whose requests are signed on their way out."""
    send = requests.Session.send

    def signed(session, request, **options):
        return send(session, _Signing(box)(request), **options)

    monkeypatch.setattr(requests.Session, "send", signed)
    return TusClient(box.url + PATH)


def _stored(url):
    return Upload.objects.get(pk=url.rsplit("/", 1)[1])


def test_tuspy_uploads_in_chunks_with_checksums(client):
    data = os.urandom(300_000)
    uploader = client.uploader(
        file_stream=io.BytesIO(data), chunk_size=65_536, upload_checksum=True, metadata={"name": "a.bin"}
    )
    uploader.upload()
    row = _stored(uploader.url)
    assert (row.offset, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert uploads.read(row) == data


def test_tuspy_resumes_where_it_was_cut(client):
    data = os.urandom(200_000)
    first = client.uploader(file_stream=io.BytesIO(data), chunk_size=50_000)
    first.upload_chunk()
    first.upload_chunk()
    again = Uploader(url=first.url, client=client, file_stream=io.BytesIO(data), chunk_size=70_000)
    assert again.offset == 100_000
    again.upload()
    assert uploads.read(_stored(first.url)) == data


def test_a_connection_cut_in_a_chunk_costs_that_chunk_only(box):
    data = os.urandom(100_000)
    made = box.request("POST", PATH, **TUS, **{"Upload-Length": str(len(data))})
    path = made.headers["Location"]
    assert box.request("PATCH", path, data[:40_000], **CHUNK, **{"Upload-Offset": "0"}).status_code == 204
    parts = urlsplit(box.url)
    header = proof.prove(box.key, box.id, "PATCH", path, data[40_000:], datetime.now(UTC))
    with socket.create_connection((parts.hostname, parts.port), 10) as wire:
        head = (
            f"PATCH {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: {header}\r\nTus-Resumable: 1.0.0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: 40000\r\nContent-Length: 60000\r\n\r\n"
        )
        wire.sendall(head.encode() + data[40_000:70_000])
    told = box.request("HEAD", path, **TUS)
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == ("40000", "100000")
    assert told.headers["Cache-Control"] == "no-store"
    assert box.request("PATCH", path, data[40_000:], **CHUNK, **{"Upload-Offset": "40000"}).status_code == 204
    assert uploads.read(_stored(path)) == data


def test_tuspy_learns_of_a_wrong_offset(client):
    uploader = client.uploader(file_stream=io.BytesIO(b"x" * 1000), chunk_size=100)
    uploader.upload_chunk()
    uploader.offset = 700
    with pytest.raises(TusUploadFailed) as failed:
        uploader.upload_chunk()
    assert failed.value.status_code == 409
    assert _stored(uploader.url).offset == 100


def test_an_upload_given_up_is_gone(box, client):
    uploader = client.uploader(file_stream=io.BytesIO(b"x" * 1000), chunk_size=100)
    uploader.upload_chunk()
    path = urlsplit(uploader.url).path
    row = _stored(path)
    assert requests.delete(uploader.url, headers=TUS, timeout=30).status_code == 204
    assert store.names(uploads.folder_of(row.id)) == []
    assert requests.head(uploader.url, headers=TUS, timeout=30).status_code == 404
    with pytest.raises(TusCommunicationError):
        Uploader(url=uploader.url, client=client, file_stream=io.BytesIO(b"x"))


def test_another_terminals_upload_does_not_exist(box, new_box):
    path = box.upload(b"sealed")
    other = new_box()
    for method in ("HEAD", "DELETE"):
        assert other.request(method, path, **TUS).status_code == 404
    assert other.request("PATCH", path, b"", **CHUNK, **{"Upload-Offset": "0"}).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 412),
        ({"Upload-Length": "10", "Tus-Resumable": "0.2.0"}, 412),
        (TUS, 400),
        ({**TUS, "Upload-Length": "-1"}, 400),
        ({**TUS, "Upload-Length": "ten"}, 400),
        ({**TUS, "Upload-Length": str(uploads.MAX_BYTES + 1)}, 413),
    ],
)
def test_creations_that_are_refused(box, headers, status):
    assert box.request("POST", PATH, **headers).status_code == status


def _checksum(name, data):
    return f"{name} {base64.b64encode(getattr(hashlib, name)(data).digest()).decode()}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({**CHUNK, "Upload-Offset": "0", "Content-Type": "application/json"}, 415),
        ({**CHUNK, "Upload-Offset": "1"}, 409),
        ({**CHUNK}, 400),
        ({**CHUNK, "Upload-Offset": "0", "Upload-Checksum": _checksum("sha1", b"other")}, 460),
        ({**CHUNK, "Upload-Offset": "0", "Upload-Checksum": "crc32 AAAA"}, 400),
        ({**CHUNK, "Upload-Offset": "0", "Upload-Checksum": "sha1 ***"}, 400),
        ({**CHUNK, "Upload-Offset": "0", "Upload-Checksum": _checksum("sha256", b"data")}, 204),
        ({**CHUNK, "Upload-Offset": "0"}, 204),
    ],
)
def test_chunks(box, headers, status):
    made = box.request("POST", PATH, **TUS, **{"Upload-Length": "8"})
    response = box.request("PATCH", made.headers["Location"], b"data", **headers)
    assert response.status_code == status, response.text
    expected = 4 if status == 204 else 0
    assert int(box.request("HEAD", made.headers["Location"], **TUS).headers["Upload-Offset"]) == expected


def test_more_than_announced_is_refused(box):
    made = box.request("POST", PATH, **TUS, **{"Upload-Length": "3"})
    sent = box.request("PATCH", made.headers["Location"], b"data", **CHUNK, **{"Upload-Offset": "0"})
    assert sent.status_code == 413


def test_nothing_is_a_complete_upload(box):
    made = box.request("POST", PATH, **TUS, **{"Upload-Length": "0"})
    assert _stored(made.headers["Location"]).sha256 == hashlib.sha256(b"").hexdigest()


def test_anyone_may_ask_what_it_can_do(box):
    told = requests.options(box.url + PATH, timeout=30)
    assert told.status_code == 204
    assert told.headers["Tus-Version"] == "1.0.0"
    assert set(told.headers["Tus-Extension"].split(",")) == {"creation", "termination", "checksum"}


def test_a_terminal_cannot_fill_the_disk_with_open_uploads(box, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_OPEN", 2)
    made = [box.request("POST", PATH, **TUS, **{"Upload-Length": "3"}).status_code for _ in range(3)]
    assert made == [201, 201, 429]  # come again: a paper is not refused for good because others wait


def _named(paper: bytes) -> dict[str, str]:
    return {"Upload-Metadata": f"sha256 {base64.b64encode(hashlib.sha256(paper).hexdigest().encode()).decode()}"}


def _begun(box, paper: bytes) -> str:
    answer = box.request("POST", PATH, **TUS, **_named(paper), **{"Upload-Length": str(len(paper))})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def test_a_paper_begun_anew_gives_back_what_room_it_had(box, monkeypatch):
    """On a link that loses answers the places of before are known to nobody."""
    monkeypatch.setattr(uploads, "MAX_OPEN", 2)
    _begun(box, b"another")
    first = _begun(box, b"a paper")
    assert box.request("PATCH", first, b"a p", **CHUNK, **{"Upload-Offset": "0"}).status_code == 204
    places = [_begun(box, b"a paper") for _ in range(5)]
    assert Upload.objects.filter(terminal=box.id).count() == 2
    assert store.names(uploads.folder_of(uuid.UUID(first.rsplit("/", 1)[1]))) == []
    assert box.request("HEAD", places[-1], **TUS).headers["Upload-Offset"] == "0"
    assert box.request("HEAD", first, **TUS).status_code == 404


def test_a_delivered_paper_leaves_no_upload_behind_however_often_it_was_brought_up(box, new_submission):
    case_id = box.submit(new_submission())
    material = Case.objects.get(pk=case_id).materials.get(material="ID")
    assert material.stored_at is None
    envelope = box.paper(case_id, "ID")
    paper = store.get(f"{uploads.folder_of(Upload.objects.get(terminal=box.id).pk)}/{0:0{uploads._DIGITS}d}")
    again = _begun(box, paper)
    assert box.request("PATCH", again, paper, **CHUNK, **{"Upload-Offset": "0"}).status_code == 204
    assert box.post(envelope).status_code == 200
    assert not Upload.objects.filter(terminal=box.id).exists()


def test_stale_uploads_are_dropped(box):
    row = _stored(box.upload(b"sealed"))
    now = timezone.now()
    uploads.discard_stale(now + uploads.KEPT - timedelta(minutes=5))
    assert Upload.objects.filter(pk=row.id).exists()
    uploads.discard_stale(now + uploads.KEPT + timedelta(minutes=5))
    assert not Upload.objects.filter(pk=row.id).exists()
    assert store.names(uploads.folder_of(row.id)) == []
