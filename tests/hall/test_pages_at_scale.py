"""No list of the console asks the database once a row: a page costs as many queries with many rows as with few."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contract.life import ENDED, Role
from hall.accounts.services import add_officer
from hall.cases.models import Case
from hall.verification.models import LookUp
from tests.hall.conftest import PASSWORD
from tests.hall.invented import undone, written

FEW, MORE = 60, 120
PAGES = [
    *("cases?tab=mine", "cases?tab=open", "cases?tab=ended", "cases?q=0001", "look-ups", "mail-room", "hand-out"),
    *("doubts", "notices", "terminals", "supervision/rows?rate=finished", "audit", "rounds"),
]
EVERYTHING = [
    *(Role.ACCEPTOR, Role.APPROVER, Role.ISSUER, Role.SUPERVISOR, Role.AUDITOR, Role.TECHNICIAN),
    *(Role.COURIER, Role.AGENT),
]


def look_ups() -> None:
    """A source that does not answer, for every open case."""
    asked = {"material": "MARRIAGE", "source": "civil_affairs", "basis": "x", "purpose": "x", "subject_tag": "0" * 32}
    open_cases = Case.objects.exclude(state__in=ENDED)
    LookUp.objects.bulk_create(
        [LookUp(case_id=case.pk, question="married", answer="source_unavailable", **asked) for case in open_cases],
        ignore_conflicts=True,
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_much_for_many_rows_as_for_few(path: str, people: Any) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(add_officer("t-everything", "合成人员", EVERYTHING, PASSWORD).user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/console/{path}")
        assert answer.status_code == 200, path
        return len(queries)

    with undone():
        written(FEW)
        look_ups()
        few = asked()
        written(MORE, seed=12)
        look_ups()
        assert asked() <= few + 1, path  # one page more may look into a second list
