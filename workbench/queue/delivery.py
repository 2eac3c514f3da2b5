"""What delivering costs: small items over loopback beside a bare `requests` loop, a paper over a link that breaks."""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.bodies import Paper, Rating
from contract.envelope import Kind, new_id
from contract.seal import HallPrivateKey
from offline_queue import one_row
from offline_queue.blobs import seal_paper
from offline_queue.post import HallClient
from offline_queue.sealing import seal
from offline_queue.sender import Sender
from offline_queue.store import Store
from workbench.cable import Cable
from workbench.queue.receiver import Receiver

_ITEMS, _LOOPBACK_GOAL = 1000, 1.5
_PAPER_BYTES, _CUT_EVERY_BYTES, _BYTES_GOAL = 20_000_000, 1_000_000, 1.1
_TERMINAL = "T00001"
_T = TypeVar("_T")


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def _inline(call: Callable[[], _T], /) -> _T:
    return call()


def _sender(store: Store, url: str, receiver: Receiver) -> Sender:
    client = HallClient(url, _TERMINAL, Ed25519PrivateKey.generate(), receiver.signing.public_key(), _Clock())
    return Sender(store, client, _Clock(), lambda news: None, run_on_queue=_inline, jitter=lambda low, high: 0.0)


def loopback(rounds: int) -> bool:
    """The sender's rounds beside the same posts without queue, proof and receipt; the receiver is the same."""
    receiver, key = Receiver(), HallPrivateKey.generate().public
    url, shares, own_s, bare_s = "http://{}:{}".format(*receiver.address), [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "terminal.db") as store:
            with store.transaction() as tx:
                for _ in range(_ITEMS):
                    sealed = seal(Kind.RATING, new_id(), Rating(level=5), key)
                    store.put(tx, sealed, terminal=_TERMINAL, now=datetime.now(UTC))
            rows = [row[0] for row in store.read("SELECT seq FROM outbox")]
            found = [one_row.look_at(store.connection, seq, Path(folder)) for seq in rows]
            bodies = [one.envelope.model_dump_json().encode() for one in found if isinstance(one, one_row.Claimed)]
            bare_s.append(_bare(url, bodies))
            sender, began = _sender(store, url, receiver), time.perf_counter()
            sender.round()
            own_s.append(time.perf_counter() - began)
            sender.close()
            if store.stats().sent != _ITEMS:
                raise RuntimeError(f"not delivered: {store.stats()}")
            shares.append(own_s[-1] / bare_s[-1])
    receiver.close()
    share = statistics.median(shares)
    print(
        f"\n      {_ITEMS} small items: {statistics.median(own_s):.2f} s, bare loop {statistics.median(bare_s):.2f} s"
    )
    print(f"{'met ' if share <= _LOOPBACK_GOAL else 'MISS'}  delivery: {share:.2f} of it, goal {_LOOPBACK_GOAL}")
    return share <= _LOOPBACK_GOAL


def _bare(url: str, bodies: list[bytes]) -> float:
    began = time.perf_counter()
    with requests.Session() as session:
        for body in bodies:
            headers = {"Content-Type": "application/json"}
            session.post(url + "/api/v1/envelopes", data=body, headers=headers, timeout=20).raise_for_status()
    return time.perf_counter() - began


def over_a_breaking_link() -> bool:
    """Bytes that went up for a 20 MB paper when the connection is reset after every megabyte, as a share of its own."""
    receiver, key, case = Receiver(), HallPrivateKey.generate().public, new_id()
    cable = Cable(receiver.address)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "terminal.db") as store:
        paper = seal_paper(store.blobs, os.urandom(_PAPER_BYTES), case, key)
        blob = paper.blob
        body = Paper(material="ID", pages=1, pdf_sha256="", blob_sha256=blob.sha256, blob_bytes=blob.size)
        with store.transaction() as tx:
            sealed = seal(Kind.PAPER, case, body, key, paper.envelope_id)
            store.put(tx, sealed, terminal=_TERMINAL, now=datetime.now(UTC), blob=blob.path)
        sender = _sender(store, cable.url, receiver)
        cable.cut_every_bytes = _CUT_EVERY_BYTES
        while store.stats().waiting:
            sender.round()
        sender.close()
        share = cable.carried_bytes / blob.size
        whole = bytes(receiver.papers[0]) if len(receiver.papers) == 1 else b""
    cable.close()
    receiver.close()
    arrived = hashlib.sha256(whole).hexdigest() == blob.sha256
    good = arrived and share <= _BYTES_GOAL
    print(f"{'met ' if good else 'MISS'}  a {_PAPER_BYTES / 1e6:.0f} MB paper, the link cut every", end=" ")
    print(f"{_CUT_EVERY_BYTES / 1e6:.1f} MB ({cable.cuts} cuts), {'arrived whole' if arrived else 'LOST'}:", end=" ")
    print(f"{share:.3f} of its bytes, goal {_BYTES_GOAL}", flush=True)
    return good
