"""From accepted pages to the papers of a case: first the sheets, as they are signed; then PDFs of those very sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract.catalogue import Catalogue
from contract.filed_pdf import Sheet
from contract.remark import Remark, RemarkKind
from contract.signed import document_sha256
from kiosk.papers.background import lines_on, wait_for
from kiosk.papers.card_sides import in_order
from kiosk.papers.id_sheet import SHEET_DPI, id_sheet, on_sheet
from kiosk.papers.kind import TWO_SIDED
from kiosk.papers.page import DPI
from kiosk.papers.pdf import page_limit, sheet_of, to_pdf
from kiosk.papers.prefill import Compared, compare, named_fields
from kiosk.visit import Application, CapturedPage


@dataclass(frozen=True)
class MadePaper:
    """One material as PDF/A, still in memory; `page_sha256` of each page of the PDF, `pages` as photographed."""

    material: str
    pages: int
    pdf: bytes
    page_sha256: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


def lay(application: Application) -> dict[str, tuple[Sheet, ...]]:
    """The sheets of every material as they will be filed; some 0.1 s a page, on the capture thread.

    The two sides of a card come on one sheet at true size (kiosk requirements L-10), anything else page by page.
    """
    kept = _kept(application)
    in_case = sum(map(len, kept.values()))
    laid = {}
    for material, pages in kept.items():
        most, sides = page_limit(len(pages), in_case), _sides(material, pages)
        if sides is None:
            laid[material] = tuple(sheet_of(page.picture.image(), DPI, most) for page in pages)
        else:
            laid[material] = (sheet_of(id_sheet(*(pages[at].picture.image() for at in sides)), SHEET_DPI, most),)
    return laid


def signed_sha256(answers: Mapping[str, Any], laid: Mapping[str, Sequence[Sheet]]) -> str:
    """What the signature is bound to: the answers, and the sheets that were laid."""
    return document_sha256(answers, {material: [sheet.sha256 for sheet in some] for material, some in laid.items()})


def make_papers(application: Application, catalogue: Catalogue) -> list[MadePaper]:
    """One PDF a material, in the order of capture, of the sheets that were signed; on the capture thread.

    Pages still being read are waited for a little (`wait_for`); one not read by then has no text layer.
    """
    kept = _kept(application)
    wait_for(kept)
    return [
        MadePaper(
            material,
            len(pages),
            _pdf(material, pages, application.sheets[material], catalogue.materials[material].title.zh),
            tuple(sheet.sha256 for sheet in application.sheets[material]),
            tuple(_remarks(material, pages, application.answers)),
        )
        for material, pages in kept.items()
    ]


def _kept(application: Application) -> dict[str, list[CapturedPage]]:
    return {material: pages for material, pages in application.pages.items() if pages}


def _sides(material: str, pages: list[CapturedPage]) -> tuple[int, int] | None:
    return in_order([page.picture.image() for page in pages]) if material in TWO_SIDED else None


def _pdf(material: str, pages: list[CapturedPage], sheets: tuple[Sheet, ...], title: str) -> bytes:
    sides = _sides(material, pages)
    if sides is None:
        return to_pdf(sheets, title, lines=[lines_on(page) for page in pages])
    read = [on_sheet(line, side) for side, at in enumerate(sides) for line in lines_on(pages[at])]
    return to_pdf(sheets, title, dpi=SHEET_DPI, lines=[read])


def _remarks(material: str, pages: list[CapturedPage], answers: Mapping[str, Any]) -> list[Remark]:
    """Pages used in spite of an advice, and a name or number that no page of the material has as the form says it."""
    found = [
        Remark(material=material, page=at, kind=RemarkKind(page.advice))
        for at, page in enumerate(pages, 1)
        if page.advice
    ]
    name, number = (str(answers.get(field) or "") for field in named_fields(material))
    seen = [compare(material, lines_on(page), name, number) for page in pages]
    for which, kind in enumerate((RemarkKind.NAME_DIFFERS, RemarkKind.NUMBER_DIFFERS)):
        said = {one[which] for one in seen}
        if Compared.DIFFERS in said and Compared.SAME not in said:
            found.append(Remark(material=material, kind=kind))
    return found
