"""Opening one door, looking at doors, and telling the truth after a restart. Blocking; the `locker` worker's thread.

Order of every opening (lock-board facts 7.7): read the doors, intent on disk, pulse once, ask the door, outcome on
disk. No transaction is open while the board is spoken to.
"""

import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from contract.parcel import Holder
from drivers.locker.errors import CoilResting, Rejected
from drivers.roles import DeviceError, Door, Locker, Opening
from kiosk.clock import Clock
from kiosk.custody import boxes, journal, parcels
from kiosk.custody.boxes import Box
from kiosk.custody.journal import Entry
from kiosk.custody.words import (
    CARRIED,
    MAY_OPEN,
    AnotherDoorOpen,
    Authority,
    BoxState,
    DoorOutcome,
    DoorStillOpen,
    Finding,
    FindingKind,
    Opened,
    Overdue,
    ParcelFrozen,
    Purpose,
    TooManyPulses,
    TooSoon,
    Unfinished,
    WrongState,
)
from offline_queue.store import Tx

_T = TypeVar("_T")


class Run(Protocol):
    """Do `work` in one transaction on the thread that owns the store; its result comes back after the commit."""

    def __call__(self, work: Callable[[Tx], _T], /) -> _T: ...


MAX_PULSES = 3
REST_S = 3.0
"""A coil's rest between two pulses (lock-board facts 7.7)."""
MOST_WAIT_S = 5.0
"""How long an opening waits for a coil that the driver lets cool: the rest of any family, not a minute's cap."""

_S = BoxState
_BEFORE: dict[Purpose, frozenset[BoxState]] = {
    Purpose.DROP: frozenset({_S.RESERVED, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.LOAD: frozenset({_S.RESERVED, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.COLLECT: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.TAKE: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.RECOVER: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE}),
    Purpose.TEST: frozenset({_S.FREE, _S.OUT_OF_SERVICE, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
}
_STEADY = frozenset({_S.FREE, _S.RESERVED, _S.HOLDING, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE})


class Doors:
    """The locker and what the disk says of it."""

    def __init__(self, locker: Locker, clock: Clock, run: Run) -> None:
        self._locker = locker
        self._clock = clock
        self._run = run

    # --- opening ------------------------------------------------------------------------------------

    def open(self, number: int, authority: Authority, purpose: Purpose, parcel: str | None) -> DoorOutcome:
        """One opening from intent to outcome; see `Custody.open`."""
        doors = self._read_all()
        door = doors.get(number, Door.UNKNOWN)
        opening = self._run(lambda tx: self._intend(tx, number, authority, purpose, parcel, door, doors))
        return self._carry_out(opening, door) if opening else DoorOutcome.UNKNOWN

    def try_again(self, number: int) -> DoorOutcome:
        """One more pulse for an opening under way; see `Custody.try_again`."""
        doors = self._read_all()
        door = doors.get(number, Door.UNKNOWN)

        def intend(tx: Tx) -> Opened:
            opening = boxes.live(tx, number)
            if opening is None:
                raise WrongState(f"nothing is under way at compartment {number}")
            self._intend_pulse(tx, opening, door, doors)
            return opening

        if door is Door.UNKNOWN:
            return DoorOutcome.UNKNOWN  # without the door's word a second pulse would be blind
        return self._carry_out(self._run(intend), door)

    def _intend(
        self,
        tx: Tx,
        number: int,
        authority: Authority,
        purpose: Purpose,
        parcel: str | None,
        door: Door,
        doors: Mapping[int, Door],
    ) -> Opened | None:
        box = boxes.get(tx, number)
        self._may(tx, box, authority, purpose, parcel)
        if door is Door.UNKNOWN:  # what cannot be watched is not pulsed; the wish is journaled all the same
            now = self._clock.now()
            journal.append(
                tx,
                now,
                Entry.OUTCOME,
                compartment=number,
                parcel=parcel,
                authority=authority,
                outcome="not_pulsed",
                purpose=purpose.value,
            )
            return None
        opening = boxes.live(tx, number)
        if opening and (opening.authority, opening.purpose, opening.parcel) != (authority, purpose, parcel):
            boxes.end(tx, opening, "superseded", self._clock.now())
            opening = None
        if opening is None:
            before = box.state if box.state in _STEADY else _S.CLOSED_UNKNOWN
            opening = boxes.begin(tx, box, parcel, purpose, authority, before, self._clock.now())
        self._intend_pulse(tx, opening, door, doors)
        return opening

    def _may(self, tx: Tx, box: Box, authority: Authority, purpose: Purpose, parcel: str | None) -> None:
        """The last word before an intent, whoever asks: right, person, parcel and box must belong together."""
        if authority.kind not in MAY_OPEN[purpose]:
            raise WrongState(f"{authority.kind} opens no door for {purpose}")
        if box.state not in _BEFORE[purpose] or box.parcel != parcel or (parcel is None) != (purpose is Purpose.TEST):
            raise WrongState(f"compartment {box.number} is {box.state}: no {purpose} of {parcel}")
        if parcel is None:
            return
        row = parcels.get(tx, parcel)
        if row.kind is not CARRIED.get(purpose, row.kind):
            raise WrongState(f"parcel {parcel} holds {row.kind}: no {purpose}")
        if authority.kind == "resident-card" and authority.actor != row.person_tag:
            raise WrongState(f"parcel {parcel} is another person's")
        if row.frozen and purpose is not Purpose.RECOVER:
            raise ParcelFrozen(parcel)
        if purpose is Purpose.TAKE and parcels.is_overdue(tx, parcel, self._clock.now()):
            raise Overdue(parcel)
        holders = {Purpose.DROP: Holder.RESIDENT, Purpose.LOAD: Holder.COURIER, Purpose.TAKE: Holder.BOX}
        if purpose in holders and row.holder is not holders[purpose]:
            raise WrongState(f"parcel {parcel} is with {row.holder}: no {purpose}")

    def _intend_pulse(self, tx: Tx, opening: Opened, door: Door, doors: Mapping[int, Door]) -> None:
        """The intent is journaled here and committed by the caller, before any pulse."""
        number, now = opening.compartment, self._clock.now()
        for box in boxes.every(tx):
            if box.number != number and doors.get(box.number) is Door.OPEN and box.state is not _S.OUT_OF_SERVICE:
                raise AnotherDoorOpen(box.number)
        if door is not Door.OPEN:
            rest = REST_S - (now.timestamp() - boxes.last_vain_pulse(tx, number))
            if 0 < rest <= REST_S:
                raise TooSoon(rest)
            if opening.pulses >= MAX_PULSES:
                raise TooManyPulses(f"compartment {number}: {opening.pulses} pulses")
            boxes.count_pulse(tx, opening, now)
        box = boxes.get(tx, number)
        boxes.set_state(tx, box, _S.OPENING, box.parcel, now)
        self._note(tx, Entry.INTENT, opening, purpose=opening.purpose.value, door=door.value)

    def _carry_out(self, opening: Opened, door: Door) -> DoorOutcome:
        number, outcome = opening.compartment, DoorOutcome.OPENED
        detail: dict[str, object] = {"already_open": True}
        if door is not Door.OPEN:
            outcome, detail = self._pulse(number)
        self._run(lambda tx: self._settle(tx, opening, outcome, detail))
        return outcome

    def _pulse(self, number: int) -> tuple[DoorOutcome, dict[str, object]]:
        """One pulse; sent, acknowledged and seen open stay three facts. A lost answer asks the door, nothing more."""
        detail: dict[str, object] = {}
        seen = None
        try:
            told = self._pulse_when_cool(number)
            seen = told.seen_open_at
            detail = {"sent": told.sent_at, "acknowledged": told.acknowledged_at, "seen_open": seen}
        except Rejected as error:  # by its own word the board did not pulse; the door is the judge
            detail = {"error": type(error).__name__, "said": error.said}
        except DeviceError as error:
            detail = {"error": type(error).__name__}
        if seen is not None:
            return DoorOutcome.OPENED, detail
        door = self.read(number)
        detail["door"] = door.value
        outcomes = {Door.OPEN: DoorOutcome.OPENED, Door.CLOSED: DoorOutcome.JAMMED, Door.UNKNOWN: DoorOutcome.UNKNOWN}
        return outcomes[door], detail

    def _pulse_when_cool(self, number: int) -> Opening:
        """Pulse; a door used a moment ago is waited for, since nothing of the refused pulse had left."""
        try:
            return self._locker.open(number)
        except CoilResting as error:
            if error.left_s > MOST_WAIT_S:
                raise
            time.sleep(error.left_s)
            return self._locker.open(number)

    def _settle(self, tx: Tx, opening: Opened, outcome: DoorOutcome, detail: Mapping[str, object]) -> None:
        box = boxes.get(tx, opening.compartment)
        states = {DoorOutcome.OPENED: _S.OPEN, DoorOutcome.JAMMED: opening.before}
        boxes.set_outcome(tx, opening, outcome)
        boxes.set_state(tx, box, states.get(outcome, _S.CLOSED_UNKNOWN), box.parcel, self._clock.now())
        self._note(tx, Entry.OUTCOME, opening, outcome=outcome.value, **detail)

    # --- looking ------------------------------------------------------------------------------------

    def read(self, number: int) -> Door:
        """One door as it is now; a board that does not answer gives UNKNOWN."""
        try:
            return self._locker.door(number)
        except DeviceError:
            return Door.UNKNOWN

    def read_all(self) -> Mapping[int, Door]:
        """Every door as it is now; those of silent boards are missing or UNKNOWN."""
        return self._read_all()

    def inside(self, number: int) -> bool | None:
        """What the sensor says lies in the box; None without a sensor or an answer."""
        try:
            return self._locker.occupied(number)
        except DeviceError:
            return None

    def must_be_closed(self, number: int) -> None:
        """Raises `DoorStillOpen` unless the door reads closed now."""
        door = self.look(number)
        if door is not Door.CLOSED:
            raise DoorStillOpen(number, door)

    def look(self, number: int) -> Door:
        """Read one door and write down what that changes."""
        door = self.read(number)
        if door is not Door.UNKNOWN:
            self._run(lambda tx: self._agree(tx, boxes.get(tx, number), door, restart=False))
        return door

    def reconcile(self) -> list[Finding]:
        """Doors first, then what the disk believed of them; nothing is pulsed. See `Custody.reconcile`."""
        doors = self._read_all()

        def agree(tx: Tx) -> list[Finding]:
            found = []
            for box in boxes.every(tx):
                finding = self._agree(tx, box, doors.get(box.number, Door.UNKNOWN), restart=True)
                found += [finding] if finding else []
            return found

        findings = self._run(agree)
        if len(doors) > 1 and all(door is Door.OPEN for door in doors.values()):
            findings.insert(0, Finding(FindingKind.ALL_OPEN, None, None, Door.OPEN))
        return findings

    def _agree(self, tx: Tx, box: Box, door: Door, *, restart: bool) -> Finding | None:
        """Bring one compartment's row into agreement with its door; the door is right."""
        opening = boxes.live(tx, box.number)
        state, outcome, kind = _truth(box, opening, door, restart=restart)
        if kind is not None and (state is not box.state or (opening and outcome is not opening.outcome)):
            if opening and outcome:
                boxes.set_outcome(tx, opening, outcome)
            boxes.set_state(tx, box, state, box.parcel, self._clock.now())
            journal.append(
                tx,
                self._clock.now(),
                Entry.FOUND if restart else Entry.DOOR_SEEN,
                compartment=box.number,
                parcel=box.parcel,
                opening=opening.id if opening else None,
                door=door.value,
                was=box.state.value,
                now=state.value,
            )
        if kind is None or (door is Door.UNKNOWN and not opening and not restart):
            return None
        return Finding(kind, box.number, box.parcel, door)

    def unfinished(self) -> list[Unfinished]:
        """Openings under way, each with its door as it is now."""
        live = self._run(boxes.all_live)
        return [
            Unfinished(
                opening.purpose,
                opening.parcel,
                opening.compartment,
                self.read(opening.compartment),
                opening.authority.actor,
                opening.authority.kind,
                opening.outcome,
                opening.since,
            )
            for opening in live
        ]

    def _read_all(self) -> Mapping[int, Door]:
        try:
            return self._locker.doors()
        except DeviceError:
            return {}

    def _note(self, tx: Tx, entry: Entry, opening: Opened, **detail: object) -> None:
        journal.append(
            tx,
            self._clock.now(),
            entry,
            compartment=opening.compartment,
            parcel=opening.parcel,
            authority=opening.authority,
            opening=opening.id,
            **detail,
        )


def _truth(
    box: Box, opening: Opened | None, door: Door, *, restart: bool
) -> tuple[BoxState, DoorOutcome | None, FindingKind | None]:
    """(state, outcome, finding) that the door's word makes of a row; finding None = nothing to say."""
    outcome = opening.outcome if opening else None
    if door is Door.OPEN:
        if opening:
            resumed = FindingKind.RESUMED if restart or box.state is not _S.OPEN else None
            return _S.OPEN, DoorOutcome.OPENED, resumed
        state = box.state if box.state is _S.OUT_OF_SERVICE else _S.OPEN
        return state, None, FindingKind.LEFT_OPEN
    lost = _S.CLOSED_UNKNOWN if box.parcel else _S.FREE
    if opening is None:
        stale = box.state in (_S.OPEN, _S.OPENING) and door is Door.CLOSED
        silent = FindingKind.SILENT if door is Door.UNKNOWN and restart else None
        return (lost, None, FindingKind.UNSEEN) if stale else (box.state, None, silent)
    if restart and box.state in (_S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN):
        return _S.CLOSED_UNKNOWN, outcome or DoorOutcome.UNKNOWN, FindingKind.UNSEEN
    if not restart and door is Door.CLOSED and outcome is None:
        return _S.CLOSED_UNKNOWN, DoorOutcome.UNKNOWN, FindingKind.UNSEEN
    return box.state, outcome, None
