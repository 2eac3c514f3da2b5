"""Run by test_storm.py, and killed by it at will: one terminal fills its outbox offline, or delivers it.

Usage: storm_terminal.py fill FOLDER CASES SCANS SEED HOURS, or storm_terminal.py deliver FOLDER URL SEED.
`keys.json` in the folder holds the enrolment: terminal, key, hall_key, seal_key. What is done is said, a line each,
always after it became durable: `case ID`, `envelope ID`, `parcel BARCODE HOLDER`.
"""

import base64
import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract import catalogue, numbers
from contract.bodies import Answer, Applicant, MaterialFiled, Paper, Signature, Submission
from contract.envelope import Kind, new_id
from contract.parcel import Holder
from contract.seal import HallPublicKey
from kiosk.custody.custody import Custody
from kiosk.custody.words import Authority, Purpose
from offline_queue.blobs import SealedPaper, seal_paper
from offline_queue.errors import StoreBusy
from offline_queue.post import HallClient
from offline_queue.sender import Pace, Sender
from offline_queue.store import Store, next_number
from tests.kiosk.custody.kill_road import SteelBank, put_in, take_out
from tests.kiosk.custody.world import BANK, TAG, inline

CARD, COURIER = Authority("resident-card", TAG), Authority("courier", "7001")
STEPPED_H = (0, 0, 0, 0.1, -0.1, 5, -5)
"""How far the clock may be off after a start, in hours; most starts find it right."""


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class MovedClock:
    """The real time, moved by so many hours; a test moves it again at will."""

    def __init__(self, hours: float) -> None:
        self.moved = timedelta(hours=hours)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def monotonic(self) -> float:
        return time.monotonic()

    def later(self, seconds: float, call: Callable[[], None]) -> Any:
        raise NotImplementedError("nothing here waits")


class Site:
    """One terminal's disk, doors and keys in one folder."""

    def __init__(self, folder: Path, clock: MovedClock) -> None:
        self.folder, self.clock = folder, clock
        keys = json.loads((folder / "keys.json").read_text())
        self.terminal = str(keys["terminal"])
        self.key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(keys["key"]))
        self.hall_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys["hall_key"]))
        self.seal = HallPublicKey(base64.b64decode(keys["seal_key"]))
        self.store = Store(folder / "data" / "terminal.db")
        self.bank = SteelBank(folder / "steel.json", lambda what: None)
        self.custody = Custody(self.store, self.bank, clock, self.terminal, BANK, lambda: self.seal, inline)


# --- filling -------------------------------------------------------------------------------------------


def fill(folder: Path, cases: int, scans: int, seed: int, hours: float) -> None:
    """So many cases over so many hours without a network; every fourth leaves originals, which a courier takes."""
    dice, clock = random.Random(seed), MovedClock(-hours)
    site = Site(folder, clock)
    for index in range(cases):
        clock.moved = timedelta(hours=-hours * (1 - index / cases))
        one_case(site, dice, scans, with_originals=index % 4 == 0)
    say("end")
    site.store.close()


def one_case(site: Site, dice: random.Random, scans: int, *, with_originals: bool) -> None:
    case = new_id()
    item = catalogue.load().items["OLD-CARD" if with_originals else "SCHOOL"]
    uses = [use for use in item.materials if use.scan][:scans]
    pdfs = {use.material: b"%PDF-1.7\n" + dice.randbytes(dice.randint(3_000, 30_000)) + b"\n%%EOF\n" for use in uses}
    papers = {material: seal_paper(site.store.blobs, pdf, case, site.seal) for material, pdf in pdfs.items()}
    parcel = commit(site, case, item.id, papers, with_originals)
    say("case", case)
    if parcel is not None:
        say("parcel", parcel, "resident")
        put_in(site, parcel, Holder.RESIDENT, Purpose.DROP, CARD, lambda box: site.custody.dropped(parcel, box))
        say("parcel", parcel, "box")
        collected = lambda box: site.custody.collected(parcel, box, "7001")  # noqa: E731
        take_out(site, parcel, Purpose.COLLECT, COURIER, collected)
        say("parcel", parcel, "courier")


def commit(site: Site, case: UUID, item: str, papers: dict[str, SealedPaper], with_originals: bool) -> str | None:
    """The whole hand-in in one transaction; the parcel's barcode where originals follow."""
    common: dict[str, Any] = {"hall_key": site.seal, "terminal": site.terminal, "now": site.clock.now()}
    with site.store.transaction() as tx:
        parcel = site.custody.start_drop_in(tx, case, TAG) if with_originals else None
        number = numbers.provisional_number(site.terminal, next_number(tx, "provisional"))
        body = submission(item, number, papers, parcel, site.clock.now())
        made = [site.store.enqueue(tx, Kind.SUBMISSION, case, body, **common)]
        for material, paper in papers.items():
            blob = paper.blob
            about = Paper(
                material=material,
                pages=1,
                pdf_sha256=paper.plain_sha256,
                blob_sha256=blob.sha256,
                blob_bytes=blob.size,
            )
            more = {"blob": blob.path, "envelope_id": paper.envelope_id, "priority": 8}
            made.append(site.store.enqueue(tx, Kind.PAPER, case, about, **more, **common))
    for envelope in made:
        say("envelope", envelope)
    return parcel


def submission(item: str, number: str, papers: dict[str, SealedPaper], parcel: str | None, now: datetime) -> Submission:
    """A synthetic resident's whole application."""
    known = catalogue.load()
    sample = known.items[item].sample
    filed = [MaterialFiled(material=name, pages=1, pdf_sha256=one.plain_sha256) for name, one in papers.items()]
    originals = [MaterialFiled(material="PH1", pages=0, original=True)] if parcel else []
    return Submission(
        provisional_number=number,
        items=[item],
        catalogue_version=known.version,
        applicant=Applicant(name=sample["p.name"], id_number=sample["p.id_no"], mobile=sample["p.mobile"]),
        answers={name: Answer(value=value, origin="typed") for name, value in sample.items()},
        materials=filed + originals,
        originals_parcel=parcel,
        delivery="here",
        signature=Signature(strokes=[[(1.0, 2.0, 0), (3.5, 2.25, 16)]], document_sha256="0" * 64),
        prereview_verdict="pass",
        submitted_at=now,
        language="zh-Hans",
    )


# --- delivering ----------------------------------------------------------------------------------------


def deliver(folder: Path, url: str, seed: int) -> int:
    """Send until nothing waits: 0. A clock that is hours off gets nowhere: 3, after a few rounds. Another program
    that holds the store for too long: 5. Now and then the clock is stepped while it works."""
    dice = random.Random(seed)
    clock = MovedClock(dice.choice(STEPPED_H))
    site = Site(folder, clock)
    site.custody.reconcile()
    client = HallClient(url, site.terminal, site.key, site.hall_key, clock)
    pace = Pace(poll_s=30.0, first_wait_s=0.02, longest_wait_s=0.3)
    sender = Sender(site.store, client, clock, lambda news: None, run_on_queue=inline, pace=pace)
    vain = 0
    while vain < 15:
        before = site.store.stats()
        if dice.random() < 0.1:
            clock.moved = timedelta(hours=dice.choice(STEPPED_H))
        try:
            wait_s = sender.round()
        except StoreBusy:
            return 5
        now = site.store.stats()
        if now.waiting == 0:
            sender.close()
            site.store.close()
            say("delivered")
            return 0
        vain = vain + 1 if now.sent == before.sent else 0
        time.sleep(min(wait_s, 0.3))
    return 3


def main() -> int:
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "fill":
        cases, scans, seed, hours = (int(word) for word in sys.argv[3:7])
        fill(folder, cases, scans, seed, hours)
        return 0
    return deliver(folder, sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    sys.exit(main())
