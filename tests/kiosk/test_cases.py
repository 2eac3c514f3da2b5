"""What the terminal remembers of a case: a keyed tag, never a person."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from contract.envelope import new_id
from contract.life import CaseState
from contract.orders import CaseNews
from kiosk.cases import CaseRow, Cases
from offline_queue.store import Store

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def case(serial: int = 1, *, at: datetime = NOW, parcel: str | None = None) -> CaseRow:
    return CaseRow(new_id(), ["OLD-CARD"], f"L-{serial}", "", CaseState.RECEIVED, parcel, ["HKB"], at, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "terminal.db"


def add(store: Store, cases: Cases, row: CaseRow, tag: str = "tag") -> None:
    with store.transaction() as tx:
        cases.add(tx, row, tag)


def file_half(store: Store, cases: Cases, row: CaseRow) -> None:
    with store.transaction() as tx:
        cases.add(tx, row, "tag")
        raise TypeError


def news(case_id: UUID, number: str, state: str, promised: date | None = None) -> CaseNews:
    return CaseNews(case_id=case_id, number=number, state=state, promised_by=promised, updated_at=NOW)


def test_a_case_comes_back_as_it_was_after_a_restart(path: Path) -> None:
    row = case(parcel="M1")
    with Store(path) as store:
        add(store, Cases(store), row)
    with Store(path) as store:
        assert Cases(store).get(row.case_id) == row
        assert Cases(store).get(new_id()) is None


def test_a_case_rolled_back_was_never_there(path: Path) -> None:
    with Store(path) as store:
        cases, row = Cases(store), case()
        with pytest.raises(TypeError):
            file_half(store, cases, row)
        assert cases.get(row.case_id) is None


def test_each_person_sees_their_own_newest_first(path: Path) -> None:
    with Store(path) as store:
        cases = Cases(store)
        old, new, other = case(1), case(2, at=NOW + timedelta(hours=1)), case(3)
        for row, tag in ((old, "a"), (new, "a"), (other, "b")):
            add(store, cases, row, tag)
        assert [row.provisional for row in cases.of("a")] == ["L-2", "L-1"]
        assert [row.provisional for row in cases.of("b")] == ["L-3"]
        assert cases.of("c") == []


def test_the_number_of_the_hall_is_kept_once_given(path: Path) -> None:
    with Store(path) as store:
        cases, row = Cases(store), case()
        add(store, cases, row)
        cases.numbered(row.case_id, "440103-1")
        cases.numbered(row.case_id, "440103-2")
        kept = cases.get(row.case_id)
        assert kept is not None
        assert kept.number == "440103-1"


def test_news_moves_the_state_and_the_promise(path: Path) -> None:
    with Store(path) as store:
        cases, row = Cases(store), case()
        add(store, cases, row)
        cases.news([news(row.case_id, "N-1", "accepted", date(2026, 3, 23)), news(new_id(), "N-2", "accepted")])
        kept = cases.get(row.case_id)
        assert kept is not None
        assert (kept.number, kept.state, kept.promised_by) == ("N-1", CaseState.ACCEPTED, date(2026, 3, 23))


def test_a_withdrawn_case_is_no_longer_listed(path: Path) -> None:
    with Store(path) as store:
        cases, row = Cases(store), case()
        add(store, cases, row)
        cases.news([news(row.case_id, "N-1", "withdrawn")])
        assert cases.of("tag") == []
