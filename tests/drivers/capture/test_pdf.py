"""PDFs of strangers through the real pdftoppm: pages in order, bombs stopped, nothing in a file."""

import io
import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image as Picture

from drivers.capture import pdf
from drivers.capture.errors import BadPdf, PdfTooHeavy
from drivers.child import Limits

LONG_PX = 1000


def drawn(greys: Sequence[int]) -> bytes:
    """A PDF of one grey page each."""
    pages = [Picture.new("L", (300, 400), grey) for grey in greys]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def raw(*objects: bytes) -> bytes:
    """A PDF of these objects, without a cross-reference table; the first is its catalogue."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(data), data)


def bomb(depth: int = 12) -> bytes:
    """Each form draws the next one twenty times."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    kind = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    forms = [
        stream(b"/F Do " * 20, kind + b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level)) for level in range(depth)
    ]
    last = stream(b"0 0 m 595 842 l S " * 50, kind)
    return raw(b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(b"/F Do"), *forms, last)


def giant() -> bytes:
    """One page of 5 x 5 kilometres."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return raw(b"<</Type/Catalog/Pages 2 0 R>>", pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400000 14400000]>>")


def test_pages_come_in_order_and_no_more_than_wanted() -> None:
    pages = list(pdf.draw_pages(drawn([30, 120, 220]), LONG_PX, 20))
    assert [page.shape for page in pages] == [(1000, 750, 3)] * 3
    assert [round(float(page.mean()) / 10) for page in pages] == [3, 12, 22]
    assert len(list(pdf.draw_pages(drawn([30, 120, 220]), LONG_PX, 2))) == 2


def test_a_bomb_is_stopped_by_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_LIMITS", Limits(memory_bytes=600_000_000, cpu_s=1))
    with pytest.raises(PdfTooHeavy):
        list(pdf.draw_pages(bomb(), LONG_PX, 20))


def test_a_bomb_is_stopped_by_the_time_for_all_pages() -> None:
    with pytest.raises(PdfTooHeavy):
        list(pdf.draw_pages(bomb(), LONG_PX, 20, whole_s=1.0))


def test_memory_is_bounded_by_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_LIMITS", Limits(memory_bytes=30_000_000, cpu_s=20))
    with pytest.raises(BadPdf):
        list(pdf.draw_pages(drawn([30]), 3000, 20))


def test_a_giant_page_costs_no_memory_here() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        pages = list(pdf.draw_pages(giant(), LONG_PX, 20))
    except BadPdf:
        pages = []
    assert all(max(page.shape) <= LONG_PX for page in pages)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"MZ\x90\x00", drawn([30])[:300]])
def test_what_is_none_is_said(data: bytes) -> None:
    with pytest.raises(BadPdf):
        list(pdf.draw_pages(data, LONG_PX, 20))


def test_no_byte_goes_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert list(pdf.draw_pages(drawn([30]), LONG_PX, 20))
    assert not list(tmp_path.iterdir())
