"""A disk that turned read-only under the running terminal, and a paper on a bad sector: told as such, nothing lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract.envelope import new_id
from offline_queue.__main__ import main
from offline_queue.blobs import file_sha256
from offline_queue.errors import StoreBroken
from offline_queue.news import Rejected, Sent

ROOT = Path(__file__).resolve().parents[2]

# Runs alone in a mount namespace, over two small disks: one for the papers, one for the rest. They are remounted
# read-only, as Linux does with a failing one; with a file open for writing it refuses, so that store is closed first.
READ_ONLY = """
import subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.seal import HallPrivateKey
from offline_queue.blobs import write_blob
from offline_queue.errors import StoreBroken
from offline_queue.store import Store

disk = Path(sys.argv[1])
papers = disk / "blobs"
common = dict(hall_key=HallPrivateKey.generate().public, terminal="T1", now=datetime.now(UTC))

def put(store):
    with store.transaction() as tx:
        store.enqueue(tx, Kind.RATING, new_id(), Rating(level=1), **common)

def refused(call):
    try:
        call()
    except StoreBroken:
        return True
    return False

def remount(where, how):
    subprocess.run(["mount", "-o", f"remount,{how}", str(where)], check=True)

papers.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(papers)], check=True)
with Store(disk / "terminal.db") as store:
    write_blob(papers, b"one")
    put(store)
    remount(papers, "ro")
    assert refused(lambda: write_blob(papers, b"two"))
    assert refused(lambda: write_blob(papers / "new", b"two"))
    put(store)
    remount(papers, "rw")
    write_blob(papers, b"two")
    assert len(list(papers.iterdir())) == 2, "no half file"
remount(disk, "ro")
before = (disk / "terminal.db").read_bytes()
assert refused(lambda: put(Store(disk / "terminal.db")))
assert (disk / "terminal.db").read_bytes() == before
remount(disk, "rw")
with Store(disk / "terminal.db") as store:
    put(store)
    assert store.stats().waiting == 3, "it goes on when the disk does"
    assert store.check() == []
print("sound")
"""


def test_a_disk_that_turns_read_only_is_broken_not_full_and_loses_nothing(tmp_path):
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, timeout=60).returncode:
        pytest.skip("this kernel does not let us mount a small tmpfs")
    mount = f'mount -t tmpfs -o size=4m none "{tmp_path}" && exec "$@"'
    result = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", READ_ONLY, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (result.returncode, result.stdout) == (0, "sound\n"), result.stderr


@pytest.fixture
def bad_sector() -> Path:
    """A file that opens and whose first byte the kernel answers with EIO, as a disk's bad sector does."""
    own = Path("/proc/self/mem")
    with pytest.raises(StoreBroken, match="mem"):
        file_sha256(own)
    return own


def test_a_paper_on_a_bad_sector_is_a_dead_letter_and_the_rest_goes_on(rig, bad_sector, capsys):
    bad, other = rig.put_paper(b"%PDF a", new_id()), rig.put_paper(b"%PDF b", new_id())
    sha256 = rig.store.read("SELECT blob_sha256 FROM outbox WHERE id = ?", (str(bad),))[0]["blob_sha256"]
    sound = rig.store.blobs / "sound"
    (rig.store.blobs / sha256).rename(sound)
    (rig.store.blobs / sha256).symlink_to(bad_sector)
    rig.drain()
    told = {type(news): news for news in rig.told if isinstance(news, Sent | Rejected)}
    assert told[Sent].envelope_id == other
    assert (told[Rejected].envelope_id, told[Rejected].code) == (bad, "damaged_on_disk")
    assert main(["retry", "--store", str(rig.path), str(bad)]) == 0
    rig.drain()
    sound.replace(rig.store.blobs / sha256)
    assert main(["retry", "--store", str(rig.path), str(bad)]) == 0
    rig.drain()
    assert set(rig.hall.taken) == {bad, other}, "once the disk can read it, it goes"
