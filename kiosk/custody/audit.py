"""Does the disk tell one story? The hash chain, and journal against parcels against boxes against openings."""

import sqlite3
from collections.abc import Callable
from functools import partial

from contract.parcel import MOVES, Holder, ParcelEvent, ParcelKind, ParcelMoveRefused, move
from kiosk.custody import journal
from kiosk.custody.words import BOX_MOVES
from offline_queue import digests
from offline_queue.errors import StoreBroken
from offline_queue.store import Store

_CHECKS = {
    "parcel {0} is said to be in box {1}, which holds {2}": (
        "SELECT p.barcode, p.compartment, c.parcel FROM parcels p JOIN compartments c ON c.number = p.compartment"
        " WHERE c.parcel IS NOT p.barcode"
    ),
    "box {0} is holding {1}, whose holder is {2}": (
        "SELECT c.number, c.parcel, p.holder FROM compartments c JOIN parcels p ON p.barcode = c.parcel"
        " WHERE c.state = 'holding' AND p.holder != 'box'"
    ),
    "parcel {0} is with {1}, the journal says {2}": (
        "SELECT p.barcode, p.holder, json_extract(j.detail, '$.holder') FROM parcels p JOIN journal j ON j.sequence ="
        " (SELECT max(sequence) FROM journal WHERE parcel = p.barcode AND json_extract(detail, '$.holder') IS NOT NULL)"
        " WHERE json_extract(j.detail, '$.holder') != p.holder"
    ),
    "opening {0} of box {1} was pulsed without an intent in the journal": (
        "SELECT o.id, o.compartment FROM openings o WHERE o.pulsed_at > 0 AND NOT EXISTS"
        " (SELECT 1 FROM journal j WHERE j.opening = o.id AND j.entry = 'intent')"
    ),
    "journal row {0} tells of an opening {1} that does not exist": (
        "SELECT j.sequence, j.opening FROM journal j WHERE j.opening IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM openings o WHERE o.id = j.opening)"
    ),
}


def problems(store: Store) -> list[str]:
    """One sentence a contradiction; empty when all is well. What cannot be read is one too, and hides no other."""
    parts: list[tuple[str, Callable[[Store], list[str]]]] = [
        ("file", Store.check),
        ("journal", journal.broken),
        ("digests", _not_stored),
        ("allowed moves", _moves_changed),
        *(("journal, parcels and boxes", partial(_contradicted, *one)) for one in _CHECKS.items()),
        ("parcels", _replayed),
    ]
    return [line for name, part in parts for line in _read(name, part, store)]


def _read(name: str, part: Callable[[Store], list[str]], store: Store) -> list[str]:
    """A flipped bit may turn a text into bytes, bytes of it into no UTF-8, JSON into none."""
    try:
        return part(store)
    except (StoreBroken, sqlite3.DatabaseError, ValueError, TypeError) as error:
        return [f"{name}: unreadable: {type(error).__name__}"]  # without its words, which may repeat what a row says


def _not_stored(store: Store) -> list[str]:
    return list(digests.altered(store.connection))


def _contradicted(sentence: str, sql: str, store: Store) -> list[str]:
    return [sentence.format(*tuple(row)) for row in store.read(sql)]


def _moves_changed(store: Store) -> list[str]:
    return [
        f"{table}: the allowed moves are not what they were made as"
        for table, made in _MOVES.items()
        if {(row["was"], row["now"]) for row in store.read(f"SELECT was, now FROM {table}")} != made  # noqa: S608
    ]


_HERE = frozenset({Holder.RESIDENT, Holder.BOX, Holder.COURIER, Holder.STAFF})
_HALLS = frozenset({ParcelEvent.HANDED_OUT, ParcelEvent.GIVEN})
"""What happens at the issuing desk and at the window no terminal writes."""
_MOVES = {
    "box_moves": {(was.value, now.value) for was, after in BOX_MOVES.items() for now in after},
    "holder_moves": {
        (was.value, now.value)
        for event, (before, now) in MOVES.items()
        for was in before & _HERE
        if event not in _HALLS and now in _HERE
    },
}
_Place = tuple[Holder, int | None]
_FIRST = {ParcelKind.ORIGINALS: Holder.RESIDENT, ParcelKind.RESULT: Holder.COURIER}
_EVENTS = (
    "SELECT sequence, entry, compartment, parcel FROM journal WHERE parcel IS NOT NULL AND entry IN"  # noqa: S608
    f" ({', '.join(repr(event.value) for event in ParcelEvent)}) ORDER BY sequence"
)


def _followed(told: dict[str, _Place], row: sqlite3.Row) -> list[str]:
    code = row["parcel"]
    if code not in told:
        return [f"journal row {row['sequence']} tells of a parcel {code} that is not there"]
    try:
        holder = move(told[code][0], ParcelEvent(row["entry"]))
    except ParcelMoveRefused as error:
        return [f"journal row {row['sequence']}: {error}"]
    told[code] = holder, row["compartment"] if holder is Holder.BOX else None
    return []


def _replayed(store: Store) -> list[str]:
    """Every parcel's road as the journal tells it, one event after the other, beside where the parcel's row has it."""
    found: list[str] = []
    said, told, garbled = dict[str, _Place](), dict[str, _Place](), set[str]()
    for row in store.read("SELECT barcode, kind, holder, compartment FROM parcels"):
        code = row["barcode"]
        try:
            said[code], first = (Holder(row["holder"]), row["compartment"]), _FIRST[ParcelKind(row["kind"])]
        except ValueError as error:
            garbled.add(code)
            found.append(f"parcel {code}: {error}")
        else:
            told[code] = first, None
    for row in store.read(_EVENTS):
        if row["parcel"] not in garbled:
            found += _followed(told, row)
    for code, (holder, box) in told.items():
        if said[code] != (holder, box):
            found.append(f"parcel {code}: with {said[code]} by its row, with {holder, box} by the journal's events")
    return found
