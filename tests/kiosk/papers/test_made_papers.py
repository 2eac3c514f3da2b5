"""The papers of a case take along what was read on each page by then, and go without what was not."""

import io
import subprocess
from concurrent.futures import Future

import numpy as np
import pikepdf
import pytest

from contract import catalogue
from contract.envelope import digest
from contract.remark import RemarkKind
from contract.signed import document_sha256
from kiosk.making import lay, make_papers
from kiosk.papers import background, pdf
from kiosk.papers.kept import Kept
from kiosk.papers.ocr import OcrTimeout, Reading
from kiosk.papers.quality import look, readied
from kiosk.papers.reading import Line
from kiosk.steps.sign import bind
from kiosk.visit import Application, CapturedPage
from workbench.camera.people import PEOPLE

NUMBER = "440103195603010005"


def _page(reading: Future[Reading] | None) -> CapturedPage:
    return CapturedPage(Kept(np.full((600, 800, 3), 235, np.uint8)), b"", reading=reading)


def _read(text: str) -> Future[Reading]:
    future: Future[Reading] = Future()
    future.set_result(Reading((Line(text, 0.9, ((50, 50), (350, 50), (350, 90), (50, 90))),)))
    return future


def test_a_register_of_many_pages_each_with_what_was_read_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "READING_S", 0.2)
    failed: Future[Reading] = Future()
    failed.set_exception(OcrTimeout("too long"))
    never: Future[Reading] = Future()
    readings = [_read("户主页"), failed, never, None, _read("本人页")]
    application = Application(pages={"HKB": [_page(reading) for reading in readings], "ID": []})
    application.sheets = lay(application)
    (paper,) = make_papers(application, catalogue.load())
    said = subprocess.run(["pdftotext", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout.decode()
    assert ["".join(text.split()) for text in said.split("\f")[:5]] == ["户主页", "", "", "", "本人页"]


def test_both_sides_of_a_card_are_one_sheet_at_true_size_whichever_was_taken_first(shoot) -> None:  # type: ignore[no-untyped-def]
    sides = [readied(look(shoot(name)).page) for name in ("id_card_back", "id_card")]
    application = Application(pages={"ID": [CapturedPage(Kept(side), b"") for side in sides]})
    application.sheets = lay(application)
    (paper,) = make_papers(application, catalogue.load())
    assert paper.pages == 2
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        (page,) = document.pages
        assert [float(side) * 25.4 / 72 for side in page.mediabox[2:]] == pytest.approx([210, 297], abs=0.2)


def test_a_case_of_many_pages_keeps_to_its_bytes() -> None:
    assert pdf.page_limit(3, 10) == 500_000
    assert pdf.page_limit(40, 40) == 250_000
    assert pdf.page_limit(10, 200) == 250_000


def test_the_pages_that_were_signed_are_byte_for_byte_the_pages_of_the_pdf() -> None:
    pages = [
        CapturedPage(Kept(np.full((600, 800, 3), shade, np.uint8)), b"", reading=_read("户主")) for shade in (90, 200)
    ]
    application = Application(pages={"HKB": pages}, answers={"p.name": "陈秀英"}, purpose="仅用于某事 2026-03-02")
    application.sheets, signed = bind(application)
    (paper,) = make_papers(application, catalogue.load())
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        pictures = [next(iter(page.get_images().values())) for page in document.pages]
        assert [digest(picture.read_raw_bytes()) for picture in pictures] == list(paper.page_sha256)
        filed = [np.asarray(pikepdf.PdfImage(picture).as_pil_image().convert("L")) for picture in pictures]
    assert [int(abs(one.astype(int) - shade).max()) for one, shade in zip(filed, (90, 200), strict=True)] == [0, 0], (
        "what is filed carries no watermark"
    )
    assert signed == document_sha256({"p.name": "陈秀英"}, {"HKB": paper.page_sha256})


@pytest.mark.parametrize(
    ("said", "advice", "kinds"),
    [
        (["姓名陈秀英", f"{NUMBER}"], "", []),
        (["姓名陈秀芳"], "", [RemarkKind.NAME_DIFFERS]),
        ([PEOPLE["wang"].id_number], "", [RemarkKind.NUMBER_DIFFERS]),
        (["姓名陈秀芳", "姓名陈秀英"], "", []),  # the householder's page, and the applicant's own
        (["姓名陈秀英"], "blurred", [RemarkKind.BLURRED]),
    ],
)
def test_what_staff_should_look_at_goes_along(said: list[str], advice: str, kinds: list[RemarkKind]) -> None:
    pages = [_page(_read(text)) for text in said]
    pages[0].advice = advice
    application = Application(pages={"HKB": pages}, answers={"p.name": "陈秀英", "p.id_no": NUMBER})
    application.sheets = lay(application)
    (paper,) = make_papers(application, catalogue.load())
    assert [(one.material, one.kind) for one in paper.remarks] == [("HKB", kind) for kind in kinds]
    assert [one.page for one in paper.remarks] == [1 if advice else None for _ in kinds]
