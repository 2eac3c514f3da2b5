"""A hall filled with invented cases, and that what is asked of it most does not read it whole."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from contract.life import CaseState
from hall.console import desks
from hall.console.desks import Tab
from hall.filling.fill import RealHall, fill
from tests.hall.conftest import Box

ROOT = Path(__file__).parents[2]


_LOOK = """
import django
django.setup()
from contract.people import id_problem
from hall.cases.models import Case
from hall.commands import main
main(["load", "--cases", "50", "--seed", "7"])
main(["verify"])
print(*sorted(set(Case.objects.values_list("state", flat=True))))
print(all(id_problem(one) is None for one in Case.objects.values_list("applicant_id_number", flat=True)))
"""


def test_invented_cases_stand_in_every_state_with_whole_stories(tmp_path: Path) -> None:
    """Written in bulk, and each line follows from the one before; a second filling adds others."""
    env = {**os.environ, "HALL_DATA": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "hall.settings"}

    def python(*words: str) -> list[str]:
        line = [sys.executable, *words]
        done = subprocess.run(line, cwd=ROOT, env=env, check=True, capture_output=True, text=True, timeout=100)
        return done.stdout.splitlines()

    assert python("-m", "hall", "load", "--cases", "900")[-1].startswith("900 of 900 cases, ")
    more, verified, states, numbers = python("-c", _LOOK)
    assert more.startswith("50 of 50 cases")
    assert verified.startswith("950 cases")
    assert verified.endswith("lines whole, 0 cases broken")
    assert set(states.split()) == {state.value for state in CaseState}
    assert numbers == "True"


def test_a_hall_with_real_cases_is_not_filled(case: Any) -> None:
    with pytest.raises(RealHall):
        fill(1, 1, lambda done, seconds: None)


def plan(query: "QuerySet[Any]") -> str:
    return str(query.explain())


def test_the_queue_and_the_poll_use_indexes(box: Box, people: Any, case: Any) -> None:
    """No plan reads the table of cases from end to end (SQLite: SCAN without an index)."""
    from hall.fleet.models import Terminal
    from hall.fleet.orders import told_cases

    queries: list[Callable[[], QuerySet[Any]]] = [
        *(
            lambda who=who: desks.cases_of(Tab.MINE, who).order_by("received_at")
            for who in (people.acceptor, people.issuer)
        ),
        lambda: desks.cases_of(Tab.ENDED, people.acceptor).order_by("-updated_at"),
        lambda: desks.found(case.number).order_by("-updated_at"),
        lambda: told_cases(Terminal.objects.get(pk=box.id)),
    ]
    for query in queries:
        lines = plan(query()).splitlines()
        assert not [line for line in lines if "SCAN cases_case" in line and "USING" not in line], lines


def test_a_page_of_the_queue_costs_the_same_whatever_waits(box: Box, people: Any, case: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = desks.by_deadline(desks.cases_of(Tab.MINE, people.acceptor))
        desks.whole(rows[:40])
    assert len(asked) <= 4  # the rows to sort, the page, its items; the officer's roles


def test_large_numbers_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch, people: Any, case: Any) -> None:
    monkeypatch.setattr(desks, "_COUNTED_AT_MOST", 0)
    assert desks.count(desks.cases_of(Tab.OPEN, people.acceptor)) == "0+"
