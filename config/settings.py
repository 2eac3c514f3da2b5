"""The terminal's settings: one TOML file, every key typed, an unknown key is an error naming file and key."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class SettingsError(Exception):
    """The file cannot be used; the message names the file and each key."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hall(_Part):
    """The city-side hall."""

    url: str = "http://127.0.0.1:8700"
    poll_s: float = Field(default=15.0, gt=0)
    longest_wait_s: float = Field(default=300.0, gt=0)  # pauses between tries double up to this


_KeyReference = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{4}$")]


class Psam(_Part):
    """The security module that opens third-generation cards, in the slot whose name contains `reader`.

    Its issuer tells the rest: keys as P1 and P2 of DELIVERY SESSION KEY, `card_key` the card's number of the key.
    """

    reader: str = Field(min_length=1)
    algorithm: Literal["3des", "ssf33", "sm4"]
    access_key: _KeyReference
    genuine_key: _KeyReference | None = None  # None = cards are not asked to prove themselves
    card_key: int | None = Field(default=None, ge=0, le=255)
    adf: Annotated[str, Field(pattern=r"^([0-9A-Fa-f]{2}){5,16}$")] | None = None
    factors: Literal["lowest-first", "highest-first"] | None = None
    initialise: bool | None = None


class ResidentReader(_Part):
    """The identity-card reader's serial port, preferably a /dev/serial/by-id name; empty = none."""

    port: str = ""
    baud: Literal[115200, 57600, 38400, 19200, 9600] = 115200


class Card(_Part):
    """The card slot: a PC/SC reader whose name contains `reader` (empty = the first); `psam` where there is one.

    `slot` false = there is none. `contactless` is a part of the name of a second slot, on which cards are tapped;
    empty = none.
    """

    reader: str = ""
    slot: bool = True
    contactless: str = ""
    psam: Psam | None = None
    resident: ResidentReader = ResidentReader()

    @model_validator(mode="after")
    def _something_reads(self) -> "Card":
        if not self.slot and not self.resident.port:
            raise ValueError("without a slot there must be an identity-card reader (card.resident.port)")
        return self


class LockerLine(_Part):
    """One serial line with boards of one family. `port` should be a /dev/serial/by-id name."""

    name: str
    port: str
    family: str
    baud: int | None = None


class Compartment(_Part):
    """One door, numbered as painted. `column` and `height` (in units of the smallest door) draw the bank's map."""

    number: int = Field(ge=1)
    line: str
    board: int = Field(ge=0)
    channel: int = Field(ge=1)  # the lock as the board counts it
    size: Literal["S", "M", "L"]
    column: int = Field(ge=0)
    height: float = Field(gt=0)
    low: bool = False
    closed_when: Literal[0, 1] | None = None  # None = the family's usual wiring
    sensor: bool = True
    occupied_when: Literal[0, 1] = 1  # the infrared bit of something inside, where the board has one


class DoorTimes(_Part):
    """The watch over the doors, seconds: how often they are read; how long a door stands open before the screen says
    so, staff is called, the hall is told; how long after a pulse an opening, or after shutting a bounce, is ours."""

    poll_s: float = Field(default=0.5, gt=0)
    ajar_screen_s: float = Field(default=30.0, gt=0)
    ajar_staff_s: float = Field(default=60.0, gt=0)
    ajar_hall_s: float = Field(default=120.0, gt=0)
    command_s: float = Field(default=180.0, gt=0)
    bounce_s: float = Field(default=10.0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> "DoorTimes":
        if not self.ajar_screen_s <= self.ajar_staff_s <= self.ajar_hall_s:
            raise ValueError("ajar_screen_s, ajar_staff_s and ajar_hall_s must not go down")
        return self


class Reopening(_Part):
    """A door that shut too soon: for how long after its step has ended, and how often a parcel, it is opened again."""

    grace_s: float = Field(default=180.0, ge=0, le=900)
    most: int = Field(default=2, ge=0, le=5)


class Locker(_Part):
    """The bank; without compartments the terminal offers no locker services."""

    lines: tuple[LockerLine, ...] = ()
    compartments: tuple[Compartment, ...] = ()
    watch: DoorTimes = DoorTimes()
    reopen: Reopening = Reopening()

    @model_validator(mode="after")
    def _consistent(self) -> "Locker":
        names = [line.name for line in self.lines]
        if len(names) != len(set(names)):
            raise ValueError("two lines have the same name")
        numbers = [one.number for one in self.compartments]
        if len(numbers) != len(set(numbers)):
            raise ValueError("two compartments have the same number")
        places = [(one.line, one.board, one.channel) for one in self.compartments]
        if len(places) != len(set(places)):
            raise ValueError("two compartments are wired to the same channel")
        unknown = {one.line for one in self.compartments} - {line.name for line in self.lines}
        if unknown:
            raise ValueError(f"compartments name lines that do not exist: {', '.join(sorted(unknown))}")
        return self


class Camera(_Part):
    """The document camera: /dev/videoN or an http MJPEG address; empty = none.

    `read_papers`: read what stands on photographed and scanned pages, so that they can be searched and compared with
    the form; some 500 MB of memory while somebody applies.
    """

    source: str = ""
    width: int = 1920
    height: int = 1440
    read_papers: bool = True


class Codes(_Part):
    """A fixed QR reader on a serial port or USB-CDC that ends each code with CR or LF; empty = none."""

    port: str = ""
    baud: Literal[115200, 57600, 38400, 19200, 9600] = 9600


class Scanner(_Part):
    """A scanner's SANE device as `scanimage -L` names it; empty = none.

    `glass` and `feeder` are its own names of the two sources (`scanimage -d DEVICE -A`), empty = has none; `options`
    go to scanimage as they are.
    """

    device: str = ""
    glass: str = "Flatbed"
    feeder: str = ""
    dpi: Literal[200, 300] = 200
    options: tuple[str, ...] = ()
    quiet_s: float = Field(default=60.0, gt=0)  # without a byte for so long, it hangs


class Printer(_Part):
    """The receipt printer's port; empty = none."""

    port: str = ""
    baud: int = 115200
    width_dots: int = 576


class Panel(_Part):
    """The screen. The diagonal turns millimetres into pixels."""

    width_px: int = 1080
    height_px: int = 1920
    diagonal_mm: float = 546.1  # 21.5 inch
    fullscreen: bool = True


class Idle(_Part):
    """Seconds without a touch before the warning, and the warning's length (kiosk requirements 1.6)."""

    normal_s: float = Field(default=60.0, gt=0)
    normal_warning_s: float = Field(default=20.0, gt=0)
    elder_s: float = Field(default=120.0, gt=0)
    elder_warning_s: float = Field(default=30.0, gt=0)


class Neighbour(_Part):
    """Another terminal with lockers that people are sent to while this one's are full (domain 2.12, case 5)."""

    name: str = Field(min_length=1)
    distance_m: int = Field(gt=0)  # on foot


class Settings(_Part):
    """The whole file."""

    terminal: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,6}$")]
    site: str
    district: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""  # division code of where it stands, for the long list
    data: Path
    hall: Hall = Hall()
    card: Card = Card()
    locker: Locker = Locker()
    camera: Camera = Camera()
    scanner: Scanner = Scanner()
    codes: Codes = Codes()
    printer: Printer = Printer()
    panel: Panel = Panel()
    idle: Idle = Idle()
    neighbours: tuple[Neighbour, ...] = Field(default=(), max_length=3)  # the nearest first


def load(path: Path) -> Settings:
    """Read and check the file; `data` is taken relative to it. Raises `SettingsError`."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not TOML: {error}") from error
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    return settings.model_copy(update={"data": (path.parent / settings.data).resolve()})
