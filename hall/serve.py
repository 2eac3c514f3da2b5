"""Serving the hall: migrations first, then waitress, with a quiet thread that tidies up."""

import fcntl
import logging
import resource
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, create_server

from hall.accounts.tries import forget_old_tries
from hall.cases.services import close_unrated
from hall.counter.drafts import forget_drafts
from hall.counter.prepared import forget_prepared
from hall.fleet.auth import forget_old_proofs
from hall.handover.services import forget_handovers
from hall.intake.uploads import discard_stale
from hall.settings import DATA_UPLOAD_MAX_MEMORY_SIZE
from hall.store import StoreAway
from hall.verification.desk import write_letters
from hall.verification.gateway import ask_due

log = logging.getLogger(__name__)
TIDY_EVERY_S = 600.0
ASK_EVERY_S = 10.0  # look-ups that nobody waits for at a screen
THREADS = 8
CONNECTIONS = 1000
"""Terminals keep theirs from one question for orders to the next: whoever finds all taken waits for minutes."""
GRACE_S = 10.0  # below the 20 s that supervisors commonly wait before they kill
_LOOK_UP_S = 0.5
_MIGRATION_LOCK = 0x59475400  # any number nobody else in this database locks
_FRAMING_BYTES = 64 * 1024
_OTHER_FILES = 200  # the database's connections, papers being written, logs


@dataclass(frozen=True, slots=True)
class Round:
    """A job done again and again on a thread of its own; `pause_s` before each."""

    name: str
    job: Callable[[], None]
    pause_s: float


class Server:
    """A listening hall. `port` is the real one when 0 was asked for; `rounds` is what it does besides, by itself."""

    def __init__(self, host: str, port: int, rounds: Sequence[Round] | None = None) -> None:
        self._rounds = ROUNDS if rounds is None else rounds
        self._channels: dict[int, Any] = {}
        # waitress sets TCP_NODELAY itself: without it a keep-alive client waits 40 ms an answer (queue facts)
        self._server = create_server(
            get_wsgi_application(),
            map=self._channels,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=_places(),
            ident=None,
            clear_untrusted_proxy_headers=False,  # /metrics must see that a proxy stands in front
            max_request_body_size=DATA_UPLOAD_MAX_MEMORY_SIZE,
            # Above it waitress would put a body into a file: a page from a phone is not sealed yet at that point.
            inbuf_overflow=DATA_UPLOAD_MAX_MEMORY_SIZE + _FRAMING_BYTES,
        )
        self.host = host
        several = isinstance(self._server, MultiSocketServer)  # a name with an IPv4 and an IPv6 address
        self.port = int(self._server.effective_listen[0][1] if several else self._server.effective_port)
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        """Where to find it."""
        return f"http://{self.host}:{self.port}"

    def run(self) -> None:
        """Serve until `close`, then finish the requests in hand; idle connections do not hold it up."""
        for one in self._rounds:
            threading.Thread(target=self._again, args=(one.job, one.pause_s), name=one.name, daemon=True).start()
        try:
            while not self._ended.is_set():
                self._look()
            self._finish()
        finally:
            self._ended.set()
            self._server.task_dispatcher.shutdown()
            wasyncore.close_all(self._channels)

    def _finish(self) -> None:
        """Take nobody new in, and answer who is being served; whoever takes longer than `GRACE_S` is cut off."""
        for listener in [channel for channel in self._channels.values() if channel.accepting]:
            wasyncore.dispatcher.close(listener)  # not the server's own close: that takes the loop's bell away, too
        deadline = monotonic() + GRACE_S
        while any(map(_in_hand, list(self._channels.values()))) and monotonic() < deadline:
            self._look()

    def close(self) -> None:
        """Have `run` return once the requests in hand are answered; safe from any thread and any signal handler."""
        self._ended.set()

    def _look(self) -> None:
        wasyncore.loop(timeout=_LOOK_UP_S, use_poll=True, map=self._channels, count=1)  # select ends at file 1024

    def _again(self, job: Callable[[], None], pause_s: float) -> None:
        while not self._ended.wait(pause_s):
            job()


def _places() -> int:
    """How many connections are held at once; the files that they need are asked of the machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files, places = room_within(hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return places


def room_within(hard: int) -> tuple[int, int]:
    """How many files are wanted, and connections held, where a process may have at most `hard` files."""
    wanted = CONNECTIONS + _OTHER_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    return files, max(files - _OTHER_FILES, files // 2)


def _in_hand(channel: Any) -> bool:
    """Whether a request is being read, worked on or answered on this connection."""
    return isinstance(channel, HTTPChannel) and bool(channel.request or channel.requests or channel.total_outbufs_len)


def tidy() -> None:
    """Forget old proofs, tries, hand-overs and drafts, drop stale uploads, close collected cases nobody rated."""
    _do(forget_old_proofs, discard_stale, close_unrated, forget_old_tries, forget_handovers)
    _do(forget_drafts, forget_prepared)


def ask_sources() -> None:
    """Ask the departments what is due, and write the letters that are."""
    _do(ask_due, write_letters)


ROUNDS = (Round("tidy", tidy, TIDY_EVERY_S), Round("sources", ask_sources, ASK_EVERY_S))


def _do(*jobs: Callable[..., int]) -> None:
    close_old_connections()
    for job in jobs:
        try:
            done = job(timezone.now())
        except (DatabaseError, OSError, StoreAway):  # the next round tries again; the hall goes on serving
            log.exception("%s failed", job.__name__)
        else:
            log.log(logging.INFO if done else logging.DEBUG, "%s: %d", job.__name__, done)
    close_old_connections()


def migrate() -> None:
    """Bring the database to the present shape; of processes that start together, one does it and the others wait."""
    with _alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """Held by one process at a time: of all machines on PostgreSQL, of this one's data folder on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
        return
    with (settings.HALL_DATA / "migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
