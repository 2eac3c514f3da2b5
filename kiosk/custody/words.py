"""The words of custody: states, purposes, outcomes, and the plain values the rest of the kiosk sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from contract.parcel import Holder, ParcelEvent, ParcelKind
from drivers.roles import Door


@unique
class BoxState(StrEnum):
    """What the terminal believes of one compartment; the doors' real state always wins over it."""

    FREE = "free"
    RESERVED = "reserved"  # for one parcel that is not inside yet
    OPENING = "opening"  # an intent is on disk, its outcome is not known yet
    OPEN = "open"
    HOLDING = "holding"  # a parcel lies inside behind a closed door
    CLOSED_UNKNOWN = "closed_unknown"  # the door was out of our sight: nobody may vouch for what is inside
    OUT_OF_SERVICE = "out_of_service"


_S = BoxState
BOX_MOVES: dict[BoxState, frozenset[BoxState]] = {
    _S.FREE: frozenset({_S.RESERVED, _S.OPENING, _S.OPEN, _S.OUT_OF_SERVICE}),
    _S.RESERVED: frozenset({_S.OPENING, _S.OPEN, _S.FREE, _S.OUT_OF_SERVICE}),
    _S.OPENING: frozenset({_S.OPEN, _S.RESERVED, _S.HOLDING, _S.FREE, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE}),
    _S.OPEN: frozenset({_S.OPENING, _S.HOLDING, _S.RESERVED, _S.FREE, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE}),
    _S.HOLDING: frozenset({_S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE}),
    _S.CLOSED_UNKNOWN: frozenset({_S.OPENING, _S.OPEN, _S.HOLDING, _S.RESERVED, _S.FREE, _S.OUT_OF_SERVICE}),
    _S.OUT_OF_SERVICE: frozenset({_S.FREE, _S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
}
"""Which state may follow which; a state may always be confirmed."""


@unique
class Purpose(StrEnum):
    """Why a door is opened."""

    DROP = "drop"  # resident puts originals in
    COLLECT = "collect"  # courier takes originals out
    LOAD = "load"  # courier puts a result in
    TAKE = "take"  # resident takes the result out
    RECLAIM = "reclaim"  # resident takes originals back that no courier has collected yet
    RECOVER = "recover"  # staff takes an overdue, disputed or doubtful parcel out
    TEST = "test"  # technician; only an empty compartment


MAY_OPEN: dict[Purpose, frozenset[str]] = {
    Purpose.DROP: frozenset({"resident-card"}),
    Purpose.COLLECT: frozenset({"courier"}),
    Purpose.LOAD: frozenset({"courier"}),
    Purpose.TAKE: frozenset({"resident-card", "proxy-card", "pickup-code", "pickup-qr"}),
    Purpose.RECLAIM: frozenset({"resident-card"}),
    Purpose.RECOVER: frozenset({"station"}),
    Purpose.TEST: frozenset({"technician"}),
}
"""By which right (`Authority.kind`) a door is opened for what."""

CARRIED: dict[Purpose, ParcelKind] = {
    Purpose.DROP: ParcelKind.ORIGINALS,
    Purpose.COLLECT: ParcelKind.ORIGINALS,
    Purpose.LOAD: ParcelKind.RESULT,
    Purpose.TAKE: ParcelKind.RESULT,
    Purpose.RECLAIM: ParcelKind.ORIGINALS,
}
"""Which kind of parcel goes through a door opened for this."""


@unique
class DoorOutcome(StrEnum):
    """What came of one opening, by the door's own word."""

    OPENED = "opened"
    JAMMED = "jammed"  # the door reads closed although it was pulsed, or the pulse never left: nothing has moved
    UNKNOWN = "unknown"  # the board is silent: look again, never pulse again blindly


@unique
class FindingKind(StrEnum):
    """What looking at the doors may bring to light."""

    RESUMED = "resumed"  # a step was under way and its door is still open
    UNSEEN = "unseen"  # an intent without outcome, or a door closed while nobody looked
    LEFT_OPEN = "left_open"  # open without anything under way
    SILENT = "silent"  # the board does not answer for this door
    ALL_OPEN = "all_open"  # every door reads open: the polarity is probably set wrong (lock-board facts 8)


@dataclass(frozen=True, slots=True)
class Authority:
    """By what right a door opens. Written to the journal: `actor` is a person tag or a staff number, never a name."""

    kind: str  # "resident-card", "proxy-card", "pickup-code", "pickup-qr", "courier", "station", "technician"
    actor: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing `reconcile` or `look` found."""

    kind: FindingKind
    compartment: int | None
    parcel: str | None
    door: Door


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One parcel in (or perhaps in) a box. `doubtful`: the door was out of sight, look before believing."""

    parcel: str
    compartment: int
    since: str
    kind: ParcelKind
    case_number: str | None
    doubtful: bool = False
    frozen: bool = False
    overdue: bool = False
    card_needed: bool = False
    by_proxy: bool = False  # found for the person named in advance, not for the applicant


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """What this terminal knows of one parcel."""

    parcel: str
    kind: ParcelKind
    case_id: str
    case_number: str | None
    size: str | None
    holder: Holder
    compartment: int | None
    person_tag: str
    frozen: bool
    since: str
    courier: str | None = None
    proxy_tag: str | None = None
    card_needed: bool = False
    expected: bool = True  # a box or a courier still waits for it: not withdrawn by the hall, not reclaimed


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A step that was under way: what the screen must go on with after a restart."""

    purpose: Purpose
    parcel: str | None
    compartment: int
    door: Door
    actor: str
    authority: str
    outcome: DoorOutcome | None
    since: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One compartment as station staff and technicians see it: no names."""

    number: int
    size: str
    low: bool
    state: BoxState
    door: Door
    parcel: str | None
    since: str


class CustodyError(Exception):
    """Root of what custody refuses; nothing was changed unless the error says so."""


class AnotherDoorOpen(CustodyError):
    """Only one door may be open at a time; `compartment` stands open now."""

    def __init__(self, compartment: int) -> None:
        super().__init__(f"door {compartment} is open")
        self.compartment = compartment


class DoorStillOpen(CustodyError):
    """The step cannot be concluded: the door does not read closed (`door` is OPEN or UNKNOWN)."""

    def __init__(self, compartment: int, door: Door) -> None:
        super().__init__(f"door {compartment} reads {door.value}")
        self.compartment = compartment
        self.door = door


class NotOpened(CustodyError):
    """Nothing can have been put in or taken out: the door was never seen open in this step."""


class NothingInside(CustodyError):
    """The sensor says the box is empty; the drop or load stays open for another try (domain 2.12, case 2)."""


class StillInside(CustodyError):
    """The sensor says the parcel still lies in the box."""


class TooSoon(CustodyError):
    """A lock coil must cool: `wait_s` seconds before the next pulse (lock-board facts 7.7)."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"wait {wait_s:.1f} s")
        self.wait_s = wait_s


class TooManyPulses(CustodyError):
    """Three pulses and the door still reads closed: use another box and call a technician."""


class ParcelUnknown(CustodyError):
    """No parcel with this barcode is expected, or waiting, here."""


class ParcelFrozen(CustodyError):
    """The parcel is disputed or missing; only staff may touch it until a person has decided."""


class Overdue(CustodyError):
    """The keeping time is over: the result goes back to the street window, the code is dead (domain 2.12, case 10)."""


class CardNeeded(CustodyError):
    """An identity document: neither code nor QR alone opens it (domain 2.12, case 12)."""


class QrUsed(CustodyError):
    """The QR is genuine, but what it opens was taken already; a replay opens nothing (domain 2.12, case 7)."""


class GraceOver(CustodyError):
    """A door that was shut is not opened once more: too late, too often, for somebody else, or given away already."""


class OtherCourier(CustodyError):
    """The hall handed this envelope to another courier, or another courier opened this door."""


class WrongState(CustodyError):
    """The compartment is not in a state that allows this, or belongs to another parcel."""


class BankTampered(CustodyError):
    """A door came open on a parcel without a command: nothing more goes in until staff has looked (case 14)."""

    def __init__(self, compartments: Sequence[int]) -> None:
        super().__init__(f"opened without a command: {' '.join(map(str, compartments))}")
        self.compartments = tuple(compartments)


class CodeWrong(CustodyError):
    """No waiting parcel has this code."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


class CodeLocked(CustodyError):
    """Too many wrong codes; `until` is an ISO time (domain 2.12, case 7)."""

    def __init__(self, until: str) -> None:
        super().__init__(f"locked until {until}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Opened:
    """An opening's row: one step at one door, from its first intent until it is concluded."""

    id: int
    compartment: int
    parcel: str | None
    purpose: Purpose
    authority: Authority
    before: BoxState
    pulses: int
    pulsed_at: float
    outcome: DoorOutcome | None
    since: str


EVENT_PURPOSES: dict[ParcelEvent, frozenset[Purpose]] = {
    ParcelEvent.DROPPED: frozenset({Purpose.DROP}),
    ParcelEvent.COLLECTED: frozenset({Purpose.COLLECT}),
    ParcelEvent.LOADED: frozenset({Purpose.LOAD}),
    ParcelEvent.TAKEN: frozenset({Purpose.TAKE}),
    ParcelEvent.RECLAIMED: frozenset({Purpose.RECLAIM}),
    ParcelEvent.RECOVERED: frozenset({Purpose.RECOVER}),
    ParcelEvent.MISSING: frozenset({Purpose.COLLECT, Purpose.RECOVER}),
}
"""Which opening may end in which event."""
