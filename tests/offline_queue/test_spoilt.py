"""Rows, pages and files that are no longer what was stored: found, set aside, told; the rest goes on."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from contract.envelope import new_id
from offline_queue import outbox
from offline_queue.__main__ import main
from offline_queue.errors import StoreBroken, StoreBusy, StoreNewer
from offline_queue.news import Rejected, Sent
from offline_queue.store import Store
from offline_queue.tables import MIGRATIONS
from offline_queue.verify import verify
from tests.offline_queue.small_hall import Reply


def rejected(rig):
    return [(news.envelope_id, news.code) for news in rig.told if isinstance(news, Rejected)]


def sent(rig):
    return [news.envelope_id for news in rig.told if isinstance(news, Sent)]


def wrong(rig):
    connection = sqlite3.connect(f"file:{rig.path}?mode=ro", uri=True)
    try:
        return list(verify(connection, rig.path.parent, rig.hall.signing.public_key()))
    finally:
        connection.close()


def by_hand(rig, sql, *values):
    """As somebody with the file in an editor would: no check of the schema stands in the way."""
    with rig.store.transaction() as tx:
        tx.execute("PRAGMA ignore_check_constraints = 1")
        tx.execute(sql, values)
    rig.store.connection.execute("PRAGMA ignore_check_constraints = 0")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("sealed = zeroblob(10)", "damaged_on_disk"),
        ("kind = 'submission'", "damaged_on_disk"),
        ("id = 'x'", "damaged_on_disk"),
        ("id = cast(x'ff00ff' AS TEXT)", "damaged_on_disk"),
        ("digest = replace(digest, substr(digest, 1, 1), 'x')", "damaged_on_disk"),
        ("created_at = 'yesterday'", "damaged_on_disk"),
    ],
)
def test_a_row_altered_by_hand_is_a_dead_letter_and_the_rest_goes_on(rig, change, code):
    case = new_id()
    first, second, other = rig.put(case), rig.put(case), rig.put(new_id())
    by_hand(rig, f"UPDATE outbox SET {change} WHERE seq = 1")
    rig.drain_readable()
    assert [one[1] for one in rejected(rig)] == [code]
    assert set(sent(rig)) == {second, other}
    assert first not in rig.hall.taken
    assert len(wrong(rig)) >= 1
    assert main(["verify", "--store", str(rig.path)]) == 1


def test_a_kind_from_the_future_waits_as_a_dead_letter_for_the_newer_program(rig):
    from offline_queue.tables import row_digest

    rig.put(new_id())
    other = rig.put(new_id())
    columns = "sealed, id, kind, case_id, terminal, counter, created_at, key_id"
    row = list(rig.store.connection.execute(f"SELECT {columns} FROM outbox WHERE seq = 1").fetchone())
    row[2] = "holograph"
    by_hand(rig, "UPDATE outbox SET kind = 'holograph', digest = ? WHERE seq = 1", row_digest(*row))
    rig.sender.round()
    assert [one[1] for one in rejected(rig)] == ["kind_unknown"]
    assert sent(rig) == [other]
    assert any("newer version" in line for line in wrong(rig))
    assert rig.store.read("SELECT sealed FROM outbox WHERE seq = 1")[0]["sealed"], "kept for the newer program"


def page_of(rig, seq):
    """The page number of a row's leaf: found by its id in the file's bytes."""
    rig.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    size = rig.store.read("PRAGMA page_size")[0][0]
    id_ = rig.store.read("SELECT id FROM outbox WHERE seq = ?", (seq,))[0]["id"].encode()
    data = rig.path.read_bytes()
    pages = [number for number in range(len(data) // size) if id_ in data[number * size : (number + 1) * size]]
    assert len(pages) == 1, pages
    return pages[0], size


def test_a_destroyed_page_costs_its_rows_and_no_others(rig, capsys):
    case = new_id()
    ids = [rig.put(case if number in (10, 11) else new_id()) for number in range(20)]
    page, size = page_of(rig, 11)  # the case's first one
    rig.close()
    with rig.path.open("r+b") as file:
        file.seek(page * size)
        file.write(b"\xff" * size)
    rig.open()
    rig.drain_readable()
    lost = {id_ for id_ in ids if id_ not in rig.hall.taken}
    assert ids[10] in lost
    assert len(lost) <= 4, "what lay on that page"
    assert {code for _, code in rejected(rig)} == {"damaged_on_disk"}
    assert len(rejected(rig)) == len(lost)
    if ids[11] not in lost:
        assert ids[11] in sent(rig), "the same case goes on behind the lost one"
    assert rig.store.stats().quarantined == len(lost)
    assert wrong(rig)
    assert main(["list", "--store", str(rig.path)]) == 0
    assert capsys.readouterr().out.count("unreadable") == len(lost)


def test_what_is_enqueued_later_does_not_wait_behind_a_row_that_cannot_be_read(rig):
    case = new_id()
    ids = [rig.put(case if number == 10 else new_id()) for number in range(20)]
    page, size = page_of(rig, 11)
    rig.close()
    with rig.path.open("r+b") as file:
        file.seek(page * size)
        file.write(b"\xff" * size)
    rig.open()
    rig.drain_readable()
    assert ids[10] not in rig.hall.taken
    later, last = rig.put(case), rig.put(case)
    rig.hall.misbehave("POST", Reply(422, b'{"code": "bad_message"}'))
    rig.drain_readable()
    assert [id_ for id_ in sent(rig) if id_ in (later, last)] == [last]
    with rig.store.transaction() as tx:
        assert outbox.retry(tx, later)
    assert not [line for line in wrong(rig) if "behind nobody" in line]
    rig.drain_readable()
    assert later in sent(rig), "nor does a dead letter that is sent again"


def test_verify_names_row_paper_receipt_and_order(rig):
    paper, plain, head, behind = rig.put_paper(b"%PDF a", new_id()), rig.put(), rig.put(case := new_id()), rig.put(case)
    assert wrong(rig) == []
    rig.sender.round()
    assert wrong(rig) == []
    late = rig.put_paper(b"%PDF b", new_id())
    gone = rig.put_paper(b"%PDF c", new_id())
    rows = {row["id"]: row for row in rig.store.read("SELECT * FROM outbox")}
    (rig.store.blobs / rows[str(late)]["blob_sha256"]).write_bytes(b"other bytes")
    (rig.store.blobs / rows[str(gone)]["blob_sha256"]).unlink()
    swapped = json.loads(rows[str(plain)]["receipt"]) | {"envelope_id": str(paper)}
    by_hand(rig, "UPDATE outbox SET receipt = ? WHERE id = ?", json.dumps(swapped), str(plain))
    by_hand(rig, "UPDATE outbox SET counter = 1 WHERE id = ?", str(behind))
    by_hand(rig, "UPDATE outbox SET head = 0 WHERE id = ?", str(late))
    found = wrong(rig)
    for id_, what in [
        (late, "paper is not what"),
        (gone, "paper is missing"),
        (plain, "row is not what"),
        (behind, "row is not what"),
        (late, "waits behind nobody"),
    ]:
        assert any(line.startswith(str(id_)) and what in line for line in found), (what, found)
    assert any("a number is there twice" in line for line in found)
    assert not any(str(head) in line for line in found)


def test_a_receipt_of_another_hall_is_noticed(rig):
    rig.put()
    rig.sender.round()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    connection = sqlite3.connect(rig.path)
    found = list(verify(connection, rig.path.parent, Ed25519PrivateKey.generate().public_key()))
    connection.close()
    assert len(found) == 1
    assert "proves nothing" in found[0]


def test_a_store_that_cannot_be_opened_is_moved_aside_whole(tmp_path):
    path = tmp_path / "terminal.db"
    with Store(path) as store:
        store.blobs.mkdir()
        (store.blobs / "paper").write_bytes(b"sealed")
    path.write_bytes(b"not a database" * 500)
    now = datetime.now(UTC)
    store, aside = Store.open_or_quarantine(path, now)
    with store:
        assert store.stats().waiting == 0
        assert aside is not None
        assert (aside / "terminal.db").read_bytes() == b"not a database" * 500
        assert (aside / "blobs" / "paper").read_bytes() == b"sealed"
    again, nothing = Store.open_or_quarantine(path, now)
    again.close()
    assert nothing is None


def test_only_a_broken_store_is_moved_by_the_command(rig, capsys):
    rig.put()
    rig.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    copy = rig.path.parent / "copy" / "terminal.db"
    copy.parent.mkdir()
    shutil.copy(rig.path, copy)
    assert main(["set-aside", "--store", str(copy)]) == 1
    assert copy.exists()
    with copy.open("r+b") as file:
        file.write(b"\0" * 200)
    keys = copy.parent / "keys"
    keys.mkdir()
    for name in ("enrolled.json", "terminal.key"):
        (keys / name).write_text(name)
    assert main(["set-aside", "--store", str(copy), "--json"]) == 0
    assert not copy.exists()
    assert list(copy.parent.glob("broken-*/terminal.db"))
    assert [one.name for one in keys.iterdir()] == ["terminal.key"], "it has to enrol again: its numbers are not known"
    assert [one.read_text() for one in copy.parent.glob("broken-*/keys/*")] == ["enrolled.json"]
    assert "moved_to" in capsys.readouterr().out


def test_a_newer_or_busy_store_is_never_moved(rig):
    rig.store.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('offline_queue', '9999', '')"
    )
    with pytest.raises(StoreNewer):
        Store.open_or_quarantine(rig.path, datetime.now(UTC))
    assert issubclass(StoreNewer, StoreBroken)
    assert not issubclass(StoreBusy, StoreBroken)
    assert main(["list", "--store", str(rig.path)]) == 0, "looking is possible with any version"
    assert main(["retry", "--store", str(rig.path), str(new_id())]) == 1
    assert MIGRATIONS.pending(rig.store.database) == []


@pytest.mark.parametrize("command", ["verify", "list", "stats"])
def test_a_schema_whose_names_are_no_text_any_more_is_said_and_not_stumbled_over(rig, capsys, command):
    """SQLite repeats the garbled name in its error, and Python cannot read that."""
    rig.put(new_id())
    rig.close()
    with closing(sqlite3.connect(rig.path, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute(
            "UPDATE sqlite_master SET name = CAST(x'ff6f' AS TEXT), sql = 'CREATE INDEX x' WHERE name = 'outbox_due'"
        )
    assert main([command, "--store", str(rig.path)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(StoreBroken):
        Store(rig.path)
    store, aside = Store.open_or_quarantine(rig.path, rig.clock.now())
    store.close()
    assert aside is not None
    rig.open()


def test_a_row_whose_text_is_no_text_any_more_is_said(rig, capsys):
    rig.put(new_id())
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET kind = CAST(x'ff6f' AS TEXT)")
    assert main(["verify", "--store", str(rig.path)]) == 1
    assert "UTF-8" in capsys.readouterr().out
    assert main(["list", "--store", str(rig.path)]) == 0
    assert "row 1  unreadable" in capsys.readouterr().out
