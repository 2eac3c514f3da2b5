"""Whether a terminal's orders can have changed since they were last told, by one question to the database.

PostgreSQL marks every version of a row with the transaction that wrote it (`xmin`). The marks of all rows that orders
are made of change whenever the orders do, whoever changed them and from which process; so nobody has to remember to
announce a change. SQLite has no such mark: there orders are made anew at every poll.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from contract.life import ENDED
from contract.parcel import ParcelKind
from hall.catalogues import packs
from hall.fleet.models import Terminal
from hall.fleet.orders import NEWS_KEPT, ON_ITS_WAY
from hall.keys import hall_keys
from hall.rows import first

Mark = tuple[Any, ...]
_OF_ALL = """
  md5(coalesce(string_agg({row}.{key} || ' ' || {row}.xmin, ' ' ORDER BY {row}.{key}), ''))
"""  # as short for a whole city as for one; the key too, for rows of one transaction share their mark
_MARKS = f"""
WITH told AS MATERIALIZED (
  SELECT id, xmin FROM cases_case WHERE terminal_id = %s AND (NOT state = ANY(%s) OR updated_at > %s)
), may_sign_in AS MATERIALIZED (
  SELECT id, xmin FROM fleet_staffmember member
    WHERE id IN (SELECT staffmember_id FROM fleet_staffmember_terminals WHERE terminal_id = %s)
    OR NOT EXISTS (SELECT FROM fleet_staffmember_terminals place WHERE place.staffmember_id = member.id)
)
SELECT
  (SELECT {_OF_ALL.format(row="told", key="id")} FROM told),
  (SELECT {_OF_ALL.format(row="task", key="id")} FROM cases_caseitem task
    WHERE case_id = ANY(ARRAY(SELECT id FROM told))),
  (SELECT {_OF_ALL.format(row="asked", key="id")} FROM cases_correction asked
    WHERE case_id = ANY(ARRAY(SELECT id FROM told))),
  (SELECT {_OF_ALL.format(row="coming", key="barcode")} FROM parcels_parcel coming
    WHERE terminal_id = %s AND kind = %s AND holder = ANY(%s)),
  (SELECT {_OF_ALL.format(row="may_sign_in", key="id")} FROM may_sign_in),
  (SELECT max(number) FROM cards_cardreport)
"""  # noqa: S608 - names of our own tables
_told: dict[str, tuple[Mark, str]] = {}  # by terminal: the marks, and the version of the orders made of those rows


def mark(terminal: Terminal) -> Mark | None:
    """What everything in the terminal's orders is marked with now; None where the database has no marks."""
    if connection.vendor != "postgresql":
        return None
    now, ended, way = timezone.now(), [state.value for state in ENDED], [holder.value for holder in ON_ITS_WAY]
    rows = first(_MARKS, terminal.pk, ended, now - NEWS_KEPT, terminal.pk, terminal.pk, ParcelKind.RESULT.value, way)
    today = timezone.localdate(now)  # what is asked of a resident is told until its day is over
    return (rows, today, hall_keys().seal_key_token, packs.wanted(today))


def version_at(terminal: Terminal, marked: Mark | None) -> str | None:
    """The version of the orders these marks stand for; None when this process has not made them."""
    before = _told.get(terminal.pk)
    return before[1] if before is not None and before[0] == marked else None


def remember(terminal: Terminal, marked: Mark | None, version: str) -> None:
    """Orders of this version were made after these marks were read."""
    if marked is not None:
        _told[terminal.pk] = (marked, version)
