"""What a resident may begin, and what is under way: home, catalogue, guide, package, cases, correction."""

from dataclasses import dataclass, field

from kiosk.screens.screen import Choice, Row, Screen, Section, Tile


@dataclass(frozen=True)
class Home(Screen):
    """The signed-in resident's choices."""

    EVENTS = (
        "choose",
        "open_case",
        "begin",
        "put_off",
        "unwanted",
        "my_card",
        "finish",
    )  # the first five: {id}; unwanted: {why}
    name: str  # masked
    tiles: list[Tile]  # apply, collect, deposit, cases; again (a door once more) and correct when there is such
    cases: list[Tile]  # the person's cases at this terminal: id, title, state as subtitle
    message: str = ""
    reminders: list[Tile] = field(default_factory=list)  # at most three; one not enabled is only told


@dataclass(frozen=True)
class Catalogue(Screen):
    """Service items to choose from, searchable; with the long list also by who decides."""

    EVENTS = ("search", "choose", "level", "district", "back")  # search: {text}; choose: {id}; level, district: itself
    query: str
    tiles: list[Tile]  # badge: can it be done here
    levels: list[Choice] = field(default_factory=list)  # none: there is no long list
    level: str = ""
    more: bool = False  # more were found than are shown
    districts: list[Choice] = field(default_factory=list)  # one button, or all districts once it was struck
    district: str = ""


@dataclass(frozen=True)
class MaterialRow:
    """A material on the guide: how it is handed in."""

    title: str
    how: str
    icon: str  # camera | locker | both | none
    note: str = ""


@dataclass(frozen=True)
class Guide(Screen):
    """What is needed, how long, can it be done here."""

    EVENTS = ("start", "back")
    title: str
    department: str
    here: str
    here_tone: str  # good | warn | bad
    facts: list[Row]  # who, promised, legal, fee, result
    conditions: list[str]
    materials: list[MaterialRow]
    can_start: bool
    blocked: str = ""


@dataclass(frozen=True)
class ChainStep:
    """One part of a package: `days` and what it comes after; `note` when it is not done here entirely."""

    mark: str
    title: str
    who: str
    days: str
    note: str = ""


@dataclass(frozen=True)
class Chain(Screen):
    """A joint package before it begins: its parts in order, one date, one list of papers."""

    EVENTS = ("start", "back")
    title: str
    who: str
    date: str
    steps: list[ChainStep]
    materials: list[MaterialRow]
    note: str
    can_start: bool
    blocked: str = ""


@dataclass(frozen=True)
class Cases(Screen):
    """The person's cases and where they stand."""

    EVENTS = ("look_ups", "reclaim", "back")  # reclaim: {parcel}
    sections: list[Section]
    reclaim: list[Tile] = field(default_factory=list)  # originals that may still be taken back; id is the barcode
    heading: str = ""  # when it is another list than the cases
    message: str = ""  # when there is nothing to show
    can_look_up: bool = False  # the list of who looked the person up can be had


@dataclass(frozen=True)
class Todo:
    """One thing to do, in a sentence."""

    icon: str
    title: str


@dataclass(frozen=True)
class Correction(Screen):
    """What an office found missing of a case, and what is handed in here for it."""

    EVENTS = ("start", "back")
    title: str
    number: str
    until: str
    sections: list[Section]  # one an office: its services, and its sentences as rows
    todo: list[Todo]
    can_start: bool
    blocked: str = ""
    pictures: list[str] = field(default_factory=list)  # names of what was handed in of it before
    pictures_note: str = ""
