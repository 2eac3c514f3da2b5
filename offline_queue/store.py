"""The one SQLite file of the terminal: outbox and custody together, so that both change in one transaction.

WAL with synchronous=FULL is the one setting that lost nothing in 200 power cuts (offline-queue facts). A `Store` is
not thread-safe: every call is made on one thread, the terminal's `queue` worker; the connection only lets itself be
handed to that thread once.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from sqlite_utils import Database, Migrations

from contract.envelope import Kind
from contract.message import Message
from contract.seal import HallPublicKey
from offline_queue import blobs, digests, outbox, upkeep
from offline_queue.damage import around_damage
from offline_queue.errors import StoreBroken, StoreBusy, StoreError, StoreNewer, translated
from offline_queue.one_row import Claimed, Spoilt
from offline_queue.sealing import Sealed, seal
from offline_queue.tables import MIGRATIONS
from offline_queue.verify import altered_schema

Hand = tuple[list[Claimed], list[Spoilt]]
Tx = outbox.Connection
"""An open transaction, as `Store.transaction` hands it out. Only `execute` is meant; never commit it yourself."""

_BUSY_TIMEOUT_MS = 5000
_WAL_LIMIT_BYTES = 16 * 1024 * 1024
_PAGE_BYTES = 2048
"""Of a new file. A write costs by the page it touches, so small ones are faster here (docs/queue.md)."""
_CHECKPOINT_PAGES = 4000
"""8 MB of log between two rewrites of pages and their flush; read again after a power cut in some 10 ms."""
_ASIDE = "broken-"


class Store:
    """One file, one writer. Raises `StoreBroken`, `StoreBusy` or `StoreFull` when it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.blobs = path.parent / "blobs"
        """Where sealed papers lie; references in the outbox are relative to the file's folder."""
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, factory=outbox.Connection
            )
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise
        self._durably, self._softly = (_Transaction(self.connection, path, durable) for durable in (True, False))
        self.database = Database(self.connection)
        self._migrated: list[Migrations] = []
        self.migrate(MIGRATIONS)

    def _prepare(self) -> None:
        digests.register(self.connection)
        execute = self.connection.execute
        execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        mode = execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreBroken(f"{self.path.name} cannot use a write-ahead log (journal mode {mode})")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
        execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")

    def migrate(self, migrations: Migrations) -> None:
        """Apply what is missing, each in one transaction with its record. A name we do not know: `StoreNewer`."""
        with translated(self.path):
            known = {migration.name for migration in migrations._migrations}
            newer = {done.name for done in migrations.applied(self.database)} - known
            if newer:
                raise StoreNewer(f"{self.path.name} was written by a newer version: {sorted(newer)}")
            if migrations.pending(self.database):
                migrations.apply(self.database)
        self._migrated.append(migrations)

    def transaction(self, *, durable: bool = True) -> "_Transaction":
        """BEGIN IMMEDIATE, COMMIT at the end, ROLLBACK on any error. Durable when the block has been left.

        Not `durable`: survives a kill at once and a power cut only from the next durable commit on; for what can be
        asked again, that is for what the sender notes of envelopes the hall has (decision 015).
        """
        return self._durably if durable else self._softly

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
        priority: int | None = None,
        blob: Path | None = None,
        envelope_id: UUID | None = None,
    ) -> UUID:
        """Seal `body` and put it into the caller's transaction; nothing is promised before that commits.

        `blob` is a file of `blobs.write_blob`. A lower `priority` goes first (`outbox.PRIORITIES` when none is
        given); order within a case is always kept.
        """
        sealed = seal(kind, case_id, body, hall_key, envelope_id)
        return self.put(tx, sealed, terminal=terminal, now=now, priority=priority, blob=blob)

    def put(
        self,
        tx: Tx,
        sealed: Sealed,
        *,
        terminal: str,
        now: datetime,
        priority: int | None = None,
        blob: Path | None = None,
    ) -> UUID:
        """The second half of `enqueue`: what is sealed already goes into the caller's transaction."""
        folder = self.path.parent
        return outbox.put(tx, sealed, terminal=terminal, now=now, folder=folder, priority=priority, blob=blob)

    def claim(self, tx: Tx, now: datetime, most: int = outbox.HAND, but: Collection[int] = ()) -> Hand:
        """What to deliver next; see `outbox.claim`."""
        return outbox.claim(tx, now, self.path.parent, most, but)

    def sweep(self) -> list[Path]:
        """Delete blob files no row names; only at start, before anyone writes papers. None if a row is unreadable."""
        try:
            with translated(self.path):
                wanted = upkeep.papers(self.connection)
        except StoreBroken:
            return []
        return blobs.sweep(self.blobs, wanted)

    def stats(self) -> upkeep.Stats:
        """How much waits, since when, and what was refused. No personal data."""
        with translated(self.path):
            return upkeep.stats(self.connection)

    def tidy(self, now: datetime, open_cases: Iterable[UUID] = ()) -> int:
        """Forget what was sent long ago and give its room back to the disk; how many rows went. See `upkeep`.

        `open_cases`: cases whose receipts stay, however old.
        """
        gone = 0
        while True:
            some = around_damage(self, lambda tx: upkeep.prune(tx, now, open_cases), lambda: now)
            gone += some
            if some < upkeep.PRUNED_AT_ONCE:
                break
        with translated(self.path):
            upkeep.shrink(self.connection)
        return gone

    def keys_held(self) -> list[str]:
        """Ids of the hall's keys that something here is still sealed to; see `upkeep.keys_held`."""
        with translated(self.path):
            return upkeep.keys_held(self.connection)

    def beside(self) -> list[Path]:
        """Folders of stores that were set aside and that nobody has cleared away: what they hold is not known here."""
        return sorted(self.path.parent.glob(f"{_ASIDE}*"))

    def check(self) -> list[str]:
        """SQLite's own opinion of the file, and whether its schema is ours: empty when sound.

        It notices few flipped bits; rows carry digests.
        """
        try:
            found = [str(row[0]) for row in self.read("PRAGMA integrity_check")]
            with translated(self.path):
                altered = [line for one in self._migrated for line in altered_schema(self.connection, one)]
        except StoreError as error:
            return [str(error)]
        return altered if found == ["ok"] else found + altered

    @classmethod
    def open_or_quarantine(cls, path: Path, now: datetime) -> tuple["Store", Path | None]:
        """Open the file; one that is damaged is moved aside, never deleted, and a new one begun.

        Returns the store and, when the file was damaged, the folder where it now lies with its write-ahead log and
        blobs. Raises `StoreBusy`, `StoreFull`, and `StoreNewer`: a file of a newer version is sound.
        """
        try:
            return cls(path), None
        except (StoreBusy, StoreNewer):
            raise
        except StoreBroken:
            aside = set_aside(path, now)
            return cls(path), aside

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


def count_from(tx: Tx, name: str, first: int) -> None:
    """Let the named counter give `first` next, unless it is further already."""
    outbox.count_from(tx, name, first)


class _Transaction:
    """A context manager by hand: a generator costs a tenth of an enqueue."""

    __slots__ = ("_connection", "_durable", "_execute", "_path")

    def __init__(self, connection: Tx, path: Path, durable: bool) -> None:
        self._connection, self._path, self._durable, self._execute = connection, path, durable, connection.execute

    def __enter__(self) -> Tx:
        if not self._durable:
            self._flush("NORMAL")
        try:
            self._execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if not self._durable:
                self._flush("FULL")
            with translated(self._path):
                raise error
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        failed = error
        if failed is None:
            try:
                self._execute("COMMIT")
            except sqlite3.Error as refused:
                failed = refused
        if failed is not None:
            self._undo()
        if not self._durable:
            self._flush("FULL")
        if failed is not None and isinstance(failed, sqlite3.Error | OSError):
            with translated(self._path):
                raise failed

    def _undo(self) -> None:
        self._connection.newest = None
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _flush(self, how: str) -> None:
        """As a script: the pragma acts when it is compiled, and `execute` keeps what it has compiled."""
        if self._connection.in_transaction:  # a script would commit it
            raise RuntimeError("transactions do not nest")
        self._connection.executescript(f"PRAGMA synchronous = {how}")


def set_aside(path: Path, now: datetime) -> Path:
    """Move a store's files (database, write-ahead log, blobs) into a folder beside it; returns that folder.

    The enrolment (`keys/enrolled.json`, `kiosk.keys`) goes along, and first: what an empty store counts under it would
    begin again at numbers already given, so the hall has to say anew where to go on.

    Raises `StoreBroken` when there is nothing to move or it cannot be moved.
    """
    aside = path.parent / f"{_ASIDE}{now:%Y%m%dT%H%M%S%f}"
    try:
        for folder in (aside, aside / "keys"):
            folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            (path.parent / "keys" / "enrolled.json").rename(aside / "keys" / "enrolled.json")
            blobs.sync_folder(path.parent / "keys")
        path.rename(aside / path.name)
        for name in (f"{path.name}-wal", f"{path.name}-shm", "blobs"):
            with suppress(FileNotFoundError):
                (path.parent / name).rename(aside / name)
        blobs.sync_folder(aside)
        blobs.sync_folder(path.parent)
    except OSError as error:
        raise StoreBroken(f"{path.name} could not be moved aside: {error}") from error
    return aside
