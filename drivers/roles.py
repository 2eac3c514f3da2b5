"""What a step may ask of a device: the roles, and the plain values they answer with.

A role is the fourth of four words: a *link* moves bytes, a *frame* gives them shape, a *device* gives them
meaning, a *role* is what the rest of the terminal may rely on. Calls block; give each device its own
`drivers.worker.Worker`. Nothing here imports a vendor library. One file on purpose: the whole vocabulary at a glance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, unique
from typing import Any, Protocol


class DeviceError(Exception):
    """Root of every error a driver may raise; anything else that escapes a driver is a bug."""


# --- card -------------------------------------------------------------------------------------------


@unique
class Generation(Enum):
    """Generation of a social-security card, from the specification version in EF05 (card facts, section 1)."""

    FIRST = "1.0"
    SECOND = "2.0"
    THIRD = "3.0"


@unique
class Credential(Enum):
    """The kind of card an `Identity` was read from (card facts 1, 8)."""

    SOCIAL_SECURITY_CARD = "social_security_card"
    RESIDENT_ID_CARD = "resident_id_card"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    FOREIGN_RESIDENT_CARD = "foreign_resident_card"


@unique
class NotRead(Enum):
    """Why one item of an `Identity` could not be read.

    AUTH_REQUIRED the card wants authentication and the terminal has nothing to give it; SAM_* the terminal's
    security module is not there, speaks another algorithm, or did not do its part.
    """

    AUTH_REQUIRED = "auth_required"
    SAM_MISSING = "sam_missing"
    SAM_ALGORITHM = "sam_algorithm"
    SAM_REFUSED = "sam_refused"
    ABSENT = "absent"
    MALFORMED = "malformed"


@unique
class Genuineness(Enum):
    """Whether a card proved to be the one its issuer made; CLONE = it was asked to and did not."""

    GENUINE = "genuine"
    CLONE = "clone"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a card says about itself and its holder; unread items are empty strings or None.

    Generation to reset information are a social-security card's alone. For the others `issued` is the first day of
    validity, and `expires` is None without an entry in `not_read` when the card is good for ever (长期).
    """

    generation: Generation | None = None
    card_number: str = ""
    card_id_code: str = ""
    area_code: str = ""
    spec_version: str = ""
    reset_information: str = ""
    id_number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)
    ethnic: str = field(default="", repr=False)
    birth_place: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)
    issued: date | None = None
    expires: date | None = None
    warnings: tuple[str, ...] = ()
    not_read: Mapping[str, NotRead] = field(default_factory=dict)
    genuine: Genuineness = Genuineness.NOT_CHECKED
    kind: Credential = Credential.SOCIAL_SECURITY_CARD

    @property
    def complete(self) -> bool:
        """True when the holder's name and number were both read."""
        return bool(self.name and self.id_number)

    def expired_on(self, day: date) -> bool:
        """Whether the card's last day was before `day`; a card that names none is not expired."""
        return self.expires is not None and self.expires < day


@unique
class CardEvent(Enum):
    """What a watcher reports about the slot."""

    INSERTED = "inserted"
    REMOVED = "removed"
    MUTE = "mute"
    READER_LOST = "reader_lost"
    READER_BACK = "reader_back"


class CardReader(Protocol):
    """A slot that takes a person's card, or a pad on which one is laid (where REMOVED may never be known)."""

    def read_identity(self) -> Identity:
        """Read the card that is there; raises the errors of `drivers.card.errors`."""

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        """Report every change of the slot to `tell` (called on the watcher's own thread) until `close`."""

    def status(self) -> Mapping[str, str]:
        """Live values for a technician: reader name, card present, last error."""

    def close(self) -> None:
        """Stop watching and let go of the reader."""


# --- locker -----------------------------------------------------------------------------------------


@unique
class Door(Enum):
    """What the door switch says; UNKNOWN when the board is silent or the channel has no sensor."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """Three facts about one unlock, never merged. Times are wall-clock seconds; None = not so, or not known.

    `sent_at` bytes left the port; `acknowledged_at` the board answered; `seen_open_at` the door switch read open.
    """

    compartment: int
    sent_at: float | None
    acknowledged_at: float | None
    seen_open_at: float | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one compartment's board and wiring can tell.

    `sees_door` its door switch is wired; `sees_objects` a sensor sees what lies inside; `acknowledges` the board
    answers an opening; `reports_itself` it may report a door that moved without being asked.
    """

    sees_door: bool
    sees_objects: bool
    acknowledges: bool
    reports_itself: bool


class Locker(Protocol):
    """A bank of compartments, numbered as painted on the doors."""

    def open(self, compartment: int) -> Opening:
        """Pulse one lock once. The errors of `drivers.locker.errors` say what is known of the pulse.

        Raises `NotSent` when provably nothing left (`CoilResting`: the coil must cool), `Rejected` when the board
        refused, `OutcomeUnknown` otherwise.
        """

    def doors(self) -> Mapping[int, Door]:
        """Read every door; a silent board's doors are UNKNOWN and do not stop the others."""

    def door(self, compartment: int) -> Door:
        """Read one door."""

    def occupied(self, compartment: int) -> bool | None:
        """Whether something lies inside, or None when the board has no such sensor."""

    def occupancy(self) -> Mapping[int, bool | None]:
        """`occupied` of every compartment in one reading of the boards."""

    def capabilities(self, compartment: int) -> Capabilities:
        """What can be known about one compartment at all."""

    def status(self) -> Mapping[str, str]:
        """Live values for a technician, one entry a line and a board."""

    def close(self) -> None:
        """Release the lines."""


# --- camera -----------------------------------------------------------------------------------------

Image = Any  # numpy.ndarray, uint8, shape (height, width, 3), channel order BGR as OpenCV gives it


class Camera(Protocol):
    """A document camera looking straight down."""

    def start(self, tell: Callable[[Image], None]) -> None:
        """Deliver preview frames to `tell` on the camera's own thread until `stop`."""

    def stop(self) -> None:
        """Stop the preview; the device is closed."""

    def still(self) -> Image:
        """One full-resolution frame taken after the call; raises `drivers.capture.errors.CameraLost`."""

    def status(self) -> Mapping[str, str]:
        """Live values for a technician: open, size, frames a second, age of the last frame."""

    def close(self) -> None:
        """Release the device for good."""


# --- scanner ----------------------------------------------------------------------------------------


@unique
class ScanSource(Enum):
    """Where paper is put on a scanner."""

    GLASS = "glass"
    FEEDER = "feeder"


class Scanner(Protocol):
    """A flatbed or sheet-fed scanner."""

    @property
    def sources(self) -> tuple[ScanSource, ...]:
        """Where paper can be put; empty when there is no scanner."""

    def scan(self, source: ScanSource, dpi: int, tell: Callable[[Image], None]) -> None:
        """One page from the glass, or all sheets in the feeder; each whole page is told at once.

        Raises the scanner's errors of `drivers.capture.errors`; pages told before one are good.
        """

    def cancel(self) -> None:
        """End the scan under way, from any thread."""

    def check(self) -> None:
        """Whether it can be had now; raises as `scan`."""

    def status(self) -> Mapping[str, str]:
        """Live values for a technician."""

    def close(self) -> None:
        """Release the device for good."""


# --- code reader ------------------------------------------------------------------------------------


class CodeReader(Protocol):
    """A fixed QR or barcode reader that sends whatever is held before it."""

    def watch(self, tell: Callable[[str], None]) -> None:
        """Tell each code's text on the reader's own thread until `close`."""

    def check(self) -> None:
        """Whether it can be had now; raises `drivers.codes.errors.CodeReaderLost`."""

    def status(self) -> Mapping[str, str]:
        """Live values for a technician; never a code."""

    def close(self) -> None:
        """Stop and let go of the port."""


# --- printer ----------------------------------------------------------------------------------------


@unique
class Paper(Enum):
    """How much paper the printer says it has."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@unique
class PrinterTrouble(Enum):
    """What a printer reports of itself besides paper and cover.

    PASSING goes by itself (a hot print head), CLEARABLE needs a hand (a jam), BROKEN needs a repair.
    """

    NONE = "none"
    CUTTER = "cutter"
    PASSING = "passing"
    CLEARABLE = "clearable"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """Answer of the printer to a status question, asked before a promise is printed.

    `answers` is False for a printer that is never asked because it never answers: nothing here is then known.
    """

    online: bool
    paper: Paper
    cover_open: bool
    trouble: PrinterTrouble = PrinterTrouble.NONE
    answers: bool = True

    @property
    def ready(self) -> bool:
        """True when a slip can be printed now, as far as the printer says."""
        fit = self.trouble is PrinterTrouble.NONE
        return self.online and fit and self.paper is not Paper.OUT and not self.cover_open


@dataclass(frozen=True, slots=True)
class Title:
    """A centred heading, about twice the size of a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, wrapped to the paper."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label on the left and its value on the right, wrapped when too long."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Big:
    """One very large word, such as a compartment number."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 barcode with its text below it."""

    data: str


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, with a caption below it."""

    data: str
    caption: str = ""


Block = Title | Line | Pair | Big | Rule | Barcode | Qr


@dataclass(frozen=True, slots=True)
class Slip:
    """One printed slip, top to bottom; the printer cuts after it."""

    blocks: tuple[Block, ...]


class Printer(Protocol):
    """A receipt printer on 80 mm paper."""

    def print(self, slip: Slip) -> None:
        """Print and cut; raises the errors of `drivers.printer.errors`."""

    def status(self) -> PrinterStatus:
        """Ask the printer; raises `drivers.printer.errors.PrinterLost` when it does not answer."""

    def close(self) -> None:
        """Release the port."""
