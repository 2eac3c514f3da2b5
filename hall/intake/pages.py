"""The pictures in a paper's PDF, held against what the terminal said of each page (kiosk requirements L-20)."""

import io

import pikepdf

from contract.envelope import digest
from hall.errors import Unfit


def check_pages(pdf: bytes, page_sha256: list[str]) -> None:
    """Raise `Unfit` unless each page of the PDF is the one picture with the hash that was signed, in that order.

    Only the PDF's structure is read; no picture is decoded here.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = [_picture_sha256(page) for page in document.pages]
    except pikepdf.PdfError as error:
        raise Unfit("not_the_pages", "the PDF cannot be read") from error
    if found != page_sha256:
        raise Unfit("not_the_pages", "a page is not the one that was signed")


def _picture_sha256(page: pikepdf.Page) -> str:
    pictures = list(page.get_images().values())
    if len(pictures) != 1:
        raise Unfit("not_the_pages", f"a page with {len(pictures)} pictures")
    return digest(pictures[0].read_raw_bytes())
