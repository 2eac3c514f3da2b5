"""From flat pages to one PDF/A-2b in memory (kiosk requirements L-13, L-14, L-20); no page touches a disk."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from contract.filed_pdf import PAGE_LIMIT_BYTES, QUALITIES, SHRINK, Sheet, archived, laid
from kiosk.papers.page import DPI, Image
from kiosk.papers.reading import Line

MATERIAL_LIMIT_BYTES, CASE_LIMIT_BYTES = 10_000_000, 50_000_000
GREY_CHROMA = 12.0  # 8-bit Lab units: less colour than this on 99.5 % of the page is paper tint and noise


def page_limit(of_material: int, of_case: int) -> int:
    """Bytes a page may have when its material has so many pages and the whole case so many (L-13)."""
    return min(PAGE_LIMIT_BYTES, MATERIAL_LIMIT_BYTES // of_material, CASE_LIMIT_BYTES // of_case)


def sheet_of(page: Image, dpi: int = DPI, most_bytes: int = PAGE_LIMIT_BYTES) -> Sheet:
    """A page of so many dots an inch as a sheet of at most `most_bytes`."""
    return Sheet(page_jpeg(page, most_bytes), *_size_pt(page, dpi))


def to_pdf(sheets: Sequence[Sheet], title: str, *, dpi: int = DPI, lines: Sequence[Sequence[Line]] = ()) -> bytes:
    """One PDF/A-2b, a page at true size each; ValueError without pages, NotArchivable when the check fails.

    `lines`, one sequence a page (empty for a page not read) in pixels of `dpi`, become an invisible layer that can be
    searched.
    """
    if not sheets:
        raise ValueError("a document needs at least one page")
    document = laid(sheets)
    if lines:
        from kiosk.papers.text_layer import lay_text  # fontTools, too, is not needed at the start

        lay_text(document, lines, 72 / dpi)
    return archived(document, title)


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


def _size_pt(page: Any, dpi: int) -> tuple[float, float]:
    return page.shape[1] / dpi * 72, page.shape[0] / dpi * 72
