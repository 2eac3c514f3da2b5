"""What the file itself refuses, what it finds by an index, and what an altered row looks like afterwards."""

import json
import sqlite3
from contextlib import closing, contextmanager
from itertools import product

import pytest

from contract.parcel import MOVES, Holder
from kiosk.custody.accept import accept_altered
from kiosk.custody.words import BOX_MOVES, Authority, BoxState, OtherCourier, Purpose, WrongState
from offline_queue.__main__ import main
from tests.kiosk.custody.test_edges import COURIER, begin_drop, drop, load
from tests.kiosk.custody.world import TAG, expected

_HERE = (Holder.RESIDENT, Holder.BOX, Holder.COURIER, Holder.STAFF)
_HALLS = {(Holder.STAFF, Holder.RESIDENT)}  # what happens at the window and is no terminal's to write
_GROWS = ("parcels", "openings", "journal", "outbox")


def test_the_schema_has_the_very_table_of_moves_of_the_code(world):
    kept = {(row["was"], row["now"]) for row in world.store.read("SELECT was, now FROM box_moves")}
    assert kept == {(was.value, now.value) for was, after in BOX_MOVES.items() for now in after}
    holders = {(row["was"], row["now"]) for row in world.store.read("SELECT was, now FROM holder_moves")}
    allowed = {(was, now) for sources, now in MOVES.values() for was in sources if was in _HERE and now in _HERE}
    assert holders == {(was.value, now.value) for was, now in allowed - _HALLS if was is not now}


@pytest.mark.parametrize(("was", "now"), [pair for pair in product(BoxState, BoxState) if pair[0] is not pair[1]])
def test_the_file_refuses_every_move_of_a_compartment_that_is_not_in_the_table(world, was, now):
    """By hand, past all code: a free box is first moved to `was` along allowed moves that need no parcel."""
    parcel, box = drop(world)
    with _past_the_rule(world) as tx:
        left = None if was is BoxState.FREE else parcel
        tx.execute("UPDATE compartments SET state = ?, parcel = ? WHERE number = ?", (was.value, left, box))
    change = "UPDATE compartments SET state = ?, parcel = ? WHERE number = ?", (now.value, None, box)
    if now in (BoxState.RESERVED, BoxState.HOLDING):
        change = change[0], (now.value, parcel, box)
    if now in BOX_MOVES[was]:
        with world.store.transaction() as tx:
            tx.execute(*change)
    else:
        with pytest.raises(sqlite3.IntegrityError, match="no such move"), world.store.transaction() as tx:
            tx.execute(*change)
    with _past_the_rule(world) as tx:  # as it was, so that the last look at the disk finds it whole
        tx.execute("UPDATE compartments SET state = 'holding', parcel = ? WHERE number = ?", (parcel, box))


@contextmanager
def _past_the_rule(world):
    """A transaction to which the rule does not apply; afterwards it stands again, as the file had it."""
    with world.store.transaction() as tx:
        (rule,) = tx.execute("SELECT sql FROM sqlite_master WHERE name = 'compartments_move'").fetchone()
        tx.execute("DROP TRIGGER compartments_move")
        yield tx
        tx.execute(rule)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE parcels SET holder = 'courier', compartment = NULL WHERE holder = 'resident'", "no such move"),
        ("UPDATE parcels SET holder = 'department', compartment = NULL WHERE holder = 'box'", "no such move"),
        ("UPDATE parcels SET holder = 'box', compartment = 5 WHERE holder = 'resident'", "kept for it"),
        ("UPDATE parcels SET compartment = 5 WHERE holder = 'box'", "kept for it"),
        ("UPDATE parcels SET compartment = NULL WHERE holder = 'box'", "kept for it"),
        ("UPDATE compartments SET state = 'holding' WHERE state = 'reserved'", "holding compartment"),
        ("UPDATE compartments SET parcel = NULL WHERE state = 'holding'", "holding compartment|constraint failed"),
        ("UPDATE journal SET actor = 'x' WHERE sequence = 1", "append-only"),
        ("DELETE FROM journal WHERE sequence = 1", "append-only"),
        (
            "INSERT INTO openings (compartment, purpose, authority, actor, reference, before, pulses, pulsed_at, since)"
            " VALUES (1, 'take', '', 'x', '', 'free', 0, 0, '')",
            "no door without an authority",
        ),
    ],
)
def test_the_file_refuses_what_no_code_may_do(world, statement, why):
    drop(world)
    begin_drop(world)
    with pytest.raises(sqlite3.IntegrityError, match=why), world.store.transaction() as tx:
        tx.execute(statement)


def test_no_statement_of_a_whole_road_reads_a_growing_table_from_end_to_end(world):
    said: set[str] = set()
    world.store.connection.set_trace_callback(said.add)
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    world.custody.collected(parcel, box, "7001")
    load(world, "11112222")
    world.custody.for_person(TAG)
    world.custody.for_code("11112222")
    world.custody.to_collect()
    world.custody.waiting()
    world.custody.in_doubt()
    world.custody.unfinished()
    world.custody.undropped(TAG)
    for direction in ("collect", "load"):
        world.custody.unsigned("7001", direction)
    world.custody.pause(True, "9001")
    assert world.custody.paused()
    world.custody.reconcile()
    world.store.connection.set_trace_callback(None)
    scans = []
    for statement in said:
        if statement.startswith(("SELECT", "UPDATE", "INSERT", "DELETE")):
            plan = [row[3] for row in world.store.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
            last_row = statement in LAST_ROWS
            scans += [(step, statement) for step in plan if _reads_all(step) and not last_row]
    assert scans == []
    assert len(said) > 40


LAST_ROWS = (  # one row from the end of the table by its key: called a scan, and is none
    "SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1",
    "SELECT seq, terminal, counter FROM outbox ORDER BY seq DESC LIMIT 1",
)


def _reads_all(step: str) -> bool:
    words = step.split()
    whole = words[0] == "SCAN" and words[1] in (*_GROWS, "p", "j", "o") and "INDEX" not in words
    return whole or "TEMP B-TREE" in step


def test_only_the_courier_it_was_handed_to_loads_it_and_the_attempt_stays_on_record(world):
    parcel = world.result()
    world.custody.expect([expected(parcel, courier="7002")])
    with pytest.raises(OtherCourier):
        world.custody.to_load(parcel, "7001")
    assert world.custody.to_load(parcel, "7002").courier == "7002"
    box = world.custody.reserve("S", False, parcel)
    with pytest.raises(OtherCourier):
        world.custody.open(box, COURIER, Purpose.LOAD, parcel)
    assert world.bank.pulses == []
    (row,) = world.store.read("SELECT actor, compartment, parcel FROM journal WHERE entry = 'refused'")
    assert tuple(row) == ("7001", box, parcel)
    world.custody.open(box, Authority("courier", "7002"), Purpose.LOAD, parcel)
    world.bank.put(box, parcel)
    world.bank.shut(box)
    with pytest.raises(OtherCourier):
        world.custody.loaded(parcel, box, "7001")
    world.custody.loaded(parcel, box, "7002")
    assert [told.actor for told in world.told()] == ["7002"]


def test_who_opened_a_box_to_collect_is_the_one_who_has_collected(world):
    parcel, box = drop(world)
    world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
    world.bank.take(box)
    world.bank.shut(box)
    with pytest.raises(OtherCourier):
        world.custody.collected(parcel, box, "7002")
    assert world.custody.parcel(parcel).holder is Holder.BOX
    world.custody.collected(parcel, box, "7001")
    assert world.custody.parcel(parcel).holder is Holder.COURIER


def test_a_frozen_or_strange_wish_for_a_door_stays_on_record(world):
    parcel, box = begin_drop(world)
    with pytest.raises(WrongState):
        world.custody.open(box, Authority("resident-card", "somebody else"), Purpose.DROP, parcel)
    (row,) = world.store.read("SELECT actor, detail FROM journal WHERE entry = 'refused'")
    assert tuple(row) == ("somebody else", '{"purpose": "drop", "reason": "WrongState"}')


# --- rows that carry their digest ---------------------------------------------------------------------


def _behind_the_programs_back(world, statement):
    """One row changed as a flipped bit changes it: no rule, no trigger, no digest."""
    with world.store.transaction() as tx:
        rules = tx.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in rules:
            tx.execute(f"DROP TRIGGER {name}")
        assert tx.execute(statement).rowcount == 1
        for _, sql in rules:
            tx.execute(sql)


@pytest.mark.parametrize("change", ["since = '2026-03-02T00:00:00+00:00'", "low = 1 - low"])
def test_an_altered_row_stays_noticed_whatever_is_written_over_it_until_somebody_has_looked(world, change):
    where, said = "WHERE number = 1", "compartments 1"
    _behind_the_programs_back(world, f"UPDATE compartments SET {change} {where}")
    assert [line for line in world.custody.verify() if line.startswith(said)]
    with world.store.transaction() as tx:
        tx.execute(f"UPDATE compartments SET size = size {where}")
    assert [line for line in world.custody.verify() if line.startswith(said)]
    assert main(["verify", "--store", str(world.store.path)]) == 1
    for by, reason in (("", "flipped bit"), ("7 001", "flipped bit"), ("7001", " "), ("7001", "x" * 201)):
        with pytest.raises(ValueError, match="needed"):
            accept_altered(world.store, by, reason, world.clock.now())
    assert [line for line in world.custody.verify() if line.startswith(said)]
    (line,) = accept_altered(world.store, "7001", "flipped bit", world.clock.now())
    (row,) = world.store.read("SELECT actor, detail FROM journal WHERE entry = 'row_accepted'")
    assert (row["actor"], json.loads(row["detail"])) == ("7001", {"row": line, "reason": "flipped bit"})
    assert line.startswith(said)
    assert world.custody.verify() == []
    assert accept_altered(world.store, "7001", "once more", world.clock.now()) == []
    assert main(["verify", "--store", str(world.store.path)]) == 0


def test_a_program_without_the_digest_reads_everything_and_changes_nothing(world):
    drop(world)
    with closing(sqlite3.connect(world.store.path)) as stranger:
        assert stranger.execute("SELECT count(*) FROM parcels").fetchone() == (1,)
        for statement in ("UPDATE parcels SET frozen = 1", "UPDATE compartments SET low = 0"):
            with pytest.raises(sqlite3.OperationalError, match="row_digest"):
                stranger.execute(statement)


def test_a_parcel_that_is_elsewhere_than_its_events_led_it_is_named(world):
    parcel, box = drop(world)
    _behind_the_programs_back(world, "UPDATE parcels SET holder = 'staff', compartment = NULL")
    found = world.custody.verify()
    assert [line for line in found if line.startswith(f"parcel {parcel}: ") and "by the journal's events" in line]
    _behind_the_programs_back(world, f"UPDATE parcels SET holder = 'box', compartment = {box}")
    assert world.custody.verify() == []


@pytest.mark.parametrize("table", ["box_moves", "holder_moves"])
def test_a_move_somebody_allowed_is_named(world, table):
    with world.store.transaction() as tx:
        tx.execute(f"INSERT INTO {table} VALUES ('box', 'mail_room')")
    assert [line for line in world.custody.verify() if line.startswith(table)]
    with world.store.transaction() as tx:
        tx.execute(f"DELETE FROM {table} WHERE now = 'mail_room'")
    assert world.custody.verify() == []
