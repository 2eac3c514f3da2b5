"""The searchable layer: found by another program, in its place, invisible, and still PDF/A-2b."""

import io
import subprocess

import numpy as np
import pikepdf
import pytest
from pikepdf import pdfa

from kiosk.papers import pdf
from kiosk.papers.reading import Line

_PAGE = np.full((1165, 827, 3), 235, np.uint8)


def _line(text: str, x: float, y: float, width: float, height: float = 30) -> Line:
    return Line(text, 0.9, ((x, y), (x + width, y), (x + width, y + height), (x, y + height)))


@pytest.fixture(scope="module")
def document() -> bytes:
    lines = [
        [_line("常住人口登记卡", 100, 100, 210), _line("440103195603010005", 100, 600, 270)],
        [],
        [_line("陈秀英𠮷", 300, 50, 120), Line("upwards", 0.9, ((50, 900), (50, 700), (80, 700), (80, 900)))],
    ]
    return pdf.to_pdf([pdf.sheet_of(_PAGE)] * 3, "户口簿", lines=lines)


def _said(document: bytes, *command: str) -> str:
    return subprocess.run(command, input=document, capture_output=True, check=True).stdout.decode()


def test_it_is_still_pdf_a_2b(document):
    report = pdfa.validate_written(io.BytesIO(document), "2b")
    assert report.passed, report.findings


def test_every_page_is_searched_by_another_program(document):
    pages = _said(document, "pdftotext", "-", "-").split("\f")
    found = ["".join(page.split()) for page in pages[:3]]
    assert "常住人口登记卡" in found[0]
    assert "440103195603010005" in found[0]
    assert found[1] == ""
    assert "陈秀英𠮷" in found[2]
    assert "upwards" in found[2]


def test_the_text_lies_over_its_lines(document):
    first = _said(document, "pdftotext", "-bbox", "-l", "1", "-", "-")
    word = next(line for line in first.splitlines() if "常住人口登记卡" in line)
    x0, y0, x1, y1 = (float(part.split('"')[0]) / 72 * 200 for part in word.split('="')[1:])
    assert (x0, x1) == pytest.approx((100, 310), abs=2)
    assert (y0 + y1) / 2 == pytest.approx(115, abs=8)


def test_its_font_is_embedded_and_maps_to_unicode(document):
    row = _said(document, "pdffonts", "-").splitlines()[-1].split()
    assert row[0] == "YiguitongInvisible"
    assert row[-5:-3] == ["yes", "no"] or row[-5] == "yes"
    assert row[-3] == "yes", "ToUnicode"


def test_nothing_of_it_is_seen(document, tmp_path):
    plain = pdf.to_pdf([pdf.sheet_of(_PAGE)] * 3, "户口簿")
    shown = [
        subprocess.run(["pdftoppm", "-r", "60", "-"], input=one, capture_output=True, check=True).stdout
        for one in (document, plain)
    ]
    assert shown[0] == shown[1]


def test_a_document_without_any_line_has_no_font():
    with pikepdf.open(io.BytesIO(pdf.to_pdf([pdf.sheet_of(_PAGE)], "x", lines=[[]]))) as opened:
        assert "/Font" not in opened.pages[0].resources
