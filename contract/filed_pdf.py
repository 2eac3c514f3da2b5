"""A material as it is filed, wherever its pages come from: JPEGs at true size in one PDF/A-2b (kiosk requirements L-13,
L-20). Terminals make it, and the hall does at its own counters."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import img2pdf
import pikepdf

from contract.envelope import digest

PAGE_LIMIT_BYTES = 500_000
QUALITIES = (75, 65, 55, 45, 35)
SHRINK = 0.8  # of each side, when no quality is small enough
_CREATOR = "yiguitong"


class NotArchivable(Exception):
    """The document did not pass the PDF/A check; a bug or a broken page, never the resident's fault."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it is filed: its JPEG, byte for byte as it will stand in the PDF, and its size on paper in points."""

    jpeg: bytes = field(repr=False)
    width_pt: float
    height_pt: float

    @property
    def sha256(self) -> str:
        """Of the JPEG, 64 hex digits (kiosk requirements L-20)."""
        return digest(self.jpeg)


def laid(sheets: Sequence[Sheet]) -> pikepdf.Pdf:
    """A page for each sheet. One that was made smaller keeps its size on paper: it is told, not guessed from pixels."""
    document = pikepdf.Pdf.new()
    for sheet in sheets:
        size = (sheet.width_pt, sheet.height_pt)
        one = img2pdf.convert(sheet.jpeg, layout_fun=lambda *_, s=size: (*s, *s), rotation=img2pdf.Rotation.none)
        with pikepdf.open(io.BytesIO(one)) as single:
            document.pages.extend(single.pages)
    return document


def archived(document: pikepdf.Pdf, title: str) -> bytes:
    """Its bytes as PDF/A-2b: `pikepdf.pdfa.save` in three steps, because that one goes through a temporary file.

    The check is pikepdf's allow-list validator, not veraPDF (facts, section 7). Raises `NotArchivable`.
    """
    from pikepdf import pdfa  # 0.2 s to import: not at the start of a terminal, but with its first document

    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["xmp:CreatorTool"] = _CREATOR
    pdfa.prepare(document, "2b")
    wishes = pdfa.resolve_save_kwargs("2b")
    out = io.BytesIO()
    document.save(out, **wishes)
    out.seek(0)
    report = pdfa.validate_written(out, "2b", wishes)
    if not report.passed:
        raise NotArchivable("; ".join(str(finding) for finding in report.findings[:5]))
    return out.getvalue()
