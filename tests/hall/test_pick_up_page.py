"""The resident's page behind a notice's link: a QR the terminal takes, while it opens something; nothing personal."""

import re
from datetime import timedelta

import numpy as np
import pytest
import requests
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from contract.envelope import Kind
from contract.parcel import ParcelEvent
from contract.pickup import read_qr
from hall.cases import services
from hall.cases.models import Case
from hall.keys import hall_keys
from hall.notices import links
from hall.notices.models import Notice
from hall.parcels import services as parcels
from hall.parcels.models import Parcel

PASSWORD = "correct horse battery"  # as in conftest


@pytest.fixture
def loaded(box, case, people):
    """A result in the locker."""
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcel = parcels.pack(case, people.issuer, "S")
    parcels.hand_out(parcel, people.issuer, people.courier)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, parcel.barcode), case.pk)
    return Parcel.objects.get(pk=parcel.barcode)


def _get(box, path):
    return requests.get(box.url + path, timeout=30)


def _token(parcel):
    return links.token(Notice.objects.get(parcel=parcel.barcode, reason="in_locker").pk)


def _drawn(svg: str) -> str:
    """What a camera reads from the picture, whose path is made of plain rectangles."""
    side = int(re.search(r'width="(\d+)"', svg)[1])
    picture = np.full((side, side), 255, np.uint8)
    for box in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        x, y, width, height = map(int, box)
        picture[y : y + height, x : x + width] = 0
    return "".join(code.text for code in zxingcpp.read_barcodes(picture))


def test_the_page_shows_a_qr_that_the_terminal_takes_and_nobody_s_name(box, loaded):
    answer = _get(box, f"/pickup/{_token(loaded)}")
    assert answer.status_code == 200
    for secret in (loaded.case.applicant_name, loaded.case.applicant_id_number, loaded.case.number):
        assert secret not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    image = _get(box, f"/pickup/{_token(loaded)}/qr.svg")
    assert image.headers["Content-Type"] == "image/svg+xml"
    key = Ed25519PublicKey.from_public_bytes(hall_keys().signing_public)
    before, after = loaded.dies_at - timedelta(seconds=2), loaded.dies_at + timedelta(seconds=1)
    token = _drawn(image.text)
    assert read_qr(token, box.id, before, key) == loaded.barcode
    with pytest.raises(Exception, match=loaded.barcode):
        read_qr(token, box.id, after, key)


def test_a_guessed_link_leads_nowhere(box, loaded):
    good = _token(loaded)
    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.partition(":")[0], "1:x", "x"):
        assert _get(box, f"/pickup/{token}").status_code == 404
        assert _get(box, f"/pickup/{token}/qr.svg").status_code == 404


@pytest.mark.parametrize("why", ["taken", "frozen", "overdue"])
def test_the_qr_is_gone_when_it_would_open_nothing(box, loaded, why):
    token = _token(loaded)
    if why == "taken":
        box.send(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, loaded.barcode), loaded.case_id)
    changes = {"frozen": {"frozen": True}, "overdue": {"loaded_at": timezone.now() - timedelta(days=8)}}.get(why, {})
    if changes:
        Parcel.objects.filter(pk=loaded.barcode).update(**changes)
    page = _get(box, f"/pickup/{token}")
    assert page.status_code == 200
    assert "qr.svg" not in page.text
    assert _get(box, f"/pickup/{token}/qr.svg").status_code == 404


def test_the_message_carries_the_link_and_the_officers_list_covers_it(box, loaded, people):
    notice = Notice.objects.get(parcel=loaded.barcode)
    link = links.address(notice.pk)
    assert link in notice.full_text
    listed = requests.get(f"{box.url}/api/v1/notices?case_id={loaded.case_id}", auth=("t-issuer", PASSWORD), timeout=30)
    assert links.token(notice.pk) not in listed.text
    asked = requests.post(f"{box.url}/api/v1/notices/{notice.pk}/code", auth=("t-issuer", PASSWORD), timeout=30)
    assert asked.json() == {"code": notice.code, "link": link}
    assert Case.objects.get(pk=loaded.case_id).history.filter(action="code_shown").count() == 1
