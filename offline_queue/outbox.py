"""The outbox's rows: put, claim, settle. Every function works inside the transaction it is given."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.envelope import BODIES, MAX_BODY_BYTES, Envelope, Kind, Message, Receipt, bound, new_id
from contract.seal import HallPublicKey
from offline_queue.tables import State

CUSTODY_PRIORITY = 2
DEFAULT_PRIORITY = 5
PAPER_PRIORITY = 8
LONGEST_WAIT_S = 3600.0
"""No single envelope waits longer than this for its next try; also bounds what a clock set back can do."""


class BodyTooLarge(ValueError):
    """A message body is over `contract.envelope.MAX_BODY_BYTES`; large things travel as blobs."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One envelope in the sender's hand. `ask`: an earlier try has an unknown end; `intact`: the row's digest fits."""

    envelope: Envelope
    attempts: int
    ask: bool
    intact: bool
    blob: Path | None = None
    blob_sha256: str | None = None
    upload_url: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures for a technician; `oldest` is when the oldest waiting envelope was made."""

    ready: int
    sending: int
    sent: int
    refused: int
    waiting_bytes: int
    oldest: str | None


def next_number(tx: sqlite3.Connection, name: str) -> int:
    """Increment and return the named counter."""
    row = tx.execute(
        "INSERT INTO counters (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row[0])


def put(
    tx: sqlite3.Connection,
    kind: Kind,
    case_id: UUID | None,
    body: Message,
    *,
    hall_key: HallPublicKey,
    terminal: str,
    now: datetime,
    priority: int,
    blob: Path | None,
    envelope_id: UUID | None,
    folder: Path,
) -> UUID:
    """Seal and insert one envelope. Raises TypeError for a body of another kind, `BodyTooLarge`."""
    if not isinstance(body, BODIES[kind]):
        raise TypeError(f"a {kind} envelope carries {BODIES[kind].__name__}, not {type(body).__name__}")
    plain = body.model_dump_json().encode()
    if len(plain) > MAX_BODY_BYTES:
        raise BodyTooLarge(f"{len(plain)} bytes of {kind}")
    id_ = envelope_id or new_id()
    case = str(case_id) if case_id else None
    counter = next_number(tx, f"envelope:{terminal}")
    sealed = hall_key.seal(plain, bound(id_, kind, case_id))
    created = now.isoformat()
    size = blob.stat().st_size if blob else None
    sha256 = blob.name if blob else None
    tx.execute(
        "INSERT INTO outbox (id, kind, case_id, terminal, counter, priority, state, head, created_at, key_id, digest,"
        " sealed, blob_path, blob_sha256, blob_bytes) VALUES (?, ?, ?, ?, ?, ?, 'ready',"
        " NOT EXISTS (SELECT 1 FROM outbox WHERE case_id = ? AND state IN ('ready', 'sending')), ?, ?, ?, ?, ?, ?, ?)",
        (
            *(str(id_), kind.value, case, terminal, counter, priority, case, created, hall_key.key_id),
            _digest(str(id_), kind.value, case, terminal, counter, created, hall_key.key_id, sealed),
            *(sealed, _relative(blob, folder), sha256, size),
        ),
    )
    return id_


_COLUMNS = (
    "SELECT id, kind, case_id, terminal, counter, created_at, key_id, digest, sealed, attempts, blob_path,"
    " blob_sha256, upload_url FROM outbox"
)
_DUE = " AND (due_at <= :now OR due_at > :now + :longest) ORDER BY priority, seq LIMIT 1"
_CLAIM_SENDING = _COLUMNS + " WHERE state = 'sending'" + _DUE
_CLAIM_READY = _COLUMNS + " WHERE state = 'ready' AND head = 1" + _DUE


def claim(tx: sqlite3.Connection, now: datetime, folder: Path) -> Claimed | None:
    """The next envelope to deliver, now SENDING; None when nothing is due. What was SENDING before comes first."""
    at = {"now": now.timestamp(), "longest": LONGEST_WAIT_S}
    row = tx.execute(_CLAIM_SENDING, at).fetchone()
    if row:
        return _claimed(row, folder, ask=True)
    row = tx.execute(_CLAIM_READY, at).fetchone()
    if row is None:
        return None
    tx.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", (row[0],))
    return _claimed(row, folder, ask=False)


def _claimed(row: tuple[Any, ...], folder: Path, *, ask: bool) -> Claimed:
    id_, kind, case, terminal, counter, created, key_id, digest, sealed, attempts, blob, sha256, url = row
    envelope = Envelope.model_construct(  # our own row; its digest is the check that matters here
        id=UUID(id_),
        kind=Kind(kind),
        case_id=UUID(case) if case else None,
        terminal=terminal,
        counter=counter,
        created_at=datetime.fromisoformat(created),
        key_id=key_id,
        sealed=sealed,
    )
    intact = digest == _digest(id_, kind, case, terminal, counter, created, key_id, sealed)
    return Claimed(envelope, attempts, ask, intact, folder / blob if blob else None, sha256, url)


def sent(tx: sqlite3.Connection, id_: UUID, receipt: Receipt, now: datetime) -> None:
    """The hall has it: keep the receipt, drop the sealed bytes, let the case's next envelope go."""
    _settle(tx, id_, "state = 'sent', receipt = ?, sealed = NULL", receipt.model_dump_json(), now)


def refused(tx: sqlite3.Connection, id_: UUID, code: str, detail: str, now: datetime) -> None:
    """The hall will never take it as it is: a dead letter, kept sealed and visible; the case's next one goes on."""
    _settle(tx, id_, "state = 'refused', refusal = ?", json.dumps({"code": code, "detail": detail}), now)


def _settle(tx: sqlite3.Connection, id_: UUID, change: str, value: str, now: datetime) -> None:
    row = tx.execute(
        f"UPDATE outbox SET {change}, settled_at = ? WHERE id = ? AND state IN ('ready', 'sending') RETURNING case_id",  # noqa: S608
        (value, now.isoformat(), str(id_)),
    ).fetchone()
    if row and row[0]:
        tx.execute(
            "UPDATE outbox SET head = 1 WHERE seq = (SELECT seq FROM outbox WHERE case_id = ?"
            " AND state IN ('ready', 'sending') ORDER BY seq LIMIT 1)",
            (row[0],),
        )


def later(tx: sqlite3.Connection, id_: UUID, due_at: datetime, *, known_untaken: bool) -> None:
    """Try again at `due_at`; READY when the hall said it has not taken it, SENDING while that is unknown."""
    tx.execute(
        "UPDATE outbox SET state = ?, attempts = attempts + 1, due_at = ? WHERE id = ? AND state = 'sending'",
        (State.READY if known_untaken else State.SENDING, due_at.timestamp(), str(id_)),
    )


def uploading(tx: sqlite3.Connection, id_: UUID, url: str | None) -> None:
    """Remember where the blob's resumable upload lives, so that a restart goes on where it was cut."""
    tx.execute("UPDATE outbox SET upload_url = ? WHERE id = ?", (url, str(id_)))


def retry(tx: sqlite3.Connection, id_: UUID) -> bool:
    """Make a dead letter READY again, on an operator's word; False when there is no such dead letter."""
    row = tx.execute("SELECT seq, case_id FROM outbox WHERE id = ? AND state = 'refused'", (str(id_),)).fetchone()
    if row is None:
        return False
    tx.execute(
        "UPDATE outbox SET state = 'ready', refusal = NULL, settled_at = NULL, due_at = 0, attempts = 0, head ="
        " NOT EXISTS (SELECT 1 FROM outbox WHERE case_id = ? AND state IN ('ready', 'sending')) WHERE seq = ?",
        (row[1], row[0]),
    )
    return True


def stats(connection: sqlite3.Connection) -> Stats:
    """Counts by state, bytes waiting and the oldest one's time."""
    counts = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    size, oldest = connection.execute(
        "SELECT coalesce(sum(length(sealed) + coalesce(blob_bytes, 0)), 0), min(created_at) FROM outbox"
        " WHERE state IN ('ready', 'sending')"
    ).fetchone()
    ready, sending, sent_, refused_ = (int(counts.get(state.value, 0)) for state in State)
    return Stats(ready, sending, sent_, refused_, int(size), oldest)


def _digest(*parts: object) -> str:
    """One authentication over everything that must not change by itself (SQLite notices 1 % of flipped bits)."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def _relative(blob: Path | None, folder: Path) -> str | None:
    if blob is None:
        return None
    return str(blob.relative_to(folder)) if blob.is_relative_to(folder) else str(blob.absolute())
