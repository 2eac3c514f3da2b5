"""Run by test_power_cut.py with its disk recorded: several cases go their road, and every promise is said aloud.

Usage: power_road.py FOLDER CASES SEED. What is said, a line each, always after the call that makes it true came back:
`kept ENVELOPE BLOB` an envelope (with a sealed paper) is taken; `sent ENVELOPE` a paper's receipt is kept;
`parcel BARCODE HOLDER` somebody was told who has it now; `pulse BOX` a door was pulsed; `refused ERROR` the store
could not go on, and the road ends there with status 4.
"""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.bodies import Paper, Rating
from contract.envelope import Kind, Receipt, new_id
from contract.parcel import Holder, ParcelKind, barcode
from contract.seal import HallPrivateKey
from drivers.roles import Opening
from kiosk.custody.custody import Custody
from kiosk.custody.words import Authority, Purpose
from offline_queue import outbox
from offline_queue.blobs import seal_paper
from offline_queue.errors import StoreError
from offline_queue.store import Store
from tests.kiosk.custody.kill_road import put_in, take_out
from tests.kiosk.custody.world import BANK, TAG, SprungBank, SteppedClock, expected, inline

CARD, COURIER = Authority("resident-card", TAG), Authority("courier", "7001")
KEY = HallPrivateKey.generate().public


def say(*words: object) -> None:
    """One line, in one write, so that it has its place in the recording."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class SpokenBank(SprungBank):
    """Doors of steel, whose pulses are said."""

    def open(self, compartment: int) -> Opening:
        say("pulse", compartment)
        return super().open(compartment)


class Site:
    """One terminal on the folder."""

    def __init__(self, folder: Path) -> None:
        self.store, self.clock, self.bank = Store(folder / "terminal.db"), SteppedClock(), SpokenBank()
        self.custody = Custody(self.store, self.bank, self.clock, "T1", BANK, lambda: KEY, inline)

    def told(self, parcel: str) -> None:
        say("parcel", parcel, self.custody.parcel(parcel).holder.value)


def main() -> None:
    folder, cases, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(seed)
    try:
        site = Site(folder)
        for serial in range(1, cases + 1):
            one_case(site, serial, dice)
    except StoreError as error:
        say("refused", type(error).__name__)
        os._exit(4)
    say("end")
    os._exit(0)  # as a killed process leaves it: the write-ahead log is not folded in


def one_case(site: Site, serial: int, dice: random.Random) -> None:
    """Papers filed, originals dropped and collected, part of it delivered, the result loaded and taken."""
    case, store = new_id(), site.store
    with store.transaction() as tx:
        originals = site.custody.start_drop_in(tx, case, TAG)
    site.told(originals)
    file_paper(site, case, dice)
    put_in(site, originals, Holder.RESIDENT, Purpose.DROP, CARD, noting(site, originals, site.custody.dropped))
    take_out(site, originals, Purpose.COLLECT, COURIER, noting(site, originals, site.custody.collected, "7001"))
    deliver(site, dice.randint(1, 4))
    result = barcode(ParcelKind.RESULT, "HALL", serial)
    site.custody.expect([expected(result)])
    put_in(site, result, Holder.COURIER, Purpose.LOAD, COURIER, noting(site, result, site.custody.loaded, "7001"))
    take_out(site, result, Purpose.TAKE, CARD, noting(site, result, site.custody.taken))


def noting(site: Site, parcel: str, done: Callable[..., Any], *by: str) -> Callable[[int], None]:
    """The act that ends a leg, then its promise."""

    def act(box: int) -> None:
        done(parcel, box, *by)
        site.told(parcel)

    return act


def file_paper(site: Site, case: UUID, dice: random.Random) -> None:
    """A rating and a paper with its sealed file, in one transaction."""
    common: dict[str, Any] = {"hall_key": KEY, "terminal": "T1", "now": site.clock.now()}
    paper = seal_paper(site.store.blobs, dice.randbytes(dice.randint(2_000, 60_000)), case, KEY)
    body = Paper(material="x", pages=1, pdf_sha256="", blob_sha256=paper.blob.sha256, blob_bytes=paper.blob.size)
    with site.store.transaction() as tx:
        small = site.store.enqueue(tx, Kind.RATING, case, Rating(level=3), **common)
        site.store.enqueue(tx, Kind.PAPER, case, body, blob=paper.blob.path, envelope_id=paper.envelope_id, **common)
    say("kept", small, "-")
    say("kept", paper.envelope_id, paper.blob.sha256)


def deliver(site: Site, hands: int) -> None:
    """What the sender does with the store, without a hall: claim, keep the receipts, then delete the file.

    As the sender's: only what lets a paper's file go is flushed (decision 015), and only that is a promise here.
    """
    store, now = site.store, site.clock.now
    for _ in range(hands):
        with store.transaction(durable=False) as tx:
            hand, spoilt = store.claim(tx, now(), 2)
        assert not spoilt
        papers = [claimed for claimed in hand if claimed.blob is not None]
        with store.transaction(durable=bool(papers)) as tx:
            for claimed in hand:
                outbox.sent(tx, claimed.seq, Receipt.model_construct(envelope_id=claimed.envelope.id), now())
        for claimed in papers:
            say("sent", claimed.envelope.id)
            assert claimed.blob is not None
            claimed.blob.unlink()


if __name__ == "__main__":
    main()
