"""The one SQLite file of the terminal: outbox and custody together, so that both change in one transaction.

WAL with synchronous=FULL is the one setting that lost nothing in 200 power cuts (offline-queue facts). A `Store` is
not thread-safe: every call is made on one thread, the terminal's `queue` worker; the connection only lets itself be
handed to that thread once.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from sqlite_utils import Database, Migrations

from contract.envelope import Kind, Message
from contract.seal import HallPublicKey
from offline_queue import blobs, outbox
from offline_queue.errors import StoreBroken, StoreError, translated
from offline_queue.tables import MIGRATIONS

Tx = sqlite3.Connection
"""An open transaction, as `Store.transaction` hands it out. Only `execute` is meant; never commit it yourself."""

_BUSY_TIMEOUT_MS = 5000
_WAL_LIMIT_BYTES = 16 * 1024 * 1024


class Store:
    """One file, one writer. Raises `StoreBroken`, `StoreBusy` or `StoreFull` when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.blobs = path.parent / "blobs"
        """Where sealed papers lie; references in the outbox are relative to the file's folder."""
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise
        self.database = Database(self.connection)
        self.migrate(MIGRATIONS)

    def _prepare(self) -> None:
        execute = self.connection.execute
        execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        mode = execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreBroken(f"{self.path.name} cannot use a write-ahead log (journal mode {mode})")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")

    def migrate(self, migrations: Migrations) -> None:
        """Apply what is missing, each in one transaction with its record. A name we do not know = `StoreBroken`."""
        with translated(self.path):
            known = {migration.name for migration in migrations._migrations}
            newer = {done.name for done in migrations.applied(self.database)} - known
            if newer:
                raise StoreBroken(f"{self.path.name} was written by a newer version: {sorted(newer)}")
            migrations.apply(self.database)

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """BEGIN IMMEDIATE, COMMIT at the end, ROLLBACK on any error. Durable when the block has been left."""
        with translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def read(self, sql: str, parameters: tuple[Any, ...] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """Rows of one SELECT, by name."""
        with translated(self.path):
            cursor = self.connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, parameters).fetchall()

    def enqueue(
        self,
        tx: Tx,
        kind: Kind,
        case_id: UUID | None,
        body: Message,
        *,
        hall_key: HallPublicKey,
        terminal: str,
        now: datetime,
        priority: int = outbox.DEFAULT_PRIORITY,
        blob: Path | None = None,
        envelope_id: UUID | None = None,
    ) -> UUID:
        """Seal `body` and put it into the caller's transaction; nothing is promised before that commits.

        `blob` is a file of `blobs.write_blob`. A lower `priority` goes first; order within a case is always kept.
        """
        return outbox.put(
            tx,
            kind,
            case_id,
            body,
            hall_key=hall_key,
            terminal=terminal,
            now=now,
            priority=priority,
            blob=blob,
            envelope_id=envelope_id,
            folder=self.path.parent,
        )

    def sweep(self) -> list[Path]:
        """Delete blob files no row names; only at start, before anyone writes papers."""
        rows = self.read("SELECT blob_sha256 FROM outbox WHERE blob_sha256 IS NOT NULL AND sealed IS NOT NULL")
        return blobs.sweep(self.blobs, {row["blob_sha256"] for row in rows})

    def stats(self) -> outbox.Stats:
        """How much waits, since when, and what was refused. No personal data."""
        with translated(self.path):
            return outbox.stats(self.connection)

    def check(self) -> list[str]:
        """SQLite's own opinion of the file: empty when sound. It notices few flipped bits; rows carry digests."""
        try:
            found = [str(row[0]) for row in self.read("PRAGMA integrity_check")]
        except StoreError as error:
            return [str(error)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self.connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def next_number(tx: Tx, name: str) -> int:
    """The next value of the named counter, from 1; never the same twice, even over restarts."""
    return outbox.next_number(tx, name)
