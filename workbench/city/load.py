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
from urllib.parse import unquote, urlsplit

import requests

from contract.seal import HallPublicKey
from workbench.city.crowd import Figures, Member, together
from workbench.city.crowd_rows import ids, key_of
from workbench.city.postgres import postgresql

PROCESSES, AT_ONCE, EACH = 2, 50, 8
POLLING, POLL_EVERY_S = 2000, 30
_PEOPLE = 8  # threads that play the polling terminals
TIMES_FLOOR, SUBMIT_P95_MS, QUEUE_MS, RATES_MS = 3.0, 200.0, 300.0, 3000.0
INVENTED = 50_000  # of more than this the rest is copied by the database, which is faster
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
            yield [line.split()[-1] for line in lines], Processor([one.pid for one in started], self._database())

    def _database(self) -> int:
        """The process that PostgreSQL's own are children of."""
        socket = Path(unquote(urlsplit(self.env["DATABASE_URL"]).netloc.rpartition("@")[2]))
        return int((socket / "data" / "postmaster.pid").read_text("ascii").splitlines()[0])

    def _one(self, words: Sequence[str], open_: ExitStack) -> "subprocess.Popen[str]":
        line = [sys.executable, "-m", *words]
        one = subprocess.Popen(line, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        open_.callback(one.wait)
        open_.callback(one.terminate)
        return one


@dataclass
class Processor:
    """Processor time of the hall's processes and of their database's, in seconds since they began."""

    pids: list[int]
    database: int

    def seconds(self) -> float:
        """User and system time of the hall's together."""
        return sum(map(_seconds, self.pids))

    def database_seconds(self) -> float:
        """Of PostgreSQL, whose processes stay as long as their clients."""
        children = Path(f"/proc/{self.database}/task/{self.database}/children").read_text("ascii").split()
        return sum(map(_seconds, map(int, children)))


def _seconds(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / _TICKS_A_SECOND


def measure(cases: int, row: Row) -> bool:
    """Fill a hall, then submissions against the floor, polls, and the queue page; whether every goal is met."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        site = Site({**os.environ, "DJANGO_SETTINGS_MODULE": "hall.settings", "HALL_DATA": folder, "DATABASE_URL": url})
        times = max(1, cases // INVENTED)
        filled = site.python("hall", "load", "--cases", str(cases // times)).splitlines()[-1]
        print(f"  filled: {filled.rpartition(',')[0]}", flush=True)
        if times > 1:
            site.python("workbench.city.multiply", str(times))
            print(f"  {times} times that, copied by the database", flush=True)
        seal = HallPublicKey(bytes.fromhex(site.python("workbench.city.crowd_rows", str(POLLING))))
        met = [_submissions(site, seal, row), _polls(site, row), _queue(site, row)]
    return all(met)


def _submissions(site: Site, seal: HallPublicKey, row: Row) -> bool:
    def bodies(urls: list[str]) -> list[list[bytes]]:
        return [[member.envelope(seal) for _ in range(EACH + 1)] for member in _crowd(AT_ONCE, urls)]

    with site.served("workbench.city.floor") as (urls, processor):
        floor = _flood(urls, bodies(urls), "/floor", processor, proved=False)
        bare = _flood(urls, bodies(urls), "/bare", processor, proved=False)
    with site.served("hall", "serve", "--port", "0") as (urls, processor):
        hall = _flood(urls, bodies(urls), "/api/v1/envelopes", processor, proved=True)
    speed = floor.figures.a_second / hall.figures.a_second
    ratio = row("submissions: the floor's speed over the hall's", speed, "x", TIMES_FLOOR)
    p95 = row(f"submission, p95 of {AT_ONCE} terminals at once", hall.figures.p95_ms, "ms", SUBMIT_P95_MS)
    for name, one in (("floor, a model's row", floor), ("floor, one statement", bare), ("hand-in", hall)):
        print(f"  {name:<21}{one}", flush=True)
    print(f"  the hall's processor over the floor's: {hall.hall_ms / floor.hall_ms:.1f}x", flush=True)
    parts = json.loads(site.python("workbench.city.breakdown"))
    print("  " + ", ".join(f"{part} {figure:.2f}" for part, figure in parts.items()))
    return p95 and ratio


@dataclass(frozen=True)
class Flood:
    """What many requests took, and of whose processor, in milliseconds a request."""

    figures: Figures
    hall_ms: float
    database_ms: float

    def __str__(self) -> str:
        cost = f"{self.hall_ms:5.1f} ms of processor each, {self.database_ms:.1f} of the database's"
        return f"{self.figures.a_second:5.0f} a second, {cost}; median {self.figures.p50_ms:.0f} ms"


def _flood(urls: list[str], bodies: list[list[bytes]], path: str, processor: Processor, *, proved: bool) -> Flood:
    """Everybody sends at once."""
    crowd = _crowd(AT_ONCE, urls)
    jobs = [[_post(member, path, body, proved) for body in mine] for member, mine in zip(crowd, bodies, strict=True)]
    together([mine.pop()] for mine in jobs)  # every thread of every process has loaded what it needs
    before, database = processor.seconds(), processor.database_seconds()
    figures = together(jobs)
    after, count = processor.seconds(), AT_ONCE * EACH / 1000
    return Flood(figures, (after - before) / count, (processor.database_seconds() - database) / count)


def _post(member: Member, path: str, body: bytes, proved: bool) -> Callable[[], requests.Response]:
    if proved:
        return lambda: member.call("POST", path, body)
    return lambda: member.session.post(member.url + path, data=body, timeout=60)


def _polls(site: Site, row: Row) -> bool:
    """A round of every terminal, each with the mark of its last answer; what that is of the machine every 30 s."""
    with site.served("hall", "serve", "--port", "0") as (urls, processor):
        crowd = _crowd(POLLING, urls)
        lines = [requests.Session() for _ in range(_PEOPLE)]  # as a proxy has them: a process takes 100 at most
        for place, member in enumerate(crowd):
            member.session = lines[place % _PEOPLE]
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
    goals = {name: RATES_MS if name.startswith("supervision") else QUEUE_MS for name in found}
    met = [row(f"console: {name}", ms, "ms", goals[name]) for name, (ms, _) in found.items()]
    scans = [sql for _, read in found.values() for sql in read]
    for sql in scans:
        print(f"    reads a whole table: {sql[:160]}")
    return all(met) and row("queries of these pages that read a whole table", len(scans), "", 0)


def _crowd(count: int, urls: list[str]) -> list[Member]:
    return [Member(id_, key_of(id_), urls[place % len(urls)]) for place, id_ in enumerate(ids(count))]
