"""A city's day: what is drawn, that the balance sheet finds every fault, and a small day from end to end."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from contract.parcel import Holder, ParcelEvent, ParcelMoveRefused
from workbench.city.day.plan import DAY_MIN, draw
from workbench.city.day.play import day
from workbench.city.day.sheet import balance
from workbench.city.day.truth import Truth
from workbench.city.postgres import BINARIES

CASE, OTHER = UUID(int=1), UUID(int=2)
TERMINALS = [f"LD{number:04d}" for number in range(1, 501)]


def test_a_day_has_its_peaks_its_outages_and_every_case() -> None:
    plan = draw(TERMINALS, 15_000, seed=1)
    visits = [visit for of_minute in plan.visits.values() for visit in of_minute]
    assert len(visits) == 15_000
    by_hour = Counter(visit.minute // 60 for visit in visits)
    assert min(by_hour[8], by_hour[12], by_hour[20]) > 2 * max(by_hour[10], by_hour[16], by_hour[23])
    assert sum(by_hour[hour] for hour in range(5)) < 150
    assert 40 < len(plan.cut) < 80
    assert all(end - begin >= 120 or end == DAY_MIN for begin, end in plan.cut.values())
    assert max(end for _begin, end in plan.cut.values()) == DAY_MIN  # the morning after, every network is back
    terminal, (begin, end) = next(iter(plan.cut.items()))
    assert [plan.online(terminal, minute) for minute in (begin - 1, begin, end - 1, end)] == [True, False, False, True]
    assert draw(TERMINALS, 15_000, seed=1) == plan != draw(TERMINALS, 15_000, seed=2)


def test_no_hands_can_do_to_a_parcel_what_cannot_be() -> None:
    truth = Truth()
    truth.moved("M00LD0001", ParcelEvent.DROPPED)
    with pytest.raises(ParcelMoveRefused):
        truth.moved("M00LD0001", ParcelEvent.ARRIVED)


def told() -> tuple[Truth, dict[str, Any]]:
    """One case with its originals in a box, and the books of a hall that knows all of it."""
    truth = Truth()
    truth.handed_in(CASE, "P1")
    truth.receipt(CASE, "N1")
    truth.moved("M1", ParcelEvent.DROPPED)
    for what in ("made submission", "sent submission", "made custody", "sent custody"):
        truth.count(what)
    books: dict[str, Any] = {
        "cases": [(str(CASE), "P1", "N1", "received")],
        "parcels": {"M1": Holder.BOX},
        "broken": [],
        "envelopes": {"submission": 1, "custody": 1},
        "doubts": 0,
    }
    return truth, books


def test_a_sheet_balances_when_the_books_say_what_happened() -> None:
    sheet = balance(*told(), waiting=0, deaths=2)
    assert sheet.balanced
    assert sheet.cases_by_state == {"received": 1}
    lines = list(sheet.lines())
    assert f"  {'cases lost':<52}{0:>8}" in lines
    assert f"  {'processes of the hall killed':<52}{2:>8}" in lines


_FAULTS: dict[str, Callable[[Truth, dict[str, Any]], object]] = {
    "cases lost": lambda truth, books: truth.handed_in(OTHER, "P2"),
    "cases the hall has and nobody handed in": lambda truth, books: books["cases"].append(
        (str(OTHER), "P2", "N2", "x")
    ),
    "cases doubled (one provisional number, two cases)": lambda truth, books: books["cases"].append(
        (str(OTHER), "P1", "N2", "received")
    ),
    "case numbers given twice": lambda truth, books: books["cases"].append((str(OTHER), "P2", "N1", "received")),
    "receipts missing or naming another number": lambda truth, books: truth.receipt(CASE, "N9"),
    "parcels lost": lambda truth, books: truth.moved("M2", ParcelEvent.DROPPED),
    "parcels the hall has and nobody moved": lambda truth, books: books["parcels"].update(M2="box"),
    "parcels in other hands than the hall believes": lambda truth, books: truth.moved("M1", ParcelEvent.COLLECTED),
    "parcels with a gap in their chain": lambda truth, books: books["broken"].append("M1"),
    "parcels in doubt": lambda truth, books: books.update(doubts=1),
    "envelopes refused": lambda truth, books: truth.count("refused bad_body"),
    "envelopes taken more or less often than once": lambda truth, books: books["envelopes"].update(custody=2),
}


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_sheet_finds(fault: str) -> None:
    truth, books = told()
    _FAULTS[fault](truth, books)
    sheet = balance(truth, books, waiting=0, deaths=0)
    assert sheet.faults[fault] == 1
    assert not sheet.balanced


def test_a_sheet_finds_what_still_waits() -> None:
    assert balance(*told(), waiting=1, deaths=0).faults["envelopes still waiting"] == 1


@pytest.mark.storm
@pytest.mark.timeout(600)
@pytest.mark.skipif(not BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)")
def test_a_small_day_with_outages_and_a_killed_hall_balances() -> None:
    sheet = day(20, 100, 1, lambda minute, came, seconds: None, "fsync=off")
    assert sheet.balanced, "\n".join(sheet.lines())
    assert sum(sheet.cases_by_state.values()) == 100
    assert sheet.figures["processes of the hall killed"] == 4
    assert sheet.figures["rounds of a terminal cut off from the hall"] > 0
    assert sheet.cases_by_state["closed"] > 0
