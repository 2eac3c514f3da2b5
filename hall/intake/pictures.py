"""What was handed in of the materials that a correction asks for again: the first page of each, as it was filed."""

import io
from base64 import b64encode

import pikepdf

from contract.asked_pictures import MOST_BYTES, MOST_PICTURES, AskedPicture
from contract.people import fold_id
from hall import files
from hall.cases.corrections import open_of
from hall.cases.models import Case


def pictures_for(case: Case, id_number: str) -> list[AskedPicture]:
    """For the applicant alone, while something is asked; nothing for anybody else. Raises `hall.store.StoreAway`."""
    asked = open_of(case)
    if asked is None or fold_id(case.applicant_id_number) != fold_id(id_number):
        return []
    return _within([one for name in asked.materials for one in _of(case, name)][:MOST_PICTURES])


def _of(case: Case, material: str) -> list[AskedPicture]:
    filed = case.materials.filter(material=material).exclude(stored_at=None).first()
    page = _first_page(files.load(filed.pdf_sha256)) if filed else None
    return [AskedPicture.model_validate({"material": material, "jpeg": b64encode(page)})] if page else []


def _within(found: list[AskedPicture]) -> list[AskedPicture]:
    """As many, from the first on, as may go in one answer."""
    while sum(len(one.jpeg) for one in found) > MOST_BYTES:
        found = found[:-1]
    return found


def _first_page(pdf: bytes) -> bytes | None:
    """Its JPEG, not decoded; None for a page that is no single JPEG."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            pictures = list(document.pages[0].get_images().values())
            jpeg = len(pictures) == 1 and pictures[0].get("/Filter") == pikepdf.Name.DCTDecode
            return pictures[0].read_raw_bytes() if jpeg else None
    except (pikepdf.PdfError, IndexError):
        return None
