"""One more opening of a door that fell shut too soon (decision 030). Works inside the given transaction.

The leg that had ended is taken back, in the journal and to the hall, and then goes its usual way again: between the two
the parcel has one holder, and whatever breaks off is settled as for any other opening.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contract.parcel import ParcelEvent
from kiosk.custody import boxes, journal, parcels
from kiosk.custody.events import Writer
from kiosk.custody.words import Authority, BoxRow, BoxState, GraceOver, Purpose
from offline_queue.store import Tx

_UNDONE_BY = {
    (ParcelEvent.DROPPED.value, Purpose.DROP): ParcelEvent.DROP_UNDONE,
    (ParcelEvent.TAKEN.value, Purpose.TAKE): ParcelEvent.TAKE_UNDONE,
}


@dataclass(frozen=True, slots=True)
class Grace:
    """For how long after a leg has ended, in seconds, and how often a parcel, its door is opened once more."""

    seconds: float = 180.0
    most: int = 2


GRACE = Grace()


@dataclass(frozen=True, slots=True)
class Chance:
    """A door that may be opened once more: by whose right it was opened, and how long that is possible yet."""

    compartment: int
    purpose: Purpose
    authority: Authority
    event: ParcelEvent
    left_s: float


def chance(tx: Tx, parcel: str, now: datetime, grace: Grace) -> Chance | None:
    """What the parcel's last leg leaves open; None once it is too late, was too often, or the box has moved on."""
    last = journal.last_event(tx, parcel)
    opening = boxes.ended(tx, last[2]) if last and last[2] is not None else None
    if last is None or opening is None:
        return None
    (said, number), (purpose, authority, ended_at) = last[:2], opening
    event = _UNDONE_BY.get((said, purpose))
    if event is None or journal.count(tx, parcel, event) >= grace.most:
        return None
    box = boxes.get(tx, number)
    as_left = {ParcelEvent.DROP_UNDONE: (BoxState.HOLDING, parcel), ParcelEvent.TAKE_UNDONE: (BoxState.FREE, None)}
    if box.since != ended_at or (box.state, box.parcel) != as_left[event]:
        return None  # somebody has been given the box, or the door has moved
    if boxes.kept_for(tx, parcel) not in (None, number):
        return None  # another box waits for it to be looked for there
    passed = now - datetime.fromisoformat(ended_at)
    left_s = grace.seconds - passed.total_seconds()
    return Chance(number, purpose, authority, event, left_s) if passed >= timedelta() and left_s > 0 else None


def for_person(tx: Tx, person_tag: str, now: datetime, grace: Grace) -> list[tuple[BoxRow, Authority]]:
    """What this person took (as applicant or proxy) or put in by card and that leaves such a chance, with the right.

    The leg that ended last comes first.
    """
    rows = parcels.taken_by(tx, person_tag) + parcels.reclaimable(tx, person_tag, now)
    found = [(row, one) for row in rows if (one := chance(tx, row.parcel, now, grace))]
    found.sort(key=lambda pair: pair[1].left_s, reverse=True)
    return [
        (replace(row, compartment=one.compartment), one.authority)
        for row, one in found
        if one.authority.actor == person_tag
    ]


def undo(
    tx: Tx,
    writer: Writer,
    grace: Grace,
    number: int,
    authority: Authority,
    purpose: Purpose,
    parcel: str,
    now: datetime,
) -> None:
    """Take the last leg back, so that its door may be opened. Nothing when that opening is under way already.

    Raises `GraceOver`.
    """
    live = boxes.live(tx, number)
    if live and (live.authority, live.purpose, live.parcel) == (authority, purpose, parcel):
        return
    found = chance(tx, parcel, now, grace)
    if found is None or (found.compartment, found.purpose, found.authority) != (number, purpose, authority):
        raise GraceOver(f"compartment {number} is not opened once more for {parcel}")
    boxes.set_state(tx, boxes.get(tx, number), BoxState.OPENING, parcel, now)
    writer.undo(tx, found.event, parcel, number, authority, now)
