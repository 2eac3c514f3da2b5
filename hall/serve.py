"""Serving the hall: migrations first, then waitress, with a quiet thread that tidies up."""

import logging
import threading
from collections.abc import Callable

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from waitress.server import create_server

from hall.cases.services import close_unrated
from hall.fleet.auth import forget_old_proofs
from hall.intake.uploads import discard_stale
from hall.settings import DATA_UPLOAD_MAX_MEMORY_SIZE

log = logging.getLogger(__name__)
TIDY_EVERY_S = 600.0
THREADS = 8


class Server:
    """A listening hall. `port` is the real one when 0 was asked for."""

    def __init__(self, host: str, port: int) -> None:
        # waitress sets TCP_NODELAY itself: without it a keep-alive client waits 40 ms an answer (queue facts)
        self._server = create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=DATA_UPLOAD_MAX_MEMORY_SIZE,
        )
        self.host = host
        self.port = int(self._server.effective_port)
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        """Where to find it."""
        return f"http://{self.host}:{self.port}"

    def run(self) -> None:
        """Serve until `close` or Ctrl-C."""
        threading.Thread(target=self._tidy, name="tidy", daemon=True).start()
        try:
            self._server.run()
        finally:
            self._ended.set()

    def close(self) -> None:
        """Stop listening; `run` returns."""
        self._ended.set()
        self._server.close()

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
