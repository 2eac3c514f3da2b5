"""A hall filled with invented cases, and that what is asked of it most does not read it whole."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils.timezone import localdate

from contract.life import ENDED, CaseState
from contract.parcel import Holder, ParcelEvent, ParcelKind, move
from contract.workdays import add_workdays, covers_until
from hall.cases.models import Case
from hall.console import desks, order, search
from hall.console.desks import Tab
from hall.console.lamps import ON_THE_DESK, Colour, lamp_of
from hall.filling.fill import RealHall, fill
from hall.parcels.models import Parcel
from tests.hall.conftest import Box
from tests.hall.invented import undone, written

OPEN = frozenset(CaseState) - ENDED
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


def test_the_queue_the_search_and_the_poll_use_indexes(box: Box, people: Any, case: Any) -> None:
    """No plan reads the table of cases from end to end (SQLite: SCAN without an index)."""
    from hall.fleet.models import Terminal
    from hall.fleet.orders import told_cases

    after = order.key_of(case)
    streams = [
        *(stream for who in (people.acceptor, people.issuer) for stream in desks.streams_of(Tab.MINE, who)),
        *desks.streams_of(Tab.OPEN, people.acceptor),
    ]
    queries = [order.part(stream, key) for stream in streams for key in (None, after)]
    queries += [Case.objects.filter(state__in=ENDED), told_cases(Terminal.objects.get(pk=box.id))]
    queries += list(search.queries("M0000000000000"))[2:4]  # beginnings and ends have an index on PostgreSQL only
    for query in queries:
        lines = plan(query).splitlines()
        assert not [line for line in lines if "SCAN cases_case" in line and "USING" not in line], lines


def test_a_page_of_the_queue_costs_the_same_whatever_waits(box: Box, people: Any, case: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desks.page(Tab.MINE, people.acceptor, "", 40)
        return len(queries)

    with undone():
        before = asked()
        written(200)
        assert asked() == before <= 4  # the rows in order, the page, its items; the officer's roles


@pytest.mark.parametrize("tab", [Tab.OPEN, Tab.MINE])
def test_pages_after_one_another_show_every_case_once_by_deadline(people: Any, case: Any, tab: Tab) -> None:
    """Also where many share a day, and where no clock runs."""
    with undone():
        of_others = set(Case.objects.values_list("pk", flat=True))  # some of them with nothing left to do for anybody
        written(400)
        mine = {state.value for state in (desks.states_of(people.both) if tab is Tab.MINE else OPEN)}
        key, seen = "", []
        while True:
            rows, key = desks.page(tab, people.both, key, 7)
            seen += [row.case for row in rows]
            if not key:
                break
        keys = [order.key_of(one) for one in seen]
        assert keys == sorted(keys)
        assert len(seen) == len({one.pk for one in seen})
        written_now = set(Case.objects.filter(state__in=mine).values_list("pk", flat=True)) - of_others
        assert {one.pk for one in seen} - of_others == written_now
        assert 1 < len({key.due for key in keys}) < len(keys)


def test_ended_cases_are_paged_by_their_last_change(people: Any, case: Any) -> None:
    with undone():
        written(60)
        first, key = desks.page(Tab.ENDED, people.acceptor, "", 20)
        second, _ = desks.page(Tab.ENDED, people.acceptor, key, 20)
        changed = [row.case.updated_at for row in first + second]
        assert changed == sorted(changed, reverse=True)
        assert len({row.case.pk for row in first + second}) == 40


def test_lamps_count_every_case_of_their_colour(people: Any, case: Any) -> None:
    with undone():
        streams, today = desks.streams_of(Tab.OPEN, people.acceptor), localdate()
        of_others, before = set(Case.objects.values_list("pk", flat=True)), list(order.lamps(streams, today))
        written(400)
        new = Case.objects.filter(state__in=OPEN).exclude(pk__in=of_others)
        # By chance alone there may be none of a colour on some days of the week.
        decided = list(new.filter(state__in=ON_THE_DESK).values_list("pk", flat=True))
        for place, day in enumerate((today, add_workdays(today, 1), covers_until())):
            Case.objects.filter(pk__in=decided[place::6]).update(promised_by=day)
        colours = Counter(lamp_of(one, today).colour for one in new)
        more = [after - was for after, was in zip(order.lamps(streams, today), before, strict=True)]
        assert more == [colours[one] for one in (Colour.RED, Colour.AMBER, Colour.GREEN)]
        assert min(colours[one] for one in (Colour.RED, Colour.AMBER, Colour.GREEN)) > 0


def test_a_case_is_found_by_what_a_slip_or_a_list_shows_of_it(people: Any, case: Any) -> None:
    number, parcel = case.number, case.originals_parcel
    words = [number, number.lower(), number[:40], number[-12:], f"{number[-12:-4]}-{number[-4:]}"]
    for said in [*words, case.provisional_number, case.provisional_number[:12], *([parcel] if parcel else [])]:
        assert case.pk in {one.pk for one in search.found(said)}, said
    for nothing in (number[-3:], number[5:20], "0" * 13, "~", ""):
        assert not search.found(nothing), nothing


@pytest.mark.parametrize("wrong", ["", "~", "2026-11-26~x~y", "2026-11-26~2026-11-26T00:00:00~" + "0" * 32, "a~b~c~d"])
def test_a_page_asked_for_by_nonsense_is_the_first(people: Any, case: Any, wrong: str) -> None:
    assert desks.page(Tab.OPEN, people.acceptor, wrong, 5) == desks.page(Tab.OPEN, people.acceptor, "", 5)


def test_large_numbers_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch, people: Any, case: Any) -> None:
    monkeypatch.setattr(order, "COUNTED_AT_MOST", 0)
    assert desks.count(Tab.OPEN, people.acceptor) == "0+"


def test_parcels_of_invented_cases_have_whole_chains_and_the_holder_their_case_needs(case: Any) -> None:
    with undone():
        written(300)
        parcels = Parcel.objects.filter(terminal__id__startswith="LD").prefetch_related("events").select_related("case")
        for parcel in parcels:
            holder = Holder.RESIDENT if parcel.kind == ParcelKind.ORIGINALS else Holder.ISSUING_DESK
            for line in parcel.events.all():
                assert line.holder_before == holder
                holder = move(Holder(line.holder_before), ParcelEvent(line.event))
                assert line.holder_after == holder
            assert parcel.holder == holder
            if parcel.case.state == CaseState.IN_LOCKER and parcel.kind == ParcelKind.RESULT:
                assert (holder, parcel.loaded_at is not None) == (Holder.BOX, True)
        assert {parcel.kind for parcel in parcels} == set(ParcelKind)
        in_locker = Case.objects.filter(terminal__id__startswith="LD", state=CaseState.IN_LOCKER)
        assert not in_locker.exclude(parcels__kind=ParcelKind.RESULT).exists()
