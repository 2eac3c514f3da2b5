"""The papers of a case take along what was read on each page by then, and go without what was not."""

import io
import subprocess
from concurrent.futures import Future

import numpy as np
import pikepdf
import pytest

from contract import catalogue
from kiosk import filing
from kiosk.papers import background, pdf
from kiosk.papers.ocr import OcrTimeout, Reading
from kiosk.papers.quality import look, readied
from kiosk.papers.reading import Line
from kiosk.visit import Application, CapturedPage


def _page(reading: Future[Reading] | None) -> CapturedPage:
    return CapturedPage(np.full((600, 800, 3), 235, np.uint8), b"", reading=reading)


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
    (paper,) = filing.make_papers(application, catalogue.load())
    said = subprocess.run(["pdftotext", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout.decode()
    assert ["".join(text.split()) for text in said.split("\f")[:5]] == ["户主页", "", "", "", "本人页"]


def test_both_sides_of_a_card_are_one_sheet_at_true_size_whichever_was_taken_first(shoot) -> None:  # type: ignore[no-untyped-def]
    sides = [readied(look(shoot(name)).page) for name in ("id_card_back", "id_card")]
    application = Application(pages={"ID": [CapturedPage(side, b"") for side in sides]})
    (paper,) = filing.make_papers(application, catalogue.load())
    assert paper.pages == 2
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        (page,) = document.pages
        assert [float(side) * 25.4 / 72 for side in page.mediabox[2:]] == pytest.approx([210, 297], abs=0.2)


def test_a_case_of_many_pages_keeps_to_its_bytes() -> None:
    assert pdf.page_limit(3, 10) == 500_000
    assert pdf.page_limit(40, 40) == 250_000
    assert pdf.page_limit(10, 200) == 250_000
