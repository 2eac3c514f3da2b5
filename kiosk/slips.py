"""What is printed: the same rows as on the screen, with the code a phone or a courier's camera reads."""

from typing import TYPE_CHECKING

from contract.parcel import ParcelKind, barcode
from contract.text import Language, Text
from drivers.roles import Barcode, Big, Block, Line, Pair, Qr, Rule, Slip, Title
from kiosk.screens.screen import Row
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

_MARK = Text(zh="一柜通", en="Yiguitong")
_RECEIPT = Text(zh="收件凭证", en="Receipt of materials")
_DEPOSIT = Text(zh="原件投放凭条", en="Deposit slip")
_MANIFEST = Text(zh="交接清单", en="Manifest")
_TEST = Text(zh="打印测试", en="Printer test")
_COMPARTMENT = Text(zh="{0} 号柜", en="No. {0}")
_TRACK = Text(zh="扫码查进度,或拨打 12345", en="Scan to follow your case, or call 12345")
_MARKS = Text(zh="每页指纹(SHA-256 前 8 位)", en="Mark of each page (SHA-256, first 8)")
MARK_DIGITS = 8
_TERMINAL = Text(zh="终端", en="Terminal")
_SIGNED = Text(zh="邮递员 {0} 已在终端签名", en="Signed at the terminal by courier {0}")


def tracking_text(number: str) -> str:
    """What the receipt's QR carries: the case's number and nothing about the person."""
    return f"YGT:{number}"


PHONE_BYTES = 331
"""Most that a QR of version 13 carries at level M: 69 modules and their rim, on 78 mm of screen 1 mm each."""


def phone_text(slip: Slip) -> str:
    """The slip's words for a phone's camera, which needs no network: as on paper, less what does not fit a QR.

    Small print goes first, then whichever line is too long for the room that is left.
    """
    said = ""
    for line in filter(None, map(_in_words, slip.blocks)):
        longer = f"{said}\n{line}" if said else line
        if len(longer.encode()) <= PHONE_BYTES:
            said = longer
    return said


def _in_words(block: Block) -> str:
    match block:
        case Title(text) | Big(text) | Line(text, small=False) | Barcode(text):
            return text
        case Pair(label, value):
            return f"{label}: {value}"
    return ""


def titles(terminal: "Terminal", materials: list[str], language: Language) -> list[str]:
    """Names of materials, also of those that an earlier catalogue asked for."""
    known = ((one, terminal.offers.material(one)) for one in materials)
    return [material.title.in_(language) if material else one for one, material in known]


def receipt(terminal: "Terminal", visit: Visit, rows: list[Row], note: str) -> Slip:
    """The receipt of materials; `note` says that it is no acceptance."""
    application = visit.application
    number = application.number or application.provisional
    return Slip(
        (
            *_head(terminal, visit, _RECEIPT),
            Line(number),
            Rule(),
            *_pairs(rows),
            Rule(),
            Line(note),
            *_page_marks(terminal, visit),
            Qr(tracking_text(number), visit.t(_TRACK)),
            *_foot(terminal, visit),
        )
    )


def _page_marks(terminal: "Terminal", visit: Visit) -> list[Block]:
    """The first digits of each filed page's SHA-256, in small print (kiosk requirements L-20)."""
    marks = visit.application.page_marks
    names = titles(terminal, list(marks), visit.language)
    lines = [
        Line(f"{name}: {' '.join(mark[:MARK_DIGITS] for mark in some)}", small=True)
        for name, some in zip(names, marks.values(), strict=True)
    ]
    return [Line(visit.t(_MARKS), small=True), *lines] if lines else []


def deposit(terminal: "Terminal", visit: Visit, rows: list[Row]) -> Slip:
    """Which compartment, which barcode."""
    box = visit.box
    return Slip(
        (
            *_head(terminal, visit, _DEPOSIT),
            Big(visit.t(_COMPARTMENT).format(box.compartment)),
            *_pairs(rows),
            Barcode(box.parcel),
            *_foot(terminal, visit),
        )
    )


def manifest(terminal: "Terminal", visit: Visit, rows: list[Row]) -> Slip:
    """A courier's copy of the round."""
    return Slip(
        (
            *_head(terminal, visit, _MANIFEST),
            *_pairs(rows),
            Rule(),
            Line(visit.t(_SIGNED).format(visit.staff_number)),
            *_foot(terminal, visit),
        )
    )


def test(terminal: "Terminal", at: str) -> Slip:
    """A technician's test."""
    return Slip(
        (
            Title(_TEST.zh),
            Pair(_TERMINAL.zh, terminal.id),
            Line(at),
            Qr("YGT:TEST"),
            Barcode(barcode(ParcelKind.ORIGINALS, terminal.id, 0)),
        )
    )


def _head(terminal: "Terminal", visit: Visit, title: Text) -> tuple[Block, ...]:
    return (Line(visit.t(_MARK), small=True), Title(visit.t(title)), Line(terminal.site, small=True), Rule())


def _foot(terminal: "Terminal", visit: Visit) -> tuple[Block, ...]:
    return (Line(f"{visit.t(_TERMINAL)} {terminal.id}", small=True),)


def _pairs(rows: list[Row]) -> list[Block]:
    return [Pair(row.label, row.value) if row.label else Line(row.value) for row in rows]
