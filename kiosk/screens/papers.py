"""What papers say beside the form, and papers that other offices have."""

from dataclasses import dataclass

from kiosk.screens.screen import Screen


@dataclass(frozen=True)
class Difference:
    """One answer of the form beside what a paper says; `unsure`: hard to read, `taken`: the paper counts.

    `can_take` is False for what the card says: it can only be looked at.
    """

    field: str
    label: str
    mine: str
    read: str
    unsure: bool = False
    can_take: bool = True
    taken: bool = False


@dataclass(frozen=True)
class PaperCheck(Screen):
    """Where the papers say something else than the form: keep or take, one by one. `warning` names another person's."""

    EVENTS = ("take", "keep", "again", "off", "next", "back")  # take, keep: {field}
    rows: list[Difference]
    warning: str = ""
    can_photograph: bool = True


@dataclass(frozen=True)
class SourceRow:
    """One paper nobody may have to bring. `source`: whom to ask, or where it came from; `can_dispute`: the answer of an
    office contradicts the form, and the person may call the office's record wrong."""

    material: str
    title: str
    source: str
    status: str
    tone: str
    can_dispute: bool = False


@dataclass(frozen=True)
class Sources(Screen):
    """Papers that other offices, the library or an earlier hand-in have. `state`: offer | asking | found."""

    EVENTS = ("agree", "offices_only", "dispute", "next", "back")  # dispute: {material}
    state: str
    message: str
    rows: list[SourceRow]
    tone: str = "plain"
