"""A parcel's life: who holds it, and which event moves it (domain 2.12, custody chain).

A parcel is a sealed envelope with a barcode. Exactly one holder has it at any moment; every change is an event in
an append-only journal. The terminal and the hall use this one table.
"""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum, unique

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from contract.workdays import CHINA


@unique
class ParcelKind(StrEnum):
    """Originals go up to the centre; a result comes down to the resident."""

    ORIGINALS = "originals"
    RESULT = "result"


@unique
class Holder(StrEnum):
    """Who has the parcel."""

    RESIDENT = "resident"
    BOX = "box"
    COURIER = "courier"
    MAIL_ROOM = "mail_room"
    DEPARTMENT = "department"
    ISSUING_DESK = "issuing_desk"
    STAFF = "staff"
    COUNTER = "counter"  # the officer at the hall's own counter, to whom they were handed


@unique
class ParcelEvent(StrEnum):
    """What can happen to a parcel; the value is the word on the wire."""

    DROPPED = "dropped"  # resident put the originals in, door seen closed
    COLLECTED = "collected"  # courier took them out and scanned them
    ARRIVED = "arrived"  # centre's mail room scanned them in: from a courier, or from staff who had taken them out
    PACKED = "packed"  # issuing desk sealed a result
    HANDED_OUT = "handed_out"  # issuing desk gave it to the courier, or to another when one brought it back
    LOADED = "loaded"  # courier put it in, door seen closed
    TAKEN = "taken"  # resident took it out, door seen closed
    DROP_UNDONE = "drop_undone"  # the door shut too soon: the drop is taken back and the door opened once more
    TAKE_UNDONE = "take_undone"  # the same of a taking: the result is in the box again until the door has shut
    RECLAIMED = "reclaimed"  # the resident took the originals back before the courier came: the case is withdrawn
    RECOVERED = "recovered"  # staff took an overdue or doubtful parcel out
    GIVEN = "given"  # the street window gave a recovered result to the resident or the proxy
    MISSING = "missing"  # expected in a box, found empty
    DISPUTED = "disputed"  # a person says the box did not hold what it should
    HANDED_IN = "handed_in"  # the resident gave the originals to an officer over the hall's own counter


MOVES: dict[ParcelEvent, tuple[frozenset[Holder], Holder]] = {
    ParcelEvent.DROPPED: (frozenset({Holder.RESIDENT}), Holder.BOX),
    ParcelEvent.COLLECTED: (frozenset({Holder.BOX}), Holder.COURIER),
    ParcelEvent.ARRIVED: (frozenset({Holder.COURIER, Holder.STAFF, Holder.COUNTER}), Holder.MAIL_ROOM),
    ParcelEvent.PACKED: (frozenset({Holder.ISSUING_DESK}), Holder.ISSUING_DESK),
    ParcelEvent.HANDED_OUT: (frozenset({Holder.ISSUING_DESK, Holder.COURIER}), Holder.COURIER),
    ParcelEvent.LOADED: (frozenset({Holder.COURIER}), Holder.BOX),
    ParcelEvent.TAKEN: (frozenset({Holder.BOX}), Holder.RESIDENT),
    ParcelEvent.DROP_UNDONE: (frozenset({Holder.BOX}), Holder.RESIDENT),
    ParcelEvent.TAKE_UNDONE: (frozenset({Holder.RESIDENT}), Holder.BOX),
    ParcelEvent.RECLAIMED: (frozenset({Holder.BOX}), Holder.RESIDENT),
    ParcelEvent.RECOVERED: (frozenset({Holder.BOX}), Holder.STAFF),
    ParcelEvent.GIVEN: (frozenset({Holder.STAFF}), Holder.RESIDENT),
    ParcelEvent.HANDED_IN: (frozenset({Holder.RESIDENT}), Holder.COUNTER),
}
"""Event -> (holders it may come from, holder afterwards). MISSING and DISPUTED move nothing: they freeze."""

FREEZING = frozenset({ParcelEvent.MISSING, ParcelEvent.DISPUTED})

FOUND_LATER = "found_when_opened_again"
"""The reason of an event that nobody saw: who opened the box again found inside what another was said to have."""

KEEP_DAYS = 7
"""How long a result waits in a box before it goes back to the street window (domain 2.12, case 10)."""

REMIND_AFTER_DAYS = (3, 6)
"""When the resident is reminded of a result that waits (domain 2.12, case 10)."""

CUT_OFF = time(15, 0)
"""By when a day's collection is done, city time (domain 2.12: such cabinets take "before 15:00")."""

BARCODE_LENGTH = 14
_SHAPE = re.compile(r"[MR][0-9A-Z]{6}[0-9]{6}[0-9A-Z]", re.ASCII)


class ParcelMoveRefused(Exception):
    """The event does not fit the present holder."""


def move(holder: Holder, event: ParcelEvent) -> Holder:
    """The holder after `event`; raises `ParcelMoveRefused`."""
    if event in FREEZING:
        return holder
    allowed, after = MOVES[event]
    if holder not in allowed:
        raise ParcelMoveRefused(f"{event} cannot follow while the holder is {holder}")
    return after


def last_cut_off(now: datetime) -> datetime:
    """The latest daily cut-off not after `now` (aware). What is unexplained since before it is a gap, and told."""
    local = now.astimezone(CHINA)
    today = local.replace(hour=CUT_OFF.hour, minute=CUT_OFF.minute, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def barcode(kind: ParcelKind, terminal: str, counter: int) -> str:
    """A parcel barcode: kind letter, terminal (6), counter (6), check character; 14 characters in all.

    `terminal` is at most 6 characters of A-Z0-9; the check (ISO 7064 MOD 37,36)
    shows every single wrong character and all but about 0.4 % of swapped neighbours.
    """
    letter = "M" if kind is ParcelKind.ORIGINALS else "R"
    body = f"{letter}{terminal:0>6}{counter:06d}"
    if len(body) != BARCODE_LENGTH - 1 or counter < 0:
        raise ValueError(f"terminal {terminal!r} or counter {counter} is too long for a barcode")
    return body + mod_37_36.calc_check_digit(body)


def is_barcode(text: str) -> bool:
    """Whether `text` is one of our barcodes, check character (ISO 7064 MOD 37,36) included."""
    if not _SHAPE.fullmatch(text):
        return False
    try:
        mod_37_36.validate(text)
    except ValidationError:
        return False
    return True
