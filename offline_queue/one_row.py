"""One row of the outbox, looked at without being believed: what was stored, or what is wrong with it."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.envelope import Envelope, Kind
from offline_queue.errors import RowUnwritable
from offline_queue.tables import State, row_digest

DAMAGED = "damaged_on_disk"
UNKNOWN_KIND = "kind_unknown"
"""Codes of dead letters that this terminal itself declares: nobody at the hall has seen them."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One envelope in the sender's hand. `ask`: an earlier try has an unknown end."""

    seq: int
    envelope: Envelope
    attempts: int
    ask: bool
    blob: Path | None = None
    blob_sha256: str | None = None
    upload_url: str | None = None


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that is not what was stored, or of a kind this version does not know: set aside, the rest goes on."""

    seq: int
    id: UUID | None
    code: str
    unreadable: bool = False


_ROW = (
    "SELECT id, kind, case_id, terminal, counter, created_at, key_id, digest, sealed, state, attempts, blob_path,"
    " blob_sha256, upload_url FROM outbox WHERE seq = ? AND settled_at IS NULL"
)


def look_at(connection: sqlite3.Connection, seq: int, folder: Path) -> Claimed | Spoilt | None:
    """One unsettled row, checked and unchanged; None when it is settled or not there."""
    try:
        row = connection.execute(_ROW, (seq,)).fetchone()
    except sqlite3.DatabaseError as error:
        if not unreadable(error):
            raise
        return Spoilt(seq, None, DAMAGED, unreadable=True)
    if row is None:
        return None
    code = _wrong_with(row)
    return Spoilt(seq, _uuid(row[0]), code) if code else _claimed(seq, row, folder)


ALL = (
    "SELECT seq FROM outbox WHERE settled_at IS NULL UNION SELECT seq FROM outbox WHERE state = 'refused'"
    " UNION SELECT seq FROM outbox WHERE state = 'sent'"
)
"""Every row by three indexes together, so that none behind a destroyed page is missed."""


def one_by_one(connection: sqlite3.Connection, sql: str, numbers: Iterable[int]) -> Iterator[tuple[int, Any | None]]:
    """Each row's number and what `sql` says of it, None where it cannot be read; rows it says nothing of are left out.

    `sql` has the row's `seq` as its only value. For where the same in one statement would end at the first bad page.
    """
    for seq in numbers:
        try:
            row = connection.execute(sql, (seq,)).fetchone()
        except sqlite3.DatabaseError as error:
            if not unreadable(error):
                raise
            yield seq, None
        else:
            if row is not None:
                yield seq, row


def numbers(connection: sqlite3.Connection, sql: str) -> list[int]:
    """`seq` of the rows that `sql` names; all at once, so that nothing is read while something changes."""
    return [row[0] for row in connection.execute(sql)]


def dead_letter(connection: sqlite3.Connection, id_: UUID) -> int | None:
    """`seq` of a dead letter, though others cannot be read. Outside a transaction that writes: a bad page ends it."""
    dead = one_by_one(connection, "SELECT id FROM outbox WHERE seq = ?", numbers(connection, _REFUSED))
    return next((seq for seq, row in dead if row is not None and row[0] == str(id_)), None)


_REFUSED = "SELECT seq FROM outbox WHERE state = 'refused'"


def unreadable(error: sqlite3.DatabaseError) -> bool:
    """A damaged page, or a text whose bytes are no UTF-8: this row's trouble, unlike a full disk."""
    code = getattr(error, "sqlite_errorcode", None)  # none: Python's own, met while it read the text
    return code is None or code & 0xFF == sqlite3.SQLITE_CORRUPT


def _wrong_with(row: tuple[Any, ...]) -> str | None:
    """Why this row cannot be sent, or None."""
    id_, kind, case, terminal, counter, created, key_id, digest, sealed, *_ = row
    if digest != row_digest(sealed, id_, kind, case, terminal, counter, created, key_id):
        return DAMAGED
    return None if kind in _KINDS else UNKNOWN_KIND


_KINDS = frozenset(kind.value for kind in Kind)


def _claimed(seq: int, row: tuple[Any, ...], folder: Path) -> Claimed:
    id_, kind, case, terminal, counter, created, key_id, _, sealed, state, attempts, blob, sha256, url = row
    envelope = Envelope.model_construct(  # our own row, and its digest fits
        id=UUID(id_),
        kind=Kind(kind),
        case_id=UUID(case) if case else None,
        terminal=terminal,
        counter=counter,
        created_at=datetime.fromisoformat(created),
        key_id=key_id,
        sealed=sealed,
    )
    return Claimed(seq, envelope, attempts, state == State.SENDING, folder / blob if blob else None, sha256, url)


def write(tx: sqlite3.Connection, sql: str, values: tuple[Any, ...], code: str) -> bool:
    """Change one row, whose `seq` is the last value; False when there is none such.

    Raises `RowUnwritable`, after which only a rollback helps: a page damaged beside it is enough for that, or
    values that no longer pass the schema's checks.
    """
    try:
        return tx.execute(sql, values).rowcount > 0
    except sqlite3.DatabaseError as error:
        if not (unreadable(error) or isinstance(error, sqlite3.IntegrityError)):
            raise
        raise RowUnwritable(values[-1], code) from error


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
