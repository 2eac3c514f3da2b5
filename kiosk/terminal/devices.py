"""The devices a terminal is made of."""

from dataclasses import dataclass, field

from drivers.roles import Camera, CardReader, CodeReader, Locker, Printer, Scanner
from kiosk.absent import NoScanner
from kiosk.doors_watch import Ear
from kiosk.papers.ocr import PageReader


@dataclass
class Devices:
    """What the composition root opened. One of the two card readers may be missing."""

    card: CardReader | None
    locker: Locker
    camera: Camera
    printer: Printer
    id_card: CardReader | None = None
    ear: Ear = field(default_factory=Ear)  # what the lock boards report by themselves
    scanner: Scanner = field(default_factory=NoScanner)
    page_reader: PageReader | None = None
    codes: CodeReader | None = None
