"""The terminal without a screen: its parts put together, and what of them everybody may ask."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

import structlog

from contract.catalogue import Catalogue
from contract.failures import ENTRIES, Failure
from contract.item import Item
from contract.orders import HALL_LEVEL
from contract.sealed_to import SealedTo
from contract.text import Language, Text
from drivers.locker.watch import DoorWatch, telling_of_pulses
from drivers.roles import Slip
from kiosk.bank_map import BankMap
from kiosk.cases import Cases
from kiosk.clock import Clock
from kiosk.custody.custody import Custody
from kiosk.diagnosis import Report, diagnose
from kiosk.doors_watch import DoorsWatch
from kiosk.events import CodeRead, Event, QueueMoved
from kiosk.filing import Filing
from kiosk.hand_over import HandOver
from kiosk.idle import IdleTimes
from kiosk.keys import Keys, NotEnrolled
from kiosk.lost_cards import LostCards
from kiosk.news import LostCardsTaken
from kiosk.offers import Offers
from kiosk.offices import Offices
from kiosk.papers.background import BackgroundReader
from kiosk.staff import Staff
from kiosk.terminal.devices import Devices
from kiosk.terminal.disk import Disk
from kiosk.terminal.doors import Doors
from kiosk.terminal.hall_link import HallLink
from kiosk.terminal.health import Health
from kiosk.terminal.readers import Readers
from kiosk.terminal.records import Records
from kiosk.terminal.scanning import Scanning
from kiosk.terminal.troubles import Troubles
from kiosk.terminal.viewfinder import Viewfinder
from kiosk.terminal.workers import Workers
from kiosk.words import PAUSED
from offline_queue.sender import Sender
from offline_queue.store import Store

_T = TypeVar("_T")
log = structlog.get_logger("terminal")


class Titled(Protocol):
    """What has a name of its own to the person: an application, or a case."""

    @property
    def package(self) -> str:
        """Id of its joint package, or empty."""

    @property
    def items(self) -> list[str]:
        """Ids of its items, at least one."""


class Terminal:
    """Holds every part; everything that steps, technician and doctor may ask starts here."""

    def __init__(
        self,
        id_: str,
        site: str,
        clock: Clock,
        offers: Offers,
        devices: Devices,
        store: Store,
        bank_map: BankMap,
        keys: Keys | None,
        idle_times: IdleTimes,
        watch: DoorWatch,
    ) -> None:
        self.id, self.site, self.clock, self.offers = id_, site, clock, offers
        self.store, self.bank_map, self.idle_times = store, bank_map, idle_times
        self._keys = keys
        self._post: Callable[[Event], None] = lambda event: None
        self.neighbours: dict[str, int] = {}  # other terminals with lockers, and how many metres away
        self.district = ""  # its six digits; empty: what is promised everywhere is shown
        self.card_in = False
        self.paused = False
        self.store_trouble: Failure | None = None  # why `store` is only an empty stand-in, in a folder of its own
        self.troubles = Troubles()
        self.workers = Workers(self.troubles.note_error)
        self.disk = Disk(store.path.parent, self.troubles)
        self._take_devices(devices, watch)
        offers.tell(self.troubles.mark)

    def _take_devices(self, devices: Devices, watch: DoorWatch) -> None:
        """Each device, and the part that sees to it."""
        self.camera, self.printer, self.scanner = devices.camera, devices.printer, devices.scanner
        self.codes = devices.codes
        self.readers = Readers(devices, self.troubles, self._tell)
        self.viewfinder = Viewfinder(devices.camera, self.workers, self.clock, self._tell)
        self.scanning = Scanning(devices.scanner)
        self.reading = BackgroundReader(devices.page_reader, partial(self.workers.submit, "ocr"))
        self.doors_watch = DoorsWatch(self, watch, self._tell, self.troubles.mark)
        self.locker = telling_of_pulses(devices.locker, self.doors_watch.commanded, self.doors_watch.sprung)
        devices.ear.tell = self.doors_watch.reported

    # --- made by the composition root once the keys are known ----------------------------------------

    custody: Custody
    cases: Cases
    staff: Staff
    filing: Filing
    doors: Doors
    health: Health
    link: HallLink
    records: Records
    lost_cards: LostCards
    hand_over: HandOver | None = None  # pages from a phone, once the terminal is enrolled
    offices: Offices | None = None  # which papers are not needed, once the terminal is enrolled

    def furnish(self, custody: Custody, cases: Cases, staff: Staff, filing: Filing, sender: Sender | None) -> None:
        """The parts that themselves need this terminal's queue, and those that need these."""
        self.custody, self.cases, self.staff, self.filing = custody, cases, staff, filing
        self.paused = custody.paused()
        takers = (
            lambda orders: custody.heard(orders.hall_time),
            lambda orders: self.troubles.mark(Failure.HALL_OLDER, orders.level < HALL_LEVEL),
            lambda orders: self._take_seal_key(orders.seal_key),
            lambda orders: staff.orders(orders.staff),
            lambda orders: cases.news(orders.cases),
            lambda orders: custody.expect(orders.expected),
            lambda orders: self.offers.want(orders.packs),
            lambda orders: self.lost_cards.want(orders.cards),
        )
        workers, troubles = self.workers, self.troubles
        self.link = HallLink(self.store, cases, self._fetch, takers, sender, workers, troubles, self._tell)
        self.doors = Doors(custody, self.locker, self.doors_watch, workers, troubles)
        self.records = Records(self.id, self.clock, self.store, custody, cases, lambda: self.keys, self.link.wake)
        self.health = Health(self)
        self.lost_cards.told = lambda: self._tell(QueueMoved(LostCardsTaken()))

    def start(self, post: Callable[[Event], None]) -> None:
        """Begin watching and sending; `post` may be called from any thread."""
        self._post = post
        self.workers.do("doctor", lambda: self.catalogue.search(""))  # builds its index
        self.workers.do("doctor", self.health.check_journal)
        self.readers.watch()
        self.listen_for_codes()
        self.doors_watch.start()
        self.link.start()

    def listen_for_codes(self) -> None:
        """What the code reader sees becomes an event, where there is such a reader."""
        if self.codes is not None:
            self.codes.watch(lambda text: self._post(CodeRead(text)))

    def close(self) -> None:
        """Stop every thread and let go of every device."""
        self.doors_watch.stop()
        if self.codes is not None:
            self.codes.close()
        self.link.close()
        self.readers.close()
        self.scanning.stop()
        self.reading.close()
        self.workers.close()
        for device in (self.camera, self.scanner, self.printer, self.locker):
            with suppress(Exception):
                device.close()
        self.store.close()
        if self.store_trouble:
            shutil.rmtree(self.store.path.parent, ignore_errors=True)

    def _fetch(self) -> None:
        """What the hall's orders only name; cards first, for somebody may stand here with one."""
        for look in (self.lost_cards.look, self.offers.look):
            try:
                look()
            except Exception as error:  # what is wrong with one must not cost the other
                self.troubles.note_error(error)

    def _tell(self, event: Event) -> None:
        self._post(event)

    # --- what is known now ---------------------------------------------------------------------------

    def out_of_service(self, trouble: Failure) -> None:
        """The store cannot be opened and `store` stands in for it: nobody is served, nothing is sent, staff is told."""
        self.store_trouble = trouble
        self.troubles.mark(trouble, True)

    @property
    def catalogue(self) -> Catalogue:
        """What is offered in this visit."""
        return self.offers.now.catalogue

    @property
    def offices_in_reach(self) -> Offices | None:
        """Whom to ask while a resident waits; None without a network, and where the terminal is not enrolled."""
        return self.offices if self.link.online else None

    @property
    def keys(self) -> Keys:
        """The enrolment's keys; raises `NotEnrolled`."""
        if self._keys is None:
            raise NotEnrolled("the terminal is not enrolled")
        return self._keys

    def _take_seal_key(self, token: str | None) -> None:
        """The hall's new sealing key, if it has one: what is filed from now on is sealed to it."""
        if token is None or self._keys is None:
            return
        known, self._keys = self._keys.seal_generation, self._keys.renewed(token)
        if self._keys.seal_generation != known:
            log.info("seal_key_changed", key=self._keys.seal.key_id)

    def say_what_is_sealed(self) -> None:
        """Let the sender tell the hall which sealing keys this terminal still needs; on the queue thread.

        Nothing is said while a store set aside lies there: it may yet be read, and by a key that must not be gone.
        """
        sender, keys = self.link.sender, self._keys
        if keys is None or sender is None:
            return
        if beside := self.store.beside():
            sender.sealed_to = None
            log.warning("key_word_withheld", because=beside[0].name)
        else:
            # In this order: once it seals to a newer key, nothing more comes to what it holds of the older ones.
            now = keys.seal.key_id
            sender.sealed_to = SealedTo(now, tuple(self.store.keys_held()))

    @property
    def closed_because(self) -> Text | None:
        """Why residents cannot be served at all, or None."""
        if self._keys is None:
            return ENTRIES[Failure.NOT_ENROLLED].sentence
        if self.paused:
            return PAUSED
        return ENTRIES[self.store_trouble].sentence if self.store_trouble else None

    def blocks(self, item: Item) -> Failure | None:
        """What keeps this item from being done here at present (kiosk requirements K-05)."""
        scans = any(use.scan for use in item.materials)
        if scans and Failure.CAMERA_MISSING in self.troubles.down:
            return Failure.CAMERA_MISSING
        return Failure.DISK_FULL if self.disk.full else None

    def title_of(self, case: Titled, language: Language) -> str:
        """What an application or a case is called: its package, or its first item."""
        package = self.offers.known.packages.get(case.package)
        return (package.title if package else self.offers.title_of(case.items[0])).in_(language)

    # --- what everybody may have done ------------------------------------------------------------------

    def submit(self, worker: str, call: Callable[[], _T], *, priority: int = 5) -> "Future[_T]":
        """Run a call on a device's thread; the lowest `priority` goes first."""
        return self.workers.submit(worker, call, priority=priority)

    def note(self, failure: Failure, **more: str) -> None:
        """Write a failure and the operator's next move to the log; `more`: `error`, `code`, `step`."""
        self.troubles.note(failure, **more)

    def note_error(self, error: BaseException) -> Failure:
        """The same for an exception; what it was."""
        return self.troubles.note_error(error)

    def audit(self, event: str, **values: str) -> None:
        """A line of the audit log; only named, impersonal values."""
        log.info(event, **values)

    def print(self, slip: Slip) -> None:
        """Print; on the printer thread."""
        self.printer.print(slip)

    def pause(self, paused: bool, number: str) -> None:
        """Station staff closes or opens the service, on disk before on the screen; not on the Qt thread."""
        self.custody.pause(paused, number)
        self.paused = paused
        log.info("paused" if paused else "resumed", number=number)

    def diagnose(self) -> Report:
        """The technician's report; on the doctor thread, since it waits for the others."""
        return diagnose(self)

    def close_hand_over(self) -> None:
        """No more pages are wanted from a phone."""
        if self.hand_over is not None:
            self.workers.do("phone", self.hand_over.close)
