"""The application before and after it is handed in: findings, review, signature, receipt."""

from dataclasses import dataclass

from kiosk.screens.screen import Row, Screen, Section


@dataclass(frozen=True)
class FindingRow:
    """One finding of the pre-review. `target` is the data of the `fix` event, empty when nothing can be fixed here."""

    text: str
    tone: str
    target: str = ""
    target_label: str = ""


@dataclass(frozen=True)
class Prereview(Screen):
    """All findings at once; passing is not acceptance."""

    EVENTS = ("fix", "next", "back")  # fix: {target}
    verdict: str
    tone: str
    detail: str
    findings: list[FindingRow]
    can_continue: bool


@dataclass(frozen=True)
class Review(Screen):
    """Everything once more before signing."""

    EVENTS = ("edit", "next", "back")  # edit: {target}
    title: str
    sections: list[Section]
    materials: list[Row]
    thumbs: list[str]
    edit_papers: str = ""  # the data of `edit` that leads to the camera, empty when nothing was photographed


@dataclass(frozen=True)
class Sign(Screen):
    """A signing area of at least 100 x 40 mm. `strokes` as lists of [x_mm, y_mm, t_ms]."""

    EVENTS = ("sign", "back")  # sign: {strokes}
    statement: str
    name: str
    purpose: str


@dataclass(frozen=True)
class Receipt(Screen):
    """Receipt of materials; it is never an acceptance. `printing`: printing | printed | failed."""

    EVENTS = ("deposit", "finish", "print")
    title: str
    number_label: str
    number: str
    provisional: bool
    lines: list[Row]
    not_acceptance: str
    qr: str  # image name
    printing: str
    printing_text: str
    has_originals: bool
    originals_text: str = ""
