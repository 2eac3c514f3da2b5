"""The hall at a city's size: two real processes on one PostgreSQL, beside the bare floor; everything in one run.

Clients share the machine with what they measure: what counts are the ratios, and processor time a request.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import requests

from contract.seal import HallPublicKey
from workbench.city.crowd import Figures, Member, together
from workbench.city.crowd_rows import ids, key_of
from workbench.city.postgres import postgresql

PROCESSES, AT_ONCE, EACH = 2, 50, 8
POLLING, POLL_EVERY_S = 2000, 30
_PEOPLE = 8  # threads that play the polling terminals
TIMES_FLOOR, SUBMIT_P95_MS, QUEUE_MS = 3.0, 200.0, 300.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
Row = Callable[[str, float, str, float], bool]


@dataclass
class Site:
    """One PostgreSQL with a hall's data folder."""

    env: dict[str, str]

    def python(self, *words: str) -> str:
        """Run a module to its end; what it printed."""
        line = [sys.executable, "-m", *words]
        return subprocess.run(line, env=self.env, check=True, stdout=subprocess.PIPE, text=True).stdout

    @contextmanager
    def served(self, *words: str) -> Iterator[tuple[list[str], "Processor"]]:
        """`PROCESSES` processes of a module: their addresses, and the processor time they take."""
        with ExitStack() as open_:
            started = [self._one(words, open_) for _ in range(PROCESSES)]
            lines = [next(line for line in one.stdout or () if "listening on" in line) for one in started]
            yield [line.split()[-1] for line in lines], Processor([one.pid for one in started])

    def _one(self, words: Sequence[str], open_: ExitStack) -> "subprocess.Popen[str]":
        line = [sys.executable, "-m", *words]
        one = subprocess.Popen(line, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        open_.callback(one.wait)
        open_.callback(one.terminate)
        return one


@dataclass
class Processor:
    """Processor time of some processes, in seconds since they began."""

    pids: list[int]

    def seconds(self) -> float:
        """User and system time of all together."""
        stats = [Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split() for pid in self.pids]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS_A_SECOND


def measure(cases: int, row: Row) -> bool:
    """Fill a hall, then submissions against the floor, polls, and the queue page; whether every goal is met."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        site = Site({**os.environ, "DJANGO_SETTINGS_MODULE": "hall.settings", "HALL_DATA": folder, "DATABASE_URL": url})
        filled = site.python("hall", "load", "--cases", str(cases)).splitlines()[-1]
        print(f"  filled: {filled.rpartition(',')[0]}", flush=True)
        seal = HallPublicKey(bytes.fromhex(site.python("workbench.city.crowd_rows", str(POLLING))))
        met = [_submissions(site, seal, row), _polls(site, row), _queue(site, row)]
    return all(met)


def _submissions(site: Site, seal: HallPublicKey, row: Row) -> bool:
    with site.served("workbench.city.floor") as (urls, processor):
        bodies = [[member.envelope(seal) for _ in range(EACH + 1)] for member in _crowd(AT_ONCE, urls)]
        floor, floor_ms = _flood(urls, bodies, "/floor", processor, proved=False)
    with site.served("hall", "serve", "--port", "0") as (urls, processor):
        bodies = [[member.envelope(seal) for _ in range(EACH + 1)] for member in _crowd(AT_ONCE, urls)]
        hall, hall_ms = _flood(urls, bodies, "/api/v1/envelopes", processor, proved=True)
    print(f"  floor {floor.a_second:.0f} a second, {floor_ms:.1f} ms of processor each; p95 {floor.p95_ms:.0f} ms")
    print(f"  hall  {hall.a_second:.0f} a second, {hall_ms:.1f} ms of processor each; median {hall.p50_ms:.0f} ms")
    ratio = row("submissions: the floor's speed over the hall's", floor.a_second / hall.a_second, "x", TIMES_FLOOR)
    return row(f"submission, p95 of {AT_ONCE} terminals at once", hall.p95_ms, "ms", SUBMIT_P95_MS) and ratio


def _flood(
    urls: list[str], bodies: list[list[bytes]], path: str, processor: Processor, *, proved: bool
) -> tuple[Figures, float]:
    """Everybody sends at once; the figures, and the processor's milliseconds a request."""
    crowd = _crowd(AT_ONCE, urls)
    jobs = [[_post(member, path, body, proved) for body in mine] for member, mine in zip(crowd, bodies, strict=True)]
    together([mine.pop()] for mine in jobs)  # every thread of every process has loaded what it needs
    before = processor.seconds()
    figures = together(jobs)
    return figures, (processor.seconds() - before) * 1000 / (AT_ONCE * EACH)


def _post(member: Member, path: str, body: bytes, proved: bool) -> Callable[[], requests.Response]:
    if proved:
        return lambda: member.call("POST", path, body)
    return lambda: member.session.post(member.url + path, data=body, timeout=60)


def _polls(site: Site, row: Row) -> bool:
    """A round of every terminal, each with the mark of its last answer; what that is of the machine every 30 s."""
    with site.served("hall", "serve", "--port", "0") as (urls, processor):
        crowd = _crowd(POLLING, urls)
        marks: dict[str, str] = {}

        def poll(member: Member) -> requests.Response:
            answer = member.call("GET", "/api/v1/orders", b"", **{"If-None-Match": marks.get(member.id, "")})
            marks[member.id] = answer.headers["ETag"]
            return answer

        shares = [[partial(poll, one) for one in crowd[place::_PEOPLE]] for place in range(_PEOPLE)]
        together(shares)
        before = processor.seconds()
        figures = together(shares)
        busy_s = processor.seconds() - before
    share = busy_s / POLL_EVERY_S / (os.cpu_count() or 1) * 100
    print(f"  {POLLING} polls: {busy_s * 1000 / POLLING:.1f} ms of processor each; p95 {figures.p95_ms:.0f} ms")
    return row(f"{POLLING} terminals polling every {POLL_EVERY_S} s: share of the processors", share, "%", 80)


def _queue(site: Site, row: Row) -> bool:
    found = json.loads(site.python("workbench.city.queue_page"))
    met = [row(f"officers' queue page, {tab}", ms, "ms", QUEUE_MS) for tab, (ms, _) in found.items()]
    scans = [sql for _, read in found.values() for sql in read]
    for sql in scans:
        print(f"    reads a whole table: {sql[:160]}")
    return all(met) and row("queries of the queue that read a whole table", len(scans), "", 0)


def _crowd(count: int, urls: list[str]) -> list[Member]:
    return [Member(id_, key_of(id_), urls[place % len(urls)]) for place, id_ in enumerate(ids(count))]
