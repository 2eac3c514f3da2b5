"""The append-only journal: every intent, outcome and change of holder, each row chained to the last by SHA-256."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from contract.parcel import ParcelEvent
from kiosk.custody.words import Authority, Opened
from offline_queue.store import Store, Tx

_START = bytes(32)
_FIELDS = "sequence, at, entry, compartment, parcel, actor, authority, opening, detail"

TERMINAL = Authority("terminal", "terminal")
"""Who acts when the terminal itself notes something."""


@unique
class Entry(StrEnum):
    """What a row says besides the parcel events of `contract.parcel.ParcelEvent`."""

    PARCEL_MADE = "parcel_made"
    EXPECTED = "expected"
    WITHDRAWN = "withdrawn"
    RESERVED = "reserved"
    RELEASED = "released"
    INTENT = "intent"
    OUTCOME = "outcome"
    DOOR_SEEN = "door_seen"
    CONCLUDED = "concluded"
    FOUND = "found"
    SET_ASIDE = "set_aside"
    BACK_IN_SERVICE = "back_in_service"
    CODE_TRIED = "code_tried"
    CODE_LOCKED = "code_locked"
    CODE_ACCEPTED = "code_accepted"
    MANIFEST = "manifest"
    UNCOMMANDED_OPENING = "uncommanded_opening"
    LEFT_AJAR = "left_ajar"
    SHUT_AGAIN = "shut_again"
    QR_ACCEPTED = "qr_accepted"
    REFUSED = "refused"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOCK = "clock"
    ROW_ACCEPTED = "row_accepted"


def append(
    tx: Tx,
    at: datetime,
    entry: str,
    *,
    compartment: int | None = None,
    parcel: str | None = None,
    authority: Authority = TERMINAL,
    opening: int | None = None,
    **detail: Any,
) -> int:
    """Add one row inside the caller's transaction; returns its sequence, from 1. `detail` never holds personal data."""
    last = tx.execute("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, _START)
    if authority.reference:
        detail["reference"] = authority.reference
    text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    row = (
        *(sequence, at.isoformat(), str(entry), compartment, parcel),
        *(authority.actor, authority.kind, opening, text),
    )
    tx.execute(
        f"INSERT INTO journal ({_FIELDS}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (*row, _chain(previous, row)),
    )
    return int(sequence)


def unmoved(tx: Tx, opening: Opened, how: str, at: datetime) -> None:
    """The step at a door is over, and no parcel has changed hands."""
    append(
        tx,
        at,
        Entry.CONCLUDED,
        compartment=opening.compartment,
        parcel=opening.parcel,
        authority=opening.authority,
        opening=opening.id,
        how=how,
    )


EVENTS = ", ".join(f"'{event.value}'" for event in ParcelEvent)
"""The rows that say what happened to a parcel, as SQL lists them."""


def last_event(tx: Tx, parcel: str) -> tuple[str, int, int | None] | None:
    """What happened to a parcel last: (event, compartment, the opening it ended if any); None before the first."""
    row = tx.execute(
        f"SELECT entry, compartment, opening FROM journal WHERE parcel = ? AND entry IN ({EVENTS})"  # noqa: S608
        " ORDER BY sequence DESC LIMIT 1",
        (parcel,),
    ).fetchone()
    return tuple(row) if row else None


def count(tx: Tx, parcel: str, event: ParcelEvent) -> int:
    """How often this has happened to a parcel."""
    row = tx.execute("SELECT count(*) FROM journal WHERE parcel = ? AND entry = ?", (parcel, event.value)).fetchone()
    return int(row[0])


def paused(tx: Tx) -> bool:
    """Whether the last word of station staff was to close the service."""
    row = tx.execute(
        "SELECT entry FROM journal INDEXED BY journal_pause WHERE entry IN ('paused', 'resumed')"
        " ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    return row is not None and row[0] == Entry.PAUSED


def broken(store: Store) -> list[str]:
    """Where the chain does not hold: altered, missing or inserted rows; empty when all is well."""
    problems: list[str] = []
    previous, expected = _START, 1
    for row in store.read(f"SELECT {_FIELDS}, hash FROM journal ORDER BY sequence"):  # noqa: S608
        *fields, found = tuple(row)
        if fields[0] != expected:
            problems.append(f"journal: rows {expected} to {fields[0] - 1} are missing")
        if _chain(previous, tuple(fields)) != found:
            problems.append(f"journal: row {fields[0]} does not fit the chain")
        previous, expected = found, fields[0] + 1
    return problems


def _chain(previous: bytes, row: tuple[Any, ...]) -> bytes:
    return hashlib.sha256(previous + json.dumps(row, ensure_ascii=False).encode()).digest()
