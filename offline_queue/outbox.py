"""The outbox's rows: put, claim, settle. Every function works inside the transaction it is given."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.envelope import Envelope, Kind, Receipt
from offline_queue.errors import RowUnwritable
from offline_queue.sealing import Sealed
from offline_queue.tables import State, row_digest

CUSTODY_PRIORITY = 2
DEFAULT_PRIORITY = 5
PAPER_PRIORITY = 8
PRIORITIES = {Kind.CUSTODY: CUSTODY_PRIORITY, Kind.MANIFEST: CUSTODY_PRIORITY, Kind.PAPER: PAPER_PRIORITY}
"""What goes first when nothing else is said: who holds which parcel, then cases, then scans."""
LONGEST_WAIT_S = 3600.0
"""No single envelope waits longer than this for its next try; also bounds what a clock set back can do."""

DAMAGED = "damaged_on_disk"
UNKNOWN_KIND = "kind_unknown"
"""Codes of dead letters that this terminal itself declares: nobody at the hall has seen them."""
RECEIPT_UNRECORDED = "receipt_unrecorded"
"""In the quarantine: the hall has it, but the row beside a damaged page could not be changed to say so."""


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


def next_number(tx: sqlite3.Connection, name: str) -> int:
    """Increment and return the named counter."""
    row = tx.execute(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row[0])


_READABLE = "NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.seq = outbox.seq)"
_OPEN = "seq = ? AND settled_at IS NULL AND " + _READABLE


class Connection(sqlite3.Connection):
    """The store's connection; it remembers the outbox's newest row, so that an enqueue need not look for it.

    `newest`: (seq, terminal, counter) as of its own last enqueue, None before that and after a rollback. Another
    program may have added rows meanwhile: then `seq` is taken, and `put` looks again.
    """

    newest: tuple[int, str, int] | None = None


_PUT = (
    "INSERT INTO outbox (seq, id, kind, case_id, terminal, counter, priority, state, head, created_at, key_id, digest,"
    " sealed, blob_path, blob_sha256, blob_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'ready',"
    " NOT EXISTS (SELECT 1 FROM outbox WHERE case_id = ?4 AND settled_at IS NULL), ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
)
_NEWEST = "SELECT seq, terminal, counter FROM outbox ORDER BY seq DESC LIMIT 1"


def put(
    tx: Connection,
    sealed: Sealed,
    *,
    terminal: str,
    now: datetime,
    folder: Path,
    priority: int | None = None,
    blob: Path | None = None,
) -> UUID:
    """Insert one sealed message; `blob` is a file of `blobs.write_blob`, kept relative to `folder`."""
    if priority is None:
        priority = _PRIORITY_OF[sealed.kind._value_]
    place = (_relative(blob, folder), blob.name, blob.stat().st_size) if blob else _NOWHERE
    try:
        _insert(tx, tx.newest or _newest(tx), sealed, terminal, now, priority, place)
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
            raise
        _insert(tx, _newest(tx), sealed, terminal, now, priority, place)
    return sealed.id


_Place = tuple[str | None, str | None, int | None]
_NOWHERE: _Place = (None, None, None)
_PRIORITY_OF = {kind.value: PRIORITIES.get(kind, DEFAULT_PRIORITY) for kind in Kind}
"""By the kind's text: an enum's own hash is Python code, on the way of every enqueue."""


def _insert(
    tx: Connection,
    newest: tuple[int, str, int],
    sealed: Sealed,
    terminal: str,
    now: datetime,
    priority: int,
    place: _Place,
) -> None:
    id_, kind, case = str(sealed.id), sealed.kind._value_, str(sealed.case_id) if sealed.case_id else None
    seq, counter = newest[0] + 1, newest[2] + 1 if newest[1] == terminal else _counter_anew(tx, terminal)
    created, key_id, body = now.isoformat(), sealed.key_id, sealed.body
    digest = row_digest(body, id_, kind, case, terminal, counter, created, key_id)
    tx.execute(_PUT, (seq, id_, kind, case, terminal, counter, priority, created, key_id, digest, body, *place))
    tx.newest = (seq, terminal, counter)


def _newest(tx: sqlite3.Connection) -> tuple[int, str, int]:
    return tx.execute(_NEWEST).fetchone() or (0, "", 0)


def _counter_anew(tx: sqlite3.Connection, terminal: str) -> int:
    """The next envelope number when the newest row is another terminal's, or there is none."""
    highest = tx.execute("SELECT max(counter) FROM outbox WHERE terminal = ?", (terminal,)).fetchone()[0]
    before = tx.execute("SELECT value FROM counters WHERE name = ?", (f"envelope:{terminal}",)).fetchone()
    return max(highest or 0, before[0] if before else 0) + 1


_DUE = (
    "SELECT seq FROM outbox WHERE head = 1 AND (due_at <= :now OR due_at > :now + :longest)"  # noqa: S608
    f" AND {_READABLE} ORDER BY priority, seq LIMIT :most"
)
_ROW = (
    "SELECT id, kind, case_id, terminal, counter, created_at, key_id, digest, sealed, state, attempts, blob_path,"
    " blob_sha256, upload_url FROM outbox WHERE seq = ? AND settled_at IS NULL"
)


HAND = 16
"""Envelopes claimed, and settled, at a time: one write to the disk for all of them."""


def claim(tx: sqlite3.Connection, now: datetime, folder: Path, most: int = HAND) -> tuple[list[Claimed], list[Spoilt]]:
    """What to deliver next, now SENDING: up to `most` envelopes of different cases, or one that has a paper.

    Rows that cannot be what was stored come back as `Spoilt`, already set aside as dead letters; ask again when there
    are any. Raises `RowUnwritable` for one that cannot be read at all: name it with `quarantine` in a transaction of
    its own.
    """
    hand: list[Claimed] = []
    spoilt: list[Spoilt] = []
    at = {"now": now.timestamp(), "longest": LONGEST_WAIT_S, "most": most}
    for (seq,) in tx.execute(_DUE, at).fetchall():
        found = look_at(tx, seq, folder)
        if isinstance(found, Spoilt):
            set_aside(tx, found, now)
            spoilt.append(found)
        elif found is not None:
            if hand and found.blob is not None:
                break
            if not found.ask:
                _write(tx, "UPDATE outbox SET state = 'sending' WHERE seq = ?", (seq,), DAMAGED)
            hand.append(found)
            if found.blob is not None:
                break
    return hand, spoilt


def give_back(tx: sqlite3.Connection, claimed: Claimed) -> None:
    """It was not even tried: as it was before it was claimed."""
    if not claimed.ask:
        _write(tx, f"UPDATE outbox SET state = 'ready' WHERE {_OPEN}", (claimed.seq,), DAMAGED)  # noqa: S608


def look_at(connection: sqlite3.Connection, seq: int, folder: Path) -> Claimed | Spoilt | None:
    """One unsettled row, checked and unchanged; None when it is settled or not there."""
    try:
        row = connection.execute(_ROW, (seq,)).fetchone()
    except sqlite3.DatabaseError as error:
        if not _unreadable(error):
            raise
        return Spoilt(seq, None, DAMAGED, unreadable=True)
    if row is None:
        return None
    code = _wrong_with(row)
    return Spoilt(seq, _uuid(row[0]), code) if code else _claimed(seq, row, folder)


def _unreadable(error: sqlite3.DatabaseError) -> bool:
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


def sent(tx: sqlite3.Connection, seq: int, receipt: Receipt, now: datetime) -> bool:
    """The hall has it: keep the receipt, drop the sealed bytes, let the case's next envelope go.

    False when it does not wait (any more); then nothing is changed.
    """
    row = tx.execute(
        f"SELECT id, kind, case_id, terminal, counter, created_at, key_id FROM outbox WHERE {_OPEN}",  # noqa: S608
        (seq,),
    ).fetchone()
    if row is None:
        return False
    text = receipt.model_dump_json()
    _write(
        tx,
        "UPDATE outbox SET state = 'sent', head = 0, sealed = NULL, receipt = ?, digest = ?, settled_at = ?"
        " WHERE seq = ?",
        (text, row_digest(text, *row), now.isoformat(), seq),
        RECEIPT_UNRECORDED,
    )
    _let_next_go(tx, row[2])
    return True


def refused(tx: sqlite3.Connection, seq: int, code: str, detail: str, now: datetime) -> bool:
    """The hall will never take it as it is: a dead letter, kept sealed and visible; the case's next one goes on.

    False when it does not wait (any more); then nothing is changed.
    """
    row = tx.execute(f"SELECT case_id FROM outbox WHERE {_OPEN}", (seq,)).fetchone()  # noqa: S608
    if row is None:
        return False
    _refuse(tx, seq, code, detail, now)
    _let_next_go(tx, row[0])
    return True


def _refuse(tx: sqlite3.Connection, seq: int, code: str, detail: str, now: datetime) -> None:
    refusal = json.dumps({"code": code, "detail": detail})
    sql = "UPDATE outbox SET state = 'refused', head = 0, refusal = ?, settled_at = ? WHERE seq = ?"
    _write(tx, sql, (refusal, now.isoformat(), seq), code)


def set_aside(tx: sqlite3.Connection, spoilt: Spoilt, now: datetime) -> None:
    """Make a spoilt row a dead letter. Raises `RowUnwritable` for one that cannot even be read."""
    if spoilt.unreadable:  # having met a damaged page, SQLite writes nothing more in this transaction
        raise RowUnwritable(spoilt.seq, spoilt.code)
    _refuse(tx, spoilt.seq, spoilt.code, "found by the terminal itself", now)
    _mend_heads(tx)


def quarantine(tx: sqlite3.Connection, seq: int, code: str, now: datetime) -> None:
    """Name a row that can be neither sent nor changed, so that nothing waits for it; the row stays untouched."""
    tx.execute("INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (seq, now.isoformat(), code))
    _mend_heads(tx)


def _write(tx: sqlite3.Connection, sql: str, values: tuple[Any, ...], code: str) -> None:
    """Change one row, whose `seq` is the last value. Raises `RowUnwritable`, after which only a rollback helps.

    A page damaged beside it is enough for that, or values that no longer pass the schema's checks.
    """
    try:
        tx.execute(sql, values)
    except sqlite3.DatabaseError as error:
        if not (_unreadable(error) or isinstance(error, sqlite3.IntegrityError)):
            raise
        raise RowUnwritable(values[-1], code) from error


_NEXT_OF_CASE = f"SELECT seq FROM outbox WHERE case_id = ? AND settled_at IS NULL AND {_READABLE} ORDER BY seq LIMIT 1"  # noqa: S608


def _let_next_go(tx: sqlite3.Connection, case: str | None) -> None:
    following = tx.execute(_NEXT_OF_CASE, (case,)).fetchone() if case is not None else None
    if following is not None:
        _write(tx, "UPDATE outbox SET head = 1 WHERE seq = ?", following, DAMAGED)


def _mend_heads(tx: sqlite3.Connection) -> None:
    """Every case's first unsettled readable envelope may go; needed only where a damaged row stood in the way."""
    without_head = (
        "SELECT min(seq) AS first FROM outbox WHERE settled_at IS NULL AND case_id IS NOT NULL"  # noqa: S608
        f" AND {_READABLE} GROUP BY case_id HAVING first NOT IN (SELECT seq FROM outbox WHERE head = 1)"
    )
    for (seq,) in tx.execute(without_head).fetchall():
        _write(tx, "UPDATE outbox SET head = 1 WHERE seq = ?", (seq,), DAMAGED)


def later(tx: sqlite3.Connection, seq: int, due_at: datetime, *, known_untaken: bool) -> None:
    """Try again at `due_at`; READY when the hall said it has not taken it, SENDING while that is unknown."""
    sql = f"UPDATE outbox SET state = ?, attempts = attempts + 1, due_at = ? WHERE {_OPEN}"  # noqa: S608
    _write(tx, sql, (State.READY if known_untaken else State.SENDING, due_at.timestamp(), seq), DAMAGED)


def uploading(tx: sqlite3.Connection, seq: int, url: str | None) -> None:
    """Remember where the blob's resumable upload lives, so that a restart goes on where it was cut."""
    tx.execute("UPDATE outbox SET upload_url = ? WHERE seq = ?", (url, seq))


def upload_url(tx: sqlite3.Connection, seq: int) -> str | None:
    """Where the blob's resumable upload lives, if one was begun."""
    row = tx.execute("SELECT upload_url FROM outbox WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def retry(tx: sqlite3.Connection, id_: UUID) -> bool:
    """Make a dead letter READY again, on an operator's word; False when there is no such dead letter.

    It takes its old place within its case: nothing later of the case goes before it any more.
    """
    row = tx.execute(
        "UPDATE outbox SET state = 'ready', refusal = NULL, settled_at = NULL, due_at = 0, attempts = 0"
        " WHERE state = 'refused' AND id = ? RETURNING seq, case_id",
        (str(id_),),
    ).fetchone()
    if row is None:
        return False
    seq, case = row
    first = "SELECT min(seq) FROM outbox WHERE case_id = ? AND settled_at IS NULL"
    if case is None or tx.execute(first, (case,)).fetchone()[0] == seq:
        tx.execute("UPDATE outbox SET head = 0 WHERE case_id = ? AND head = 1 AND state = 'ready'", (case,))
        tx.execute("UPDATE outbox SET head = 1 WHERE seq = ?", (seq,))
    return True


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _relative(blob: Path, folder: Path) -> str:
    return str(blob.relative_to(folder)) if blob.is_relative_to(folder) else str(blob.absolute())
