"""Keeping the file small and knowing how full it is: figures without counting everything, pruning, shrinking.

A receipt stays as long as its case is open here and for `SENT_KEPT` after it was sent; a dead letter stays until
somebody sends it again. SQLite uses the room of pruned rows again; when more of the file lies idle than is used, the
file is rewritten, which costs by what is left in it, not by what was.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from offline_queue.one_row import DAMAGED, unreadable, write

SENT_KEPT = timedelta(days=60)
"""Longer than any promised time (at most 30 working days) and the keeping time of a result (seven days)."""
PRUNED_AT_ONCE = 500
"""Rows a transaction: the queue's thread must not be away for long."""
_IDLE_BYTES = 1024 * 1024
"""Less idle room than this is left alone."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures for a technician; `oldest` is when the oldest waiting envelope was made, the bytes are on the disk."""

    waiting: int
    sent: int
    refused: int
    quarantined: int
    file_bytes: int
    paper_bytes: int
    oldest: str | None


def stats(connection: sqlite3.Connection) -> Stats:
    """Counts out of partial indexes; no row is read but the oldest of each priority."""

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0] or 0)

    return Stats(
        waiting=one("SELECT count(*) FROM outbox WHERE settled_at IS NULL"),
        sent=one("SELECT count(*) FROM outbox WHERE state = 'sent'"),
        refused=one("SELECT count(*) FROM outbox WHERE state = 'refused'"),
        quarantined=one("SELECT count(*) FROM quarantine"),
        file_bytes=one("PRAGMA page_count") * one("PRAGMA page_size"),
        paper_bytes=one("SELECT sum(blob_bytes) FROM outbox WHERE blob_sha256 IS NOT NULL AND sealed IS NOT NULL"),
        oldest=_oldest(connection),
    )


def _oldest(connection: sqlite3.Connection) -> str | None:
    """None, too, as long as the very row cannot be read: the other figures are still good, `verify` names it."""
    try:
        return connection.execute(_OLDEST).fetchone()[0]  # type: ignore[no-any-return]
    except sqlite3.DatabaseError as error:
        if not unreadable(error):
            raise
        return None


_OLDEST = """
WITH RECURSIVE lane (priority) AS (
    SELECT min(priority) FROM outbox WHERE head = 1
    UNION ALL
    SELECT (SELECT min(priority) FROM outbox WHERE head = 1 AND outbox.priority > lane.priority) FROM lane
        WHERE lane.priority IS NOT NULL
)
SELECT min(created_at) FROM outbox WHERE seq IN (
    SELECT (SELECT seq FROM outbox WHERE head = 1 AND outbox.priority = lane.priority
        AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.seq = outbox.seq) ORDER BY seq LIMIT 1) FROM lane
)
"""


def papers(connection: sqlite3.Connection) -> set[str]:
    """Names of the papers' files, by what the index says and by what the row says.

    One flipped bit in either must not make a paper an orphan.
    """
    rows = connection.execute(
        "SELECT blob_sha256, blob_path FROM outbox WHERE blob_sha256 IS NOT NULL AND sealed IS NOT NULL"
    )
    return {name for indexed, path in rows for name in (indexed, Path(path).name)}


def keys_held(connection: sqlite3.Connection) -> list[str]:
    """Ids of the hall's keys to which anything is sealed that still lies here, dead letters too. Reads every such row.

    Raises `sqlite3.DatabaseError` where a row cannot be read: then nothing can be said.
    """
    rows = connection.execute("SELECT DISTINCT key_id FROM outbox WHERE sealed IS NOT NULL ORDER BY key_id")
    return [row[0] for row in rows]


def prune(tx: sqlite3.Connection, now: datetime, open_cases: Iterable[UUID] = ()) -> int:
    """Forget up to `PRUNED_AT_ONCE` envelopes sent more than `SENT_KEPT` ago; how many went.

    Never the newest row: the next one counts on from it. Raises `RowUnwritable` for one that cannot be taken out.
    """
    kept = json.dumps([str(case) for case in open_cases])
    gone = 0
    for (seq,) in tx.execute(_LONG_SENT, ((now - SENT_KEPT).isoformat(),)).fetchall():
        gone += write(tx, _FORGET, (kept, seq), DAMAGED)
        if gone == PRUNED_AT_ONCE:
            break
    return gone


_LONG_SENT = (
    "SELECT seq FROM outbox WHERE state = 'sent' AND settled_at < ? AND seq != (SELECT max(seq) FROM outbox)"
    " AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.seq = outbox.seq) ORDER BY settled_at"
)
_FORGET = "DELETE FROM outbox WHERE (case_id IS NULL OR case_id NOT IN (SELECT value FROM json_each(?))) AND seq = ?"


def shrink(connection: sqlite3.Connection) -> bool:
    """Rewrite the file when most of it lies idle, and empty the write-ahead log; True when it was rewritten.

    Outside a transaction. An interruption leaves the file as it was. Another reader only puts it off.
    """
    pages, idle, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _ROOM)
    worth_it = idle * size > _IDLE_BYTES and idle > pages - idle
    if worth_it:
        connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return worth_it


_ROOM = ("page_count", "freelist_count", "page_size")
