"""The outbox's tables. A change is a new migration at the end, never an edit of an old one."""

from enum import StrEnum, unique

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("offline_queue")


@unique
class State(StrEnum):
    """Where an envelope stands. SENDING found at start means: ask the hall, do not send again."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@MIGRATIONS(name="0001 outbox and counters")
def _outbox(db: Database) -> None:
    """`head` is 1 when no earlier envelope of the same case is unsettled, so that a claim is one indexed read."""
    db.executescript(
        """
        CREATE TABLE counters (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL CHECK (value >= 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE notes (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            kind TEXT NOT NULL,
            case_id TEXT CHECK (case_id IS NULL OR length(case_id) = 36),
            terminal TEXT NOT NULL,
            counter INTEGER NOT NULL CHECK (counter >= 1),
            priority INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'sent', 'refused')),
            head INTEGER NOT NULL CHECK (head IN (0, 1)),
            created_at TEXT NOT NULL,
            due_at REAL NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            key_id TEXT NOT NULL,
            digest TEXT NOT NULL CHECK (length(digest) = 64),
            sealed BLOB,
            blob_path TEXT,
            blob_sha256 TEXT,
            blob_bytes INTEGER,
            upload_url TEXT,
            receipt TEXT,
            refusal TEXT,
            settled_at TEXT,
            UNIQUE (terminal, counter),
            CHECK (state NOT IN ('ready', 'sending') OR sealed IS NOT NULL),
            CHECK ((state = 'sent') = (receipt IS NOT NULL)),
            CHECK ((blob_path IS NULL) = (blob_sha256 IS NULL))
        ) STRICT;

        CREATE INDEX outbox_ready ON outbox (priority, seq) WHERE state = 'ready' AND head = 1;
        CREATE INDEX outbox_sending ON outbox (priority, seq) WHERE state = 'sending';
        CREATE INDEX outbox_case ON outbox (case_id, seq)
            WHERE case_id IS NOT NULL AND state IN ('ready', 'sending');
        CREATE INDEX outbox_refused ON outbox (seq) WHERE state = 'refused';
        """
    )
