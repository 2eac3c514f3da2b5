"""A PostgreSQL of one's own: Debian's server, empty, on a socket in a folder, gone at the end of whoever started it."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
_KEEPER = 'cat; "$0/pg_ctl" -D "$1/data" -m immediate -w stop; rm -rf "$1"'


@contextmanager
def postgresql(*settings: str) -> Iterator[str]:
    """Its `DATABASE_URL`. Durable as in production unless `settings` (name=value) say otherwise.

    A keeper waits at the other end of a pipe: it stops the server and removes the folder when this process has left
    the block, and just so when it was killed.
    """
    binaries, folder = BINARIES[-1], Path(tempfile.mkdtemp(prefix="city-pg-"))
    owner: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if os.geteuid() == 0:  # it refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner |= {"user": "postgres", "group": "postgres", "extra_groups": []}

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        subprocess.run(words, **owner, cwd=folder, check=True, timeout=60)

    options = [f"unix_socket_directories={folder}", "listen_addresses=", "max_connections=60", *settings]
    words = " ".join(f"-c {option}" for option in options)
    keeper = ["sh", "-c", _KEEPER, str(binaries), str(folder)]
    data, locale = folder / "data", "--locale=C.UTF-8"
    with subprocess.Popen(keeper, stdin=subprocess.PIPE, cwd="/", start_new_session=True, **owner):
        run(binaries / "initdb", "-D", data, "-U", "hall", "-E", "UTF8", locale, "-A", "trust", "-N")
        run(binaries / "pg_ctl", "-D", data, "-o", words, "-l", folder / "log", "-w", "start")
        run(binaries / "createdb", "-h", folder, "-U", "hall", "hall")
        yield f"postgres://hall@{quote(str(folder), safe='')}/hall"
