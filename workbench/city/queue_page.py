"""The console's pages over a full database, in a process of its own: how long they take, and by which plans."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django

from contract.life import CaseState, Role

_DESKS = (Role.ACCEPTOR, Role.APPROVER, Role.ISSUER)
ROUNDS = 5
TABLES = (
    *("cases_case", "cases_caseitem", "cases_history", "cases_answer"),
    *("parcels_parcel", "parcels_parceleventrow"),
)


def main() -> None:
    """Print `{page: [milliseconds of the median round, queries that read a whole table]}`."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hall.accounts.services import add_officer

    def signed_in(*roles: Role) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(add_officer("bench-" + "-".join(roles), "测量", list(roles), "correct horse battery").user)
        return client

    whole = signed_in(*_DESKS, Role.SUPERVISOR)
    pages = [(name, address, whole) for name, address in _pages()]
    pages += [(f"queue, mine, {role}", "/console/cases?tab=mine", signed_in(role)) for role in _DESKS]
    found: dict[str, tuple[float, list[str]]] = {}
    for name, address, client in pages:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        times = sorted(_timed(client, address) for _ in range(ROUNDS))
        found[name] = (times[ROUNDS // 2], [sql for sql in (one["sql"] for one in asked) if _reads_all(sql)])
    sys.stdout.write(json.dumps(found))


def _pages() -> Iterator[tuple[str, str]]:
    """What is looked at, with the words and places that the database has most of."""
    from django.utils.timezone import localdate

    from hall.cases.models import Case
    from hall.console.order import key_of

    for tab in ("mine", "open", "ended"):
        yield f"queue, {tab}", f"/console/cases?tab={tab}"
    accepted = Case.objects.filter(state=CaseState.ACCEPTED, promised_by__isnull=False).order_by("promised_by")
    some = accepted[min(accepted.count(), 10_000) // 2]
    last = Case.objects.filter(state=CaseState.COLLECTED).order_by("-received_at")[0]
    for name, case in (("far on", some), ("without a clock, at the end", last)):
        yield f"queue, open, {name}", "/console/cases?" + urlencode({"tab": "open", "after": str(key_of(case))})
    ends = {"whole": some.number, "day and sequence": some.number[-12:], "four digits": "0012"}
    starts = {"an item's code": some.number[:31], "a provisional number's beginning": some.provisional_number[:7]}
    for name, words in (ends | starts).items():
        yield f"search, {name}", "/console/cases?" + urlencode({"q": words})
    yield "supervision, a month", f"/console/supervision?month={localdate():%Y-%m}"
    yield "supervision, its rows", f"/console/supervision/rows?month={localdate():%Y-%m}&rate=finished"


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - began) * 1000


def _reads_all(sql: str) -> bool:
    """Whether PostgreSQL answers it by reading the table of cases, or a table as long, from end to end."""
    from django.db import connection

    if not sql.startswith("SELECT") or ("WHERE" not in sql and sql.endswith("LIMIT 1")):
        return False  # whether there is any row at all is answered by the first one
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")  # Django's own statement, taken down a moment ago
        plan = [str(row[0]) for row in cursor.fetchall()]
    return any(f"Seq Scan on {table} " in f"{line} " for line in plan for table in TABLES)


if __name__ == "__main__":
    main()
