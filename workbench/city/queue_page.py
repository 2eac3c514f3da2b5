"""The officers' queue page over a full database, in a process of its own: how long it takes, and by which plans."""

import json
import sys
import time

import django

ROUNDS = 5


def main() -> None:
    """Print `{tab: [milliseconds of the median round, queries that read a whole table]}`."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from contract.life import Role
    from hall.commands import add_officer

    officer = add_officer("bench-officer", "测量", [Role.ACCEPTOR, Role.APPROVER, Role.ISSUER], "correct horse battery")
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer.user)
    found: dict[str, tuple[float, list[str]]] = {}
    for tab in ("mine", "open", "ended"):
        client.get(f"/console/cases?tab={tab}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/console/cases?tab={tab}")
        times = sorted(_timed(client, tab) for _ in range(ROUNDS))
        found[tab] = (times[ROUNDS // 2], [sql for sql in (one["sql"] for one in asked) if _reads_all(sql)])
    sys.stdout.write(json.dumps(found))


def _timed(client: object, tab: str) -> float:
    began = time.perf_counter()
    client.get(f"/console/cases?tab={tab}")  # type: ignore[attr-defined]
    return (time.perf_counter() - began) * 1000


def _reads_all(sql: str) -> bool:
    """Whether PostgreSQL answers it by reading the table of cases, or a table as long, from end to end."""
    from django.db import connection

    if not sql.startswith("SELECT"):
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")  # Django's own statement, taken down a moment ago
        plan = [str(row[0]) for row in cursor.fetchall()]
    tables = ("cases_case", "cases_caseitem", "cases_history", "cases_answer", "parcels_parcel")
    return any(f"Seq Scan on {table}" in line for line in plan for table in tables)


if __name__ == "__main__":
    main()
