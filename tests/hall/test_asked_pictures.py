"""Domain 2.12, case 16: who is asked for a correction is shown what they handed in, and nobody else is."""

import io
from base64 import b64encode

import img2pdf
import pytest
from PIL import Image

from contract.asked_pictures import MOST_BYTES, PicturesWish, bound
from contract.bodies import MaterialFiled
from contract.envelope import digest, new_id
from contract.looked_up import SealedPerson
from hall.cases import services
from hall.cases.models import Case, Correction
from hall.intake.pictures import _within, pictures_for
from kiosk.offices import Offices
from offline_queue.line import HallLine
from tests.offline_queue.small_hall import SteppedClock


def page(shade, format_="JPEG"):
    file = io.BytesIO()
    Image.new("L", (400, 300), shade).save(file, format_)
    return file.getvalue()


PAGES = [page(90), page(200)]
PDF = img2pdf.convert(PAGES)


@pytest.fixture
def filed(box, new_submission):
    """A case with a paper of two pages in the hall."""
    material = MaterialFiled(material="ID", pages=2, pdf_sha256=digest(PDF))
    case_id = box.submit(new_submission(materials=[material], originals_parcel=None))
    assert box.post(box.paper(case_id, "ID", PDF)).status_code == 200
    return Case.objects.get(pk=case_id)


def asks(box, case_id, number, bound_to=None):
    plain = SealedPerson(id_number=number).model_dump_json().encode()
    sealed = b64encode(box.seal_key.seal(plain, bound(bound_to or case_id)))
    wish = PicturesWish.model_validate({"case_id": case_id, "key_id": box.seal_key.key_id, "sealed": sealed})
    return box.request("POST", "/api/v1/asked-pictures", wish.model_dump_json().encode())


def shown(box, case_id, number):
    """By the terminal's own line."""
    offices = Offices(HallLine(box.url, box.id, box.key, box.hall_key, SteppedClock()))
    return [(one.material, one.jpeg) for one in offices.pictures(case_id, number, box.seal_key)]


def test_16_the_picture_a_correction_is_about_is_shown_to_its_person_while_it_is_asked_for(box, filed, people):
    number = filed.applicant_id_number
    assert shown(box, filed.id, number) == [], "nothing is asked"
    services.ask_correction(filed, people.acceptor, ["看不清"], ["ID", "HKB"])
    assert shown(box, filed.id, number) == [("ID", PAGES[0])]  # byte for byte; the other was never handed in
    Correction.objects.filter(case=filed).update(until="2020-01-01")
    assert shown(box, filed.id, number) == []


def test_nobody_else_learns_whether_there_is_a_picture(box, new_box, filed, people):
    services.ask_correction(filed, people.acceptor, ["看不清"], ["ID"])
    number = filed.applicant_id_number
    assert shown(box, filed.id, "440106199001011232") == []
    assert shown(new_box(), filed.id, number) == [], "another terminal"
    assert shown(box, new_id(), number) == []
    assert asks(box, filed.id, number, bound_to=new_id()).status_code == 422, "a wish for another case, sent again"


@pytest.mark.parametrize("pdf", [img2pdf.convert([page(90, "PNG")]), b"%PDF-1.7\n garbled"])
def test_a_page_that_is_no_single_jpeg_is_left_out(box, new_submission, people, pdf):
    material = MaterialFiled(material="ID", pages=1, pdf_sha256=digest(pdf))
    case_id = box.submit(new_submission(materials=[material], originals_parcel=None))
    assert box.post(box.paper(case_id, "ID", pdf)).status_code == 200
    case = Case.objects.get(pk=case_id)
    services.ask_correction(case, people.acceptor, ["看不清"], ["ID"])
    assert pictures_for(case, case.applicant_id_number) == []


def test_an_answer_holds_no_more_than_a_terminal_takes(box, filed, people):
    services.ask_correction(filed, people.acceptor, ["看不清"], ["ID"])
    (one,) = pictures_for(filed, filed.applicant_id_number)
    large = one.model_copy(update={"jpeg": bytes(MOST_BYTES // 2)})
    assert _within([large, large, one]) == [large, large]
