"""A file of the version before, full of openings, started with this one; and killed while it is rewritten."""

import os
import signal

import pytest
from sqlite_utils import Migrations

from drivers.roles import Door
from kiosk.custody import on_disk
from kiosk.custody.tables import MIGRATIONS
from kiosk.custody.words import BoxState, Purpose
from offline_queue.store import Store
from tests.kiosk.custody.test_edges import CARD, COURIER, drop, load
from tests.kiosk.custody.world import World

_ROWS = """SELECT id, compartment, parcel, purpose, authority, actor, reference, before, pulses, pulsed_at, outcome,
    since, ended_at, ended_as FROM openings ORDER BY id"""


def upto(last: int) -> Migrations:
    """Custody's migrations as an earlier version had them."""
    older = Migrations(MIGRATIONS.name)
    older._migrations = MIGRATIONS._migrations[:last]
    return older


@pytest.fixture
def old(tmp_path, hall_secret, monkeypatch):
    """A world of the version before: one leg done, one result waiting, one drop under way with its door open."""
    with monkeypatch.context() as patch:
        patch.setattr(on_disk, "MIGRATIONS", upto(2))
        world = World(tmp_path / "terminal.db", hall_secret)
        parcel, box = drop(world)
        world.custody.open(box, COURIER, Purpose.COLLECT, parcel)
        world.bank.take(box)
        world.bank.shut(box)
        world.custody.collected(parcel, box, "7001")
        load(world)
        up, _ = drop(world)
        world.custody.open(world.custody.parcel(up).compartment, COURIER, Purpose.COLLECT, up)
    yield world
    world.store.close()


def test_an_older_file_is_upgraded_with_every_opening_and_what_was_under_way_goes_on(old):
    before = [tuple(row) for row in old.store.read(_ROWS)]
    old.restart()
    assert [tuple(row) for row in old.store.read(_ROWS)] == before
    assert old.custody.verify() == []
    (step,) = old.custody.unfinished()
    assert (step.purpose, step.door) == (Purpose.COLLECT, Door.OPEN)
    old.bank.take(step.compartment)
    old.bank.shut(step.compartment)
    old.custody.collected(step.parcel, step.compartment, "7001")
    parcel, box = drop(old)
    assert old.store.read("SELECT max(id) AS newest FROM openings")[0]["newest"] == before[-1][0] + 1
    old.custody.open(box, CARD, Purpose.RECLAIM, parcel)  # what the older file refused
    old.bank.take(box)
    old.bank.shut(box)
    old.custody.reclaimed(parcel, box)
    assert old.custody.cells()[box].state is BoxState.FREE
    assert old.custody.verify() == []


def test_killed_between_any_two_statements_of_the_upgrade_the_file_is_the_old_or_the_new_one(old):
    before = [tuple(row) for row in old.store.read(_ROWS)]
    old.store.close()
    at, whole = 1, False
    while not whole:
        whole = _upgraded(old.path, at)
        at += 1
        with Store(old.path) as store:
            assert store.check() == []
            assert [tuple(row) for row in store.read(_ROWS)] == before
            names = {row["name"] for row in store.read("SELECT name FROM sqlite_master")}
        assert {"openings_live", "openings_compartment", "openings_authority"} <= names
        assert "openings_new" not in names
    assert at > 8
    old.boot()
    assert old.custody.verify() == []


def _upgraded(path, at):
    """Whether a child came to the end of the upgrade before its `at`-th statement, at which it is killed."""
    child = os.fork()
    if child == 0:
        count = 0

        def trip(_statement):
            nonlocal count
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)

        store = Store(path)
        store.connection.set_trace_callback(trip)
        store.migrate(MIGRATIONS)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
