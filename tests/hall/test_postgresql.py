"""The same tests once more against a real PostgreSQL server, started here on a private socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hall import postgresql

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
AGAIN = [
    *("test_intake.py", "test_life.py", "test_ledger.py", "test_custody.py", "test_order.py", "test_tasks.py"),
    "verification/test_certificates.py",
]
OWN_DATABASE = ["test_postgresql.py", "test_two_halls.py", "test_kill.py", "console/test_first_run.py"]


@pytest.fixture
def server():
    """`DATABASE_URL` of a new, empty server."""
    with postgresql.running() as url:
        yield url


pytestmark = pytest.mark.skipif(
    not postgresql.BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)"
)


def _passes(server, *arguments, timeout_s):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", *arguments],
        cwd=ROOT,
        env={**os.environ, "HALL_TEST_DATABASE_URL": server},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.timeout(240)
def test_intake_life_ledger_and_custody_on_postgresql(server):
    tests = [str(HERE / name) for name in AGAIN]
    _passes(server, "-k", "not garbage", *tests, timeout_s=220)


@pytest.mark.storm
@pytest.mark.timeout(1500)
def test_everything_of_the_hall_on_postgresql(server):
    """Also the console in its browser; only what brings a database of its own is left out."""
    left_out = [f"--ignore={HERE / name}" for name in OWN_DATABASE]
    _passes(server, "-m", "not storm", *left_out, str(HERE), timeout_s=1450)
