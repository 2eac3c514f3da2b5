"""Custody's tables, in the outbox's file. A change is a new migration at the end, never an edit of an old one."""

from sqlite_utils import Database, Migrations

from offline_queue import digests

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


@MIGRATIONS(name="0002 moves held by the schema, couriers, proxies, the bounded clock, indexes")
def _moves(db: Database) -> None:
    """The tables of allowed moves once more, in the file itself: a wrong line of code cannot undo a custody chain."""
    db.executescript(
        """
        ALTER TABLE parcels ADD COLUMN courier TEXT;
        ALTER TABLE parcels ADD COLUMN proxy_tag TEXT;
        ALTER TABLE parcels ADD COLUMN card_needed INTEGER NOT NULL DEFAULT 0 CHECK (card_needed IN (0, 1));

        CREATE TABLE clock_mark (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            at_least REAL NOT NULL,
            heard_at REAL
        ) STRICT;

        CREATE TABLE box_moves (was TEXT NOT NULL, now TEXT NOT NULL, PRIMARY KEY (was, now)) STRICT, WITHOUT ROWID;
        INSERT INTO box_moves (was, now) VALUES
            ('free', 'reserved'), ('free', 'opening'), ('free', 'open'), ('free', 'out_of_service'),
            ('reserved', 'opening'), ('reserved', 'open'), ('reserved', 'free'), ('reserved', 'out_of_service'),
            ('opening', 'open'), ('opening', 'reserved'), ('opening', 'holding'), ('opening', 'free'),
            ('opening', 'closed_unknown'), ('opening', 'out_of_service'),
            ('open', 'opening'), ('open', 'holding'), ('open', 'reserved'), ('open', 'free'),
            ('open', 'closed_unknown'), ('open', 'out_of_service'),
            ('holding', 'opening'), ('holding', 'open'), ('holding', 'closed_unknown'), ('holding', 'out_of_service'),
            ('closed_unknown', 'opening'), ('closed_unknown', 'open'), ('closed_unknown', 'holding'),
            ('closed_unknown', 'reserved'), ('closed_unknown', 'free'), ('closed_unknown', 'out_of_service'),
            ('out_of_service', 'free'), ('out_of_service', 'holding'), ('out_of_service', 'opening'),
            ('out_of_service', 'open'), ('out_of_service', 'closed_unknown');
        CREATE TRIGGER compartments_move BEFORE UPDATE OF state ON compartments
            WHEN OLD.state IS NOT NEW.state
                AND NOT EXISTS (SELECT 1 FROM box_moves WHERE was = OLD.state AND now = NEW.state)
            BEGIN SELECT RAISE(ABORT, 'no such move of a compartment'); END;
        CREATE TRIGGER compartments_hold BEFORE UPDATE OF state, parcel ON compartments
            WHEN NEW.state = 'holding' AND NOT EXISTS (SELECT 1 FROM parcels
                WHERE barcode = NEW.parcel AND holder = 'box' AND compartment = NEW.number)
            BEGIN SELECT RAISE(ABORT, 'a holding compartment holds a parcel whose holder it is'); END;

        CREATE TABLE holder_moves (was TEXT NOT NULL, now TEXT NOT NULL, PRIMARY KEY (was, now)) STRICT, WITHOUT ROWID;
        INSERT INTO holder_moves (was, now) VALUES
            ('resident', 'box'), ('box', 'courier'), ('courier', 'box'), ('box', 'resident'), ('box', 'staff');
        CREATE TRIGGER parcels_move BEFORE UPDATE OF holder ON parcels
            WHEN OLD.holder IS NOT NEW.holder
                AND NOT EXISTS (SELECT 1 FROM holder_moves WHERE was = OLD.holder AND now = NEW.holder)
            BEGIN SELECT RAISE(ABORT, 'no such move of a parcel'); END;
        CREATE TRIGGER parcels_into_box BEFORE UPDATE OF holder, compartment ON parcels
            WHEN NEW.holder = 'box' AND NOT EXISTS (SELECT 1 FROM compartments
                WHERE number = NEW.compartment AND parcel = NEW.barcode)
            BEGIN SELECT RAISE(ABORT, 'a parcel goes only into the compartment kept for it'); END;

        CREATE TRIGGER openings_authority BEFORE INSERT ON openings
            WHEN NEW.authority = '' OR NEW.actor = ''
            BEGIN SELECT RAISE(ABORT, 'no door without an authority'); END;

        CREATE INDEX journal_parcel ON journal (parcel, sequence) WHERE parcel IS NOT NULL;
        CREATE INDEX journal_courier ON journal (actor, sequence)
            WHERE entry IN ('collected', 'loaded', 'missing', 'manifest');
        CREATE INDEX journal_pause ON journal (sequence) WHERE entry IN ('paused', 'resumed');
        CREATE INDEX openings_compartment ON openings (compartment, pulsed_at);
        CREATE INDEX parcels_expected ON parcels (barcode) WHERE holder = 'courier' AND expected = 1;
        CREATE INDEX parcels_in_box ON parcels (barcode) WHERE holder = 'box';
        CREATE INDEX parcels_proxy ON parcels (proxy_tag, holder) WHERE proxy_tag IS NOT NULL;
        """
    )


@MIGRATIONS(name="0003 originals may be reclaimed")
def _reclaim(db: Database) -> None:
    """A CHECK is part of its table: openings are written anew, with every row, index and trigger they had."""
    db.executescript(
        """
        CREATE TABLE openings_new (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            compartment INTEGER NOT NULL REFERENCES compartments (number),
            parcel TEXT REFERENCES parcels (barcode),
            purpose TEXT NOT NULL CHECK (purpose IN
                ('drop', 'collect', 'load', 'take', 'reclaim', 'recover', 'test')),
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
        INSERT INTO openings_new SELECT * FROM openings;
        DROP TABLE openings;
        ALTER TABLE openings_new RENAME TO openings;
        CREATE UNIQUE INDEX openings_live ON openings (compartment) WHERE ended_at IS NULL;
        CREATE INDEX openings_compartment ON openings (compartment, pulsed_at);
        CREATE TRIGGER openings_authority BEFORE INSERT ON openings
            WHEN NEW.authority = '' OR NEW.actor = ''
            BEGIN SELECT RAISE(ABORT, 'no door without an authority'); END;
        """
    )


@MIGRATIONS(name="0004 rows that carry their digest")
def _digests(db: Database) -> None:
    """Times, states and tags are in no journal entry that could be held against them."""
    for table, key in _KEYS.items():
        digests.keep(db, table, [key])
    # A row with a trigger has its children looked for, one by one where they have no index.
    db.executescript("CREATE INDEX openings_parcel ON openings (parcel);")


_KEYS = {
    "compartments": "number",
    "parcels": "barcode",
    "openings": "id",
    "code_lock": "one",
    "clock_mark": "one",
}
