"""Run by test_kill.py: the four legs again and again, killed at every point between two statements, then gone on with.

Usage: kill_road.py FOLDER EVERY SEED ROAD. ROAD: `legs`, or `second` for doors opened once more and originals taken
back. Forks once a kill point (this process has no threads); the doors and what lies
behind them are a file, so they survive the kill as steel does. Prints one JSON object.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from contract.parcel import Holder, ParcelKind, barcode
from contract.seal import HallPrivateKey
from drivers.roles import Door, Opening
from kiosk.custody.bank import Size
from kiosk.custody.custody import Custody
from kiosk.custody.doors import AFRESH_S
from kiosk.custody.words import Authority, BoxState, DoorOutcome, Purpose, TooManyPulses
from offline_queue.store import Store
from tests.kiosk.custody.world import BANK, TAG, SprungBank, SteppedClock, expected, inline

CARD, COURIER = Authority("resident-card", TAG), Authority("courier", "7001")
CASE = UUID("0190d1f0-0000-7000-8000-000000000001")
RESULT = barcode(ParcelKind.RESULT, "HALL", 1)
KEY = HallPrivateKey.generate().public


class SteelBank(SprungBank):
    """The bank whose state is a file: what a hand or a spring did stays done."""

    def __init__(self, path: Path, trip: Callable[[str], None]) -> None:
        super().__init__()
        self.path, self.trip = path, trip
        if path.exists():
            kept = json.loads(path.read_text())
            self.doors_ = {int(number): Door(door) for number, door in kept["doors"].items()}
            self.inside_ = {int(number): thing for number, thing in kept["inside"].items()}
            self.pulses = kept["pulses"]

    def _keep(self) -> None:
        doors = {number: door.value for number, door in self.doors_.items()}
        text = json.dumps({"doors": doors, "inside": self.inside_, "pulses": self.pulses})
        self.path.with_suffix(".new").write_text(text)
        self.path.with_suffix(".new").rename(self.path)

    def open(self, compartment: int) -> Opening:
        self.trip("before the pulse")
        opening = super().open(compartment)
        self._keep()
        self.trip("after the pulse")
        return opening

    def put(self, number: int, thing: str) -> None:
        super().put(number, thing)
        self._keep()
        self.trip("put in")

    def take(self, number: int) -> str | None:
        thing = super().take(number)
        self._keep()
        self.trip("taken out")
        return thing

    def shut(self, number: int) -> None:
        super().shut(number)
        self._keep()
        self.trip("shut")


class Site:
    """One terminal's disk and steel in one folder."""

    def __init__(self, folder: Path, trip: Callable[[str], None], later_s: float) -> None:
        self.store = Store(folder / "terminal.db")
        self.clock = SteppedClock()
        self.clock.time += timedelta(seconds=later_s)
        self.bank = SteelBank(folder / "bank.json", trip)
        self.store.connection.set_trace_callback(trip)
        self.custody = Custody(self.store, self.bank, self.clock, "T1", BANK, lambda: KEY, inline)

    def close(self) -> None:
        self.store.connection.set_trace_callback(None)
        self.store.close()


def road(site: Site) -> None:
    """From whatever the disk and the doors say, as willing people would go on."""
    custody, store = site.custody, site.store
    rows = store.read("SELECT barcode FROM parcels WHERE kind = 'originals'")
    if rows:
        originals = rows[0]["barcode"]
    else:
        with store.transaction() as tx:
            originals = custody.start_drop_in(tx, CASE, TAG)
    put_in(site, originals, Holder.RESIDENT, Purpose.DROP, CARD, lambda box: custody.dropped(originals, box))
    take_out(site, originals, Purpose.COLLECT, COURIER, lambda box: custody.collected(originals, box, "7001"))
    custody.expect([expected(RESULT)])
    put_in(site, RESULT, Holder.COURIER, Purpose.LOAD, COURIER, lambda box: custody.loaded(RESULT, box, "7001"))
    take_out(site, RESULT, Purpose.TAKE, CARD, lambda box: custody.taken(RESULT, box))


def second_thoughts(site: Site) -> None:
    """Each door once more after its leg has ended; the originals are taken back before a courier came."""
    custody, rows = site.custody, site.store.read("SELECT barcode FROM parcels WHERE kind = 'originals'")
    originals = rows[0]["barcode"] if rows else custody.start_drop(CASE, TAG)
    put_in(site, originals, Holder.RESIDENT, Purpose.DROP, CARD, lambda box: custody.dropped(originals, box))
    once_more(site, originals, Purpose.DROP, "drop_undone")
    if custody.parcel(originals).holder is Holder.RESIDENT and not taken_before(site, originals, "reclaimed"):
        into(site, originals, Purpose.DROP, CARD, lambda box: custody.dropped(originals, box))
    take_out(site, originals, Purpose.RECLAIM, CARD, lambda box: custody.reclaimed(originals, box))
    custody.expect([expected(RESULT)])
    put_in(site, RESULT, Holder.COURIER, Purpose.LOAD, COURIER, lambda box: custody.loaded(RESULT, box, "7001"))
    take_out(site, RESULT, Purpose.TAKE, CARD, lambda box: custody.taken(RESULT, box))
    once_more(site, RESULT, Purpose.TAKE, "take_undone")
    take_out(site, RESULT, Purpose.TAKE, CARD, lambda box: custody.taken(RESULT, box))


def once_more(site: Site, parcel: str, purpose: Purpose, event: str) -> None:
    """The door of the leg that has just ended, one time."""
    if not taken_before(site, parcel, event):
        assert site.custody.reopen(1, CARD, purpose, parcel) is DoorOutcome.OPENED


ROADS: dict[str, tuple[Callable[[Site], None], list[str], int]] = {
    "legs": (road, ["dropped", "collected", "loaded", "taken"], 4),
    "second": (
        second_thoughts,
        ["dropped", "drop_undone", "dropped", "reclaimed", "loaded", "taken", "take_undone", "taken"],
        6,
    ),
}
"""By name: the road, what the journal tells at its end, and how many pulses it takes."""
EVENTS = {event for _, events, _ in ROADS.values() for event in events}


def taken_before(site: Site, parcel: str, event: str) -> bool:
    return bool(site.store.read("SELECT 1 FROM journal WHERE parcel = ? AND entry = ?", (parcel, event)))


def opened(site: Site, parcel: str, box: int, purpose: Purpose, by: Authority) -> None:
    step = [one for one in site.custody.unfinished() if one.parcel == parcel]
    if not step or step[0].outcome is not DoorOutcome.OPENED:
        try:
            outcome = site.custody.open(box, by, purpose, parcel)
        except TooManyPulses:  # killed at as many pulses in a row: whoever stands at the door comes back later
            site.clock.pass_s(AFRESH_S)
            outcome = site.custody.open(box, by, purpose, parcel)
        assert outcome is DoorOutcome.OPENED, outcome


def put_in(
    site: Site, parcel: str, holder: Holder, purpose: Purpose, by: Authority, done: Callable[[int], None]
) -> None:
    if site.custody.parcel(parcel).holder is not holder or taken_before(
        site, parcel, {Purpose.DROP: "dropped", Purpose.LOAD: "loaded"}[purpose]
    ):
        return
    into(site, parcel, purpose, by, done)


def into(site: Site, parcel: str, purpose: Purpose, by: Authority, done: Callable[[int], None]) -> None:
    box = site.custody.reserve(Size.S, False, parcel)
    opened(site, parcel, box, purpose, by)
    if site.bank.inside_.get(box) is None:
        site.bank.put(box, parcel)
    if site.bank.door(box) is Door.OPEN:
        site.bank.shut(box)
    done(box)


def take_out(site: Site, parcel: str, purpose: Purpose, by: Authority, done: Callable[[int], None]) -> None:
    row = site.custody.parcel(parcel)
    if row.holder is not Holder.BOX or row.compartment is None:
        return
    opened(site, parcel, row.compartment, purpose, by)
    if site.bank.inside_.get(row.compartment) == parcel:
        assert site.bank.take(row.compartment) == parcel
    if site.bank.door(row.compartment) is Door.OPEN:
        site.bank.shut(row.compartment)
    done(row.compartment)


def audit(site: Site) -> None:
    """The disk tells the truth about the steel, or says that it does not know."""
    assert site.custody.verify() == []
    intents = [row["compartment"] for row in site.store.read("SELECT compartment FROM journal WHERE entry = 'intent'")]
    for number in set(site.bank.pulses):
        assert site.bank.pulses.count(number) <= intents.count(number)
    unsure = (BoxState.CLOSED_UNKNOWN, BoxState.OPEN, BoxState.OPENING)
    for number, cell in site.custody.cells().items():
        inside = site.bank.inside_.get(number)
        if cell.state not in unsure:
            held = cell.parcel if cell.state is BoxState.HOLDING else None
            assert inside == held, (number, cell.state, cell.parcel, inside)
    told = [row["entry"] for row in site.store.read("SELECT entry FROM journal")]
    sent = site.store.read("SELECT count(*) AS n FROM outbox WHERE kind = 'custody'")
    assert sum(entry in EVENTS for entry in told) == sent[0]["n"]


def one(folder: Path, at: int | None, go: Callable[[Site], None]) -> str | None:
    """Run the road in a child and kill it at its `at`-th point; go on with it here. Returns the point's name."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        count = 0

        def trip(what: str) -> None:
            nonlocal count
            count += 1
            if count == at:
                os.write(writing, what[:200].encode())
                os.kill(os.getpid(), signal.SIGKILL)

        go(Site(folder, trip, 0))
        os.write(writing, f"#{count}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if said.startswith("#"):
        assert status == 0, status
    else:
        assert os.WIFSIGNALED(status), (status, at, said)
    return said


def gone_on(folder: Path, name: str) -> None:
    go, events, pulses = ROADS[name]
    site = Site(folder, lambda what: None, 60)
    before = list(site.bank.pulses)
    site.custody.reconcile()
    assert site.bank.pulses == before
    audit(site)
    go(site)
    audit(site)
    assert site.bank.pulses == [1] * pulses, site.bank.pulses
    told = [row["entry"] for row in site.store.read("SELECT entry FROM journal ORDER BY sequence")]
    assert [entry for entry in told if entry in EVENTS] == events
    assert site.bank.inside_ == {1: None}
    site.close()


def main() -> None:
    base, every, seed, name = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    fresh = base / "fresh"
    Site(fresh, lambda what: None, 0).close()

    def copy(name: str) -> Path:
        folder = base / name
        shutil.copytree(fresh, folder)
        return folder

    whole = one(copy("whole"), None, ROADS[name][0])
    assert whole is not None
    points = int(whole[1:])
    start = random.Random(seed).randrange(every)
    tried = list(range(1 + start, points + 1, every))
    for at in tried:
        folder = copy(f"at{at}")
        where = one(folder, at, ROADS[name][0])
        try:
            gone_on(folder, name)
        except Exception as error:
            raise AssertionError(f"killed at point {at}: {where}") from error
        shutil.rmtree(folder)
    print(json.dumps({"points": points, "killed": len(tried)}))


if __name__ == "__main__":
    main()
