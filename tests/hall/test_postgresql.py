"""The same tests once more against a real PostgreSQL server, started here on a private socket."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]
AGAIN = [
    *("test_intake.py", "test_life.py", "test_ledger.py", "test_custody.py", "test_order.py"),
    "verification/test_certificates.py",
]
_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def _as_user():
    """PostgreSQL refuses to run as root: as root it runs as Debian's `postgres`, else as whoever runs the tests."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture
def server():
    """`DATABASE_URL` of a new, empty server that listens on a socket only."""
    binaries = _BINARIES[-1]
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    owner = _as_user()
    if owner:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"

    def run(*command):
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


@pytest.mark.skipif(not _BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)")
@pytest.mark.timeout(240)
def test_intake_life_ledger_and_custody_on_postgresql(server):
    tests = [str(Path(__file__).parent / name) for name in AGAIN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-k", "not garbage", *tests],
        cwd=ROOT,
        env={**os.environ, "HALL_TEST_DATABASE_URL": server},
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
