"""Many times the invented cases, made by the database itself: `python -m workbench.city.multiply TIMES`.

A copy has numbers and ids of its own; its story and the check character of its parcels no longer prove themselves, and
answers and papers are left out. Good for asking how fast the store answers, and for nothing else.
"""

import sys

import django

_SEQUENCES = 400  # of one item and day, that the invented cases stay below
_BARCODES, _LINES = 10_000, 1_000_000  # of one terminal, likewise
_MINUTES = 7
_CASE = f"""
    id = md5(id::text || %(copy)s)::uuid
    number = left(number, 39) || lpad((right(number, 4)::int + %(copy)s * {_SEQUENCES})::text, 4, '0')
    provisional_number = left(provisional_number, 8) || lpad(%(copy)s::text, 2, '0') || right(provisional_number, 6)
    originals_parcel = CASE originals_parcel WHEN '' THEN '' ELSE {{barcode}} END
    received_at = received_at - interval '{_MINUTES} minutes' * %(copy)s
    submitted_at = submitted_at - interval '{_MINUTES} minutes' * %(copy)s
    updated_at = updated_at - interval '{_MINUTES} minutes' * %(copy)s
"""
_OF_CASE = "case_id = md5(case_id::text || %(copy)s)::uuid"
_TABLES: dict[str, tuple[str, str]] = {
    "cases_case": ("originals_parcel", _CASE),
    "cases_caseitem": ("issued_in", f"{_OF_CASE}\nissued_in = CASE issued_in WHEN '' THEN '' ELSE {{barcode}} END"),
    "cases_history": ("", _OF_CASE),
    "parcels_parcel": ("barcode", f"barcode = {{barcode}}\n{_OF_CASE}"),
    "parcels_parceleventrow": (
        "parcel_id",
        f"parcel_id = {{barcode}}\nsequence = sequence + %(copy)s * {_LINES}",
    ),
}
"""By table: the column a barcode stands in, and what a copy has instead of the original's values."""


_COUNTERS = """
    INSERT INTO cases_daycounter (item_code, day, last)
    SELECT left(number, 31), substr(number, 32, 8)::date, max(right(number, 4)::int) FROM cases_case GROUP BY 1, 2
    ON CONFLICT (item_code, day) DO UPDATE SET last = greatest(cases_daycounter.last, excluded.last)
"""
"""What is handed in afterwards is numbered behind the copies."""


def main() -> None:
    """Have as many cases as there are now, so many times."""
    django.setup()
    from hall.filling.bulk import Bulk

    bulk = Bulk()
    bulk.begin()
    _multiply(int(sys.argv[1]))
    bulk.end()


def _multiply(times: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"CREATE TEMPORARY TABLE the_{table} AS SELECT * FROM {table}")  # noqa: S608  (our own names)
        for copy in range(1, times):
            for table, (barcode, changes) in _TABLES.items():
                cursor.execute(_statement(table, barcode, changes), {"copy": copy})
            sys.stderr.write(f"{copy + 1} of {times} times\n")
        cursor.execute(_COUNTERS)


def _statement(table: str, barcode: str, changes: str) -> str:
    from django.apps import apps
    from django.db.models import AutoField

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    number = f"lpad((substr({barcode}, 8, 6)::int + %(copy)s * {_BARCODES})::text, 6, '0')"
    said = changes.format(barcode=f"left({barcode}, 7) || {number} || right({barcode}, 1)")
    new = dict(line.strip().split(" = ", 1) for line in said.strip().splitlines())
    columns = [str(one.column) for one in model._meta.concrete_fields if not isinstance(one, AutoField)]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(new.get(name, f'"{name}"') for name in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM the_{table}'  # noqa: S608  (our own names)


if __name__ == "__main__":
    main()
