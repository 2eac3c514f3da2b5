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
from uuid import UUID

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
        oldest=connection.execute(_OLDEST).fetchone()[0],
    )


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


def prune(tx: sqlite3.Connection, now: datetime, open_cases: Iterable[UUID] = ()) -> int:
    """Forget up to `PRUNED_AT_ONCE` envelopes sent more than `SENT_KEPT` ago; how many went.

    Never the newest row: the next one counts on from it.
    """
    before, kept = (now - SENT_KEPT).isoformat(), json.dumps([str(case) for case in open_cases])
    return tx.execute(
        "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE state = 'sent' AND settled_at < ?"
        " AND seq != (SELECT max(seq) FROM outbox)"
        " AND (case_id IS NULL OR case_id NOT IN (SELECT value FROM json_each(?))) ORDER BY settled_at LIMIT ?)",
        (before, kept, PRUNED_AT_ONCE),
    ).rowcount


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
