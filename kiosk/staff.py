"""Signing in at the terminal by staff number and PIN, with or without the network; wrong tries lock the number."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from contract.orders import StaffMember
from contract.pickup import LOCK_MINUTES, MAX_TRIES, hash_secret, secret_matches
from kiosk.visit import Who
from offline_queue import digests
from offline_queue.store import Store

MIGRATIONS = Migrations("kiosk_staff")


@MIGRATIONS(name="0001 staff")
def _staff(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE staff (
            number TEXT PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('courier', 'station', 'technician')),
            pin_salt BLOB NOT NULL,
            pin_hash BLOB NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            tries INTEGER NOT NULL DEFAULT 0,
            locked_until REAL NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        """
    )


@MIGRATIONS(name="0002 rows that carry their digest")
def _digests(db: Database) -> None:
    """A flipped bit here makes another role, or a number that no wrong try locks any more (decision 029)."""
    digests.keep(db, "staff", ["number"])


class SignInRefused(Exception):
    """Number or PIN is wrong; the screen does not say which."""


class SignInLocked(Exception):
    """Too many wrong tries; `until` says how long."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until


class Staff:
    """Who may sign in, as the hall's last orders say; every call on the queue thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.migrate(MIGRATIONS)

    def orders(self, members: Iterable[StaffMember]) -> None:
        """Replace the list; wrong tries already counted stay counted."""
        rows = [(m.number, m.role, m.pin_salt, m.pin_hash, int(m.active)) for m in members]
        with self._store.transaction() as tx:
            tx.execute("UPDATE staff SET active = 0")
            tx.executemany(
                "INSERT INTO staff (number, role, pin_salt, pin_hash, active) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (number) DO UPDATE SET role = excluded.role, pin_salt = excluded.pin_salt,"
                " pin_hash = excluded.pin_hash, active = excluded.active",
                rows,
            )

    def sign_in(self, number: str, pin: str, now: datetime) -> Who:
        """The member's role. Raises `SignInRefused` or `SignInLocked`; both survive a restart."""
        rows = self._store.read("SELECT * FROM staff WHERE number = ? AND active = 1", (number,))
        if not rows:
            hash_secret(pin, bytes(16))  # time must not tell which numbers exist
            raise SignInRefused
        row = rows[0]
        if row["locked_until"] > now.timestamp():
            raise SignInLocked(datetime.fromtimestamp(row["locked_until"], now.tzinfo))
        if secret_matches(pin, row["pin_salt"], row["pin_hash"]):
            self._count(number, 0, 0.0)
            return Who(row["role"])
        tries = row["tries"] + 1
        if tries % MAX_TRIES:
            self._count(number, tries, 0.0)
            raise SignInRefused
        until = now + timedelta(minutes=LOCK_MINUTES * (tries // MAX_TRIES))
        self._count(number, tries, until.timestamp())
        raise SignInLocked(until)

    def _count(self, number: str, tries: int, locked_until: float) -> None:
        with self._store.transaction() as tx:
            tx.execute("UPDATE staff SET tries = ?, locked_until = ? WHERE number = ?", (tries, locked_until, number))
