"""Many terminals at once before real hall processes: they submit, and they poll. All requests are true and proved."""

import itertools
import statistics
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import numbers
from contract.envelope import Envelope, Kind, bound, new_id
from contract.proof import prove
from contract.seal import HallPublicKey
from workbench.city.application import application


@dataclass
class Member:
    """One terminal of the crowd, at one of the hall's processes."""

    id: str
    key: Ed25519PrivateKey
    url: str
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> requests.Response:
        """One proved request."""
        proof = prove(self.key, self.id, method, path, body, datetime.now(UTC))
        sent = {"Authorization": proof, "Content-Type": "application/json", **headers}
        return self.session.request(method, self.url + path, data=body, headers=sent, timeout=60)

    def envelope(self, seal: HallPublicKey) -> bytes:
        """A hand-in of a residence registration without papers, sealed."""
        id_, case_id, number = new_id(), new_id(), next(self.counter)
        provisional, now = numbers.provisional_number(self.id, number), datetime.now(UTC)
        said = application("RES-REG", provisional, None, now, case_id.int)
        sealed = seal.seal(said.model_dump_json().encode(), bound(id_, Kind.SUBMISSION, case_id))
        made = Envelope(
            id=id_,
            kind=Kind.SUBMISSION,
            case_id=case_id,
            terminal=self.id,
            counter=number,
            created_at=datetime.now(UTC),
            key_id=seal.key_id,
            sealed=b64encode(sealed),
        )
        return made.model_dump_json().encode()


@dataclass(frozen=True)
class Figures:
    """What many requests took together."""

    a_second: float
    p50_ms: float
    p95_ms: float


def together(jobs: Iterable[Sequence[Callable[[], requests.Response]]]) -> Figures:
    """Each list by a thread of its own, one request after another; raises for an answer that is no success."""
    times: list[float] = []
    wrong: list[str] = []

    def work(mine: Sequence[Callable[[], requests.Response]]) -> None:
        for job in mine:
            began = time.perf_counter()
            try:
                answer = job()
            except requests.RequestException as error:
                wrong.append(type(error).__name__)
                continue
            times.append((time.perf_counter() - began) * 1000)
            if answer.status_code >= 300 and answer.status_code != 304:
                wrong.append(f"{answer.status_code} {answer.text[:200]}")

    threads = [threading.Thread(target=work, args=(mine,)) for mine in jobs]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if wrong:
        raise RuntimeError(f"{len(wrong)} requests failed, the first: {wrong[0]}")
    return Figures(len(times) / seconds, statistics.median(times), statistics.quantiles(times, n=20)[-1])
