"""A PostgreSQL server of a test's own, on a private socket, gone afterwards."""

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
def running() -> Iterator[str]:
    """`DATABASE_URL` of a new, empty server that listens on a socket only."""
    binaries, owner = BINARIES[-1], _as_user()
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    if owner:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"

    def run(*command: Any) -> None:
        done = subprocess.run(command, **owner, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run(binaries / "initdb", "-D", data, "-U", "hall", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        try:
            run(binaries / "createdb", "-h", folder, "-U", "hall", "hall")
            yield f"postgres://hall@{quote(str(folder), safe='')}/hall"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _as_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: as root it runs as Debian's `postgres`, else as whoever runs the tests."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
