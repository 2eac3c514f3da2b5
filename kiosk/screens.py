"""Every screen of the terminal as plain values: what a step shows, and what the screen may answer.

The class name is the name of the QML view (`ui/qml/views/<ClassName>.qml`); its fields reach QML under the same
names. Sentences are already in the language of the visit. `EVENTS` of each class lists what the view may send, with
the shape of its data. Nothing here knows Qt. Images travel as names of the image provider ("paper/3", "qr/receipt").
"""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Screen:
    """Base of all screens."""

    EVENTS: ClassVar[tuple[str, ...]] = ()

    @property
    def view(self) -> str:
        """The name of the QML file that shows it."""
        return type(self).__name__

    def values(self) -> dict[str, Any]:
        """The fields as plain dicts and lists."""
        return asdict(self)


@dataclass(frozen=True)
class Tile:
    """One thing to choose. `icon` names a file of ui/qml/icons; `badge` is a short word or empty."""

    id: str
    title: str
    subtitle: str = ""
    icon: str = ""
    badge: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Row:
    """A label and its value; `note` says where the value came from or what it means; `tone` colours it."""

    label: str
    value: str
    note: str = ""
    tone: str = "plain"  # plain | good | warn | bad


@dataclass(frozen=True)
class Section:
    """Rows under a heading; `edit` is the data of the `edit` event, empty when it cannot be changed."""

    title: str
    rows: list[Row]
    edit: str = ""


# --- nobody signed in ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attract(Screen):
    """The idle screen: nothing personal. `closed` is the reason when out of service, else empty."""

    EVENTS = ("start", "pickup", "staff")
    site: str
    terminal: str
    notices: list[str]  # devices that do not work, told before anybody starts
    closed: str = ""
    cards: str = "social"  # which cards sign on here: social | id | both


@dataclass(frozen=True)
class InsertCard(Screen):
    """Asks for the card; `problem` is a failure's sentence after a bad try."""

    EVENTS = ("cancel", "pickup")
    problem: str = ""
    advice: str = ""
    cards: str = "social"  # which cards sign on here: social | id | both


@dataclass(frozen=True)
class Working(Screen):
    """Something takes a moment; `detail` may say what."""

    title: str
    detail: str = ""


@dataclass(frozen=True)
class Fault(Screen):
    """Something went wrong: one sentence, what to do now. `code` is for the help line."""

    EVENTS = ("retry", "finish")
    code: str
    sentence: str
    next_step: str
    can_retry: bool = False


@dataclass(frozen=True)
class Goodbye(Screen):
    """The visit is over. `take` lists what not to forget (card, slip, papers)."""

    EVENTS = ("finish",)
    title: str
    detail: str
    take: list[str]


# --- resident -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home(Screen):
    """The signed-in resident's choices."""

    EVENTS = ("choose", "open_case", "finish")  # choose: {id}; open_case: {id}
    name: str  # masked
    tiles: list[Tile]  # apply, collect, deposit, cases; again (a door once more) and correct when there is such
    cases: list[Tile]  # the person's cases at this terminal: id, title, state as subtitle
    message: str = ""


@dataclass(frozen=True)
class Catalogue(Screen):
    """Service items to choose from, searchable; with the long list also by who decides."""

    EVENTS = ("search", "choose", "level", "back")  # search: {text}; choose: {id}; level: {level}
    query: str
    tiles: list[Tile]  # badge: can it be done here
    levels: "list[Choice]" = field(default_factory=list)  # none: there is no long list
    level: str = ""
    more: bool = False  # more were found than are shown


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
class Choice:
    """One option of a question."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question of the form. `kind`: text | choice | bool | date | month | mobile | id | addr | int | money."""

    id: str
    label: str
    kind: str
    value: Any
    required: bool
    read_only: bool
    origin: str = ""  # "read from your card"; empty when typed
    must_confirm: bool = False
    choices: list[Choice] = field(default_factory=list)
    hint: str = ""
    error: str = ""


@dataclass(frozen=True)
class Form(Screen):
    """One group of questions a page. The view sends `edit` at every change and never waits for an answer to it."""

    EVENTS = ("edit", "next", "back")  # edit: {field, value}
    title: str
    group: str
    page: int
    pages: int
    questions: list[Question]


@dataclass(frozen=True)
class Check:
    """One slot of the material checklist; state: todo | now | done | none (nothing to hand in); `pages` of `wanted`."""

    title: str
    state: str
    pages: int = 0
    wanted: int = 0
    note: str = ""


@dataclass(frozen=True)
class Capture(Screen):
    """A material under the camera: `state` is live, review, or full (all its pages are there).

    `advice` is one sentence, `picture` the icon beside it; `thumbs` the tray of pages, `chosen` one of them or -1.
    The outline of the page found and how long it has been still come with each frame (the bridge's `sight`).
    """

    EVENTS = (
        *("shoot", "auto", "show", "slot", "scanner", "phone", "next", "back"),  # auto: {on}; slot: {index}
        *("retake", "accept", "anyway", "by_locker", "another_page"),
        *("choose_page", "turn_page", "retake_page", "delete_page", "move_page"),  # {index}; move_page: {index, to}
    )
    material: str
    hint: str
    state: str
    checks: list[Check]
    live: str  # image name of the preview, new frames announced by the bridge's `frame`
    page: str  # image name of the page under review
    thumbs: list[str]
    advice: str = ""
    advice_tone: str = "plain"
    picture: str = ""
    can_accept: bool = True
    can_anyway: bool = False
    can_by_locker: bool = False
    way_out: str = ""  # what else can be done after several bad pictures
    can_add_page: bool = False
    can_go_on: bool = False
    chosen: int = -1
    page_title: str = ""  # "page 1 of 2", of the chosen one
    auto: bool = True  # the picture is taken by itself
    hidden: bool = False  # the preview is hidden until somebody touches
    can_scan: bool = False  # a scanner is there as well
    phone: str = ""  # pages from the person's own phone: "here", "offline" while the hall cannot be had, "" not at all


@dataclass(frozen=True)
class FromScanner(Screen):
    """Pages of one material from the scanner: from the glass one by one, from the feeder a pile at once."""

    EVENTS = ("glass", "feeder", "accept", "anyway", "clear", "back")
    material: str
    message: str
    tone: str
    thumbs: list[str]  # image names
    can_glass: bool = False
    can_feeder: bool = False
    can_accept: bool = False
    can_anyway: bool = False


@dataclass(frozen=True)
class FromPhone(Screen):
    """Pages of one material from the resident's own phone: its camera reads `qr` and opens a page of the hall."""

    EVENTS = ("again", "accept", "anyway", "clear", "back")
    material: str
    message: str
    tone: str
    thumbs: list[str]  # image names
    qr: str = ""  # image name; empty when no link is open
    can_again: bool = False  # another link may be opened
    can_accept: bool = False
    can_anyway: bool = False


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
        "leave_inside",
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
class Cases(Screen):
    """The person's cases and where they stand."""

    EVENTS = ("look_ups", "reclaim", "back")  # reclaim: {parcel}
    sections: list[Section]
    reclaim: list[Tile] = field(default_factory=list)  # originals that may still be taken back; id is the barcode
    heading: str = ""  # when it is another list than the cases
    message: str = ""  # when there is nothing to show
    can_look_up: bool = False  # the list of who looked the person up can be had


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


# --- couriers, station staff, technicians --------------------------------------------------------------


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


@dataclass(frozen=True)
class SignIn(Screen):
    """Staff number and PIN on a keypad."""

    EVENTS = ("sign_in", "cancel")  # sign_in: {number, pin}
    error: str = ""
    locked: str = ""


@dataclass(frozen=True)
class CourierHome(Screen):
    """What waits in the boxes; only barcodes and compartments."""

    EVENTS = ("collect", "load", "finish")
    number: str
    to_collect: int
    free: list[SizeChoice]
    message: str = ""


@dataclass(frozen=True)
class BoxLine:
    """One envelope of the round; state: waiting | open | done | absent | wrong."""

    parcel: str
    compartment: int
    since: str
    state: str
    state_text: str


@dataclass(frozen=True)
class CourierCollect(Screen):
    """The list of this bank, opened one by one."""

    EVENTS = ("open", "manifest", "back")  # open: {compartment}
    lines: list[BoxLine]
    scanned: int
    expected: int


@dataclass(frozen=True)
class ScanEnvelope(Screen):
    """Hold the envelope under the camera; the code is read by itself. `expected` is empty when loading."""

    EVENTS = ("absent", "damaged", "back")
    title: str
    expected: str
    compartment: int
    live: str
    message: str
    tone: str
    can_report: bool


@dataclass(frozen=True)
class Manifest(Screen):
    """The round's list, signed by the courier here and countersigned by the hall."""

    EVENTS = ("sign", "back")  # sign: {strokes}
    title: str
    lines: list[Row]
    counted: str
    courier: str


@dataclass(frozen=True)
class ManifestDone(Screen):
    """The manifest is durable; `countersigned` once the hall has answered."""

    EVENTS = ("finish", "print")
    title: str
    lines: list[Row]
    hall_text: str
    countersigned: bool


@dataclass(frozen=True)
class Cell:
    """A compartment as staff see it: state, age, never a name."""

    number: int
    size: str
    state: str
    tone: str
    detail: str
    column: int = 0
    height: float = 1.0


@dataclass(frozen=True)
class StationHome(Screen):
    """Station staff: the cells, what is overdue, pause or resume the service."""

    EVENTS = ("pause", "resume", "recover", "out_of_service", "back_in_service", "finish")  # recover: {compartment}
    number: str
    cells: list[Cell]
    columns: int
    overdue: list[Row]
    waiting: list[Row]
    paused: bool


@dataclass(frozen=True)
class DeviceCard:
    """One device as the technician sees it; tone good = PASS, bad = FAIL, warn = attention."""

    id: str
    title: str
    result: str
    tone: str
    values: list[Row]
    advice: str = ""
    test: str = ""  # label of the test button, empty when there is none


@dataclass(frozen=True)
class Technician(Screen):
    """Every device PASS or FAIL with live values; the same as `./run doctor` prints."""

    EVENTS = ("test", "refresh", "finish")  # test: {id}
    number: str
    devices: list[DeviceCard]
    summary: str
    tone: str
    checked_at: str
