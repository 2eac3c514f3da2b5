"""How a step at a door ends: journal, parcel, compartment and CUSTODY envelope in one transaction (rule 9)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contract import parcel as life
from contract.bodies import Alarm, Custody, Manifest
from contract.envelope import Kind
from contract.message import Message
from contract.parcel import FOUND_LATER, FREEZING, Holder, ParcelEvent, ParcelKind
from contract.seal import HallPublicKey
from kiosk.custody import boxes, journal, parcels
from kiosk.custody.boxes import Box
from kiosk.custody.journal import Entry
from kiosk.custody.words import (
    EVENT_PURPOSES,
    Authority,
    BoxState,
    DoorOutcome,
    NotOpened,
    Opened,
    OtherCourier,
    ParcelRow,
    Purpose,
    WrongState,
)
from offline_queue.outbox import CUSTODY_PRIORITY
from offline_queue.store import Store, Tx

_INTO_BOX = {
    (ParcelKind.ORIGINALS, Holder.RESIDENT): ParcelEvent.DROPPED,
    (ParcelKind.RESULT, Holder.COURIER): ParcelEvent.LOADED,
    (ParcelKind.RESULT, Holder.RESIDENT): ParcelEvent.TAKE_UNDONE,
}
"""What staff or a courier proves by finding inside what another was said to have."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What writing an event needs besides the transaction."""

    store: Store
    terminal: str
    hall_key: Callable[[], HallPublicKey]

    def conclude(
        self, tx: Tx, event: ParcelEvent, code: str, number: int, now: datetime, actor: str | None, reason: str | None
    ) -> None:
        """End the opening at `number` with `event`; the door was read closed just before. Raises `NotOpened`."""
        box, opening = self._under_way(tx, code, number)
        if opening.purpose not in EVENT_PURPOSES[event]:
            raise WrongState(f"{event} cannot end a {opening.purpose}")
        authority = opening.authority
        if actor is not None and actor != authority.actor:
            if authority.kind == "courier":
                raise OtherCourier(f"door {number} was opened by courier {authority.actor}, not {actor}")
            authority = Authority(authority.kind, actor, authority.reference)
        row = parcels.get(tx, code)
        if event in (ParcelEvent.COLLECTED, ParcelEvent.RECOVERED) and row.holder is not Holder.BOX:
            # A door closed in a power cut left it unsaid that the parcel went in (domain 2.12, case 3), or one that
            # shut too soon had it called taken.
            into = _INTO_BOX[(row.kind, row.holder)]
            self._record(tx, into, row, number, authority, opening, now, FOUND_LATER)
            row = parcels.get(tx, code)
        self._record(tx, event, row, number, authority, opening, now, reason)
        self._move_box(tx, box, event, code, now)
        boxes.end(tx, opening, event.value, now)

    def freeze(self, tx: Tx, code: str, number: int, authority: Authority, reason: str, now: datetime) -> None:
        """A person says the box did not hold what it should: parcel and box are set aside until staff has looked.

        A box that is somebody else's by now stays untouched: then the parcel alone is frozen (`parcels.missed`).
        """
        row = parcels.get(tx, code)
        if row.frozen:
            return
        box = boxes.get(tx, number if row.compartment is None else row.compartment)
        opening = boxes.live(tx, box.number)
        if opening and opening.parcel != code:
            opening = None
        last = journal.last_event(tx, code)
        lay_here = last is not None and last[:2] == (ParcelEvent.TAKEN.value, box.number)
        self._record(tx, ParcelEvent.DISPUTED, row, box.number, authority, opening, now, reason)
        if box.parcel == code or (box.parcel is None and box.state is BoxState.FREE):
            # Called taken, and perhaps still inside: the box stays the parcel's, so that staff can open it and look.
            left = code if lay_here else box.parcel
            boxes.set_state(tx, box, BoxState.OUT_OF_SERVICE, left, now)
        if opening:
            boxes.end(tx, opening, ParcelEvent.DISPUTED.value, now)

    def nothing_moved(self, tx: Tx, code: str, number: int, how: str, now: datetime) -> None:
        """The step ends with everything where it was: box back to reserved or holding, or free when it does not fit."""
        box, opening = self._under_way(tx, code, number, opened=False)
        row = parcels.get(tx, code)
        if (how == "left_inside") != (row.holder is Holder.BOX):
            raise WrongState(f"parcel {code} is with {row.holder}: not {how}")
        if row.holder is Holder.BOX:
            state, left = BoxState.HOLDING, code
        elif how == "nothing_inside" and opening.purpose in (Purpose.DROP, Purpose.LOAD):
            state, left = BoxState.RESERVED, code
        else:
            state, left = BoxState.FREE, None
        boxes.set_state(tx, box, state, left, now)
        boxes.end(tx, opening, how, now)
        journal.unmoved(tx, opening, how, now)

    def undo(self, tx: Tx, event: ParcelEvent, code: str, number: int, authority: Authority, now: datetime) -> None:
        """A leg that ended too soon is taken back; the box, kept for `code`, is about to be opened once more."""
        self._record(tx, event, parcels.get(tx, code), number, authority, None, now, None)

    def manifest(self, tx: Tx, body: Manifest, now: datetime) -> UUID:
        """A courier's round into the journal and the outbox; the envelope's id."""
        authority = Authority("courier", body.courier)
        journal.append(tx, now, Entry.MANIFEST, authority=authority, direction=body.direction, lines=len(body.lines))
        return self._enqueue(tx, Kind.MANIFEST, None, body, now)

    def alarm(self, tx: Tx, body: Alarm, now: datetime) -> None:
        """A door's alarm, journaled just before, into the outbox."""
        self._enqueue(tx, Kind.ALARM, None, body, now)

    def _enqueue(self, tx: Tx, kind: Kind, case_id: UUID | None, body: Message, now: datetime) -> UUID:
        return self.store.enqueue(
            tx,
            kind,
            case_id,
            body,
            hall_key=self.hall_key(),
            terminal=self.terminal,
            now=now,
            priority=CUSTODY_PRIORITY,
        )

    def _under_way(self, tx: Tx, code: str, number: int, *, opened: bool = True) -> tuple[Box, Opened]:
        box, opening = boxes.get(tx, number), boxes.live(tx, number)
        if opening is None or opening.parcel != code:
            raise NotOpened(f"no step is under way at compartment {number} for {code}")
        if opened and opening.outcome is not DoorOutcome.OPENED:
            raise NotOpened(f"door {number} was not seen open")
        return box, opening

    def _move_box(self, tx: Tx, box: Box, event: ParcelEvent, code: str, now: datetime) -> None:
        if event in (ParcelEvent.DROPPED, ParcelEvent.LOADED):
            boxes.set_state(tx, box, BoxState.HOLDING, code, now)
        elif event in FREEZING:
            boxes.set_state(tx, box, BoxState.OUT_OF_SERVICE, code, now)
        else:
            boxes.set_state(tx, box, BoxState.FREE, None, now)

    def _record(
        self,
        tx: Tx,
        event: ParcelEvent,
        row: ParcelRow,
        number: int,
        authority: Authority,
        opening: Opened | None,
        now: datetime,
        reason: str | None,
    ) -> None:
        """The parcel's new holder, the journal's row and the hall's envelope."""
        holder = life.move(row.holder, event)
        frozen = event in FREEZING
        inside = number if holder is Holder.BOX else None
        coded = holder is Holder.BOX or event is ParcelEvent.TAKEN  # it may be taken back: `parcels.forget_codes`
        tx.execute(
            "UPDATE parcels SET holder = ?, compartment = ?, frozen = max(frozen, ?), since = ?,"
            " loaded_at = CASE WHEN ? = 'loaded' THEN ? ELSE loaded_at END,"
            " expected = min(expected, ?),"
            " code_salt = CASE WHEN ? THEN code_salt END, code_hash = CASE WHEN ? THEN code_hash END"
            " WHERE barcode = ?",
            (
                *(holder.value, inside, int(frozen), now.isoformat() if not frozen else row.since),
                *(event.value, now.isoformat(), int(event is not ParcelEvent.RECLAIMED)),
                *(coded, coded, row.parcel),
            ),
        )
        sequence = journal.append(
            tx,
            now,
            event.value,
            compartment=number,
            parcel=row.parcel,
            authority=authority,
            opening=opening.id if opening else None,
            holder=holder.value,
            reason=reason,
        )
        body = Custody(
            sequence=sequence,
            at=now,
            event=event,
            parcel=row.parcel,
            compartment=number,
            actor=authority.actor,
            authority=authority.kind,
            reason=reason,
        )
        self._enqueue(tx, Kind.CUSTODY, UUID(row.case_id), body, now)


def already(tx: Tx, event: ParcelEvent, code: str, number: int) -> bool:
    """Whether this very event was the parcel's last at this door, nothing being under way: twice changes nothing."""
    opening = boxes.live(tx, number)
    if opening is not None and opening.parcel == code:
        return False
    last = journal.last_event(tx, code)
    return last is not None and last[:2] == (event.value, number)
