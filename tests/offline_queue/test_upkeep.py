"""The file over months: migrated from the version before, pruned, given back to the disk."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from contract.envelope import Kind, Receipt, new_id
from offline_queue import outbox, upkeep
from offline_queue.__main__ import main
from offline_queue.errors import StoreBroken
from offline_queue.one_row import Claimed, Spoilt
from offline_queue.sealing import Sealed
from offline_queue.store import Store
from offline_queue.tables import MIGRATIONS, _digest_1


def settle(store, now, number=None):
    """Deliver `number` envelopes (all when None) with a receipt, as the sender would."""
    done = 0
    while number is None or done < number:
        with store.transaction() as tx:
            for _ in range(200):
                hand, _ = store.claim(tx, now, most=1)
                if not hand:
                    return done
                (claimed,) = hand
                id_ = claimed.envelope.id
                receipt = Receipt.model_construct(envelope_id=id_, taken_at=now, case_number=None, token="t" * 300)
                assert outbox.sent(tx, claimed.seq, receipt, now)
                done += 1
                if done == number:
                    break
    return done


def fill(store, now, number, case=None):
    with store.transaction() as tx:
        for _ in range(number):
            sealed = Sealed(new_id(), Kind.RATING, case or new_id(), "ab" * 8, bytes(2048))
            store.put(tx, sealed, terminal="T1", now=now)


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file as the first version wrote it: a case of three (one sent, two waiting), one damaged, one refused."""
    path = tmp_path / "terminal.db"
    db = Database(path)
    MIGRATIONS.apply(db, stop_before="0002 outbox with fewer pages a write; quarantine")
    case, other = str(new_id()), str(new_id())
    rows = [
        (str(new_id()), case, "sent", 1, None, json.dumps({"receipt": "of old"}), None),
        (str(new_id()), case, "sending", 1, b"second", None, None),
        (str(new_id()), case, "ready", 0, b"third", None, None),
        (str(new_id()), None, "ready", 1, b"damaged", None, None),
        (str(new_id()), other, "refused", 1, b"dead letter", None, json.dumps({"code": "no", "detail": ""})),
    ]
    for number, (id_, case_id, state, head, sealed, receipt, refusal) in enumerate(rows, 1):
        fields = (id_, "rating", case_id, "T1", number, "2026-03-01T00:00:00+00:00", "ab" * 8)
        settled = "2026-03-02T00:00:00+00:00" if state in ("sent", "refused") else None
        db.execute(
            "INSERT INTO outbox (id, kind, case_id, terminal, counter, created_at, key_id, priority, state, head,"
            " digest, sealed, receipt, refusal, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, 5, ?, ?, ?, ?, ?, ?, ?)",
            (*fields, state, head, _digest_1(*fields, sealed or b"gone"), sealed, receipt, refusal, settled),
        )
    db.execute("UPDATE outbox SET sealed = x'00' WHERE sealed = ?", (b"damaged",))
    db.execute("INSERT INTO counters VALUES ('envelope:T1', 5), ('provisional', 3)")
    db.conn.commit()
    db.close()
    return path


def test_a_file_of_the_version_before_goes_on_where_it_was(old_file, rig):
    with Store(old_file) as store:
        found = []
        for _ in range(4):
            with store.transaction() as tx:
                hand, spoilt = store.claim(tx, rig.clock.now(), most=1)
                claimed = next(iter([*hand, *spoilt]), None)
                found.append(claimed)
                if isinstance(claimed, Claimed):
                    outbox.refused(tx, claimed.seq, "x", "", rig.clock.now())
        second, third, damaged, nothing = found
        assert (second.envelope.sealed, second.ask) == (b"second", True)
        assert (third.envelope.sealed, third.ask) == (b"third", False)
        assert isinstance(damaged, Spoilt), "what was damaged before is not made good by migrating"
        assert nothing is None
        fill(store, rig.clock.now(), 1)
        assert store.read("SELECT max(counter) AS n FROM outbox")[0]["n"] == 6, "numbers go on without a gap"
    assert main(["verify", "--store", str(old_file), "--json"]) == 1  # the damaged one, and the made-up receipt


def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(old_file, monkeypatch):
    def fails(_db):
        raise RuntimeError("power gone")

    monkeypatch.setattr("offline_queue.tables._digest_anew", fails)
    with pytest.raises(RuntimeError, match="power gone"):
        Store(old_file)
    monkeypatch.undo()
    names = {row[0] for row in Database(old_file).execute("SELECT name FROM sqlite_master")}
    assert "quarantine" not in names
    assert "outbox_ready" in names
    with Store(old_file) as store:
        assert store.stats().waiting == 3


def test_an_empty_old_file_goes_on_counting(tmp_path, rig):
    path = tmp_path / "old.db"
    db = Database(path)
    MIGRATIONS.apply(db, stop_before="0002 outbox with fewer pages a write; quarantine")
    db.execute("INSERT INTO counters VALUES ('envelope:T1', 41)")
    db.conn.commit()
    db.close()
    with Store(path) as store:
        fill(store, rig.clock.now(), 2)
        assert [row["counter"] for row in store.read("SELECT counter FROM outbox ORDER BY seq")] == [42, 43]


def test_thousands_of_delivered_rows_leave_and_the_file_shrinks(rig):
    now = rig.clock.now()
    fill(rig.store, now, 5)
    settle(rig.store, now)
    rig.store.tidy(now)
    small = rig.store.stats().file_bytes
    fill(rig.store, now, 4000)
    big = rig.store.stats().file_bytes
    assert big > 4000 * 2048
    assert settle(rig.store, now) == 4000
    later = now + upkeep.SENT_KEPT + timedelta(days=1)
    assert rig.store.tidy(now + timedelta(days=1)) == 0, "receipts are kept"
    assert rig.store.tidy(later) == 4004, "all but the newest, which the next number counts on from"
    rig.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert rig.path.stat().st_size <= small + 64 * 1024
    assert rig.path.with_name(rig.path.name + "-wal").stat().st_size == 0
    fill(rig.store, now, 1)
    numbers = [row["counter"] for row in rig.store.read("SELECT counter FROM outbox ORDER BY seq")]
    assert numbers == [4005, 4006]
    assert rig.store.check() == []


def test_room_is_used_again_before_the_file_grows(rig):
    now, sizes = rig.clock.now(), []
    for round_ in range(4):
        at = now + round_ * (upkeep.SENT_KEPT + timedelta(days=1))
        rig.store.tidy(at)
        fill(rig.store, at, 400)
        settle(rig.store, at)
        sizes.append(rig.store.stats().file_bytes)
    assert max(sizes) <= sizes[0] * 1.1


def bytes_after(rig, days, a_day):
    """File and log at their largest, in each sixth of `days`; each day brings `a_day` envelopes and delivers them."""
    log, seen = rig.path.with_name(rig.path.name + "-wal"), []
    for day in range(days):
        now = rig.clock.now() + timedelta(days=day)
        for _ in range(0, a_day, 10):
            fill(rig.store, now, 10)
            assert settle(rig.store, now) == 10
        seen.append((rig.path.stat().st_size, log.stat().st_size))
        rig.store.tidy(now)
    part = days // 6
    return [tuple(map(max, zip(*seen[start : start + part], strict=True))) for start in range(0, part * 6, part)]


@pytest.mark.parametrize(
    ("days", "a_day"), [(180, 10), pytest.param(1800, 60, marks=[pytest.mark.storm, pytest.mark.timeout(1800)])]
)
def test_file_and_log_stop_growing_though_envelopes_come_and_go_for_ever(rig, days, a_day):
    """Once the first receipts have had their time, as much leaves each day as comes."""
    parts = bytes_after(rig, days, a_day)
    file, log = zip(*parts, strict=True)
    kept = a_day * (upkeep.SENT_KEPT.days + 1)
    assert max(file) < kept * 2048 + 256 * 1024, "a receipt takes less room than the 2 KB it is for"
    assert max(file[3:]) <= max(file[2], 200_000) * 1.1
    assert max(log) < 4 * 1024 * 1024
    assert rig.store.stats().sent <= kept + a_day


def test_what_is_needed_stays_however_old(rig):
    now, case = rig.clock.now(), new_id()
    fill(rig.store, now, 2, case)
    settle(rig.store, now)
    fill(rig.store, now, 2)
    with rig.store.transaction() as tx:
        outbox.refused(tx, 3, "x", "", now)
    much_later = now + timedelta(days=1000)
    assert rig.store.tidy(much_later, [case]) == 0
    assert rig.states() == ["sent", "sent", "refused", "ready"]
    assert rig.store.tidy(much_later) == 2
    assert rig.states() == ["refused", "ready"], "a dead letter and what waits are nobody's to forget"


def test_the_write_ahead_log_stays_small_while_the_queue_works(rig):
    log = rig.path.with_name(rig.path.name + "-wal")
    for _ in range(1500):
        fill(rig.store, rig.clock.now(), 1)
    assert log.stat().st_size < 16 * 1024 * 1024


def test_figures_read_indexes_only(rig):
    counts = [
        "SELECT count(*) FROM outbox WHERE settled_at IS NULL",
        "SELECT count(*) FROM outbox WHERE state = 'sent'",
        "SELECT count(*) FROM outbox WHERE state = 'refused'",
    ]
    for sql in counts:
        (plan,) = rig.store.read(f"EXPLAIN QUERY PLAN {sql}")
        assert "USING COVERING INDEX" in plan["detail"], plan["detail"]
    rig.put(new_id(), priority=2), rig.put(new_id(), priority=7)
    rig.clock.pass_s(5)
    rig.put(new_id(), priority=1)
    oldest = rig.store.read("SELECT min(created_at) AS at FROM outbox")[0]["at"]
    assert rig.store.stats().oldest == oldest


def test_a_migration_of_a_newer_set_is_refused(rig):
    newer = Migrations("offline_queue")
    with pytest.raises(StoreBroken):
        rig.store.migrate(newer)
