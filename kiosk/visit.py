"""One visit: everything known about the person in front of the terminal. Ending it throws the whole object away."""

import itertools
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from contract.correction import AskedOfOne
from contract.covered import Covered
from contract.failures import Failure
from contract.form import Prefilled
from contract.my_card import MyCardFound
from contract.prereview import Verdict
from contract.scope import Address
from contract.text import Language, Text
from drivers.roles import Identity
from kiosk.custody.words import Authority, Purpose
from kiosk.events import Reader

if TYPE_CHECKING:
    from contract.filed_pdf import Sheet
    from contract.reminding import RemindersFound
    from kiosk.cases import CaseRow
    from kiosk.custody.words import BoxRow, ParcelRow
    from kiosk.filed import Filed
    from kiosk.papers.kept import Kept
    from kiosk.papers.ocr import Reading


@unique
class Who(StrEnum):
    """Roles at the terminal."""

    NOBODY = ""
    RESIDENT = "resident"
    COURIER = "courier"
    STATION = "station"
    TECHNICIAN = "technician"


_page_numbers = itertools.count(1)


@dataclass
class CapturedPage:
    """One accepted page: the rectified picture, and its thumbnail as JPEG.

    `number` is its own for as long as the program runs: pictures are asked for by it, wherever the page is moved to.
    """

    picture: "Kept" = field(repr=False)
    thumb: bytes = field(repr=False)
    advice: str = ""
    number: int = field(default_factory=lambda: next(_page_numbers))
    reading: "Future[Reading] | None" = field(default=None, repr=False)  # what stands on it, once that is read


class Suggested(Protocol):
    """One value read on a paper: a field of the form, the value in the field's shape, and how sure the reader is."""

    @property
    def field(self) -> str:
        """Id of the form's field."""

    @property
    def value(self) -> Any:
        """In the shape of the field's type."""

    @property
    def confidence(self) -> float:
        """0 to 1: a rank, no probability."""

    @property
    def material(self) -> str:
        """What it was read on."""

    @property
    def page(self) -> int:
        """On which page of it, a `CapturedPage.number`; 0 when unknown."""


@dataclass
class Application:
    """What the resident has put together so far."""

    items: list[str] = field(default_factory=list)
    package: str = ""  # the joint package they were chosen by, and the answers to its questions
    package_answers: dict[str, Any] = field(default_factory=dict)
    homes: dict[Address, str] = field(default_factory=dict, repr=False)  # districts, where who decides stands on them
    open_field: str = ""  # the form opens at this question
    open_material: str = ""  # the camera opens at this material
    open_page: int = 0  # and takes this page of it again: a `CapturedPage.number`
    purpose: str = ""  # written across every copy of a page that is shown
    incoming_for: str = ""  # the material that pages from the scanner or the phone are for
    answers: dict[str, Any] = field(default_factory=dict, repr=False)
    prefilled: dict[str, Prefilled] = field(default_factory=dict, repr=False)
    pages: dict[str, list[CapturedPage]] = field(default_factory=dict, repr=False)
    doubts: dict[str, int] = field(default_factory=dict)  # by material, how often a page was doubted once it was read
    by_locker: set[str] = field(default_factory=set)  # materials whose original comes in place of a picture
    suggested: "list[Suggested]" = field(default_factory=list, repr=False)  # read on the pages, confirmed by nobody
    settled: set[tuple[str, str]] = field(default_factory=set, repr=False)  # of those, what was looked at: field, value
    covered: list[Covered] = field(default_factory=list)  # slots closed without a paper, as the hall said
    covered_for: tuple[tuple[str, str], ...] = ()  # the slots and questions it was asked about; empty: not asked
    not_looked_up: bool = False  # the hall could not be asked: everything has to be shown
    verdict: Verdict | None = None
    strokes: list[list[tuple[float, float, int]]] = field(default_factory=list, repr=False)
    sheets: "dict[str, tuple[Sheet, ...]]" = field(default_factory=dict, repr=False)  # as signed, by material
    shown_sha256: str = ""
    page_marks: dict[str, list[str]] = field(default_factory=dict)  # SHA-256 of each sheet that was filed
    case_id: UUID | None = None
    number: str = ""
    provisional: str = ""
    refused: bool = False  # the hall did not take it; it is kept here
    parcel: str | None = None
    originals: list[str] = field(default_factory=list)
    page_counts: dict[str, int] = field(default_factory=dict)
    submitted_at: datetime | None = None
    asked: AskedOfOne | None = field(default=None, repr=False)  # this is the second hand-in: nothing else is brought


@dataclass
class Box:
    """The compartment and parcel a door step is about."""

    parcel: str = ""
    compartment: int = 0
    size: str = "S"
    low: bool = False
    case_id: UUID | None = None


@dataclass
class RoundLine:
    """One envelope of a courier's round; state: waiting | open | done | absent | damaged."""

    parcel: str
    compartment: int
    since: str
    state: str = "waiting"


@dataclass
class Round:
    """A courier's collection or loading at this bank."""

    direction: str
    lines: list[RoundLine] = field(default_factory=list)
    now: int = -1
    signed: bool = False  # the manifest is durable: it must not be made a second time


@dataclass(frozen=True)
class DoorTask:
    """One door to be opened: why, for which parcel, by what right."""

    purpose: Purpose
    parcel: str
    compartment: int
    authority: Authority
    again: bool = False  # the door of a leg that has just ended, opened once more


@dataclass
class Visit:
    """One person's stay. Language and elder mode live here too: they reset with the visit."""

    language: Language = Language.ZH
    elder: bool = False
    who: Who = Who.NOBODY
    staff_number: str = ""
    identity: Identity | None = field(default=None, repr=False)
    reader: Reader | None = None  # where the card is that is read, or was read
    card_left: bool = False  # it was out since: a card in the reader now may be somebody else's
    left_alone: bool = False  # tapped, and nobody touched anything for a while: who does now may be somebody else
    person_tag: str = field(default="", repr=False)
    application: Application = field(default_factory=Application, repr=False)
    line: str = ""  # of the long list, while it is looked at
    box: Box = field(default_factory=Box)
    door: DoorTask | None = None
    dropped_at: datetime | None = None
    result: "BoxRow | None" = None
    presented: str = field(default="", repr=False)  # what the code reader saw and another step is to look at
    round: "Round | None" = None
    images: dict[str, Any] = field(default_factory=dict, repr=False)
    message: str = ""
    auto_shoot: bool = True  # the camera takes the picture by itself when the paper lies still
    read_papers: bool = True  # what is read on the papers is compared with the form
    slip_printed: bool = False
    manifest_id: UUID | None = None
    cases: "list[CaseRow]" = field(default_factory=list)
    card_problem: Failure | None = None
    my_card: MyCardFound | None = field(default=None, repr=False)  # what only the hall knows; None: it was not asked
    card_lost: bool = False  # a card of the holder is reported lost; they signed on with another document
    card_application: str = ""  # of the card's applications, while one is looked at
    told: "RemindersFound | None" = field(default=None, repr=False)  # what the hall reminds of; None: not asked
    put_off: set[str] = field(default_factory=set)  # reminders the person does not want to see in this visit

    @property
    def tapped(self) -> bool:
        """Signed on by a card that was only laid down: taking it away says nothing."""
        return self.identity is not None and self.reader is Reader.PAD

    @property
    def to_sign_on_again(self) -> bool:
        """A door was used and no card in a slot shows that its person is still here: nothing inside is offered anew."""
        return self.tapped and self.door is not None

    def filed(self, filed: "Filed", now: datetime) -> None:
        """The application is durable: what the receipt needs stays, the pages go."""
        application = self.application
        application.case_id, application.provisional = filed.case_id, filed.provisional
        application.parcel, application.originals = filed.parcel, filed.originals
        application.submitted_at = now
        application.page_counts = {material: len(pages) for material, pages in application.pages.items() if pages}
        application.page_marks = {
            material: [sheet.sha256 for sheet in sheets] for material, sheets in application.sheets.items()
        }
        application.pages, application.sheets = {}, {}
        self.box = Box(parcel=filed.parcel or "", case_id=filed.case_id)

    def begin_deposit(self, case: "CaseRow") -> None:
        """Hand in the originals of an earlier case."""
        self.application = Application(
            items=case.items, case_id=case.case_id, number=case.number, provisional=case.provisional
        )
        self.application.parcel, self.application.originals = case.parcel, case.originals
        self.box = Box(parcel=case.parcel or "", case_id=case.case_id)

    def begin_correction(self, case: "CaseRow", asked: AskedOfOne) -> None:
        """Hand in what is missing of an earlier case."""
        self.application = Application(
            items=case.items,
            package=case.package,
            case_id=case.case_id,
            number=case.number,
            provisional=case.provisional,
            asked=asked,
        )

    def begin_load(self, row: "ParcelRow", compartment: int) -> None:
        """The courier loads this parcel into this compartment."""
        authority = Authority("courier", self.staff_number, row.parcel)
        self.door = DoorTask(Purpose.LOAD, row.parcel, compartment, authority)

    def loaded(self) -> None:
        """The door was seen shut on it."""
        if self.round and self.door:
            self.round.lines.append(RoundLine(self.door.parcel, self.door.compartment, "", "done"))

    @property
    def task(self) -> DoorTask:
        """The door of this step; RuntimeError when a row begins a door without saying which."""
        if self.door is None:
            raise RuntimeError("no door was chosen before this step")
        return self.door

    @property
    def tour(self) -> Round:
        """The courier's round; RuntimeError when none was begun."""
        if self.round is None:
            raise RuntimeError("no round was begun before this step")
        return self.round

    @property
    def unsigned(self) -> bool:
        """True while a courier's round holds envelopes nobody has signed for."""
        round_ = self.round
        return round_ is not None and not round_.signed and any(line.state != "waiting" for line in round_.lines)

    def t(self, text: Text) -> str:
        """`text` in the visit's language."""
        return text.in_(self.language)
