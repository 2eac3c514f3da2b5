"""The terminal without a screen: devices on their threads, store, custody, sender, and what is known now."""

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog

from contract.catalogue import Catalogue
from contract.envelope import Kind, Orders, Rating
from contract.failures import ENTRIES, Failure
from contract.item import Item
from contract.text import Language, Text
from drivers.capture.errors import ScanCancelled, ScannerError
from drivers.locker.errors import BoardSilent
from drivers.locker.watch import DoorWatch, telling_of_pulses
from drivers.printer.errors import PrinterLost
from drivers.roles import (
    Camera,
    CardEvent,
    CardReader,
    CodeReader,
    Door,
    Image,
    Locker,
    Paper,
    Printer,
    Scanner,
    ScanSource,
    Slip,
)
from drivers.worker import Worker
from kiosk.absent import NoScanner
from kiosk.bank_map import BankMap
from kiosk.cases import CaseRow, Cases
from kiosk.clock import Clock
from kiosk.custody.bank import BankFull, Size
from kiosk.custody.custody import Custody
from kiosk.custody.words import BoxRow, BoxState, Finding, Purpose, WrongState
from kiosk.diagnosis import DISK_FULL_SHARE, DISK_WARNING_SHARE, Report, diagnose
from kiosk.doors_watch import DoorsWatch, Ear
from kiosk.events import CardMoved, CodeRead, Event, FrameSeen, QueueMoved, Reader
from kiosk.failing import failure_of, failure_of_code
from kiosk.filing import Filing
from kiosk.hand_over import HandOver
from kiosk.idle import IdleTimes
from kiosk.keys import Keys, NotEnrolled
from kiosk.news import CaseNumbered, CaseRefused, LinkMoved, ManifestTaken, OrdersTaken
from kiosk.offers import Offers
from kiosk.offices import Offices
from kiosk.papers.auto_shoot import NOTHING_SEEN
from kiosk.papers.background import BackgroundReader
from kiosk.papers.ocr import PageReader
from kiosk.papers.page import DPI
from kiosk.preview import Look, SparingLook, small
from kiosk.shot import Shot, Wanted, flat_shot, glass_shots, take_shot
from kiosk.staff import Staff
from kiosk.step import Here
from kiosk.visit import DoorTask
from kiosk.words import PAUSED
from offline_queue.sender import LinkChanged, News, OrdersArrived, Rejected, Sender, Sent, StoreFailed
from offline_queue.store import Store

_T = TypeVar("_T")
log = structlog.get_logger("terminal")

_HEALTH_S = 30.0
_DISK_COUNTED_BYTES = 20 * 2**30
_TIDY_EVERY_S = 24 * 3600.0
_FOR_STAFF = frozenset({Failure.CUSTODY_GAP, Failure.JOURNAL_BROKEN, Failure.CATALOGUE_REFUSED})
WORKERS = (
    *(*Reader, "locker", "capture", "scanner", "printer", "queue", "doctor", "ocr", "phone", "catalogue"),
    "offices",
)


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


@dataclass(frozen=True)
class Scans:
    """Whole pages of one scan, judged; `error` is what ended it after them."""

    shots: list[Shot]
    error: ScannerError | None = None


class Titled(Protocol):
    """What has a name of its own to the person: an application, or a case."""

    @property
    def package(self) -> str:
        """Id of its joint package, or empty."""

    @property
    def items(self) -> list[str]:
        """Ids of its items, at least one."""


class Terminal:
    """Owns the workers; everything that steps, technician and doctor may ask."""

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
        fitted = {Reader.SLOT: devices.card, Reader.PAD: devices.id_card}
        self.readers = {reader: device for reader, device in fitted.items() if device is not None}
        self.doors_watch = DoorsWatch(self, watch, lambda event: self._post(event), self._mark)
        self.locker = telling_of_pulses(devices.locker, self.doors_watch.commanded, self.doors_watch.sprung)
        devices.ear.tell = self.doors_watch.reported
        self.camera, self.printer, self.scanner = devices.camera, devices.printer, devices.scanner
        self.codes = devices.codes
        self.scan_dpi = DPI
        self.district = ""  # its six digits; empty: what is promised everywhere is shown
        self._scan: object | None = None  # the scan somebody waits for
        self.store, self.bank_map, self.idle_times = store, bank_map, idle_times
        self._keys = keys
        self._workers = {name: Worker(name) for name in WORKERS}
        self.reading = BackgroundReader(devices.page_reader, partial(self.submit, "ocr"))
        self._queue_thread = self.submit("queue", threading.get_ident).result()
        self.card_in = False
        self.doors_known = False
        self.paused = False
        self.online = False
        self.link_trouble: Failure | None = None  # why the hall cannot be had, once that is known
        self.waiting = 0
        self._down: set[Failure] = set()
        self.store_trouble: Failure | None = None  # why `store` is only an empty stand-in, in a folder of its own
        self.disk_used = 0.0  # as last looked at
        self._disk_filling = False
        self._tidied_at: float | None = None
        self._lost_readers: set[Reader] = set()
        self._readers_lock = threading.Lock()
        self._post: Callable[[Event], None] = lambda event: None
        self.on_frame: Callable[[Any], None] = lambda image: None
        self._sender: Sender | None = None
        self._watch: object | None = None  # which step the camera's frames are for
        self._hidden = False  # the preview is not to be seen
        self._offers_looked: Future[None] | None = None
        offers.tell(self._mark)

    # --- made by the composition root once the keys are known ----------------------------------------

    custody: Custody
    cases: Cases
    staff: Staff
    filing: Filing
    hand_over: HandOver | None = None  # pages from a phone, once the terminal is enrolled
    offices: Offices | None = None  # which papers are not needed, once the terminal is enrolled

    def furnish(self, custody: Custody, cases: Cases, staff: Staff, filing: Filing, sender: Sender | None) -> None:
        """The parts that themselves need this terminal's queue."""
        self.custody, self.cases, self.staff, self.filing = custody, cases, staff, filing
        self.paused = custody.paused()
        self._sender = sender

    def start(self, post: Callable[[Event], None]) -> None:
        """Begin watching and sending; `post` may be called from any thread."""
        self._post = post
        self.submit("doctor", lambda: self.catalogue.search("")).add_done_callback(
            self._log_failure
        )  # builds its index
        self.submit("doctor", self._check_journal).add_done_callback(self._log_failure)
        for reader, device in self.readers.items():
            device.watch(partial(self._card_moved, reader=reader))
        self.listen_for_codes()
        self.doors_watch.start()
        if self._sender:
            self._sender.start()

    def listen_for_codes(self) -> None:
        """What the code reader sees becomes an event, where there is such a reader."""
        if self.codes is not None:
            self.codes.watch(lambda text: self._post(CodeRead(text)))

    def close(self) -> None:
        """Stop every thread and let go of every device."""
        self.doors_watch.stop()
        if self.codes is not None:
            self.codes.close()
        if self._sender:
            self._sender.close()
        for reader in self.readers.values():
            reader.close()
        self.stop_scan()
        self.reading.close()
        for worker in self._workers.values():
            worker.close()
        for device in (self.camera, self.scanner, self.printer, self.locker):
            with suppress(Exception):
                device.close()
        self.store.close()
        if self.store_trouble:
            shutil.rmtree(self.store.path.parent, ignore_errors=True)

    def out_of_service(self, trouble: Failure) -> None:
        """The store cannot be opened and `store` stands in for it: nobody is served, nothing is sent, staff is told."""
        self.store_trouble = trouble
        self._mark(trouble, True)

    @property
    def catalogue(self) -> Catalogue:
        """What is offered in this visit."""
        return self.offers.now.catalogue

    @property
    def keys(self) -> Keys:
        """The enrolment's keys; raises `NotEnrolled`."""
        if self._keys is None:
            raise NotEnrolled("the terminal is not enrolled")
        return self._keys

    def submit(self, worker: str, call: Callable[[], _T], *, priority: int = 5) -> "Future[_T]":
        """Run a call on a device's thread; the lowest `priority` goes first."""
        return self._workers[worker].submit(call, priority=priority)

    def run_on_queue(self, call: Callable[[], _T]) -> _T:
        """Do a call on the store's thread and wait for it; direct when this is that thread."""
        if threading.get_ident() == self._queue_thread:
            return call()
        return self.submit("queue", call).result()

    # --- what is known now ---------------------------------------------------------------------------

    @property
    def closed_because(self) -> Text | None:
        """Why residents cannot be served at all, or None."""
        if self._keys is None:
            return ENTRIES[Failure.NOT_ENROLLED].sentence
        if self.paused:
            return PAUSED
        return ENTRIES[self.store_trouble].sentence if self.store_trouble else None

    def troubles(self) -> list[Failure]:
        """Devices that do not work, told before anybody starts; what only staff can act on is in the log and doctor."""
        return sorted(self._down - _FOR_STAFF, key=lambda failure: list(Failure).index(failure))

    @property
    def usable_readers(self) -> set[Reader]:
        """The readers that are there and have not been lost."""
        return set(self.readers) - self._lost_readers

    def missing(self, reader: Reader) -> Failure:
        """What the loss of this reader means: another one may go on."""
        if self.usable_readers <= {reader}:
            return Failure.READER_MISSING
        return Failure.SOCIAL_READER_MISSING if reader is Reader.SLOT else Failure.ID_READER_MISSING

    def blocks(self, item: Item) -> Failure | None:
        """What keeps this item from being done here at present (kiosk requirements K-05)."""
        scans = any(use.scan for use in item.materials)
        if scans and Failure.CAMERA_MISSING in self._down:
            return Failure.CAMERA_MISSING
        return Failure.DISK_FULL if self.disk_used >= DISK_FULL_SHARE else None

    def look_at_disk(self) -> float:
        """How full the store's disk is, 0 to 1; of a large disk only the last 20 GiB count, the rest is room enough.

        Not on the Qt thread: a worn disk may take its time. The answer is kept as `disk_used`.
        """
        usage = shutil.disk_usage(self.store.path.parent)
        counted = min(usage.total, _DISK_COUNTED_BYTES)
        self.disk_used = 1.0 - min(usage.free, counted) / counted
        self._mark(Failure.DISK_FULL, self.disk_used >= DISK_FULL_SHARE)
        filling = DISK_WARNING_SHARE <= self.disk_used < DISK_FULL_SHARE
        if filling and not self._disk_filling:
            self.note(Failure.DISK_FILLING)
        self._disk_filling = filling
        return self.disk_used

    def title_of(self, case: Titled, language: Language) -> str:
        """What an application or a case is called: its package, or its first item."""
        package = self.offers.known.packages.get(case.package)
        return (package.title if package else self.offers.title_of(case.items[0])).in_(language)

    def note(self, failure: Failure, **more: str) -> None:
        """Write a failure and the operator's next move to the log; `more`: `error`, `code`, `step`."""
        log.warning("failure", failure=failure.value, next=self.operator_move(failure), **more)

    def note_error(self, error: BaseException) -> Failure:
        """The same for an exception; what it was."""
        failure = failure_of(error)
        self.note(failure, error=type(error).__name__)
        return failure

    def operator_move(self, failure: Failure) -> str:
        """What the operator should do about it."""
        return ENTRIES[failure].operator

    def audit(self, event: str, **values: str) -> None:
        """A line of the audit log; only named, impersonal values."""
        log.info(event, **values)

    # --- jobs for steps -----------------------------------------------------------------------------

    def read_doors(self) -> dict[int, Door]:
        """Reconcile with the doors' real state; on the locker thread, before anyone is served.

        The doors in service: one set aside may stand open for days and must not keep the terminal from starting.
        """
        self._log_findings(self.custody.reconcile())
        self.doors_watch.look()  # from here on a door that was shut and is open is news
        doors, answering = self._doors_now()
        self.doors_known = answering or not doors
        return doors

    def _log_findings(self, findings: list[Finding]) -> None:
        for finding in findings:
            log.warning("found_at_doors", kind=finding.kind.value, compartment=finding.compartment)

    def _check_journal(self) -> None:
        """Once a start: a row altered by hand is told, and whoever goes on does so knowingly; on the doctor thread."""
        try:
            broken = bool(self.custody.verify())
        except Exception as error:  # what could not be looked through is not sound
            self._mark(Failure.JOURNAL_BROKEN, True, error=type(error).__name__)
            raise
        self._mark(Failure.JOURNAL_BROKEN, broken)

    def _doors_now(self) -> tuple[dict[int, Door], bool]:
        """The doors in service, and whether any board answers; on the locker thread."""
        cells = self.custody.cells()
        self._log_findings(self.custody.found_meanwhile())
        doors = {number: cell.door for number, cell in cells.items() if cell.state is not BoxState.OUT_OF_SERVICE}
        self._mark(Failure.BOARD_SILENT, any(cell.door is Door.UNKNOWN for cell in cells.values()))
        self._mark(Failure.DOOR_LEFT_OPEN, Door.OPEN in doors.values())
        return doors, any(cell.door is not Door.UNKNOWN for cell in cells.values())

    def free_boxes(self, parcel: str) -> dict[Size, int]:
        """How many boxes of each size can be used for `parcel` now: free or kept for it, and on a board that answers.

        On the locker thread. Raises `BoardSilent` when no board answers.
        """
        doors = self.locker.doors()
        silent = {number for number, door in doors.items() if door is Door.UNKNOWN}
        if doors and len(silent) == len(doors):
            raise BoardSilent("no board of the bank answers")
        return self.custody.free_for(parcel, silent)

    def reserve_box(self, size: Size, low: bool, parcel: str) -> int:
        """A fitting box that reads shut, kept for `parcel`; on the locker thread.

        Raises `BankFull`, or `BoardSilent` when the boxes that would fit are on a board that does not answer.
        """
        doors = self.locker.doors()
        silent = {number for number, door in doors.items() if door is Door.UNKNOWN}
        ajar = {number for number, door in doors.items() if door is Door.OPEN}
        try:
            return self.custody.reserve(size, low, parcel, silent | ajar)
        except BankFull as full:
            if silent:
                raise BoardSilent(f"{len(silent)} compartments are on a board that does not answer") from full
            raise

    def look_again(self, unused: str = "") -> None:
        """A door step was left half-way: settle what the doors say, and give back the box kept for `unused`."""

        def settle() -> None:
            self.custody.reconcile()
            if unused:
                with suppress(WrongState):  # the door did open meanwhile: the box is no longer merely reserved
                    self.custody.release(unused)

        self.submit("locker", settle).add_done_callback(self._log_failure)

    def check_health(self) -> bool:
        """Ask printer, camera and locker whether they work; on the doctor thread, which may wait for the others.

        True when doors that were never read can be read now: they come first again.
        """
        _, answering = self.submit("locker", self._doors_now).result(timeout=_HEALTH_S)
        self._ask(Failure.PRINTER_MISSING, lambda: self.submit("printer", self._printer_ready).result(_HEALTH_S))
        self._ask(Failure.CAMERA_MISSING, lambda: self.submit("capture", self.still).result(_HEALTH_S))
        if self.codes is not None:
            self._ask(Failure.CODE_READER_MISSING, self.codes.check)
        self.look_at_disk()
        self._tidy()
        self.custody.keep_time()
        self._mark(Failure.CUSTODY_GAP, bool(self.custody.in_doubt()))
        self._look_at_offers()
        return answering and not self.doors_known

    def _tidy(self) -> None:
        """Once a day: what was delivered long ago and the codes of what was taken leave the store."""
        now = self.clock.monotonic()
        if self._tidied_at is None or now - self._tidied_at >= _TIDY_EVERY_S:
            self._tidied_at = now
            self.submit("queue", self._tidy_now).add_done_callback(self._log_failure)

    def _tidy_now(self) -> None:
        self.custody.forget_codes()
        self.store.tidy(self.clock.now(), self.cases.open())

    def _printer_ready(self) -> None:
        try:
            status = self.printer.status()
        except PrinterLost:
            for failure in (Failure.PAPER_OUT, Failure.PRINTER_COVER_OPEN):
                self._mark(failure, False)
            raise
        self._mark(Failure.PAPER_OUT, status.paper is Paper.OUT)
        self._mark(Failure.PRINTER_COVER_OPEN, status.cover_open)
        if not status.online and status.paper is not Paper.OUT and not status.cover_open:
            raise PrinterLost("the printer says that it is off line")

    def _ask(self, failure: Failure, question: Callable[[], Any]) -> None:
        try:
            question()
        except Exception as error:
            self._mark(failure, True, error=type(error).__name__)
        else:
            self._mark(failure, False)

    def _mark(self, failure: Failure, down: bool, **more: str) -> None:
        """Into the log once, when it begins; what is over is taken back at once."""
        if down and failure not in self._down:
            self.note(failure, **more)
        (self._down.add if down else self._down.discard)(failure)

    def known_of(self, person_tag: str) -> tuple[list[CaseRow], list[BoxRow], set[str]]:
        """Cases, results waiting, and barcodes of originals still owed; on the queue thread.

        A case whose originals were reclaimed is withdrawn, also before the hall has heard of it; unless its later news
        say otherwise.
        """
        owed = {row.parcel for row in self.custody.undropped(person_tag)}
        ready = [row for row in self.custody.for_person(person_tag) if not row.frozen and not row.overdue]
        reclaimed = {code: self.custody.parcel(code).since for code in self.custody.reclaimed_by(person_tag)}

        def goes_on(case: CaseRow) -> bool:
            since = reclaimed.get(case.parcel or "")
            return since is None or (case.updated_at is not None and case.updated_at >= datetime.fromisoformat(since))

        return [case for case in self.cases.of(person_tag) if goes_on(case)], ready, owed

    def conclude(self, task: DoorTask) -> None:
        """The step at a door is over and the door is shut: what is now true, in one transaction."""
        custody, parcel, compartment = self.custody, task.parcel, task.compartment
        match task.purpose:
            case Purpose.DROP:
                custody.dropped(parcel, compartment)
            case Purpose.LOAD:
                custody.loaded(parcel, compartment, task.authority.actor)
            case Purpose.TAKE:
                custody.taken(parcel, compartment)
            case Purpose.RECLAIM:
                custody.reclaimed(parcel, compartment)
            case Purpose.RECOVER:
                custody.recovered(parcel, compartment, task.authority.actor, "station")
            case Purpose.TEST:
                custody.tested(compartment)
            case Purpose.COLLECT:
                raise RuntimeError("a collection is concluded by its scan")
        self.wake_sender()

    def find_by_qr(self, token: str) -> BoxRow:
        """The result a signed QR opens; raises `NotEnrolled` and as `Custody.for_qr`. On the locker thread."""
        return self.custody.for_qr(token, self.keys.hall)

    def dispute(self, task: DoorTask) -> None:
        """A person says the box did not hold what it should."""
        self.custody.disputed(task.parcel, task.compartment, task.authority, "resident")
        self.wake_sender()

    def rate(self, parcel: str, level: int | None) -> None:
        """File the rating (or that it was skipped) with the parcel's case; on the queue thread."""
        case_id = UUID(self.custody.parcel(parcel).case_id)
        with self.store.transaction() as tx:
            self.store.enqueue(
                tx,
                Kind.RATING,
                case_id,
                Rating(level=level),
                hall_key=self.keys.seal,
                terminal=self.id,
                now=self.clock.now(),
            )
        self.wake_sender()

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

    # --- camera -------------------------------------------------------------------------------------

    def camera_on(self, here: Here, look: Look | None = None) -> None:
        """Deliver frames to the screen, small, and to the step, as they are; `look` judges the small ones before.

        All of it on the camera's preview thread: picture and outline of one frame reach the screen together.
        """
        watch = self._watch = object()
        self._hidden = False
        judge = SparingLook(look, self.clock) if look else None

        def seen(image: Image) -> None:
            picture = small(image)
            sight = judge(picture) if judge else NOTHING_SEEN
            if self._watch is not watch:
                return  # the camera stops later than the step: the next person must not see this paper
            if not self._hidden:
                self.on_frame(picture)
            if self._hidden or self._watch is not watch:
                self.on_frame(None)  # hidden or left while this frame was on its way
            self._post(FrameSeen(image, sight))

        self.submit("capture", lambda: self.camera.start(seen)).add_done_callback(self._log_failure)

    def hide_preview(self, hidden: bool) -> None:
        """Show nothing of what the camera sees, or show it again; it is looked at all the same (L-18)."""
        self._hidden = hidden
        if hidden:
            self.on_frame(None)

    def camera_off(self) -> None:
        """Close the camera; the last frame goes, and none of this step's comes after it."""
        self._watch = None
        self.submit("capture", self.camera.stop).add_done_callback(self._log_failure)
        self.on_frame(None)

    def still(self) -> Any:
        """One full picture; on the capture thread."""
        return self.camera.still()

    def shoot(self, wanted: Wanted | None = None) -> Shot:
        """One judged shot; on the capture thread."""
        return take_shot(self.still(), wanted)

    # --- scanner ------------------------------------------------------------------------------------

    def begin_scan(self, what: Wanted) -> Callable[[ScanSource], "Scans"]:
        """A scan for the scanner thread; `stop_scan` before its end makes it come to nothing."""
        wanted = self._scan = object()

        def scan(source: ScanSource) -> Scans:
            shots: list[Shot] = []
            try:
                if self._scan is not wanted:
                    raise ScanCancelled("left before it began")
                self.scanner.scan(source, self.scan_dpi, lambda page: shots.extend(self._judged(page, source, what)))
            except ScannerError as error:
                if not shots:
                    raise
                return Scans(shots, error)
            return Scans(shots)

        return scan

    def _judged(self, page: Image, source: ScanSource, wanted: Wanted) -> list[Shot]:
        """Several papers may lie on the glass; the feeder takes one sheet after another."""
        if source is ScanSource.GLASS:
            return glass_shots(page, self.scan_dpi, wanted)
        return [flat_shot(page, self.scan_dpi)]

    @property
    def scanner_in_use(self) -> bool:
        """Whether a person is at the scanner's page and has scanned."""
        return self._scan is not None

    def stop_scan(self) -> None:
        """Nobody waits for the scan any more."""
        self._scan = None
        self.scanner.cancel()

    def close_hand_over(self) -> None:
        """No more pages are wanted from a phone."""
        if self.hand_over is not None:
            self.submit("phone", self.hand_over.close).add_done_callback(self._log_failure)

    # --- what comes from outside --------------------------------------------------------------------

    def wake_sender(self) -> None:
        """Something new waits."""
        if self._sender:
            self._sender.wake()
        self.submit("queue", self._count).add_done_callback(self._log_failure)

    def hear(self, news: News) -> None:
        """The sender's word, on its thread."""
        match news:
            case LinkChanged(online, reason):
                self.online, self.link_trouble = online, Failure(reason) if reason else None
                if self.link_trouble:
                    self.note(self.link_trouble)
                self._post(QueueMoved(LinkMoved(online)))
            case OrdersArrived(orders):
                self.submit("queue", lambda: self._take_orders(orders)).add_done_callback(self._log_failure)
            case Sent():
                self.submit("queue", lambda: self._delivered(news)).add_done_callback(self._log_failure)
            case Rejected():
                self.submit("queue", lambda: self._turned_down(news)).add_done_callback(self._log_failure)
            case StoreFailed(error):
                self.note_error(error)

    def _take_orders(self, orders: Orders) -> None:
        for take in (
            lambda: self.custody.heard(orders.hall_time),
            lambda: self._take_seal_key(orders.seal_key),
            lambda: self.staff.orders(orders.staff),
            lambda: self.cases.news(orders.cases),
            lambda: self.custody.expect(orders.expected),
            lambda: self.offers.want(orders.packs),
        ):
            try:  # one part this terminal does not understand must not cost it the others
                take()
            except Exception as error:
                self.note_error(error)
        self._look_at_offers()
        self._post(QueueMoved(OrdersTaken()))

    def _look_at_offers(self) -> None:
        """One look at a time: a hall that answers slowly must not pile them up."""
        if self._offers_looked is None or self._offers_looked.done():
            self._offers_looked = self.submit("catalogue", self.offers.look)
            self._offers_looked.add_done_callback(self._log_failure)

    def _take_seal_key(self, token: str | None) -> None:
        """The hall's new sealing key, if it has one: what is filed from now on is sealed to it."""
        if token is None or self._keys is None:
            return
        known, self._keys = self._keys.seal_generation, self._keys.renewed(token)
        if self._keys.seal_generation != known:
            log.info("seal_key_changed", key=self._keys.seal.key_id)

    def _delivered(self, sent: Sent) -> None:
        self._count()
        if sent.kind is Kind.MANIFEST:
            self._post(QueueMoved(ManifestTaken(sent.envelope_id)))
        number = sent.receipt.case_number
        if number and sent.case_id:
            self.cases.numbered(sent.case_id, number)
            self._post(QueueMoved(CaseNumbered(sent.case_id, number)))

    def _turned_down(self, rejected: Rejected) -> None:
        """It stays here, sealed; staff sees to it."""
        self._count()
        self.note(failure_of_code(rejected.code), code=rejected.code)
        if rejected.kind is Kind.SUBMISSION and rejected.case_id:
            self._post(QueueMoved(CaseRefused(rejected.case_id)))

    def _count(self) -> None:
        self.waiting = self.store.stats().waiting

    def _card_moved(self, change: CardEvent, reader: Reader = Reader.SLOT) -> None:
        """On the reader's own thread. Any word from a reader means that it is there."""
        with self._readers_lock:
            (self._lost_readers.add if change is CardEvent.READER_LOST else self._lost_readers.discard)(reader)
            none_left, lost = not self.usable_readers, self._lost_readers
            self._mark(Failure.READER_MISSING, none_left)
            self._mark(Failure.SOCIAL_READER_MISSING, Reader.SLOT in lost and not none_left)
            self._mark(Failure.ID_READER_MISSING, Reader.PAD in lost and not none_left)
        self._post(CardMoved(change, reader))

    def _log_failure(self, future: "Future[Any]") -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None:
            self.note_error(error)
