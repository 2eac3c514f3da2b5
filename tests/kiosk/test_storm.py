"""The storm: days offline, then a link that tears and lies, kills at random, a stepped clock, a second sender.

Against the real hall in a process of its own. Afterwards terminal, hall and doors are compared: nothing lost, nothing
doubled, every parcel in one place, no door pulsed without an authority on disk, nobody's name or number on the disk.
"""

import base64
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import catalogue
from contract.seal import HallPrivateKey
from kiosk.custody.custody import Custody
from offline_queue.post import enrol
from offline_queue.store import Store
from tests.kiosk.custody.kill_road import SteelBank
from tests.kiosk.custody.world import BANK, SteppedClock, inline
from tests.kiosk.storm_terminal import MovedClock
from workbench.bad_link import BadLink, Trouble
from workbench.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
TERMINAL = "T00001"
ENVIRONMENT = {**os.environ, "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}


@dataclass
class Hall:
    """The city side, a process that may be killed and started again on the same port."""

    data: Path
    port: int = field(default_factory=free_ports)
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        env = {**ENVIRONMENT, "HALL_DATA": str(self.data)}
        command = [sys.executable, "-m", "hall", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        self.port = int(next(line for line in self.process.stdout if "listening" in line).rsplit(":", 1)[1])

    def command(self, *words: str) -> str:
        env = {**ENVIRONMENT, "HALL_DATA": str(self.data)}
        command = [sys.executable, "-m", "hall", *words]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout

    def end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.communicate(timeout=30)
            self.process = None

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.data / "hall.sqlite3") as database:
            return database.execute(sql).fetchall()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    one = Hall(tmp_path / "hall")
    one.start()
    yield one
    one.end(signal.SIGTERM)


def enrolled(hall: Hall, folder: Path) -> None:
    code = hall.command("terminal", "add", TERMINAL, "--site", "测试小区").split()[-1]
    hall.command("staff", "member", "7001", "--name", "邮递员", "--role", "courier")
    key = Ed25519PrivateKey.generate()
    known = enrol(f"http://127.0.0.1:{hall.port}", TERMINAL, code, key, MovedClock(0))
    folder.mkdir()
    named = {"key": key.private_bytes_raw(), "hall_key": known.hall_key, "seal_key": known.seal_key}
    kept = {name: base64.b64encode(value).decode() for name, value in named.items()}
    (folder / "keys.json").write_text(json.dumps({"terminal": TERMINAL, **kept}))


def run(folder: Path, *words: object) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "tests/kiosk/storm_terminal.py"), str(words[0]), str(folder)]
    return subprocess.Popen(
        [*command, *map(str, words[1:])], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )


def filled(folder: Path, cases: int, scans: int, seed: int, hours: int) -> dict[str, list[str]]:
    """The terminal's days offline; what it said was taken, by kind of thing."""
    terminal = run(folder, "fill", cases, scans, seed, hours)
    said, _ = terminal.communicate()
    lines = [line.split() for line in said.splitlines()]
    assert terminal.returncode == 0
    assert lines[-1] == ["end"]
    return {kind: [line[1] for line in lines if line[0] == kind] for kind in ("case", "envelope", "parcel")}


def stormy(folder: Path, hall: Hall, link: BadLink, seed: int, kills: int) -> Counter[int | str]:
    """Deliver through everything that goes wrong, until the terminal says that nothing waits; what happened."""
    dice, met = random.Random(seed), Counter[int | str]()
    while True:
        terminal = run(folder, "deliver", link.url, dice.randrange(10**6))
        second = run(folder, "deliver", link.url, 0) if met["round"] % 3 == 1 else None
        met["round"] += 1
        met["second sender"] += second is not None
        if met["killed"] < kills:
            time.sleep(dice.uniform(0.5, 2.5))  # somewhere in its work: that is the point
            if met["killed"] % 3 == 2:
                hall.end(signal.SIGKILL)
                hall.start()
                met["hall killed"] += 1
            terminal.kill()
            met["killed"] += 1
        else:
            link.bad /= 2  # the storm passes
        for one in (terminal, second):
            if one is not None:
                one.communicate()
                assert one.returncode in (0, 3, 5, -signal.SIGKILL), one.returncode
                met[one.returncode] += 1
        if met["killed"] >= kills and 0 in (terminal.returncode, second.returncode if second else None):
            return met


def audit(folder: Path, hall: Hall, taken: dict[str, list[str]]) -> None:
    """Terminal, hall and doors tell one story, and it is the one people were told."""
    with Store(folder / "data" / "terminal.db") as store:
        stats = store.stats()
        assert (stats.waiting, stats.refused, stats.quarantined) == (0, 0, 0)
        seal = HallPrivateKey.generate().public
        steel = SteelBank(folder / "steel.json", lambda what: None)
        custody = Custody(store, steel, SteppedClock(), TERMINAL, BANK, lambda: seal, inline)
        assert custody.verify() == []
        kept = {row["id"] for row in store.read("SELECT id FROM outbox")}
        intents = store.read("SELECT compartment, count(*) AS n FROM journal WHERE entry = 'intent' GROUP BY 1")
        holders = {row["barcode"]: row["holder"] for row in store.read("SELECT barcode, holder FROM parcels")}
        assert steel.inside_ == dict.fromkeys(steel.inside_), "something was left in a box"
    assert Counter(steel.pulses) == {row["compartment"]: row["n"] for row in intents}
    assert set(taken["envelope"]) <= kept
    at_hall = [str(row[0]).replace("-", "") for row in hall.rows("SELECT id FROM intake_takenenvelope")]
    assert Counter(at_hall) == Counter(one.replace("-", "") for one in kept), "an envelope is lost or doubled"
    cases = [str(row[0]) for row in hall.rows("SELECT id FROM cases_case")]
    assert Counter(cases) == Counter(one.replace("-", "") for one in taken["case"])
    numbers = [row[0] for row in hall.rows("SELECT number FROM cases_case")]
    assert len(set(numbers)) == len(numbers)
    assert dict(hall.rows("SELECT barcode, holder FROM parcels_parcel")) == holders
    assert hall.rows("SELECT count(*) FROM parcels_parcel WHERE frozen") == [(0,)]
    assert hall.command("verify")
    same_papers(hall)


def same_papers(hall: Hall) -> None:
    """Every paper lies in the hall, whole."""
    rows = hall.rows("SELECT pdf_sha256, stored_at FROM cases_material WHERE pages > 0")
    assert all(stored for _, stored in rows)
    lying = {hashlib.sha256(file.read_bytes()).hexdigest() for file in hall.data.rglob("*") if file.is_file()}
    assert {digest for digest, _ in rows} <= lying


def nobody_on_disk(folder: Path) -> None:
    """No name and no number of the applicants, in any spelling a file would have, anywhere on the terminal's disk."""
    people = {
        sample[field]
        for item in ("OLD-CARD", "SCHOOL")
        for sample in [catalogue.load().items[item].sample]
        for field in ("p.name", "p.id_no", "p.mobile")
    }
    needles = [person.encode(code) for person in people for code in ("utf-8", "gb18030", "utf-16-le")]
    for file in folder.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert not any(needle in held for needle in needles), file


def storm(tmp_path: Path, hall: Hall, *, cases: int, scans: int, kills: int, hours: int, seed: int) -> None:
    folder = tmp_path / "terminal"
    enrolled(hall, folder)
    began = time.monotonic()
    taken = filled(folder, cases, scans, seed, hours)
    nobody_on_disk(folder)
    offline_s = time.monotonic() - began
    link = BadLink(("127.0.0.1", hall.port), seed=seed, bad=0.35, cut_every_bytes=1_000_000)
    met = stormy(folder, hall, link, seed, kills)
    link.close()
    audit(folder, hall, taken)
    nobody_on_disk(folder)
    assert sum(count for trouble, count in link.met.items() if trouble is not Trouble.NONE) > 0
    print(f"{cases} cases, {len(taken['envelope'])} envelopes; filled in {offline_s:.0f} s,", end=" ")
    print(f"delivered in {time.monotonic() - began - offline_s:.0f} s; met {dict(met)} {dict(link.met)}")


@pytest.mark.timeout(240)
def test_a_small_storm_loses_and_doubles_nothing(tmp_path, hall):
    storm(tmp_path, hall, cases=8, scans=4, kills=4, hours=72, seed=20261126)


@pytest.mark.storm
@pytest.mark.timeout(5400)
def test_three_days_offline_with_two_thousand_cases(tmp_path, hall):
    storm(tmp_path, hall, cases=2000, scans=4, kills=60, hours=72, seed=72)
