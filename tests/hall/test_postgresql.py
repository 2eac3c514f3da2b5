"""The same tests once more against a real PostgreSQL server, started here on a private socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.city import postgres

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
AGAIN = {
    "hand-ins and terminals": [
        *("test_intake.py", "test_rows.py", "test_numbers.py", "test_connections.py", "test_nul.py"),
        *("test_news.py", "test_shut_out.py", "test_cards.py", "verification/test_my_card.py"),
    ],
    "life and custody": ["test_life.py", "test_ledger.py", "test_custody.py", "test_order.py", "test_tasks.py"],
    "officers": [
        *("test_districts.py", "test_reminders.py", "verification/test_certificates.py"),
        *("console/test_long_lists.py", "counter/test_counter.py"),
    ],
}
OWN_DATABASE = ["test_postgresql.py", "test_two_halls.py", "test_kill.py", "console/test_first_run.py"]


@pytest.fixture
def server():
    """`DATABASE_URL` of a new, empty server."""
    with postgres.postgresql("fsync=off") as url:
        yield url


pytestmark = pytest.mark.skipif(
    not postgres.BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)"
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


@pytest.mark.timeout(360)
@pytest.mark.parametrize("part", AGAIN)
def test_the_heart_of_the_hall_on_postgresql(server, part: str):
    _passes(server, "-k", "not garbage", *(str(HERE / name) for name in AGAIN[part]), timeout_s=340)


@pytest.mark.storm
@pytest.mark.timeout(1500)
def test_everything_of_the_hall_on_postgresql(server):
    """Also the console in its browser; only what brings a database of its own is left out."""
    left_out = [f"--ignore={HERE / name}" for name in OWN_DATABASE]
    _passes(server, "-m", "not storm", *left_out, str(HERE), timeout_s=1450)
