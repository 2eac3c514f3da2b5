"""The outbox's tables. A change is a new migration at the end, never an edit of an old one."""

import hashlib
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


def row_digest(
    body: bytes | str, id_: str, kind: str, case: str | None, terminal: str, counter: int, created: str, key_id: str
) -> str:
    """SHA-256 in hex over what must not change by itself: SQLite notices 1 % of flipped bits (offline-queue facts).

    `body`: the sealed bytes or, once the envelope is sent, the text of its receipt.
    """
    fields = f"{id_}|{kind}|{case}|{terminal}|{counter}|{created}|{key_id}|".encode()
    return hashlib.sha256(fields + (body if isinstance(body, bytes) else body.encode())).hexdigest()


def _digest_1(*parts: object) -> str:
    """The digest as the first version of the file had it, over the sealed bytes only."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


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


@MIGRATIONS(name="0002 outbox with fewer pages a write; quarantine")
def _fewer_pages(db: Database) -> None:
    """Every page an insert touches costs it some 8 % (docs/queue.md): two indexes lie on its way now, not five.

    `head` now means: the case's first unsettled envelope, READY or SENDING; marking it SENDING changes no index. The
    numbers of `seq` and `counter` go on from the newest row, which is never pruned. Ids are unique by being made so
    (UUIDv7); rows are found by `seq`. `quarantine` names rows that can be neither read nor changed.
    """
    db.executescript(
        """
        CREATE TABLE quarantine (
            seq INTEGER PRIMARY KEY,
            found_at TEXT NOT NULL,
            code TEXT NOT NULL
        ) STRICT;

        CREATE TABLE outbox_2 (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL CHECK (length(id) = 36),
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
            CHECK ((state IN ('ready', 'sending')) = (settled_at IS NULL)),
            CHECK (settled_at IS NOT NULL OR sealed IS NOT NULL),
            CHECK (head = 0 OR settled_at IS NULL),
            CHECK ((state = 'sent') = (receipt IS NOT NULL)),
            CHECK ((blob_path IS NULL) = (blob_sha256 IS NULL))
        ) STRICT;

        INSERT INTO outbox_2 SELECT seq, id, kind, case_id, terminal, counter, priority, state,
            head AND settled_at IS NULL, created_at, due_at, attempts, key_id, digest, sealed, blob_path,
            blob_sha256, blob_bytes, upload_url, receipt, refusal, settled_at FROM outbox ORDER BY seq;
        DROP TABLE outbox;
        ALTER TABLE outbox_2 RENAME TO outbox;

        CREATE INDEX outbox_due ON outbox (priority, seq, due_at, head) WHERE head = 1;
        CREATE INDEX outbox_case ON outbox (case_id, seq, settled_at) WHERE settled_at IS NULL;
        CREATE INDEX outbox_refused ON outbox (state) WHERE state = 'refused';
        CREATE INDEX outbox_sent ON outbox (settled_at, state) WHERE state = 'sent';
        CREATE INDEX outbox_blob ON outbox (blob_sha256, blob_bytes)
            WHERE blob_sha256 IS NOT NULL AND sealed IS NOT NULL;
        """
    )
    _digest_anew(db)


def _digest_anew(db: Database) -> None:
    """Today's digest in every row whose old one fits (a sent row had nothing left to check); no other is made good."""
    rows = db.execute(
        "SELECT seq, state, digest, coalesce(sealed, receipt), id, kind, case_id, terminal, counter, created_at, key_id"
        " FROM outbox"
    )
    for seq, state, digest, body, *fields in rows.fetchall():
        if state == State.SENT or digest == _digest_1(*fields, body):
            db.execute("UPDATE outbox SET digest = ? WHERE seq = ?", (row_digest(body, *fields), seq))


@MIGRATIONS(name="0003 outbox whose checks read one branch")
def _one_branch(db: Database) -> None:
    """What a state asks of its row is one CASE: an insert paid a fifth of its statement for ten checks in a row.

    What the row's digest covers is not checked here a second time.
    """
    db.executescript(
        """
        CREATE TABLE outbox_3 (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            case_id TEXT,
            terminal TEXT NOT NULL,
            counter INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL,
            head INTEGER NOT NULL CHECK (head IN (0, 1)),
            created_at TEXT NOT NULL,
            due_at REAL NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            key_id TEXT NOT NULL,
            digest TEXT NOT NULL,
            sealed BLOB,
            blob_path TEXT,
            blob_sha256 TEXT,
            blob_bytes INTEGER,
            upload_url TEXT,
            receipt TEXT,
            refusal TEXT,
            settled_at TEXT,
            CHECK (CASE state
                WHEN 'ready' THEN settled_at IS NULL AND sealed IS NOT NULL AND receipt IS NULL
                WHEN 'sending' THEN settled_at IS NULL AND sealed IS NOT NULL AND receipt IS NULL
                WHEN 'sent' THEN settled_at IS NOT NULL AND receipt IS NOT NULL AND head = 0
                WHEN 'refused' THEN settled_at IS NOT NULL AND receipt IS NULL AND head = 0
                ELSE 0 END),
            CHECK ((blob_path IS NULL) = (blob_sha256 IS NULL))
        ) STRICT;

        INSERT INTO outbox_3 SELECT * FROM outbox ORDER BY seq;
        DROP TABLE outbox;
        ALTER TABLE outbox_3 RENAME TO outbox;

        CREATE INDEX outbox_due ON outbox (priority, seq, due_at, head) WHERE head = 1;
        CREATE INDEX outbox_case ON outbox (case_id, seq, settled_at) WHERE settled_at IS NULL;
        CREATE INDEX outbox_refused ON outbox (state) WHERE state = 'refused';
        CREATE INDEX outbox_sent ON outbox (settled_at, state) WHERE state = 'sent';
        CREATE INDEX outbox_blob ON outbox (blob_sha256, blob_bytes)
            WHERE blob_sha256 IS NOT NULL AND sealed IS NOT NULL;
        """
    )
