"""The outbox's rows: put, claim, settle. Every function works inside the transaction it is given."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contract.envelope import Kind, Receipt
from offline_queue.errors import RowUnwritable
from offline_queue.one_row import DAMAGED, Claimed, Spoilt, dead_letter, look_at, write
from offline_queue.sealing import Sealed
from offline_queue.tables import State, row_digest

CUSTODY_PRIORITY = 2
DEFAULT_PRIORITY = 5
PAPER_PRIORITY = 8
PRIORITIES = {Kind.CUSTODY: CUSTODY_PRIORITY, Kind.MANIFEST: CUSTODY_PRIORITY, Kind.PAPER: PAPER_PRIORITY}
"""What goes first when nothing else is said: who holds which parcel, then cases, then scans."""
LONGEST_WAIT_S = 3600.0
"""No single envelope waits longer than this for its next try; also bounds what a clock set back can do."""

RECEIPT_UNRECORDED = "receipt_unrecorded"
"""In the quarantine: the hall has it, but the row beside a damaged page could not be changed to say so."""


def next_number(tx: sqlite3.Connection, name: str) -> int:
    """Increment and return the named counter."""
    row = tx.execute(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row[0])


def count_from(tx: sqlite3.Connection, name: str, first: int) -> None:
    """Let the named counter give `first` next, unless it is further already."""
    tx.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (name, first - 1),
    )


_READABLE = "NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.seq = outbox.seq)"
_OPEN = "seq = ? AND settled_at IS NULL AND " + _READABLE


class Connection(sqlite3.Connection):
    """The store's connection; it remembers the outbox's newest row, so that an enqueue need not look for it.

    `newest`: (seq, terminal, counter) as of its own last enqueue, None before that and after a rollback. Another
    program may have added rows meanwhile: then `seq` is taken, and `put` looks again.
    """

    newest: tuple[int, str, int] | None = None


_PUT = (
    "INSERT INTO outbox (seq, id, kind, case_id, terminal, counter, priority, state, head, created_at, key_id, digest,"  # noqa: S608
    " sealed, blob_path, blob_sha256, blob_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'ready',"
    f" NOT EXISTS (SELECT 1 FROM outbox WHERE case_id = ?4 AND settled_at IS NULL AND {_READABLE}),"
    " ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
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
_OTHERS_DUE = _DUE.replace("ORDER BY", "AND seq NOT IN (SELECT value FROM json_each(:but)) ORDER BY")
HAND = 16
"""Envelopes claimed, and settled, at a time: one write to the disk for all of them."""


def claim(
    tx: sqlite3.Connection, now: datetime, folder: Path, most: int = HAND, but: Collection[int] = ()
) -> tuple[list[Claimed], list[Spoilt]]:
    """What to deliver next, now SENDING: up to `most` envelopes of different cases, or one that has a paper.

    `but`: rows whose turn is not now, by `seq`.

    Rows that cannot be what was stored come back as `Spoilt`, already set aside as dead letters; ask again when there
    are any. Raises `RowUnwritable` for one that cannot be read at all: name it with `quarantine` in a transaction of
    its own.
    """
    hand: list[Claimed] = []
    spoilt: list[Spoilt] = []
    at = {"now": now.timestamp(), "longest": LONGEST_WAIT_S, "most": most, "but": json.dumps(list(but))}
    for (seq,) in tx.execute(_OTHERS_DUE if but else _DUE, at).fetchall():
        found = look_at(tx, seq, folder)
        if found is None:  # an index names a row the table has lost, as when the disk never wrote a page
            raise RowUnwritable(seq, DAMAGED)
        if isinstance(found, Spoilt):
            set_aside(tx, found, now)
            spoilt.append(found)
            continue
        if hand and found.blob is not None:
            break
        if not found.ask:
            write(tx, "UPDATE outbox SET state = 'sending' WHERE seq = ?", (seq,), DAMAGED)
        hand.append(found)
        if found.blob is not None:
            break
    return hand, spoilt


def give_back(tx: sqlite3.Connection, claimed: Claimed) -> None:
    """It was not even tried: as it was before it was claimed."""
    if not claimed.ask:
        write(tx, f"UPDATE outbox SET state = 'ready' WHERE {_OPEN}", (claimed.seq,), DAMAGED)  # noqa: S608


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
    write(
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
    write(tx, sql, (refusal, now.isoformat(), seq), code)


def set_aside(tx: sqlite3.Connection, spoilt: Spoilt, now: datetime) -> None:
    """Make a spoilt row a dead letter. Raises `RowUnwritable` for one that cannot even be read."""
    if spoilt.unreadable:  # having met a damaged page, SQLite writes nothing more in this transaction
        raise RowUnwritable(spoilt.seq, spoilt.code)
    _refuse(tx, spoilt.seq, spoilt.code, "found by the terminal itself", now)
    _mend_heads(tx)


def quarantine(tx: sqlite3.Connection, stuck: Iterable[RowUnwritable], now: datetime) -> None:
    """Name rows that can be neither sent nor changed, so that nothing waits for them; they stay untouched.

    Raises `RowUnwritable` for another such row behind them: name it along with these, in a new transaction.
    """
    for one in stuck:
        tx.execute("INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (one.seq, now.isoformat(), one.code))
    _mend_heads(tx)


_OF_CASE = f"SELECT seq FROM outbox WHERE case_id = ? AND settled_at IS NULL AND {_READABLE} ORDER BY seq"  # noqa: S608
_NEXT_OF_CASE = _OF_CASE + " LIMIT 1"


def _let_next_go(tx: sqlite3.Connection, case: str | None) -> None:
    following = tx.execute(_NEXT_OF_CASE, (case,)).fetchone() if case is not None else None
    if following is not None:
        _make_head(tx, following[0])


def _mend_heads(tx: sqlite3.Connection) -> None:
    """Every case's first unsettled readable envelope may go; needed only where a damaged row stood in the way."""
    without_head = (
        "SELECT min(seq) AS first FROM outbox WHERE settled_at IS NULL AND case_id IS NOT NULL"  # noqa: S608
        f" AND {_READABLE} GROUP BY case_id HAVING first NOT IN (SELECT seq FROM outbox WHERE head = 1)"
    )
    for (seq,) in tx.execute(without_head).fetchall():
        _make_head(tx, seq)


def _make_head(tx: sqlite3.Connection, seq: int) -> None:
    if not write(tx, "UPDATE outbox SET head = 1 WHERE seq = ?", (seq,), DAMAGED):  # only an index still names it
        raise RowUnwritable(seq, DAMAGED)


def later(tx: sqlite3.Connection, seq: int, due_at: datetime, *, known_untaken: bool) -> None:
    """Try again at `due_at`; READY when the hall said it has not taken it, SENDING while that is unknown."""
    sql = f"UPDATE outbox SET state = ?, attempts = attempts + 1, due_at = ? WHERE {_OPEN}"  # noqa: S608
    write(tx, sql, (State.READY if known_untaken else State.SENDING, due_at.timestamp(), seq), DAMAGED)


def uploading(tx: sqlite3.Connection, seq: int, url: str | None) -> None:
    """Remember where the blob's resumable upload lives, so that a restart goes on where it was cut."""
    write(tx, "UPDATE outbox SET upload_url = ? WHERE seq = ?", (url, seq), DAMAGED)


def upload_url(tx: sqlite3.Connection, seq: int) -> str | None:
    """Where the blob's resumable upload lives, if one was begun."""
    row = tx.execute("SELECT upload_url FROM outbox WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def retry(tx: sqlite3.Connection, id_: UUID, seq: int | None = None) -> bool:
    """Make a dead letter READY again, on an operator's word; False when there is no such dead letter.

    It takes its old place within its case: nothing later of the case goes before it any more. `seq`: where
    `dead_letter` found it before this transaction.
    """
    at = seq if seq is not None else dead_letter(tx, id_)
    row = tx.execute(
        "UPDATE outbox SET state = 'ready', refusal = NULL, settled_at = NULL, due_at = 0, attempts = 0"
        " WHERE seq = ? AND id = ? AND state = 'refused' RETURNING seq, case_id",
        (at, str(id_)),
    ).fetchone()
    if row is None:
        return False
    seq, case = row
    first, *rest = tx.execute(_OF_CASE, (case,)).fetchall() if case is not None else [(seq,)]
    if first[0] == seq:
        tx.executemany("UPDATE outbox SET head = 0 WHERE seq = ? AND head = 1 AND state = 'ready'", rest)
        tx.execute("UPDATE outbox SET head = 1 WHERE seq = ?", (seq,))
    return True


def _relative(blob: Path, folder: Path) -> str:
    return str(blob.relative_to(folder)) if blob.is_relative_to(folder) else str(blob.absolute())
