"""The queues that are measured, each made as durable as the floor: on disk when `enqueue` returns.

Everything a target needs is imported when it is opened, so that a process that measures one holds no other.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

BODY = bytes(range(256)) * 8
"""2 KB, as a sealed rating or custody report is."""
_AT_ONCE = 1000


class Target(Protocol):
    """One queue in one folder. `made` prepares items untimed; `cycle` is enqueue, claim, acknowledge."""

    def __init__(self, folder: Path) -> None: ...

    def fill(self, number: int) -> None:
        """Put items in fast, not durably; untimed."""

    def made(self, number: int) -> list[Any]:
        """Items ready to be enqueued."""

    def enqueue(self, item: Any) -> None:
        """Durable on return."""

    def cycle(self, item: Any) -> None:
        """Enqueue one, claim the next, acknowledge it."""

    def claims(self, number: int) -> list[Callable[[], object]]:
        """Calls to be timed one by one, each claiming; what they changed is put back."""


class _Bytes:
    def __init__(self, folder: Path) -> None:
        raise NotImplementedError

    def made(self, number: int) -> list[Any]:
        return [BODY] * number

    def fill(self, number: int) -> None:
        for item in self.made(number):
            self.enqueue(item)

    def enqueue(self, item: Any) -> None:
        raise NotImplementedError

    def claims(self, number: int) -> list[Callable[[], object]]:
        return []


class Floor(_Bytes):
    """Bare SQLite: one INSERT, the lease in memory, one DELETE; nothing durable can do with less."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "floor.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        self._last = 0

    def fill(self, number: int) -> None:
        self._db.executescript("PRAGMA synchronous = OFF")
        for _ in range(0, number, _AT_ONCE):
            self._db.execute("BEGIN")
            rows = [(BODY,)] * min(_AT_ONCE, number)
            self._db.executemany("INSERT INTO items (body) VALUES (?)", rows)
            self._db.execute("COMMIT")
        self._db.executescript("PRAGMA synchronous = FULL")

    def enqueue(self, item: Any) -> None:
        self._db.execute("INSERT INTO items (body) VALUES (?)", (item,))

    def _claim(self) -> int:
        sql = "SELECT id, body FROM items WHERE id > ? ORDER BY id LIMIT 1"
        return int(self._db.execute(sql, (self._last,)).fetchone()[0])

    def cycle(self, item: Any) -> None:
        self.enqueue(item)
        self._last = self._claim()
        self._db.execute("DELETE FROM items WHERE id = ?", (self._last,))

    def claims(self, number: int) -> list[Callable[[], object]]:
        return [self._claim] * number


class Ours(_Bytes):
    """The terminal's outbox as `Sender` uses it: a hand is settled and the next one claimed in one transaction.

    What the hall has is not flushed by itself (decision 015): a cycle has one flush where the floor's has two.
    """

    _FLUSHED = False

    def __init__(self, folder: Path) -> None:
        sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # 15 MB that sqlite-utils takes along if it may
        from contract.envelope import Kind, Receipt, new_id
        from offline_queue import outbox
        from offline_queue.sealing import Sealed
        from offline_queue.store import Store

        self._outbox, self._kind, self._sealed = outbox, Kind.RATING, Sealed
        self._receipt, self._new_id = Receipt, new_id
        self._store = Store(folder / "terminal.db")
        self._hand: list[Any] = []
        self._done: list[tuple[int, Any]] = []

    def made(self, number: int) -> list[Any]:
        new_id = self._new_id
        return [self._sealed(new_id(), self._kind, new_id(), "0" * 16, BODY) for _ in range(number)]

    def fill(self, number: int) -> None:
        self._store.connection.executescript("PRAGMA synchronous = OFF")
        for _ in range(0, number, _AT_ONCE):
            with self._store.transaction() as tx:
                for item in self.made(min(_AT_ONCE, number)):
                    self._store.put(tx, item, terminal="T00001", now=datetime.now(UTC))
        self._store.connection.executescript("PRAGMA synchronous = FULL")

    def enqueue(self, item: Any) -> None:
        with self._store.transaction() as tx:
            self._store.put(tx, item, terminal="T00001", now=datetime.now(UTC))

    def cycle(self, item: Any) -> None:
        self.enqueue(item)
        if not self._hand:
            with self._store.transaction(durable=self._FLUSHED) as tx:
                self._hand, _ = self._store.claim(tx, datetime.now(UTC))
        claimed, now = self._hand.pop(0), datetime.now(UTC)
        id_ = claimed.envelope.id
        receipt = self._receipt.model_construct(envelope_id=id_, taken_at=now, case_number="N1", token="t" * 380)
        self._done.append((claimed.seq, receipt))
        if not self._hand:
            with self._store.transaction(durable=self._FLUSHED) as tx:
                for seq, one in self._done:
                    self._outbox.sent(tx, seq, one, now)
                self._hand, _ = self._store.claim(tx, now)
            self._done.clear()

    def claims(self, number: int) -> list[Callable[[], object]]:
        tx = self._store.connection

        def begin() -> object:
            if tx.in_transaction:
                tx.execute("ROLLBACK")
            return tx.execute("BEGIN IMMEDIATE")

        def claim() -> object:
            return self._store.claim(tx, datetime.now(UTC), most=1)

        return [call for _ in range(number) for call in (begin, claim)] + [lambda: tx.execute("ROLLBACK")]


class OursFlushed(Ours):
    """The same, every claim and receipt flushed as well: as with a hand whose last envelope has a paper."""

    _FLUSHED = True


class PersistQueue(_Bytes):
    """persist-queue's SQLiteAckQueue: put, get, ack."""

    def __init__(self, folder: Path) -> None:
        from persistqueue import SQLiteAckQueue

        self._queue = SQLiteAckQueue(str(folder), auto_commit=True, multithreading=True)

    def enqueue(self, item: Any) -> None:
        self._queue.put(item)

    def cycle(self, item: Any) -> None:
        self._queue.put(item)
        got = self._queue.get(block=False, raw=True)
        self._queue.ack(id=got["pqid"])


class LiteQueueFull(_Bytes):
    """litequeue with synchronous=FULL (its own default may lose what it said it had): put, pop, done."""

    def __init__(self, folder: Path) -> None:
        from litequeue import LiteQueue

        self._queue = LiteQueue(str(folder / "lite.db"))
        self._queue.conn.execute("PRAGMA synchronous = FULL")

    def enqueue(self, item: Any) -> None:
        self._queue.put(item.hex()[:2048])

    def cycle(self, item: Any) -> None:
        self.enqueue(item)
        self._queue.done(self._queue.pop().message_id)


class Huey(_Bytes):
    """huey's SqliteStorage with fsync: a dequeue deletes, there is no acknowledging, a kill loses the item in hand."""

    def __init__(self, folder: Path) -> None:
        from huey.storage import SqliteStorage

        self._queue = SqliteStorage("bench", filename=str(folder / "huey.db"), fsync=True, strict_fifo=True)

    def enqueue(self, item: Any) -> None:
        self._queue.enqueue(item)

    def cycle(self, item: Any) -> None:
        self._queue.enqueue(item)
        self._queue.dequeue()


class DiskCache(_Bytes):
    """diskcache's Deque with synchronous=FULL: append, popleft; no acknowledging either."""

    def __init__(self, folder: Path) -> None:
        from diskcache import Cache, Deque

        self._queue = Deque.fromcache(Cache(str(folder), eviction_policy="none", sqlite_synchronous=2))

    def enqueue(self, item: Any) -> None:
        self._queue.append(item)

    def cycle(self, item: Any) -> None:
        self._queue.append(item)
        self._queue.popleft()


TARGETS: dict[str, Callable[[Path], Target]] = {
    "bare SQLite (floor)": Floor,
    "ours": Ours,
    "ours, acks flushed": OursFlushed,
    "persist-queue": PersistQueue,
    "litequeue": LiteQueueFull,
    "huey": Huey,
    "diskcache": DiskCache,
}
FLOOR, OURS, FLUSHED = "bare SQLite (floor)", "ours", "ours, acks flushed"
