"""From flat pages to one PDF/A-2b in memory (kiosk requirements L-13, L-14, L-20); no page touches a disk."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import img2pdf
import numpy as np
import pikepdf

from kiosk.papers.page import DPI, Image
from kiosk.papers.reading import Line

PAGE_LIMIT_BYTES = 500_000
MATERIAL_LIMIT_BYTES, CASE_LIMIT_BYTES = 10_000_000, 50_000_000
QUALITIES = (75, 65, 55, 45, 35)
SHRINK = 0.8  # of each side, when no quality is small enough
GREY_CHROMA = 12.0  # 8-bit Lab units: less colour than this on 99.5 % of the page is paper tint and noise
CREATOR = "yiguitong"


class NotArchivable(Exception):
    """The document did not pass the PDF/A check; a bug or a broken page, never the resident's fault."""


def page_limit(of_material: int, of_case: int) -> int:
    """Bytes a page may have when its material has so many pages and the whole case so many (L-13)."""
    return min(PAGE_LIMIT_BYTES, MATERIAL_LIMIT_BYTES // of_material, CASE_LIMIT_BYTES // of_case)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it is filed: its JPEG, byte for byte as it will stand in the PDF, and its size on paper in points."""

    jpeg: bytes = field(repr=False)
    width_pt: float
    height_pt: float

    @property
    def sha256(self) -> str:
        """Of the JPEG, 64 hex digits (kiosk requirements L-20)."""
        return sha256(self.jpeg)


def sheet_of(page: Image, dpi: int = DPI, most_bytes: int = PAGE_LIMIT_BYTES) -> Sheet:
    """A page of so many dots an inch as a sheet of at most `most_bytes`."""
    return Sheet(page_jpeg(page, most_bytes), *_size_pt(page, dpi))


def to_pdf(sheets: Sequence[Sheet], title: str, *, dpi: int = DPI, lines: Sequence[Sequence[Line]] = ()) -> bytes:
    """One PDF/A-2b, a page at true size each; ValueError without pages, NotArchivable when the check fails.

    `lines`, one sequence a page (empty for a page not read) in pixels of `dpi`, become an invisible layer that can be
    searched.
    The check is pikepdf's allow-list validator, not veraPDF (facts, section 7).
    """
    if not sheets:
        raise ValueError("a document needs at least one page")
    document = pikepdf.Pdf.new()
    for sheet in sheets:
        # A page shrunk to meet the limit keeps its size on paper, so the layout is told, not guessed from dpi.
        size = (sheet.width_pt, sheet.height_pt)
        one = img2pdf.convert(sheet.jpeg, layout_fun=lambda *_, s=size: (*s, *s), rotation=img2pdf.Rotation.none)
        with pikepdf.open(io.BytesIO(one)) as single:
            document.pages.extend(single.pages)
    if lines:
        from kiosk.papers.text_layer import lay_text  # fontTools, too, is not needed at the start

        lay_text(document, lines, 72 / dpi)
    return _archived(document, title)


def page_jpeg(page: Image, most_bytes: int = PAGE_LIMIT_BYTES) -> bytes:
    """The page as JPEG of at most `most_bytes`: quality 75 first, then coarser, then smaller; grey when it is grey."""
    image = page if has_colour(page) else cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    while True:
        for quality in QUALITIES:
            good, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if not good:
                raise ValueError(f"a page of {page.shape} cannot be coded")
            if data.size <= most_bytes:
                return bytes(data.tobytes())
        image = cv2.resize(image, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)


def has_colour(page: Image) -> bool:
    """True when some of the page (a seal, a photo) is coloured beyond the tint of paper and lamp."""
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32)[..., 1:]
    chroma = np.linalg.norm(lab - np.median(lab.reshape(-1, 2), axis=0), axis=2)
    return bool(np.percentile(chroma, 99.5) > GREY_CHROMA)


def sha256(data: bytes) -> str:
    """Hash of a page or a document, 64 hex digits; the receipt prints the first few."""
    return hashlib.sha256(data).hexdigest()


def _size_pt(page: Any, dpi: int) -> tuple[float, float]:
    return page.shape[1] / dpi * 72, page.shape[0] / dpi * 72


def _archived(document: pikepdf.Pdf, title: str) -> bytes:
    """`pikepdf.pdfa.save` in three steps, because that one goes through a temporary file."""
    from pikepdf import pdfa  # 0.2 s to import: not at the start of a terminal, but with its first document

    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["xmp:CreatorTool"] = CREATOR
    pdfa.prepare(document, "2b")
    wishes = pdfa.resolve_save_kwargs("2b")
    out = io.BytesIO()
    document.save(out, **wishes)
    out.seek(0)
    report = pdfa.validate_written(out, "2b", wishes)
    if not report.passed:
        raise NotArchivable("; ".join(str(finding) for finding in report.findings[:5]))
    return out.getvalue()
