"""The database of a bench ends with the bench, also when the bench is killed."""

import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from workbench.city.postgres import BINARIES

ROOT = Path(__file__).parents[2]
_HELD = """
import signal
from workbench.city.postgres import postgresql
with postgresql("fsync=off") as url:
    print(url, flush=True)
    signal.pause()
"""


@pytest.mark.skipif(not BINARIES, reason="no PostgreSQL server on this machine (Debian: postgresql)")
def test_a_killed_bench_leaves_no_server_and_no_folder() -> None:
    with subprocess.Popen([sys.executable, "-c", _HELD], cwd=ROOT, stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        folder = Path(unquote(bench.stdout.readline().strip().removeprefix("postgres://hall@").removesuffix("/hall")))
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        bench.send_signal(signal.SIGKILL)
    subprocess.run(["tail", f"--pid={server}", "-s", "0.05", "-f", "/dev/null"], timeout=20, check=True)
    subprocess.run(["sh", "-c", 'while [ -e "$0" ]; do sleep 0.05; done', str(folder)], timeout=20, check=True)
