"""Is every row, paper and receipt what was stored? SQLite itself notices 1 % of flipped bits (offline-queue facts)."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError
from sqlite_utils import Database, Migrations

from contract.envelope import Kind, Receipt
from contract.proof import BadProof, check_receipt_of
from offline_queue import digests
from offline_queue.blobs import file_sha256
from offline_queue.errors import StoreBroken
from offline_queue.one_row import ALL, numbers, unreadable
from offline_queue.tables import MIGRATIONS, State, row_digest

_BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
"""The second is of SQLite's own words: they repeat a name of the schema whose bytes are no UTF-8 any more."""
_ROW = (
    "SELECT seq, id, state, digest, blob_path, blob_sha256, blob_bytes, sealed, receipt, kind, case_id, terminal,"
    " counter, created_at, key_id FROM outbox WHERE seq = ?"
)
# Without the index of sqlite-utils' own table: it comes a moment after the table, so a cut may fall between.
_SCHEMA = (
    "SELECT name, type, tbl_name, sql FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE 'idx~_%migrations%' ESCAPE '~'"
)
_SET_RULES = {
    "an envelope waits behind nobody": "SELECT id FROM outbox WHERE settled_at IS NULL AND head = 0 AND NOT EXISTS"
    " (SELECT 1 FROM outbox AS o WHERE o.case_id = outbox.case_id AND o.settled_at IS NULL AND o.seq < outbox.seq"
    " AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.seq = o.seq))",
    "an id is there twice": "SELECT id FROM outbox GROUP BY id HAVING count(*) > 1",
    "a number is there twice": "SELECT min(id) FROM outbox GROUP BY terminal, counter HAVING count(*) > 1",
    "its number does not follow the one before": "SELECT id FROM (SELECT id, counter, lag(counter) OVER"
    " (PARTITION BY terminal ORDER BY seq) AS before FROM outbox) WHERE counter <= before",
    "set aside as unreadable": "SELECT 'row ' || seq FROM quarantine",
}


def verify(connection: sqlite3.Connection, folder: Path, hall_key: Ed25519PublicKey | None = None) -> Iterator[str]:
    """Everything that is wrong, a line each, without personal data; nothing is changed.

    `folder` holds the database and its blobs. Receipts' signatures are checked when the hall's key is given.
    """
    yield from _of_sqlite(connection)
    try:
        yield from altered_schema(connection, MIGRATIONS)
        rows = _numbers(connection)
    except _BROKEN as error:
        yield f"SQLite: {error}"
        return
    for seq in rows:
        try:
            row = connection.execute(_ROW, (seq,)).fetchone()
        except _BROKEN as error:
            yield f"row {seq}: unreadable: {error}"
            continue
        for wrong in _wrong(row, folder, hall_key) if row else ():
            yield f"{row[1]}: {wrong}"
    yield from digests.altered(connection)
    for rule, sql in _SET_RULES.items():
        try:
            for (which,) in connection.execute(sql):
                yield f"{which}: {rule}"
        except _BROKEN as error:
            yield f"SQLite: {error}"


def _of_sqlite(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (said,) in connection.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield f"SQLite: {said}"
    except _BROKEN as error:
        yield f"SQLite: {error}"


def _numbers(connection: sqlite3.Connection) -> list[int]:
    """Every row, also those behind a destroyed page of the table."""
    try:
        return numbers(connection, "SELECT seq FROM outbox ORDER BY seq")
    except sqlite3.DatabaseError as error:
        if not unreadable(error):
            raise
        return sorted(numbers(connection, ALL))


def altered_schema(connection: sqlite3.Connection, migrations: Migrations) -> Iterator[str]:
    """Tables, indexes and triggers that are not as these migrations make them: a bit of a rule may flip as well."""
    found = set(connection.execute(_SCHEMA).fetchall())
    for row in _made_anew(migrations):
        if row not in found:
            yield f"the schema of {row[0]} is not what it was made as"


@cache
def _made_anew(migrations: Migrations) -> list[tuple[str, ...]]:
    fresh = Database(memory=True)
    digests.register(fresh.conn)
    migrations.apply(fresh)
    rows = fresh.execute(_SCHEMA).fetchall()
    fresh.close()
    return rows


def _wrong(row: tuple[Any, ...], folder: Path, hall_key: Ed25519PublicKey | None) -> Iterator[str]:
    _, id_, state, digest, blob, sha256, size, sealed, receipt, *fields = row
    body = receipt if state == State.SENT else sealed
    if body is None or digest != row_digest(body, id_, *fields):
        yield "the row is not what was stored"
        return
    if fields[0] not in set(Kind):
        yield f"its kind {fields[0]!r} is of a newer version"
    if blob is not None and state != State.SENT:
        yield from _wrong_paper(folder / blob, size, sha256)
    if state == State.SENT:
        yield from _wrong_receipt(id_, receipt, hall_key)


def _wrong_paper(path: Path, size: int, sha256: str) -> Iterator[str]:
    try:
        if not path.is_file():
            yield "its paper is missing"
        elif file_sha256(path) != sha256 or path.stat().st_size != size:
            yield "its paper is not what was stored"
    except (OSError, StoreBroken) as error:
        yield f"its paper cannot be read: {error}"


def _wrong_receipt(id_: str, text: str, hall_key: Ed25519PublicKey | None) -> Iterator[str]:
    try:
        receipt = Receipt.model_validate_json(text)
        if hall_key is not None:
            check_receipt_of(receipt, hall_key)
        if str(receipt.envelope_id) != id_:
            yield "its receipt is for something else"
    except ValidationError:
        yield "its receipt cannot be read"
    except BadProof as error:
        yield f"its receipt proves nothing: {error}"
