"""A PostgreSQL of one's own: Debian's server, empty, on a socket in a folder, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@contextmanager
def postgresql(*settings: str) -> Iterator[str]:
    """Its `DATABASE_URL`. Durable as in production unless `settings` (name=value) say otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="city-pg-"))
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = folder / "data"

    def run(*command: object) -> None:
        subprocess.run(
            [str(word) for word in command], **owner, cwd=folder, check=True, capture_output=True, timeout=60
        )

    binaries = BINARIES[-1]
    options = [f"unix_socket_directories={folder}", "listen_addresses=", "max_connections=60", *settings]
    words = " ".join(f"-c {option}" for option in options)
    try:
        run(binaries / "initdb", "-D", data, "-U", "hall", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust")
        run(binaries / "pg_ctl", "-D", data, "-o", words, "-l", folder / "log", "-w", "start")
        try:
            run(binaries / "createdb", "-h", folder, "-U", "hall", "hall")
            yield f"postgres://hall@{quote(str(folder), safe='')}/hall"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
