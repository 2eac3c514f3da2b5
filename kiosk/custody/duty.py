"""Reserving, releasing and servicing compartments. Every function works inside the transaction it is given."""

from collections.abc import Collection
from datetime import datetime, timedelta

from contract.parcel import Holder, ParcelKind
from kiosk.custody import boxes, journal, parcels
from kiosk.custody.bank import Compartment, Size, choose, room_for
from kiosk.custody.boxes import Box
from kiosk.custody.journal import Entry
from kiosk.custody.words import Authority, BankTampered, BoxState, ParcelFrozen, ParcelRow, Purpose, WrongState
from offline_queue.store import Tx

_UNSURE = frozenset({BoxState.OPEN, BoxState.OPENING, BoxState.CLOSED_UNKNOWN})


def reserve(
    tx: Tx,
    size: Size,
    low: bool,
    parcel: str,
    now: datetime,
    avoid: Collection[int] = frozenset(),
    rest: timedelta = timedelta(),
) -> int:
    """See `Custody.reserve`. A box in doubt that was meant for the parcel stays the parcel's.

    A box that a result was taken from less than `rest` ago goes last: its resident may want it opened once more.
    """
    row = parcels.get(tx, parcel)
    if row.holder not in (Holder.RESIDENT, Holder.COURIER):
        raise WrongState(f"parcel {parcel} is with {row.holder}")
    if row.kind is ParcelKind.ORIGINALS and not row.expected:
        raise WrongState(f"parcel {parcel} was reclaimed: its case is withdrawn")
    mine = boxes.with_parcel(tx, parcel)
    if mine is not None and (
        mine.state is not BoxState.RESERVED or (mine.size.fits(size) and mine.number not in avoid)
    ):
        if mine.state is BoxState.RESERVED:
            boxes.set_state(tx, mine, mine.state, parcel, now)  # asked for anew: nobody has left it
        return mine.number
    number = choose(free_for(tx, row, avoid), size, low, boxes.taken_since(tx, now - rest)).number
    if mine is not None:
        _free(tx, mine, now)
    boxes.set_state(tx, boxes.get(tx, number), BoxState.RESERVED, parcel, now)
    journal.append(tx, now, Entry.RESERVED, compartment=number, parcel=parcel)
    return number


def free_for(tx: Tx, row: ParcelRow, avoid: Collection[int] = frozenset()) -> list[Compartment]:
    """The free boxes `row` may have: originals leave enough for the results on their way (domain 2.12, case 5).

    Raises `BankTampered` (case 14).
    """
    forced = boxes.tampered(tx)
    if forced:
        raise BankTampered(forced)
    free = [
        Compartment(box.number, box.size, box.low)
        for box in boxes.every(tx)
        if box.state is BoxState.FREE and box.number not in avoid
    ]
    if row.kind is ParcelKind.RESULT:
        return free
    coming = parcels.on_the_way(tx)
    return [box for box in free if room_for([other.size for other in free if other != box], coming)]


def release(tx: Tx, parcel: str, now: datetime) -> None:
    """See `Custody.release`."""
    box = boxes.with_parcel(tx, parcel)
    if box is None:
        return
    if box.state is not BoxState.RESERVED:
        raise WrongState(f"compartment {box.number} is {box.state}, not reserved")
    _free(tx, box, now)


def release_left(tx: Tx, before: datetime, now: datetime) -> None:
    """See `Custody.release_left`."""
    for box in boxes.every(tx):
        if box.state is BoxState.RESERVED and datetime.fromisoformat(box.since) <= before:
            _free(tx, box, now)


def _free(tx: Tx, box: Box, now: datetime) -> None:
    opening = boxes.live(tx, box.number)
    if opening:
        boxes.end(tx, opening, Entry.RELEASED.value, now)
    boxes.set_state(tx, box, BoxState.FREE, None, now)
    journal.append(tx, now, Entry.RELEASED, compartment=box.number, parcel=box.parcel)


def set_aside(tx: Tx, number: int, authority: Authority, reason: str, now: datetime) -> None:
    """See `Custody.set_aside`. A parcel that is, or may be, inside stays with the box."""
    box, opening = boxes.get(tx, number), boxes.live(tx, number)
    inside = box.parcel is not None and parcels.get(tx, box.parcel).holder is Holder.BOX
    if opening:
        boxes.end(tx, opening, Entry.SET_ASIDE.value, now)
    left = box.parcel if inside or box.state in _UNSURE else None
    boxes.set_state(tx, box, BoxState.OUT_OF_SERVICE, left, now)
    journal.append(tx, now, Entry.SET_ASIDE, compartment=number, parcel=box.parcel, authority=authority, reason=reason)


def back_in_service(tx: Tx, number: int, authority: Authority, now: datetime) -> None:
    """See `Custody.back_in_service`; the door was read closed just before."""
    box, opening = boxes.get(tx, number), boxes.live(tx, number)
    if opening and opening.purpose is not Purpose.TEST:
        raise WrongState(f"a {opening.purpose} is under way at compartment {number}")
    state = BoxState.FREE
    if box.parcel is not None:
        row = parcels.get(tx, box.parcel)
        if row.frozen:
            raise ParcelFrozen(box.parcel)
        if row.holder is Holder.BOX and boxes.broken_off(tx, number, box.parcel):
            raise WrongState(f"what lies in compartment {number} is in doubt: open it and look")
        state = BoxState.HOLDING if row.holder is Holder.BOX else BoxState.CLOSED_UNKNOWN
    if opening:
        boxes.end(tx, opening, Entry.BACK_IN_SERVICE.value, now)
    boxes.set_state(tx, box, state, box.parcel, now)
    journal.append(tx, now, Entry.BACK_IN_SERVICE, compartment=number, parcel=box.parcel, authority=authority)


def tested(tx: Tx, number: int, now: datetime) -> None:
    """See `Custody.tested`; the door was read closed just before."""
    box, opening = boxes.get(tx, number), boxes.live(tx, number)
    if opening is None or opening.purpose is not Purpose.TEST:
        raise WrongState(f"no test is under way at compartment {number}")
    boxes.end(tx, opening, "tested", now)
    boxes.set_state(tx, box, opening.before, None, now)
    journal.unmoved(tx, opening, "tested", now)
