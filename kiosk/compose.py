"""From settings to a terminal: the one place that opens devices, the store and the keys."""

import tempfile
from pathlib import Path

from config.settings import Card, Settings
from contract.failures import Failure
from contract.seal import HallPublicKey
from drivers.capture.camera import OpenCvCamera
from drivers.capture.scanner import SaneScanner
from drivers.card.dual import DualCardReader
from drivers.card.psam import PsamSettings
from drivers.card.reader import PcscCardReader
from drivers.card.resident_reader import ResidentCardReader
from drivers.codes.reader import SerialCodeReader
from drivers.locker.bank import Bank
from drivers.locker.watch import DoorWatch, WatchTimes
from drivers.locker.wiring import Channel, Line
from drivers.printer.device import EscPosPrinter
from drivers.roles import Camera, CardReader, Printer, Scanner
from kiosk import keys as keys_
from kiosk.absent import NoCamera, NoPrinter, NoScanner
from kiosk.bank_map import BankMap, Place
from kiosk.cases import Cases
from kiosk.clock import Clock
from kiosk.custody.bank import Compartment, Size
from kiosk.custody.custody import Custody
from kiosk.custody.grace import Grace
from kiosk.doors_watch import Ear
from kiosk.failing import failure_of
from kiosk.filing import Filing
from kiosk.hand_over import HandOver
from kiosk.idle import IdleTimes
from kiosk.keys import Keys, NotEnrolled
from kiosk.lost_cards import LostCards
from kiosk.offers import Offers
from kiosk.offices import Offices
from kiosk.packs import Packs
from kiosk.papers.ocr import PageReader
from kiosk.staff import Staff
from kiosk.terminal.devices import Devices
from kiosk.terminal.terminal import Terminal
from offline_queue.errors import StoreBroken
from offline_queue.line import HallLine
from offline_queue.post import HallClient
from offline_queue.sender import Pace, Sender
from offline_queue.store import Store

STORE_FILE = "terminal.db"
"""The store's name in the terminal's data folder."""


def build(settings: Settings, clock: Clock) -> Terminal:
    """Open everything. A device that does not answer does not keep the terminal from starting.

    Neither does a store that is broken: the terminal says so and serves nobody. Raises `StoreBusy` when another
    terminal program runs, `StoreFull`, and `CatalogueError` when an item is wrong.
    """
    keys = _keys(settings)
    store, trouble = _store(settings.data / STORE_FILE)
    terminal = Terminal(
        settings.terminal,
        settings.site,
        clock,
        _offers(settings, clock, keys),
        _devices(settings),
        store,
        BankMap([Place(one.number, one.column, one.height) for one in settings.locker.compartments]),
        keys,
        IdleTimes(**settings.idle.model_dump()),
        _watch(settings),
    )
    if trouble is not None:
        terminal.out_of_service(trouble)
    terminal.scanning.dpi, terminal.district = settings.scanner.dpi, settings.district
    terminal.neighbours = {one.name: one.distance_m for one in settings.neighbours}
    _furnish(terminal, settings, store, None if trouble else keys)
    return terminal


def _store(path: Path) -> tuple[Store, Failure | None]:
    """The store; or, when it is broken, an empty stand-in that is thrown away at the end. The file stays untouched."""
    try:
        return Store(path), None
    except StoreBroken as error:
        return Store(Path(tempfile.mkdtemp(prefix="no-store-")) / path.name), failure_of(error)


def _keys(settings: Settings) -> Keys | None:
    try:
        return keys_.load(settings.data / "keys")
    except NotEnrolled:
        return None


def _offers(settings: Settings, clock: Clock, keys: Keys | None) -> Offers:
    """What is offered: packs are believed by the hall's key, so that before enrolment there are none."""
    if keys is None:
        return Offers(clock, None, None)
    return Offers(clock, Packs(settings.data / "catalogue", keys.hall), _line(settings, keys, clock))


def _devices(settings: Settings) -> Devices:
    camera: Camera = NoCamera()
    if settings.camera.source:
        camera = OpenCvCamera(settings.camera.source, settings.camera.width, settings.camera.height)
    printer: Printer = NoPrinter()
    if settings.printer.port:
        printer = EscPosPrinter(settings.printer.port, settings.printer.baud, settings.printer.width_dots)
    resident = settings.card.resident
    ear = Ear()
    return Devices(
        _card_reader(settings.card) if settings.card.slot else None,
        _bank(settings, ear),
        camera,
        printer,
        ResidentCardReader(resident.port, resident.baud) if resident.port else None,
        ear,
        _scanner(settings),
        PageReader() if settings.camera.read_papers else None,
        SerialCodeReader(settings.codes.port, settings.codes.baud) if settings.codes.port else None,
    )


def _bank(settings: Settings, ear: Ear) -> Bank:
    lines = [Line(line.name, line.port, line.family, line.baud) for line in settings.locker.lines]
    channels = [
        Channel(
            one.number,
            one.line,
            one.board,
            one.channel,
            None if one.closed_when is None else bool(one.closed_when),
            one.sensor,
            bool(one.occupied_when),
        )
        for one in settings.locker.compartments
    ]
    return Bank(lines, channels, tell=ear)


def _scanner(settings: Settings) -> Scanner:
    wish = settings.scanner
    if not wish.device:
        return NoScanner()
    return SaneScanner(wish.device, glass=wish.glass, feeder=wish.feeder, options=wish.options, quiet_s=wish.quiet_s)


def _card_reader(card: Card) -> CardReader:
    psam = PsamSettings.from_table(card.psam.model_dump()) if card.psam else None
    if card.contactless:
        return DualCardReader(card.reader, card.contactless, psam=psam)
    return PcscCardReader(card.reader, psam=psam)


def _watch(settings: Settings) -> DoorWatch:
    """The watch over every door that has a switch."""
    times = settings.locker.watch
    boards = {one.number: f"{one.line}/{one.board}" for one in settings.locker.compartments if one.sensor}
    ajar_s = (times.ajar_screen_s, times.ajar_staff_s, times.ajar_hall_s)
    return DoorWatch(boards, WatchTimes(times.poll_s, ajar_s, times.command_s, times.bounce_s))


def _furnish(terminal: Terminal, settings: Settings, store: Store, keys: Keys | None) -> None:
    """Custody, cases, staff, filing and sender; all their writing goes through the terminal's queue thread."""

    def seal_key() -> HallPublicKey:
        return terminal.keys.seal

    compartments = [Compartment(one.number, Size(one.size), one.low) for one in settings.locker.compartments]
    on_queue = terminal.workers.run_on_queue
    grace = Grace(settings.locker.reopen.grace_s, settings.locker.reopen.most)
    custody = Custody(
        store, terminal.locker, terminal.clock, settings.terminal, compartments, seal_key, on_queue, grace
    )
    cases = on_queue(lambda: Cases(store))
    staff = on_queue(lambda: Staff(store))
    on_queue(store.sweep)
    filing = Filing(store, cases, custody, terminal.offers, settings.terminal, seal_key)
    sender = None
    if keys is not None:
        on_queue(lambda: filing.count_from(keys.serials_from))
        sender = _link(terminal, settings, store, keys)
    line = _line(settings, keys, terminal.clock) if keys is not None else None
    terminal.lost_cards = LostCards(store, line, on_queue)
    terminal.furnish(custody, cases, staff, filing, sender)


def _link(terminal: Terminal, settings: Settings, store: Store, keys: Keys) -> Sender:
    """What an enrolled terminal has of its hall: the sender, pages from phones, papers of other offices."""
    terminal.hand_over = HandOver(_line(settings, keys, terminal.clock))
    terminal.offices = Offices(_line(settings, keys, terminal.clock))
    return Sender(
        store,
        HallClient(settings.hall.url, settings.terminal, keys.own, keys.hall, terminal.clock),
        terminal.clock,
        lambda news: terminal.link.hear(news),
        run_on_queue=terminal.workers.run_on_queue,
        pace=Pace(poll_s=settings.hall.poll_s, longest_wait_s=settings.hall.longest_wait_s),
    )


def _line(settings: Settings, keys: Keys, clock: Clock) -> HallLine:
    return HallLine(settings.hall.url, settings.terminal, keys.own, keys.hall, clock)
