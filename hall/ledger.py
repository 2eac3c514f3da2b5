"""Rows that are written once: the base of every journal of the hall (domain 2.0, evidence).

The model refuses change here, and `guard` has the database refuse it too, so that a slip in our own code, a console
or a bare SQL prompt cannot rewrite what happened.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation

Row = TypeVar("Row", bound=models.Model)


class WrittenOnce(Exception):
    """A journal row was to be changed or deleted."""


class LedgerQuerySet(models.QuerySet[Row]):
    """Reads and inserts; raises `WrittenOnce` on the rest."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise WrittenOnce(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refused."""
        raise WrittenOnce(self.model.__name__)


class Ledger(models.Model):
    """Abstract base of an append-only table; raises `WrittenOnce` on any change."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; an existing row is refused."""
        if not self._state.adding:
            raise WrittenOnce(type(self).__name__)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise WrittenOnce(type(self).__name__)


_SQLITE_GUARD = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is written once'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is written once'); END",
)
_POSTGRESQL_GUARD = (
    "CREATE FUNCTION {table}_written_once() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} is written once'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_written_once()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_written_once()",
)
_GUARDS = {"sqlite": _SQLITE_GUARD, "postgresql": _POSTGRESQL_GUARD}


def guard(table: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """A migration step that has the database itself refuse UPDATE and DELETE on `table` (SQLite and PostgreSQL)."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _GUARDS[editor.connection.vendor]:
            editor.execute(statement.format(table=table))

    return forwards


def keeping_triggers(table: str, change: Operation) -> list[Operation]:
    """A change of `table` in a migration, after which all triggers are there as before: SQLite makes it anew.

    Triggers of other tables that name it are taken away meanwhile, for SQLite renames no table into one they miss.
    """
    kept: list[str] = []

    def look(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        found = _triggers(table, editor)
        kept[:] = [statement for _name, _of, statement in found]
        for name, of, _statement in found:
            if of != table:
                editor.execute(f"DROP TRIGGER {name}")

    def put_back(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        there = {statement for _name, _of, statement in _triggers(table, editor)}
        for statement in kept:
            if statement not in there:
                editor.execute(statement)

    return [RunPython(look, RunPython.noop), change, RunPython(put_back, RunPython.noop)]


def _triggers(table: str, editor: BaseDatabaseSchemaEditor) -> list[tuple[str, str, str]]:
    """Name, table and statement of the triggers on a table or naming it; none but on SQLite."""
    if editor.connection.vendor != "sqlite":
        return []
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND (tbl_name = %s OR instr(sql, %s))",
            [table, table],
        )
        return [(str(name), str(of), str(statement)) for name, of, statement in cursor.fetchall()]
