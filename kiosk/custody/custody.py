"""Custody of parcels: what the terminal's steps call. Every method is durable before it returns.

Called from the `locker` worker's thread; everything on disk goes through `run_on_queue`, and no transaction is open
while a board is spoken to. Persons appear only as tags, staff only by number.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract.envelope import ExpectedParcel, Manifest, ManifestLine, Signature
from contract.parcel import Holder, ParcelEvent, last_cut_off
from contract.seal import HallPublicKey
from drivers.roles import Door, Locker
from kiosk.clock import Clock
from kiosk.custody import alarms, boxes, duty, grace, journal, parcels, rounds
from kiosk.custody.audit import problems
from kiosk.custody.bank import Compartment, Size
from kiosk.custody.bounded_clock import BoundedClock
from kiosk.custody.doors import Doors
from kiosk.custody.events import Writer, already
from kiosk.custody.grace import GRACE, Grace
from kiosk.custody.journal import Entry
from kiosk.custody.parcels import Merged
from kiosk.custody.pick_up import PickUp
from kiosk.custody.rounds import Handled
from kiosk.custody.tables import MIGRATIONS
from kiosk.custody.words import (
    Authority,
    BoxRow,
    BoxState,
    Cell,
    DoorOutcome,
    Finding,
    NothingInside,
    ParcelRow,
    Purpose,
    StillInside,
    Unfinished,
)
from offline_queue.sender import RunOnQueue
from offline_queue.store import Store, Tx

_T = TypeVar("_T")


class Custody:
    """One bank's boxes and parcels. See `kiosk.custody.words` for the values and errors."""

    def __init__(
        self,
        store: Store,
        locker: Locker,
        clock: Clock,
        terminal: str,
        compartments: Sequence[Compartment],
        hall_key: Callable[[], HallPublicKey],
        run_on_queue: RunOnQueue,
        once_more: Grace = GRACE,
    ) -> None:
        self._store = store
        self._terminal, self._grace = terminal, once_more
        self._on_queue = run_on_queue
        self._on_queue(lambda: store.migrate(MIGRATIONS))
        self.times = self._clock = self._in_transaction(lambda tx: BoundedClock(clock, tx))
        """The time that decides and is written down; see `kiosk.custody.bounded_clock`."""
        self._doors = Doors(locker, self.times, self._run)
        self._pick_up = PickUp(self._run, self.times, terminal)
        self._writer = Writer(store, terminal, hall_key)
        self._run(lambda tx: boxes.seed(tx, compartments, self._clock.now()))

    def _in_transaction(self, work: Callable[[Tx], _T]) -> _T:
        def call() -> _T:
            with self._store.transaction() as tx:
                return work(tx)

        return self._on_queue(call)

    def _run(self, work: Callable[[Tx], _T]) -> _T:
        def timed(tx: Tx) -> _T:
            result = work(tx)
            self.times.keep(tx)
            return result

        return self._in_transaction(timed)

    def heard(self, hall_time: datetime) -> None:
        """The hall's word on what time it is; keeping times that began on a guess move along."""
        self._in_transaction(lambda tx: self.times.heard(tx, hall_time))

    def keep_time(self) -> None:
        """Write down how long the terminal has run; called now and then while nothing else happens."""
        self._run(lambda tx: None)

    # --- after a start or a reconnect ----------------------------------------------------------------

    def reconcile(self) -> list[Finding]:
        """Read every door, then settle what was under way by what the doors say. Pulses nothing, loses nothing."""
        return self._doors.reconcile()

    def found_meanwhile(self) -> list[Finding]:
        """What came to light when a board answered again after a silence: each such door is settled when first read."""
        return self._doors.found_meanwhile()

    def unfinished(self) -> list[Unfinished]:
        """Steps that were under way at a door: what the screen has to go on with. Reads each such door."""
        return self._doors.unfinished()

    # --- choosing a box ------------------------------------------------------------------------------

    def free_by_size(self) -> dict[Size, int]:
        """How many compartments of each size are free."""
        free = [box.size for box in self._run(boxes.every) if box.state is BoxState.FREE]
        return {size: free.count(size) for size in Size}

    def free_for(self, parcel: str, avoid: Collection[int] = frozenset()) -> dict[Size, int]:
        """How many boxes of each size `parcel` may have: free or its own, and enough left for results on their way."""

        def usable(tx: Tx) -> list[Size]:
            mine = boxes.with_parcel(tx, parcel)
            own = [mine.size] if mine is not None and mine.number not in avoid else []
            return own + [box.size for box in duty.free_for(tx, parcels.get(tx, parcel), avoid)]

        sizes = self._run(usable)
        return {size: sizes.count(size) for size in Size}

    def reserve(self, size: Size, low: bool, for_parcel: str, avoid: Collection[int] = frozenset()) -> int:
        """The number of the smallest fitting free box, kept for one parcel; asked again the same.

        Raises `BankFull`, `BankTampered`.

        `avoid`: compartments not to choose now, since their board does not answer.
        """
        rest = timedelta(seconds=self._grace.seconds)
        return self._run(lambda tx: duty.reserve(tx, size, low, for_parcel, self._clock.now(), avoid, rest))

    def release(self, parcel: str) -> None:
        """Give back a reserved compartment nothing was put into; nothing happens when there is none."""
        self._run(lambda tx: duty.release(tx, parcel, self._clock.now()))

    # --- doors ---------------------------------------------------------------------------------------

    def open(self, compartment: int, authority: Authority, purpose: Purpose, parcel: str | None) -> DoorOutcome:
        """Intent on disk, one pulse, outcome on disk; neither an open door nor a silent board is pulsed.

        The same wish again goes on with the same opening: at most three pulses, 3.5 s apart.
        Raises `AnotherDoorOpen`, `WrongState`, `ParcelFrozen`, `Overdue`, `TooSoon`, `TooManyPulses`.
        """
        return self._doors.open(compartment, authority, purpose, parcel)

    def reopen(self, compartment: int, authority: Authority, purpose: Purpose, parcel: str) -> DoorOutcome:
        """Once more the door whose leg (DROP or TAKE) has just ended: that end is taken back with the intent, on disk.

        For the same authority, within the grace and as often as it says. Raises `GraceOver`, and as `open`.
        """

        def undo(tx: Tx) -> None:
            now = self._clock.now()
            grace.undo(tx, self._writer, self._grace, compartment, authority, purpose, parcel, now)

        return self._doors.open(compartment, authority, purpose, parcel, undo)

    def reopen_left_s(self, parcel: str, authority: Authority) -> float:
        """How many seconds this authority may still have the door of its last leg opened once more; 0 when it may not.

        The hall's word on the time may cut it short.
        """
        found = self._run(lambda tx: grace.chance(tx, parcel, self._clock.now(), self._grace))
        return found.left_s if found is not None and found.authority == authority else 0.0

    def reopenable(self, person_tag: str) -> list[tuple[BoxRow, Authority]]:
        """Results taken and originals put in by card within the grace, the last first: doors, and by what right."""
        return self._run(lambda tx: grace.for_person(tx, person_tag, self._clock.now(), self._grace))

    def forget_codes(self) -> None:
        """A taking that can no longer be taken back leaves nothing that a code could be tried against."""
        rest = timedelta(seconds=self._grace.seconds)
        self._run(lambda tx: parcels.forget_codes(tx, self._clock.now() - rest))

    def look(self, compartment: int) -> Door:
        """Read one door now; a door found open or closed against expectation is journaled."""
        return self._doors.look(compartment)

    def uncommanded(self, compartment: int, *, attended: bool) -> bool:
        """A door nobody commanded is open: journaled, set aside, told to the hall. False when it is no alarm.

        No alarm: the visit's own door (`attended`) while its step is not concluded, or an empty box that was set
        aside and is being worked on.
        """
        now = self._clock.now()
        return self._run(lambda tx: alarms.uncommanded(tx, self._writer, compartment, now, attended=attended))

    def left_ajar(self, compartment: int, open_s: float) -> bool:
        """A door of ours was never shut: journaled and told to the hall, unless staff has set the box aside."""
        self._doors.look(compartment)
        return self._run(lambda tx: alarms.left_ajar(tx, self._writer, compartment, open_s, self._clock.now()))

    def shut_again(self, compartment: int) -> None:
        """A door that gave an alarm reads shut; whoever knows that is the journal and the hall."""
        self._run(lambda tx: alarms.shut_again(tx, self._writer, compartment, self._clock.now()))

    def not_shut_again(self) -> list[int]:
        """Compartments of whose alarm the hall does not know the end."""
        return self._run(alarms.not_shut_again)

    def to_be_looked_at(self) -> list[int]:
        """Compartments that opened without command and are set aside until a person has looked."""
        return self._run(alarms.standing)

    def set_aside(self, compartment: int, authority: Authority, reason: str) -> None:
        """Take a compartment out of service (a jam, a technician's word); a parcel on its way in keeps its holder."""
        self._run(lambda tx: duty.set_aside(tx, compartment, authority, reason, self._clock.now()))

    def back_in_service(self, compartment: int, authority: Authority) -> None:
        """A repaired, empty or still holding compartment is used again. Raises `DoorStillOpen`, `ParcelFrozen`."""
        self._doors.must_be_closed(compartment)
        self._run(lambda tx: duty.back_in_service(tx, compartment, authority, self._clock.now()))

    def tested(self, compartment: int) -> None:
        """A technician's door test is over: the compartment is as it was before. Raises `DoorStillOpen`."""
        self._doors.must_be_closed(compartment)
        self._run(lambda tx: duty.tested(tx, compartment, self._clock.now()))

    # --- how a step ends: each needs the door closed now (`DoorStillOpen`) and seen open before (`NotOpened`) ---

    def dropped(self, parcel: str, compartment: int) -> None:
        """The resident's originals are in the box. Raises `NothingInside` when the sensor says otherwise."""
        self._conclude(ParcelEvent.DROPPED, parcel, compartment, inside=True)

    def collected(self, parcel: str, compartment: int, courier: str, *, damaged: bool = False) -> None:
        """The courier has taken the originals out and scanned them. Raises `StillInside`, `OtherCourier`."""
        reason = rounds.DAMAGED if damaged else None
        self._conclude(ParcelEvent.COLLECTED, parcel, compartment, actor=courier, reason=reason, inside=False)

    def loaded(self, parcel: str, compartment: int, courier: str) -> None:
        """The courier it was handed to has put the result in; from now on its code opens the box.

        Raises `NothingInside`, `OtherCourier`.
        """
        self._conclude(ParcelEvent.LOADED, parcel, compartment, actor=courier, inside=True)

    def taken(self, parcel: str, compartment: int) -> None:
        """The resident has the result; its code opens nothing more. Raises `StillInside`."""
        self._conclude(ParcelEvent.TAKEN, parcel, compartment, inside=False)

    def reclaimed(self, parcel: str, compartment: int) -> None:
        """The resident has the originals back, and with that the case is withdrawn. Raises `StillInside`."""
        self._conclude(ParcelEvent.RECLAIMED, parcel, compartment, inside=False)

    def recovered(self, parcel: str, compartment: int, staff: str, reason: str) -> None:
        """Staff has taken an overdue, disputed or doubtful parcel out. Raises `StillInside`."""
        self._conclude(ParcelEvent.RECOVERED, parcel, compartment, actor=staff, reason=reason, inside=False)

    def missing(self, parcel: str, compartment: int, actor: str, reason: str = "empty") -> None:
        """Expected in the box and not there: both are frozen. What was never confirmed as put in just frees the box."""
        if self._run(lambda tx: parcels.get(tx, parcel)).holder in (Holder.RESIDENT, Holder.COURIER):
            self._nothing_moved(parcel, compartment, "nothing_inside", inside=False)
            return
        self._conclude(ParcelEvent.MISSING, parcel, compartment, actor=actor, reason=reason)

    def disputed(self, parcel: str, compartment: int, authority: Authority, reason: str) -> None:
        """A person says the box did not hold what it should: frozen until staff has looked (domain 2.12, case 11)."""
        self._doors.must_be_closed(compartment)
        now = self._clock.now()
        self._run(lambda tx: self._writer.freeze(tx, parcel, compartment, authority, reason, now))

    def nothing_inside(self, parcel: str, compartment: int) -> None:
        """Opened and closed with nothing put in: the box stays reserved for another try (domain 2.12, case 2)."""
        self._nothing_moved(parcel, compartment, "nothing_inside", inside=False)

    def does_not_fit(self, parcel: str, compartment: int) -> None:
        """Too big for this box, taken back out: the box is free again, reserve a larger one."""
        self._nothing_moved(parcel, compartment, "does_not_fit", inside=False)

    def left_inside(self, parcel: str, compartment: int) -> None:
        """Opened and closed without taking the parcel: it waits on."""
        self._nothing_moved(parcel, compartment, "left_inside", inside=True)

    def _conclude(
        self,
        event: ParcelEvent,
        parcel: str,
        compartment: int,
        *,
        actor: str | None = None,
        reason: str | None = None,
        inside: bool | None = None,
    ) -> None:
        if self._run(lambda tx: already(tx, event, parcel, compartment)):
            return
        self._doors.must_be_closed(compartment)
        self._believe(compartment, inside)
        now = self._clock.now()
        self._run(lambda tx: self._writer.conclude(tx, event, parcel, compartment, now, actor, reason))

    def _nothing_moved(self, parcel: str, compartment: int, how: str, *, inside: bool) -> None:
        self._doors.must_be_closed(compartment)
        self._believe(compartment, inside)
        self._run(lambda tx: self._writer.nothing_moved(tx, parcel, compartment, how, self._clock.now()))

    def _believe(self, compartment: int, inside: bool | None) -> None:
        """The sensor overrules what a person says; without a sensor the person's word stands."""
        if inside is None:
            return
        sensed = self._doors.inside(compartment)
        if inside and sensed is False:
            raise NothingInside(f"compartment {compartment} reads empty")
        if not inside and sensed is True:
            raise StillInside(f"compartment {compartment} reads occupied")

    # --- parcels -------------------------------------------------------------------------------------

    def start_drop(
        self, case_id: UUID, person_tag: str, *, case_number: str | None = None, size: Size | None = None
    ) -> str:
        """A new envelope of originals for a case, still in the resident's hands; its barcode."""
        return self._run(lambda tx: self.start_drop_in(tx, case_id, person_tag, case_number=case_number, size=size))

    def start_drop_in(
        self, tx: Tx, case_id: UUID, person_tag: str, *, case_number: str | None = None, size: Size | None = None
    ) -> str:
        """`start_drop` inside the caller's transaction (the submission's), on the queue's thread."""
        now = self._clock.now()
        return parcels.make_originals(tx, self._terminal, case_id, person_tag, case_number, size, now)

    def undropped(self, person_tag: str) -> list[ParcelRow]:
        """Originals this person has still to put in, also after a restart."""
        return self._run(lambda tx: parcels.undropped(tx, person_tag))

    def reclaimable(self, person_tag: str) -> list[BoxRow]:
        """This person's originals that lie in a box and that no courier has collected."""
        return self._run(lambda tx: parcels.reclaimable(tx, person_tag, self._clock.at_least()))

    def reclaimed_by(self, person_tag: str) -> set[str]:
        """Barcodes of the originals this person has taken back."""
        return self._run(lambda tx: parcels.reclaimed(tx, person_tag))

    def expect(self, expected: Iterable[ExpectedParcel]) -> Merged:
        """Take over the hall's list of results on their way here; idempotent, never touches a parcel in a box."""
        listed = list(expected)
        return self._run(lambda tx: parcels.merge_expected(tx, listed, self._clock.now()))

    def to_collect(self) -> list[BoxRow]:
        """Originals a courier should find, by compartment."""
        return self._run(lambda tx: parcels.to_collect(tx, self._clock.at_least()))

    def to_load(self, barcode: str, courier: str | None = None) -> ParcelRow:
        """The expected result with this barcode. Raises `ParcelUnknown`, and `OtherCourier` if not `courier`'s."""
        return self._run(lambda tx: parcels.to_load(tx, barcode, courier))

    def parcel(self, barcode: str) -> ParcelRow:
        """Any parcel this terminal knows; raises `ParcelUnknown`."""
        return self._run(lambda tx: parcels.get(tx, barcode))

    def waiting(self) -> list[BoxRow]:
        """Every result in a box, overdue ones marked: the station staff's list."""
        return self._run(lambda tx: parcels.results(tx, self._clock.at_least()))

    def in_doubt(self) -> list[str]:
        """Barcodes of envelopes nobody can vouch for since before the last cut-off (domain 2.12, custody chain)."""
        return self._run(lambda tx: parcels.in_doubt_since(tx, last_cut_off(self._clock.now())))

    # --- picking up ----------------------------------------------------------------------------------

    def for_person(self, person_tag: str) -> list[BoxRow]:
        """Results waiting here for one person, as applicant or as named proxy; frozen and overdue ones are marked."""
        return self._pick_up.by_card(person_tag)

    def for_code(self, code: str) -> BoxRow:
        """The result a code opens. Raises `CodeWrong`, `CodeLocked`, `Overdue`, `ParcelFrozen`, `CardNeeded`."""
        return self._pick_up.by_code(code)

    def code_locked_until(self) -> datetime | None:
        """Until when the panel takes no code, by the terminal's own clock; None when it does."""
        return self._pick_up.locked_until()

    def for_qr(self, token: str, hall_key: Ed25519PublicKey) -> BoxRow:
        """The result a signed QR opens, checked offline. Every refusal is journaled.

        Raises `contract.pickup.BadQr`, `QrElsewhere`, `QrExpired`; `QrUsed`, `Overdue`, `ParcelFrozen`, `CardNeeded`,
        `ParcelUnknown` (the hall signed for a parcel this terminal does not hold).
        """
        return self._pick_up.by_qr(token, hall_key)

    # --- staff ---------------------------------------------------------------------------------------

    def cells(self) -> dict[int, Cell]:
        """Every compartment with its door as it is now; for station staff and technicians."""
        doors = self._doors.read_all()
        return {
            box.number: Cell(
                box.number,
                box.size.value,
                box.low,
                box.state,
                doors.get(box.number, Door.UNKNOWN),
                box.parcel,
                box.since,
            )
            for box in self._run(boxes.every)
        }

    def manifest(self, courier: str, direction: str, lines: Sequence[ManifestLine], signature: Signature) -> UUID:
        """A courier's signed round, journaled and on its way to the hall; the envelope's id."""
        now = self._clock.now()
        body = Manifest(courier=courier, direction=direction, at=now, lines=list(lines), signature=signature)
        return self._run(lambda tx: self._writer.manifest(tx, body, now))

    def unsigned(self, courier: str, direction: str) -> list[Handled]:
        """What this courier handled ("collect" or "load") and has not signed for yet, over restarts."""
        return self._run(lambda tx: rounds.unsigned(tx, courier, direction))

    def pause(self, paused: bool, staff: str) -> None:
        """Station staff closes or opens the service; it outlives a restart."""
        entry, authority = Entry.PAUSED if paused else Entry.RESUMED, Authority("station", staff)
        self._run(lambda tx: journal.append(tx, self._clock.now(), entry, authority=authority))

    def paused(self) -> bool:
        """Whether staff has closed the service and not opened it again."""
        return self._run(journal.paused)

    def verify(self) -> list[str]:
        """What is wrong with the journal or between journal, parcels and boxes; empty when all is well."""
        return self._on_queue(lambda: problems(self._store))
