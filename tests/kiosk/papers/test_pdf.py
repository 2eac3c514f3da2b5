"""Pages to PDF/A-2b, thumbnails and codes, checked by other people's readers."""

import hashlib
import io
import subprocess
import tempfile

import cv2
import numpy as np
import pikepdf
import pytest
import zxingcpp
from pikepdf import pdfa

from kiosk.papers import pdf
from kiosk.papers.barcode import read_codes
from kiosk.papers.quality import look
from kiosk.papers.thumb import thumbnail
from workbench.camera import papers


@pytest.fixture(scope="module")
def pages(shoot) -> list[np.ndarray]:
    return [look(shoot(name)).page for name in ("id_card", "household_register", "application_form")]


@pytest.fixture(scope="module")
def document(pages) -> bytes:
    return pdf.to_pdf([pdf.sheet_of(page) for page in pages], "居民身份证 样本")


def test_the_document_is_pdf_a_2b(document):
    report = pdfa.validate_written(io.BytesIO(document), "2b")
    assert report.passed, report.findings


def test_the_validator_can_say_no(document):
    """Guards the test above: the same document with its output intent taken away must fail."""
    broken = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        del opened.Root.OutputIntents
        opened.save(broken)
    assert not pdfa.validate_written(broken, "2b").passed


def test_title_order_and_true_size(document, pages):
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert str(opened.docinfo["/Title"]) == "居民身份证 样本"
        assert len(opened.pages) == 3
        for sheet, page in zip(opened.pages, pages, strict=True):
            width_pt, height_pt = (float(value) for value in sheet.mediabox[2:])
            assert width_pt == pytest.approx(page.shape[1] / 200 * 72, abs=0.1)
            assert height_pt == pytest.approx(page.shape[0] / 200 * 72, abs=0.1)


def test_another_renderer_shows_the_same_pages(document, pages, tmp_path):
    done = subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-", str(tmp_path / "p")], input=document, capture_output=True, check=True
    )
    assert done.stderr == b""
    files = sorted(tmp_path.glob("p*.png"))
    assert len(files) == 3
    for file, page in zip(files, pages, strict=True):
        shown = cv2.imread(str(file))
        assert abs(2 * shown.shape[0] - page.shape[0]) <= 2
        small = cv2.resize(page, (shown.shape[1], shown.shape[0]), interpolation=cv2.INTER_AREA)
        # Blurred, so that two ways to shrink a page agree. The form loses its paper's faint tint, nothing else.
        calm_shown, calm_page = (cv2.GaussianBlur(one, (0, 0), 3).astype(int) for one in (shown, small))
        assert np.abs(calm_shown - calm_page).mean() < 4


def test_colour_is_kept_where_there_is_colour(pages):
    assert [pdf.has_colour(page) for page in pages] == [True, True, False]
    assert cv2.imdecode(np.frombuffer(pdf.page_jpeg(pages[2]), np.uint8), cv2.IMREAD_UNCHANGED).ndim == 2


def test_a_page_is_never_larger_than_half_a_megabyte_even_when_it_is_noise():
    noise = np.random.default_rng(3).integers(0, 255, (2339, 1654, 3), dtype=np.uint8)
    jpeg = pdf.page_jpeg(noise)
    assert len(jpeg) <= 500_000
    assert len(pdf.to_pdf([pdf.sheet_of(noise)], "noise")) < 510_000
    with pikepdf.open(io.BytesIO(pdf.to_pdf([pdf.sheet_of(noise)], "noise"))) as opened:
        assert float(opened.pages[0].mediabox[2]) == pytest.approx(1654 / 200 * 72, abs=0.1), "shrunk on paper, too"


def test_a_document_without_pages_is_refused():
    with pytest.raises(ValueError, match="at least one page"):
        pdf.to_pdf([], "x")


def test_nothing_is_written_to_disk(pages, monkeypatch):
    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError("a page was about to touch a disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refused)
    assert pdf.to_pdf([pdf.sheet_of(pages[0])], "x").startswith(b"%PDF")


def test_sha256_is_the_standard_one():
    assert pdf.Sheet(b"abc", 1, 1).sha256 == hashlib.sha256(b"abc").hexdigest()


def test_a_thumbnail_is_small_and_keeps_its_shape(pages):
    data = thumbnail(pages[1])
    small = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert max(small.shape[:2]) == 320
    assert small.shape[1] / small.shape[0] == pytest.approx(pages[1].shape[1] / pages[1].shape[0], rel=0.01)
    assert len(data) < 40_000
    tiny = np.full((20, 30, 3), 200, np.uint8)
    assert cv2.imdecode(np.frombuffer(thumbnail(tiny), np.uint8), 1).shape == (20, 30, 3)


def test_the_envelopes_code_is_read_from_the_frame(shoot):
    assert read_codes(shoot("envelope")) == ["YGT26030200017"]
    assert read_codes(cv2.rotate(shoot("envelope"), cv2.ROTATE_90_CLOCKWISE)) == ["YGT26030200017"]
    assert read_codes(shoot("id_card")) == []


def test_code_128_and_qr_together_from_top_to_bottom():
    bars = np.asarray(papers.code128("TOP-1").resize((500, 150), 0))
    code = zxingcpp.create_barcode("https://example.org/下", zxingcpp.BarcodeFormat.QRCode)
    square = np.array(zxingcpp.write_barcode_to_image(code, scale=6))
    sheet = np.full((700, 700), 255, np.uint8)
    sheet[60 : 60 + bars.shape[0], 80 : 80 + bars.shape[1]] = bars
    sheet[320 : 320 + square.shape[0], 200 : 200 + square.shape[1]] = square
    assert read_codes(sheet) == ["TOP-1", "https://example.org/下"]
