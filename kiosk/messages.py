"""What a hand-in says to the hall, put together from what the resident has filled in, photographed and signed."""

from datetime import datetime

from contract.bodies import Answer, MaterialFiled, PackageChosen, Paper, Signature, Supplement
from contract.form import Origin
from kiosk.filed import Filed
from kiosk.making import MadePaper
from kiosk.visit import Application
from offline_queue.blobs import SealedPaper


def supplement_message(
    application: Application, filed: Filed, papers: list[MadePaper], sealed: list[SealedPaper], now: datetime
) -> Supplement:
    """What the second hand-in says; RuntimeError when nothing was asked for."""
    if application.asked is None:
        raise RuntimeError("nothing is asked for")
    return Supplement(
        corrections=[one.id for one in application.asked.lists],
        answers={
            field: Answer(value=value, origin=origin_of(application, field))
            for field, value in application.answers.items()
        },
        materials=materials_filed(papers, sealed, filed.originals),
        originals_parcel=filed.parcel,
        signature=Signature(strokes=application.strokes, document_sha256=application.shown_sha256, by_pages=True),
        submitted_at=now,
        remarks=[remark for paper in papers for remark in paper.remarks],
    )


def package_message(application: Application) -> PackageChosen | None:
    """The package an application was put together by, or None."""
    return PackageChosen(id=application.package, answers=application.package_answers) if application.package else None


def origin_of(application: Application, field: str) -> str:
    """Where a value came from: what was prefilled and left alone keeps its origin."""
    prefilled = application.prefilled.get(field)
    same = prefilled is not None and prefilled.value == application.answers.get(field)
    return (prefilled.origin if prefilled and same else Origin.TYPED).value


def materials_filed(papers: list[MadePaper], sealed: list[SealedPaper], originals: list[str]) -> list[MaterialFiled]:
    """Every material of a hand-in: papers with their digests, and originals that come without a picture."""
    filed = [
        MaterialFiled(
            material=paper.material,
            pages=paper.pages,
            pdf_sha256=blob.plain_sha256,
            page_sha256=list(paper.page_sha256),
            original=paper.material in originals,
        )
        for paper, blob in zip(papers, sealed, strict=True)
    ]
    scanned = {paper.material for paper in papers}
    return filed + [MaterialFiled(material=m, pages=0, original=True) for m in originals if m not in scanned]


def paper_message(paper: MadePaper, blob: SealedPaper) -> Paper:
    """The message that goes with one sealed paper."""
    return Paper(
        material=paper.material,
        pages=paper.pages,
        pdf_sha256=blob.plain_sha256,
        blob_sha256=blob.blob.sha256,
        blob_bytes=blob.blob.size,
    )
