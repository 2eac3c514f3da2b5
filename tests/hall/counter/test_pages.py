"""Files from a scanner: known by their bytes, drawn and decoded under limits, filed as one picture a page."""

import io

import img2pdf
import pikepdf
import pytest
from PIL import Image

from contract.filed_pdf import PAGE_LIMIT_BYTES
from contract.handover import MAX_FILE_BYTES
from contract.picture import NotAPage, TooManyPixels
from hall.counter import pages
from hall.counter.pages import TooLarge, TooManyPages, sheets_of, to_pdf
from hall.intake.pages import check_pages
from tests.contract.test_picture import jpeg_of
from tests.hall.counter.conftest import scan

A4_PX = (1654, 2339)


def pdf_of(*scans: bytes) -> bytes:
    made: bytes = img2pdf.convert(*scans)
    return made


def noise(size: tuple[int, int]) -> bytes:
    """A picture that no JPEG makes small."""
    out = io.BytesIO()
    Image.effect_noise(size, 120).convert("RGB").save(out, "PNG")
    return out.getvalue()


def drawing(sheet: pages.Sheet) -> Image.Image:
    return Image.open(io.BytesIO(sheet.jpeg))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_one_page(kind):
    (sheet,) = sheets_of(scan(kind=kind), 5)
    assert drawing(sheet).size == (827, 1169)
    assert (round(sheet.width_pt), round(sheet.height_pt)) == (298, 421)  # at 200 dots an inch


def test_a_pdf_is_drawn_page_by_page_as_large_as_a_sheet():
    found = sheets_of(pdf_of(scan("one"), scan("two"), scan("three")), 5)
    assert [max(drawing(sheet).size) for sheet in found] == [A4_PX[1]] * 3
    assert len({sheet.sha256 for sheet in found}) == 3


def test_a_pdf_with_more_pages_than_there_is_room_for_is_not_drawn_to_its_end():
    with pytest.raises(TooManyPages):
        sheets_of(pdf_of(scan(), scan("2")), 1)
    with pytest.raises(TooManyPages):
        sheets_of(scan(), 0)


def test_however_large_a_pdf_says_its_page_is_it_is_drawn_no_larger():
    document = pikepdf.new()
    document.add_blank_page(page_size=(14_400, 14_400))  # five metres
    out = io.BytesIO()
    document.save(out)
    (sheet,) = sheets_of(out.getvalue(), 1)
    assert drawing(sheet).size == (A4_PX[1], A4_PX[1])


def test_a_small_pdf_that_unpacks_to_gigabytes_ends_in_a_refusal_and_not_in_the_halls_memory():
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    picture = pikepdf.Stream(document, b"\0" * 60_000_000)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = 60_000, 60_000, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /I Do Q")
    out = io.BytesIO()
    document.save(out, compress_streams=True, recompress_flate=True)
    assert len(out.getvalue()) < MAX_FILE_BYTES
    try:
        found = sheets_of(out.getvalue(), 1)
    except (TooLarge, NotAPage):
        return
    assert max(drawing(found[0]).size) <= A4_PX[1]  # poppler drew it without holding it whole


def test_what_a_pdf_would_run_or_has_attached_is_not_in_what_is_filed():
    with pikepdf.open(io.BytesIO(pdf_of(scan()))) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        document.attachments["evil.exe"] = b"MZ\x90"
        out = io.BytesIO()
        document.save(out)
    filed = to_pdf(sheets_of(out.getvalue(), 1), "测试")
    assert b"JavaScript" not in filed
    assert b"evil.exe" not in filed


def test_pages_are_filed_as_terminals_file_them_one_picture_each_and_archivable():
    found = sheets_of(pdf_of(scan("one"), scan("two")), 5)
    filed = to_pdf(found, "户口簿")
    check_pages(filed, [sheet.sha256 for sheet in found])
    with pikepdf.open(io.BytesIO(filed)) as document, document.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"


def test_a_page_that_will_not_fit_is_made_coarser_and_keeps_its_size_on_paper():
    (sheet,) = sheets_of(noise((1500, 1500)), 1)
    assert len(sheet.jpeg) <= PAGE_LIMIT_BYTES
    assert round(sheet.width_pt) == round(1500 / 200 * 72)


def test_what_is_seen_through_is_filed_on_white_and_what_lies_on_its_side_is_put_upright():
    clear = io.BytesIO()
    Image.new("RGBA", (100, 60), (0, 0, 0, 0)).save(clear, "PNG")
    assert drawing(sheets_of(clear.getvalue(), 1)[0]).convert("L").getextrema()[0] > 250
    turned, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (100, 60)).save(turned, "JPEG", exif=exif)
    assert drawing(sheets_of(turned.getvalue(), 1)[0]).size == (60, 100)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"MZ" + b"\0" * 500, NotAPage),
        (b"\x7fELF" + b"\0" * 500, NotAPage),
        (b"", NotAPage),
        (b"%PDF-1.7\nnothing", NotAPage),
        (scan()[:500], NotAPage),
        (jpeg_of(10_000, 10_000), TooManyPixels),
        (scan() + b"\0" * MAX_FILE_BYTES, TooLarge),
    ],
    ids=["exe", "elf", "empty", "broken pdf", "broken png", "giant", "oversized"],
)
def test_what_is_no_page_is_refused(data, error):
    with pytest.raises(error):
        sheets_of(data, 3)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pages, "_WHOLE_S", 0.0)
    with pytest.raises(TooLarge):
        sheets_of(pdf_of(scan()), 1)
