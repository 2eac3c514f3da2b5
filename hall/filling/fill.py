"""Writing invented cases in bulk: PostgreSQL by COPY, any other database by many rows a statement."""

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import islice
from time import monotonic

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone

from contract import catalogue
from contract.life import Role
from hall.accounts.models import Officer, OfficerRole
from hall.cases.models import Case, DayCounter
from hall.catalogues.services import keep_installed
from hall.filling.bulk import Bulk
from hall.filling.invented import Desks, Inventor, Made, Row
from hall.filling.parcels import COURIER
from hall.fleet.models import StaffMember, Terminal

BATCH = 2000
_TERMINALS = 500
_PREFIX = "LD"  # of their ids
_ROLES = (Role.ACCEPTOR, Role.APPROVER, Role.ISSUER)
Tell = Callable[[int, float], None]


class RealHall(Exception):
    """The hall holds cases that nobody invented: they would be lost among the others."""


def fill(cases: int, seed: int, tell: Tell) -> None:
    """Write `cases` invented cases; `tell` hears how many are in and after how many seconds, a batch at a time.

    On PostgreSQL all of it is one transaction, in which foreign keys and the indexes that are no constraint are taken
    away and made again: checked once instead of a row at a time. Elsewhere what was told stays when it is stopped.
    Raises `RealHall`.
    """
    if Case.objects.exclude(terminal__id__startswith=_PREFIX).exists():
        raise RealHall("this hall holds real cases")
    began = monotonic()
    inventor = _inventor(seed)
    made, done, waiting = inventor.cases(cases), 0, None
    with ThreadPoolExecutor(1) as writer, _bare(writer):  # the database works while the next batch is invented
        while batch := list(islice(made, BATCH)):
            said = (batch, dict(inventor.taken), dict(inventor.counters.results))
            if waiting is not None:
                done += waiting.result()
                tell(done, monotonic() - began)
            waiting = writer.submit(_keep, *said)
        if waiting is not None:
            done += waiting.result()
    tell(done, monotonic() - began)


@contextmanager
def _bare(writer: ThreadPoolExecutor) -> Iterator[None]:
    """The tables without what costs time a row, in the writer's connection; as they were at the end."""
    bulk = Bulk()
    writer.submit(bulk.begin).result()
    try:
        yield
    except BaseException:
        writer.submit(bulk.give_up).result()
        raise
    writer.submit(bulk.end).result()


def _keep(batch: list[Made], taken: dict[tuple[str, date], int], results: dict[str, int]) -> int:
    """Write one batch whole; how many cases it was. The hall's own next numbers follow on those given out here."""
    with transaction.atomic():
        _write(batch)
        rows = [DayCounter(item_code=code, day=day, last=last) for (code, day), last in taken.items()]
        DayCounter.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["item_code", "day"], update_fields=["last"]
        )
        made = [Terminal(id=id_, parcels_made=count) for id_, count in results.items()]
        Terminal.objects.bulk_update(made, ["parcels_made"])
    return len(batch)


def _inventor(seed: int) -> Inventor:
    with transaction.atomic():
        keep_installed()
        terminals = [f"{_PREFIX}{number:04d}" for number in range(1, _TERMINALS + 1)]
        rows = [Terminal(id=id_, site=f"合成小区 {id_[2:]}", person_key=secrets.token_bytes(32)) for id_ in terminals]
        Terminal.objects.bulk_create(rows, ignore_conflicts=True)
        nobody = {
            "name": "合成人员",
            "role": Role.COURIER,
            "pin_salt": bytes(16),
            "pin_hash": bytes(32),
            "active": False,
        }
        StaffMember.objects.get_or_create(number=COURIER, defaults=nobody)
        acceptor, approver, issuer = map(_officer, _ROLES)
        desks = Desks(acceptor, approver, issuer, terminals)
    taken = {(row.item_code, row.day): row.last for row in DayCounter.objects.all()}
    return Inventor(catalogue.load(), desks, timezone.now(), seed + Case.objects.count(), taken)


def _officer(role: Role) -> Officer:
    """An officer nobody can sign in as."""
    user, new = User.objects.get_or_create(username=f"load-{role.value}")
    if new:
        user.set_unusable_password()
        user.save()
    officer, _ = Officer.objects.get_or_create(user=user, defaults={"name": "合成人员"})
    OfficerRole.objects.get_or_create(officer=officer, role=role.value)
    return officer


def _write(batch: list[Made]) -> None:
    by_table: dict[type[models.Model], list[Row]] = defaultdict(list)
    for made in batch:
        by_table[Case].append(made.case.__dict__)
        for table, row in made.rows:
            by_table[table].append(row)
    for table, rows in by_table.items():
        _insert(table, rows)


def _insert(table: type[models.Model], rows: list[Row]) -> None:
    columns = [column for column in table._meta.concrete_fields if not isinstance(column, models.AutoField)]
    read = [(column.attname, isinstance(column, models.JSONField), column.get_default()) for column in columns]
    if connection.vendor != "postgresql":
        plain = [{name: row[name] for name, _json, _default in read if name in row} for row in rows]
        table._default_manager.bulk_create(table(**row) for row in plain)
        return
    names = ", ".join(f'"{column.column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_value(row.get(name, default), as_json) for name, as_json, default in read])


def _value(value: object, as_json: bool) -> object:
    """As COPY takes it; an enum's member would be written by its name."""
    if as_json:
        return None if value is None else json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, str) else value
