"""The one way a paper gets into the store: from a terminal's upload, or from the hall's own counter."""

from django.utils import timezone

from contract.envelope import digest
from hall import files
from hall.cases import story
from hall.cases.models import Case, Material
from hall.cases.story import Actor
from hall.errors import Unfit
from hall.intake.pages import check_pages

_PDF = b"%PDF-"


def keep(case: Case, material: Material, pdf: bytes, actor: Actor) -> None:
    """Store a material's PDF and say so in the story. In the caller's transaction, which holds the case's lock.

    Raises `Unfit` when it is not what the hand-in announced: another file, no PDF, or other pages.
    """
    if digest(pdf) != material.pdf_sha256 or not pdf.startswith(_PDF):
        raise Unfit("not_the_pdf", "the unsealed bytes are not the PDF that was announced")
    if material.page_sha256:
        check_pages(pdf, material.page_sha256)
    files.store(pdf)
    material.stored_at, material.pdf_bytes = timezone.now(), len(pdf)
    material.save()
    after = {"material": material.material, "pdf_sha256": material.pdf_sha256}
    story.write(case, "paper_stored", actor, {}, after)
