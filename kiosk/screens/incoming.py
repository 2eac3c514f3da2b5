"""Pages of one material from elsewhere than the camera: a scanner, or the resident's own phone."""

from dataclasses import dataclass

from kiosk.screens.screen import Screen


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
