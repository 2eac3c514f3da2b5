"""What a hand-in asks and writes, by statements as few and as fixed as can be (decisions 046 and 054).

New rows of several tables are one statement on PostgreSQL and one a table elsewhere. PostgreSQL is given each table's
rows as one JSON document and reads them by the table's own row type, so that the statement is the same however many
rows there are. Statements that find rows by their keys, or write them, are planned once a connection: reading and
planning the long ones anew cost the database as much as carrying them out.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, connections, models, transaction
from django.db.backends.utils import CursorWrapper

_Tables = dict[type[models.Model], list[models.Model]]
DEFAULT = "default"
_Row = TypeVar("_Row", bound=models.Model)


def insert(rows: Iterable[models.Model]) -> None:
    """Write new rows, all or none; keys that the database makes are not read back, so keep none of those rows.

    Raises `django.db.IntegrityError` as `save` does.
    """
    tables: _Tables = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    if connection.vendor == "postgresql":
        _in_one(tables)
    else:
        with transaction.atomic():
            for table, of in tables.items():
                table._default_manager.bulk_create(of)
    for of in tables.values():
        for row in of:
            row._state.adding, row._state.db = False, connection.alias


def first(statement: str, *values: Any, planned: bool = False, by: str = DEFAULT) -> tuple[Any, ...] | None:
    """The first row of a fixed statement, or None: a third of the cost of a query that is built anew each time.

    `planned`: once for all values, so only where no value asks for another plan. `by`: the connection's name.
    """
    native = connection.features.has_native_uuid_field
    given = [value.hex if isinstance(value, UUID) and not native else value for value in values]
    with _cursor(planned, by) as cursor:
        cursor.execute(statement, given)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def count(statement: str, *values: Any) -> int:
    """How many rows a fixed statement wrote; planned once (PostgreSQL)."""
    with _cursor(True, DEFAULT) as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def by_key(table: type[_Row], key: Any) -> _Row | None:
    """The row of this primary key, or None; of a table without JSON, which comes as text here."""
    if connection.vendor != "postgresql":  # its values need the framework's conversion
        return table._default_manager.filter(pk=key).first()
    names, statement = _look_up_of(table)
    row = first(statement, key, planned=True)
    return None if row is None else table.from_db(DEFAULT, names, row)


def _cursor(planned: bool, by: str) -> CursorWrapper:
    """A cursor for one statement; `planned`: the server keeps its plan, as long as the connection lasts."""
    using: Any = connections[by]
    if not planned or using.vendor != "postgresql":
        cursor: CursorWrapper = using.cursor()
        return cursor
    from psycopg import Cursor

    using.close_if_health_check_failed()
    using.ensure_connection()
    wrapped: CursorWrapper = using._prepare_cursor(Cursor(using.connection))  # as `cursor()` does with its own class
    return wrapped


def _in_one(tables: _Tables) -> None:
    inserts = [_insert_of(table) for table in tables]
    parts = [f"part{place} AS ({statement})" for place, statement in enumerate(inserts[:-1])]
    statement = f"WITH {', '.join(parts)} {inserts[-1]}" if parts else inserts[-1]
    count(statement, *(_document(table, of) for table, of in tables.items()))


@cache
def _look_up_of(table: type[models.Model]) -> tuple[list[str], str]:
    quoted, columns = connection.ops.quote_name, table._meta.concrete_fields
    names = ", ".join(quoted(str(column.column)) for column in columns)
    key = quoted(next(str(column.column) for column in columns if column.primary_key))
    said = f"SELECT {names} FROM {quoted(table._meta.db_table)} WHERE {key} = %s"  # noqa: S608 - names of our own tables
    return [column.attname for column in columns], said


@cache
def _columns(table: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [column for column in table._meta.concrete_fields if not isinstance(column, models.AutoField)]


@cache
def _insert_of(table: type[models.Model]) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(column.column)) for column in _columns(table))
    name = quoted(table._meta.db_table)
    read = f"SELECT {names} FROM json_populate_recordset(NULL::{name}, %s)"  # noqa: S608 - names of our own tables
    return f"INSERT INTO {name} ({names}) {read}"


def _document(table: type[models.Model], rows: list[models.Model]) -> str:
    columns = [(column.column, column.attname) for column in _columns(table)]
    said = [{name: getattr(row, attribute) for name, attribute in columns} for row in rows]
    return json.dumps(said, default=_plain, allow_nan=False)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | UUID):
        return str(value)
    raise TypeError(f"no column of a new row takes a {type(value).__name__}")
