"""Writing invented cases in bulk: PostgreSQL by COPY, any other database by many rows a statement."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
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
from hall.filling.invented import Desks, Inventor, Made
from hall.fleet.models import Terminal

BATCH = 2000
_TERMINALS = 500
_PREFIX = "LD"  # of their ids
_ROLES = (Role.ACCEPTOR, Role.APPROVER, Role.ISSUER)
Tell = Callable[[int, float], None]


class RealHall(Exception):
    """The hall holds cases that nobody invented: they would be lost among the others."""


def fill(cases: int, seed: int, tell: Tell) -> None:
    """Write `cases` invented cases; `tell` hears how many are in and after how many seconds, a batch at a time.

    What was told stays when it is stopped. Raises `RealHall`.
    """
    if Case.objects.exclude(terminal__id__startswith=_PREFIX).exists():
        raise RealHall("this hall holds real cases")
    began, done = monotonic(), 0
    inventor = _inventor(seed)
    made = inventor.cases(cases)
    while batch := list(islice(made, BATCH)):
        with transaction.atomic():
            _write(batch)
            _count(inventor)
        done += len(batch)
        tell(done, monotonic() - began)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the next query is planned for an empty table


def _inventor(seed: int) -> Inventor:
    with transaction.atomic():
        keep_installed()
        terminals = [f"{_PREFIX}{number:04d}" for number in range(1, _TERMINALS + 1)]
        rows = [Terminal(id=id_, site=f"合成小区 {id_[2:]}", person_key=secrets.token_bytes(32)) for id_ in terminals]
        Terminal.objects.bulk_create(rows, ignore_conflicts=True)
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
    _insert(Case, [made.case for made in batch])
    by_table: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for made in batch:
        for row in made.rows:
            by_table[type(row)].append(row)
    for table, rows in by_table.items():
        _insert(table, rows)


def _insert(table: type[models.Model], rows: list[models.Model]) -> None:
    if connection.vendor != "postgresql":
        table._default_manager.bulk_create(rows)
        return
    columns = [column for column in table._meta.concrete_fields if not isinstance(column, models.AutoField)]
    names = ", ".join(f'"{column.column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in _values(columns, rows):
            copy.write_row(row)


def _values(columns: "list[models.Field[object, object]]", rows: list[models.Model]) -> Iterator[list[object]]:
    for row in rows:
        yield [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]


def _count(inventor: Inventor) -> None:
    """The hall's own next numbers follow on those given out here."""
    rows = [DayCounter(item_code=code, day=day, last=last) for (code, day), last in inventor.taken.items()]
    DayCounter.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item_code", "day"], update_fields=["last"]
    )
