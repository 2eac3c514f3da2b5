"""The cases filed at this terminal, as far as the terminal may know them: no name, no number, only the keyed tag."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlite_utils import Database, Migrations

from contract.life import ENDED, CaseState
from contract.orders import CaseNews
from contract.task import TaskState
from offline_queue import digests
from offline_queue.store import Store, Tx

MIGRATIONS = Migrations("kiosk_cases")


@MIGRATIONS(name="0001 cases")
def _cases(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE cases (
            case_id TEXT PRIMARY KEY CHECK (length(case_id) = 36),
            person_tag TEXT NOT NULL,
            items TEXT NOT NULL,
            provisional TEXT NOT NULL UNIQUE,
            number TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL,
            parcel TEXT,
            originals TEXT NOT NULL DEFAULT '[]',
            submitted_at TEXT NOT NULL,
            promised_by TEXT,
            updated_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cases_person ON cases (person_tag, submitted_at);
        """
    )


@MIGRATIONS(name="0002 packages, tasks and corrections")
def _tasks(db: Database) -> None:
    """`correction` is sealed by the hall so that only the person's own number opens it (contract.correction)."""
    db.executescript(
        """
        ALTER TABLE cases ADD COLUMN package TEXT NOT NULL DEFAULT '';
        ALTER TABLE cases ADD COLUMN tasks TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE cases ADD COLUMN correction BLOB;
        ALTER TABLE cases ADD COLUMN correct_by TEXT;
        ALTER TABLE cases ADD COLUMN corrected_at TEXT;
        """
    )


@MIGRATIONS(name="0003 rows that carry their digest")
def _digests(db: Database) -> None:
    """Whose a case is, and which envelope is its, are in no other place of this disk (decision 029)."""
    digests.keep(db, "cases", ["case_id"])


_SELECT = (
    "SELECT *, number = '' AND EXISTS (SELECT 1 FROM outbox WHERE outbox.case_id = cases.case_id"
    " AND kind = 'submission' AND outbox.state = 'refused') AS refused,"
    " corrected_at IS NOT NULL AND coalesce((SELECT outbox.state FROM outbox WHERE outbox.case_id = cases.case_id"
    " AND kind = 'supplement' ORDER BY seq DESC LIMIT 1), '') != 'refused' AS corrected FROM cases"
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case at this terminal. `number` is empty until the hall has answered."""

    case_id: UUID
    items: list[str]
    provisional: str
    number: str
    state: str
    parcel: str | None
    originals: list[str]
    submitted_at: datetime
    promised_by: date | None
    refused: bool = False  # the hall did not take it as it is; staff has to see to it
    package: str = ""
    tasks: tuple[TaskState, ...] = ()  # where each of its parts stands, as far as the hall has told
    correction: bytes | None = field(default=None, repr=False)  # what is asked for, sealed to the person
    correct_by: date | None = None
    updated_at: datetime | None = field(default=None, compare=False)  # hall's last word; None before it is stored

    @property
    def item(self) -> str:
        """The first (often the only) item."""
        return self.items[0]


class Cases:
    """Rows of the table `cases`; every call on the queue thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.migrate(MIGRATIONS)

    def open(self) -> list[UUID]:
        """Cases that have not ended, as far as the hall's news have come; their receipts are kept."""
        ended = json.dumps([state.value for state in ENDED])
        rows = self._store.read(
            "SELECT case_id FROM cases WHERE state NOT IN (SELECT value FROM json_each(?))", (ended,)
        )
        return [UUID(row["case_id"]) for row in rows]

    def add(self, tx: Tx, case: CaseRow, person_tag: str) -> None:
        """Put a new case into the caller's transaction."""
        tx.execute(
            "INSERT INTO cases (case_id, person_tag, items, provisional, state, parcel, originals, submitted_at,"
            " updated_at, package) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(case.case_id),
                person_tag,
                json.dumps(case.items),
                case.provisional,
                case.state,
                case.parcel,
                json.dumps(case.originals),
                case.submitted_at.isoformat(),
                case.submitted_at.isoformat(),
                case.package,
            ),
        )

    def of(self, person_tag: str) -> list[CaseRow]:
        """One person's cases that were not withdrawn, newest first, at most 20."""
        rows = self._store.read(
            f"{_SELECT} WHERE person_tag = ? AND state != 'withdrawn' ORDER BY submitted_at DESC LIMIT 20",
            (person_tag,),
        )
        return [_row(row) for row in rows]

    def get(self, case_id: UUID) -> CaseRow | None:
        """One case, or None."""
        rows = self._store.read(f"{_SELECT} WHERE case_id = ?", (str(case_id),))
        return _row(rows[0]) if rows else None

    def numbered(self, case_id: UUID, number: str) -> None:
        """The hall gave a number."""
        with self._store.transaction() as tx:
            tx.execute("UPDATE cases SET number = ? WHERE case_id = ? AND number = ''", (number, str(case_id)))

    def news(self, cases: Iterable[CaseNews]) -> None:
        """What the hall says of its cases."""
        with self._store.transaction() as tx:
            for case in cases:
                tx.execute(_NEWS, _told(case))

    def corrected(self, tx: Tx, case_id: UUID, parcel: str | None, originals: list[str], now: datetime) -> None:
        """What was asked for is handed in, in the caller's transaction: asked again only by another list."""
        tx.execute(
            "UPDATE cases SET corrected_at = ?, parcel = coalesce(?, parcel),"
            " originals = iif(? IS NULL, originals, ?) WHERE case_id = ?",
            (now.isoformat(), parcel, parcel, json.dumps(originals), str(case_id)),
        )


_NEWS = (
    "UPDATE cases SET number = :number, state = :state, promised_by = :promised_by, updated_at = :updated_at,"
    " tasks = :tasks, corrected_at = iif(correction IS :correction, corrected_at, NULL), correction = :correction,"
    " correct_by = :correct_by WHERE case_id = :case_id"
)


def _told(case: CaseNews) -> dict[str, Any]:
    """The hall's word as the columns have it."""
    return {
        "case_id": str(case.case_id),
        "number": case.number,
        "state": CaseState(case.state).value,
        "promised_by": case.promised_by.isoformat() if case.promised_by else None,
        "updated_at": case.updated_at.isoformat(),
        "tasks": json.dumps([task.state for task in case.tasks]),
        "correction": case.correction,
        "correct_by": case.correct_by.isoformat() if case.correct_by else None,
    }


def _row(row: Any) -> CaseRow:
    return CaseRow(
        case_id=UUID(row["case_id"]),
        items=json.loads(row["items"]),
        provisional=row["provisional"],
        number=row["number"],
        state=row["state"],
        parcel=row["parcel"],
        originals=json.loads(row["originals"]),
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        promised_by=date.fromisoformat(row["promised_by"]) if row["promised_by"] else None,
        refused=bool(row["refused"]),
        package=row["package"],
        tasks=tuple(TaskState(state) for state in json.loads(row["tasks"])),
        correction=None if row["corrected"] else row["correction"],
        correct_by=date.fromisoformat(row["correct_by"]) if row["correct_by"] else None,
        updated_at=datetime.fromisoformat(row["updated_at"]),
    )
