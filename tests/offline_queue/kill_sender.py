"""Run by test_kill_sender.py: deliver, be killed at one point, start again, deliver the rest; for every n-th point.

Usage: kill_sender.py FOLDER URL TERMINAL_KEY HALL_KEY EVERY (keys in hex). Prints the ids it made, one JSON list.
"""

import json
import os
import signal
import sys
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.bodies import Paper, Rating
from contract.envelope import Kind, new_id
from contract.seal import HallPrivateKey
from offline_queue.blobs import seal_paper
from offline_queue.post import HallClient
from offline_queue.sender import Sender
from offline_queue.store import Store
from tests.offline_queue.small_hall import SteppedClock, inline

SEAL = HallPrivateKey.generate().public


class Terminal:
    """One terminal's store and sender on one folder."""

    def __init__(self, folder: Path) -> None:
        url, key, hall = sys.argv[2:5]
        self.store, self.clock = Store(folder / "terminal.db"), SteppedClock()
        signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
        client = HallClient(url, "T1", signing, Ed25519PublicKey.from_public_bytes(bytes.fromhex(hall)), self.clock)
        self.sender = Sender(self.store, client, self.clock, lambda news: None, run_on_queue=inline)

    def fill(self) -> list[UUID]:
        case = new_id()
        common = {"hall_key": SEAL, "terminal": "T1", "now": self.clock.now()}
        paper = seal_paper(self.store.blobs, os.urandom(200_000), case, SEAL)
        body = Paper(material="x", pages=1, pdf_sha256="", blob_sha256=paper.blob.sha256, blob_bytes=paper.blob.size)
        with self.store.transaction() as tx:
            made = [self.store.enqueue(tx, Kind.RATING, case, Rating(level=n), **common) for n in (1, 2)]
            more = {"blob": paper.blob.path, "envelope_id": paper.envelope_id}
            made.append(self.store.enqueue(tx, Kind.PAPER, case, body, **more, **common))
        return made

    def drain(self) -> None:
        for _ in range(40):
            self.clock.pass_s(max(self.sender.round(), 0.1))
            if not self.store.stats().waiting:
                return
        raise AssertionError(f"not delivered: {self.store.stats()}")

    def close(self) -> None:
        self.sender.close()
        self.store.close()


def killed(folder: Path, at: int) -> bool:
    """Deliver in a child that is killed at its `at`-th statement; False when it came to its end before."""
    child = os.fork()
    if child == 0:
        terminal, count = Terminal(folder), 0

        def trip(statement: str) -> None:
            nonlocal count
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)

        terminal.store.connection.set_trace_callback(trip)
        terminal.drain()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, status
    return os.WIFSIGNALED(status)


def main() -> None:
    base, every = Path(sys.argv[1]), int(sys.argv[5])
    made: list[UUID] = []
    at, going = 1, True
    while going:
        folder = base / f"at{at}"
        first = Terminal(folder)
        made += first.fill()
        first.close()
        going = killed(folder, at)
        again = Terminal(folder)
        again.store.sweep()
        again.drain()
        assert again.store.stats().sent == 3, again.store.stats()
        again.store.sweep()
        assert list(again.store.blobs.iterdir()) == []
        again.close()
        at += every
    print(json.dumps([str(id_) for id_ in made]))


if __name__ == "__main__":
    main()
