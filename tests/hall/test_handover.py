"""Pages from a phone: sealed at once, one terminal's, ten minutes long; everything else is refused in a sentence."""

import secrets
import tempfile
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import requests
from django.conf import settings
from django.utils import timezone

from contract.handover import MAX_FILE_BYTES, MAX_FILES, HandoverMade, HandoverState, HandoverWish, bound
from contract.picture import PageType
from contract.seal import HallPrivateKey, SealBroken
from hall.commands import main
from hall.handover.models import Handover, HandoverPage
from hall.handover.services import forget_handovers
from tests.contract.test_picture import encoded, jpeg_of

KEY = HallPrivateKey.generate()
PHOTO, PNG = encoded(".jpg", 320, 200), encoded(".png", 320, 200)
API = "/api/v1/handovers"


@pytest.fixture
def opened(box):
    return _open(box)


def _open(box):
    wish = HandoverWish.model_validate({"visit": secrets.token_hex(16), "seal_key": b64encode(KEY.public.raw)})
    answer = box.request("POST", API, wish.model_dump_json().encode())
    assert answer.status_code == 200, answer.text
    return HandoverMade.model_validate_json(answer.content), wish.visit


def _page(box, made):
    return box.url + "/p/" + made.url.rpartition("/")[2]


def _send(box, made, data, name="page.jpg"):
    files = {"page": (name, data, "image/jpeg")}
    return requests.post(_page(box, made), files=files, timeout=30, allow_redirects=False)


def _waiting(box, made):
    answer = box.request("GET", f"{API}/{made.id}")
    assert answer.status_code == 200, answer.text
    return [(one.position, one.type) for one in HandoverState.model_validate_json(answer.content).pages]


def test_a_page_travels_sealed_and_is_gone_when_it_is_taken(box, opened):
    made, visit = opened
    assert made.url.startswith(settings.HALL_PUBLIC_URL + "/p/")
    sent = _send(box, made, PHOTO)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/p/" + made.url.rpartition("/")[2])
    assert _waiting(box, made) == [(1, PageType.JPEG)]
    sealed = box.request("GET", f"{API}/{made.id}/pages/1").content
    assert PHOTO[100:140] not in sealed
    assert KEY.unseal(sealed, bound(made.id, visit, 1)) == PHOTO
    with pytest.raises(SealBroken):  # another visit's
        KEY.unseal(sealed, bound(made.id, secrets.token_hex(16), 1))
    assert box.request("DELETE", f"{API}/{made.id}/pages/1").status_code == 204
    assert not HandoverPage.objects.filter(handover_id=made.id).exists()
    assert box.request("GET", f"{API}/{made.id}/pages/1").json()["code"] == "page_unknown"
    assert _send(box, made, b"%PDF-1.7\nx").status_code == 303
    assert _waiting(box, made) == [(2, PageType.PDF)]


def test_the_page_is_private_needs_no_script_and_speaks_both_languages(box, opened):
    answer = requests.get(_page(box, opened[0]), timeout=30)
    assert answer.status_code == 200
    assert "把材料传到终端" in answer.text
    assert "Send papers to the terminal" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        (b"MZ\x90\x00" + b"\0" * 500, 415, "Only a JPEG or PNG picture or a PDF"),
        (b"\x7fELF" + b"\0" * 500, 415, "只能传 JPEG、PNG 照片或 PDF"),
        (PHOTO + b"\0" * (MAX_FILE_BYTES + 1 - len(PHOTO)), 413, "larger than 8 MB"),
        (jpeg_of(10_000, 10_000), 413, "more than 50 megapixels"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 500, 415, "这是 HEIC 格式的照片"),
        (b"", 422, "No file was chosen"),
    ],
    ids=["exe", "elf", "oversized", "giant", "heic", "empty"],
)
def test_what_is_no_page_is_refused_in_a_sentence_and_not_kept(box, opened, data, status, sentence):
    answer = _send(box, opened[0], data)
    assert answer.status_code == status
    assert sentence in answer.text
    assert _waiting(box, opened[0]) == []


def test_several_files_come_in_one_go_and_a_bad_one_is_named_and_costs_no_other(box, opened):
    made, visit = opened
    files = [("page", ("x", data)) for data in (PHOTO, b"MZ" + b"\0" * 50, PNG, b"ftyp")]
    answer = requests.post(_page(box, made), files=files, timeout=30)
    assert answer.status_code == 415
    assert "第 2 个文件:只能传" in answer.text
    assert "已传 2 个文件" in answer.text
    assert _waiting(box, made) == [(1, PageType.JPEG), (2, PageType.PNG)]
    taken = [box.request("GET", f"{API}/{made.id}/pages/{place}").content for place in (1, 2)]
    assert [KEY.unseal(sealed, bound(made.id, visit, at)) for at, sealed in enumerate(taken, 1)] == [PHOTO, PNG]
    good = requests.post(_page(box, made), files=files[::2], timeout=30, allow_redirects=False)
    assert good.status_code == 303
    assert len(_waiting(box, made)) == 4


def test_the_largest_file_is_taken_and_never_lies_in_a_file(box, opened, tmp_path, monkeypatch):
    """Anything that wanted a temporary file would fail: there is nowhere to put one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    made, visit = opened
    data = PHOTO + secrets.token_bytes(MAX_FILE_BYTES - len(PHOTO))
    assert _send(box, made, data).status_code == 303
    assert KEY.unseal(box.request("GET", f"{API}/{made.id}/pages/1").content, bound(made.id, visit, 1)) == data
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        kept = [one.read_bytes() for one in Path(settings.HALL_DATA).rglob("*") if one.is_file()]
        assert not [one for one in kept if data[-5000:-4900] in one]


def test_twenty_files_and_no_more_taken_or_not(box, opened):
    made, _ = opened
    for position in range(1, MAX_FILES + 1):
        assert _send(box, made, PHOTO).status_code == 303
        assert box.request("DELETE", f"{API}/{made.id}/pages/{position}").status_code == 204
    refused = _send(box, made, PHOTO)
    assert (refused.status_code, "20 files have been sent" in refused.text) == (409, True)
    assert "<form" not in requests.get(_page(box, made), timeout=30).text


def test_a_guessed_token_leads_nowhere_and_only_its_hash_is_kept(box, opened):
    made, _ = opened
    token = made.url.rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    for guess in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", str(made.id)):
        assert requests.get(f"{box.url}/p/{guess}", timeout=30).status_code == 404
        assert requests.post(f"{box.url}/p/{guess}", timeout=30).status_code == 404
    row = Handover.objects.filter(pk=made.id).values().get()
    assert token not in repr(row)


@pytest.mark.parametrize("how", ["expired", "closed", "another"])
def test_when_it_is_over_phone_and_terminal_are_told_and_the_bytes_are_gone(box, opened, how):
    made, _ = opened
    assert _send(box, made, PHOTO).status_code == 303
    if how == "expired":
        Handover.objects.filter(pk=made.id).update(expires_at=timezone.now())
        assert main(["daily"]) == 0
    elif how == "closed":
        assert box.request("DELETE", f"{API}/{made.id}").status_code == 204
    else:
        _open(box)
    assert not HandoverPage.objects.filter(handover_id=made.id).exists()
    for answer in (requests.get(_page(box, made), timeout=30), _send(box, made, PHOTO)):
        assert (answer.status_code, "This link is over" in answer.text) == (410, True)
    assert box.request("GET", f"{API}/{made.id}").json()["code"] == "handover_over"
    forget_handovers(timezone.now() + timedelta(days=2))
    assert requests.get(_page(box, made), timeout=30).status_code == 404


def test_another_terminal_and_a_bad_wish_get_nothing(box, opened, new_box):
    made, other_box = opened[0], new_box()
    assert _send(box, made, PHOTO).status_code == 303
    for method, path in (("GET", ""), ("GET", "/pages/1"), ("DELETE", "/pages/1"), ("DELETE", "")):
        assert other_box.request(method, f"{API}/{made.id}{path}").json()["code"] == "handover_unknown"
    assert requests.get(f"{box.url}{API}/{made.id}", timeout=30).status_code == 401
    wish = HandoverWish.model_validate({"visit": secrets.token_hex(16), "seal_key": b64encode(b"short")})
    assert box.request("POST", API, wish.model_dump_json().encode()).json()["code"] == "bad_key"
    assert box.request("GET", f"{API}/{UUID(int=1)}").status_code == 404
    assert len(_waiting(box, made)) == 1
