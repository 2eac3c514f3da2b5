"""Destroyed pages and indexes that no longer fit their table: what lay there is lost and named, the rest goes on."""

from datetime import timedelta

import pytest

from contract import bundle
from contract.bundle import BundleReceipts
from contract.envelope import new_id
from contract.proof import sign_receipt
from offline_queue.__main__ import main
from offline_queue.bundle import take_receipts
from offline_queue.news import Rejected, Sent
from offline_queue.one_row import look_at
from tests.offline_queue.small_hall import Reply
from tests.offline_queue.test_spoilt import page_of


def destroy(rig, *numbers):
    """Overwrite the pages these rows lie on, as a failing disk does."""
    pages = {page_of(rig, number) for number in numbers}
    rig.close()
    with rig.path.open("r+b") as file:
        for page, size in pages:
            file.seek(page * size)
            file.write(b"\xff" * size)
    rig.open()


def lose_rows(rig, where):
    """Delete rows and leave them in the index of what is due: a page of the table was never written."""
    rig.close()
    rig.open()
    base = rig.store.connection
    base.execute("PRAGMA writable_schema = ON")
    index = base.execute("SELECT * FROM sqlite_master WHERE name = 'outbox_due'").fetchone()
    base.execute("DELETE FROM sqlite_master WHERE name = 'outbox_due'")
    rig.restart()
    rig.store.connection.execute(f"DELETE FROM outbox WHERE {where}")
    rig.store.connection.execute("PRAGMA writable_schema = ON")
    rig.store.connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
    rig.restart()


def sent(rig):
    return [one.envelope_id for one in rig.told if isinstance(one, Sent)]


@pytest.mark.parametrize("first", [1, 2], ids=["the head", "behind the head"])
def test_neighbours_of_one_case_that_are_all_destroyed_hold_nothing_up(rig, first):
    case = new_id()
    ids = [rig.put(case) for _ in range(10)]
    other = rig.put()
    destroy(rig, *range(first, first + 4))
    rig.drain_readable()
    assert other in sent(rig)
    left = [id_ for id_ in ids if id_ in sent(rig)]
    assert left == [id_ for id_ in sent(rig) if id_ in ids], "in their order"
    assert len(left) + rig.store.stats().quarantined == len(ids)
    assert ids[-1] in left
    assert len([one for one in rig.told if isinstance(one, Rejected)]) == rig.store.stats().quarantined


def test_rows_that_only_an_index_still_names_stop_nothing(rig):
    case = new_id()
    for _ in range(20):
        rig.put(new_id())
    head, behind = rig.put(case), rig.put(case)
    lose_rows(rig, "seq <= 21")
    rig.drain_readable()
    assert sent(rig) == [behind]
    assert rig.store.stats().quarantined == 21
    assert head not in rig.hall.taken


def test_a_dead_letter_that_cannot_be_read_keeps_no_other_from_being_sent_again(rig, capsys):
    ids = [rig.put() for _ in range(12)]
    rig.hall.misbehave("POST", *[Reply(422, b'{"code": "bad_message"}')] * 12)
    rig.drain()
    destroy(rig, 5)
    store = ["--store", str(rig.path)]
    for id_ in (ids[1], ids[-1]):
        assert main(["retry", str(id_), *store]) == 0
        assert main(["show", str(id_), *store]) == 0
    assert main(["list", *store]) == 0
    assert capsys.readouterr().out.count("unreadable") == 1
    rig.drain_readable()
    assert set(sent(rig)) == {ids[1], ids[-1]}
    assert main(["retry", str(ids[4]), *store]) == 1


def test_a_destroyed_page_does_not_hide_what_else_is_wrong(rig, capsys):
    ids = [rig.put() for _ in range(12)]
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET key_id = 'another' WHERE seq = 10")
    destroy(rig, 5)
    assert main(["verify", "--store", str(rig.path)]) == 1
    said = capsys.readouterr().out
    assert f"{ids[9]}: the row is not what was stored" in said
    assert "row 5: unreadable" in said


def test_figures_are_given_though_the_oldest_row_cannot_be_read(rig):
    for _ in range(5):
        rig.put()
    destroy(rig, 1)
    figures = rig.store.stats()
    assert (figures.waiting, figures.oldest) == (5, None)


def test_receipts_sent_long_ago_are_forgotten_beside_one_that_cannot_be_read(rig):
    rig.hall.now = rig.clock.now
    for _ in range(40):
        rig.put()
    rig.drain()
    destroy(rig, 20)
    rig.clock.time += timedelta(days=90)
    rig.store.tidy(rig.clock.now())
    left = rig.store.read("SELECT count(*) AS rows FROM outbox WHERE state = 'sent'")[0]["rows"]
    assert left <= 6, "the newest, and what shares a page with the lost one"
    assert rig.store.tidy(rig.clock.now()) == 0
    rig.put()
    rig.drain_readable()
    assert len(sent(rig)) == 41


def test_a_bit_of_the_index_that_flips_makes_no_paper_an_orphan(rig):
    rig.put_paper(b"%PDF", new_id())
    name = rig.store.read("SELECT blob_sha256 FROM outbox")[0]["blob_sha256"].encode()
    rig.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    rig.close()
    data = rig.path.read_bytes()
    places = [at for at in range(len(data)) if data[at : at + 64] == name]
    assert len(places) == 3, "the row's path, its digest, and the index"
    for at in places:
        rig.path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        rig.open()
        assert rig.store.sweep() == []
        rig.close()
    rig.path.write_bytes(data)
    rig.open()
    rig.drain()
    assert len(sent(rig)) == 1


def test_receipts_from_a_stick_are_taken_though_a_waiting_row_cannot_be_read(rig):
    ids = [rig.put(case) for case in [None] * 6 + [new_id()] * 6]
    receipts = []
    for id_ in ids:
        row = rig.store.read("SELECT * FROM outbox WHERE id = ?", (str(id_),))[0]
        envelope = look_at(rig.store.connection, row["seq"], rig.path.parent).envelope
        receipts.append(sign_receipt(rig.hall.signing, envelope, None, rig.clock.now()))
    destroy(rig, 3, 8, 9)
    with rig.store.transaction() as tx:
        tx.execute("UPDATE outbox SET id = 'no id at all' WHERE seq = 12")
    said = BundleReceipts(bundle=new_id(), terminal="T1", made_at=rig.clock.now(), taken=receipts, untaken=[])
    letter = bundle.sign(said, rig.hall.signing)
    taken = take_receipts(rig.store, letter, rig.hall.signing.public_key(), rig.clock.now())
    assert 12 - 6 <= taken.sent <= 12 - 4
    assert main(["list", "--store", str(rig.path)]) == 0
    rig.drain_readable()
    assert not set(sent(rig)) & set(ids), "nothing that was taken is sent again"
