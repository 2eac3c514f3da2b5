"""The file itself: one transaction, order, counters, damage, a full disk."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from sqlite_utils import Migrations

from contract.bodies import Manifest, Rating, Signature
from contract.envelope import Kind, bound, new_id
from offline_queue import outbox
from offline_queue.__main__ import main
from offline_queue.blobs import write_blob
from offline_queue.errors import StoreBroken, StoreBusy
from offline_queue.one_row import Spoilt
from offline_queue.sealing import BodyTooLarge, seal
from offline_queue.store import Store, next_number

ROOT = Path(__file__).resolve().parents[2]


def claim(rig):
    with rig.store.transaction() as tx:
        hand, spoilt = rig.store.claim(tx, rig.clock.now(), most=1)
        return next(iter([*hand, *spoilt]), None)


def refuse(rig, claimed, code="x"):
    with rig.store.transaction() as tx:
        assert outbox.refused(tx, claimed.seq, code, "", rig.clock.now())


def test_settings_are_the_durable_ones(rig):
    pragma = {name: rig.store.read(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert all(table.strict for table in rig.store.database.tables if table.name in ("outbox", "counters"))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "state = 'sent'",
        "state = 'refused'",
        "receipt = '{}'",
        "sealed = NULL",
        "settled_at = ''",
        "head = 2",
        "blob_path = 'blobs/x'",
    ],
)
def test_the_schema_refuses_a_row_that_no_state_allows(rig, change):
    rig.put(new_id())
    with pytest.raises(sqlite3.IntegrityError), rig.store.transaction() as tx:
        tx.execute(f"UPDATE outbox SET {change}")
    assert rig.states() == ["ready"]


def test_enqueue_joins_the_callers_transaction(rig):
    def half_done():
        with rig.store.transaction() as tx:
            rig.store.enqueue(
                tx,
                Kind.RATING,
                None,
                Rating(level=1),
                hall_key=rig.hall_secret.public,
                terminal="T1",
                now=rig.clock.now(),
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert rig.states() == []
    rig.put()
    assert claim(rig).envelope.counter == 1


def test_what_need_not_be_flushed_leaves_no_trace_in_how_the_rest_is(rig):
    def level():
        return rig.store.read("PRAGMA synchronous")[0][0]

    for durable in (False, True, False):
        with rig.store.transaction(durable=durable) as tx:
            assert level() == (2 if durable else 1)
            tx.execute("INSERT INTO notes VALUES (?, 'x')", (str(new_id()),))
        assert level() == 2
    with pytest.raises(ZeroDivisionError), rig.store.transaction(durable=False):
        raise ZeroDivisionError
    assert level() == 2
    with rig.store.transaction() as tx:
        tx.execute("DELETE FROM notes")
        with pytest.raises(RuntimeError, match="nest"), rig.store.transaction(durable=False):
            raise AssertionError("never inside")
        tx.execute("ROLLBACK")
        tx.execute("BEGIN")
    assert len(rig.store.read("SELECT * FROM notes")) == 3, "the outer one was not committed by the inner"


def test_a_hand_is_of_different_cases_and_a_paper_goes_alone(rig):
    case = new_id()
    first, second = rig.put(case, priority=1), rig.put(case, priority=1)
    other, paper = rig.put(new_id()), rig.put_paper(b"%PDF", new_id())

    def hand():
        with rig.store.transaction() as tx:
            claimed, _ = rig.store.claim(tx, rig.clock.now())
        return claimed

    assert [one.envelope.id for one in hand()] == [first, other]
    for one in hand():
        refuse(rig, one)
    assert [one.envelope.id for one in hand()] == [second]
    refuse(rig, hand()[0])
    (alone,) = hand()
    assert alone.envelope.id == paper


def test_only_the_hall_can_read_a_body(rig):
    case = new_id()
    id_ = rig.put(case, level=2)
    envelope = claim(rig).envelope
    plain = rig.hall_secret.unseal(envelope.sealed, bound(id_, Kind.RATING, case))
    assert Rating.model_validate_json(plain).level == 2


def test_a_body_of_another_kind_is_refused(rig):
    with pytest.raises(TypeError), rig.store.transaction() as tx:
        rig.store.enqueue(
            tx,
            Kind.RATING,
            None,
            Signature(strokes=[], document_sha256=""),
            hall_key=rig.hall_secret.public,
            terminal="T1",
            now=rig.clock.now(),
        )


def test_a_body_over_the_agreed_size_never_gets_into_the_store(rig):
    strokes = [[(float(n), 1.0, n) for n in range(200_000)]]
    huge = Manifest(
        courier="1",
        direction="load",
        at=rig.clock.now(),
        lines=[],
        signature=Signature(strokes=strokes, document_sha256=""),
    )
    with pytest.raises(BodyTooLarge):
        seal(Kind.MANIFEST, None, huge, rig.hall_secret.public)
    assert rig.states() == []


def test_order_is_kept_within_a_case_and_priority_across_cases(rig):
    case = new_id()
    first, second = rig.put(case, priority=5), rig.put(case, priority=1)
    urgent = rig.put(new_id(), priority=2)
    for expected in (urgent, first, second):
        rig.clock.pass_s(1)
        claimed = claim(rig)
        assert claimed.envelope.id == expected
        assert claim(rig).ask, "in hand: whoever comes again asks the hall first"
        refuse(rig, claimed)
    assert claim(rig) is None


def test_what_is_said_of_parcels_goes_before_cases_and_scans_last(rig):
    paper = rig.put_paper(b"%PDF", new_id())
    rating = rig.put(new_id())
    kinds = dict(rig.store.read("SELECT id, priority FROM outbox"))
    assert kinds == {str(paper): 8, str(rating): 5}
    assert outbox.PRIORITIES[Kind.CUSTODY] < kinds[str(rating)]


def test_a_dead_letter_can_be_sent_again(rig):
    id_ = rig.put()
    refuse(rig, claim(rig), "too_large")
    assert rig.store.stats().refused == 1
    with rig.store.transaction() as tx:
        assert outbox.retry(tx, id_)
        assert not outbox.retry(tx, new_id())
    assert claim(rig).envelope.id == id_


def test_a_dead_letter_sent_again_goes_before_the_rest_of_its_case(rig):
    case = new_id()
    ids = [rig.put(case) for _ in range(3)]
    refuse(rig, claim(rig))
    with rig.store.transaction() as tx:
        assert outbox.retry(tx, ids[0])
    assert [row["head"] for row in rig.store.read("SELECT head FROM outbox ORDER BY seq")] == [1, 0, 0]
    for id_ in ids:
        claimed = claim(rig)
        assert claimed.envelope.id == id_
        refuse(rig, claimed)


def test_a_claim_reads_an_index_only(rig):
    rows = rig.store.read("EXPLAIN QUERY PLAN " + outbox._DUE, {"now": 0.0, "longest": 1.0, "most": 8})
    plan = " ".join(row["detail"] for row in rows)
    assert "COVERING INDEX outbox_due" in plan
    assert "TEMP B-TREE" not in plan


def test_counters_never_repeat_over_restarts(rig):
    with rig.store.transaction() as tx:
        assert [next_number(tx, "n"), next_number(tx, "n")] == [1, 2]
    rig.restart()
    with rig.store.transaction() as tx:
        assert next_number(tx, "n") == 3


@pytest.mark.parametrize("column", ["sealed", "case_id", "counter", "created_at"])
def test_a_row_altered_on_disk_is_noticed(rig, column):
    case = new_id()
    rig.put(case), rig.put(case)
    values = {"sealed": b"x", "case_id": str(new_id()), "counter": 99, "created_at": "2020-01-01T00:00:00+00:00"}
    with rig.store.transaction() as tx:
        tx.execute(f"UPDATE outbox SET {column} = ? WHERE seq = 1", (values[column],))
    assert claim(rig) == Spoilt(1, UUID(rig.store.read("SELECT id FROM outbox")[0]["id"]), "damaged_on_disk")
    assert rig.states() == ["refused", "ready"]
    assert claim(rig).seq == 2, "the case's next one goes on, even when the damaged row names another case"


def test_a_file_of_a_newer_version_is_left_alone(rig):
    newer = Migrations("offline_queue")
    newer(name="9999 from the future")(lambda db: None)
    newer.apply(rig.store.database)
    with pytest.raises(StoreBroken, match="newer"):
        Store(rig.path)


def test_not_a_database(tmp_path):
    path = tmp_path / "terminal.db"
    path.write_bytes(b"this is no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreBroken):
        Store(path)


def test_a_second_program_is_told_so(rig):
    other = Store(rig.path)
    other.connection.execute("PRAGMA busy_timeout = 50")
    try:
        with rig.store.transaction(), pytest.raises(StoreBusy), other.transaction():
            raise AssertionError("two writers at once")
    finally:
        other.close()


def test_numbers_go_on_without_a_gap_after_a_rollback_and_beside_another_program(rig):
    def numbers():
        return [tuple(row) for row in rig.store.read("SELECT seq, counter FROM outbox ORDER BY seq")]

    def put_into(store):
        with store.transaction() as tx:
            sealed = seal(Kind.RATING, None, Rating(level=5), rig.hall_secret.public)
            store.put(tx, sealed, terminal="T1", now=rig.clock.now())

    def put_and_fail():
        with rig.store.transaction() as tx:
            sealed = seal(Kind.RATING, None, Rating(level=5), rig.hall_secret.public)
            rig.store.put(tx, sealed, terminal="T1", now=rig.clock.now())
            raise ZeroDivisionError

    rig.put()
    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    rig.put()
    with Store(rig.path) as other:
        put_into(other)
        rig.put()  # what this connection remembers as the newest row no longer is
        rig.put()
        put_into(other)
    assert numbers() == [(n, n) for n in range(1, 7)]


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.seal import HallPrivateKey
from offline_queue.blobs import write_blob
from offline_queue.errors import StoreFull
from offline_queue.store import Store
path, mode = Path(sys.argv[1]), sys.argv[2]
key = HallPrivateKey.generate().public
store = Store(path)
if mode == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
done = 0
try:
    while done < 100_000:
        with store.transaction() as tx:
            now = datetime.now(UTC)
            store.enqueue(tx, Kind.RATING, new_id(), Rating(level=5), hall_key=key, terminal="T1", now=now)
        done += 1
except StoreFull:
    try:
        write_blob(path.parent / "blobs", b"x" * 700_000)
    except StoreFull:
        assert not list((path.parent / "blobs").glob("*"))
        print(done, store.stats().waiting)
"""


def run_full(command: list[str], path: Path, mode: str) -> tuple[int, int]:
    result = subprocess.run(
        [*command, sys.executable, "-c", FULL, str(path), mode],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    done, ready = result.stdout.split()
    return int(done), int(ready)


def test_a_file_size_limit_is_a_full_disk_and_loses_nothing(tmp_path):
    done, ready = run_full([], tmp_path / "terminal.db", "limit")
    assert done == ready > 10
    with Store(tmp_path / "terminal.db") as store:
        assert store.stats().waiting == done
        assert store.check() == []


def test_a_really_full_disk_loses_nothing(tmp_path):
    may = subprocess.run(["unshare", "-rm", "true"], capture_output=True, timeout=10)
    if may.returncode:
        pytest.skip("this kernel does not let us mount a small tmpfs")
    mount = f'mount -t tmpfs -o size=1m none "{tmp_path}" && exec "$@"'
    done, ready = run_full(["unshare", "-rm", "sh", "-c", mount, "sh"], tmp_path / "terminal.db", "tmpfs")
    assert done == ready > 10


def test_blobs_are_named_by_their_bytes_and_orphans_are_swept(rig):
    case = new_id()
    rig.put_paper(b"%PDF page", case)
    orphan = write_blob(rig.store.blobs, b"never referenced")
    (rig.store.blobs / "half.part").write_bytes(b"half")
    assert sorted(path.name for path in rig.store.sweep()) == sorted([orphan.path.name, "half.part"])
    assert claim(rig).blob.exists()


def test_the_command_shows_no_bodies(rig, capsys):
    case = new_id()
    id_ = rig.put(case)
    for command in (["list"], ["stats"], ["show", str(id_)], ["verify"]):
        for form in ([], ["--json"]):
            assert main([*command, "--store", str(rig.path), *form]) == 0
    said = capsys.readouterr().out
    assert str(id_) in said
    assert '"waiting": 1' in said
    assert "everything is what was stored" in said
    sealed = rig.store.read("SELECT sealed FROM outbox")[0]["sealed"]
    assert sealed.hex() not in said
    assert repr(sealed) not in said
    assert main(["show", "--store", str(rig.path), str(new_id())]) == 1
    for command in ("list", "stats", "verify", "set-aside"):
        assert main([command, "--store", str(rig.path.parent / "absent.db")]) == 1
    assert not (rig.path.parent / "absent.db").exists()


def test_a_dead_letter_is_sent_again_by_command(rig, capsys):
    id_ = rig.put(new_id())
    refuse(rig, claim(rig), "not_today")
    assert main(["list", "--refused", "--store", str(rig.path)]) == 0
    assert "not_today" in capsys.readouterr().out
    assert main(["retry", "--store", str(rig.path), str(id_)]) == 0
    assert rig.states() == ["ready"]
    assert main(["retry", "--store", str(rig.path), str(id_)]) == 1
    with pytest.raises(SystemExit) as wrong_use:
        main(["retry", "--store", str(rig.path), "no-id"])
    assert wrong_use.value.code == 2


def test_a_backup_reader_sees_committed_rows_only(rig):
    rig.put()
    reader = sqlite3.connect(f"file:{rig.path}?mode=ro", uri=True)
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET attempts = 7")
        assert reader.execute("SELECT attempts FROM outbox").fetchone() == (0,)
    assert reader.execute("SELECT attempts FROM outbox").fetchone() == (7,)
    reader.close()
