"""PostgreSQL's tables made ready for many rows at once, and as they were again afterwards."""

from django.db import connection, transaction

_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND pg_constraint.oid IS NULL
"""
TABLES = (
    *("cases_case", "cases_caseitem", "cases_history", "cases_answer", "cases_material"),
    *("parcels_parcel", "parcels_parceleventrow"),
)


class Bulk:
    """One transaction of this thread's connection; on other databases it does nothing but collect statistics."""

    def __init__(self) -> None:
        self._again: list[str] = []
        self._whole = transaction.atomic()

    def begin(self) -> None:
        """Take foreign keys and plain indexes away."""
        if connection.vendor != "postgresql":
            return
        self._whole.__enter__()
        with connection.cursor() as cursor:
            cursor.execute(_KEYS, [list(TABLES)])
            for table, name, definition in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                self._again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            cursor.execute(_INDEXES, [list(TABLES)])
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                self._again.insert(0, definition)  # before the keys: checking them reads by index

    def end(self) -> None:
        """Put everything back, which checks it, and keep it."""
        with connection.cursor() as cursor:
            for statement in self._again:
                cursor.execute(statement)
        if connection.vendor == "postgresql":
            self._whole.__exit__(None, None, None)
        try:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # else the next query is planned for an empty table
                if connection.vendor == "postgresql":  # else every entry of an index is looked up in its table
                    cursor.execute(f"VACUUM (PARALLEL 0) {', '.join(TABLES)}")  # many hands need much shared memory
        finally:
            connection.close()

    def give_up(self) -> None:
        """Leave PostgreSQL as it was found."""
        if connection.vendor == "postgresql":
            stopped = RuntimeError("stopped")
            self._whole.__exit__(RuntimeError, stopped, None)
        connection.close()
