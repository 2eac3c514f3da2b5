"""Opening one door. Blocking; the `locker` worker's thread. Looking at doors is in `kiosk.custody.sight`.

Order of every opening (lock-board facts 7.7): read the doors, intent on disk, pulse once, ask the door, outcome on
disk. No transaction is open while the board is spoken to.
"""

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from drivers.locker.errors import CoilResting, NotSent, Rejected
from drivers.roles import DeviceError, Door, Opening
from kiosk.custody import boxes, journal
from kiosk.custody.journal import Entry
from kiosk.custody.rights import CardLost, may_open
from kiosk.custody.sight import Sight
from kiosk.custody.words import (
    AnotherDoorOpen,
    Authority,
    BankTampered,
    BoxState,
    CardNeeded,
    CustodyError,
    DoorOutcome,
    GraceOver,
    Opened,
    OtherCourier,
    Overdue,
    ParcelFrozen,
    Purpose,
    TooManyPulses,
    TooSoon,
    WrongState,
)
from offline_queue.store import Tx

_T = TypeVar("_T")


MAX_PULSES = 3
AFRESH_S = 900.0
"""Ours: whoever wants the same door this much later has a wish of their own, and may find the lock mended."""
REST_S = 3.5
"""A coil's rest of 3 s (lock-board facts 7.7), counted from the intent, which is a little earlier than its pulse."""
MOST_WAIT_S = 5.0
"""How long an opening waits for a coil that the driver lets cool: the rest of any family, not a minute's cap."""

_REFUSALS = (WrongState, ParcelFrozen, Overdue, OtherCourier, CardLost, CardNeeded, BankTampered, GraceOver)
_S = BoxState
_STEADY = frozenset({_S.FREE, _S.RESERVED, _S.HOLDING, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE})


class Doors(Sight):
    """The one way by which a door is opened."""

    def open(
        self,
        number: int,
        authority: Authority,
        purpose: Purpose,
        parcel: str | None,
        first: Callable[[Tx], None] | None = None,
        check: Callable[[Tx], None] | None = None,
    ) -> DoorOutcome:
        """One opening from intent to outcome; see `Custody.open`. `first` is done with the intent or not at all.

        `check` comes before it and may refuse.
        """
        doors = self.read_all()
        door = doors.get(number, Door.UNKNOWN)
        if first is not None and door is Door.UNKNOWN:
            return DoorOutcome.UNKNOWN

        def intend(tx: Tx) -> Opened | None:
            if check is not None:
                check(tx)
            if first is not None:
                first(tx)
            return self._intend(tx, number, authority, purpose, parcel, door, doors)

        try:
            opening = self._run(intend)
        except _REFUSALS as refusal:
            self._refused(number, authority, purpose, parcel, refusal)
            raise
        return self._carry_out(opening, door) if opening else DoorOutcome.UNKNOWN

    def _refused(
        self, number: int, authority: Authority, purpose: Purpose, parcel: str | None, refusal: CustodyError
    ) -> None:
        """Who wanted what door without the right to it stays on record."""
        now, reason = self._clock.now(), type(refusal).__name__
        self._run(
            lambda tx: journal.append(
                tx,
                now,
                Entry.REFUSED,
                compartment=number,
                parcel=parcel,
                authority=authority,
                purpose=purpose.value,
                reason=reason,
            )
        )

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
        may_open(tx, box, authority, purpose, parcel, self._clock.at_least())
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
        wish = (authority, purpose, parcel)
        if opening and ((opening.authority, opening.purpose, opening.parcel) != wish or self._spent(opening)):
            boxes.end(tx, opening, "superseded", self._clock.now())
            opening = None
        if opening is None:
            before = box.state if box.state in _STEADY else _S.CLOSED_UNKNOWN
            opening = boxes.begin(tx, box, parcel, purpose, authority, before, self._clock.now())
        self._intend_pulse(tx, opening, door, doors)
        return opening

    def _spent(self, opening: Opened) -> bool:
        """Its pulses were all in vain, and long ago: without this a card would never be tried again."""
        since_s = self._clock.now().timestamp() - opening.pulsed_at
        return opening.pulses >= MAX_PULSES and not 0 <= since_s < AFRESH_S

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
        self._run(lambda tx: self._write_down(tx, opening, outcome, detail))
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
        except NotSent as error:
            detail = {"error": type(error).__name__, "not_sent": True}
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

    def _write_down(self, tx: Tx, opening: Opened, outcome: DoorOutcome, detail: Mapping[str, object]) -> None:
        box = boxes.get(tx, opening.compartment)
        states = {DoorOutcome.OPENED: _S.OPEN, DoorOutcome.JAMMED: opening.before}
        if detail.get("not_sent"):  # provably nothing left: no try is spent, no coil is warm, nothing can have moved
            boxes.uncount_pulse(tx, opening)
            states[DoorOutcome.UNKNOWN] = opening.before
        boxes.set_outcome(tx, opening, outcome)
        boxes.set_state(tx, box, states.get(outcome, _S.CLOSED_UNKNOWN), box.parcel, self._clock.now())
        self._note(tx, Entry.OUTCOME, opening, outcome=outcome.value, **detail)

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
