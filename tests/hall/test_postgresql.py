"""The same tests once more against a real PostgreSQL server, started here on a private socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hall import postgresql

ROOT = Path(__file__).parents[2]
AGAIN = [
    *("test_intake.py", "test_life.py", "test_ledger.py", "test_custody.py", "test_order.py", "test_tasks.py"),
    "verification/test_certificates.py",
]


@pytest.fixture
def server():
    """`DATABASE_URL` of a new, empty server."""
    with postgresql.running() as url:
        yield url


@pytest.mark.skipif(not postgresql.BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)")
@pytest.mark.timeout(240)
def test_intake_life_ledger_and_custody_on_postgresql(server):
    tests = [str(Path(__file__).with_name(name)) for name in AGAIN]
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
