"""Custody's tables, in the outbox's file. A change is a new migration at the end, never an edit of an old one."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("custody")


@MIGRATIONS(name="0001 compartments, parcels, openings, journal, code lock")
def _custody(db: Database) -> None:
    """One box one parcel, one parcel one box, and an append-only journal: held by the schema itself."""
    db.executescript(
        """
        CREATE TABLE compartments (
            number INTEGER PRIMARY KEY CHECK (number >= 1),
            size TEXT NOT NULL CHECK (size IN ('S', 'M', 'L')),
            low INTEGER NOT NULL CHECK (low IN (0, 1)),
            fitted INTEGER NOT NULL DEFAULT 1 CHECK (fitted IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN
                ('free', 'reserved', 'opening', 'open', 'holding', 'closed_unknown', 'out_of_service')),
            parcel TEXT UNIQUE REFERENCES parcels (barcode),
            since TEXT NOT NULL,
            CHECK (state != 'free' OR parcel IS NULL),
            CHECK (state NOT IN ('reserved', 'holding') OR parcel IS NOT NULL)
        ) STRICT;

        CREATE TABLE parcels (
            barcode TEXT PRIMARY KEY CHECK (length(barcode) = 14),
            kind TEXT NOT NULL CHECK (kind IN ('originals', 'result')),
            case_id TEXT NOT NULL CHECK (length(case_id) = 36),
            case_number TEXT,
            person_tag TEXT NOT NULL,
            size TEXT CHECK (size IS NULL OR size IN ('S', 'M', 'L')),
            holder TEXT NOT NULL CHECK (holder IN
                ('resident', 'box', 'courier', 'mail_room', 'department', 'issuing_desk', 'staff')),
            compartment INTEGER UNIQUE REFERENCES compartments (number),
            expected INTEGER NOT NULL DEFAULT 1 CHECK (expected IN (0, 1)),
            frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
            keep_days INTEGER NOT NULL DEFAULT 7 CHECK (keep_days >= 0),
            code_salt BLOB,
            code_hash BLOB,
            loaded_at TEXT,
            since TEXT NOT NULL,
            CHECK ((holder = 'box') = (compartment IS NOT NULL)),
            CHECK ((code_salt IS NULL) = (code_hash IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX parcels_case ON parcels (case_id);
        CREATE INDEX parcels_person ON parcels (person_tag, holder);

        CREATE TABLE openings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            compartment INTEGER NOT NULL REFERENCES compartments (number),
            parcel TEXT REFERENCES parcels (barcode),
            purpose TEXT NOT NULL CHECK (purpose IN ('drop', 'collect', 'load', 'take', 'recover', 'test')),
            authority TEXT NOT NULL,
            actor TEXT NOT NULL,
            reference TEXT NOT NULL,
            before TEXT NOT NULL,
            pulses INTEGER NOT NULL CHECK (pulses >= 0),
            pulsed_at REAL NOT NULL,
            outcome TEXT CHECK (outcome IS NULL OR outcome IN ('opened', 'jammed', 'unknown')),
            since TEXT NOT NULL,
            ended_at TEXT,
            ended_as TEXT,
            CHECK ((ended_at IS NULL) = (ended_as IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX openings_live ON openings (compartment) WHERE ended_at IS NULL;

        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            entry TEXT NOT NULL,
            compartment INTEGER,
            parcel TEXT,
            actor TEXT NOT NULL,
            authority TEXT NOT NULL,
            opening INTEGER,
            detail TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE code_lock (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            tries INTEGER NOT NULL CHECK (tries >= 0),
            level INTEGER NOT NULL CHECK (level >= 0),
            locked_at REAL NOT NULL,
            locked_until REAL NOT NULL
        ) STRICT;
        INSERT INTO code_lock VALUES (1, 0, 0, 0, 0);
        """
    )
