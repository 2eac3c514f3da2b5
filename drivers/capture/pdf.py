"""PDFs of strangers, drawn page by page by poppler's `pdftoppm` as a child with little memory, time and no files.

The PDF goes in through a file that exists in memory only, each page comes out through a pipe as PNM. Nothing in the
PDF runs: pdftoppm has no script engine and ignores attachments. Measured with 22.12: exit status 99 is a page beyond
the last one, 1 a file it cannot open.
"""

import os
import time
from collections.abc import Iterator

from drivers.capture.errors import BadPdf, PdfTooHeavy
from drivers.capture.pnm import BadPnm, read_pnm
from drivers.child import Child, ChildError, ChildHung, ChildTooLoud, Limits
from drivers.roles import Image

_LIMITS = Limits(memory_bytes=600_000_000, cpu_s=20)
_WHOLE_S = 60.0
_END_S = 10.0
_NO_SUCH_PAGE = 99


def draw_pages(pdf: bytes, long_side_px: int, most: int, whole_s: float = _WHOLE_S) -> Iterator[Image]:
    """At most `most` pages, each as large as fits `long_side_px`, whatever the PDF says of its size.

    Raises `BadPdf`, `PdfTooHeavy`; pages told before it are whole. `whole_s` bounds all pages together.
    """
    until = time.monotonic() + whole_s
    held = os.memfd_create("pdf", os.MFD_CLOEXEC)
    try:
        with open(held, "wb", closefd=False) as file:
            file.write(pdf)
        for number in range(1, most + 1):
            os.lseek(held, 0, os.SEEK_SET)
            page = _draw(held, number, long_side_px, until)
            if page is None:
                return
            yield page
    finally:
        os.close(held)


def _draw(held: int, number: int, long_side_px: int, until: float) -> Image | None:
    """One page; None beyond the last."""
    command = ["pdftoppm", "-q", "-f", str(number), "-l", str(number), "-scale-to", str(long_side_px), "-"]
    most = 3 * long_side_px**2
    try:
        with Child(command, stdin=held, limits=_LIMITS) as child:
            data = child.read(child.stdout, most=most + 1000, quiet_s=_WHOLE_S, until=until)
            status = child.wait(_END_S)
    except (ChildHung, ChildTooLoud) as error:
        raise PdfTooHeavy(f"page {number}: {error}") from error
    except ChildError as error:
        raise BadPdf(f"pdftoppm: {error}") from error
    if status == _NO_SUCH_PAGE and number > 1:
        return None
    if status < 0 or "memory" in child.complaints.lower() or "bad_alloc" in child.complaints:
        raise PdfTooHeavy(f"page {number}: status {status}")
    if status:
        raise BadPdf(f"page {number}: status {status}")
    try:
        return read_pnm(data, most // 3)
    except BadPnm as error:
        raise BadPdf(f"page {number}: {error}") from error
