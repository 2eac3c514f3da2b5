"""Serving the hall: migrations first, then waitress, with a quiet thread that tidies up."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from waitress import wasyncore
from waitress.server import MultiSocketServer, create_server

from hall.cases.services import close_unrated
from hall.fleet.auth import forget_old_proofs
from hall.intake.uploads import discard_stale
from hall.settings import DATA_UPLOAD_MAX_MEMORY_SIZE

log = logging.getLogger(__name__)
TIDY_EVERY_S = 600.0
THREADS = 8
_LOOK_UP_S = 0.5


class Server:
    """A listening hall. `port` is the real one when 0 was asked for."""

    def __init__(self, host: str, port: int) -> None:
        self._channels: dict[int, Any] = {}
        # waitress sets TCP_NODELAY itself: without it a keep-alive client waits 40 ms an answer (queue facts)
        self._server = create_server(
            get_wsgi_application(),
            map=self._channels,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,  # /metrics must see that a proxy stands in front
            max_request_body_size=DATA_UPLOAD_MAX_MEMORY_SIZE,
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
        """Serve until `close`, an exit signal or Ctrl-C; connections that linger do not hold it up."""
        threading.Thread(target=self._tidy, name="tidy", daemon=True).start()
        try:
            while not self._ended.is_set():
                wasyncore.loop(timeout=_LOOK_UP_S, map=self._channels, count=1)
        finally:
            self._ended.set()
            self._server.task_dispatcher.shutdown()
            wasyncore.close_all(self._channels)

    def close(self) -> None:
        """Have `run` return, within about half a second; safe from any thread."""
        self._ended.set()

    def _tidy(self) -> None:
        while not self._ended.wait(TIDY_EVERY_S):
            tidy()


def tidy() -> None:
    """Forget old proofs, drop stale uploads, close collected cases nobody rated."""
    jobs: tuple[Callable[..., int], ...] = (forget_old_proofs, discard_stale, close_unrated)
    close_old_connections()
    for job in jobs:
        try:
            done = job(timezone.now())
        except (DatabaseError, OSError):  # the next round tries again; the hall goes on serving
            log.exception("%s failed", job.__name__)
        else:
            log.info("%s: %d", job.__name__, done)
    close_old_connections()


def migrate() -> None:
    """Bring the database to the present shape."""
    call_command("migrate", verbosity=0, interactive=False)
