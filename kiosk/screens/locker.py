"""A door of the locker and what goes in or comes out."""

from dataclasses import dataclass, field
from typing import Any

from kiosk.screens.screen import Choice, Row, Screen, Tile


@dataclass(frozen=True)
class SizeChoice:
    """A compartment size with how many are free."""

    id: str
    label: str
    detail: str
    free: int


@dataclass(frozen=True)
class Deposit(Screen):
    """Before the door opens: what goes in, which size, low compartment on wish."""

    EVENTS = ("open", "back", "later")  # open: {size, low}
    papers: list[str]
    parcel: str
    sizes: list[SizeChoice]
    size: str
    low: bool


@dataclass(frozen=True)
class DoorScreen(Screen):
    """A door: `phase` is opening | open | closed | stuck | unknown. Numbers are shown huge."""

    EVENTS = (
        *("done", "nothing_inside", "does_not_fit", "reopen", "try_again", "other_box", "finish", "dispute"),
        *("leave_inside", "was_empty"),
    )
    compartment: int
    where: str  # "left, second from below"
    phase: str
    title: str
    instruction: str
    warning: str = ""
    purpose: str = "drop"  # drop | collect | load | pickup
    actions: list[Tile] = field(default_factory=list)  # what may be answered now, first is primary; id is the event
    columns: int = 0  # the bank drawn as a map: doors by column
    doors: list[dict[str, Any]] = field(default_factory=list)  # {number, column, height, here: bool}


@dataclass(frozen=True)
class Dropped(Screen):
    """The originals are in the box, door seen closed. `reopen`: what the button says that opens it once more."""

    EVENTS = ("finish", "print", "reopen")
    title: str
    lines: list[Row]
    barcode: str  # image name
    printing_text: str
    qr: str  # image name: the slip for a phone
    reopen: str = ""


@dataclass(frozen=True)
class PickupCode(Screen):
    """A keypad for the code. `locked` is the sentence while locked."""

    EVENTS = ("code", "qr", "cancel", "card")  # code: {code}
    digits: int
    error: str = ""
    locked: str = ""


@dataclass(frozen=True)
class PickupQr(Screen):
    """The notice's QR under the camera; a hand scanner that types is heard as well."""

    EVENTS = ("qr", "code", "cancel", "card")  # qr: {token}, from a scanner that types
    live: str
    message: str
    tone: str


@dataclass(frozen=True)
class Collected(Screen):
    """The box is empty and shut: rate or skip. `reopen`: what the button says that opens it once more."""

    EVENTS = ("rate", "skip", "dispute", "reopen")  # rate: {level 1..5}
    title: str
    lines: list[Row]
    levels: list[Choice]  # best first
    reopen: str = ""


@dataclass(frozen=True)
class Reclaim(Screen):
    """Before the door opens: what is taken back, and that the application is withdrawn with it."""

    EVENTS = ("open", "back")
    title: str
    detail: str
    lines: list[Row]
    papers: list[str]


@dataclass(frozen=True)
class Reclaimed(Screen):
    """The originals are with the resident, door seen shut; the application is withdrawn."""

    EVENTS = ("finish",)
    title: str
    detail: str
    lines: list[Row]
