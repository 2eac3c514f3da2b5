"""The power goes at any moment of the road: of all disks it can leave, each holds every promise made before the cut.

The road runs once with its writes recorded; then hundreds of disks are rebuilt, each cut at another point, with
what was not synced lost, kept or torn at random (`workbench.disk`).
"""

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from contract.seal import HallPrivateKey
from kiosk.custody.custody import Custody
from offline_queue.blobs import file_sha256
from offline_queue.store import Store
from tests.kiosk.custody.world import BANK, SprungBank, SteppedClock, inline
from workbench.disk import NameModel, Op, Recording, record, remains

ROOT = Path(__file__).resolve().parents[3]
KEY = HallPrivateKey.generate().public
LEGS = {  # in this order a parcel changes hands on the road
    "originals": ("resident", "box", "courier"),
    "result": ("courier", "box", "resident"),
}


@dataclass
class Promised:
    """What people and the hall had been told when the power went."""

    kept: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    holders: dict[str, str] = field(default_factory=dict)
    pulses: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, lines: list[str]) -> "Promised":
        promised = cls()
        for line in lines:
            match line.split():
                case ["kept", envelope, blob]:
                    promised.kept[envelope] = blob
                case ["sent", envelope]:
                    promised.sent.add(envelope)
                case ["parcel", barcode, holder]:
                    promised.holders[barcode] = holder
                case ["pulse", box]:
                    promised.pulses[int(box)] += 1
        return promised


def audit(folder: Path, promised: Promised) -> None:
    """Open what the cut left as a terminal would at start, and hold every promise against it."""
    with Store(folder / "terminal.db") as store:
        assert store.check() == []
        custody = Custody(store, SprungBank(), SteppedClock(), "T1", BANK, lambda: KEY, inline)
        store.sweep()
        assert custody.verify() == []
        rows = {row["id"]: row for row in store.read("SELECT id, state, sealed, blob_path, blob_sha256 FROM outbox")}
        assert set(promised.kept) <= set(rows), "an accepted envelope is gone"
        for row in rows.values():
            if row["state"] != "sent":
                assert row["sealed"] is not None
                if row["blob_path"]:
                    assert file_sha256(folder / row["blob_path"]) == row["blob_sha256"], "an accepted paper is gone"
        assert all(rows[envelope]["state"] == "sent" for envelope in promised.sent), "a receipt is gone"
        for parcel, told in promised.holders.items():
            row = custody.parcel(parcel)
            legs = LEGS[row.kind.value]
            assert legs.index(row.holder.value) >= legs.index(told), f"{parcel}: told {told}, kept {row.holder}"
        intents = store.read("SELECT compartment, count(*) AS n FROM journal WHERE entry = 'intent' GROUP BY 1")
        written = {row["compartment"]: row["n"] for row in intents}
        for box, pulses in promised.pulses.items():
            assert written.get(box, 0) >= pulses, "a door was pulsed without an intent on disk"


def road(disk: Path, cases: int, seed: int, **refusing: int) -> Recording:
    """Let the road run below `disk`, recorded; `refusing`: as `record` takes it."""
    disk.mkdir()
    script = str(Path(__file__).with_name("power_road.py"))
    command = [sys.executable, script, str(disk), str(cases), str(seed)]
    return record(command, disk, environment={"PYTHONPATH": str(ROOT)}, **refusing)


def storm(folder: Path, cases: int, states: int, seed: int) -> None:
    taped = road(folder / "disk", cases, seed)
    assert taped.status == 0
    assert taped.said(len(taped.events))[-1] == "end"
    for index, cut in enumerate(cuts(taped, states, seed)):
        model = NameModel.POSIX if index % 2 else NameModel.EXT4
        left = folder / f"left{index}"
        fate = remains(taped, cut, seed + index, left, model)
        try:
            audit(left, Promised.of(taped.said(cut)))
        except Exception as error:
            raise AssertionError(f"cut {cut} of {len(taped.events)}, {fate}, {model}, seed {seed + index}") from error


def cuts(taped: Recording, states: int, seed: int) -> list[int]:
    """Points spread evenly over the recording, the first one after the store was made, shifted by the seed."""
    first = next(at for at, event in enumerate(taped.events) if event.data.startswith(b"parcel")) + 1
    span = len(taped.events) - first
    return [first + (index * span + seed % span) // states for index in range(states)]


def test_every_promise_outlives_the_power(tmp_path):
    storm(tmp_path, cases=3, states=200, seed=20261126)


@pytest.mark.storm
@pytest.mark.timeout(1800)
def test_every_promise_outlives_the_power_at_two_thousand_points(tmp_path):
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        storm(folder, cases=8, states=500, seed=seed)


def refuse(folder: Path, how: str, every: int, shift: int) -> set[str]:
    """The disk refuses from the n-th write on, for every `every`-th n; what the road then said of the store."""
    writes = sum(event.op in (Op.WRITTEN, Op.CREATED) for event in road(folder / "whole", 1, 1).events)
    said = set()
    for write in range(1 + shift, writes, every):
        disk = folder / f"{how}{write}"
        taped = road(disk, 1, 1, **{how: write})
        lines = taped.said(len(taped.events))
        assert taped.status == 4, f"{how} {write}: status {taped.status}"
        assert lines[-1].startswith("refused"), lines[-1]
        said.add(lines[-1].split()[1])
        audit(disk, Promised.of(lines))
    return said


def test_a_full_disk_refuses_and_keeps_every_promise(tmp_path):
    assert refuse(tmp_path, "full_from", every=23, shift=11) == {"StoreFull"}


def test_a_disk_that_turns_read_only_while_it_is_open_refuses_and_keeps_every_promise(tmp_path):
    assert refuse(tmp_path, "read_only_from", every=97, shift=17) == {"StoreBroken"}


@pytest.mark.storm
@pytest.mark.timeout(1800)
def test_a_disk_read_only_from_any_write_on_keeps_every_promise(tmp_path):
    assert refuse(tmp_path, "read_only_from", every=1, shift=0) == {"StoreBroken"}


@pytest.mark.storm
@pytest.mark.timeout(1800)
def test_a_disk_full_at_every_write_keeps_every_promise(tmp_path):
    assert refuse(tmp_path, "full_from", every=1, shift=0) <= {"StoreFull", "StoreBroken"}


def journal_of(folder: Path) -> list[tuple[object, ...]]:
    with Store(folder / "terminal.db") as store:
        custody = Custody(store, SprungBank(), SteppedClock(), "T1", BANK, lambda: KEY, inline)
        assert store.check() == []
        assert custody.verify() == []
        return [tuple(row) for row in store.read("SELECT * FROM journal ORDER BY sequence")]


@pytest.mark.parametrize("tail", ["cut", "torn", "zeros", "garbage"])
def test_a_log_damaged_at_any_page_gives_back_exactly_the_commits_before(tmp_path, tail):
    road(tmp_path / "disk", 1, 1)
    database, log = ((tmp_path / "disk" / name).read_bytes() for name in ("terminal.db", "terminal.db-wal"))
    whole = journal_of(tmp_path / "disk")
    found = []
    for at in range(0, len(log), 4096 + 24):
        left = tmp_path / f"left{at}"
        left.mkdir()
        (left / "terminal.db").write_bytes(database)
        (left / "terminal.db-wal").write_bytes(damaged(log, at, tail))
        rows = journal_of(left)
        assert rows == whole[: len(rows)]
        found.append(len(rows))
    assert found == sorted(found)
    assert len(set(found)) > 10


def damaged(log: bytes, at: int, tail: str) -> bytes:
    """The write-ahead log with everything from `at` on gone wrong."""
    rest = len(log) - at
    tails = {
        "cut": b"",
        "torn": log[at : at + 512 * 3],
        "zeros": bytes(rest),
        "garbage": random.Random(at).randbytes(rest),
    }
    return log[:at] + tails[tail]
