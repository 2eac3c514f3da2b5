"""Rows that are written once: the base of every journal of the hall (domain 2.0, evidence).

The model refuses change here, and `guard` has the database refuse it too, so that a slip in our own code, a console
or a bare SQL prompt cannot rewrite what happened.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

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
