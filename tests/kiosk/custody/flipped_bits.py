"""A small terminal's closed disk whose every byte has an owner, and what becomes of it when one bit of it flips.

The disk has all states of the outbox, papers, parcels on every leg, a journal, used doors. Receipts are really signed.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.envelope import new_id
from contract.life import CaseState
from contract.orders import CaseNews
from contract.parcel import ParcelKind, barcode
from contract.pickup import MAX_TRIES
from contract.proof import sign_receipt
from kiosk.cases import CaseRow, Cases
from kiosk.custody.custody import Custody
from kiosk.custody.words import Purpose
from kiosk.staff import SignInLocked, SignInRefused, Staff
from offline_queue import outbox
from offline_queue.store import Store
from offline_queue.verify import verify
from tests.kiosk.custody import kill_road, power_road
from tests.kiosk.custody.kill_road import Holder, put_in, take_out
from tests.kiosk.custody.power_road import CARD, COURIER, KEY
from tests.kiosk.custody.world import BANK, TAG, SprungBank, SteppedClock, expected, inline
from tests.kiosk.test_staff import member

HALL = Ed25519PrivateKey.generate()
BLOBS = "blobs"

Content = dict[str, list[tuple[object, ...]] | bytes | None]
"""By table the rows in order, by paper its bytes, `schema` the statements; None for what cannot be read."""


def made(folder: Path) -> Path:
    """The database file of a new disk, closed; three parcels have stopped at three places of their road."""
    site, dice = kill_road.Site(folder, lambda what: None, 0), Random(1)
    _people(site.store, site.clock.now())
    custody = site.custody
    for serial in range(1, 4):
        with site.store.transaction() as tx:
            parcel = custody.start_drop_in(tx, new_id(), TAG)
        power_road.file_paper(site, new_id(), dice)  # type: ignore[arg-type]
        if serial > 1:
            put_in(site, parcel, Holder.RESIDENT, Purpose.DROP, CARD, _done(custody.dropped, parcel))
        if serial > 2:
            take_out(site, parcel, Purpose.COLLECT, COURIER, _done(custody.collected, parcel, "7001"))
    custody.expect([expected(barcode(ParcelKind.RESULT, "HALL", 1))])
    _deliver(site, 4)
    site.close()
    return folder / "terminal.db"


def _people(store: Store, now: datetime) -> None:
    """Staff who sign in here, one of them locked out, and cases at two points of their road."""
    staff, cases = Staff(store), Cases(store)
    staff.orders([member("600001", "courier"), member("900001", "technician")])
    for _ in range(MAX_TRIES):
        with suppress(SignInRefused, SignInLocked):
            staff.sign_in("600001", "000000", now)
    made = [CaseRow(new_id(), ["OLD-CARD"], f"L-{n}", "", CaseState.RECEIVED, None, ["HKB"], now, None) for n in (1, 2)]
    for case in made:
        with store.transaction() as tx:
            cases.add(tx, case, TAG)
    cases.news([CaseNews(case_id=made[0].case_id, number="N1", state=CaseState.ACCEPTED, updated_at=now)])


def _done(act: Callable[..., object], parcel: str, *by: str) -> Callable[[int], None]:
    def done(box: int) -> None:
        act(parcel, box, *by)

    return done


def _deliver(site: kill_road.Site, hands: int) -> None:
    """Some of it sent, one refused, the rest waits."""
    now = site.clock.now()
    for hand_number in range(hands):
        with site.store.transaction() as tx:
            hand, spoilt = site.store.claim(tx, now, 1)
            assert not spoilt
            for one in hand:
                if hand_number == 1:
                    outbox.refused(tx, one.seq, "bad_message", "", now)
                else:
                    outbox.sent(tx, one.seq, sign_receipt(HALL, one.envelope, "N1", now), now)


def content(file: Path) -> Content:
    """What the disk says, read without the project's own code."""
    said: Content = {f"{BLOBS}/{blob.name}": blob.read_bytes() for blob in (file.parent / BLOBS).iterdir()}
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        said["schema"] = _read(database, "SELECT type, name, sql FROM sqlite_master ORDER BY name")
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            said[table] = _read(database, f'SELECT * FROM "{table}" NOT INDEXED')
    except (sqlite3.Error, UnicodeDecodeError):
        return said | {"schema": None}
    finally:
        database.close()
    return said


def _read(database: sqlite3.Connection, sql: str) -> list[tuple[object, ...]] | None:
    try:
        return database.execute(sql).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def owners(file: Path) -> list[str]:
    """Whose each page is, by SQLite's own `dbstat`: a table, an index, or `free`."""
    database = sqlite3.connect(file)
    try:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        by_number = dict(database.execute("SELECT pageno, name FROM dbstat").fetchall())
    finally:
        database.close()
    return [by_number.get(number, "free") for number in range(1, pages + 1)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`noticed`: opening or an audit said something; `changed`: the tables and papers that say another thing."""

    noticed: bool
    changed: frozenset[str]
    where: str = ""
    """One changed row, before and after: synthetic, for who reads the storm's output."""


class Disk:
    """One sound disk, and copies of it that are spoilt."""

    def __init__(self, folder: Path) -> None:
        self.file = made(folder / "sound")
        self.sound = content(self.file)
        self.spoilt = folder / "spoilt"
        assert audited(self.file) == []

    def targets(self) -> list[Path]:
        """The database and every paper."""
        return [self.file, *sorted((self.file.parent / BLOBS).iterdir())]

    def judged(self, target: Path, spoil: Callable[[bytearray], None]) -> Verdict:
        """What becomes of a copy whose `target` was spoilt."""
        shutil.rmtree(self.spoilt, ignore_errors=True)
        shutil.copytree(self.file.parent, self.spoilt)
        victim = self.spoilt / target.relative_to(self.file.parent)
        data = bytearray(victim.read_bytes())
        spoil(data)
        victim.write_bytes(data)
        file = self.spoilt / self.file.name
        said = content(file)
        names = said.keys() | self.sound.keys()
        changed = frozenset(name for name in names if said.get(name) != self.sound.get(name))
        return Verdict(audited(file) != [], changed, "; ".join(self._difference(said, name) for name in changed))

    def _difference(self, said: Content, name: str) -> str:
        before, after = self.sound.get(name), said.get(name)
        if not isinstance(before, list) or not isinstance(after, list):
            return name
        pairs = [
            (old, new)
            for row, other in zip(before, after, strict=False)
            if row != other
            for old, new in zip(row, other, strict=False)
            if old != new
        ]
        return f"{name}: {pairs[:2]}"[:400]


def audited(file: Path) -> list[str]:
    """What the terminal's start and the two audits say of it; a start that fails says enough, an audit must not."""
    with ExitStack() as opened:
        try:
            store = opened.enter_context(Store(file))
            custody = Custody(store, SprungBank(), SteppedClock(), "T1", BANK, lambda: KEY, inline)
            Staff(store), Cases(store)
        except Exception as error:  # whatever it is: it is no silent change
            return [repr(error)]
        return [*verify(store.connection, file.parent, HALL.public_key()), *custody.verify()]


def flip(at: int, bit: int) -> Callable[[bytearray], None]:
    """Change one bit of a file."""

    def spoil(data: bytearray) -> None:
        data[at] ^= 1 << bit

    return spoil


def flips(disk: Disk, number: int, dice: Random) -> Iterator[tuple[str, Verdict]]:
    """`number` single flipped bits, one after the other: whose byte it was, and the verdict. Every 8th hits a paper."""
    of_page, papers = owners(disk.file), disk.targets()[1:]
    size = disk.file.stat().st_size
    for turn in range(number):
        target = dice.choice(papers) if turn % 8 == 7 else disk.file
        at = dice.randrange(target.stat().st_size)
        owner = BLOBS if target is not disk.file else of_page[at * len(of_page) // size]
        yield owner, disk.judged(target, flip(at, dice.randrange(8)))
