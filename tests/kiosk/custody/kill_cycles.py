"""Run by test_kill_cycles.py: one terminal is killed again and again at random moments, and goes on with the same disk.

Usage: kill_cycles.py FOLDER CYCLES SEED. Forks once a cycle (this process has no threads). The child says what it has
done after it became durable, and is killed a random while after a random one of those words. Every promise is held
against the disk: the newest ones after each kill, all of them every 50 kills and at the end. Prints one JSON object.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from contract.envelope import new_id
from kiosk.custody.words import Purpose
from offline_queue.blobs import file_sha256
from offline_queue.verify import verify
from tests.kiosk.custody import kill_road, power_road
from tests.kiosk.custody.kill_road import Holder, put_in, take_out
from tests.kiosk.custody.power_road import CARD, COURIER, TAG, say

_LONGEST_RUN_S = 0.004
_WHOLE_AUDIT_EVERY = 50


def live(site: kill_road.Site, dice: random.Random) -> None:
    """Whatever a terminal does, for ever: the leg that was cut goes on first, the doors having been read."""
    site.custody.reconcile()
    say("started", "-")
    while True:
        for row in site.store.read("SELECT barcode FROM parcels WHERE holder IN ('resident', 'box') AND expected = 1"):
            leg(site, row["barcode"])
        with site.store.transaction() as tx:
            parcel = site.custody.start_drop_in(tx, new_id(), TAG)
        say("parcel", parcel, "resident")
        power_road.file_paper(site, new_id(), dice)  # type: ignore[arg-type]
        power_road.deliver(site, dice.randint(4, 8))  # type: ignore[arg-type]


def leg(site: kill_road.Site, parcel: str) -> None:
    """One parcel from the resident through a box to the courier."""
    custody = site.custody
    put_in(site, parcel, Holder.RESIDENT, Purpose.DROP, CARD, lambda box: custody.dropped(parcel, box))
    say("parcel", parcel, "box")
    take_out(site, parcel, Purpose.COLLECT, COURIER, lambda box: custody.collected(parcel, box, "7001"))
    say("parcel", parcel, "courier")


def killed(folder: Path, later_s: float, dice: random.Random) -> list[list[str]]:
    """One life, ended by SIGKILL; what it had said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 1)
        live(kill_road.Site(folder, lambda what: None, later_s), dice)
    os.close(writing)
    words, wait_s = dice.randint(1, 14), dice.uniform(0, _LONGEST_RUN_S)
    heard = b""
    while heard.count(b"\n") < words and (piece := os.read(reading, 65536)):
        heard += piece
    time.sleep(wait_s)  # any moment may be hit: that is the point
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reading, 65536):
        heard += piece
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the terminal ended by itself"
    return [line.split() for line in heard.decode().splitlines()]


def held(site: kill_road.Site, folder: Path, said: list[list[str]]) -> None:
    """Every promise among these words is kept by the disk."""
    legs = ("resident", "box", "courier")
    for kind, what, *more in said:
        if kind in ("kept", "sent"):
            (row,) = site.store.read("SELECT state, blob_path, blob_sha256 FROM outbox WHERE id = ?", (what,))
            assert kind == "kept" or row["state"] == "sent", f"the receipt of {what} is gone"
            if row["state"] != "sent" and row["blob_path"]:
                assert file_sha256(folder / row["blob_path"]) == row["blob_sha256"], f"the paper of {what} is gone"
        elif kind == "parcel":
            holder = site.custody.parcel(what).holder.value
            assert legs.index(holder) >= legs.index(more[0]), f"{what}: told {more[0]}, kept {holder}"


def whole(site: kill_road.Site, folder: Path) -> None:
    """The disk contradicts neither itself nor the steel."""
    assert site.custody.verify() == []
    found = [line for line in verify(site.store.connection, folder) if "receipt cannot be read" not in line]
    assert found == []  # the receipts of this road are made up
    intents = Counter(row[0] for row in site.store.read("SELECT compartment FROM journal WHERE entry = 'intent'"))
    assert Counter(site.bank.pulses) <= intents, "a door was pulsed without an intent on disk"


def main() -> None:
    folder, cycles, dice = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    kill_road.Site(folder, lambda what: None, 0).close()
    said: list[list[str]] = []
    for cycle in range(1, cycles + 1):
        new = killed(folder, cycle * 60.0, dice)
        said += new
        site = kill_road.Site(folder, lambda what: None, cycle * 60.0)
        held(site, folder, new)
        if cycle % _WHOLE_AUDIT_EVERY == 0 or cycle == cycles:
            held(site, folder, said)
            whole(site, folder)
        site.close()
    print(json.dumps({"killed": cycles, **Counter(words[0] for words in said)}))


if __name__ == "__main__":
    main()
