"""Couriers, station staff and technicians."""

from dataclasses import dataclass

from kiosk.screens.locker import SizeChoice
from kiosk.screens.screen import Row, Screen


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
