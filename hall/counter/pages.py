"""A file from an officer's scanner as filed pages: known by its own bytes, drawn or decoded under limits, kept as JPEG.

A PDF is drawn by poppler's `pdftoppm`, a child with little memory and time: nothing in it runs, attachments are left
behind, and its own idea of how large its pages are counts for nothing. Exit status 99 is a page beyond the last
(measured with 22.12).
"""

import io
import os
import subprocess
import time
from collections.abc import Iterator, Sequence

from PIL import Image, ImageOps, UnidentifiedImageError

from contract.filed_pdf import PAGE_LIMIT_BYTES, QUALITIES, SHRINK, Sheet, archived, laid
from contract.handover import MAX_FILE_BYTES
from contract.picture import NotAPage, PageType, header_of

DPI = 200  # as terminals file
_LONG_PX = round(297 / 25.4 * DPI)
_LIMITED = ("prlimit", "--as=600000000", "--cpu=20", "--fsize=0", "--core=0", "--")  # before a foreign byte is read
_WHOLE_S = 60.0  # all pages of one file together
_MOST_DRAWN_BYTES = 20_000_000  # of one JPEG of at most `_LONG_PX` a side
_NO_SUCH_PAGE = 99
_FORMATS = {PageType.JPEG: "JPEG", PageType.PNG: "PNG"}


class TooLarge(Exception):
    """A file of more than `contract.handover.MAX_FILE_BYTES`, or a PDF that takes too much to draw."""


class TooManyPages(Exception):
    """More pages than the material has room for."""


def sheets_of(data: bytes, most: int) -> list[Sheet]:
    """A file's pages. Raises `NotAPage`, `TooManyPixels` (contract.picture), `TooLarge`, `TooManyPages`."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge
    type_ = header_of(data).type
    if type_ is not PageType.PDF:
        if most < 1:
            raise TooManyPages
        return [_sheet(_decoded(data, type_))]
    found = [_sheet(_decoded(drawn, PageType.JPEG)) for drawn in _drawn(data, most + 1)]
    if len(found) > most:
        raise TooManyPages
    return found


def to_pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    """One PDF/A-2b, a page at true size each, as terminals make them; `NotArchivable` when the check fails."""
    return archived(laid(sheets), title)


def _decoded(data: bytes, type_: PageType) -> Image.Image:
    """The pixels as they are to be read, no larger than a page has to be."""
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[type_]]) as picture:
            picture.draft("RGB", (_LONG_PX, _LONG_PX))  # a large JPEG is decoded smaller at once
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONG_PX, _LONG_PX))
            return _on_white(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:  # as Pillow says it of broken files
        raise NotAPage("its pixels cannot be decoded") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.mode and "transparency" not in picture.info:
        return picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


def _sheet(picture: Image.Image) -> Sheet:
    """The page as a JPEG of at most `PAGE_LIMIT_BYTES`; it keeps its size on paper when it has to be made smaller."""
    size = (picture.width / DPI * 72, picture.height / DPI * 72)
    while True:
        for quality in QUALITIES:
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality)
            if out.tell() <= PAGE_LIMIT_BYTES:
                return Sheet(out.getvalue(), *size)
        picture = picture.resize((round(picture.width * SHRINK), round(picture.height * SHRINK)))


def _drawn(pdf: bytes, most: int) -> Iterator[bytes]:
    """At most `most` pages of a PDF as JPEGs, each as large as a sheet of A4 has to be."""
    until = time.monotonic() + _WHOLE_S
    held = os.memfd_create("pdf", os.MFD_CLOEXEC)  # a file in memory only: nothing that is not filed lies on a disk
    try:
        with open(held, "wb", closefd=False) as file:
            file.write(pdf)
        for number in range(1, most + 1):
            os.lseek(held, 0, os.SEEK_SET)
            page = _draw(held, number, until)
            if page is None:
                return
            yield page
    finally:
        os.close(held)


def _draw(held: int, number: int, until: float) -> bytes | None:
    """One page; None beyond the last."""
    place = ["-f", str(number), "-l", str(number), "-scale-to", str(_LONG_PX)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words only
            [*_LIMITED, "pdftoppm", "-q", "-jpeg", "-jpegopt", "quality=92", *place, "-"],
            stdin=held,
            capture_output=True,
            timeout=max(0.0, until - time.monotonic()),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooLarge from error
    if done.returncode == _NO_SUCH_PAGE and number > 1:
        return None
    if done.returncode < 0 or len(done.stdout) > _MOST_DRAWN_BYTES or b"emory" in done.stderr:
        raise TooLarge
    if done.returncode or not done.stdout:
        raise NotAPage(f"pdftoppm: status {done.returncode}")
    return done.stdout
