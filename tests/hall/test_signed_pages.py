"""A hand-in is held against its signature, each page of a paper against its hash; what was noticed is kept."""

import io

import img2pdf
from PIL import Image

from contract.bodies import MaterialFiled, Signature
from contract.envelope import Kind, digest, new_id
from contract.remark import Remark, RemarkKind
from contract.signed import document_sha256
from hall.cases.models import Case

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"  # as in conftest


def _refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code), response.text


def _two_pages() -> tuple[bytes, list[str]]:
    """A PDF as a terminal makes it, and the hash of each page's picture."""
    pictures = []
    for shade in (90, 200):
        file = io.BytesIO()
        Image.new("L", (400, 300), shade).save(file, "JPEG")
        pictures.append(file.getvalue())
    return img2pdf.convert(pictures), [digest(one) for one in pictures]


def _signed(made, submission, material, **lie):
    """The same hand-in, signed over its answers and the pages of one material."""
    answers = {name: answer.value for name, answer in submission.answers.items()} | lie
    sha256 = document_sha256(answers, {material.material: material.page_sha256})
    signature = Signature(strokes=[[(1.0, 2.0, 0)]], document_sha256=sha256, by_pages=True)
    return made(materials=[material], originals_parcel=None, signature=signature)


def test_the_signature_is_held_against_what_arrived(box, new_submission, submission):
    pdf, pages = _two_pages()
    material = MaterialFiled(material="ID", pages=2, pdf_sha256=digest(pdf), page_sha256=pages)
    case_id = box.submit(_signed(new_submission, submission, material))
    assert Case.objects.get(pk=case_id).signature["by_pages"]
    other = _signed(new_submission, submission, material, **{"p.name": "别人"})
    _refused(box.post(box.envelope(Kind.SUBMISSION, other, new_id())), 422, "signature_elsewhere")


def test_each_page_is_held_against_its_hash(box, new_submission, submission):
    pdf, pages = _two_pages()
    for told, status in ((pages, 200), (pages[::-1], 422), (pages[:1], 422)):
        material = MaterialFiled(material="ID", pages=2, pdf_sha256=digest(pdf), page_sha256=told)
        case_id = box.submit(_signed(new_submission, submission, material))
        answer = box.post(box.paper(case_id, "ID", pdf))
        assert answer.status_code == status, answer.text
        if status == 422:
            assert answer.json()["code"] == "not_the_pages"
    broken = MaterialFiled(material="ID", pages=2, pdf_sha256=digest(PDF), page_sha256=pages)
    case_id = box.submit(_signed(new_submission, submission, broken))
    _refused(box.post(box.paper(case_id, "ID", PDF)), 422, "not_the_pages")


def test_what_the_terminal_noticed_is_kept_with_the_case(box, new_submission):
    remarks = [
        Remark(material="ID", kind=RemarkKind.NAME_DIFFERS),
        Remark(material="HKB", page=2, kind=RemarkKind.BLURRED),
    ]
    case = Case.objects.get(pk=box.submit(new_submission(remarks=remarks)))
    assert [Remark.model_validate(one) for one in case.remarks] == remarks
