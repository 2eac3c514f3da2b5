"""Rows that carry a digest of themselves: SQLite notices 1 % of flipped bits (offline-queue facts).

A table of `keep` has a column `row_digest`, written by its own triggers with the function of that name, which every
connection of a `Store` has. A program that does not have it cannot change such a row; it can read them all.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

_NAME = "row_digest"
_ALTERED = "altered before it was changed"
_TABLES = "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = ?"


def register(connection: sqlite3.Connection) -> None:
    """Let this connection write tables of `keep`."""
    connection.create_function(_NAME, -1, _digest, deterministic=True)


def _digest(*values: object) -> str:
    """SHA-256 in hex over a row's values, each with its type."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


def keep(db: Database, table: str, keys: Sequence[str]) -> None:
    """In a migration: from now on every row of `table`, known by its `keys`, carries its digest.

    A change does not make an altered row good: what was written over it may rest on what was altered.
    """
    columns = [column.name for column in db[table].columns]
    listed, old = ", ".join(columns), ", ".join(f"OLD.{column}" for column in columns)
    written = f"UPDATE {table} SET {_NAME} = {_NAME}({listed})"  # noqa: S608
    kept = (
        f"UPDATE {table} SET {_NAME} ="  # noqa: S608
        f" CASE WHEN OLD.{_NAME} = {_NAME}({old}) THEN {_NAME}({listed}) ELSE '{_ALTERED}' END"
    )
    one = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    db.executescript(
        f"""
        ALTER TABLE {table} ADD COLUMN {_NAME} TEXT NOT NULL DEFAULT '';
        {written};
        CREATE TRIGGER {table}_digest_made AFTER INSERT ON {table} BEGIN {written} WHERE {one}; END;
        CREATE TRIGGER {table}_digest_kept AFTER UPDATE OF {listed} ON {table} BEGIN {kept} WHERE {one}; END;
        """
    )


def altered(connection: sqlite3.Connection) -> Iterator[str]:
    """A line for every row that is not what was stored, by table and first column; a table that cannot be read."""
    for (table,) in connection.execute(_TABLES, (_NAME,)).fetchall():
        try:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                *values, found = row
                if found != _digest(*values):
                    yield f"{table} {values[0]}: the row is not what was stored"
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            yield f"{table}: unreadable: {error}"


def accept(connection: sqlite3.Connection) -> list[str]:
    """Somebody has looked: what the rows say now is right. The lines of `altered` that held until now.

    The caller writes down who it was, in the same transaction.
    """
    before = list(altered(connection))
    for (table,) in connection.execute(_TABLES, (_NAME,)).fetchall():
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[1] != _NAME]
        connection.execute(f'UPDATE "{table}" SET {_NAME} = {_NAME}({", ".join(columns)})')  # noqa: S608
    return before
